/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snat, dnat, masquerade, redirect: every face of the kind. */
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
static const char *const nat_names[] = { [NAT_SNAT] = "snat", [NAT_DNAT] = "dnat", [NAT_MASQ] = "masquerade", [NAT_REDIR] = "redirect" };

/* Data of a map literal: is it address . port? */
static bool has_port(const struct expr *set)
{
	const struct expr *item = set->id == E_SET && set->list.items.n ? set->list.items.v[0] : NULL;

	if (item && item->id == E_ELEM && item->elem.key && item->elem.key->id == E_SET)
		return has_port(item->elem.key);
	return item && item->id == E_ELEM && item->elem.data && item->elem.data->id == E_CONCAT;
}

static void address_and_port(struct key_spec *k, struct check_want addr)
{
	*k = (struct key_spec){ .n = 2, .bits = (addr.bits + 31) / 32 * 32 + 32 };
	k->part[0] = (struct key_part){ .type = addr.type, .bits = addr.bits, .order = addr.order };
	k->part[1] = (struct key_part){ .type = &inet_service_type, .bits = 16, .order = ORDER_NET };
}

static int transport_needed(struct check *c, const struct stmt *s, struct loc loc)
{
	if (protoctx_header(&c->proto, BASE_TH) || c->proto.l4_limited)
		return 0;
	return check_fail2(c, loc, s->loc, "transport protocol mapping is only valid after transport protocol match");
}

static int map_check(struct check *c, struct stmt *s, struct check_want want)
{
	struct expr *map = s->nat.addr;
	const struct set *set;
	struct key_spec both;
	int ret;

	address_and_port(&both, want);
	if (map->map.mappings->id == E_SET ? has_port(map->map.mappings) : s->nat.concat)
		want = check_want_spec(&both, map->loc);
	ret = check_expr_as(c, &s->nat.addr, want);
	if (ret)
		return ret;
	set = s->nat.addr->map.mappings->setref.set;
	if (!set->is_map || set->is_vmap || set->obj_type)
		return check_fail(c, map->loc, "Expression is not a map");
	s->nat.concat = set->data.n > 1;
	s->nat.interval = set->data_interval;
	if (s->nat.concat) {
		ret = transport_needed(c, s, map->loc);
		if (ret)
			return ret;
		want = check_want_spec(&both, map->loc);
	}
	return check_compatible(c, s->nat.addr, want, s->loc);
}

/* 10.0.0.1 . 80 written out: address and port each in its place. */
static int concat_check(struct check *c, struct stmt *s, struct check_want want)
{
	struct key_spec both;
	int ret;

	address_and_port(&both, want);
	ret = check_expr_as(c, &s->nat.addr, check_want_spec(&both, s->loc));
	if (ret)
		return ret;
	s->nat.proto = s->nat.addr->list.items.v[1];
	s->nat.addr = s->nat.addr->list.items.v[0];
	return transport_needed(c, s, s->nat.proto->loc);
}

static int address_check(struct check *c, struct stmt *s)
{
	struct check_want want = check_want_address(s->nat.family, s->loc);
	int ret;

	if (s->nat.addr->id == E_MAP)
		return map_check(c, s, want);
	if (s->nat.addr->id == E_CONCAT && !s->nat.proto)
		return concat_check(c, s, want);
	ret = check_expr_as(c, &s->nat.addr, want);
	if (ret)
		return ret;
	if (s->nat.addr->id == E_SETREF || s->nat.addr->id == E_LIST || s->nat.addr->id == E_VERDICT)
		return check_fail(c, s->nat.addr->loc, "an address, a range of addresses or a map is needed here");
	return check_compatible(c, s->nat.addr, want, s->loc);
}

/* The hooks of a nat chain where the kernel lets a translation stand. */
static const uint32_t nat_hooks[] = {
	[NAT_SNAT] = 1u << NF_INET_POST_ROUTING | 1u << NF_INET_LOCAL_IN,
	[NAT_DNAT] = 1u << NF_INET_PRE_ROUTING | 1u << NF_INET_LOCAL_OUT,
	[NAT_MASQ] = 1u << NF_INET_POST_ROUTING,
	[NAT_REDIR] = 1u << NF_INET_PRE_ROUTING | 1u << NF_INET_LOCAL_OUT,
};

static int hook_check(struct check *c, const struct stmt *s)
{
	const struct chain *ch = c->chain;

	if (!c->opt->offline || !ch || !ch->is_base || !ch->type)
		return 0;
	if (strcmp(ch->type, "nat"))
		return check_fail(c, s->loc, "Could not process rule: Operation not supported; %s works only in chains of type nat",
				  nat_names[s->nat.kind]);
	if (ch->hook && !(nat_hooks[s->nat.kind] & 1u << ch->hooknum))
		return check_fail(c, s->loc, "Could not process rule: Operation not supported; %s does not work at hook %s",
				  nat_names[s->nat.kind], ch->hook);
	return 0;
}

/* What a map is asked with tells the family, where nothing else does. */
static enum family asked_family(const struct expr *e)
{
	enum family f = FAM_UNSPEC;

	if (e->id == E_PAYLOAD)
		return e->payload.header == &headers[HDR_ip] ? FAM_IP : e->payload.header == &headers[HDR_ip6] ? FAM_IP6 : FAM_UNSPEC;
	if (e->id == E_CONCAT)
		for (uint32_t i = 0; i < e->list.items.n && f == FAM_UNSPEC; i++)
			f = asked_family(e->list.items.v[i]);
	return f;
}

static int nat_check(struct check *c, struct stmt *s)
{
	bool together = s->nat.addr && s->nat.addr->id == E_CONCAT;	/* the port is checked with the address */
	int ret;

	if (s->nat.family == FAM_UNSPEC && protoctx_l3(&c->proto) == FAM_UNSPEC && s->nat.addr && s->nat.addr->id == E_MAP)
		s->nat.family = (uint8_t)asked_family(s->nat.addr->map.arg);

	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, s->loc, "NAT is only supported for IPv4/IPv6");
	ret = hook_check(c, s);
	if (ret)
		return ret;
	ret = check_address_family(c, s->loc, &s->nat.family, s->nat.addr != NULL, nat_names[s->nat.kind]);
	if (!ret && s->nat.addr)
		ret = address_check(c, s);
	if (!ret && s->nat.proto && !together)
		ret = check_port(c, &s->nat.proto, s->loc);
	return ret;
}

/* ---------------------------------------------------------------- text out */

static void nat_print_addr(struct printer *p, const struct expr *e, bool brackets)
{
	if (e->type && e->type->cls == DT_IP6ADDR && brackets && e->id == E_RANGE) {
		nat_print_addr(p, e->range.from, true);
		prs(p, "-");
		nat_print_addr(p, e->range.to, true);
	} else if (e->type && e->type->cls == DT_IP6ADDR && brackets && e->id == E_VALUE) {
		prs(p, "[");
		print_expr(p, e);
		prs(p, "]");
	} else {
		print_expr(p, e);
	}
}

/* The address family is named where it does not follow from the table, and with maps whose data hold more than one address. */
static bool nat_shows_family(const struct rule *rule, enum family f, const struct stmt *s)
{
	if (rule && rule->table)
		f = rule->table->family;
	if (!s->nat.addr || (s->nat.family != FAM_IP && s->nat.family != FAM_IP6))
		return false;
	return f == FAM_INET || s->nat.concat || (s->nat.addr->id == E_MAP && (s->nat.prefix || s->nat.interval));
}

static void nat_print(struct printer *p, const struct stmt *s)
{
	static const char *const names[] = { "snat", "dnat", "masquerade", "redirect" };

	prs(p, names[s->nat.kind & 3]);
	if (s->nat.addr || s->nat.proto) {
		if (nat_shows_family(p->rule, p->family, s))
			pr(p, " %s", family_name(s->nat.family));
		prs(p, s->nat.prefix ? " prefix to " : " to ");
		if (s->nat.addr)
			nat_print_addr(p, s->nat.addr, s->nat.proto);
		if (s->nat.proto) {
			prs(p, ":");
			print_expr(p, s->nat.proto);
		}
	}
	if (s->nat.flags) {
		prs(p, " ");
		print_flags(p, nat_flags, s->nat.flags, ",");
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *nat_json(struct json_out *o, const struct stmt *s)
{
	static const char *const names[] = { "snat", "dnat", "masquerade", "redirect" };
	json_t *j = json_object(), *flags = jout_flag_names(nat_flags, s->nat.flags);

	if (nat_shows_family(o->rule, o->family, s))
		jout_put(j, "family", json_string(family_name(s->nat.family)));
	if (s->nat.addr)
		jout_put(j, "addr", jout_expr(o, s->nat.addr));
	if (s->nat.proto)
		jout_put(j, "port", jout_expr(o, s->nat.proto));
	if (s->nat.prefix)
		json_array_append_new(flags, json_string("netmap"));
	if (json_array_size(flags))
		jout_put(j, "flags", json_incref(flags));
	json_decref(flags);
	if (s->nat.prefix)
		jout_put(j, "type_flags", json_pack("[s]", "prefix"));
	if (json_object_size(j))
		return jout_one(names[s->nat.kind & 3], j);
	json_decref(j);
	return jout_one(names[s->nat.kind & 3], json_null());
}

/* ---------------------------------------------------------------- netlink out */

/* The registers that a nat statement names; -1: none. */
struct nat_regs { int addr_min, addr_max, proto_min, proto_max; };

static int load_end(struct gen *g, const struct expr *e, const uint8_t *value, unsigned bytes, int *reg)
{
	unsigned r;
	int err = gen_alloc(g, e->loc, bytes, false, &r);

	if (err)
		return err;
	*reg = (int)r;
	if (value) {
		gen_immediate(g, r, value, bytes, ORDER_NET);
		return 0;
	}
	return gen_load(g, e, r, bytes, ORDER_NET);
}

/* A constant of @bytes or a range of such, or something read. */
static int load_ends(struct gen *g, const struct expr *e, unsigned bytes, int *min, int *max)
{
	uint8_t low[16], high[16], mask[16];
	int err;

	switch (e->id) {
	case E_RANGE:
		err = load_end(g, e->range.from, NULL, bytes, min);
		return err ? err : load_end(g, e->range.to, NULL, bytes, max);
	case E_PREFIX:
		err = gen_const(g, e, low, bytes);
		if (err)
			return err;
		wide_prefix_mask(mask, bytes, bytes * 8, e->prefix.len);
		wide_and(low, mask, bytes);
		memcpy(high, low, bytes);
		wide_not(mask, bytes);
		wide_or(high, mask, bytes);
		err = load_end(g, e, low, bytes, min);
		return err ? err : load_end(g, e, high, bytes, max);
	default:
		return load_end(g, e, NULL, bytes, min);
	}
}

/* A map gives the address, and the port and the other ends behind it. */
static int load_map(struct gen *g, const struct stmt *s, unsigned addr_bytes, struct nat_regs *regs)
{
	const struct expr *map = s->nat.addr;
	const struct set *set;
	unsigned reg, units = addr_bytes / 4;
	bool concat, interval;
	int err = gen_set(g, map->map.mappings, &set);

	if (!err)
		err = gen_alloc_for(g, map, &reg);
	if (!err)
		err = gen_expr(g, map, reg);
	if (err)
		return err;
	concat = s->nat.concat || set->data.n > 1;
	interval = s->nat.interval || set->data_interval || set->elems.data_ends;
	regs->addr_min = (int)reg;
	if (concat) {
		regs->proto_min = (int)(reg + units);
		units++;
	}
	if (interval) {
		regs->addr_max = (int)(reg + units);
		if (concat)
			regs->proto_max = (int)(reg + units) + (int)addr_bytes / 4;
	}
	return 0;
}

static void set_reg(struct op *op, unsigned attr, int reg)
{
	if (reg >= 0)
		gen_set_reg(op, attr, (unsigned)reg);
}

static int nat_gen(struct gen *g, const struct stmt *s)
{
	enum family family = s->nat.family ? s->nat.family : g->family;
	struct nat_regs regs = { -1, -1, -1, -1 };
	unsigned bytes = family == FAM_IP6 ? 16 : 4;
	uint32_t flags = s->nat.flags;
	struct op *op;
	int err = 0;

	if (s->nat.addr && s->nat.addr->id == E_MAP)
		err = load_map(g, s, bytes, &regs);
	else if (s->nat.addr)
		err = load_ends(g, s->nat.addr, bytes, &regs.addr_min, &regs.addr_max);
	if (!err && s->nat.proto) {
		err = load_ends(g, s->nat.proto, 2, &regs.proto_min, &regs.proto_max);
		flags |= NF_NAT_RANGE_PROTO_SPECIFIED;
	}
	if (err)
		return err;
	if (s->nat.prefix)
		flags |= NF_NAT_RANGE_NETMAP;
	if (s->nat.kind == NAT_MASQ || s->nat.kind == NAT_REDIR) {
		bool masq = s->nat.kind == NAT_MASQ;

		op = gen_op(g, masq ? OP_masq : OP_redir);
		set_reg(op, masq ? NFTA_MASQ_REG_PROTO_MIN : NFTA_REDIR_REG_PROTO_MIN, regs.proto_min);
		set_reg(op, masq ? NFTA_MASQ_REG_PROTO_MAX : NFTA_REDIR_REG_PROTO_MAX, regs.proto_max);
		if (flags)
			op_set(op, masq ? NFTA_MASQ_FLAGS : NFTA_REDIR_FLAGS, flags);
		return 0;
	}
	op = gen_op(g, OP_nat);
	op_set(op, NFTA_NAT_TYPE, s->nat.kind == NAT_SNAT ? NFT_NAT_SNAT : NFT_NAT_DNAT);
	op_set(op, NFTA_NAT_FAMILY, family_nfproto(family));
	set_reg(op, NFTA_NAT_REG_ADDR_MIN, regs.addr_min);
	set_reg(op, NFTA_NAT_REG_ADDR_MAX, regs.addr_max);
	set_reg(op, NFTA_NAT_REG_PROTO_MIN, regs.proto_min);
	set_reg(op, NFTA_NAT_REG_PROTO_MAX, regs.proto_max);
	if (flags)
		op_set(op, NFTA_NAT_FLAGS, flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* One value or two ends; a range that is a prefix shows as such. */
static struct expr *nat_ends(struct decode *d, const struct op *op, unsigned min_attr, unsigned max_attr, const struct dtype *t)
{
	struct expr *from = decode_value(d, op, min_attr, t, ORDER_NET, t->bits), *to, *e;
	uint8_t mask[16];
	int prefix;

	to = from && op_has(op, max_attr) ? decode_value(d, op, max_attr, t, ORDER_NET, t->bits) : NULL;
	if (!to || from->id != E_VALUE || to->id != E_VALUE || expr_bytes(from) != expr_bytes(to) || expr_bytes(to) > sizeof(mask))
		return from;
	memcpy(mask, from->value.data, expr_bytes(from));
	wide_xor(mask, to->value.data, expr_bytes(from));
	wide_not(mask, expr_bytes(from));
	prefix = wide_mask_prefix(mask, expr_bytes(from), expr_bytes(from) * 8);
	wide_and(mask, from->value.data, expr_bytes(from));
	if (prefix >= 0 && t->cls != DT_SERVICE && !memcmp(mask, from->value.data, expr_bytes(from)) && expr_equal(from, to) == false) {
		e = decode_expr(d, E_PREFIX, t, ORDER_NET, t->bits);
		e->prefix.base = from;
		e->prefix.len = (uint16_t)prefix;
		return e;
	}
	if (expr_equal(from, to))
		return from;
	e = decode_expr(d, E_RANGE, t, ORDER_NET, t->bits);
	e->range.from = from;
	e->range.to = to;
	return e;
}

static void nat_type_data(struct set *s, const struct dtype *t)
{
	if (!s || !s->anonymous || s->data.n != 2)
		return;
	s->data.part[0].type = t;
	s->data.part[1].type = &inet_service_type;
}

/* Registers of a map: address, port, and their upper ends behind them. */
static bool nat_from_map(struct decode *d, const struct op *op, struct stmt *s, const struct dtype *t)
{
	struct expr *raw = decode_raw(d, op, NFTA_NAT_REG_ADDR_MIN);
	int unit = decode_unit(op, NFTA_NAT_REG_ADDR_MIN), proto = decode_unit(op, NFTA_NAT_REG_PROTO_MIN);

	if (!raw || raw->id != E_MAP)
		return false;
	s->nat.addr = decode_value(d, op, NFTA_NAT_REG_ADDR_MIN, t, ORDER_NET, t->bits);
	nat_type_data(s->nat.addr->map.mappings->setref.set, t);
	s->nat.concat = proto > unit && proto < DECODE_REGS && !d->regs[proto].expr && !d->regs[proto].data;
	s->nat.interval = op_has(op, NFTA_NAT_REG_ADDR_MAX) && decode_unit(op, NFTA_NAT_REG_ADDR_MAX) != unit;	/* the kernel tells one twice */
	if (!s->nat.concat && proto >= 0)
		s->nat.proto = nat_ends(d, op, NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX, &inet_service_type);
	return true;
}

/* Numbers from a map, a hash or a counter have the family that the statement says. */
int nat_decode(struct decode *d, const struct op *op)
{
	enum family family = family_by_nfproto((uint8_t)op_get(op, NFTA_NAT_FAMILY));
	const struct dtype *t = family == FAM_IP6 ? &ipv6_addr_type : &ipv4_addr_type;
	struct stmt *s = stmt_new(d->r, S_NAT, (struct loc){ 0 });
	uint32_t flags = (uint32_t)op_get(op, NFTA_NAT_FLAGS);

	s->nat.kind = op_get(op, NFTA_NAT_TYPE) == NFT_NAT_SNAT ? NAT_SNAT : NAT_DNAT;
	s->nat.family = (uint8_t)family;
	s->nat.flags = flags & (NF_NAT_RANGE_PROTO_RANDOM | NF_NAT_RANGE_PROTO_RANDOM_FULLY | NF_NAT_RANGE_PERSISTENT);
	s->nat.prefix = flags & NF_NAT_RANGE_NETMAP;
	if (op_has(op, NFTA_NAT_REG_ADDR_MIN) && !nat_from_map(d, op, s, t))
		s->nat.addr = nat_ends(d, op, NFTA_NAT_REG_ADDR_MIN, NFTA_NAT_REG_ADDR_MAX, t);
	if (op_has(op, NFTA_NAT_REG_PROTO_MIN) && !s->nat.proto && !s->nat.concat)
		s->nat.proto = nat_ends(d, op, NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX, &inet_service_type);
	*decode_stmt(d, S_NAT) = *s;
	return 0;
}

static int nat_local(struct decode *d, const struct op *op, uint8_t kind, unsigned flags, unsigned min, unsigned max)
{
	struct stmt *s = stmt_new(d->r, S_NAT, (struct loc){ 0 });

	s->nat.kind = kind;
	s->nat.family = (uint8_t)d->family;
	s->nat.flags = (uint32_t)op_get(op, flags) &
		       (NF_NAT_RANGE_PROTO_RANDOM | NF_NAT_RANGE_PROTO_RANDOM_FULLY | NF_NAT_RANGE_PERSISTENT);
	if (op_has(op, min))
		s->nat.proto = nat_ends(d, op, min, max, &inet_service_type);
	*decode_stmt(d, S_NAT) = *s;
	return 0;
}

int masq_decode(struct decode *d, const struct op *op)
{
	return nat_local(d, op, NAT_MASQ, NFTA_MASQ_FLAGS, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX);
}

int redir_decode(struct decode *d, const struct op *op)
{
	return nat_local(d, op, NAT_REDIR, NFTA_REDIR_FLAGS, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX);
}

/* ---------------------------------------------------------------- simulate */

static int nat_exec(struct sim *s, const struct stmt *st)
{
	return s->env->act(s, st);
}

static const struct stmt_row *nat_row(const struct stmt *st)
{
	switch (st->nat.kind) {
	case NAT_SNAT:	return &stmt_rows[STROW_snat];
	case NAT_DNAT:	return &stmt_rows[STROW_dnat];
	case NAT_MASQ:	return &stmt_rows[STROW_masquerade];
	default:	return &stmt_rows[STROW_redirect];
	}
}

const struct stmt_ops nat_stmt_ops = {
	.name = "nat",
	/* check */
	.check = nat_check,

	/* text out */
	.print = nat_print,

	/* JSON out */
	.json = nat_json,

	/* netlink out */
	.gen = nat_gen,

	/* simulate */
	.exec = nat_exec,
	.row = nat_row,
};
