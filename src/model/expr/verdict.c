/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops verdict_expr_ops = {
	.name = "verdict",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
