/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unknown_print(struct printer *p, const struct expr *e)
{
	pr(p, "unknown %s", e->unknown.text ? e->unknown.text : "expression");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unknown_expr_ops = {
	.name = "unknown",
	/* check */

	/* text out */
	.print = unknown_print,

	/* netlink out */

	/* simulate */
};
