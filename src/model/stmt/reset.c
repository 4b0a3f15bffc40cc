/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removal of a TCP option: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops reset_stmt_ops = {
	.name = "reset",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
