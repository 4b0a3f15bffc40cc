/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notrack: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void notrack_print(struct printer *p, const struct stmt *s)
{
	(void)s;
	prs(p, "notrack");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops notrack_stmt_ops = {
	.name = "notrack",
	/* check */

	/* text out */
	.print = notrack_print,

	/* netlink out */

	/* simulate */
};
