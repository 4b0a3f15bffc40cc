/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink in: header fields. Bytes at a base become the field that stands there by what the rule has matched before, and the
 * matches that such a field implies are marked so that a listing need not show them. */
#include "model/decode.h"

#include <string.h>

#include "model/uapi.h"

/* ------------------------------------------------------------------ which field */

static struct protoctx *context(struct decode *d, const struct header_row *tunnel)
{
	return protoctx_inner(d->r, &d->proto, tunnel);
}

/* Fields that only some icmp types have: which one, the matches before must have told. */
static bool field_exists(const struct protoctx *p, const struct header_row *h, unsigned field)
{
	uint64_t values[16];
	unsigned n;

	if (!(h->fields[field].flags & FIELD_MULTI))
		return true;
	n = header_field_values(h, field, values, 16);
	if (p->icmp_type == -2)		/* one of several types */
		return n > 1;
	for (unsigned i = 0; i < n && i < 16; i++)
		if (p->icmp_type >= 0 && values[i] == (uint64_t)p->icmp_type)
			return true;
	return false;
}

static bool fits(unsigned field, unsigned bits, enum field_fit fit)
{
	return fit == FIELD_EXACT ? field == bits : fit == FIELD_LONGER ? field > bits : field <= bits;
}

static const struct field_row *row_at(const struct protoctx *p, const struct header_row *h, int offset, unsigned bits, enum field_fit fit)
{
	const struct field_row *best = NULL;

	for (unsigned i = 0; i < h->n_fields; i++) {
		const struct field_row *f = &h->fields[i];

		if ((f->flags & FIELD_ALIAS) || f->offset != offset || !field_exists(p, h, i))
			continue;
		if (fits(f->sel.bits, bits, fit) && (!best || f->sel.bits > best->sel.bits))
			best = f;
	}
	return best;
}

static struct expr *field_expr(struct decode *d, const struct expr *raw, const struct header_row *h, const struct field_row *f, unsigned offset)
{
	struct expr *e = decode_expr(d, E_PAYLOAD, f->sel.type, f->sel.order, f->sel.bits);

	e->payload.header = h;
	e->payload.field = f;
	e->payload.base = h->base;
	e->payload.offset = (uint16_t)offset;
	e->payload.inner = raw->payload.inner;
	return e;
}

/* Link headers stand one behind the other. */
static struct expr *link_field(struct decode *d, const struct expr *raw, unsigned offset, unsigned bits, enum field_fit fit)
{
	const struct protoctx *p = context(d, raw->payload.inner);
	const struct proto_layer *l = &p->base[BASE_LL];
	unsigned at = 0, depth = 0;

	for (unsigned i = 0; i < l->n; i++) {
		const struct field_row *f = row_at(p, l->stack[i], (int)offset - (int)at, bits, fit);

		if (f) {
			struct expr *e = field_expr(d, raw, l->stack[i], f, offset);

			e->payload.vlan_depth = l->stack[i] == &headers[HDR_vlan] ? (uint8_t)depth : 0;
			return e;
		}
		at += l->stack[i]->bits;
		depth += l->stack[i] == &headers[HDR_vlan];
	}
	return NULL;
}

/* Ports are where they are in every protocol that has them; not in one that is known and has no header here. */
static const struct header_row *transport_header(const struct decode *d, const struct protoctx *p)
{
	const struct header_row *h = protoctx_header(p, BASE_TH);

	if (h)
		return h;
	return d->l4_other && !p->tunnel ? NULL : &headers[HDR_th];
}

static struct expr *payload_field(struct decode *d, const struct expr *raw, unsigned offset, unsigned bits, enum field_fit fit)
{
	const struct protoctx *p = context(d, raw->payload.inner);
	const struct header_row *h = NULL;
	const struct field_row *f;

	switch (raw->payload.base) {
	case BASE_LL:
		return link_field(d, raw, offset, bits, fit);
	case BASE_NH:
		h = protoctx_header(p, BASE_NH);
		break;
	case BASE_TH:
		h = transport_header(d, p);
		break;
	case BASE_INNER:
		h = raw->payload.inner;
		break;
	}
	f = h ? row_at(p, h, (int)offset, bits, fit) : NULL;
	return f ? field_expr(d, raw, h, f, offset) : NULL;
}

/* A field of which only the first bits were loaded. */
static const struct field_row *longer_option_field(const struct expr *raw, unsigned offset, unsigned bits, const struct exthdr_row **row)
{
	for (unsigned x = 0; x < N_EXTHDRS; x++) {
		if (exthdrs[x].cls != raw->exthdr.op || exthdrs[x].number != raw->exthdr.raw_kind)
			continue;
		*row = &exthdrs[x];
		for (unsigned i = 0; i < exthdrs[x].n_fields; i++)
			if (exthdrs[x].fields[i].offset == offset && exthdrs[x].fields[i].sel.bits > bits)
				return &exthdrs[x].fields[i];
	}
	return NULL;
}

static struct expr *option_field(struct decode *d, const struct expr *raw, unsigned offset, unsigned bits, enum field_fit fit)
{
	const struct exthdr_row *row;
	const struct field_row *f = fit == FIELD_EXACT ? exthdr_field_at(raw->exthdr.op, raw->exthdr.raw_kind, offset, bits, &row) :
				    fit == FIELD_LONGER ? longer_option_field(raw, offset, bits, &row) : NULL;
	struct expr *e;

	if (!f)
		return NULL;
	e = decode_selector(d, E_EXTHDR, &f->sel);
	e->exthdr = raw->exthdr;
	e->exthdr.header = row;
	e->exthdr.field = f;
	e->exthdr.offset = (uint16_t)offset;
	return e;
}

struct expr *decode_field_at(struct decode *d, const struct expr *raw, unsigned offset, unsigned bits, enum field_fit fit)
{
	return raw->id == E_PAYLOAD ? payload_field(d, raw, offset, bits, fit) : option_field(d, raw, offset, bits, fit);
}

/* ------------------------------------------------------------------ masks */

static bool one_run(const uint8_t *mask, unsigned bytes, unsigned *first, unsigned *count)
{
	unsigned last = 0, n = 0;

	*first = bytes * 8;
	for (unsigned i = 0; i < bytes * 8; i++) {
		if (!(mask[i / 8] & (0x80 >> i % 8)))
			continue;
		if (*first == bytes * 8)
			*first = i;
		last = i;
		n++;
	}
	*count = n;
	return n && last - *first + 1 == n;
}

/* Bytes of which no header is known: the bits themselves. Not if the mask begins with the first bit; so does nft. */
static struct expr *raw_bits(struct decode *d, const struct expr *e, unsigned first, unsigned count)
{
	struct expr *bits;

	if (e->id != E_PAYLOAD || !first)
		return NULL;
	bits = decode_expr(d, E_PAYLOAD, &xinteger_type, ORDER_NET, count);
	bits->payload = e->payload;
	bits->payload.offset = (uint16_t)(e->payload.offset + first);
	return bits;
}

struct expr *decode_trim(struct decode *d, const struct expr *e, const uint8_t *mask, unsigned bytes, unsigned *shift)
{
	unsigned first, count;
	struct expr *f;

	if (bytes != expr_bytes(e) || !one_run(mask, bytes, &first, &count))
		return NULL;
	*shift = bytes * 8 - first - count;
	f = decode_field_at(d, e, decode_offset(e) + first, count, FIELD_EXACT);
	if (!f && !decode_field_at(d, e, decode_offset(e), e->bits, FIELD_EXACT))
		f = raw_bits(d, e, first, count);
	return f;
}

/* ------------------------------------------------------------------ values */

/* (bytes & mask) >> n, or bytes >> n: the field itself. NULL: not that. */
static struct expr *shifted_field(struct decode *d, const struct expr *e)
{
	struct expr *x = decode_strip(e->binop.left), *f;
	uint8_t mask[WIDE_MAX];
	unsigned shift, bytes;

	if (e->binop.op != BINOP_SHR || e->binop.right->id != E_VALUE)
		return NULL;
	if (x->id == E_BINOP && x->binop.op == BINOP_AND && x->binop.right->id == E_VALUE && decode_is_raw(x->binop.left)) {
		bytes = expr_bytes(x->binop.right);
		memcpy(mask, x->binop.right->value.data, bytes);
		x = x->binop.left;
	} else if (decode_is_raw(x)) {
		bytes = expr_bytes(x);
		if (bytes > WIDE_MAX)
			return NULL;
		memset(mask, 0xff, bytes);
		wide_shl(mask, bytes, (unsigned)wide_get_u64(e->binop.right->value.data, expr_bytes(e->binop.right)));
	} else {
		return NULL;
	}
	f = decode_trim(d, x, mask, bytes, &shift);
	if (!f || shift != wide_get_u64(e->binop.right->value.data, expr_bytes(e->binop.right)))
		return NULL;
	return f;
}

/* A constant beside a field: of its type, and no wider than need be. */
static struct expr *like_left(struct decode *d, const struct expr *left, const struct expr *right)
{
	unsigned bytes = expr_bytes(right), zeros = 0, want = expr_bytes(left);

	while (zeros < bytes && !right->value.data[zeros])
		zeros++;
	if (want > bytes || left->id == E_BINOP)
		want = bytes;
	if (want < bytes - zeros)
		want = bytes - zeros;
	return expr_value(d->r, right->loc, left->type, left->order, right->value.data + bytes - want, want == expr_bytes(left) ? left->bits : want * 8);
}

static struct expr *resolve_binop(struct decode *d, struct expr *e)
{
	struct expr *f = shifted_field(d, e), *left, *right, *out;
	unsigned shift;

	if (f)
		return f;
	left = e->binop.left;
	right = e->binop.right;
	if (e->binop.op == BINOP_AND && right->id == E_VALUE && decode_is_raw(left)) {
		f = decode_trim(d, left, right->value.data, expr_bytes(right), &shift);
		if (f && !shift)
			return f;
	}
	out = decode_binop(d, e->binop.op, decode_resolve(d, left), decode_resolve(d, right));
	if (out->bits < e->bits)
		out->bits = e->bits;
	right = out->binop.right;
	if (right->id == E_VALUE && e->binop.op != BINOP_SHL && e->binop.op != BINOP_SHR && out->binop.left->type)
		out->binop.right = like_left(d, out->binop.left, right);
	return out;
}

struct expr *decode_resolve(struct decode *d, struct expr *e)
{
	struct expr *f;

	switch (e->id) {
	case E_PAYLOAD:
	case E_EXTHDR:
		f = decode_is_raw(e) ? decode_field_at(d, e, decode_offset(e), e->bits, FIELD_EXACT) : NULL;
		return f ? f : e;
	case E_BINOP:
		return resolve_binop(d, e);
	case E_UNARY:		/* netlink out makes conversions where they are needed */
		return decode_resolve(d, e->unary.arg);
	default:
		return e;
	}
}

/* ------------------------------------------------------------------ implied matches */

static struct decode_dep *dep_at(struct decode *d, const struct header_row *tunnel, enum proto_base base)
{
	return &d->deps[tunnel != NULL][base];
}

void decode_forget_deps(struct decode *d)
{
	memset(d->deps, 0, sizeof(d->deps));
	memset(&d->icmp, 0, sizeof(d->icmp));
}

static void imply(struct decode_dep *dep)
{
	if (dep->stmt)
		dep->stmt->flags |= STMT_IMPLIED;
	memset(dep, 0, sizeof(*dep));
}

void decode_imply(struct decode *d, enum proto_base base)
{
	imply(dep_at(d, NULL, base));
}

/* `ip protocol tcp` says more than that tcp follows where the family has more than one network protocol. */
static bool dep_says_more(struct decode *d, const struct decode_dep *dep, const struct header_row *used)
{
	const struct expr *left = dep->stmt->match.left;

	if (left->id != E_PAYLOAD || left->payload.inner)
		return false;
	if (left->payload.base == BASE_NH && used->base == BASE_TH)
		return d->family == FAM_INET || d->family == FAM_BRIDGE || d->family == FAM_NETDEV;
	/* only the usual tag type comes back by itself, and only for one tag */
	if (used == &headers[HDR_vlan])
		return wide_get_u64(dep->stmt->match.right->value.data, expr_bytes(dep->stmt->match.right)) != 0x8100 ||
		       d->proto.base[BASE_LL].n > 2;
	return false;
}

static bool is_l3_of(const struct header_row *icmp, const struct header_row *l3)
{
	return (icmp == &headers[HDR_icmp] && l3 == &headers[HDR_ip]) || (icmp == &headers[HDR_icmpv6] && l3 == &headers[HDR_ip6]);
}

static void use_icmp_field(struct decode *d, const struct expr *e)
{
	const struct header_row *h = e->payload.header;
	uint64_t value;

	if (!d->icmp.stmt || !(e->payload.field->flags & FIELD_MULTI))
		return;
	/* only where one type alone has the field does the match come back by itself */
	if (header_field_values(h, (unsigned)(e->payload.field - h->fields), &value, 1) == 1)
		imply(&d->icmp);
}

/* What stands inside of a tunnel header needs that header. */
static void use_tunnel(struct decode *d, const struct header_row *tunnel)
{
	struct decode_dep *dep = tunnel ? dep_at(d, NULL, tunnel->base) : NULL;
	uint64_t want, have;

	if (dep && dep->stmt && !header_number(&inet_proto_type, tunnel, &want) &&
	    !header_number(&inet_proto_type, dep->header, &have) && want == have)
		imply(dep);
}

static void use_option(struct decode *d, const struct expr *e)
{
	static const uint8_t below[] = {
		[XH_IP6] = HDR_ip6, [XH_TCP] = HDR_tcp, [XH_IP4] = HDR_ip, [XH_SCTP] = HDR_sctp, [XH_DCCP] = HDR_dccp,
	};
	const struct header_row *h = &headers[below[e->exthdr.op]];
	struct decode_dep *dep = dep_at(d, NULL, h->base);

	if (dep->stmt && dep->header == h && !dep_says_more(d, dep, h))
		imply(dep);
}

static void use_payload(struct decode *d, const struct expr *e)
{
	const struct header_row *h = e->payload.header;
	struct decode_dep *dep;

	use_tunnel(d, e->payload.inner);
	if (!h || !e->payload.field)
		return;
	if (h == &headers[HDR_vlan] && e->payload.field == &h->fields[h->key])
		return;		/* the type of what is tagged says nothing of the tag */
	dep = dep_at(d, e->payload.inner, h->base);
	if (dep->stmt && dep->header == h && !dep_says_more(d, dep, h))
		imply(dep);
	if (h != &headers[HDR_icmp] && h != &headers[HDR_icmpv6])
		return;
	use_icmp_field(d, e);
	dep = dep_at(d, e->payload.inner, BASE_NH);
	if (dep->stmt && is_l3_of(h, dep->header))
		imply(dep);
}

void decode_use(struct decode *d, const struct expr *e)
{
	switch (e->id) {
	case E_PAYLOAD:
		use_payload(d, e);
		break;
	case E_META:
		use_tunnel(d, e->meta.inner);
		break;
	case E_EXTHDR:
		use_option(d, e);
		break;
	case E_BINOP:
		decode_use(d, e->binop.left);
		decode_use(d, e->binop.right);
		break;
	case E_UNARY:
		decode_use(d, e->unary.arg);
		break;
	case E_CONCAT:
		vec_each(i, &e->list.items)
			decode_use(d, e->list.items.v[i]);
		break;
	default:
		break;
	}
}

static void remember(struct decode *d, struct stmt *s, const struct header_row *tunnel, const struct header_row *h)
{
	if (h && h->base <= BASE_INNER)
		*dep_at(d, tunnel, h->base) = (struct decode_dep){ s, h };
}

static const struct header_row *told_by_meta(uint32_t key, uint64_t v)
{
	switch (key) {
	case NFT_META_NFPROTO:
		return header_by_number(&nf_proto_type, v);
	case NFT_META_PROTOCOL:
		return header_by_number(&ether_type_type, v);
	case NFT_META_L4PROTO:
		return header_by_number(&inet_proto_type, v);
	case NFT_META_IIFTYPE:
		return v == 1 ? &headers[HDR_ether] : NULL;
	}
	return NULL;
}

/* The header that a match for equality tells. */
static const struct header_row *told_by(const struct stmt *s, const struct header_row **tunnel)
{
	const struct expr *left = s->match.left, *right = s->match.right;
	const struct header_row *h;
	uint64_t v;

	if (right->id != E_VALUE || (s->match.op != REL_EQ && s->match.op != REL_IMPLICIT))
		return NULL;
	v = wide_get_u64(right->value.data, expr_bytes(right));
	if (left->id == E_META) {
		*tunnel = left->meta.inner;
		return told_by_meta(left->meta.row->id, v);
	}
	h = left->id == E_PAYLOAD ? left->payload.header : NULL;
	if (!h || h->key < 0 || left->payload.field != &h->fields[h->key])
		return NULL;
	*tunnel = left->payload.inner;
	return header_next(h, v);
}

void decode_learn(struct decode *d, struct stmt *s)
{
	const struct expr *left = s->match.left;
	const struct header_row *tunnel = NULL, *h = told_by(s, &tunnel);

	if (left->id == E_PAYLOAD && left->payload.header && left->payload.header->key >= 0 &&
	    (left->payload.header == &headers[HDR_icmp] || left->payload.header == &headers[HDR_icmpv6]) &&
	    left->payload.field == &left->payload.header->fields[left->payload.header->key])
		d->icmp = (struct decode_dep){ s->match.right->id == E_VALUE ? s : NULL, left->payload.header };
	remember(d, s, tunnel, h);
	if (left->id == E_META && left->meta.row->id == NFT_META_L4PROTO && !tunnel && s->match.right->id == E_VALUE)
		d->l4_other = !h && s->match.op != REL_NEQ;
	protoctx_match(d->r, &d->proto, s);
}
