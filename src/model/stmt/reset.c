/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removal of a TCP option: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void reset_print(struct printer *p, const struct stmt *s)
{
	prs(p, "reset ");
	print_expr(p, s->reset.option);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops reset_stmt_ops = {
	.name = "reset",
	/* check */

	/* text out */
	.print = reset_print,

	/* netlink out */

	/* simulate */
};
