/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tunnel metadata: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int tunnel_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;

	(void)c;
	e->type = e->tunnel.row->sel.type;
	e->bits = e->tunnel.row->sel.bits;
	e->order = e->tunnel.row->sel.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void tunnel_print(struct printer *p, const struct expr *e)
{
	pr(p, "tunnel %s", e->tunnel.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *tunnel_json(struct json_out *o, const struct expr *e)
{
	(void)o;
	return jout_one("tunnel", jout_selector(e->tunnel.row));
}

/* ---------------------------------------------------------------- netlink out */

static int tunnel_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_tunnel);

	gen_set_reg(op, NFTA_TUNNEL_DREG, dreg);
	op_set(op, NFTA_TUNNEL_KEY, e->tunnel.row->id);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int tunnel_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(tunnel_keys, n_tunnel_keys, (uint32_t)op_get(op, NFTA_TUNNEL_KEY));
	struct expr *e;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_TUNNEL, &row->sel);
	e->tunnel.row = row;
	decode_load(d, op, NFTA_TUNNEL_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops tunnel_expr_ops = {
	.name = "tunnel",
	/* check */
	.check = tunnel_check,

	/* text out */
	.print = tunnel_print,

	/* JSON out */
	.json = tunnel_json,

	/* netlink out */
	.gen = tunnel_gen,

	/* simulate */
	.eval = sim_eval_read,
};
