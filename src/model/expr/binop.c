/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit operations: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static const struct { const char *text; uint8_t binds; } operators[] = {
	[BINOP_SHL] = { "<<", 1 }, [BINOP_SHR] = { ">>", 1 }, [BINOP_AND] = { "&", 2 }, [BINOP_XOR] = { "^", 3 }, [BINOP_OR] = { "|", 4 },
};

/* How loosely an operand holds together: several flags are shown or'ed. */
static unsigned looseness(const struct expr *e)
{
	unsigned n = 0, bytes = expr_bytes(e);

	if (e->id == E_BINOP)
		return operators[e->binop.op].binds;
	if (e->id == E_UNARY)
		return looseness(e->unary.arg);
	if (e->id != E_VALUE || !type_is_flags(e->type))
		return 0;
	for (unsigned i = 0; i < bytes; i++)
		n += __builtin_popcount(e->value.data[i]);
	return n > 1 && n < e->bits ? operators[BINOP_OR].binds : 0;
}

static void operand_print(struct printer *p, const struct expr *e, uint8_t op)
{
	bool parens = looseness(e) > operators[op].binds;

	if (parens)
		prs(p, "(");
	print_expr(p, e);
	if (parens)
		prs(p, ")");
}

static void binop_print(struct printer *p, const struct expr *e)
{
	operand_print(p, e->binop.left, e->binop.op);
	pr(p, " %s ", operators[e->binop.op].text);
	operand_print(p, e->binop.right, e->binop.op);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops binop_expr_ops = {
	.name = "binop",
	/* check */

	/* text out */
	.print = binop_print,

	/* netlink out */

	/* simulate */
};
