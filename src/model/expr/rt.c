/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing keys: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops rt_expr_ops = {
	.name = "rt",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
