/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inline chains: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void chain_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->verdict.expr);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops chain_stmt_ops = {
	.name = "chain",
	/* check */

	/* text out */
	.print = chain_print,

	/* netlink out */

	/* simulate */
};
