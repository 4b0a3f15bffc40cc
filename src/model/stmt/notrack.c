/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notrack: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int notrack_gen(struct gen *g, const struct stmt *s)
{
	(void)s;
	gen_op(g, OP_notrack);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops notrack_stmt_ops = {
	.name = "notrack",
	/* check */

	/* text out */

	/* netlink out */
	.gen = notrack_gen,

	/* simulate */
};
