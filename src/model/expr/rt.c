/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing keys: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void rt_print(struct printer *p, const struct expr *e)
{
	pr(p, "rt %s", e->meta.row->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops rt_expr_ops = {
	.name = "rt",
	/* check */

	/* text out */
	.print = rt_print,

	/* netlink out */

	/* simulate */
};
