/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Header fields and raw payload: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops payload_expr_ops = {
	.name = "payload",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
