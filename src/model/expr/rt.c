/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing keys: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void rt_print(struct printer *p, const struct expr *e)
{
	pr(p, "rt %s", e->meta.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int rt_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_rt);

	gen_set_reg(op, NFTA_RT_DREG, dreg);
	op_set(op, NFTA_RT_KEY, e->meta.row->id);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops rt_expr_ops = {
	.name = "rt",
	/* check */

	/* text out */
	.print = rt_print,

	/* JSON out */

	/* netlink out */
	.gen = rt_gen,

	/* simulate */
	.eval = sim_eval_read,
};
