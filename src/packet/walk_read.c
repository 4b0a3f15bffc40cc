/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops that ask the kernel: meta, ct, rt, socket, fib ... What the description says comes first, then what the stack would know,
 * then a default. */
#include <string.h>

#include "packet/walk_priv.h"

#define ROUTE_UNICAST 1
#define ROUTE_LOCAL 2
#define ROUTE_BROADCAST 3
#define ROUTE_MULTICAST 5

/* ------------------------------------------------------------------ what is given */
static bool same_nest(const struct op_val *a, const struct op_val *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

bool op_reads_same(const struct op *a, const struct op *b)
{
	unsigned dreg = op_is(a, OP_socket) ? NFTA_SOCKET_DREG : op_is(a, OP_hash) ? NFTA_HASH_DREG : op_is(a, OP_tunnel) ? 2 : 1;

	if (a->row != b->row || !a->row)
		return false;
	for (unsigned i = 1; i <= a->row->max_attr; i++) {
		if (i == dreg || (op_is(a, OP_hash) && i == NFTA_HASH_SREG))
			continue;
		if (a->a[i].set != b->a[i].set)
			return false;
		if (a->a[i].set && (a->a[i].num != b->a[i].num || (a->a[i].len && !same_nest(&a->a[i], &b->a[i]))))
			return false;
	}
	return true;
}

const struct given *given_for(const struct walk *w, const struct op *op)
{
	vec_each(i, &w->p->given)
		if (op_reads_same(w->p->given.v[i].op, op))
			return &w->p->given.v[i];
	return NULL;
}

static bool use_given(struct walk *w, const struct op *op, uint8_t *to)
{
	const struct given *known = given_for(w, op);

	if (!known)
		return false;
	memset(to, 0, (known->len + 3) / 4 * 4);
	memcpy(to, known->data, known->len);
	return true;
}

/* ------------------------------------------------------------------ meta */
static const struct device *device_of(const struct packet *p, bool out)
{
	if (out)
		return p->stack_out ? &p->out : NULL;
	return p->stack_in ? &p->in : NULL;
}

static void store_name(uint8_t *to, const struct device *d)
{
	size_t n = d ? strlen(d->name) : 0;

	memset(to, 0, 16);
	if (d)
		memcpy(to, d->name, n < 16 ? n : 15);
}

static uint8_t pkttype_of(const struct packet *p)
{
	return p->pkttype;
}

static uint32_t seconds(const struct walk *w)
{
	return (uint32_t)(w->now / 1000000000);
}

static uint8_t nfproto(const struct packet *p)
{
	enum family f = p->base->table->family;

	if (f == FAM_NETDEV)
		return NFPROTO_NETDEV;
	if (f == FAM_BRIDGE || f == FAM_ARP)
		return f == FAM_BRIDGE ? NFPROTO_BRIDGE : NFPROTO_ARP;
	return p->f.protocol == ETHERTYPE_IP4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

/* Where no interface is the incoming one, the kernel takes the type of the one that the packet is on. */
static bool is_on_device(const struct packet *p)
{
	return p->at_egress || !strcmp(p->hook, "postrouting");
}

/* True: read. */
static bool meta_device(const struct packet *p, uint64_t key, uint8_t *to)
{
	const struct device *in = device_of(p, false), *out = device_of(p, true);

	switch (key) {
	case NFT_META_IIF:	reg_u32(to, in ? in->index : 0); return true;
	case NFT_META_OIF:	reg_u32(to, out ? out->index : 0); return true;
	case NFT_META_IIFNAME:	store_name(to, in); return true;
	case NFT_META_OIFNAME:	store_name(to, out); return true;
	case NFT_META_IIFTYPE:	reg_u16(to, 1); return in || is_on_device(p);
	case NFT_META_OIFTYPE:	reg_u16(to, 1); return out;
	case NFT_META_IIFGROUP:	reg_u32(to, 0); return in;
	case NFT_META_OIFGROUP:	reg_u32(to, 0); return out;
	case NFT_META_SDIF:	reg_u32(to, 0); return true;
	case NFT_META_SDIFNAME:	store_name(to, NULL); return true;
	}
	return false;	/* kinds of devices, and bridges: only if they are told */
}

static bool meta_own(struct walk *w, uint64_t key, uint8_t *to)
{
	const struct packet *p = w->p;

	switch (key) {
	case NFT_META_LEN:	reg_u32(to, walk_length(p)); return true;
	case NFT_META_PROTOCOL:	reg_u16(to, 0); to[0] = (uint8_t)(p->f.protocol >> 8); to[1] = (uint8_t)p->f.protocol; return true;
	case NFT_META_NFPROTO:	reg_u8(to, nfproto(p)); return true;
	case NFT_META_L4PROTO:	reg_u8(to, p->f.l4); return p->f.has_l4;
	case NFT_META_PRIORITY:	reg_u32(to, p->priority); return true;
	case NFT_META_MARK:	reg_u32(to, p->mark); return true;
	case NFT_META_SECMARK:	reg_u32(to, p->secmark); return true;
	case NFT_META_NFTRACE:	reg_u8(to, (uint8_t)p->nftrace); return true;
	case NFT_META_PKTTYPE:	reg_u8(to, pkttype_of(p)); return true;
	case NFT_META_RTCLASSID: reg_u32(to, 0); return strcmp(p->hook, "prerouting") && strcmp(p->hook, "ingress");
	case NFT_META_SKUID: case NFT_META_SKGID: case NFT_META_CGROUP:
		reg_u32(to, 0);
		return p->socket;
	case NFT_META_CPU: case NFT_META_PRANDOM:
		reg_u32(to, 0);
		return true;
	case NFT_META_SECPATH:	reg_u8(to, 0); return true;
	case NFT_META_TIME_NS:	reg_u64(to, w->now); return true;
	case NFT_META_TIME_DAY:	reg_u8(to, (uint8_t)((4 + seconds(w) / 86400) % 7)); return true;
	case NFT_META_TIME_HOUR: reg_u32(to, seconds(w) % 86400); return true;
	}
	return meta_device(p, key, to);
}

static bool is_kept(uint64_t key)	/* in the packet itself: what was given went there, and rules may have changed it */
{
	return key == NFT_META_MARK || key == NFT_META_PRIORITY || key == NFT_META_SECMARK || key == NFT_META_NFTRACE || key == NFT_META_PKTTYPE ||
	       key == NFT_META_TIME_NS;
}

static bool of_unknown_device(const struct packet *p, uint64_t key)
{
	if (key == NFT_META_IIFGROUP || key == NFT_META_IIFKIND)
		return !device_of(p, false);
	if (key == NFT_META_OIFGROUP || key == NFT_META_OIFTYPE || key == NFT_META_OIFKIND)
		return !device_of(p, true);
	return false;
}

static bool is_device_key(uint64_t key)
{
	return key == NFT_META_IIF || key == NFT_META_OIF || key == NFT_META_IIFNAME || key == NFT_META_OIFNAME || key == NFT_META_LEN ||
	       key == NFT_META_PROTOCOL || key == NFT_META_NFPROTO || key == NFT_META_L4PROTO;
}

static void meta_get(struct walk *w, const struct op *op, struct regs *g)
{
	uint64_t key = op_get(op, NFTA_META_KEY);
	uint8_t *to = REG(op, NFTA_META_DREG);

	if (of_unknown_device(w->p, key)) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (!is_kept(key) && !is_device_key(key) && use_given(w, op, to))
		return;
	if (!meta_own(w, key, to))
		g->verdict = WALK_BREAK;
}

static void meta_set(struct walk *w, const struct op *op, struct regs *g)
{
	struct packet *p = w->p;
	uint32_t v;

	memcpy(&v, REG(op, NFTA_META_SREG), 4);
	switch (op_get(op, NFTA_META_KEY)) {
	case NFT_META_MARK:	p->mark = v; break;
	case NFT_META_PRIORITY:	p->priority = v; break;
	case NFT_META_SECMARK:	p->secmark = v; break;
	case NFT_META_PKTTYPE:	p->pkttype = *REG(op, NFTA_META_SREG); break;
	case NFT_META_NFTRACE:	p->nftrace = *REG(op, NFTA_META_SREG); break;
	}
}

static void meta(struct walk *w, const struct op *op, struct regs *g)
{
	(op_has(op, NFTA_META_DREG) ? meta_get : meta_set)(w, op, g);
}

/* ------------------------------------------------------------------ ct */
static uint64_t sum_of(const uint64_t v[2], const struct op *op)
{
	return op_has(op, NFTA_CT_DIRECTION) ? v[op_get(op, NFTA_CT_DIRECTION) & 1] : v[0] + v[1];
}

static bool tuple_part(const struct conn *ct, const struct op *op, uint8_t *to)
{
	const struct tuple *t = &ct->tuple[op_get(op, NFTA_CT_DIRECTION) & 1];

	switch (op_get(op, NFTA_CT_KEY)) {
	case NFT_CT_SRC:	memcpy(to, t->src, t->family == FAM_IP ? 4 : 16); return true;
	case NFT_CT_DST:	memcpy(to, t->dst, t->family == FAM_IP ? 4 : 16); return true;
	case NFT_CT_SRC_IP:	memcpy(to, t->src, 4); return t->family == FAM_IP;
	case NFT_CT_DST_IP:	memcpy(to, t->dst, 4); return t->family == FAM_IP;
	case NFT_CT_SRC_IP6:	memcpy(to, t->src, 16); return t->family == FAM_IP6;
	case NFT_CT_DST_IP6:	memcpy(to, t->dst, 16); return t->family == FAM_IP6;
	case NFT_CT_PROTO_SRC:	reg_u16(to, 0); to[0] = (uint8_t)(t->sport >> 8); to[1] = (uint8_t)t->sport; return true;
	case NFT_CT_PROTO_DST:	reg_u16(to, 0); to[0] = (uint8_t)(t->dport >> 8); to[1] = (uint8_t)t->dport; return true;
	}
	return false;
}

static bool ct_value(const struct walk *w, const struct conn *ct, const struct op *op, uint8_t *to)
{
	uint64_t packets = sum_of(ct->packets, op), bytes = sum_of(ct->bytes, op), left;

	switch (op_get(op, NFTA_CT_KEY)) {
	case NFT_CT_DIRECTION:	reg_u8(to, w->p->dir); return true;
	case NFT_CT_STATUS:	reg_u32(to, ct->status); return true;
	case NFT_CT_MARK:	reg_u32(to, ct->mark); return true;
	case NFT_CT_SECMARK:	reg_u32(to, ct->secmark); return true;
	case NFT_CT_LABELS:	memcpy(to, ct->labels, 16); return true;
	case NFT_CT_EVENTMASK:	reg_u32(to, ct->events); return true;
	case NFT_CT_EXPIRATION:
		left = ct->expires > w->now ? (ct->expires - w->now) / 1000000 : 0;
		reg_u32(to, (uint32_t)left);
		return true;
	case NFT_CT_HELPER:
		if (!ct->helper)
			return false;
		memset(to, 0, 16);
		strncpy((char *)to, ct->helper, 15);
		return true;
	case NFT_CT_L3PROTOCOL:	reg_u8(to, ct->tuple[0].family == FAM_IP ? NFPROTO_IPV4 : NFPROTO_IPV6); return true;
	case NFT_CT_PROTOCOL:	reg_u8(to, ct->tuple[0].l4); return true;
	case NFT_CT_PKTS:	reg_u64(to, packets); return true;
	case NFT_CT_BYTES:	reg_u64(to, bytes); return true;
	case NFT_CT_AVGPKT:	reg_u64(to, packets ? bytes / packets : 0); return true;
	case NFT_CT_ZONE:	reg_u16(to, ct->tuple[0].zone); return true;
	case NFT_CT_ID:		reg_u32(to, 0); return true;
	}
	return tuple_part(ct, op, to);
}

static bool is_conn_value(uint64_t key)	/* it went into the connection when it was given */
{
	return key == NFT_CT_MARK || key == NFT_CT_LABELS || key == NFT_CT_STATE || key == NFT_CT_DIRECTION || key == NFT_CT_STATUS ||
	       key == NFT_CT_ZONE || key == NFT_CT_SECMARK || key == NFT_CT_EVENTMASK || key == NFT_CT_HELPER;
}

static void ct_get(struct walk *w, const struct op *op, struct regs *g)
{
	uint64_t key = op_get(op, NFTA_CT_KEY);
	uint8_t *to = REG(op, NFTA_CT_DREG);

	if (key == NFT_CT_STATE) {
		reg_u32(to, ct_state_bit(w->p));
		return;
	}
	if (!w->p->ct) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (!is_conn_value(key) && use_given(w, op, to))
		return;
	if (!ct_value(w, w->p->ct, op, to))
		g->verdict = WALK_BREAK;
}

static void ct_set(struct walk *w, const struct op *op, struct regs *g)
{
	struct conn *ct = w->p->ct;
	const uint8_t *from = REG(op, NFTA_CT_SREG);
	uint16_t zone;

	if (op_get(op, NFTA_CT_KEY) == NFT_CT_ZONE) {
		memcpy(&zone, from, 2);
		if (!ct && w->p->ct_info == CT_NONE)
			w->p->zone = zone;
		return;
	}
	if (!ct)
		return;
	switch (op_get(op, NFTA_CT_KEY)) {
	case NFT_CT_MARK:	memcpy(&ct->mark, from, 4); break;
	case NFT_CT_SECMARK:	memcpy(&ct->secmark, from, 4); break;
	case NFT_CT_LABELS:	memcpy(ct->labels, from, 16); break;
	case NFT_CT_EVENTMASK:	memcpy(&ct->events, from, 4); break;
	}
}

static void ct(struct walk *w, const struct op *op, struct regs *g)
{
	(op_has(op, NFTA_CT_DREG) ? ct_get : ct_set)(w, op, g);
}

/* ------------------------------------------------------------------ fib */
static uint32_t addr_type(const struct walk *w, bool destination)
{
	const struct packet *p = w->p;
	static const uint8_t loopback6[16] = { [15] = 1 };
	uint8_t a[16];

	frame_addr(&p->f, destination, a);
	if (p->f.protocol == ETHERTYPE_IP4) {
		if (a[0] == 255 && a[1] == 255 && a[2] == 255 && a[3] == 255)
			return ROUTE_BROADCAST;
		if (a[0] >= 224 && a[0] < 240)
			return ROUTE_MULTICAST;
		if (a[0] == 127)
			return ROUTE_LOCAL;
	} else {
		if (a[0] == 0xff)
			return ROUTE_MULTICAST;
		if (!memcmp(a, loopback6, 16))
			return ROUTE_LOCAL;
	}
	vec_each(i, &w->addresses)
		if (!memcmp(w->addresses.v[i].addr, a, 16))
			return ROUTE_LOCAL;
	if (destination)
		return p->path == WALK_INPUT ? ROUTE_LOCAL : ROUTE_UNICAST;
	return p->path == WALK_OUTPUT ? ROUTE_LOCAL : ROUTE_UNICAST;
}

struct device walk_device(const struct walk *w, const char *name)
{
	struct value_env *env = (struct value_env *)(uintptr_t)w->opt.env;	/* names that it has not heard of get numbers */
	struct device d = { name, 0, true };
	uint8_t index[4] = { 0 };
	const char *why;

	if (!dtype_parse(w->r, env, &iface_index_type, name, false, 32, index, &why))
		d.index = (uint32_t)wide_get_u64(index, 4);
	return d;
}

const char *walk_way_to(const struct walk *w, bool destination)
{
	enum family f = w->p->f.protocol == ETHERTYPE_IP4 ? FAM_IP : FAM_IP6;
	unsigned len = f == FAM_IP ? 4 : 16;
	uint8_t to[16], mask[16];

	vec_each(i, &w->addresses) {
		const struct address *a = &w->addresses.v[i];

		if (a->family != f || a->prefix >= len * 8)
			continue;
		frame_addr(&w->p->f, destination, to);
		wide_prefix_mask(mask, len, len * 8, a->prefix);
		wide_xor(to, a->addr, len);
		wide_and(to, mask, len);
		if (wide_is_zero(to, len))
			return a->device;
	}
	return NULL;
}

/* The interface that the route to the address leads to: by its net, else the way the packet came by, or goes by. */
static bool route(const struct walk *w, bool destination, struct device *out)
{
	const char *name = walk_way_to(w, destination);

	if (addr_type(w, destination) != ROUTE_UNICAST)
		return false;
	if (name)
		*out = walk_device(w, name);
	else
		*out = destination ? w->p->out : w->p->in;
	return true;
}

static void fib(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t flags = (uint32_t)op_get(op, NFTA_FIB_FLAGS);
	uint8_t *to = REG(op, NFTA_FIB_DREG);
	bool destination = flags & NFTA_FIB_F_DADDR;
	struct device found, *d;

	if (w->p->f.protocol != ETHERTYPE_IP4 && w->p->f.protocol != ETHERTYPE_IP6) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (use_given(w, op, to))
		return;
	d = route(w, destination, &found) ? &found : NULL;
	if (d && ((flags & NFTA_FIB_F_IIF && strcmp(d->name, w->p->in.name)) || (flags & NFTA_FIB_F_OIF && strcmp(d->name, w->p->out.name))))
		d = NULL;
	switch (op_get(op, NFTA_FIB_RESULT)) {
	case NFT_FIB_RESULT_ADDRTYPE:
		reg_u32(to, addr_type(w, destination));
		break;
	case NFT_FIB_RESULT_OIFNAME:
		if (flags & NFTA_FIB_F_PRESENT)
			reg_u8(to, d != NULL);
		else
			store_name(to, d);
		break;
	default:
		if (flags & NFTA_FIB_F_PRESENT)
			reg_u8(to, d != NULL);
		else
			reg_u32(to, d ? d->index : 0);
	}
}

/* ------------------------------------------------------------------ the small ones */
static void rt(struct walk *w, const struct op *op, struct regs *g)
{
	uint8_t *to = REG(op, NFTA_RT_DREG);
	bool routed = strcmp(w->p->hook, "prerouting") && strcmp(w->p->hook, "ingress");
	bool four = w->p->f.protocol == ETHERTYPE_IP4;
	uint64_t key = op_get(op, NFTA_RT_KEY);

	if (!routed || (key == NFT_RT_NEXTHOP4 && !four) || (key == NFT_RT_NEXTHOP6 && four)) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (use_given(w, op, to))
		return;
	switch (key) {
	case NFT_RT_CLASSID:	reg_u32(to, 0); break;
	case NFT_RT_NEXTHOP4: case NFT_RT_NEXTHOP6:
		frame_addr(&w->p->f, true, to);
		break;
	case NFT_RT_TCPMSS:	reg_u16(to, (uint16_t)(1500 - (four ? 40 : 60))); break;
	default:		reg_u8(to, 0); break;
	}
}

static void only_given(struct walk *w, const struct op *op, struct regs *g, uint8_t *to)
{
	if (!use_given(w, op, to))
		g->verdict = WALK_BREAK;
}

static void socket_op(struct walk *w, const struct op *op, struct regs *g)
{
	only_given(w, op, g, REG(op, NFTA_SOCKET_DREG));
}

static void xfrm(struct walk *w, const struct op *op, struct regs *g)
{
	only_given(w, op, g, REG(op, NFTA_XFRM_DREG));
}

static void tunnel(struct walk *w, const struct op *op, struct regs *g)
{
	if (op_get(op, NFTA_TUNNEL_KEY) == NFT_TUNNEL_PATH && !given_for(w, op))
		reg_u8(REG(op, NFTA_TUNNEL_DREG), 0);
	else
		only_given(w, op, g, REG(op, NFTA_TUNNEL_DREG));
}

static void osf(struct walk *w, const struct op *op, struct regs *g)
{
	const struct frame *f = &w->p->f;
	uint8_t *to = REG(op, NFTA_OSF_DREG);

	if (f->l4 != WALK_TCP || !f->has_l4 || f->fragment || f->th + 20 > f->len || !(f->b[f->th + 13] & 2)) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (use_given(w, op, to))
		return;
	memset(to, 0, 16);
	memcpy(to, "unknown", 7);
}

const op_fn walk_read_ops[N_OPS] = {
	[OP_meta] = meta, [OP_ct] = ct, [OP_fib] = fib, [OP_rt] = rt, [OP_socket] = socket_op, [OP_xfrm] = xfrm, [OP_tunnel] = tunnel,
	[OP_osf] = osf,
};
