/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reject: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops reject_stmt_ops = {
	.name = "reject",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
