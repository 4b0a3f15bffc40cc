/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address prefixes: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops prefix_expr_ops = {
	.name = "prefix",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
