/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extension headers and options: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops exthdr_expr_ops = {
	.name = "exthdr",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
