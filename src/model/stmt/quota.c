/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotas: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops quota_stmt_ops = {
	.name = "quota",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
