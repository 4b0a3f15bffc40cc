/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Concatenations: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void concat_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, " . ");
		print_expr(p, e->list.items.v[i]);
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops concat_expr_ops = {
	.name = "concat",
	/* check */

	/* text out */
	.print = concat_print,

	/* netlink out */

	/* simulate */
};
