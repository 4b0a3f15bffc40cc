/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operating system fingerprints: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops osf_expr_ops = {
	.name = "osf",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
