/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address prefixes: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void prefix_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->prefix.base);
	pr(p, "/%u", e->prefix.len);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops prefix_expr_ops = {
	.name = "prefix",
	/* check */

	/* text out */
	.print = prefix_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
