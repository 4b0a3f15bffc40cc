/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hashes: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops hash_expr_ops = {
	.name = "hash",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
