/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack keys: every face of the kind. */
#include <errno.h>
#include <string.h>
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
/* `ct original saddr`: the family is that of the rule. */
static int address_check(struct check *c, struct expr *e)
{
	const char *what = strchr(e->ct.row->sel.name, ' ') ? "" : e->ct.row->sel.name;
	enum family l3 = protoctx_l3(&c->proto);

	if (l3 == FAM_UNSPEC)
		return check_fail(c, e->loc, "cannot determine ip protocol version, use \"ip %s\" or \"ip6 %s\" instead", what, what);
	e->ct.nfproto = family_nfproto(l3);
	e->type = l3 == FAM_IP ? &ipv4_addr_type : &ipv6_addr_type;
	e->bits = e->type->bits;
	return 0;
}

static int ct_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct key_row *row = e->ct.row;

	if (e->ct.dir >= 0 && !(row->flags & KEY_DIR))
		return check_fail(c, e->loc, "ct %s takes no direction", row->sel.name);
	if (e->ct.dir < 0 && row->flags & KEY_DIR_REQ)
		return check_fail(c, e->loc, "ct %s needs a direction: original or reply", row->sel.name);
	if (row->flags & (KEY_IP4 | KEY_IP6) && !c->in_typeof && check_l3_fits(c, row->flags & KEY_IP4 ? FAM_IP : FAM_IP6, e->loc))
		return -EINVAL;
	e->type = row->sel.type;
	e->bits = row->sel.bits;
	e->order = row->sel.order;
	return e->type->cls == DT_INVALID ? address_check(c, e) : 0;
}

/* ---------------------------------------------------------------- text out */

static void ct_print(struct printer *p, const struct expr *e)
{
	static const char *const dirs[] = { "", "original ", "reply " };
	bool either = e->ct.row->id == NFT_CT_L3PROTOCOL || e->ct.row->id == NFT_CT_PROTOCOL;
	int dir = either ? 0 : e->ct.dir + 1;	/* the same both ways */

	pr(p, "ct %s%s", dir >= 0 && dir < 3 ? dirs[dir] : "", e->ct.row->sel.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *ct_json(struct json_out *o, const struct expr *e)
{
	static const char *const dirs[] = { "original", "reply" };
	bool either = e->ct.row->id == NFT_CT_L3PROTOCOL || e->ct.row->id == NFT_CT_PROTOCOL;
	const char *name = e->ct.row->sel.name, *space = strchr(name, ' ');
	json_t *j = jout_one("key", json_string(e->flags & EXPR_OLD_KEY && space ? space + 1 : name));

	(void)o;
	if (e->ct.dir >= 0 && e->ct.dir < 2 && !either)
		jout_put(j, "dir", json_string(dirs[e->ct.dir]));
	return jout_one("ct", j);
}

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

/* Older rules have one key for the addresses of both families; what stands before it tells which. */
static const struct key_row *ct_address_row(struct decode *d, const struct key_row *row)
{
	bool v6 = protoctx_l3(&d->proto) == FAM_IP6, source = row->id == NFT_CT_SRC;
	uint32_t id = source ? (v6 ? NFT_CT_SRC_IP6 : NFT_CT_SRC_IP) : (v6 ? NFT_CT_DST_IP6 : NFT_CT_DST_IP);

	if (row->id != NFT_CT_SRC && row->id != NFT_CT_DST)
		return row;
	if (d->deps[0][BASE_NH].header == &headers[v6 ? HDR_ip6 : HDR_ip])
		decode_imply(d, BASE_NH);
	return key_by_id(ct_keys, n_ct_keys, id);
}

int ct_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(ct_keys, n_ct_keys, (uint32_t)op_get(op, NFTA_CT_KEY));
	struct expr *e, *value;
	struct stmt *s;

	if (!row)
		return decode_unknown(d, op);
	row = ct_address_row(d, row);
	e = decode_selector(d, E_CT, &row->sel);
	e->ct.row = row;
	if (row->id != op_get(op, NFTA_CT_KEY))
		e->flags |= EXPR_OLD_KEY;
	e->ct.dir = op_has(op, NFTA_CT_DIRECTION) ? (int8_t)op_get(op, NFTA_CT_DIRECTION) : -1;
	if (op_has(op, NFTA_CT_DREG)) {
		decode_load(d, op, NFTA_CT_DREG, e);
		return 0;
	}
	value = decode_value(d, op, NFTA_CT_SREG, e->type, e->order, e->bits);
	if (!value)
		return decode_unknown(d, op);
	s = decode_stmt(d, S_SET);
	s->set.target = e;
	s->set.value = value;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops ct_expr_ops = {
	.name = "ct",
	/* check */
	.check = ct_check,

	/* text out */
	.print = ct_print,

	/* JSON out */
	.json = ct_json,

	/* netlink out */
	.gen = ct_gen,

	/* simulate */
	.eval = sim_eval_read,
};
