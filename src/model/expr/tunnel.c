/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tunnel metadata: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void tunnel_print(struct printer *p, const struct expr *e)
{
	pr(p, "tunnel %s", e->tunnel.row->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops tunnel_expr_ops = {
	.name = "tunnel",
	/* check */

	/* text out */
	.print = tunnel_print,

	/* netlink out */

	/* simulate */
};
