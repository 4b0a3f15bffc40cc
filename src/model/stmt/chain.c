/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inline chains: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops chain_stmt_ops = {
	.name = "chain",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
