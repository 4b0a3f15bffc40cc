/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack keys: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void ct_print(struct printer *p, const struct expr *e)
{
	static const char *const dirs[] = { "", "original ", "reply " };
	int dir = e->ct.dir + 1;

	pr(p, "ct %s%s", dir >= 0 && dir < 3 ? dirs[dir] : "", e->ct.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int ct_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_ct);

	gen_set_reg(op, NFTA_CT_DREG, dreg);
	op_set(op, NFTA_CT_KEY, e->ct.row->id);
	if (e->ct.dir >= 0)
		op_set(op, NFTA_CT_DIRECTION, (uint8_t)e->ct.dir);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops ct_expr_ops = {
	.name = "ct",
	/* check */

	/* text out */
	.print = ct_print,

	/* JSON out */

	/* netlink out */
	.gen = ct_gen,

	/* simulate */
	.eval = sim_eval_read,
};
