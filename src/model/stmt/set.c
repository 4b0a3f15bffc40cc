/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes to metadata, conntrack and headers: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* The value written: flags are listed. */
static void set_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->set.target);
	prs(p, " set ");
	if (s->set.value->id == E_VALUE)
		print_value_expr(p, s->set.value, ",");
	else
		print_expr(p, s->set.value);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops set_stmt_ops = {
	.name = "set",
	/* check */

	/* text out */
	.print = set_print,

	/* netlink out */

	/* simulate */
};
