/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPsec keys: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void xfrm_print(struct printer *p, const struct expr *e)
{
	static const char *const dirs[] = { "in", "out", "fwd" };

	pr(p, "ipsec %s ", e->xfrm.dir < 3 ? dirs[e->xfrm.dir] : "unknown");
	if (e->xfrm.spnum)
		pr(p, "spnum %u ", e->xfrm.spnum);
	prs(p, e->xfrm.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int xfrm_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_xfrm);

	gen_set_reg(op, NFTA_XFRM_DREG, dreg);
	op_set(op, NFTA_XFRM_KEY, e->xfrm.row->id);
	op_set(op, NFTA_XFRM_DIR, e->xfrm.dir);
	op_set(op, NFTA_XFRM_SPNUM, e->xfrm.spnum);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops xfrm_expr_ops = {
	.name = "xfrm",
	/* check */

	/* text out */
	.print = xfrm_print,

	/* JSON out */

	/* netlink out */
	.gen = xfrm_gen,

	/* simulate */
	.eval = sim_eval_read,
};
