/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet duplication: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int dup_check(struct check *c, struct stmt *s)
{
	struct check_want device = check_want_type(&iface_index_type, ORDER_HOST, 32);
	int ret = 0;

	switch (c->family) {
	case FAM_IP: case FAM_IP6:
		if (!s->dup.to)
			return check_fail(c, s->loc, "missing destination address");
		s->dup.family = (uint8_t)c->family;
		ret = check_single(c, &s->dup.to, check_want_address(c->family, s->loc), s->loc);
		break;
	case FAM_NETDEV:
		if (s->dup.to && s->dup.dev)
			return check_fail(c, s->dup.dev->loc, "cannot specify device");
		if (s->dup.to)
			return check_single(c, &s->dup.to, device, s->loc);
		break;
	default:
		return check_fail(c, s->loc, "unsupported family for dup");
	}
	if (!ret && s->dup.dev)
		ret = check_single(c, &s->dup.dev, device, s->loc);
	return ret;
}

/* ---------------------------------------------------------------- text out */

static void dup_print(struct printer *p, const struct stmt *s)
{
	prs(p, "dup");
	if (!s->dup.to && !s->dup.dev)
		return;
	prs(p, " to ");
	print_expr(p, s->dup.to ? s->dup.to : s->dup.dev);
	if (s->dup.to && s->dup.dev) {
		prs(p, " device ");
		print_expr(p, s->dup.dev);
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *dup_json(struct json_out *o, const struct stmt *s)
{
	json_t *j;

	if (!s->dup.to)
		return jout_one("dup", s->dup.dev ? jout_one("addr", jout_expr(o, s->dup.dev)) : json_null());
	j = jout_one("addr", jout_expr(o, s->dup.to));
	if (s->dup.dev)
		jout_put(j, "dev", jout_expr(o, s->dup.dev));
	return jout_one("dup", j);
}

/* ---------------------------------------------------------------- netlink out */

/* Loads an address and a device, whichever are given. */
static int load_regs(struct gen *g, const struct expr *addr, unsigned bytes, const struct expr *dev, unsigned *addr_reg, unsigned *dev_reg)
{
	int err = 0;

	if (addr) {
		err = gen_alloc_for(g, addr, addr_reg);
		if (!err)
			err = gen_load(g, addr, *addr_reg, bytes, ORDER_NET);
	}
	if (!err && dev) {
		err = gen_alloc_for(g, dev, dev_reg);
		if (!err)
			err = gen_load(g, dev, *dev_reg, 4, ORDER_HOST);
	}
	return err;
}

static int dup_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *addr = s->dup.to, *dev = s->dup.dev;
	unsigned addr_reg, dev_reg;
	struct op *op;
	int err;

	if (g->family == FAM_NETDEV && !dev) {	/* `dup to DEVICE` */
		dev = addr;
		addr = NULL;
	}
	err = load_regs(g, addr, g->family == FAM_IP6 || s->dup.family == FAM_IP6 ? 16 : 4, dev, &addr_reg, &dev_reg);
	if (err)
		return err;
	op = gen_op(g, OP_dup);
	if (addr)
		gen_set_reg(op, NFTA_DUP_SREG_ADDR, addr_reg);
	if (dev)
		gen_set_reg(op, NFTA_DUP_SREG_DEV, dev_reg);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int dup_decode(struct decode *d, const struct op *op)
{
	const struct dtype *t = d->family == FAM_IP6 ? &ipv6_addr_type : &ipv4_addr_type;
	struct stmt *s = stmt_new(d->r, S_DUP, (struct loc){ 0 });

	s->dup.family = (uint8_t)d->family;
	s->dup.to = decode_value(d, op, NFTA_DUP_SREG_ADDR, t, ORDER_NET, t->bits);
	s->dup.dev = decode_value(d, op, NFTA_DUP_SREG_DEV, &iface_index_type, ORDER_HOST, 32);
	*decode_stmt(d, S_DUP) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int dup_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *dup_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_dup];
}

const struct stmt_ops dup_stmt_ops = {
	.name = "dup",
	/* check */
	.check = dup_check,

	/* text out */
	.print = dup_print,

	/* JSON out */
	.json = dup_json,

	/* netlink out */
	.gen = dup_gen,

	/* simulate */
	.exec = dup_exec,
	.row = dup_row,
};
