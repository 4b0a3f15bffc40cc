/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: expressions, statements and rules through their tables, and what the kinds share. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "model/print.h"

void print_expr(struct printer *p, const struct expr *e)
{
	if (e && e->ops && e->ops->print)
		e->ops->print(p, e);
	else
		prs(p, "unknown");
}

void print_stmt(struct printer *p, const struct stmt *s)
{
	if (s->ops && s->ops->print)
		s->ops->print(p, s);
	else
		prs(p, "unknown");
}

void print_rule(struct printer *p, const struct rule *r)
{
	const struct rule *outer = p->rule;
	bool first = true;

	p->rule = r;
	vec_each(i, &r->stmts) {
		if (r->stmts.v[i]->flags & STMT_IMPLIED)
			continue;
		if (!first)
			prs(p, " ");
		first = false;
		print_stmt(p, r->stmts.v[i]);
	}
	if (r->comment) {
		prs(p, first ? "comment " : " comment ");
		print_quoted(p, r->comment);
	}
	p->rule = outer;
}

void print_quoted(struct printer *p, const char *s)
{
	pr(p, "\"%s\"", s);
}

void print_duration(struct printer *p, uint64_t ms)
{
	if (p->style.numeric_time)
		pr(p, "%llus", (unsigned long long)(ms / 1000));
	else
		time_print(p->out, ms);
}

const char *print_byte_unit(uint64_t *n)
{
	static const char *const names[] = { "bytes", "kbytes", "mbytes" };
	unsigned i = 0;

	while (i < 2 && *n && *n % 1024 == 0) {
		*n /= 1024;
		i++;
	}
	return names[i];
}

void print_bytes(struct printer *p, uint64_t bytes)
{
	const char *unit = print_byte_unit(&bytes);

	pr(p, "%llu %s", (unsigned long long)bytes, unit);
}

void print_flags(struct printer *p, const struct flag_row *rows, uint32_t flags, const char *sep)
{
	const char *d = "";

	for (; rows->name; rows++) {
		if (!(flags & rows->value))
			continue;
		pr(p, "%s%s", d, rows->name);
		d = sep;
	}
}

static const char *time_unit(uint64_t seconds)
{
	const char *name = seconds <= UINT32_MAX ? flag_name(limit_units, seconds) : NULL;

	return name ? name : "error";
}

/* In a rule the burst of a packet limit is always shown; a named limit hides the usual one. */
void print_limit_spec(struct printer *p, const struct limit_spec *l, bool hide_usual_burst)
{
	prs(p, l->over ? "rate over " : "rate ");
	if (l->bytes) {
		print_bytes(p, l->rate);
		pr(p, "/%s", time_unit(l->unit));
		if (l->burst) {
			prs(p, " burst ");
			print_bytes(p, l->burst);
		}
		return;
	}
	pr(p, "%llu/%s", (unsigned long long)l->rate, time_unit(l->unit));
	if (!hide_usual_burst || (l->burst && l->burst != LIMIT_BURST))
		pr(p, " burst %llu packets", (unsigned long long)l->burst);
}

void print_quota_spec(struct printer *p, const struct quota_spec *q)
{
	if (q->over)
		prs(p, "over ");
	print_bytes(p, q->bytes);
	if (q->used && !p->stateless) {
		prs(p, " used ");
		print_bytes(p, q->used);
	}
}
