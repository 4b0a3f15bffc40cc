/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rate limits: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops limit_stmt_ops = {
	.name = "limit",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
