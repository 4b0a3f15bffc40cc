/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Braces: anonymous sets and maps: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void set_print(struct printer *p, const struct expr *e)
{
	prs(p, "{ ");
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, ", ");
		print_expr(p, e->list.items.v[i]);
	}
	prs(p, e->list.items.n ? " }" : "}");
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops set_expr_ops = {
	.name = "set",
	/* check */

	/* text out */
	.print = set_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
