/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings.h"

#include <stdio.h>
#include <string.h>
#include "report/diag_text.h"

static const char *const severity_words[] = { [SEV_INFO] = "Info", [SEV_WARNING] = "Warning", [SEV_ERROR] = "Error" };

static void place_text(struct strbuf *out, struct loc loc, char mark)
{
	place_line(out, loc, mark, NULL, 0);
}

/* Text to insert goes on where a line was begun, and ends in the white space that the line had: without it, it reads best. */
static void added_text(struct strbuf *out, const char *text)
{
	const char *last = strrchr(text, '\n');
	size_t indent = last && !last[1 + strspn(last + 1, " \t")] ? strlen(last + 1) : 0;

	while (*text) {
		size_t n = strcspn(text, "\n"), skip = strspn(text, " \t") < indent ? 0 : indent;

		if (n > strspn(text, " \t"))
			strbuf_printf(out, "    | %.*s\n", (int)(n - skip), text + skip);
		text += n + !!text[n];
	}
}

static void fix_text(struct strbuf *out, const struct fix *fix)
{
	strbuf_printf(out, "  fix%s: %s\n", fix->machine ? "" : " (check it)", fix->title);
	for (uint32_t i = 0; i < fix->edits.n; i++) {
		const struct edit *e = &fix->edits.v[i];
		struct span at = span_of(e->loc);

		if (*e->text && e->loc.end > e->loc.start) {
			strbuf_printf(out, "    write %s in line %u instead\n", e->text, at.line);
			continue;
		}
		strbuf_printf(out, *e->text ? "    add before line %u\n" : "    remove it from line %u\n", at.line);
		added_text(out, e->text);
	}
}

static void finding_text(struct strbuf *out, const struct finding *f)
{
	place_header(out, f->loc);
	if (!span_of(f->loc).line)
		findings_rule(out, f);
	strbuf_printf(out, "%s: %s [%s%s]\n", severity_words[f->severity], f->message, f->row->name,
		      f->certainty == POSSIBLE ? ", possible" : "");
	place_text(out, f->loc, '^');
	for (uint32_t i = 0; i < f->related.n; i++) {
		place_header(out, f->related.v[i].loc);
		strbuf_printf(out, "  because: %s\n", f->related.v[i].message);
		place_text(out, f->related.v[i].loc, '~');
	}
	if (f->example) {
		strbuf_add(out, "  seen by: ");
		witness_text(out, f->example);
		strbuf_addc(out, '\n');
	}
	if (f->fix)
		fix_text(out, f->fix);
	strbuf_addc(out, '\n');
}

void findings_text(struct strbuf *out, const struct offload_result *res, bool verbose)
{
	uint32_t hidden = 0;

	for (uint32_t i = 0; i < res->findings.n; i++) {
		if (res->findings.v[i].severity == SEV_INFO && !verbose)
			hidden++;
		else
			finding_text(out, &res->findings.v[i]);
	}
	if (res->degraded)
		strbuf_add(out, "Note: the ruleset is too large to look at every case: what is not certain is called possible\n");
	if (hidden && out->len)
		strbuf_printf(out, "Note: %u finding%s of severity info not shown (--verbose shows %s)\n", hidden,
			      hidden == 1 ? "" : "s", hidden == 1 ? "it" : "them");
}

static size_t widest(const struct offload_result *res, size_t (*of)(const struct rule_verdict *))
{
	size_t max = 0;

	for (uint32_t i = 0; i < res->rules.n; i++)
		if (of(&res->rules.v[i]) > max)
			max = of(&res->rules.v[i]);
	return max;
}

static void class_text(const struct rule_verdict *v, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s", class_name(v->class), v->lost ? ", lost" : "", v->certainty == POSSIBLE ? ", possible" : "");
}

static size_t class_width(const struct rule_verdict *v)
{
	char buf[64];

	class_text(v, buf, sizeof(buf));
	return strlen(buf);
}

static size_t text_width(const struct rule_verdict *v)
{
	size_t n = strlen(v->text);

	return n > 60 ? 60 : n;
}

void findings_rules(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors)
{
	const struct chain *chain = NULL;
	int text_cols = (int)widest(res, text_width), class_cols = (int)widest(res, class_width);

	errors_gcc(out, errors);
	for (uint32_t i = 0; i < res->rules.n; i++) {
		const struct rule_verdict *v = &res->rules.v[i];
		char class[64];

		if (v->rule->chain != chain) {
			chain = v->rule->chain;
			strbuf_printf(out, "%schain %s %s %s\n", i ? "\n" : "", family_name(chain->table->family), chain->table->name,
				      chain->name);
		}
		class_text(v, class, sizeof(class));
		strbuf_printf(out, "  %4u  %-*s  %-*s  %s\n", v->index, text_cols, v->text, class_cols, class, v->reason ? v->reason : "");
	}
}
