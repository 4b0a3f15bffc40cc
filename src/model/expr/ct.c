/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack keys: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops ct_expr_ops = {
	.name = "ct",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
