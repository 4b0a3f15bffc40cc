/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack keys: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
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
	e->type = row->sel.type;
	e->bits = row->sel.bits;
	e->order = row->sel.order;
	return e->type->cls == DT_INVALID ? address_check(c, e) : 0;
}

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
	.check = ct_check,

	/* text out */
	.print = ct_print,

	/* JSON out */

	/* netlink out */
	.gen = ct_gen,

	/* simulate */
	.eval = sim_eval_read,
};
