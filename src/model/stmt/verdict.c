/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdict statements and verdict maps: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int verdict_gen(struct gen *g, const struct stmt *s)
{
	return gen_expr(g, s->verdict.expr, GEN_VERDICT);
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops verdict_stmt_ops = {
	.name = "verdict",
	/* check */

	/* text out */

	/* netlink out */
	.gen = verdict_gen,

	/* simulate */
};
