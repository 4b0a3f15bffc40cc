/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte order conversions: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unary_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->unary.arg);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unary_expr_ops = {
	.name = "unary",
	/* check */

	/* text out */
	.print = unary_print,

	/* netlink out */

	/* simulate */
};
