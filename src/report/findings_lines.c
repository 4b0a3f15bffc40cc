/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats of one line for each finding. */
#include <stdio.h>

#include "report/findings.h"

/* What would end the line, or hide part of it, is shown as a blank. */
static void one_line(struct strbuf *out, const char *s)
{
	for (; *s; s++)
		strbuf_addc(out, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
}

/* ------------------------------------------------------------------ gcc */
static void gcc_place(struct strbuf *out, struct loc loc)
{
	struct span at = span_of(loc);

	if (!at.line) {
		strbuf_add(out, "nft: ");
		return;
	}
	one_line(out, at.file);
	strbuf_printf(out, ":%u:%u: ", at.line, at.column);
}

static void gcc_finding(struct strbuf *out, const struct finding *f)
{
	gcc_place(out, f->loc);
	strbuf_printf(out, "%s: ", severity_level(f->severity));
	if (!span_of(f->loc).line)
		findings_rule(out, f);
	one_line(out, f->message);
	strbuf_printf(out, " [%s]\n", f->row->name);
}

void errors_gcc(struct strbuf *out, const struct diag_sink *errors)
{
	for (uint32_t i = 0; i < errors->diags.n; i++) {
		const struct diag *d = errors->diags.v[i];

		if (d->level != DIAG_ERROR)
			continue;
		gcc_place(out, d->loc);
		strbuf_add(out, "error: ");
		one_line(out, d->message);
		strbuf_addc(out, '\n');
	}
}

void findings_gcc(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors)
{
	errors_gcc(out, errors);
	for (uint32_t i = 0; i < res->findings.n; i++)
		gcc_finding(out, &res->findings.v[i]);
}

/* ------------------------------------------------------------------ github */
static const char *const commands[] = { [SEV_INFO] = "notice", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };

/* Properties of a command end at a comma or colon, so these are escaped in them, too. */
static void escaped(struct strbuf *out, const char *s, bool property)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			strbuf_printf(out, "%%%02X", c);
		else
			strbuf_addc(out, *s);
	}
}

/* Columns mean something only within one line: with a range over several, the runner refuses them. */
static void github_begin(struct strbuf *out, enum severity severity, struct loc loc)
{
	struct span at = span_of(loc);

	strbuf_printf(out, "::%s ", commands[severity]);
	if (!at.line)
		return;
	strbuf_add(out, "file=");
	escaped(out, at.file, true);
	strbuf_printf(out, ",line=%u,endLine=%u,", at.line, at.end_line);
	if (at.line == at.end_line)
		strbuf_printf(out, "col=%u,endColumn=%u,", at.column, at.end_column);
}

static void github_error(struct strbuf *out, const struct diag *d)
{
	github_begin(out, SEV_ERROR, d->loc);
	strbuf_add(out, "title=nft::");
	escaped(out, d->message, false);
	strbuf_addc(out, '\n');
}

static void github_finding(struct strbuf *out, const struct finding *f)
{
	struct strbuf rule = { 0 };

	github_begin(out, f->severity, f->loc);
	strbuf_printf(out, "title=%s::", f->row->name);
	if (!span_of(f->loc).line)
		findings_rule(&rule, f);
	escaped(out, strbuf_str(&rule), false);
	escaped(out, f->message, false);
	strbuf_addc(out, '\n');
	strbuf_free(&rule);
}

void findings_github(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors)
{
	for (uint32_t i = 0; i < errors->diags.n; i++)
		if (errors->diags.v[i]->level == DIAG_ERROR)
			github_error(out, errors->diags.v[i]);
	for (uint32_t i = 0; i < res->findings.n; i++)
		github_finding(out, &res->findings.v[i]);
}
