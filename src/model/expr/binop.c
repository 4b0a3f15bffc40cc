/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit operations: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops binop_expr_ops = {
	.name = "binop",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
