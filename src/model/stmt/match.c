/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static bool match_shows_equals(const struct stmt *s)
{
	const struct expr *l = s->match.left, *r = s->match.right;

	if (l->id == E_BINOP)
		return true;
	return s->match.op == REL_EQ && type_is_flags(r->type) && (r->id == E_VALUE || r->id == E_LIST);
}

static const char *match_operator(const struct stmt *s)
{
	switch (s->match.op) {
	case REL_NEQ:
		return "!= ";
	case REL_LT:
		return "< ";
	case REL_GT:
		return "> ";
	case REL_LTE:
		return "<= ";
	case REL_GTE:
		return ">= ";
	case REL_NEG:
		return "! ";
	}
	return match_shows_equals(s) ? "== " : "";
}

/* Flags read as "any of these" are listed; a plain header field that equals several at once shows as a number. */
static void match_print_right(struct printer *p, const struct stmt *s)
{
	const struct expr *l = s->match.left, *r = s->match.right;
	const char *sep = " | ";

	if (l->id != E_BINOP && (s->match.op == REL_IMPLICIT || s->match.op == REL_NEG))
		sep = ",";
	else if (l->id == E_PAYLOAD)
		sep = NULL;
	if (r->id == E_VALUE)
		print_value_expr(p, r, sep);
	else
		print_expr(p, r);
}

static void match_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->match.left);
	pr(p, " %s", match_operator(s));
	match_print_right(p, s);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops match_stmt_ops = {
	.name = "match",
	/* check */

	/* text out */
	.print = match_print,

	/* netlink out */

	/* simulate */
};
