/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last use: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int last_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_last);

	op_set(op, NFTA_LAST_SET, s->last.set);
	op_set(op, NFTA_LAST_MSECS, s->last.used);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops last_stmt_ops = {
	.name = "last",
	/* check */

	/* text out */

	/* netlink out */
	.gen = last_gen,

	/* simulate */
};
