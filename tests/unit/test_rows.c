/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every row of the catalog through every consumer: text to the model and back, and through netlink and back.
 * A row that the parser, check, the listing, bytecode or decoding skips fails here. */
#include "test.h"
#include "samples.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <libmnl/libmnl.h>

#include "check/check.h"
#include "kernel/op_nl.h"
#include "lang/lang.h"
#include "model/decode.h"
#include "model/gen.h"
#include "report/diag_text.h"

struct bench {
	struct region *r;
	struct diag_sink sink;
	struct ruleset rs;
	struct cmds cmds;
};

static void say_diags(struct bench *b, const char *text)
{
	struct strbuf out = { 0 };

	vec_each(i, &b->sink.diags)
		diag_text(&out, b->sink.diags.v[i]);
	TEST_WRONG("%s\n%s", text, strbuf_str(&out));
	strbuf_free(&out);
}

/* The rule of a ruleset text that holds just one. */
static struct rule *load(struct bench *b, const char *text)
{
	struct source *src;

	b->r = region_create();
	b->sink.region = b->rs.region = b->r;
	src = source_new(b->r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text));
	if (lang_parse(b->r, &b->sink, NULL, src, &b->cmds) ||
	    check_cmds(b->r, &b->sink, &b->rs, &b->cmds, &(struct check_options){ .offline = true })) {
		say_diags(b, text);
		return NULL;
	}
	vec_each(t, &b->rs.tables)
		vec_each(c, &b->rs.tables.v[t]->chains)
			if (b->rs.tables.v[t]->chains.v[c]->rules.n)
				return b->rs.tables.v[t]->chains.v[c]->rules.v[0];
	TEST_WRONG("no rule in %s", text);
	return NULL;
}

static char *text_of(const struct rule *rule)
{
	struct strbuf out = { 0 };
	struct printer p = { .out = &out, .family = rule->table->family, .rule = rule };

	print_rule(&p, rule);
	return out.s ? out.s : calloc(1, 1);
}

/* Bytecode out, as netlink attributes, and in again. */
static struct rule *through_netlink(struct bench *b, const struct rule *rule)
{
	struct ops out = { { 0 } }, in = { { 0 } };
	struct nlbuf nl = { 0 };
	struct rule *back = rule_new(b->r);
	const struct nlattr *list;
	size_t nest;

	if (gen_rule(b->r, rule, &out, &b->sink)) {
		say_diags(b, "no bytecode");
		return NULL;
	}
	nl_begin(&nl, 0, 0, 0, 0, 0);
	nest = nl_nest(&nl, NFTA_RULE_EXPRESSIONS);
	op_nl_put_list(&nl, &out, NULL, NULL);
	nl_nest_end(&nl, nest);
	nl_end(&nl);
	list = (const struct nlattr *)(nl.p + nest);
	op_nl_get_list(b->r, list, &in);
	CHECK_INT(in.v.n, out.v.n);
	back->table = rule->table;
	back->chain = rule->chain;
	back->loc = rule->loc;
	vec_each(i, &rule->anon_sets)
		vec_push(b->r, &back->anon_sets, rule->anon_sets.v[i]);
	if (decode_rule(b->r, &b->rs, back, &in))
		back = NULL;
	nl_free(&nl);
	return back;
}

/* What a field needs may list before it: `icmp id` holds for two types of message only. */
static int ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end) && (n == m || s[n - m - 1] == ' ');
}

static unsigned walked;

/* @body: what stands in the table around the rule; @want: how it lists, NULL: as written; @want_back: how the kernel's rule does. */
static void walk_back(const char *family, const char *body, const char *hook, const char *rule_text, const char *want, const char *want_back)
{
	struct bench b = { 0 };
	struct strbuf text = { 0 };
	struct rule *rule, *back;
	char *listed = NULL, *again = NULL;

	strbuf_printf(&text, "table %s t {\n%s\n\tchain c {\n\t\t%s\n\t\t%s\n\t}\n}\n", family, body, hook, rule_text);
	walked++;
	rule = load(&b, strbuf_str(&text));
	if (rule) {
		listed = text_of(rule);
		CHECK_STR(listed, want ? want : rule_text);
		back = through_netlink(&b, rule);
		again = back ? text_of(back) : NULL;
		want = want_back ? want_back : want ? want : rule_text;
		if (!again || !ends_in(again, want))
			TEST_WRONG("comes back as\n  %s\nwant\n  %s", again ? again : "(null)", want);
	}
	free(listed);
	free(again);
	strbuf_free(&text);
	region_free(b.r);
}

static void walk_in(const char *family, const char *body, const char *hook, const char *rule_text, const char *want)
{
	walk_back(family, body, hook, rule_text, want, NULL);
}

static void walk(const char *family, const char *rule_text)
{
	walk_in(family, "", "", rule_text, NULL);
}

/* ---------------------------------------------------------------- values */
/* Text of a value of @t as a listing shows it: a named one if there are names. */
static const char *sample(const struct dtype *t, unsigned bits)
{
	static char buf[128];
	uint8_t bytes[WIDE_MAX] = { 0 };
	struct strbuf b = { 0 };
	unsigned len;

	bits = bits ? bits : t->bits;
	len = (bits + 7) / 8;
	if (dtype_is(t, &string_type) || t->cls == DT_IFNAME) {
		snprintf(buf, sizeof(buf), "\"lo\"");
		return buf;
	}
	wide_set_u64(bytes, len, t->symtab && t->symtab->syms[0].name ? t->symtab->syms[0].value : 1);
	dtype_print(&b, t, bytes, bits, &(struct value_style){ 0 });
	snprintf(buf, sizeof(buf), "%s", strbuf_str(&b));
	strbuf_free(&b);
	return buf;
}

static void walk_value(const char *family, const char *left, const struct dtype *t, unsigned bits)
{
	char text[256];

	snprintf(text, sizeof(text), "%s %s", left, sample(t, bits));
	walk(family, text);
	snprintf(text, sizeof(text), "%s != %s", left, sample(t, bits));
	walk(family, text);
}

/* ---------------------------------------------------------------- rows */
static const char *family_for(const struct header_row *h)
{
	return h->base == BASE_LL || h->id == HDR_arp ? "bridge" : "inet";
}

static void walk_field(const struct header_row *h, const struct field_row *f)
{
	const char *before = h->base == BASE_INNER ? "udp dport 4789 " : "";	/* a tunnel over UDP */
	char left[64];

	snprintf(left, sizeof(left), "%s%s %s", before, h->name, f->sel.name);
	walk_value(family_for(h), left, f->sel.type, f->sel.bits);
}

TEST(header_fields)
{
	walked = 0;
	for (unsigned h = 0; h < N_HEADERS; h++) {
		CHECK(headers[h].n_fields > 0 || header_tunnel(&headers[h]));
		for (unsigned f = 0; f < headers[h].n_fields; f++)
			if (!(headers[h].fields[f].flags & (FIELD_NOLIST | FIELD_ALIAS)))
				walk_field(&headers[h], &headers[h].fields[f]);
	}
	CHECK(walked > 100);
}

static const char *const before[] = { [XH_IP6] = "", [XH_TCP] = "tcp option ", [XH_IP4] = "ip option ", [XH_SCTP] = "sctp chunk " };

static const char *extension_match(char *buf, size_t size, const struct exthdr_row *x, const struct field_row *f, const struct field_row *value_of)
{
	snprintf(buf, size, "%s%s %s %s", before[x->cls], x->name, f->sel.name, sample(value_of->sel.type, value_of->sel.bits));
	return buf;
}

/* Rows of one number may have a field at the same place: what comes back is the first of them. */
static void walk_extension(const struct exthdr_row *x, const struct field_row *f)
{
	const struct exthdr_row *first = x;
	const struct field_row *back = exthdr_field_at(x->cls, x->number, f->offset, f->sel.bits, &first);
	char text[128], want[128];

	REQUIRE(back);
	extension_match(text, sizeof(text), x, f, f);
	walk_back("inet", "", "", text, NULL, extension_match(want, sizeof(want), first, back, f));
}

TEST(extension_fields)
{

	walked = 0;
	for (unsigned x = 0; x < N_EXTHDRS; x++) {
		const struct exthdr_row *row = &exthdrs[x];

		if (row->cls == XH_DCCP)
			continue;
		for (unsigned f = 0; f < row->n_fields; f++) {
			if (row->fields[f].offset == 0 && (row->cls == XH_TCP || row->cls == XH_IP4))
				continue;	/* its number: matched by being there */
			if (!(row->fields[f].flags & (FIELD_NOLIST | FIELD_ALIAS)))
				walk_extension(row, &row->fields[f]);
		}
	}
	CHECK(walked > 25);
}

static const char *family_for_key(const struct key_row *k)
{
	return strstr(k->sel.name, "ibr") || strstr(k->sel.name, "obr") ? "bridge" : "inet";
}

TEST(meta_keys)
{
	walked = 0;
	for (unsigned i = 0; i < n_meta_keys; i++) {
		const struct key_row *k = &meta_keys[i];
		char left[64];

		if (k->flags & (KEY_ALIAS | KEY_WRITE_ONLY) || !strcmp(k->sel.name, "secmark"))	/* no number of it is taken */
			continue;
		snprintf(left, sizeof(left), "%s%s", k->flags & KEY_LIST_BARE ? "" : "meta ", k->sel.name);
		walk_value(family_for_key(k), left, k->sel.type, k->sel.bits);
	}
	CHECK(walked > 50);
}

static void walk_ct_key(const struct key_row *k)
{
	char left[64], want[64];

	if (k->sel.type == &invalid_type) {	/* the family says which of the two that have a type it is */
		snprintf(left, sizeof(left), "ct original %s 0.0.0.1", k->sel.name);
		snprintf(want, sizeof(want), "ct original ip %s 0.0.0.1", k->sel.name);
		walk_back("ip", "", "", left, NULL, want);
		return;
	}
	snprintf(left, sizeof(left), "ct %s%s", k->flags & KEY_DIR_REQ ? "original " : "", k->sel.name);
	walk_value("inet", left, k->sel.type, k->sel.bits);
}

TEST(ct_keys)
{
	walked = 0;
	for (unsigned i = 0; i < n_ct_keys; i++)
		if (!(ct_keys[i].flags & KEY_ALIAS) && strcmp(ct_keys[i].sel.name, "secmark"))
			walk_ct_key(&ct_keys[i]);
	CHECK(walked > 40);
}

TEST(small_keys)
{
	walked = 0;
	for (unsigned i = 0; i < n_rt_keys; i++) {
		char left[64];

		if (rt_keys[i].id == KEY_BY_FAMILY)
			continue;
		snprintf(left, sizeof(left), "rt %s", rt_keys[i].sel.name);
		walk_value("inet", left, rt_keys[i].sel.type, rt_keys[i].sel.bits);
	}
	walk("inet", "rt ip nexthop 192.0.2.1");
	for (unsigned i = 0; i < n_fib_keys; i++) {
		char left[64];

		if (fib_keys[i].id == KEY_BY_FAMILY)
			continue;
		snprintf(left, sizeof(left), "fib saddr . iif %s", fib_keys[i].sel.name);
		walk_value("inet", left, fib_keys[i].sel.type, fib_keys[i].sel.bits);
	}
	CHECK(walked > 15);
}

/* ---------------------------------------------------------------- statements, one sample for every row */
TEST(statements)
{
	for (unsigned i = 0; i < N_STROWS; i++) {
		const struct sample_stmt *s = &samples[i];

		if (i == STROW_xt || i == STROW_unknown || i == STROW_objref)
			continue;
		if (!s->text) {
			TEST_WRONG("no sample of the statement %s", stmt_rows[i].name);
			continue;
		}
		walk_in(s->family, s->body, s->hook, s->text, s->want);
	}
}

/* The row that a statement says it has is the row that it is a sample of: the offload check reads it. */
TEST(statements_find_their_row)
{
	for (unsigned i = 0; i < N_STROWS; i++) {
		const struct sample_stmt *s = &samples[i];
		struct strbuf text = { 0 };
		struct bench b = { 0 };
		struct rule *rule;

		if (!s->text)
			continue;
		strbuf_printf(&text, "table %s t {\n%s\n\tchain c {\n\t\t%s\n\t\t%s\n\t}\n}\n", s->family, s->body, s->hook, s->text);
		rule = load(&b, strbuf_str(&text));
		if (rule && stmt_row_of(rule->stmts.v[rule->stmts.n - 1]) != &stmt_rows[i])
			TEST_WRONG("%s has another row", s->text);
		strbuf_free(&text);
		region_free(b.r);
	}
}

TEST_MAIN()
