/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forwarding to a device: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops fwd_stmt_ops = {
	.name = "fwd",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
