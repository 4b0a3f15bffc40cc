/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synproxy: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops synproxy_stmt_ops = {
	.name = "synproxy",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
