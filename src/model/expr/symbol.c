/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unresolved words: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops symbol_expr_ops = {
	.name = "symbol",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
