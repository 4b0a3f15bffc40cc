/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void value_print(struct printer *p, const struct expr *e)
{
	print_value_expr(p, e, " | ");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops value_expr_ops = {
	.name = "value",
	/* check */

	/* text out */
	.print = value_print,

	/* netlink out */

	/* simulate */
};
