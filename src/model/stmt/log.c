/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logging: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops log_stmt_ops = {
	.name = "log",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
