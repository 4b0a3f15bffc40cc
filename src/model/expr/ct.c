/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack keys: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void ct_print(struct printer *p, const struct expr *e)
{
	static const char *const dirs[] = { "", "original ", "reply " };
	int dir = e->ct.dir + 1;

	pr(p, "ct %s%s", dir >= 0 && dir < 3 ? dirs[dir] : "", e->ct.row->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops ct_expr_ops = {
	.name = "ct",
	/* check */

	/* text out */
	.print = ct_print,

	/* netlink out */

	/* simulate */
};
