/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transparent proxy: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int tproxy_check(struct check *c, struct stmt *s)
{
	struct check_want want;
	int ret;

	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, s->loc, "Transparent proxy is only supported for ip, ip6 and inet tables");
	if (!s->tproxy.addr && !s->tproxy.port)
		return check_fail(c, s->loc, "Either address or port must be specified!");
	if (!protoctx_header(&c->proto, BASE_TH) && !c->proto.l4_limited)
		return check_fail(c, s->loc, "Transparent proxy support requires transport protocol match");
	ret = check_address_family(c, s->loc, &s->tproxy.family, s->tproxy.addr != NULL, "tproxy");
	if (ret)
		return ret;
	if (s->tproxy.family == FAM_UNSPEC && c->family != FAM_INET)
		s->tproxy.family = (uint8_t)c->family;
	if (s->tproxy.addr) {
		want = check_want_address(s->tproxy.family, s->loc);
		ret = check_expr_as(c, &s->tproxy.addr, want);
		if (ret)
			return ret;
		if (s->tproxy.addr->id == E_RANGE || s->tproxy.addr->id == E_PREFIX)
			return check_fail(c, s->tproxy.addr->loc, "Address ranges are not supported for tproxy.");
		ret = check_compatible(c, s->tproxy.addr, want, s->loc);
		if (ret)
			return ret;
	}
	if (!s->tproxy.port)
		return 0;
	ret = check_port(c, &s->tproxy.port, s->loc);
	if (!ret && s->tproxy.port->id == E_RANGE)
		return check_fail(c, s->tproxy.port->loc, "Port ranges are not supported for tproxy.");
	return ret;
}

/* ---------------------------------------------------------------- text out */

static void tproxy_print(struct printer *p, const struct stmt *s)
{
	enum family f = p->rule && p->rule->table ? p->rule->table->family : p->family;
	bool v6 = s->tproxy.addr && s->tproxy.addr->id == E_VALUE && s->tproxy.addr->type && s->tproxy.addr->type->cls == DT_IP6ADDR;

	prs(p, "tproxy");
	if (f == FAM_INET && s->tproxy.family != FAM_UNSPEC && s->tproxy.family != FAM_INET)
		pr(p, " %s", family_name(s->tproxy.family));
	prs(p, " to ");
	if (s->tproxy.addr) {
		prs(p, v6 ? "[" : "");
		print_expr(p, s->tproxy.addr);
		prs(p, v6 ? "]" : "");
	}
	if (s->tproxy.port) {
		prs(p, ":");
		print_expr(p, s->tproxy.port);
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *tproxy_json(struct json_out *o, const struct stmt *s)
{
	enum family f = o->rule && o->rule->table ? o->rule->table->family : o->family;
	json_t *j = json_object();

	if (f == FAM_INET && (s->tproxy.family == FAM_IP || s->tproxy.family == FAM_IP6))
		jout_put(j, "family", json_string(family_name(s->tproxy.family)));
	if (s->tproxy.addr)
		jout_put(j, "addr", jout_expr(o, s->tproxy.addr));
	if (s->tproxy.port)
		jout_put(j, "port", jout_expr(o, s->tproxy.port));
	return jout_one("tproxy", j);
}

/* ---------------------------------------------------------------- netlink out */

static int tproxy_gen(struct gen *g, const struct stmt *s)
{
	enum family family = s->tproxy.family;
	unsigned addr = 0, port = 0;
	struct op *op;
	int err = 0;

	if (!family)
		family = g->family == FAM_INET ? FAM_UNSPEC : g->family;
	if (s->tproxy.addr) {
		err = gen_alloc_for(g, s->tproxy.addr, &addr);
		if (!err)
			err = gen_load(g, s->tproxy.addr, addr, family == FAM_IP6 ? 16 : 4, ORDER_NET);
	}
	if (!err && s->tproxy.port) {
		err = gen_alloc_for(g, s->tproxy.port, &port);
		if (!err)
			err = gen_load(g, s->tproxy.port, port, 2, ORDER_NET);
	}
	if (err)
		return err;
	op = gen_op(g, OP_tproxy);
	op_set(op, NFTA_TPROXY_FAMILY, family_nfproto(family));
	if (s->tproxy.addr)
		gen_set_reg(op, NFTA_TPROXY_REG_ADDR, addr);
	if (s->tproxy.port)
		gen_set_reg(op, NFTA_TPROXY_REG_PORT, port);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int tproxy_decode(struct decode *d, const struct op *op)
{
	enum family family = family_by_nfproto((uint8_t)op_get(op, NFTA_TPROXY_FAMILY));
	const struct dtype *t = (family == FAM_UNSPEC ? d->family : family) == FAM_IP6 ? &ipv6_addr_type : &ipv4_addr_type;
	struct stmt *s = stmt_new(d->r, S_TPROXY, (struct loc){ 0 });

	s->tproxy.family = (uint8_t)family;
	s->tproxy.addr = decode_value(d, op, NFTA_TPROXY_REG_ADDR, t, ORDER_NET, t->bits);
	s->tproxy.port = decode_value(d, op, NFTA_TPROXY_REG_PORT, &inet_service_type, ORDER_NET, 16);
	*decode_stmt(d, S_TPROXY) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int tproxy_exec(struct sim *s, const struct stmt *st)
{
	return s->env->act(s, st);
}

static const struct stmt_row *tproxy_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_tproxy];
}

const struct stmt_ops tproxy_stmt_ops = {
	.name = "tproxy",
	/* check */
	.check = tproxy_check,

	/* text out */
	.print = tproxy_print,

	/* JSON out */
	.json = tproxy_json,

	/* netlink out */
	.gen = tproxy_gen,

	/* simulate */
	.exec = tproxy_exec,
	.row = tproxy_row,
};
