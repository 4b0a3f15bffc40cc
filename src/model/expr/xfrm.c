/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPsec keys: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops xfrm_expr_ops = {
	.name = "xfrm",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
