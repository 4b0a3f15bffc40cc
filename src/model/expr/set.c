/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Braces: anonymous sets and maps: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops set_expr_ops = {
	.name = "set",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
