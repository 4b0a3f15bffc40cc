/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unknown_print(struct printer *p, const struct expr *e)
{
	pr(p, "unknown %s", e->unknown.text ? e->unknown.text : "expression");
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unknown_expr_ops = {
	.name = "unknown",
	/* check */

	/* text out */
	.print = unknown_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
	.eval = sim_eval_read,
};
