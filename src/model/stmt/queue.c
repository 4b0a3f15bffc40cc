/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing to user space: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops queue_stmt_ops = {
	.name = "queue",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
