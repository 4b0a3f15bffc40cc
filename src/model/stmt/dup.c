/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet duplication: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void dup_print(struct printer *p, const struct stmt *s)
{
	prs(p, "dup");
	if (!s->dup.to && !s->dup.dev)
		return;
	prs(p, " to ");
	print_expr(p, s->dup.to ? s->dup.to : s->dup.dev);
	if (s->dup.to && s->dup.dev) {
		prs(p, " device ");
		print_expr(p, s->dup.dev);
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops dup_stmt_ops = {
	.name = "dup",
	/* check */

	/* text out */
	.print = dup_print,

	/* netlink out */

	/* simulate */
};
