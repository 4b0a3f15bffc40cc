/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forwarding to a device: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int fwd_check(struct check *c, struct stmt *s)
{
	struct check_want device = check_want_type(&iface_index_type, ORDER_HOST, 32);
	int ret;

	if (c->family != FAM_NETDEV)
		return check_fail(c, s->loc, "unsupported family for fwd");
	if (s->dup.to && s->dup.dev) {
		if (s->dup.family == FAM_UNSPEC)
			return check_fail(c, s->loc, "ip or ip6 must be specified with address");
		ret = check_single(c, &s->dup.to, check_want_address(s->dup.family, s->loc), s->loc);
		return ret ? ret : check_single(c, &s->dup.dev, device, s->loc);
	}
	if (s->dup.family != FAM_UNSPEC)
		return check_fail(c, s->loc, "missing destination address or device");
	return check_single(c, s->dup.to ? &s->dup.to : &s->dup.dev, device, s->loc);
}

/* ---------------------------------------------------------------- text out */

static void fwd_print(struct printer *p, const struct stmt *s)
{
	prs(p, "fwd ");
	if (s->dup.to && s->dup.dev) {
		pr(p, "%s to ", family_name(s->dup.family));
		print_expr(p, s->dup.to);
		prs(p, " device ");
		print_expr(p, s->dup.dev);
	} else {
		prs(p, "to ");
		print_expr(p, s->dup.dev ? s->dup.dev : s->dup.to);
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *fwd_json(struct json_out *o, const struct stmt *s)
{
	const struct expr *dev = s->dup.dev ? s->dup.dev : s->dup.to;
	json_t *j = jout_one("dev", jout_expr(o, dev));

	if (s->dup.to && s->dup.dev) {
		jout_put(j, "family", json_string(family_name(s->dup.family)));
		jout_put(j, "addr", jout_expr(o, s->dup.to));
	}
	return jout_one("fwd", j);
}

/* ---------------------------------------------------------------- netlink out */

static int fwd_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *addr = s->dup.to, *dev = s->dup.dev;
	unsigned addr_reg = 0, dev_reg = 0;
	struct op *op;
	int err = 0;

	if (!dev) {	/* `fwd to DEVICE` */
		dev = addr;
		addr = NULL;
	}
	if (!dev)
		return gen_fail(g, s->loc, "fwd needs a device");
	err = gen_alloc_for(g, dev, &dev_reg);
	if (!err)
		err = gen_load(g, dev, dev_reg, 4, ORDER_HOST);
	if (!err && addr) {
		err = gen_alloc_for(g, addr, &addr_reg);
		if (!err)
			err = gen_load(g, addr, addr_reg, s->dup.family == FAM_IP6 ? 16 : 4, ORDER_NET);
	}
	if (err)
		return err;
	op = gen_op(g, OP_fwd);
	gen_set_reg(op, NFTA_FWD_SREG_DEV, dev_reg);
	if (addr) {
		gen_set_reg(op, NFTA_FWD_SREG_ADDR, addr_reg);
		op_set(op, NFTA_FWD_NFPROTO, family_nfproto(s->dup.family));
	}
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int fwd_decode(struct decode *d, const struct op *op)
{
	enum family family = family_by_nfproto((uint8_t)op_get(op, NFTA_FWD_NFPROTO));
	const struct dtype *t = family == FAM_IP6 ? &ipv6_addr_type : &ipv4_addr_type;
	struct stmt *s = stmt_new(d->r, S_FWD, (struct loc){ 0 });

	s->dup.family = (uint8_t)family;
	s->dup.to = decode_value(d, op, NFTA_FWD_SREG_ADDR, t, ORDER_NET, t->bits);
	s->dup.dev = decode_value(d, op, NFTA_FWD_SREG_DEV, &iface_index_type, ORDER_HOST, 32);
	*decode_stmt(d, S_FWD) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int fwd_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	s->verdict = NF_STOLEN;
	return SIM_VERDICT;
}

static const struct stmt_row *fwd_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_fwd];
}

const struct stmt_ops fwd_stmt_ops = {
	.name = "fwd",
	/* check */
	.check = fwd_check,

	/* text out */
	.print = fwd_print,

	/* JSON out */
	.json = fwd_json,

	/* netlink out */
	.gen = fwd_gen,

	/* simulate */
	.exec = fwd_exec,
	.row = fwd_row,
};
