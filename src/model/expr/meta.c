/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meta keys: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int meta_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct key_row *row = e->meta.row;
	int ret;

	if (row->id == NFT_META_NFPROTO && c->family != FAM_INET && !e->meta.inner)
		return check_fail(c, e->loc, "meta nfproto is only useful in the inet family");
	if (e->meta.inner) {
		ret = check_need_header(c, e->meta.inner, NULL, e->loc);
		if (ret)
			return ret;
	}
	e->type = row->sel.type;
	e->bits = row->sel.bits;
	e->order = row->sel.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void meta_print(struct printer *p, const struct expr *e)
{
	if (e->meta.inner)
		pr(p, "%s ", e->meta.inner->name);
	pr(p, "%s%s", e->meta.row->flags & KEY_LIST_BARE ? "" : "meta ", e->meta.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *meta_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_selector(e->meta.row);

	(void)o;
	if (e->meta.inner)
		jout_put(j, "tunnel", json_string(e->meta.inner->name));
	return jout_one("meta", j);
}

/* ---------------------------------------------------------------- netlink out */

static int meta_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct tunnel_row *tunnel = e->meta.inner ? header_tunnel(e->meta.inner) : NULL;
	struct op *op;

	if (e->meta.inner && !tunnel)
		return gen_fail(g, e->loc, "the kernel cannot look inside of %s", e->meta.inner->name);
	op = op_new(g->r, tunnel ? gen_inner(g, tunnel) : g->ops, OP_meta);
	gen_set_reg(op, NFTA_META_DREG, dreg);
	op_set(op, NFTA_META_KEY, e->meta.row->id);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int meta_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(meta_keys, n_meta_keys, (uint32_t)op_get(op, NFTA_META_KEY));
	struct expr *e, *value;
	struct stmt *s;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_META, &row->sel);
	e->meta.row = row;
	e->meta.inner = d->inner;
	if (op_has(op, NFTA_META_DREG)) {
		decode_load(d, op, NFTA_META_DREG, e);
		return 0;
	}
	value = decode_value(d, op, NFTA_META_SREG, e->type, e->order, e->bits);
	if (!value)
		return decode_unknown(d, op);
	s = decode_stmt(d, S_SET);
	s->set.target = e;
	s->set.value = value;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops meta_expr_ops = {
	.name = "meta",
	/* check */
	.check = meta_check,

	/* text out */
	.print = meta_print,

	/* JSON out */
	.json = meta_json,

	/* netlink out */
	.gen = meta_gen,

	/* simulate */
	.eval = sim_eval_read,
};
