/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inline chains: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int chain_check(struct check *c, struct stmt *s)
{
	return check_fail(c, s->loc, "a block of rules cannot stand here");
}

/* ---------------------------------------------------------------- text out */

static void chain_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->verdict.expr);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *chain_json(struct json_out *o, const struct stmt *s)
{
	return jout_expr(o, s->verdict.expr);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int chain_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *chain_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_jump];
}

const struct stmt_ops chain_stmt_ops = {
	.name = "chain",
	/* check */
	.check = chain_check,

	/* text out */
	.print = chain_print,

	/* JSON out */
	.json = chain_json,

	/* netlink out */

	/* simulate */
	.exec = chain_exec,
	.row = chain_row,
};
