/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops value_expr_ops = {
	.name = "value",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
