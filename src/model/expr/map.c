/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops map_expr_ops = {
	.name = "map",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
