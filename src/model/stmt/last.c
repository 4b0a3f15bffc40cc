/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last use: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void last_print(struct printer *p, const struct stmt *s)
{
	prs(p, "last");
	if (p->stateless)
		return;
	prs(p, " used ");
	if (s->last.set)
		print_duration(p, s->last.used);
	else
		prs(p, "never");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops last_stmt_ops = {
	.name = "last",
	/* check */

	/* text out */
	.print = last_print,

	/* netlink out */

	/* simulate */
};
