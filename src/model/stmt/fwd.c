/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forwarding to a device: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void fwd_print(struct printer *p, const struct stmt *s)
{
	prs(p, "fwd ");
	if (s->dup.to && s->dup.dev) {
		pr(p, "%s to ", family_name(s->dup.family));
		print_expr(p, s->dup.to);
		prs(p, " device ");
		print_expr(p, s->dup.dev);
	} else {
		prs(p, "to ");
		print_expr(p, s->dup.dev ? s->dup.dev : s->dup.to);
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops fwd_stmt_ops = {
	.name = "fwd",
	/* check */

	/* text out */
	.print = fwd_print,

	/* netlink out */

	/* simulate */
};
