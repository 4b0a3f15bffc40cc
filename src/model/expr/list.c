/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma lists of flags: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops list_expr_ops = {
	.name = "list",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
