/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the selectors of a ruleset are to a packet: the role of each, and the space that its values are of. */
#include "packet/program.h"

#include <string.h>
#include "model/uapi.h"

const char device_type[] = "type";

/* ------------------------------------------------------------------ spaces */
static bool is_shared(const struct dtype *t)
{
	return t && t->cls != DT_INTEGER && t->cls != DT_XINTEGER && t->cls != DT_BITMASK && t->cls != DT_BOOLEAN && t->cls != DT_STRING;
}

static struct space_builder *space_for(struct program *p, const void *key, const struct dtype *t, unsigned bits)
{
	struct space_builder *b;

	vec_each(i, &p->spaces)
		if (p->spaces.v[i]->key == key && p->spaces.v[i]->bits == bits)
			return p->spaces.v[i];
	b = region_new(p->r, struct space_builder);
	b->key = key;
	b->type = t;
	b->bits = bits;
	b->string = sim_is_string(t);
	b->whole = p->opt.whole && !b->string;
	vec_push(p->r, &p->spaces, b);
	return b;
}

/* ------------------------------------------------------------------ roles */
static void as(struct leaf *l, enum role role, const void *key, uint32_t sub, struct space_builder *space)
{
	l->role = role;
	l->key = key;
	l->sub = sub;
	l->space = space;
}

static enum role role_by_variance(uint8_t variance)
{
	switch (variance) {
	case VAR_CONST: case VAR_FROZEN: case VAR_UNKNOWN:
		return ROLE_CONST;
	case VAR_NEVER:
		return ROLE_NONE;
	case VAR_TIME:
		return ROLE_TIME;
	case VAR_SHARED:
		return ROLE_RANDOM;
	default:
		return ROLE_PACKET;
	}
}

static void by_selector(struct program *p, struct leaf *l, const struct selector *sel)
{
	const struct expr *e = l->e;
	const struct dtype *t = e->type ? e->type : sel->type;

	as(l, role_by_variance(sel->variance), sel, 0, space_for(p, is_shared(t) ? (const void *)t : sel, t, e->bits ? e->bits : sel->bits));
	l->unsure = sel->variance == VAR_FROZEN || sel->variance == VAR_UNKNOWN;
}

static void addr_leaf(struct program *p, struct leaf *l, enum family f, bool destination)
{
	as(l, ROLE_ADDR, f == FAM_IP ? p->addr4 : p->addr6, destination, f == FAM_IP ? p->addr4 : p->addr6);
}

static void ip_leaf(struct program *p, struct leaf *l, unsigned field)
{
	l->family = FAM_IP;
	switch (field) {
	case FLD_ip_saddr:	addr_leaf(p, l, FAM_IP, false); break;
	case FLD_ip_daddr:	addr_leaf(p, l, FAM_IP, true); break;
	case FLD_ip_protocol:	l->role = ROLE_PROTOCOL; break;
	case FLD_ip_version:	l->role = ROLE_VERSION; break;
	case FLD_ip_hdrlength:	l->role = ROLE_HDRLEN; break;
	case FLD_ip_frag_off:	l->role = ROLE_FRAG; break;
	case FLD_ip_ttl:	l->role = ROLE_TTL; break;
	}
}

static void ip6_leaf(struct program *p, struct leaf *l, unsigned field)
{
	l->family = FAM_IP6;
	switch (field) {
	case FLD_ip6_saddr:	addr_leaf(p, l, FAM_IP6, false); break;
	case FLD_ip6_daddr:	addr_leaf(p, l, FAM_IP6, true); break;
	case FLD_ip6_nexthdr:	l->role = ROLE_PROTOCOL; break;
	case FLD_ip6_version:	l->role = ROLE_VERSION; break;
	case FLD_ip6_hoplimit:	l->role = ROLE_TTL; break;
	}
}

static void port_leaf(struct program *p, struct leaf *l, bool destination)
{
	as(l, ROLE_PORT, p->port, destination, p->port);
	l->ports = true;
}

static void header_leaf(struct program *p, struct leaf *l, const struct header_row *h, const struct field_row *f)
{
	unsigned field = (unsigned)(f - h->fields);
	uint64_t proto;

	by_selector(p, l, &f->sel);
	if (h->base == BASE_TH && h->id != HDR_th && !header_number(&inet_proto_type, h, &proto))
		l->l4proto = (uint8_t)proto;
	switch (h->id) {
	case HDR_ip:
		ip_leaf(p, l, field);
		break;
	case HDR_ip6:
		ip6_leaf(p, l, field);
		break;
	case HDR_tcp:
		if (field == FLD_tcp_sport || field == FLD_tcp_dport)
			port_leaf(p, l, field == FLD_tcp_dport);
		else if (field == FLD_tcp_flags)
			l->role = ROLE_TCPFLAGS;
		break;
	case HDR_udp:
		if (field == FLD_udp_sport || field == FLD_udp_dport)
			port_leaf(p, l, field == FLD_udp_dport);
		break;
	case HDR_th:
		port_leaf(p, l, field == FLD_th_dport);
		break;
	case HDR_ether:
		if (field == FLD_ether_type)
			l->role = ROLE_ETHERTYPE;
		break;
	}
}

/* The named field at the place of a raw one, in headers that can stand there. */
static const struct field_row *field_at(const struct header_row *h, unsigned offset, unsigned bits)
{
	for (unsigned i = 0; i < h->n_fields; i++)
		if (h->fields[i].offset == offset && h->fields[i].sel.bits == bits)
			return &h->fields[i];
	return NULL;
}

static void raw_leaf(struct program *p, struct leaf *l)
{
	static const uint8_t nh[] = { HDR_ip, HDR_ip6 }, th[] = { HDR_th };
	const struct expr *e = l->e;
	const uint8_t *ids = e->payload.base == BASE_NH ? nh : th;
	unsigned n = e->payload.base == BASE_NH ? 2 : e->payload.base == BASE_TH ? 1 : 0;

	as(l, ROLE_PACKET, l->canonical, 0, space_for(p, l->canonical, e->type, e->bits));
	if (e->payload.inner)
		return;
	for (unsigned i = 0; i < n; i++) {
		const struct field_row *f = field_at(&headers[ids[i]], e->payload.offset, e->bits);

		/* a place that means one thing in IPv4 and another in IPv6 stays raw */
		if (f && !(n == 2 && field_at(&headers[ids[1 - i]], e->payload.offset, e->bits))) {
			header_leaf(p, l, &headers[ids[i]], f);
			if (n == 2)
				l->raw_family = i ? FAM_IP6 : FAM_IP;
		}
	}
	if (n == 2)
		l->family = FAM_UNSPEC;
}

static void meta_leaf(struct program *p, struct leaf *l)
{
	by_selector(p, l, &l->e->meta.row->sel);
	switch (l->e->meta.row->id) {
	case NFT_META_PROTOCOL:	l->role = ROLE_ETHERTYPE; break;
	case NFT_META_NFPROTO:	l->role = ROLE_FAMILY; break;
	case NFT_META_L4PROTO:	l->role = ROLE_PROTOCOL; break;
	case NFT_META_MARK: case NFT_META_SECMARK: case NFT_META_NFTRACE:
		l->role = ROLE_MARK;
		break;
	case NFT_META_IIFNAME:	as(l, ROLE_DEVICE, p->device, 0, p->device); break;
	case NFT_META_OIFNAME:	as(l, ROLE_DEVICE, p->device, 1, p->device); break;
	case NFT_META_IIF:	as(l, ROLE_DEVICE_INDEX, p->device, 0, p->device); break;
	case NFT_META_OIF:	as(l, ROLE_DEVICE_INDEX, p->device, 1, p->device); break;
	case NFT_META_IIFGROUP:	as(l, ROLE_DEVICE_OTHER, "group", 0, l->space); break;
	case NFT_META_OIFGROUP:	as(l, ROLE_DEVICE_OTHER, "group", 1, l->space); break;
	case NFT_META_IIFTYPE:	as(l, ROLE_DEVICE_OTHER, device_type, 0, space_for(p, device_type, l->e->type, l->e->bits)); break;
	case NFT_META_OIFTYPE:	as(l, ROLE_DEVICE_OTHER, device_type, 1, space_for(p, device_type, l->e->type, l->e->bits)); break;
	case NFT_META_IIFKIND:	as(l, ROLE_DEVICE_OTHER, "kind", 0, space_for(p, "kind", l->e->type, l->e->bits)); break;
	case NFT_META_OIFKIND:	as(l, ROLE_DEVICE_OTHER, "kind", 1, space_for(p, "kind", l->e->type, l->e->bits)); break;
	case NFT_META_SECPATH:
		l->role = ROLE_ZERO;
		l->stack = true;
		break;
	}
	if (strstr(l->e->meta.row->sel.name, "br") && l->role == ROLE_CONST)	/* of bridges */
		l->role = ROLE_NONE;
}

static void ct_leaf(struct program *p, struct leaf *l)
{
	const struct expr *e = l->e;
	uint32_t id = e->ct.row->id;
	bool six = id == NFT_CT_SRC_IP6 || id == NFT_CT_DST_IP6 || ((id == NFT_CT_SRC || id == NFT_CT_DST) && e->bits == 128);

	by_selector(p, l, &e->ct.row->sel);
	l->dir = e->ct.dir;
	switch (id) {
	case NFT_CT_STATE:	l->role = ROLE_CT_STATE; break;
	case NFT_CT_DIRECTION:	l->role = ROLE_CT_DIRECTION; break;
	case NFT_CT_STATUS:	l->role = ROLE_CT_STATUS; break;
	case NFT_CT_MARK: case NFT_CT_SECMARK: case NFT_CT_LABELS: case NFT_CT_ZONE: case NFT_CT_EVENTMASK:
		l->role = ROLE_CT_VALUE;
		break;
	case NFT_CT_HELPER:	l->role = ROLE_NONE; break;
	case NFT_CT_L3PROTOCOL:	l->role = ROLE_CT_FAMILY; break;
	case NFT_CT_PROTOCOL:	l->role = ROLE_CT_PROTOCOL; break;
	case NFT_CT_SRC: case NFT_CT_SRC_IP: case NFT_CT_SRC_IP6:
	case NFT_CT_DST: case NFT_CT_DST_IP: case NFT_CT_DST_IP6:
		as(l, ROLE_CT_ADDR, l->key, id == NFT_CT_DST || id == NFT_CT_DST_IP || id == NFT_CT_DST_IP6, six ? p->addr6 : p->addr4);
		l->family = six ? FAM_IP6 : FAM_IP;
		break;
	case NFT_CT_PROTO_SRC: case NFT_CT_PROTO_DST:
		as(l, ROLE_CT_PORT, l->key, id == NFT_CT_PROTO_DST, p->port);
		l->ports = true;
		break;
	case NFT_CT_PKTS: case NFT_CT_BYTES: case NFT_CT_AVGPKT:
		l->role = ROLE_CT_ACCT;
		break;
	}
}

static void exthdr_leaf(struct program *p, struct leaf *l)
{
	const struct expr *e = l->e;
	const struct exthdr_row *h = e->exthdr.header;
	uint8_t cls = h ? h->cls : e->exthdr.op;
	uint32_t number = h ? h->number : e->exthdr.raw_kind;

	as(l, ROLE_NONE, exthdrs, number, p->yes_no);
	if (cls != XH_TCP) {	/* neither is on the fast path, and few packets have any */
		l->role = e->exthdr.present ? ROLE_ZERO : ROLE_NONE;
		return;
	}
	l->l4proto = IPPROTO_TCP;
	l->syn_only = h && h->variance == VAR_FACT;
	if (e->exthdr.present) {
		l->role = ROLE_OPTION;
		return;
	}
	l->role = ROLE_OPTION_FIELD;
	l->key = l->canonical;
	l->option = number;
	l->space = space_for(p, l->canonical, e->type, e->bits);
}

/* The first expression that reads the same. */
static const struct expr *canonical(struct program *p, const struct expr *e)
{
	vec_each(i, &p->leaves)
		if (p->leaves.v[i]->e->id == e->id && expr_equal(p->leaves.v[i]->e, e))
			return p->leaves.v[i]->canonical;
	return e;
}

static struct use *use_of(struct program *p, const struct leaf *l)
{
	struct use *u;

	vec_each(i, &p->uses)
		if (p->uses.v[i]->key == l->key && p->uses.v[i]->sub == l->sub)
			return p->uses.v[i];
	u = region_new(p->r, struct use);
	u->key = l->key;
	u->sub = l->sub;
	vec_push(p->r, &p->uses, u);
	return u;
}

/* Selectors of one row read the same, wherever they stand: they share a leaf. Others have their own. */
static const void *leaf_key(const struct expr *e)
{
	if (e->id == E_PAYLOAD && e->payload.header && e->payload.field && !e->payload.inner && !e->payload.vlan_depth)
		return e->payload.field;
	return e->id == E_META ? (const void *)e->meta.row : e;
}

static struct leaf *make_leaf(struct program *p, const struct expr *e)
{
	struct leaf *l = region_new(p->r, struct leaf);
	bool by_row = e->id == E_META || e->id == E_CT || (e->id == E_PAYLOAD && e->payload.header && e->payload.field && !e->payload.inner);

	l->e = e;
	l->dir = -1;
	l->canonical = by_row ? e : canonical(p, e);
	as(l, ROLE_CONST, l->canonical, 0, NULL);
	l->unsure = true;
	switch (e->id) {
	case E_PAYLOAD:
		l->unsure = false;
		if (by_row)
			header_leaf(p, l, e->payload.header, e->payload.field);
		else
			raw_leaf(p, l);
		break;
	case E_META:	meta_leaf(p, l); break;
	case E_CT:	ct_leaf(p, l); break;
	case E_EXTHDR:	exthdr_leaf(p, l); l->unsure = false; break;
	case E_FIB:
		l->role = ROLE_FIB;
		l->stack = true;
		break;
	case E_RT:
		l->stack = e->meta.row && !strcmp(e->meta.row->sel.name, "ipsec");
		break;
	case E_XFRM:
		l->role = ROLE_NONE;
		l->stack = true;
		break;
	case E_SOCKET: case E_OSF:
		l->role = ROLE_NONE;
		break;
	case E_NUMGEN:
		l->role = ROLE_RANDOM;
		break;
	}
	if (!l->space)
		l->space = space_for(p, e->type && e->type->cls == DT_IFINDEX ? (const void *)e->type : l->canonical, e->type, e->bits ? e->bits : 32);
	l->use = use_of(p, l);
	l->use->of_ct |= l->role == ROLE_CT_VALUE;
	vec_push(p->r, &p->leaves, l);
	sim_map_set(p->r, &p->leaf_of, leaf_key(e), l);
	return l;
}

struct leaf *program_add_leaf(struct program *p, const struct expr *e)
{
	struct leaf *l = sim_map_get(&p->leaf_of, leaf_key(e));

	return l ? l : make_leaf(p, e);
}

const struct leaf *program_leaf(const struct program *p, const struct expr *e)
{
	return sim_map_get(&p->leaf_of, leaf_key(e));
}

bool program_reads(const struct program *p, const struct expr *target)
{
	const struct leaf *t = program_leaf(p, target);

	return !t || t->use->read;
}

void program_spaces(struct program *p)
{
	p->addr4 = space_for(p, &ipv4_addr_type, &ipv4_addr_type, 32);
	p->addr6 = space_for(p, &ipv6_addr_type, &ipv6_addr_type, 128);
	p->port = space_for(p, &inet_service_type, &inet_service_type, 16);
	p->device = space_for(p, &ifname_type, &ifname_type, 128);
	p->yes_no = space_for(p, &boolean_type, &boolean_type, 1);
}
