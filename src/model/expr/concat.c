/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Concatenations: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops concat_expr_ops = {
	.name = "concat",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
