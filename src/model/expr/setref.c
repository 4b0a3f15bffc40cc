/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to sets: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void setref_print(struct printer *p, const struct expr *e)
{
	if (e->setref.set && e->setref.set->anonymous)
		print_elems_inline(p, e->setref.set);
	else
		pr(p, "@%s", e->setref.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops setref_expr_ops = {
	.name = "setref",
	/* check */

	/* text out */
	.print = setref_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
