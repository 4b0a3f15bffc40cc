/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops match_stmt_ops = {
	.name = "match",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
