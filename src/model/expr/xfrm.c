/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPsec keys: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void xfrm_print(struct printer *p, const struct expr *e)
{
	static const char *const dirs[] = { "in", "out", "fwd" };

	pr(p, "ipsec %s ", e->xfrm.dir < 3 ? dirs[e->xfrm.dir] : "unknown");
	if (e->xfrm.spnum)
		pr(p, "spnum %u ", e->xfrm.spnum);
	prs(p, e->xfrm.row->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops xfrm_expr_ops = {
	.name = "xfrm",
	/* check */

	/* text out */
	.print = xfrm_print,

	/* netlink out */

	/* simulate */
};
