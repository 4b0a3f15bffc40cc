/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/protoctx.h"

#include <errno.h>
#include <string.h>
#include <net/if_arp.h>
#include "model/uapi.h"

const struct header_row *protoctx_header(const struct protoctx *p, enum proto_base base)
{
	const struct proto_layer *l = &p->base[base];

	return l->n ? l->stack[l->n - 1] : NULL;
}

void protoctx_set(struct protoctx *p, enum proto_base base, const struct header_row *h, struct loc loc)
{
	p->base[base] = (struct proto_layer){ .stack = { h }, .n = h ? 1 : 0, .loc = loc };
}

static void push_link(struct protoctx *p, const struct header_row *h, struct loc loc)
{
	struct proto_layer *l = &p->base[BASE_LL];

	if (l->n < PROTO_STACK)
		l->stack[l->n++] = h;
	l->loc = loc;
}

void protoctx_init(struct protoctx *p, enum family f)
{
	const struct header_row *network = f == FAM_IP ? &headers[HDR_ip] : f == FAM_IP6 ? &headers[HDR_ip6] :
					   f == FAM_ARP ? &headers[HDR_arp] : NULL;
	struct loc none = { 0 };

	memset(p, 0, sizeof(*p));
	p->family = f;
	p->icmp_type = -1;
	if (network)
		protoctx_set(p, BASE_NH, network, none);
	if (f == FAM_BRIDGE)
		protoctx_set(p, BASE_LL, &headers[HDR_ether], none);
}

enum family protoctx_l3(const struct protoctx *p)
{
	const struct header_row *h = protoctx_header(p, BASE_NH);

	return h == &headers[HDR_ip] ? FAM_IP : h == &headers[HDR_ip6] ? FAM_IP6 : FAM_UNSPEC;
}

struct protoctx *protoctx_inner(struct region *r, struct protoctx *p, const struct header_row *tunnel)
{
	if (!tunnel)
		return p;
	if (!p->inner || p->inner->tunnel != tunnel) {
		p->inner = region_new(r, struct protoctx);
		protoctx_init(p->inner, FAM_NETDEV);
		p->inner->tunnel = tunnel;
		if (header_tunnel(tunnel) && header_tunnel(tunnel)->ether)
			protoctx_set(p->inner, BASE_LL, &headers[HDR_ether], (struct loc){ 0 });
	}
	return p->inner;
}

unsigned protoctx_link_offset(const struct protoctx *p, const struct header_row *h, uint8_t *vlan_depth)
{
	const struct proto_layer *l = &p->base[BASE_LL];
	unsigned offset = 0, at = 0, depth = 0;

	for (unsigned i = 0; i < l->n; i++) {
		if (l->stack[i] == h) {
			at = offset;
			depth++;
		}
		offset += l->stack[i]->bits;
	}
	*vlan_depth = (uint8_t)(depth ? depth - 1 : 0);
	return at;
}

/* ------------------------------------------------------------------ what is missing */
static struct expr *meta_expr(struct region *r, const struct protoctx *p, unsigned key, struct loc loc)
{
	struct expr *e = expr_new(r, E_META, loc);
	const struct key_row *row = key_by_id(meta_keys, n_meta_keys, key);

	e->meta.row = row;
	e->meta.inner = p->tunnel;
	e->type = row->sel.type;
	e->bits = row->sel.bits;
	e->order = row->sel.order;
	return e;
}

static struct expr *key_field_expr(struct region *r, const struct protoctx *p, const struct header_row *h, struct loc loc)
{
	const struct field_row *f = &h->fields[h->key];
	struct expr *e = expr_new(r, E_PAYLOAD, loc);

	e->payload.header = h;
	e->payload.field = f;
	e->payload.base = h->base;
	e->payload.inner = p->tunnel;
	e->payload.offset = f->offset;
	if (h->base == BASE_LL)
		e->payload.offset += protoctx_link_offset(p, h, &e->payload.vlan_depth);
	e->type = f->sel.type;
	e->bits = f->sel.bits;
	e->order = f->sel.order;
	return e;
}

static int ask(struct region *r, struct expr *left, uint64_t v, struct loc loc, struct expr **out, struct expr **value)
{
	*out = left;
	*value = expr_value_u64(r, loc, left->type, left->order, left->bits, v);
	return 0;
}

static int need_link(struct region *r, const struct protoctx *p, const struct header_row *want, struct loc loc,
		     struct expr **left, struct expr **value, const struct header_row **have)
{
	const struct header_row *top = protoctx_header(p, BASE_LL);
	const struct header_row *ether = &headers[HDR_ether];
	uint64_t v;

	if (!top) {
		if (p->tunnel)
			return -ENOENT;
		return ask(r, meta_expr(r, p, NFT_META_IIFTYPE, loc), ARPHRD_ETHER, loc, left, value);
	}
	if (want == ether || want == top)
		return 0;
	*have = top;
	if (p->l3_in_link || header_value(top, want, &v))
		return -EEXIST;
	return ask(r, key_field_expr(r, p, top, loc), v, loc, left, value);
}

/* @by_type: the link header's own field is asked even where the kernel's idea of the protocol would do. */
static int need_network(struct region *r, const struct protoctx *p, const struct header_row *want, bool by_type, struct loc loc,
			struct expr **left, struct expr **value, const struct header_row **have)
{
	const struct header_row *link = protoctx_header(p, BASE_LL), *ether = &headers[HDR_ether];
	enum family l3 = want == &headers[HDR_ip] ? FAM_IP : want == &headers[HDR_ip6] ? FAM_IP6 : FAM_UNSPEC;
	uint64_t v;

	*have = protoctx_header(p, BASE_NH);
	if (*have)
		return *have == want ? 0 : -EEXIST;
	if (p->family == FAM_INET && !link) {
		if (l3 == FAM_UNSPEC)
			return -EEXIST;
		return ask(r, meta_expr(r, p, NFT_META_NFPROTO, loc), family_nfproto(l3), loc, left, value);
	}
	if (header_value(link ? link : ether, want, &v)) {
		*have = link;
		return -EEXIST;
	}
	/* of a bridge's packets, and of those in a tunnel, the kernel tells whether they are IPv4 or IPv6 */
	if (!link || (link == ether && (p->family == FAM_BRIDGE || p->tunnel) && l3 != FAM_UNSPEC && !by_type))
		return ask(r, meta_expr(r, p, NFT_META_PROTOCOL, loc), v, loc, left, value);
	return ask(r, key_field_expr(r, p, link, loc), v, loc, left, value);
}

static int need_transport(struct region *r, const struct protoctx *p, const struct header_row *want, struct loc loc,
			  struct expr **left, struct expr **value, const struct header_row **have)
{
	const struct header_row *net = protoctx_header(p, BASE_NH), *need_net;
	uint64_t v, known;
	int ret;

	*have = protoctx_header(p, BASE_TH);
	if (header_number(&inet_proto_type, want, &v))
		return 0;	/* "th": whatever stands there */
	if (*have)	/* gre and gretap share a number */
		return *have == want || (!header_number(&inet_proto_type, *have, &known) && known == v) ? 0 : -EEXIST;
	if (net == &headers[HDR_arp]) {
		*have = net;
		return -EEXIST;
	}
	need_net = want == &headers[HDR_icmp] || want == &headers[HDR_igmp] ? &headers[HDR_ip] : want == &headers[HDR_icmpv6] ? &headers[HDR_ip6] : NULL;
	if (need_net && !net) {
		ret = need_network(r, p, need_net, true, loc, left, value, have);
		if (ret || *left)
			return ret;
	}
	return ask(r, meta_expr(r, p, NFT_META_L4PROTO, loc), v, loc, left, value);
}

int protoctx_need(struct region *r, const struct protoctx *p, const struct header_row *want, struct loc loc,
		  struct expr **left, struct expr **value, const struct header_row **have)
{
	*left = *value = NULL;
	*have = NULL;
	switch (want->base) {
	case BASE_LL:
		return need_link(r, p, want, loc, left, value, have);
	case BASE_NH:
		return need_network(r, p, want, p->by_type, loc, left, value, have);
	case BASE_TH:
		return need_transport(r, p, want, loc, left, value, have);
	case BASE_INNER:	/* behind udp: the port tells, and that is for the user to match */
		*have = protoctx_header(p, BASE_TH);
		return *have ? (*have == &headers[HDR_udp] ? 0 : -EEXIST) : -ENOENT;
	}
	return 0;
}

/* ------------------------------------------------------------------ what a match teaches */
static void learn_next(struct protoctx *p, const struct header_row *h, uint64_t v, struct loc loc)
{
	const struct header_row *next = header_next(h, v);

	if (h->base == BASE_LL) {
		p->l3_in_link = false;
		if (next && next->base == BASE_LL)
			push_link(p, next, loc);
		else if (next) {
			protoctx_set(p, BASE_NH, next, loc);
			p->l3_in_link = true;
		}
	} else if (next && next->base > h->base)
		protoctx_set(p, next->base, next, loc);
}

static void learn_meta(struct protoctx *p, uint32_t key, uint64_t v, struct loc loc)
{
	const struct header_row *next;

	switch (key) {
	case NFT_META_NFPROTO:
		if (v == NFPROTO_IPV4 || v == NFPROTO_IPV6)
			protoctx_set(p, BASE_NH, &headers[v == NFPROTO_IPV4 ? HDR_ip : HDR_ip6], loc);
		break;
	case NFT_META_PROTOCOL:	/* elsewhere the family, or nfproto, tells */
		if (p->family != FAM_BRIDGE && p->family != FAM_NETDEV)
			break;
		next = header_by_number(&ether_type_type, v);
		if (next && next->base == BASE_NH)
			protoctx_set(p, BASE_NH, next, loc);
		break;
	case NFT_META_L4PROTO:
		next = header_by_number(&inet_proto_type, v);
		if (next)
			protoctx_set(p, BASE_TH, next, loc);
		p->l4_limited = true;
		break;
	case NFT_META_IIFTYPE:
	case NFT_META_OIFTYPE:
		if (v == ARPHRD_ETHER && p->family != FAM_BRIDGE && !p->base[BASE_LL].n)
			protoctx_set(p, BASE_LL, &headers[HDR_ether], loc);
		break;
	}
}

/* Does @e tell the l4 protocol, whatever it is compared with? */
static bool reads_l4(const struct expr *e)
{
	if (e->id == E_META)
		return e->meta.row->id == NFT_META_L4PROTO;
	return e->id == E_PAYLOAD && e->payload.header && e->payload.header->base == BASE_NH && e->payload.header->key >= 0 &&
	       e->payload.field == &e->payload.header->fields[e->payload.header->key];
}

static bool is_icmp_type(const struct expr *e)
{
	const struct header_row *h = e->payload.header;

	return (h == &headers[HDR_icmp] || h == &headers[HDR_icmpv6]) && e->payload.field && !strcmp(e->payload.field->sel.name, "type");
}

static void learn_payload(struct protoctx *p, const struct expr *left, const struct stmt *match, uint64_t v, bool single)
{
	const struct header_row *h = left->payload.header;

	if (!h)
		return;
	if (is_icmp_type(left)) {
		p->icmp_type = single ? (int64_t)v : -2;
		p->icmp_loc = match->loc;
	}
	if (single && h->key >= 0 && left->payload.field == &h->fields[h->key])
		learn_next(p, h, v, match->loc);
}

void protoctx_match(struct region *r, struct protoctx *p, const struct stmt *match)
{
	const struct expr *left = match->match.left, *right = match->match.right;
	bool single = right->id == E_VALUE;
	uint64_t v;

	if (match->match.op != REL_EQ && match->match.op != REL_IMPLICIT)
		return;
	if (left->id == E_PAYLOAD)
		p = protoctx_inner(r, p, left->payload.inner);
	else if (left->id == E_META)
		p = protoctx_inner(r, p, left->meta.inner);
	if (reads_l4(left))
		p->l4_limited = true;
	v = single ? wide_get_u64(right->value.data, expr_bytes(right)) : 0;
	if (left->id == E_PAYLOAD)
		learn_payload(p, left, match, v, single);
	else if (left->id == E_META && single)
		learn_meta(p, left->meta.row->id, v, match->loc);
	else if (left->id == E_CT && single && left->ct.row->id == NFT_CT_PROTOCOL)
		learn_meta(p, NFT_META_L4PROTO, v, match->loc);
	else if (left->id == E_CT && single && left->ct.row->id == NFT_CT_L3PROTOCOL)
		learn_meta(p, NFT_META_NFPROTO, v, match->loc);
}
