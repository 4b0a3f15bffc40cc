/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meta keys: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops meta_expr_ops = {
	.name = "meta",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
