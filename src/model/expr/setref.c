/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to sets: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops setref_expr_ops = {
	.name = "setref",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
