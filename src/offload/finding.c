/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings and their words. */
#include "offload/analysis.h"

#include <ctype.h>
#include <string.h>

static struct printer printer_for(const struct rule_info *ri, struct strbuf *b)
{
	return (struct printer){ .out = b, .stateless = true, .family = ri->chain->chain->table->family, .rule = ri->rule };
}

static const char *kept(struct analysis *a, struct strbuf *b)
{
	const char *text = region_strdup(a->r, strbuf_str(b));

	strbuf_free(b);
	return text;
}

const char *stmt_text(struct analysis *a, const struct rule_info *ri, const struct stmt *st)
{
	struct strbuf b = { 0 };
	struct printer p = printer_for(ri, &b);

	p.style.env = a->opt.env;
	print_stmt(&p, st);
	return kept(a, &b);
}

const char *rule_text(struct analysis *a, const struct rule_info *ri)
{
	struct strbuf b = { 0 };
	struct printer p = printer_for(ri, &b);

	p.style.env = a->opt.env;
	print_rule(&p, ri->rule);
	return kept(a, &b);
}

/* A sentence of the catalog, to follow a colon. */
const char *clause(struct analysis *a, const char *sentence)
{
	char *text = region_strdup(a->r, sentence ? sentence : "");
	size_t n = strlen(text);

	if (n && text[n - 1] == '.')
		text[n - 1] = 0;
	if (n > 1 && islower((unsigned char)text[1]))
		text[0] = (char)tolower((unsigned char)text[0]);
	return text;
}

/* ------------------------------------------------------------------ findings */
struct finding *finding_new(struct analysis *a, int id, enum severity severity, struct loc loc, const struct rule_info *ri)
{
	struct finding f = { .row = &finding_rows[id], .severity = severity, .loc = loc };

	f.rule = ri ? ri->rule : NULL;
	f.rule_index = ri ? ri->index : 0;
	vec_push(a->r, &a->out->findings, f);
	return &a->out->findings.v[a->out->findings.n - 1];
}

void finding_relate(struct analysis *a, struct finding *f, struct loc loc, const char *message)
{
	struct diag_related rel = { loc, message };

	vec_push(a->r, &f->related, rel);
}
