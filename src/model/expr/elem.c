/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set elements: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops elem_expr_ops = {
	.name = "elem",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
