/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xtables extensions: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int xt_check(struct check *c, struct stmt *s)
{
	return check_fail(c, s->loc, "unsupported xtables compat expression, use iptables-nft with this ruleset");
}

/* ---------------------------------------------------------------- text out */

static void xt_print(struct printer *p, const struct stmt *s)
{
	pr(p, "xt %s \"%s\"", s->xt.kind, s->xt.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int xt_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_UNSURE);
}

static const struct stmt_row *xt_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_xt];
}

const struct stmt_ops xt_stmt_ops = {
	.name = "xt",
	/* check */
	.check = xt_check,

	/* text out */
	.print = xt_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
	.exec = xt_exec,
	.row = xt_row,
};
