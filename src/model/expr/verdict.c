/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int verdict_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct chain *block = e->verdict.block;
	struct op *op = gen_op(g, OP_immediate);

	gen_set_reg(op, NFTA_IMMEDIATE_DREG, dreg);
	op_set_verdict(g->r, op, NFTA_IMMEDIATE_DATA, e->verdict.code, block ? block->name : e->verdict.chain);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops verdict_expr_ops = {
	.name = "verdict",
	/* check */

	/* text out */

	/* netlink out */
	.gen = verdict_gen,

	/* simulate */
};
