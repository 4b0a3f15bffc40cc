/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Header fields and raw payload: every face of the kind. */
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
static struct expr *icmp_type_expr(struct check *c, const struct expr *e)
{
	const struct field_row *f = &e->payload.header->fields[e->payload.header->key];
	struct expr *t = expr_clone(c->r, e);

	t->payload.field = f;
	t->payload.offset = f->offset;
	t->type = f->sel.type;
	t->bits = f->sel.bits;
	t->order = f->sel.order;
	return t;
}

#define MAX_TYPES 16

/* `icmp id` holds only for echo messages: a match on the type comes before it. */
static int need_icmp_type(struct check *c, const struct expr *e)
{
	const struct header_row *h = e->payload.header;
	struct protoctx *p = protoctx_inner(c->r, &c->proto, e->payload.inner);
	struct expr *type, *want, *items[MAX_TYPES];
	uint64_t values[MAX_TYPES];
	struct stmt *s;
	unsigned n;

	if (!(e->payload.field->flags & FIELD_MULTI) || h->key < 0 || c->in_typeof || p->icmp_type == -2)
		return 0;
	n = header_field_values(h, (unsigned)(e->payload.field - h->fields), values, MAX_TYPES);
	n = n > MAX_TYPES ? MAX_TYPES : n;
	for (unsigned i = 0; i < n; i++)
		if (p->icmp_type == (int64_t)values[i])
			return 0;
	if (p->icmp_type >= 0)
		return check_fail2(c, e->loc, p->icmp_loc, "incompatible icmp match: rule has %d, need %u", (int)p->icmp_type,
				   n ? (unsigned)values[0] : 0);
	if (!n)
		return 0;
	type = icmp_type_expr(c, e);
	for (unsigned i = 0; i < n; i++)
		items[i] = expr_value_u64(c->r, e->loc, type->type, type->order, type->bits, values[i]);
	want = n == 1 ? items[0] : check_implied_set(c, type, items, n);
	s = check_match_new(c, type, want, n == 1 ? REL_EQ : REL_IMPLICIT);
	protoctx_match(c->r, &c->proto, s);
	vec_push(c->r, &c->out, s);
	return 0;
}

static int payload_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct field_row *f = e->payload.field;
	const struct header_row *h = e->payload.header;
	struct protoctx *p;
	int ret;

	if (!h) {
		if (!e->bits || e->bits > WIDE_MAX * 8)
			return check_fail(c, e->loc, "raw payload must have between 1 and %u bits", WIDE_MAX * 8);
		e->type = &xinteger_type;
		e->order = ORDER_NET;
		return 0;
	}
	ret = check_need_header(c, h, e->payload.inner, e->loc);
	if (ret)
		return ret;
	e->payload.base = h->base;
	e->payload.offset = f->offset;
	p = protoctx_inner(c->r, &c->proto, e->payload.inner);
	if (h->base == BASE_LL)
		e->payload.offset += c->in_typeof ? 0 : protoctx_link_offset(p, h, &e->payload.vlan_depth);
	e->type = f->sel.type;
	e->bits = f->sel.bits;
	e->order = f->sel.order;
	return need_icmp_type(c, e);
}

/* ---------------------------------------------------------------- text out */

static const char *base_name(uint8_t base)
{
	static const char *const names[] = { [BASE_LL] = "ll", [BASE_NH] = "nh", [BASE_TH] = "th", [BASE_INNER] = "ih" };

	return base < sizeof(names) / sizeof(*names) && names[base] ? names[base] : "unknown";
}

static void payload_print(struct printer *p, const struct expr *e)
{
	if (e->payload.inner && e->payload.inner != e->payload.header)
		pr(p, "%s ", e->payload.inner->name);
	if (e->payload.header && e->payload.field)
		pr(p, "%s %s", e->payload.header->name, e->payload.field->sel.name);
	else
		pr(p, "@%s,%u,%u", base_name(e->payload.base), e->payload.offset, e->bits);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *payload_json(struct json_out *o, const struct expr *e)
{
	const struct header_row *inner = e->payload.inner;
	json_t *j = json_object();

	(void)o;
	if (!inner && e->payload.header && e->payload.header->base == BASE_INNER)
		inner = e->payload.header;	/* a field of the tunnel itself */
	if (inner)
		jout_put(j, "tunnel", json_string(inner->name));
	if (e->payload.header && e->payload.field) {
		jout_put(j, "protocol", json_string(e->payload.header->name));
		jout_put(j, "field", json_string(e->payload.field->sel.json ? e->payload.field->sel.json : e->payload.field->sel.name));
	} else {
		jout_put(j, "base", json_string(base_name(e->payload.base)));
		jout_put(j, "offset", json_integer(e->payload.offset));
		jout_put(j, "len", json_integer(e->bits));
	}
	return jout_one("payload", j);
}

/* ---------------------------------------------------------------- netlink out */

/* Where the op goes that reads inside of @tunnel: into an inner op. */
struct ops *gen_inner(struct gen *g, const struct tunnel_row *tunnel)
{
	struct op *op = gen_op(g, OP_inner);

	op_set(op, NFTA_INNER_NUM, 0);
	op_set(op, NFTA_INNER_TYPE, tunnel->type);
	op_set(op, NFTA_INNER_FLAGS, tunnel->flags);
	op_set(op, NFTA_INNER_HDRSIZE, tunnel->bytes);
	return op_set_nest(g->r, op, NFTA_INNER_EXPR);
}

static const uint8_t payload_bases[] = {
	[BASE_LL] = NFT_PAYLOAD_LL_HEADER, [BASE_NH] = NFT_PAYLOAD_NETWORK_HEADER,
	[BASE_TH] = NFT_PAYLOAD_TRANSPORT_HEADER, [BASE_INNER] = NFT_PAYLOAD_INNER_HEADER,
};

static int payload_load_bytes(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg)
{
	const struct header_row *header = e->payload.header, *inner = e->payload.inner;
	const struct tunnel_row *tunnel = NULL;
	unsigned base = payload_bases[e->payload.base];
	struct ops *to = g->ops;
	struct op *op;

	if (inner) {
		tunnel = header_tunnel(inner);
	} else if (header && e->payload.base == BASE_INNER) {
		tunnel = header_tunnel(header);
		base = NFT_PAYLOAD_TUN_HEADER;
	}
	if (tunnel)
		to = gen_inner(g, tunnel);
	else if (inner)
		return gen_fail(g, e->loc, "the kernel cannot look inside of %s", inner->name);
	op = op_new(g->r, to, OP_payload);
	gen_set_reg(op, NFTA_PAYLOAD_DREG, dreg);
	op_set(op, NFTA_PAYLOAD_BASE, base);
	op_set(op, NFTA_PAYLOAD_OFFSET, offset);
	op_set(op, NFTA_PAYLOAD_LEN, bytes);
	return 0;
}

/* Fields that the checksums of the transport protocols cover; bits from the header. */
static const struct { uint8_t header; uint16_t from, to; } pseudo_header[] = {
	{ HDR_ip, 16, 32 }, { HDR_ip, 72, 80 }, { HDR_ip, 96, 160 },
	{ HDR_ip6, 32, 48 }, { HDR_ip6, 48, 56 }, { HDR_ip6, 64, 320 },
};

static bool in_pseudo_header(const struct expr *e)
{
	for (unsigned i = 0; i < sizeof(pseudo_header) / sizeof(*pseudo_header); i++)
		if (e->payload.header->id == pseudo_header[i].header && e->payload.offset >= pseudo_header[i].from &&
		    e->payload.offset + e->bits <= pseudo_header[i].to)
			return true;
	return false;
}

void gen_payload_store(struct gen *g, const struct expr *e, const struct gen_field *f, unsigned sreg)
{
	const struct header_row *h = e->payload.header;
	uint32_t type = NFT_PAYLOAD_CSUM_NONE, offset = 0, flags = 0;
	struct op *op = gen_op(g, OP_payload);

	if (e->payload.base == BASE_INNER || (h && (h->id == HDR_udp || in_pseudo_header(e))))
		flags = NFT_PAYLOAD_L4CSUM_PSEUDOHDR;
	if (h && h->has_csum && h->id != HDR_udp) {	/* a UDP checksum may be absent: the kernel looks */
		type = h->id == HDR_sctp ? NFT_PAYLOAD_CSUM_SCTP : NFT_PAYLOAD_CSUM_INET;
		offset = h->csum_offset;
	}
	gen_set_reg(op, NFTA_PAYLOAD_SREG, sreg);
	op_set(op, NFTA_PAYLOAD_BASE, payload_bases[e->payload.base]);
	op_set(op, NFTA_PAYLOAD_OFFSET, f->offset);
	op_set(op, NFTA_PAYLOAD_LEN, f->bytes);
	op_set(op, NFTA_PAYLOAD_CSUM_TYPE, type);
	op_set(op, NFTA_PAYLOAD_CSUM_OFFSET, offset);
	if (flags)
		op_set(op, NFTA_PAYLOAD_CSUM_FLAGS, flags);
}

static int payload_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	return gen_load_field(g, e, dreg);
}

/* ---------------------------------------------------------------- netlink in */

static struct expr *payload_raw(struct decode *d, const struct op *op)
{
	static const uint8_t bases[] = {
		[NFT_PAYLOAD_LL_HEADER] = BASE_LL, [NFT_PAYLOAD_NETWORK_HEADER] = BASE_NH, [NFT_PAYLOAD_TRANSPORT_HEADER] = BASE_TH,
		[NFT_PAYLOAD_INNER_HEADER] = BASE_INNER, [NFT_PAYLOAD_TUN_HEADER] = BASE_INNER,
	};
	uint64_t base = op_get(op, NFTA_PAYLOAD_BASE), offset = op_get(op, NFTA_PAYLOAD_OFFSET), len = op_get(op, NFTA_PAYLOAD_LEN);
	struct expr *e;

	if (base >= sizeof(bases) || offset > 8000 || !len || len > WIDE_MAX)
		return NULL;
	e = decode_expr(d, E_PAYLOAD, &xinteger_type, ORDER_NET, (unsigned)len * 8);
	e->payload.base = bases[base];
	e->payload.offset = (uint16_t)(offset * 8);
	e->payload.inner = d->inner;
	return e;
}



static bool same_bytes(const struct expr *a, const struct expr *b)
{
	return decode_is_raw(b) && b->id == E_PAYLOAD && a->payload.base == b->payload.base && a->payload.offset == b->payload.offset &&
	       a->bits == b->bits && a->payload.inner == b->payload.inner;
}

/* (bytes & mask) ^ xor as three steps of the raw expression: which bits change and what to. */
static bool changed_bits(const struct expr *bytes, const struct expr *e, uint8_t *clear, uint8_t *value)
{
	unsigned len = expr_bytes(bytes);

	memset(clear, 0, len);
	memset(value, 0, len);
	if (e->id == E_BINOP && e->binop.op == BINOP_OR && e->binop.right->id == E_VALUE && expr_bytes(e->binop.right) == len) {
		memcpy(value, e->binop.right->value.data, len);
		memcpy(clear, value, len);
		e = e->binop.left;
	}
	if (e->id == E_BINOP && e->binop.op == BINOP_AND && e->binop.right->id == E_VALUE && expr_bytes(e->binop.right) == len) {
		uint8_t not[WIDE_MAX];

		memcpy(not, e->binop.right->value.data, len);
		wide_not(not, len);
		wide_or(clear, not, len);
		e = e->binop.left;
	}
	return same_bytes(bytes, e);
}

static unsigned ones(const uint8_t *v, unsigned len, unsigned *first)
{
	unsigned n = 0;

	for (unsigned i = 0; i < len * 8; i++) {
		if (!(v[i / 8] & (0x80 >> i % 8)))
			continue;
		if (!n)
			*first = i;
		n++;
	}
	return n;
}

/* The field of the bytes that the changed bits are all in. */
static struct expr *field_around(struct decode *d, const struct expr *bytes, const uint8_t *clear, unsigned *shift)
{
	unsigned len = expr_bytes(bytes), first = 0, last, n = ones(clear, len, &first);
	struct expr *f;

	if (!n)
		return NULL;
	for (last = len * 8 - 1; !(clear[last / 8] & (0x80 >> last % 8)); last--)
		;
	for (int at = (int)first; at >= 0; at--) {
		for (unsigned bits = last + 1 - (unsigned)at; bits <= len * 8 - (unsigned)at; bits++) {
			f = decode_field_at(d, bytes, bytes->payload.offset + (unsigned)at, bits, FIELD_EXACT);
			if (!f)
				continue;
			*shift = len * 8 - (unsigned)at - bits;
			return f;
		}
	}
	if (last - first + 1 != n)
		return NULL;
	f = decode_expr(d, E_PAYLOAD, &xinteger_type, ORDER_NET, n);
	f->payload = bytes->payload;
	f->payload.offset = (uint16_t)(bytes->payload.offset + first);
	*shift = len * 8 - first - n;
	return f;
}

static struct expr *shifted(struct decode *d, const struct expr *f, const uint8_t *v, unsigned len, unsigned shift)
{
	uint8_t copy[WIDE_MAX];

	memcpy(copy, v, len);
	wide_shr(copy, len, shift);
	return decode_const(d, copy, len, f->type, ORDER_NET, f->bits);
}

/* The value that leaves some bits of the field as they are. */
static struct expr *partial(struct decode *d, struct expr *f, const uint8_t *clear, const uint8_t *value, unsigned len, unsigned shift)
{
	uint8_t keep[WIDE_MAX], field[WIDE_MAX], only_set[WIDE_MAX];
	struct expr *out = f;

	memset(field, 0, len);
	wide_not(field, len);
	wide_prefix_mask(field, len, f->bits, f->bits);
	wide_shl(field, len, shift);
	memcpy(keep, clear, len);
	wide_not(keep, len);
	wide_and(keep, field, len);
	if (wide_is_zero(keep, len))
		return shifted(d, f, value, len, shift);
	memcpy(only_set, clear, len);
	wide_xor(only_set, value, len);
	if (!wide_is_zero(only_set, len)) {
		wide_or(keep, value, len);
		out = decode_binop(d, BINOP_AND, out, shifted(d, f, keep, len, shift));
	}
	if (!wide_is_zero(value, len))
		out = decode_binop(d, BINOP_OR, out, shifted(d, f, value, len, shift));
	return out;
}

/* Some of the bits, or'ed from another register: (bytes & ~field) | ((x << shift) & field). */
static struct expr *merged_value(struct decode *d, const struct expr *bytes, const struct expr *e, struct expr **target)
{
	uint8_t clear[WIDE_MAX], value[WIDE_MAX];
	struct expr *f, *x;
	unsigned shift;

	if (e->id != E_BINOP || e->binop.op != BINOP_OR || !changed_bits(bytes, e->binop.left, clear, value) ||
	    !wide_is_zero(value, expr_bytes(bytes)))
		return NULL;
	f = field_around(d, bytes, clear, &shift);
	if (!f)
		return NULL;
	*target = f;
	x = decode_strip(e->binop.right);
	if (x->id == E_BINOP && x->binop.op == BINOP_AND && x->binop.right->id == E_VALUE)
		x = decode_strip(x->binop.left);
	if (shift && x->id == E_BINOP && x->binop.op == BINOP_SHL)
		x = decode_strip(x->binop.left);
	return decode_resolve(d, x);
}

static struct expr *written_value(struct decode *d, const struct op *op, struct expr *bytes, struct expr **target)
{
	struct expr *raw = decode_raw(d, op, NFTA_PAYLOAD_SREG), *f;
	uint8_t clear[WIDE_MAX], value[WIDE_MAX];
	unsigned shift;

	if (!raw)
		return NULL;
	if (raw->id == E_BINOP && changed_bits(bytes, raw, clear, value)) {
		f = field_around(d, bytes, clear, &shift);
		if (f) {
			*target = f;
			return partial(d, f, clear, value, expr_bytes(bytes), shift);
		}
	}
	f = merged_value(d, bytes, raw, target);
	if (f)
		return f;
	*target = decode_resolve(d, bytes);
	return decode_value(d, op, NFTA_PAYLOAD_SREG, (*target)->type, (*target)->order, (*target)->bits);
}

int payload_decode(struct decode *d, const struct op *op)
{
	struct expr *e = payload_raw(d, op), *target = NULL, *value;
	struct stmt *s;

	if (!e)
		return decode_unknown(d, op);
	if (op_has(op, NFTA_PAYLOAD_DREG)) {
		decode_load(d, op, NFTA_PAYLOAD_DREG, e);
		return 0;
	}
	value = written_value(d, op, e, &target);
	if (!value)
		return decode_unknown(d, op);
	decode_use(d, target);
	decode_use(d, value);
	s = decode_stmt(d, S_SET);
	s->set.target = target;
	s->set.value = value;
	return 0;
}

/* The op inside reads from the packet that the tunnel header encloses. */
int inner_decode(struct decode *d, const struct op *op)
{
	const struct tunnel_row *tunnel = tunnel_by_type((uint32_t)op_get(op, NFTA_INNER_TYPE));
	const struct ops *nest = op_has(op, NFTA_INNER_EXPR) ? op->a[NFTA_INNER_EXPR].nest : NULL;
	const struct op *in = nest && nest->v.n == 1 ? nest->v.v[0] : NULL;
	decode_fn fn = in && in->row && !in->extra ? decode_kinds[in->row - op_rows] : NULL;
	int err;

	if (!tunnel || !fn || d->inner)
		return decode_unknown(d, op);
	d->inner = &headers[tunnel->header];
	err = fn(d, in);
	d->inner = NULL;
	return err;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops payload_expr_ops = {
	.name = "payload",
	/* check */
	.check = payload_check,

	/* text out */
	.print = payload_print,

	/* JSON out */
	.json = payload_json,

	/* netlink out */
	.gen = payload_gen,
	.load_bytes = payload_load_bytes,

	/* simulate */
	.eval = sim_eval_read,
};
