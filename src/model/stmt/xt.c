/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xtables extensions: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops xt_stmt_ops = {
	.name = "xt",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
