/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing table look-ups: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void fib_print(struct printer *p, const struct expr *e)
{
	const struct key_row *row = e->fib.check ? key_by_name(fib_keys, n_fib_keys, "check") : key_by_id(fib_keys, n_fib_keys, e->fib.result);

	prs(p, "fib ");
	print_flags(p, fib_flags, e->fib.flags, " . ");
	pr(p, " %s", row ? row->sel.name : "unknown");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops fib_expr_ops = {
	.name = "fib",
	/* check */

	/* text out */
	.print = fib_print,

	/* netlink out */

	/* simulate */
};
