/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing keys: every face of the kind. */
#include <errno.h>
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static const struct key_row *nexthop_row(enum family l3)
{
	for (unsigned i = 0; i < n_rt_keys; i++)
		if (rt_keys[i].flags & (l3 == FAM_IP ? KEY_IP4 : KEY_IP6))
			return &rt_keys[i];
	return NULL;
}

static int rt_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	enum family l3 = protoctx_l3(&c->proto);

	if (e->meta.row->sel.type->cls == DT_INVALID) {
		if (l3 == FAM_UNSPEC)
			return check_fail(c, e->loc, "cannot determine ip protocol version, use \"ip nexthop\" or \"ip6 nexthop\" instead");
		e->meta.row = nexthop_row(l3);
	}
	if (e->meta.row->flags & (KEY_IP4 | KEY_IP6) && !c->in_typeof &&
	    check_l3_fits(c, e->meta.row->flags & KEY_IP4 ? FAM_IP : FAM_IP6, e->loc))
		return -EINVAL;
	e->type = e->meta.row->sel.type;
	e->bits = e->meta.row->sel.bits;
	e->order = e->meta.row->sel.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void rt_print(struct printer *p, const struct expr *e)
{
	pr(p, "rt %s", e->meta.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *rt_json(struct json_out *o, const struct expr *e)
{
	(void)o;
	return jout_one("rt", jout_selector(e->meta.row));
}

/* ---------------------------------------------------------------- netlink out */

static int rt_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_rt);

	gen_set_reg(op, NFTA_RT_DREG, dreg);
	op_set(op, NFTA_RT_KEY, e->meta.row->id);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int rt_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(rt_keys, n_rt_keys, (uint32_t)op_get(op, NFTA_RT_KEY));
	struct expr *e;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_RT, &row->sel);
	e->meta.row = row;
	decode_load(d, op, NFTA_RT_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops rt_expr_ops = {
	.name = "rt",
	/* check */
	.check = rt_check,

	/* text out */
	.print = rt_print,

	/* JSON out */
	.json = rt_json,

	/* netlink out */
	.gen = rt_gen,

	/* simulate */
	.eval = sim_eval_read,
};
