/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdict statements and verdict maps: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void verdict_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->verdict.expr);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops verdict_stmt_ops = {
	.name = "verdict",
	/* check */

	/* text out */
	.print = verdict_print,

	/* netlink out */

	/* simulate */
};
