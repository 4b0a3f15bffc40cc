/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tunnel metadata: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void tunnel_print(struct printer *p, const struct expr *e)
{
	pr(p, "tunnel %s", e->tunnel.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int tunnel_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_tunnel);

	gen_set_reg(op, NFTA_TUNNEL_DREG, dreg);
	op_set(op, NFTA_TUNNEL_KEY, e->tunnel.row->id);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops tunnel_expr_ops = {
	.name = "tunnel",
	/* check */

	/* text out */
	.print = tunnel_print,

	/* JSON out */

	/* netlink out */
	.gen = tunnel_gen,

	/* simulate */
	.eval = sim_eval_read,
};
