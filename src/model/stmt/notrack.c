/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notrack: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops notrack_stmt_ops = {
	.name = "notrack",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
