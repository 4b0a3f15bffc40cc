/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transparent proxy: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops tproxy_stmt_ops = {
	.name = "tproxy",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
