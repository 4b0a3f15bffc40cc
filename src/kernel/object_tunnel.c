/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tunnel objects, both ways. */
#include <linux/netfilter/nf_tables.h>

#include "kernel/batch.h"
#include "kernel/fetch_priv.h"

/* Attributes of the addresses, as of either family. */
static const struct ip_attrs {
	enum family family;
	uint16_t nest, src, dst;
	uint8_t len;
} ip_attrs[] = {
	{ FAM_IP, NFTA_TUNNEL_KEY_IP, NFTA_TUNNEL_KEY_IP_SRC, NFTA_TUNNEL_KEY_IP_DST, 4 },
	{ FAM_IP6, NFTA_TUNNEL_KEY_IP6, NFTA_TUNNEL_KEY_IP6_SRC, NFTA_TUNNEL_KEY_IP6_DST, 16 },
};

#define N_IP_ATTRS (sizeof(ip_attrs) / sizeof(*ip_attrs))

/* ---------------------------------------------------------------- out */

static void put_addresses(struct nlbuf *nl, const struct tunnel_spec *t)
{
	for (unsigned i = 0; i < N_IP_ATTRS; i++) {
		const struct ip_attrs *ip = &ip_attrs[i];
		size_t nest;

		if (ip->family != t->family)
			continue;
		nest = nl_nest(nl, ip->nest);
		if (t->has_saddr)
			nl_put(nl, ip->src, t->saddr, ip->len);
		if (t->has_daddr)
			nl_put(nl, ip->dst, t->daddr, ip->len);
		nl_nest_end(nl, nest);
	}
}

static void put_vxlan(struct nlbuf *nl, const struct tunnel_spec *t)
{
	size_t nest = nl_nest(nl, NFTA_TUNNEL_KEY_OPTS_VXLAN);

	nl_u32(nl, NFTA_TUNNEL_KEY_VXLAN_GBP, t->gbp);
	nl_nest_end(nl, nest);
}

static void put_erspan(struct nlbuf *nl, const struct tunnel_spec *t)
{
	size_t nest = nl_nest(nl, NFTA_TUNNEL_KEY_OPTS_ERSPAN);

	nl_u32(nl, NFTA_TUNNEL_KEY_ERSPAN_VERSION, t->version);
	if (t->version == 1) {
		nl_u32(nl, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX, t->index);
	} else {
		nl_u8(nl, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID, t->hwid);
		nl_u8(nl, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR, t->direction);
	}
	nl_nest_end(nl, nest);
}

static void put_geneve(struct nlbuf *nl, const struct tunnel_spec *t)
{
	vec_each(i, &t->options) {
		const struct tunnel_option *o = &t->options.v[i];
		size_t nest = nl_nest(nl, NFTA_TUNNEL_KEY_OPTS_GENEVE);

		nl_u16(nl, NFTA_TUNNEL_KEY_GENEVE_CLASS, o->cls);
		nl_u8(nl, NFTA_TUNNEL_KEY_GENEVE_TYPE, o->type);
		nl_put(nl, NFTA_TUNNEL_KEY_GENEVE_DATA, o->data, o->len);
		nl_nest_end(nl, nest);
	}
}

void put_tunnel(struct batch *b, enum family f, const struct object *o)
{
	static void (*const put_kind[])(struct nlbuf *, const struct tunnel_spec *) = {
		[TUNNEL_VXLAN] = put_vxlan, [TUNNEL_ERSPAN] = put_erspan, [TUNNEL_GENEVE] = put_geneve,
	};
	const struct tunnel_spec *t = o->tunnel;
	struct nlbuf *nl = &b->nl;

	(void)f;
	nl_u32(nl, NFTA_TUNNEL_KEY_ID, t->id);
	put_addresses(nl, t);
	if (t->sport)
		nl_u16(nl, NFTA_TUNNEL_KEY_SPORT, t->sport);
	if (t->dport)
		nl_u16(nl, NFTA_TUNNEL_KEY_DPORT, t->dport);
	if (t->tos)
		nl_u8(nl, NFTA_TUNNEL_KEY_TOS, t->tos);
	if (t->ttl)
		nl_u8(nl, NFTA_TUNNEL_KEY_TTL, t->ttl);
	if (t->flags)
		nl_u32(nl, NFTA_TUNNEL_KEY_FLAGS, t->flags);
	if (put_kind[t->kind]) {
		size_t nest = nl_nest(nl, NFTA_TUNNEL_KEY_OPTS);

		put_kind[t->kind](nl, t);
		nl_nest_end(nl, nest);
	}
}

/* ---------------------------------------------------------------- in */

static bool get_address(const struct attrs *a, uint16_t type, unsigned len, uint8_t *addr)
{
	unsigned have;
	const uint8_t *p = attr_bytes(a, type, &have);

	if (!p || have != len)
		return false;
	for (unsigned i = 0; i < len; i++)
		addr[i] = p[i];
	return true;
}

static void get_addresses(const struct attrs *a, struct tunnel_spec *t)
{
	struct attrs in;

	for (unsigned i = 0; i < N_IP_ATTRS; i++) {
		const struct ip_attrs *ip = &ip_attrs[i];

		if (!a->a[ip->nest])
			continue;
		attrs_of(a->a[ip->nest], &in);
		t->family = (uint8_t)ip->family;
		t->has_saddr = get_address(&in, ip->src, ip->len, t->saddr);
		t->has_daddr = get_address(&in, ip->dst, ip->len, t->daddr);
	}
}

static void get_vxlan(struct region *r, const struct nlattr *nest, struct tunnel_spec *t)
{
	struct attrs a;

	(void)r;
	attrs_of(nest, &a);
	t->gbp = attr_u32(&a, NFTA_TUNNEL_KEY_VXLAN_GBP);
}

static void get_erspan(struct region *r, const struct nlattr *nest, struct tunnel_spec *t)
{
	struct attrs a;

	(void)r;
	attrs_of(nest, &a);
	t->version = (uint8_t)attr_u32(&a, NFTA_TUNNEL_KEY_ERSPAN_VERSION);
	t->index = attr_u32(&a, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX);
	t->hwid = attr_u8(&a, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID);
	t->direction = attr_u8(&a, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR);
}

/* The kernel takes a nest an option, and tells all of them in one: a class begins the next. */
static void get_geneve(struct region *r, const struct nlattr *nest, struct tunnel_spec *t)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		unsigned type = mnl_attr_get_type(a), len;
		struct attrs one = { 0 };
		struct tunnel_option *o;

		if (type > ATTRS_MAX)
			continue;
		one.a[type] = a;
		if (type == NFTA_TUNNEL_KEY_GENEVE_CLASS)
			vec_push(r, &t->options, (struct tunnel_option){ .cls = attr_u16(&one, type) });
		if (!t->options.n)
			continue;
		o = &t->options.v[t->options.n - 1];
		if (type == NFTA_TUNNEL_KEY_GENEVE_TYPE)
			o->type = attr_u8(&one, type);
		if (type == NFTA_TUNNEL_KEY_GENEVE_DATA && mnl_attr_get_payload_len(a) <= UINT8_MAX) {
			o->data = region_memdup(r, attr_bytes(&one, type, &len), mnl_attr_get_payload_len(a));
			o->len = (uint8_t)mnl_attr_get_payload_len(a);
		}
	}
}

void get_tunnel(struct region *r, struct object *o, const struct attrs *a)
{
	static const struct {
		enum tunnel_kind kind;
		void (*get)(struct region *, const struct nlattr *, struct tunnel_spec *);
	} kinds[] = {
		[NFTA_TUNNEL_KEY_OPTS_VXLAN] = { TUNNEL_VXLAN, get_vxlan },
		[NFTA_TUNNEL_KEY_OPTS_ERSPAN] = { TUNNEL_ERSPAN, get_erspan },
		[NFTA_TUNNEL_KEY_OPTS_GENEVE] = { TUNNEL_GENEVE, get_geneve },
	};
	struct tunnel_spec *t = o->tunnel = region_new(r, struct tunnel_spec);
	const struct nlattr *opt;

	t->id = attr_u32(a, NFTA_TUNNEL_KEY_ID);
	t->flags = attr_u32(a, NFTA_TUNNEL_KEY_FLAGS);
	t->sport = attr_u16(a, NFTA_TUNNEL_KEY_SPORT);
	t->dport = attr_u16(a, NFTA_TUNNEL_KEY_DPORT);
	t->tos = attr_u8(a, NFTA_TUNNEL_KEY_TOS);
	t->ttl = attr_u8(a, NFTA_TUNNEL_KEY_TTL);
	get_addresses(a, t);
	if (!a->a[NFTA_TUNNEL_KEY_OPTS])
		return;
	mnl_attr_for_each_nested(opt, a->a[NFTA_TUNNEL_KEY_OPTS]) {
		unsigned type = mnl_attr_get_type(opt);

		if (type >= sizeof(kinds) / sizeof(*kinds) || !kinds[type].get)
			continue;
		t->kind = (uint8_t)kinds[type].kind;
		kinds[type].get(r, opt, t);
	}
}
