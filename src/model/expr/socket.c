/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket keys: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops socket_expr_ops = {
	.name = "socket",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
