/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Header fields and raw payload: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
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

/* `icmp id` holds only for echo messages: a match on the type comes before it. */
static int need_icmp_type(struct check *c, const struct expr *e)
{
	const struct header_row *h = e->payload.header;
	struct protoctx *p = protoctx_inner(c->r, &c->proto, e->payload.inner);
	struct expr *type, *want, *items[4];
	uint64_t values[4];
	struct stmt *s;
	unsigned n;

	if (!(e->payload.field->flags & FIELD_MULTI) || h->key < 0 || c->in_typeof || p->icmp_type == -2)
		return 0;
	n = header_field_values(h, (unsigned)(e->payload.field - h->fields), values, 4);
	n = n > 4 ? 4 : n;
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
		e->type = &integer_type;
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

int gen_payload_load(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg)
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

/* ---------------------------------------------------------------- simulate */

const struct expr_ops payload_expr_ops = {
	.name = "payload",
	/* check */
	.check = payload_check,

	/* text out */
	.print = payload_print,

	/* JSON out */

	/* netlink out */
	.gen = payload_gen,

	/* simulate */
	.eval = sim_eval_read,
};
