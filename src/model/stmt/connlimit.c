/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connection counts: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops connlimit_stmt_ops = {
	.name = "connlimit",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
