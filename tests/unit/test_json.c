/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: what is JSON and what is not, where things stand, and what commands become. */
#include <stdlib.h>

#include "json/list.h"
#include "json/parse.h"
#include "json/reader.h"
#include "test.h"

struct bench {
	struct region *r;
	struct diag_sink sink;
	struct source *src;
	struct cmds cmds;
	struct json_request *request;
};

static struct bench bench_new(const char *text)
{
	struct bench b = { .r = region_create() };

	b.sink.region = b.r;
	b.src = source_new(b.r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text));
	return b;
}

static struct bench read_text(const char *text, struct jnode **root)
{
	struct bench b = bench_new(text);

	*root = json_read(b.r, &b.sink, b.src);
	return b;
}

static bool is_json(const char *text)
{
	struct jnode *root;
	struct bench b = read_text(text, &root);
	bool good = root != NULL;

	CHECK(good == !b.sink.errors);
	region_free(b.r);
	return good;
}

TEST(json_or_not)
{
	static const char *const good[] = {
		"{}", "[]", " [ 1 , 2 ] ", "\"\"", "null", "true", "false", "0", "-1", "1.5", "1e3", "{\"a\":{\"b\":[1,{}]}}",
		"\"\\u00e4\\n\\\"\\ud83d\\ude00\"", "123456789012345678901234567890",
	};
	static const char *const bad[] = {
		"", " ", "{", "[", "]", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u0000\"",
		"\"\\ud83d\"", "\"\\udc00\"", "\"a\nb\"", "01", "+1", "nul", "[1 2]", "{} {}", "'a'", "[1]x", "\\", "-",
	};

	for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(is_json(good[i]));
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!is_json(bad[i]));
}

TEST(nesting_is_bounded)
{
	char text[2 * JSON_MAX_DEPTH + 3];

	memset(text, '[', JSON_MAX_DEPTH);
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	text[2 * JSON_MAX_DEPTH] = '\0';
	CHECK(is_json(text));
	memset(text, '[', JSON_MAX_DEPTH + 1);
	memset(text + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH + 1);
	text[2 * JSON_MAX_DEPTH + 2] = '\0';
	CHECK(!is_json(text));
}

TEST(strings_are_decoded)
{
	struct jnode *root;
	struct bench b = read_text("\"a\\tb\\u00e4\\ud83d\\ude00\\/\"", &root);

	CHECK_STR(root->text, "a\tb\xc3\xa4\xf0\x9f\x98\x80/");
	region_free(b.r);
}

TEST(the_last_of_a_name_counts)
{
	struct jnode *root;
	struct bench b = read_text("{\"a\": 1, \"a\": 2}", &root);

	CHECK(json_member(root, "a")->num == 2);
	CHECK(!json_member(root, "b"));
	region_free(b.r);
}

TEST(places_and_pointers)
{
	const char *text = "{\"a/b\": [10, {\"c~\": 5}]}";
	struct jnode *root;
	struct bench b = read_text(text, &root);
	const struct jnode *five = json_at(root, (uint32_t)(strchr(text, '5') - text), (uint32_t)(strchr(text, '5') - text) + 1);

	CHECK(five && five->kind == J_INTEGER && five->num == 5);
	CHECK_STR(json_pointer(b.r, five), "/a~1b/1/c~0");
	CHECK_STR(json_pointer(b.r, root), "");
	CHECK(text[five->key_start] == '"' && five->end - five->start == 1);
	region_free(b.r);
}

static struct bench parse_text(const char *text)
{
	struct bench b = bench_new(text);
	int err = json_parse(b.r, &b.sink, b.src, &b.cmds, &b.request);

	CHECK(!err == !b.sink.errors);
	return b;
}

/* The first thing that is wrong in @text: what the error underlines, and its words. */
static void check_error(const char *text, const char *marked, const char *words)
{
	struct bench b = parse_text(text);
	const struct diag *d = b.sink.diags.n ? b.sink.diags.v[0] : NULL;

	CHECK(d);
	if (d) {
		CHECK_STR(region_strndup(b.r, text + d->loc.start, d->loc.end - d->loc.start), marked);
		if (!strstr(d->message, words))
			CHECK_STR(d->message, words);
	}
	region_free(b.r);
}

#define CMD(text) "{\"nftables\": [" text "]}"
#define RULE(text) CMD("{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", \"chain\": \"c\", \"expr\": [" text "]}}}")
#define MATCH(left) RULE("{\"match\": {\"op\": \"==\", \"left\": " left ", \"right\": 1}}")

TEST(errors_have_places)
{
	check_error("[]", "[]", "nftables");
	check_error("{\"nftables\": 5}", "5", "array");
	check_error(CMD("5"), "5", "a command is an object");
	check_error(CMD("{\"ad\": {}}"), "\"ad\"", "did you mean \"add\"");
	check_error(CMD("{\"add\": {\"tble\": {}}}"), "\"tble\"", "did you mean \"table\"");
	check_error(CMD("{\"add\": {\"table\": {}}}"), "{}", "\"name\" is missing");
	check_error(CMD("{\"add\": {\"table\": {\"name\": 5}}}"), "5", "a string, not a number");
	check_error(CMD("{\"add\": {\"table\": {\"name\": \"\"}}}"), "\"\"", "name");
	check_error(CMD("{\"rename\": {\"table\": {\"name\": \"t\"}}}"), "{\"name\": \"t\"}", "no such command");
	check_error(CMD("{\"metainfo\": {\"json_schema_version\": 2}}"), "2", "newer");
	check_error(RULE("5"), "5", "a statement is an object");
	check_error(RULE("{\"mtch\": {}}"), "\"mtch\"", "did you mean \"match\"");
	check_error(RULE("{\"match\": null}"), "null", "cannot be null");
	check_error(RULE("{\"log\": []}"), "[]", "cannot be an array");
	check_error(RULE("{\"limit\": {\"rate\": -1}}"), "-1", "from 0");
	check_error(RULE("{\"limit\": {\"rate\": 1e9}}"), "1e9", "whole number");
	check_error(RULE("{\"limit\": {\"rate\": 99999999999999999999}}"), "99999999999999999999", "from 0");
	check_error(MATCH("{\"payload\": {\"protocol\": \"tcp\", \"field\": \"dprt\"}}"), "\"dprt\"", "did you mean \"dport\"");
	check_error(MATCH("{\"payload\": {\"protocol\": \"tpc\", \"field\": \"dport\"}}"), "\"tpc\"", "did you mean \"tcp\"");
	check_error(MATCH("{\"meta\": {\"key\": \"iifnam\"}}"), "\"iifnam\"", "did you mean \"iifname\"");
	check_error(MATCH("{\"mta\": {\"key\": \"mark\"}}"), "\"mta\"", "did you mean \"meta\"");
	check_error(MATCH("{\"&\": [1]}"), "[1]", "operands");
	check_error(MATCH("{\"range\": [1]}"), "[1]", "two");
	check_error(MATCH("{}"), "{}", "one member");
	check_error(MATCH("null"), "null", "a value");
}

TEST(commands)
{
	struct bench b = parse_text(CMD(
		"{\"metainfo\": {\"json_schema_version\": 1}},"
		"{\"table\": {\"family\": \"inet\", \"name\": \"t\", \"handle\": 7}},"
		"{\"add\": {\"chain\": {\"family\": \"inet\", \"table\": \"t\", \"name\": \"c\", \"type\": \"filter\", \"hook\": \"forward\","
		" \"prio\": \"filter - 5\", \"policy\": \"drop\"}}},"
		"{\"insert\": {\"rule\": {\"table\": \"t\", \"chain\": \"c\", \"index\": 2, \"expr\": []}}},"
		"{\"delete\": {\"set\": {\"table\": \"t\", \"handle\": 5}}},"
		"{\"list\": {\"ct helpers\": null}},"
		"{\"rename\": {\"chain\": {\"table\": \"t\", \"name\": \"c\", \"newname\": \"d\"}}}"));

	CHECK(!b.sink.errors);
	CHECK(b.cmds.v.n == 6);
	if (b.cmds.v.n != 6)
		return;
	CHECK(b.cmds.v.v[0]->op == CMD_ADD && b.cmds.v.v[0]->obj == OBJ_TABLE && b.cmds.v.v[0]->h.family == FAM_INET);
	CHECK_STR(b.cmds.v.v[0]->h.table, "t");
	CHECK(b.cmds.v.v[1]->chain->is_base && b.cmds.v.v[1]->chain->policy == 0 && b.cmds.v.v[1]->chain->prio.offset == -5);
	CHECK_STR(b.cmds.v.v[1]->chain->prio.name, "filter");
	CHECK(b.cmds.v.v[2]->op == CMD_INSERT && b.cmds.v.v[2]->h.has_index && b.cmds.v.v[2]->h.index == 3);
	CHECK(b.cmds.v.v[3]->h.has_handle && b.cmds.v.v[3]->h.handle == 5 && !b.cmds.v.v[3]->h.name);
	CHECK(b.cmds.v.v[4]->obj == OBJ_OBJECTS && b.cmds.v.v[4]->obj_type);
	CHECK_STR(b.cmds.v.v[5]->arg, "d");
	region_free(b.r);
}

TEST(handles_are_echoed_in_place)
{
	struct bench b = parse_text(CMD("{\"add\": {\"table\": {\"name\": \"t\"}}},"
					"{\"rule\": {\"table\": \"t\", \"chain\": \"c\", \"handle\": 99, \"expr\": []}}, {\"flush\": {\"ruleset\": null}}"));
	struct strbuf out = { 0 };
	struct printer p = { .out = &out };

	CHECK(b.cmds.v.n == 3);
	if (b.cmds.v.n != 3)
		return;
	b.cmds.v.v[0]->table->handle = 5;
	b.cmds.v.v[1]->rule->handle = 6;
	json_echo_request(&p, b.request);
	CHECK_STR(strbuf_str(&out), CMD("{\"add\": {\"table\": {\"name\": \"t\", \"handle\": 5}}},"
					"{\"rule\": {\"table\": \"t\", \"chain\": \"c\", \"handle\": 6, \"expr\": []}}, {\"flush\": {\"ruleset\": null}}") "\n");
	strbuf_free(&out);
	region_free(b.r);
}

TEST_MAIN()
