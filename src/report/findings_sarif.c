/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SARIF 2.1.0: what code scanning services read. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <ctype.h>
#include <string.h>

#include "report/findings.h"
#include "report/json_text.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define ERROR_RULE "refused-ruleset"	/* what is no finding, but an error */

static json_t *message(const char *text)
{
	json_t *o = json_object();

	json_object_set_new(o, "text", json_text(text));
	return o;
}

/* ------------------------------------------------------------------ rules */
static json_t *rule(const char *name, const char *summary, const char *help, enum severity severity)
{
	json_t *o = json_object(), *configuration = json_object(), *properties = json_object(), *tags = json_array();

	json_object_set_new(o, "id", json_text(name));
	json_object_set_new(o, "name", json_text(name));
	json_object_set_new(o, "shortDescription", message(summary));
	json_object_set_new(o, "fullDescription", message(summary));
	json_object_set_new(o, "help", message(help));
	json_object_set_new(configuration, "level", json_text(severity_level(severity)));
	json_object_set_new(o, "defaultConfiguration", configuration);
	json_array_append_new(tags, json_text("nftables"));
	json_object_set_new(properties, "tags", tags);
	json_object_set_new(properties, "precision", json_text("very-high"));
	json_object_set_new(properties, "problem.severity", json_text(severity == SEV_INFO ? "recommendation" : severity_name(severity)));
	json_object_set_new(o, "properties", properties);
	return o;
}

static json_t *tool(void)
{
	json_t *o = json_object(), *driver = json_object(), *rules = json_array();
	struct strbuf help = { 0 };

	for (unsigned i = 0; i < N_FINDINGS; i++) {
		const struct finding_row *row = &finding_rows[i];

		finding_help(&help, row);
		json_array_append_new(rules, rule(row->name, row->summary, strbuf_str(&help), row->severity));
		strbuf_reset(&help);
	}
	strbuf_free(&help);
	json_array_append_new(rules, rule(ERROR_RULE, "the ruleset is not valid",
					  "The ruleset was refused. Nothing is known of what the fast path does to it.\n", SEV_ERROR));
	json_object_set_new(driver, "name", json_text("nft"));
	json_object_set_new(driver, "version", json_text(PACKAGE_VERSION));
	json_object_set_new(driver, "rules", rules);
	json_object_set_new(o, "driver", driver);
	return o;
}

/* ------------------------------------------------------------------ places */
static void add_uri(struct strbuf *b, const char *path)
{
	if (*path == '/')
		strbuf_add(b, "file://");
	while (!strncmp(path, "./", 2))
		path += 2;
	for (; *path; path++)
		if (isalnum((unsigned char)*path) || strchr("/._-~", *path))
			strbuf_addc(b, *path);
		else
			strbuf_printf(b, "%%%02X", (unsigned char)*path);
}

static json_t *artifact(struct loc loc)
{
	struct strbuf b = { 0 };
	json_t *o = json_object();

	add_uri(&b, source_name(loc.src));
	json_object_set_new(o, "uri", json_text(strbuf_str(&b)));
	strbuf_free(&b);
	return o;
}

/* SARIF counts characters where we count bytes. */
static uint32_t characters(struct loc loc, uint32_t line, uint32_t column)
{
	const char *text;
	uint32_t len, n = 1;

	source_line(loc.src, line, &text, &len);
	for (uint32_t i = 0; i + 1 < column; i++)
		n += i >= len || ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static json_t *region(struct loc loc)
{
	struct span s = span_of(loc);
	json_t *o = json_object();

	json_object_set_new(o, "startLine", json_integer(s.line));
	json_object_set_new(o, "startColumn", json_integer(characters(loc, s.line, s.column)));
	json_object_set_new(o, "endLine", json_integer(s.end_line));
	json_object_set_new(o, "endColumn", json_integer(characters(loc, s.end_line, s.end_column)));
	return o;
}

static bool has_place(struct loc loc)
{
	return span_of(loc).line != 0;
}

static json_t *logical_locations(const struct rule *r, uint32_t index)
{
	const struct chain *c = r->chain;
	struct strbuf b = { 0 };
	json_t *list = json_array(), *o = json_object();

	strbuf_printf(&b, "%s/%s/%s/%u", family_name(c->table->family), c->table->name, c->name, index);
	json_object_set_new(o, "fullyQualifiedName", json_text(strbuf_str(&b)));
	json_array_append_new(list, o);
	strbuf_free(&b);
	return list;
}

static json_t *location(struct loc loc, const struct rule *r, uint32_t index)
{
	json_t *o = json_object(), *physical = json_object();

	if (has_place(loc)) {
		json_object_set_new(physical, "artifactLocation", artifact(loc));
		json_object_set_new(physical, "region", region(loc));
		json_object_set(o, "physicalLocation", physical);
	}
	json_decref(physical);
	if (r)
		json_object_set_new(o, "logicalLocations", logical_locations(r, index));
	return o;
}

static json_t *one(json_t *item)
{
	json_t *list = json_array();

	json_array_append_new(list, item);
	return list;
}

static json_t *related(const struct finding *f)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < f->related.n; i++) {
		json_t *o;

		if (!has_place(f->related.v[i].loc))
			continue;
		o = location(f->related.v[i].loc, NULL, 0);
		json_object_set_new(o, "id", json_integer(i + 1));
		json_object_set_new(o, "message", message(f->related.v[i].message));
		json_array_append_new(list, o);
	}
	return list;
}

/* ------------------------------------------------------------------ fingerprints */
static uint64_t hash_more(uint64_t hash, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)s[i]) * 0x100000001b3;	/* FNV-1a */
	return hash * 0x100000001b3;
}

static uint64_t hash_text(uint64_t hash, const char *s)
{
	return hash_more(hash, s, strlen(s));
}

/* The line's words: neither where it stands nor how it is indented counts. */
static uint64_t hash_line(uint64_t hash, struct loc loc)
{
	const char *text;
	uint32_t len, n;

	source_line(loc.src, span_of(loc).line, &text, &len);
	for (uint32_t i = 0; i < len; i += n) {
		for (n = 0; i + n < len && !isspace((unsigned char)text[i + n]); n++)
			;
		if (n)
			hash = hash_more(hash, text + i, n);
		else
			n = 1;
	}
	return hash;
}

/* Equal ones are told apart by their number; @seen counts them. */
static json_t *fingerprints(json_t *seen, const char *name, struct loc loc, const struct rule *r)
{
	uint64_t hash = hash_text(0xcbf29ce484222325, name);
	struct strbuf b = { 0 };
	json_int_t count;
	json_t *o = json_object();

	if (r) {
		hash = hash_text(hash, family_name(r->chain->table->family));
		hash = hash_text(hash, r->chain->table->name);
		hash = hash_text(hash, r->chain->name);
	}
	if (has_place(loc))
		hash = hash_line(hash, loc);
	strbuf_printf(&b, "%016llx", (unsigned long long)hash);
	count = json_integer_value(json_object_get(seen, strbuf_str(&b))) + 1;
	json_object_set_new(seen, strbuf_str(&b), json_integer(count));
	strbuf_printf(&b, ":%llu", (unsigned long long)count);
	json_object_set_new(o, "primaryLocationLineHash", json_text(strbuf_str(&b)));
	strbuf_free(&b);
	return o;
}

/* ------------------------------------------------------------------ fixes */
static json_t *replacement(const struct edit *e)
{
	json_t *o = json_object();

	json_object_set_new(o, "deletedRegion", region(e->loc));
	json_object_set_new(o, "insertedContent", message(e->text));
	return o;
}

static bool first_in_its_file(const struct fix *f, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (f->edits.v[k].loc.src == f->edits.v[i].loc.src)
			return false;
	return true;
}

static json_t *fix(const struct fix *f)
{
	json_t *o = json_object(), *changes = json_array();

	json_object_set_new(o, "description", message(f->title));
	for (uint32_t i = 0; i < f->edits.n; i++) {
		json_t *change = json_object(), *list = json_array();

		if (first_in_its_file(f, i)) {
			json_object_set_new(change, "artifactLocation", artifact(f->edits.v[i].loc));
			for (uint32_t k = i; k < f->edits.n; k++)
				if (f->edits.v[k].loc.src == f->edits.v[i].loc.src)
					json_array_append_new(list, replacement(&f->edits.v[k]));
			json_object_set(change, "replacements", list);
			json_array_append(changes, change);
		}
		json_decref(list);
		json_decref(change);
	}
	json_object_set_new(o, "artifactChanges", changes);
	return o;
}

/* ------------------------------------------------------------------ results */
static json_t *suppression(const char *reason)
{
	json_t *o = json_object();

	json_object_set_new(o, "kind", json_text("inSource"));
	if (*reason)
		json_object_set_new(o, "justification", json_text(reason));
	return o;
}

static json_t *finding(json_t *seen, const struct finding *f)
{
	json_t *o = json_object(), *properties = json_object(), *list;
	struct strbuf text = { 0 };

	strbuf_add(&text, f->message);
	if (f->example) {
		strbuf_add(&text, "\nSeen by: ");
		witness_text(&text, f->example);
	}
	json_object_set_new(o, "ruleId", json_text(f->row->name));
	json_object_set_new(o, "ruleIndex", json_integer(f->row - finding_rows));
	json_object_set_new(o, "level", json_text(severity_level(f->severity)));
	json_object_set_new(o, "message", message(strbuf_str(&text)));
	json_object_set_new(o, "locations", one(location(f->loc, f->rule, f->rule_index)));
	json_object_set_new(o, "partialFingerprints", fingerprints(seen, f->row->name, f->loc, f->rule));
	list = related(f);
	if (json_array_size(list))
		json_object_set(o, "relatedLocations", list);
	json_decref(list);
	if (f->fix)
		json_object_set_new(o, "fixes", one(fix(f->fix)));
	if (f->ignored)
		json_object_set_new(o, "suppressions", one(suppression(f->ignored)));
	json_object_set_new(properties, "certainty", json_text(f->certainty == CERTAIN ? "certain" : "possible"));
	if (f->fix)
		json_object_set_new(properties, "applicability", json_text(f->fix->machine ? "machine" : "maybe"));
	json_object_set_new(o, "properties", properties);
	strbuf_free(&text);
	return o;
}

static json_t *error_result(json_t *seen, const struct diag *d)
{
	json_t *o = json_object();

	json_object_set_new(o, "ruleId", json_text(ERROR_RULE));
	json_object_set_new(o, "ruleIndex", json_integer(N_FINDINGS));
	json_object_set_new(o, "level", json_text("error"));
	json_object_set_new(o, "message", message(d->message));
	json_object_set_new(o, "locations", one(location(d->loc, NULL, 0)));
	json_object_set_new(o, "partialFingerprints", fingerprints(seen, d->message, d->loc, NULL));
	return o;
}

static json_t *results(const struct offload_result *res, const struct diag_sink *errors)
{
	json_t *list = json_array(), *seen = json_object();

	for (uint32_t i = 0; i < errors->diags.n; i++)
		if (errors->diags.v[i]->level == DIAG_ERROR && has_place(errors->diags.v[i]->loc))
			json_array_append_new(list, error_result(seen, errors->diags.v[i]));
	for (uint32_t i = 0; i < res->findings.n; i++)
		json_array_append_new(list, finding(seen, &res->findings.v[i]));
	for (uint32_t i = 0; i < res->suppressed.n; i++)
		json_array_append_new(list, finding(seen, &res->suppressed.v[i]));
	json_decref(seen);
	return list;
}

/* Errors without a place (a file that cannot be read) are no results: a result stands somewhere. */
static json_t *invocation(const struct diag_sink *errors)
{
	json_t *o = json_object(), *list = json_array();

	json_object_set_new(o, "executionSuccessful", json_boolean(!errors->errors));
	for (uint32_t i = 0; i < errors->diags.n; i++) {
		json_t *n;

		if (errors->diags.v[i]->level != DIAG_ERROR || has_place(errors->diags.v[i]->loc))
			continue;
		n = json_object();
		json_object_set_new(n, "level", json_text("error"));
		json_object_set_new(n, "message", message(errors->diags.v[i]->message));
		json_array_append_new(list, n);
	}
	if (json_array_size(list))
		json_object_set(o, "toolExecutionNotifications", list);
	json_decref(list);
	return o;
}

void findings_sarif(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors)
{
	json_t *root = json_object(), *run = json_object();

	json_object_set_new(root, "$schema", json_text(SCHEMA));
	json_object_set_new(root, "version", json_text("2.1.0"));
	json_object_set_new(run, "tool", tool());
	json_object_set_new(run, "invocations", one(invocation(errors)));
	json_object_set_new(run, "columnKind", json_text("unicodeCodePoints"));
	json_object_set_new(run, "results", results(res, errors));
	json_object_set_new(root, "runs", one(run));
	json_line(out, root);
}
