/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set elements: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
static int elem_check(struct check *c, struct expr **ep)
{
	return check_fail(c, (*ep)->loc, "an element cannot stand outside a set");
}

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
	.check = elem_check,

	/* text out */
	.print = elem_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
