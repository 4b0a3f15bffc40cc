/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters: every face of the kind. */
#include "model/faces.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops meter_stmt_ops = {
	.name = "meter",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
};
