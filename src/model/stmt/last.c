/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last use: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops last_stmt_ops = {
	.name = "last",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
