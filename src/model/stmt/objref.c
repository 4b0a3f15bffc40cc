/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to named objects: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops objref_stmt_ops = {
	.name = "objref",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
