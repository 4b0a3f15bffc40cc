/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void range_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->range.from);
	prs(p, "-");
	print_expr(p, e->range.to);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops range_expr_ops = {
	.name = "range",
	/* check */

	/* text out */
	.print = range_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
