/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tunnel metadata: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops tunnel_expr_ops = {
	.name = "tunnel",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
