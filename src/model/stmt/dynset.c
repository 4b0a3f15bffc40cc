/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set updates from rules: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops dynset_stmt_ops = {
	.name = "dynset",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
