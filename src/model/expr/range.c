/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops range_expr_ops = {
	.name = "range",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
