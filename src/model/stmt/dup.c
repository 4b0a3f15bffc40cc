/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet duplication: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops dup_stmt_ops = {
	.name = "dup",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
