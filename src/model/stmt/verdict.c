/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdict statements and verdict maps: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops verdict_stmt_ops = {
	.name = "verdict",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
