/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Number generators: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops numgen_expr_ops = {
	.name = "numgen",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
