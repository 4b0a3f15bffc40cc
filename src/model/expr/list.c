/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma lists of flags: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void list_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, ",");
		if (e->list.items.v[i]->flags & EXPR_NEGATED)
			prs(p, "! ");
		print_expr(p, e->list.items.v[i]);
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops list_expr_ops = {
	.name = "list",
	/* check */

	/* text out */
	.print = list_print,

	/* netlink out */

	/* simulate */
};
