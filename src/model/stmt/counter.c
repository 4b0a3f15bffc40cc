/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops counter_stmt_ops = {
	.name = "counter",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
