/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a newer kernel: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops unknown_stmt_ops = {
	.name = "unknown",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
