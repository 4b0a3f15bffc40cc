/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set elements: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void elem_print(struct printer *p, const struct expr *e)
{
	if (e->elem.catchall)
		prs(p, "*");
	else
		print_expr(p, e->elem.key);
	if (e->elem.info)
		print_elem_info(p, e->elem.info);
	if (e->elem.data) {
		prs(p, " : ");
		print_expr(p, e->elem.data);
	}
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops elem_expr_ops = {
	.name = "elem",
	/* check */

	/* text out */
	.print = elem_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
