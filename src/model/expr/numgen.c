/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Number generators: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void numgen_print(struct printer *p, const struct expr *e)
{
	pr(p, "numgen %s mod %u", e->numgen.type == NFT_NG_RANDOM ? "random" : "inc", e->numgen.mod);
	if (e->numgen.offset)
		pr(p, " offset %u", e->numgen.offset);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int numgen_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_numgen);

	gen_set_reg(op, NFTA_NG_DREG, dreg);
	op_set(op, NFTA_NG_TYPE, e->numgen.type);
	op_set(op, NFTA_NG_MODULUS, e->numgen.mod);
	op_set(op, NFTA_NG_OFFSET, e->numgen.offset);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops numgen_expr_ops = {
	.name = "numgen",
	/* check */

	/* text out */
	.print = numgen_print,

	/* JSON out */

	/* netlink out */
	.gen = numgen_gen,

	/* simulate */
	.eval = sim_eval_read,
};
