/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a description in the match language to the bytes of a packet, and what the stack would know of it. */
#include <errno.h>
#include <string.h>

#include "packet/walk_priv.h"

#define MAX_OPTIONS 16
#define FRAME_MAX 65535u

struct option { uint8_t cls, kind; unsigned len; uint32_t at; };	/* or extension header */
struct plan {
	struct walk *w;
	struct packet *p;
	struct diag_sink *sink;
	const struct rule *rule;
	uint16_t l3;			/* EtherType; 0: not said */
	int l4;				/* -1: not said */
	unsigned vlans;
	struct option options[MAX_OPTIONS];
	unsigned n_options;
	const struct stmt *flags_stmt;
	uint64_t length;		/* of the network packet; 0: not said */
	uint64_t udp_length;		/* the same of what is in it */
	int err;
};

static int wrong(struct plan *d, const struct stmt *st, const char *text)
{
	diag_error(d->sink, st->loc, "%s", text);
	return d->err = -EINVAL;
}

/* ------------------------------------------------------------------ what it says */
static bool is_plain_constant(const struct expr *e)
{
	return (e->id == E_VALUE && !(e->flags & EXPR_WILDCARD)) || e->id == E_LIST;
}

static int check_form(struct plan *d, const struct stmt *st)
{
	if (st->id != S_MATCH)
		return wrong(d, st, "a packet is described by matches like `ip saddr 10.0.0.1`, not by statements");
	if (st->match.op != REL_IMPLICIT && st->match.op != REL_EQ)
		return wrong(d, st, "a packet has one value here: write the field and the value, as in `tcp dport 443`");
	if (!is_plain_constant(st->match.right))
		return wrong(d, st, "a packet has one value here, not a range, prefix, pattern or set");
	switch (st->match.left->id) {
	case E_PAYLOAD:
		if (st->match.left->payload.inner || st->match.left->payload.base == BASE_INVALID)
			return wrong(d, st, "what is inside of a tunnel cannot be described");
		return 0;
	case E_EXTHDR:
		if (!st->match.left->exthdr.header || st->match.left->exthdr.header->cls > XH_IP4)
			return wrong(d, st, "this option cannot be described");
		return 0;
	case E_META: case E_CT: case E_RT: case E_SOCKET: case E_FIB: case E_OSF: case E_XFRM: case E_TUNNEL: case E_NUMGEN: case E_HASH:
		return 0;
	}
	return wrong(d, st, "a packet is described field by field: this is more than one, or none");
}

static uint64_t constant(const struct stmt *st)
{
	const struct expr *e = st->match.right;

	return e->id == E_VALUE ? wide_get_u64(e->value.data, expr_bytes(e)) : 0;
}

static void say_l3(struct plan *d, const struct stmt *st, uint16_t l3)
{
	if (d->l3 && d->l3 != l3)
		wrong(d, st, "this belongs to another network protocol than what was said before");
	d->l3 = l3;
}

static void say_l4(struct plan *d, const struct stmt *st, int l4)
{
	if (d->l4 >= 0 && d->l4 != l4)
		wrong(d, st, "this belongs to another transport protocol than what was said before");
	d->l4 = l4;
}

static bool is_extension(uint64_t nexthdr)
{
	return nexthdr == 0 || nexthdr == 43 || nexthdr == 44 || nexthdr == 60 || nexthdr == 51;
}

static void learn_header(struct plan *d, const struct stmt *st)
{
	const struct expr *e = st->match.left;
	const struct header_row *h = e->payload.header;
	unsigned field = h ? (unsigned)(e->payload.field - h->fields) : 0;
	uint64_t number;

	if (!h)
		return;
	switch (h->id) {
	case HDR_ip:
		say_l3(d, st, ETHERTYPE_IP4);
		if (field == FLD_ip_protocol)
			say_l4(d, st, (int)constant(st));
		if (field == FLD_ip_length)
			d->length = constant(st);
		return;
	case HDR_ip6:
		say_l3(d, st, ETHERTYPE_IP6);
		if (field == FLD_ip6_nexthdr && !is_extension(constant(st)))
			say_l4(d, st, (int)constant(st));
		if (field == FLD_ip6_length)
			d->length = constant(st) + 40;
		return;
	case HDR_arp:
		say_l3(d, st, ETHERTYPE_ARP);
		return;
	case HDR_vlan:
		if (e->payload.vlan_depth + 1u > d->vlans)
			d->vlans = e->payload.vlan_depth + 1u;
		if (e->payload.field - h->fields == FLD_vlan_type)
			say_l3(d, st, (uint16_t)constant(st));
		return;
	case HDR_ether:
		if (field == FLD_ether_type && constant(st) != ETHERTYPE_VLAN && constant(st) != ETHERTYPE_QINQ)
			say_l3(d, st, (uint16_t)constant(st));
		else if (field == FLD_ether_type && !d->vlans)
			d->vlans = 1;
		return;
	case HDR_th:
		return;
	}
	if (e->payload.base != BASE_TH)
		return;
	if (h->id == HDR_icmp)
		say_l3(d, st, ETHERTYPE_IP4);
	if (h->id == HDR_icmpv6)
		say_l3(d, st, ETHERTYPE_IP6);
	if (!header_number(&inet_proto_type, h, &number))
		say_l4(d, st, (int)number);
	if (h->id == HDR_tcp && field == FLD_tcp_flags)
		d->flags_stmt = st;
	if (h->id == HDR_udp && field == FLD_udp_length)
		d->udp_length = constant(st);
}

static void learn_option(struct plan *d, const struct stmt *st)
{
	const struct exthdr_row *x = st->match.left->exthdr.header;
	unsigned len = 0, i;

	if (x->cls == XH_TCP)
		say_l4(d, st, WALK_TCP);
	else
		say_l3(d, st, x->cls == XH_IP6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4);
	if (st->match.left->exthdr.present && !constant(st))
		return;		/* `missing` */
	for (unsigned k = 0; k < x->n_fields; k++)
		if ((x->fields[k].offset + x->fields[k].sel.bits + 7u) / 8 > len)
			len = (x->fields[k].offset + x->fields[k].sel.bits + 7u) / 8;
	if (x->cls == XH_IP6)
		len = len < 8 ? 8 : (len + 7) / 8 * 8;
	for (i = 0; i < d->n_options; i++)
		if (d->options[i].cls == x->cls && d->options[i].kind == x->number)
			break;
	if (i == MAX_OPTIONS) {
		wrong(d, st, "too many options");
		return;
	}
	if (i == d->n_options)
		d->options[d->n_options++] = (struct option){ .cls = x->cls, .kind = x->number };
	if (len > d->options[i].len)
		d->options[i].len = len ? len : 1;
}

static void learn_meta(struct plan *d, const struct stmt *st)
{
	uint64_t v = constant(st);

	switch (st->match.left->meta.row->id) {
	case NFT_META_NFPROTO:
		if (v == NFPROTO_IPV4 || v == NFPROTO_IPV6)
			say_l3(d, st, v == NFPROTO_IPV4 ? ETHERTYPE_IP4 : ETHERTYPE_IP6);
		break;
	case NFT_META_PROTOCOL:
		if (v != ETHERTYPE_VLAN && v != ETHERTYPE_QINQ)
			say_l3(d, st, (uint16_t)v);
		break;
	case NFT_META_L4PROTO:
		say_l4(d, st, (int)v);
		break;
	case NFT_META_LEN:
		d->length = v;
		break;
	}
}

static int learn(struct plan *d)
{
	vec_each(i, &d->rule->stmts) {
		const struct stmt *st = d->rule->stmts.v[i];
		bool implied = st->flags & STMT_IMPLIED;

		if (implied && (st->id != S_MATCH || !is_plain_constant(st->match.right)))
			continue;
		if (!implied && check_form(d, st))
			continue;
		switch (st->match.left->id) {
		case E_PAYLOAD:	learn_header(d, st); break;
		case E_EXTHDR:	learn_option(d, st); break;
		case E_META:	learn_meta(d, st); break;
		}
	}
	return d->err;
}

/* ------------------------------------------------------------------ devices, and what the stack knows */
static const char *device_name(struct plan *d, const struct expr *v)
{
	struct value_style style = { .env = d->w->opt.env };
	struct strbuf b = { 0 };
	const char *name;
	size_t n;

	if (gen_is_string(v))
		return region_strndup(d->w->r, (const char *)v->value.data, expr_bytes(v));
	dtype_print(&b, &iface_index_type, v->value.data, v->bits, &style);
	name = walk_kept(d->w, &b);
	n = strlen(name);
	return name[0] == '"' && n > 1 ? region_strndup(d->w->r, name + 1, n - 2) : name;
}

static void give(struct plan *d, const struct stmt *st)
{
	struct gen g = { .r = d->w->r, .sink = d->sink, .rule = d->rule, .family = d->rule->table->family };
	const struct expr *e = st->match.left;
	struct given v = { .e = e };
	struct ops ops = { 0 };
	uint8_t bytes[WIDE_MAX];
	unsigned n = expr_bytes(e);

	g.ops = &ops;
	g.next_reg = GEN_VALUE_REGS;
	if (gen_expr(&g, e, 0) || gen_const(&g, st->match.right, bytes, n) || !ops.v.n)
		return;
	if (gen_order(e) == ORDER_HOST && !gen_is_string(e) && !is_be())
		wide_reverse(bytes, n);
	v.op = ops.v.v[ops.v.n - 1];
	v.len = n;
	memcpy(v.data, bytes, n);
	vec_push(d->w->r, &d->p->given, v);
}

static void give_meta(struct plan *d, const struct stmt *st)
{
	struct packet *p = d->p;
	uint64_t v = constant(st);

	give(d, st);
	switch (st->match.left->meta.row->id) {
	case NFT_META_IIF: case NFT_META_IIFNAME:
		p->in = walk_device(d->w, device_name(d, st->match.right));
		break;
	case NFT_META_OIF: case NFT_META_OIFNAME:
		p->out = walk_device(d->w, device_name(d, st->match.right));
		break;
	case NFT_META_MARK:	p->mark = (uint32_t)v; break;
	case NFT_META_PRIORITY:	p->priority = (uint32_t)v; break;
	case NFT_META_SECMARK:	p->secmark = (uint32_t)v; break;
	case NFT_META_NFTRACE:	p->nftrace = (uint32_t)v; break;
	case NFT_META_PKTTYPE:	p->pkttype = (uint8_t)v; break;
	case NFT_META_TIME_NS:	d->w->now = v; break;
	case NFT_META_SKUID: case NFT_META_SKGID: case NFT_META_CGROUP:
		p->socket = true;
		break;
	}
}

static int choose_path(struct plan *d)
{
	struct packet *p = d->p;
	bool in = p->in.given, out = p->out.given;

	p->path = p->manner.path;
	if (p->path == WALK_AUTO) {
		if (!in && !out) {
			diag_error(d->sink, d->rule->loc, "the path is not known: give iif (to this host), oif (from it) or both (through it), "
				   "or begin with input, output or forward");
			return -EINVAL;
		}
		p->path = in && out ? WALK_FORWARD : in ? WALK_INPUT : WALK_OUTPUT;
	}
	if (!in)
		p->in = (struct device){ "(in)", 0xfffffffe, false };
	if (!out)
		p->out = (struct device){ "(out)", 0xfffffffd, false };
	if (p->path == WALK_OUTPUT)
		p->socket = true;
	return 0;
}

/* ------------------------------------------------------------------ bytes */
static void put(struct frame *f, uint32_t at, unsigned bytes, uint64_t v)
{
	uint8_t b[8];

	wide_set_u64(b, bytes, v);
	frame_set_bits(f, at * 8, bytes * 8, b);
}

static uint32_t options_len(const struct plan *d, uint8_t cls)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < d->n_options; i++)
		if (d->options[i].cls == cls)
			n += d->options[i].len;
	return cls == XH_IP6 ? n : (n + 3) / 4 * 4;
}

static uint32_t l4_header_len(const struct plan *d)
{
	const struct header_row *h = header_by_number(&inet_proto_type, (uint64_t)d->l4);

	if (d->l4 == WALK_TCP)
		return 20 + options_len(d, XH_TCP);
	return h && h->base == BASE_TH ? (h->bits + 7) / 8 : 0;
}

/* Options one after the other from @at. */
static void put_options(struct plan *d, uint8_t cls, uint32_t at)
{
	struct frame *f = &d->p->f;

	for (unsigned i = 0; i < d->n_options; i++) {
		struct option *o = &d->options[i];

		if (o->cls != cls)
			continue;
		o->at = at;
		put(f, at, 1, o->kind);
		if (o->len > 1)
			put(f, at + 1, 1, o->len);
		at += o->len;
	}
}

static void put_exthdrs(struct plan *d, uint32_t at)
{
	struct frame *f = &d->p->f;
	uint32_t link = f->nh + 6;	/* where the number of what follows stands */

	for (unsigned i = 0; i < d->n_options; i++) {
		struct option *o = &d->options[i];

		if (o->cls != XH_IP6)
			continue;
		o->at = at;
		put(f, link, 1, o->kind);
		put(f, at + 1, 1, o->kind == 44 ? 0 : o->len / 8 - 1);
		link = at;
		at += o->len;
	}
	put(f, link, 1, (uint64_t)d->l4);
}

static void put_link_layer(struct plan *d)
{
	static const uint8_t macs[12] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1 };
	struct frame *f = &d->p->f;

	frame_set_bits(f, 0, 96, macs);
	for (unsigned i = 0; i < d->vlans; i++) {
		put(f, 12 + 4 * i, 2, ETHERTYPE_VLAN);
		put(f, 14 + 4 * i, 2, 1);
	}
	put(f, 12 + 4 * d->vlans, 2, d->l3);
	frame_give(f, (12 + 4 * d->vlans) * 8, 16);
}

static void put_ip4(struct plan *d, uint32_t header)
{
	struct frame *f = &d->p->f;
	uint32_t at = f->nh;

	put(f, at, 1, 0x40 | header / 4);
	put(f, at + 2, 2, f->len - at);
	put(f, at + 8, 1, 64);
	put(f, at + 9, 1, (uint64_t)d->l4);
	put(f, at + 12, 4, 0x0a000002);		/* 10.0.0.2 */
	put(f, at + 16, 4, 0xc0000201);		/* 192.0.2.1 */
	frame_give(f, at * 8, 8);
	put_options(d, XH_IP4, at + 20);
}

static void put_ip6(struct plan *d)
{
	static const uint8_t from[16] = { 0x20, 1, 0xd, 0xb8, [15] = 2 }, to[16] = { 0x20, 1, 0xd, 0xb8, 0, 1, [15] = 1 };
	struct frame *f = &d->p->f;
	uint32_t at = f->nh;

	put(f, at, 1, 0x60);
	put(f, at + 4, 2, f->len - at - 40);
	put(f, at + 7, 1, 64);
	frame_set_bits(f, (at + 8) * 8, 128, from);
	frame_set_bits(f, (at + 24) * 8, 128, to);
	frame_give(f, at * 8, 4);
	put_exthdrs(d, at + 40);
}

static void put_l4(struct plan *d, uint32_t header)
{
	struct frame *f = &d->p->f;
	uint32_t at = f->th;

	if (d->l4 == WALK_TCP || d->l4 == WALK_UDP || d->l4 == 132 || d->l4 == 33 || d->l4 == 136) {
		put(f, at, 2, 40000);
		put(f, at + 2, 2, 80);
	}
	switch (d->l4) {
	case WALK_TCP:
		put(f, at + 4, 4, 1000);
		put(f, at + 12, 1, header / 4 << 4);
		put(f, at + 14, 2, 64240);
		put_options(d, XH_TCP, at + 20);
		break;
	case WALK_UDP: case 136:
		put(f, at + 4, 2, f->len - at);
		break;
	case WALK_ICMP:
		put(f, at, 1, 8);
		put(f, at + 4, 2, 1);
		break;
	case WALK_ICMP6:
		put(f, at, 1, 128);
		put(f, at + 4, 2, 1);
		break;
	}
}

static void put_arp(struct plan *d)
{
	struct frame *f = &d->p->f;

	put(f, f->nh, 8, 0x0001080006040001);
	put(f, f->nh + 8, 6, 0x020000000001);
	put(f, f->nh + 14, 4, 0x0a000002);
	put(f, f->nh + 24, 4, 0x0a000001);
}

static int lay_out(struct plan *d)
{
	struct frame *f = &d->p->f;
	uint32_t headers, l3 = 20 + options_len(d, XH_IP4), l4, payload = d->p->manner.payload;

	if (!d->l3)
		d->l3 = d->l4 == WALK_ICMP6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4;
	if (d->l3 == ETHERTYPE_IP6)
		l3 = 40 + options_len(d, XH_IP6);
	if (d->l4 < 0)
		d->l4 = WALK_TCP;
	l4 = l4_header_len(d);
	f->nh = 14 + 4 * d->vlans;
	f->protocol = d->l3;
	if (d->l3 == ETHERTYPE_ARP) {
		l3 = 28;
		l4 = 0;
	} else if (d->l3 != ETHERTYPE_IP4 && d->l3 != ETHERTYPE_IP6) {
		l3 = 46;
		l4 = 0;
	}
	headers = l3 + l4;
	if (d->udp_length && !d->length)	/* a length that is less than the header is only said, not true */
		d->length = l3 + (d->udp_length < l4 ? l4 : d->udp_length);
	if (d->length && !payload) {
		if (d->length < headers || d->length > FRAME_MAX) {
			diag_error(d->sink, d->rule->loc, "a packet with these headers is %u to %u bytes long", headers, FRAME_MAX);
			return -EINVAL;
		}
		payload = (uint32_t)d->length - headers;
	}
	f->len = f->nh + headers + payload;
	f->cap = f->len + 64;
	f->b = region_alloc(d->w->r, f->cap);
	f->given = region_alloc(d->w->r, f->cap);
	f->th = f->nh + l3;
	put_link_layer(d);
	if (d->l3 == ETHERTYPE_IP4)
		put_ip4(d, l3);
	else if (d->l3 == ETHERTYPE_IP6)
		put_ip6(d);
	else if (d->l3 == ETHERTYPE_ARP)
		put_arp(d);
	if (d->l3 == ETHERTYPE_IP4 || d->l3 == ETHERTYPE_IP6)
		put_l4(d, l4);
	return 0;
}

static int set_field(struct plan *d, const struct stmt *st)
{
	const struct expr *e = st->match.left;
	struct gen g = { .r = d->w->r, .sink = d->sink, .rule = d->rule };
	struct frame *f = &d->p->f;
	uint8_t v[WIDE_MAX];
	uint32_t at = 0;
	int err = gen_const(&g, st->match.right, v, expr_bytes(e));

	if (err)
		return err;
	switch (e->payload.base) {
	case BASE_LL:	at = 0; break;
	case BASE_NH:	at = f->nh; break;
	case BASE_TH:	at = f->th; break;
	default:
		frame_parse(f);
		if (!frame_inner(f, &at))
			return wrong(d, st, "there is nothing behind the transport header of this protocol");
	}
	if (at * 8 + e->payload.offset + e->bits > f->len * 8)
		return wrong(d, st, "the packet is too short for this: give its length first, as in `meta length 100`");
	frame_set_bits(f, at * 8 + e->payload.offset, e->bits, v);
	frame_give(f, at * 8 + e->payload.offset, e->bits);
	return 0;
}

static int set_option_field(struct plan *d, const struct stmt *st)
{
	const struct expr *e = st->match.left;
	struct gen g = { .r = d->w->r, .sink = d->sink, .rule = d->rule };
	uint8_t v[WIDE_MAX];
	int err;

	if (e->exthdr.present)
		return 0;
	err = gen_const(&g, st->match.right, v, expr_bytes(e));
	for (unsigned i = 0; !err && i < d->n_options; i++)
		if (d->options[i].cls == e->exthdr.header->cls && d->options[i].kind == e->exthdr.header->number)
			frame_set_bits(&d->p->f, d->options[i].at * 8 + e->exthdr.offset, e->bits, v);
	return err;
}

static int fill_in(struct plan *d)
{
	int err = 0;

	vec_each(i, &d->rule->stmts) {
		const struct stmt *st = d->rule->stmts.v[i];

		if (st->flags & STMT_IMPLIED || err)
			continue;
		if (st->match.left->id == E_PAYLOAD)
			err = set_field(d, st);
		else if (st->match.left->id == E_EXTHDR)
			err = set_option_field(d, st);
	}
	return err;
}

/* ------------------------------------------------------------------ as its connection needs it */
static void set_tcp_flags(struct plan *d)
{
	struct packet *p = d->p;
	struct tuple t;
	unsigned dir = 0;
	struct conn *c;
	uint8_t flags = p->manner.tcp_flags;

	if (d->l4 != WALK_TCP || (d->l3 != ETHERTYPE_IP4 && d->l3 != ETHERTYPE_IP6) || (d->flags_stmt && !flags))
		return;
	frame_parse(&p->f);
	if (!p->f.has_l4 || p->f.fragment)
		return;
	if (!flags) {
		c = ct_tuple_of(d->w, &t) ? ct_find(d->w, &t, &dir) : NULL;
		flags = !c ? 2 : c->tcp == TCPS_SYN_SENT ? (dir ? 0x12 : 2) : 0x10;
		vec_each(i, &p->given) {
			const struct expr *e = p->given.v[i].e;

			if (e->id == E_CT && e->ct.row->id == NFT_CT_STATE)
				flags = p->given.v[i].data[0] & 2 ? 0x10 : 2;
			if (e->id == E_CT && e->ct.row->id == NFT_CT_DIRECTION && p->given.v[i].data[0] && !c)
				flags = 0x10;
		}
	} else {
		frame_give(&p->f, (p->f.th + 13) * 8, 8);
	}
	put(&p->f, p->f.th + 13, 1, flags);
	if (flags & 0x10)
		put(&p->f, p->f.th + 8, 4, 2000);
}

/* The answer to what was described: from where that went, to where it came from, as the other side sees it. */
static void turn_round(struct plan *d)
{
	struct packet *p = d->p;
	struct device in = p->in;
	struct tuple t, back;
	unsigned dir = 0;
	struct conn *c;

	p->in = p->out;
	p->out = in;
	if (p->path != WALK_FORWARD)
		p->path = p->path == WALK_INPUT ? WALK_OUTPUT : WALK_INPUT;
	p->socket = p->path == WALK_OUTPUT;
	frame_parse(&p->f);
	if (!ct_tuple_of(d->w, &t))
		return;
	c = ct_find(d->w, &t, &dir);
	if (c)
		back = c->tuple[!dir];
	else
		ct_invert(&back, &t);
	frame_set_addr(&p->f, false, back.src);
	frame_set_addr(&p->f, true, back.dst);
	if (frame_has_ports(&p->f)) {
		frame_set_port(&p->f, false, back.sport);
		frame_set_port(&p->f, true, back.dport);
	} else if (p->f.l4 == WALK_ICMP || p->f.l4 == WALK_ICMP6) {
		put(&p->f, p->f.th, 2, back.dport);
		put(&p->f, p->f.th + 4, 2, back.sport);
	}
}

static void assume(struct plan *d, const char *what, const char *value)
{
	struct walk_assumed a = { what, value };

	vec_push(d->w->r, &d->p->assumed, a);
}

int walk_describe(struct walk *w, const struct rule *rule, const struct walk_manner *m, struct diag_sink *sink)
{
	struct packet *p = region_new(w->r, struct packet);
	struct plan d = { .w = w, .p = p, .sink = sink, .rule = rule, .l4 = -1 };
	int err;

	p->manner = *m;
	w->p = p;
	err = learn(&d);
	if (err)
		return err;
	if (!d.l3 && d.l4 != WALK_ICMP6)
		assume(&d, "meta nfproto", "ipv4");
	if (d.l4 < 0 && (!d.l3 || d.l3 == ETHERTYPE_IP4 || d.l3 == ETHERTYPE_IP6))
		assume(&d, "meta l4proto", "tcp");
	vec_each(i, &rule->stmts) {
		const struct stmt *st = rule->stmts.v[i];

		if (st->flags & STMT_IMPLIED || st->match.left->id == E_PAYLOAD || st->match.left->id == E_EXTHDR)
			continue;
		if (st->match.left->id == E_META)
			give_meta(&d, st);
		else
			give(&d, st);
		p->ct_given |= st->match.left->id == E_CT && st->match.left->ct.row->id == NFT_CT_STATE;
	}
	err = choose_path(&d);
	if (!err)
		err = lay_out(&d);
	if (!err)
		err = fill_in(&d);
	if (err)
		return err;
	frame_parse(&p->f);
	if (m->reply)
		turn_round(&d);
	set_tcp_flags(&d);
	frame_checksums(&p->f);
	return 0;
}

bool walk_is_tcp(const struct walk *w)
{
	return w->p->f.has_l4 && w->p->f.l4 == WALK_TCP;
}
