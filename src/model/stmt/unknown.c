/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int unknown_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_UNSURE);
}

static const struct stmt_row *unknown_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_unknown];
}

const struct stmt_ops unknown_stmt_ops = {
	.name = "unknown",
	/* check */

	/* text out */

	/* netlink out */

	/* simulate */
	.exec = unknown_exec,
	.row = unknown_row,
};
