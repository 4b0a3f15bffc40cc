/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPsec keys: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int xfrm_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;

	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, e->loc, "ipsec expression is only valid in ip/ip6/inet tables");
	if (e->xfrm.spnum > UINT8_MAX)
		return check_fail(c, e->loc, "Value %u exceeds valid range 0-255", e->xfrm.spnum);
	e->type = e->xfrm.row->sel.type;
	e->bits = e->xfrm.row->sel.bits;
	e->order = e->xfrm.row->sel.order;
	return 0;
}

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

static json_t *xfrm_json(struct json_out *o, const struct expr *e)
{
	static const char *const dirs[] = { "in", "out", "fwd" };
	json_t *j = jout_selector(e->xfrm.row);

	(void)o;
	jout_put(j, "dir", json_string(e->xfrm.dir < 3 ? dirs[e->xfrm.dir] : "unknown"));
	jout_put(j, "spnum", json_integer(e->xfrm.spnum));
	return jout_one("ipsec", j);
}

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

int xfrm_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(xfrm_keys, n_xfrm_keys, (uint32_t)op_get(op, NFTA_XFRM_KEY));
	struct expr *e;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_XFRM, &row->sel);
	e->xfrm.row = row;
	e->xfrm.dir = (uint32_t)op_get(op, NFTA_XFRM_DIR);
	e->xfrm.spnum = (uint32_t)op_get(op, NFTA_XFRM_SPNUM);
	decode_load(d, op, NFTA_XFRM_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops xfrm_expr_ops = {
	.name = "xfrm",
	/* check */
	.check = xfrm_check,

	/* text out */
	.print = xfrm_print,

	/* JSON out */
	.json = xfrm_json,

	/* netlink out */
	.gen = xfrm_gen,

	/* simulate */
	.eval = sim_eval_read,
};
