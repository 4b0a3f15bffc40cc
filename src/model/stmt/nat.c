/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snat, dnat, masquerade, redirect: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops nat_stmt_ops = {
	.name = "nat",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
