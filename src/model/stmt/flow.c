/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow add: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops flow_stmt_ops = {
	.name = "flow",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
