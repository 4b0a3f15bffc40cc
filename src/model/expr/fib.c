/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing table look-ups: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops fib_expr_ops = {
	.name = "fib",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
