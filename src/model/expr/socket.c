/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket keys: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void socket_print(struct printer *p, const struct expr *e)
{
	pr(p, "socket %s", e->meta.row->sel.name);
	if (e->meta.row->id == NFT_SOCKET_CGROUPV2)
		pr(p, " level %u", e->meta.level);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops socket_expr_ops = {
	.name = "socket",
	/* check */

	/* text out */
	.print = socket_print,

	/* netlink out */

	/* simulate */
};
