/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address translation: what snat, dnat, masquerade and redirect make of a connection, and what its packets look like by that. */
#include <string.h>

#include "packet/walk_priv.h"

/* ------------------------------------------------------------------ choosing */
static unsigned addr_len(const struct tuple *t)
{
	return t->family == FAM_IP ? 4 : 16;
}

static bool addr_within(const uint8_t *a, const struct tuple *min, const struct tuple *max, unsigned len)
{
	return memcmp(a, min->src, len) >= 0 && memcmp(a, max->src, len) <= 0;
}

/* The net of the range, the host of what was there. */
static void netmap(uint8_t *a, const uint8_t *min, const uint8_t *max, unsigned len)
{
	for (unsigned i = 0; i < len; i++) {
		uint8_t host = min[i] ^ max[i];

		a[i] = (uint8_t)((a[i] & host) | (min[i] & ~host));
	}
}

static bool is_taken(const struct walk *w, const struct tuple *as_sent)
{
	struct tuple reply;
	unsigned dir;
	struct conn *c;

	ct_invert(&reply, as_sent);
	c = ct_find(w, &reply, &dir);
	return c && c != w->p->ct;
}

static uint16_t *port_of(struct tuple *t, bool destination)
{
	return destination && t->l4 != WALK_ICMP && t->l4 != WALK_ICMP6 ? &t->dport : &t->sport;
}

static bool has_ports(const struct tuple *t)
{
	return t->l4 == WALK_TCP || t->l4 == WALK_UDP || t->l4 == 132 || t->l4 == 33 || t->l4 == 136;
}

static void choose_port(struct walk *w, struct tuple *t, bool destination, uint16_t min, uint16_t max, bool given)
{
	uint16_t *port = port_of(t, destination);

	if (given && (*port < min || *port > max)) {
		if (min != max)
			walk_note(w, WALK_EFFECT, "any port of %u-%u may be taken: %u is shown", min, max, min);
		*port = min;
	}
	if (!is_taken(w, t) || (given && min == max) || destination)
		return;
	if (!given) {
		min = *port < 512 ? 1 : *port < 1024 ? 600 : 1024;
		max = *port < 512 ? 511 : *port < 1024 ? 1023 : 65535;
	}
	for (uint32_t v = min; v <= max; v++) {
		*port = (uint16_t)v;
		if (!is_taken(w, t)) {
			walk_note(w, WALK_EFFECT, "the port is taken by another connection: any free one of %u-%u may be taken, %u is shown", min, max, v);
			return;
		}
	}
}

/* @min, @max: addresses in src, ports in sport. */
void nat_set_up(struct walk *w, bool destination, const struct tuple *min, const struct tuple *max, uint32_t flags)
{
	struct conn *c = w->p->ct;
	struct tuple now, to;
	unsigned len;
	uint8_t *addr;

	if (!c || nat_is_done(w->p, destination))
		return;
	ct_invert(&now, &c->tuple[1]);
	to = now;
	len = addr_len(&to);
	addr = destination ? to.dst : to.src;
	if (flags & NF_NAT_RANGE_MAP_IPS) {
		if (flags & NF_NAT_RANGE_NETMAP)
			netmap(addr, min->src, max->src, len);
		else if (destination || !addr_within(addr, min, max, len)) {
			if (memcmp(min->src, max->src, len))
				walk_note(w, WALK_EFFECT, "any address of the range may be taken: the first is shown");
			memcpy(addr, min->src, len);
		}
	}
	if (has_ports(&to) || flags & NF_NAT_RANGE_PROTO_SPECIFIED || to.l4 == WALK_ICMP || to.l4 == WALK_ICMP6)
		choose_port(w, &to, destination, min->sport, max->sport, flags & NF_NAT_RANGE_PROTO_SPECIFIED);
	if (!ct_same(&to, &now)) {
		ct_invert(&c->tuple[1], &to);
		c->status |= destination ? ST_DST_NAT : ST_SRC_NAT;
		walk_note(w, WALK_EFFECT, "the %s of the connection becomes %s", destination ? "destination" : "source",
			  walk_end_text(w, &to, destination, has_ports(&to)));
	}
	c->status |= destination ? ST_DST_NAT_DONE : ST_SRC_NAT_DONE;
}

bool nat_is_done(const struct packet *p, bool destination)
{
	return p->ct->status & (destination ? ST_DST_NAT_DONE : ST_SRC_NAT_DONE);
}

void nat_bind_null(struct walk *w, bool destination)
{
	struct tuple none = { 0 };

	nat_set_up(w, destination, &none, &none, 0);
}

/* What the rules decided for the connection, done to the packet. Replies are turned back. */
void nat_mangle(struct walk *w, bool destination)
{
	struct packet *p = w->p;
	struct conn *c = p->ct;
	bool of_destination = p->dir ? !destination : destination;
	struct tuple to;
	uint8_t before[16];

	if (!(c->status & (of_destination ? ST_DST_NAT : ST_SRC_NAT)))
		return;
	ct_invert(&to, &c->tuple[!p->dir]);
	frame_addr(&p->f, destination, before);
	frame_set_addr(&p->f, destination, destination ? to.dst : to.src);
	if (frame_has_ports(&p->f))
		frame_set_port(&p->f, destination, destination ? to.dport : to.sport);
	else if ((p->f.l4 == WALK_ICMP || p->f.l4 == WALK_ICMP6) && p->f.th + 8 <= p->f.len)
		frame_set_port(&(struct frame){ .b = p->f.b, .th = p->f.th + 4 }, false, to.sport);
	frame_checksums(&p->f);
	walk_note(w, WALK_KERNEL, "%s translated to %s", destination ? "destination" : "source", walk_end_text(w, &to, destination, has_ports(&to)));
}

/* ------------------------------------------------------------------ ops */
static uint16_t port_in(struct regs *g, const struct op *op, unsigned attr)
{
	const uint8_t *b = REG(op, attr);

	return (uint16_t)(b[0] << 8 | b[1]);
}

static void ports(struct regs *g, const struct op *op, unsigned min_attr, unsigned max_attr, struct tuple *min, struct tuple *max, uint32_t *flags)
{
	if (!op_has(op, min_attr))
		return;
	min->sport = max->sport = port_in(g, op, min_attr);
	if (op_has(op, max_attr))
		max->sport = port_in(g, op, max_attr);
	*flags |= NF_NAT_RANGE_PROTO_SPECIFIED;
}

static bool is_family(const struct walk *w, uint64_t nfproto)
{
	return nfproto == NFPROTO_INET || (nfproto == NFPROTO_IPV4) == (w->p->f.protocol == ETHERTYPE_IP4);
}

static void nat(struct walk *w, const struct op *op, struct regs *g)
{
	bool destination = op_get(op, NFTA_NAT_TYPE) == NFT_NAT_DNAT;
	unsigned len = w->p->f.protocol == ETHERTYPE_IP4 ? 4 : 16;
	uint32_t flags = op_has(op, NFTA_NAT_FLAGS) ? (uint32_t)op_get(op, NFTA_NAT_FLAGS) : 0;
	struct tuple min = { 0 }, max = { 0 };

	if (!is_family(w, op_get(op, NFTA_NAT_FAMILY)) || !w->p->ct)
		return;
	flags &= ~(uint32_t)NF_NAT_RANGE_PROTO_SPECIFIED;
	if (op_has(op, NFTA_NAT_REG_ADDR_MIN)) {
		memcpy(min.src, REG(op, NFTA_NAT_REG_ADDR_MIN), len);
		memcpy(max.src, op_has(op, NFTA_NAT_REG_ADDR_MAX) ? REG(op, NFTA_NAT_REG_ADDR_MAX) : min.src, len);
		flags |= NF_NAT_RANGE_MAP_IPS;
	}
	ports(g, op, NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX, &min, &max, &flags);
	nat_set_up(w, destination, &min, &max, flags);
	g->verdict = NF_ACCEPT;
}

static bool local_address(const struct walk *w, const char *device, uint8_t out[16])
{
	enum family f = w->p->f.protocol == ETHERTYPE_IP4 ? FAM_IP : FAM_IP6;

	vec_each(i, &w->addresses)
		if (w->addresses.v[i].family == f && !strcmp(w->addresses.v[i].device, device)) {
			memcpy(out, w->addresses.v[i].addr, 16);
			return true;
		}
	memset(out, 0, 16);
	return false;
}

static void say_unknown_address(struct walk *w, const struct device *d)
{
	bool four = w->p->f.protocol == ETHERTYPE_IP4;

	walk_note(w, WALK_EFFECT, "the address of %s is not given: %s stands for it (--address %s=ADDRESS says)", d->name,
		  four ? "0.0.0.0" : "::", d->name);
}

static void masq(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t flags = (op_has(op, NFTA_MASQ_FLAGS) ? (uint32_t)op_get(op, NFTA_MASQ_FLAGS) : 0) & ~(uint32_t)NF_NAT_RANGE_PROTO_SPECIFIED;
	struct tuple min = { 0 }, max = { 0 };

	if (!local_address(w, w->p->out.name, min.src))
		say_unknown_address(w, &w->p->out);
	memcpy(max.src, min.src, 16);
	ports(g, op, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX, &min, &max, &flags);
	nat_set_up(w, false, &min, &max, flags | NF_NAT_RANGE_MAP_IPS);
	g->verdict = NF_ACCEPT;
}

static void redir(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t flags = (op_has(op, NFTA_REDIR_FLAGS) ? (uint32_t)op_get(op, NFTA_REDIR_FLAGS) : 0) & ~(uint32_t)NF_NAT_RANGE_PROTO_SPECIFIED;
	struct packet *p = w->p;
	struct tuple min = { 0 }, max = { 0 };
	bool four = p->f.protocol == ETHERTYPE_IP4;

	if (p->path == WALK_OUTPUT)
		memcpy(min.src, four ? (uint8_t[16]){ 127, 0, 0, 1 } : (uint8_t[16]){ [15] = 1 }, 16);
	else if (!local_address(w, p->in.name, min.src))
		say_unknown_address(w, &p->in);
	memcpy(max.src, min.src, 16);
	ports(g, op, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX, &min, &max, &flags);
	nat_set_up(w, true, &min, &max, flags | NF_NAT_RANGE_MAP_IPS);
	if (p->path == WALK_FORWARD)
		p->path = WALK_INPUT;
	g->verdict = NF_ACCEPT;
}

const op_fn walk_nat_ops[N_OPS] = { [OP_nat] = nat, [OP_masq] = masq, [OP_redir] = redir };
