/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes to metadata, conntrack and headers: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops set_stmt_ops = {
	.name = "set",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
