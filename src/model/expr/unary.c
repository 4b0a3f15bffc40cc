/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte order conversions: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unary_expr_ops = {
	.name = "unary",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
