/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unknown_expr_ops = {
	.name = "unknown",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
	.eval = sim_eval_read,
};
