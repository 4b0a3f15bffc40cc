/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops on registers and on the bytes of the packet: as the kernel's virtual machine does them, padding included. */
#include <string.h>

#include "packet/walk_priv.h"

#define DATA(op, attr) ((op)->a[attr].data)

static void immediate(struct walk *w, const struct op *op, struct regs *g)
{
	const struct op_val *v = &op->a[NFTA_IMMEDIATE_DATA];

	(void)w;
	if (v->is_verdict) {
		g->verdict = (int32_t)v->num;
		g->chain = v->chain;
		return;
	}
	memset(REG(op, NFTA_IMMEDIATE_DREG), 0, (v->len + 3) / 4 * 4);
	memcpy(REG(op, NFTA_IMMEDIATE_DREG), v->data, v->len);
}

static bool compares(int cmp, uint64_t how)
{
	switch (how) {
	case NFT_CMP_EQ:	return cmp == 0;
	case NFT_CMP_NEQ:	return cmp != 0;
	case NFT_CMP_LT:	return cmp < 0;
	case NFT_CMP_LTE:	return cmp <= 0;
	case NFT_CMP_GT:	return cmp > 0;
	default:		return cmp >= 0;
	}
}

static void cmp(struct walk *w, const struct op *op, struct regs *g)
{
	const struct op_val *v = &op->a[NFTA_CMP_DATA];

	(void)w;
	if (!compares(memcmp(REG(op, NFTA_CMP_SREG), v->data, v->len), op_get(op, NFTA_CMP_OP)))
		g->verdict = WALK_BREAK;
}

static void range(struct walk *w, const struct op *op, struct regs *g)
{
	const uint8_t *v = REG(op, NFTA_RANGE_SREG);
	const struct op_val *from = &op->a[NFTA_RANGE_FROM_DATA], *to = &op->a[NFTA_RANGE_TO_DATA];
	bool in = memcmp(v, from->data, from->len) >= 0 && memcmp(v, to->data, to->len) <= 0;

	(void)w;
	if (in != (op_get(op, NFTA_RANGE_OP) == NFT_RANGE_EQ))
		g->verdict = WALK_BREAK;
}

/* ------------------------------------------------------------------ bitwise, byteorder */
static void shift_left(uint32_t *to, const uint32_t *from, unsigned n, uint32_t shift)
{
	uint32_t carry = 0;

	for (unsigned i = n; i-- > 0;) {
		uint32_t v = from[i];

		to[i] = shift ? v << shift | carry : v;
		carry = shift ? v >> (32 - shift) : 0;
	}
}

static void shift_right(uint32_t *to, const uint32_t *from, unsigned n, uint32_t shift)
{
	uint32_t carry = 0;

	for (unsigned i = 0; i < n; i++) {
		uint32_t v = from[i];

		to[i] = shift ? v >> shift | carry : v;
		carry = shift ? v << (32 - shift) : 0;
	}
}

static void bool_op(uint8_t *to, const uint8_t *from, const uint8_t *with, unsigned len, uint64_t how)
{
	uint8_t v[WIDE_MAX];

	memcpy(v, from, len);
	if (how == NFT_BITWISE_AND)
		wide_and(v, with, len);
	else if (how == NFT_BITWISE_OR)
		wide_or(v, with, len);
	else
		wide_xor(v, with, len);
	memcpy(to, v, len);
}

static void bitwise(struct walk *w, const struct op *op, struct regs *g)
{
	uint8_t *from = REG(op, NFTA_BITWISE_SREG), *to = REG(op, NFTA_BITWISE_DREG), v[WIDE_MAX];
	unsigned len = (unsigned)op_get(op, NFTA_BITWISE_LEN);
	uint64_t how = op_get(op, NFTA_BITWISE_OP);
	uint32_t words[16], shift;

	(void)w;
	if (len > WIDE_MAX)
		return;
	if (how == NFT_BITWISE_BOOL) {
		memcpy(v, from, len);
		wide_and(v, DATA(op, NFTA_BITWISE_MASK), len);
		wide_xor(v, DATA(op, NFTA_BITWISE_XOR), len);
		memcpy(to, v, len);
	} else if (how == NFT_BITWISE_LSHIFT || how == NFT_BITWISE_RSHIFT) {
		memcpy(&shift, DATA(op, NFTA_BITWISE_DATA), 4);
		memcpy(words, from, (len + 3) / 4 * 4);
		(how == NFT_BITWISE_LSHIFT ? shift_left : shift_right)(words, words, (len + 3) / 4, shift & 31);
		memcpy(to, words, (len + 3) / 4 * 4);
	} else {
		bool_op(to, from, op_has(op, NFTA_BITWISE_SREG2) ? REG(op, NFTA_BITWISE_SREG2) : DATA(op, NFTA_BITWISE_DATA), len, how);
	}
}

static void byteorder(struct walk *w, const struct op *op, struct regs *g)
{
	uint8_t *from = REG(op, NFTA_BYTEORDER_SREG), *to = REG(op, NFTA_BYTEORDER_DREG), v[WIDE_MAX];
	unsigned len = (unsigned)op_get(op, NFTA_BYTEORDER_LEN), size = (unsigned)op_get(op, NFTA_BYTEORDER_SIZE);

	(void)w;
	if (len > WIDE_MAX || !size)
		return;
	memcpy(v, from, len);
	for (unsigned i = 0; !is_be() && i + size <= len; i += size)
		wide_reverse(v + i, size);
	memcpy(to, v, len);
}

/* ------------------------------------------------------------------ payload */
/* Where @base begins; false: there is no such header. */
static bool base_of(const struct packet *p, uint64_t base, uint32_t *at)
{
	const struct frame *f = &p->f;

	switch (base) {
	case NFT_PAYLOAD_LL_HEADER:
		*at = 0;
		return p->has_ll && f->nh;
	case NFT_PAYLOAD_NETWORK_HEADER:
		*at = f->nh;
		return true;
	case NFT_PAYLOAD_TRANSPORT_HEADER:
		*at = f->th;
		return f->has_l4 && !f->fragment;
	case NFT_PAYLOAD_INNER_HEADER:
		return frame_inner(f, at);
	}
	return false;
}

static void payload_load(struct walk *w, const struct op *op, struct regs *g)
{
	const struct frame *f = &w->p->f;
	uint64_t offset = op_get(op, NFTA_PAYLOAD_OFFSET), len = op_get(op, NFTA_PAYLOAD_LEN);
	uint8_t *to = REG(op, NFTA_PAYLOAD_DREG);
	uint32_t at;

	if (!base_of(w->p, op_get(op, NFTA_PAYLOAD_BASE), &at) || at + offset + len > f->len || len > WIDE_MAX) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (len % 4)
		memset(to + len / 4 * 4, 0, 4);
	memcpy(to, f->b + at + offset, len);
}

static void payload_store(struct walk *w, const struct op *op, struct regs *g)
{
	struct frame *f = &w->p->f;
	uint64_t offset = op_get(op, NFTA_PAYLOAD_OFFSET), len = op_get(op, NFTA_PAYLOAD_LEN);
	uint32_t at;

	if (!base_of(w->p, op_get(op, NFTA_PAYLOAD_BASE), &at) || at + offset + len > f->len) {
		g->verdict = WALK_BREAK;
		return;
	}
	memcpy(f->b + at + offset, REG(op, NFTA_PAYLOAD_SREG), len);
	frame_give(f, (at + (uint32_t)offset) * 8, (unsigned)len * 8);
	if (op_get(op, NFTA_PAYLOAD_CSUM_TYPE) != NFT_PAYLOAD_CSUM_NONE || op_get(op, NFTA_PAYLOAD_CSUM_FLAGS))
		frame_checksums(f);
}

static void payload(struct walk *w, const struct op *op, struct regs *g)
{
	if (op_has(op, NFTA_PAYLOAD_DREG))
		payload_load(w, op, g);
	else
		payload_store(w, op, g);
}

/* Only what is outside can be described, so that there is nothing inside to match. */
static void inner(struct walk *w, const struct op *op, struct regs *g)
{
	(void)w;
	(void)op;
	g->verdict = WALK_BREAK;
}

/* ------------------------------------------------------------------ extension headers and options */
#define F_PRESENT NFT_EXTHDR_F_PRESENT

/* Found: @b, and the bytes of it that are there. */
static void exthdr_result(const struct op *op, struct regs *g, const uint8_t *b, uint64_t there)
{
	uint64_t offset = op_get(op, NFTA_EXTHDR_OFFSET), len = op_get(op, NFTA_EXTHDR_LEN);
	uint8_t *to = REG(op, NFTA_EXTHDR_DREG);
	bool fits = b && offset + len <= there && len <= WIDE_MAX;

	if (op_get(op, NFTA_EXTHDR_FLAGS) & F_PRESENT) {
		reg_u8(to, b != NULL);
		return;
	}
	if (!fits) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (len % 4)
		memset(to + len / 4 * 4, 0, 4);
	memcpy(to, b + offset, len);
}

static const uint8_t *ip4_option(const struct frame *f, uint8_t kind, uint64_t *there)
{
	uint32_t end = f->nh + (f->b[f->nh] & 15) * 4u, n;

	if (f->protocol != ETHERTYPE_IP4 || !f->has_l4)
		return NULL;
	for (uint32_t i = f->nh + 20; i < end && f->b[i]; i += n) {
		n = f->b[i] == 1 ? 1 : i + 1 < end ? f->b[i + 1] : 0;
		if (!n || i + n > end || (f->b[i] != 1 && n < 2))
			return NULL;
		if (f->b[i] != kind)
			continue;
		*there = end - i;
		return f->b + i;
	}
	return NULL;
}

static void exthdr_load(struct walk *w, const struct op *op, struct regs *g)
{
	struct frame *f = &w->p->f;
	uint8_t kind = (uint8_t)op_get(op, NFTA_EXTHDR_TYPE);
	const uint8_t *b = NULL;
	uint64_t there = 0;
	unsigned len = 0;
	uint32_t at = 0;

	switch (op_get(op, NFTA_EXTHDR_OP)) {
	case NFT_EXTHDR_OP_IPV6:
		b = frame_exthdr(f, kind, &at);
		there = b ? f->len - at : 0;
		break;
	case NFT_EXTHDR_OP_TCPOPT:
		b = frame_option(f, kind, &len);
		there = len;
		if (b && op_get(op, NFTA_EXTHDR_OFFSET) + op_get(op, NFTA_EXTHDR_LEN) > len)
			b = NULL;
		break;
	case NFT_EXTHDR_OP_IPV4:
		b = ip4_option(f, kind, &there);
		break;
	default:	/* chunks of SCTP, options of DCCP: a description has none */
		break;
	}
	exthdr_result(op, g, b, there);
}

/* The largest segment is only ever made smaller. */
static void tcp_option_set(struct walk *w, const struct op *op, struct regs *g)
{
	uint64_t offset = op_get(op, NFTA_EXTHDR_OFFSET), n = op_get(op, NFTA_EXTHDR_LEN);
	uint8_t *v = REG(op, NFTA_EXTHDR_SREG), *b;
	unsigned len = 0;

	if (w->p->f.l4 != WALK_TCP || !w->p->f.has_l4 || w->p->f.fragment) {
		g->verdict = WALK_BREAK;
		return;
	}
	b = frame_option(&w->p->f, (uint8_t)op_get(op, NFTA_EXTHDR_TYPE), &len);
	if (!b)
		return;
	if (offset + n > len) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (op_get(op, NFTA_EXTHDR_TYPE) == 2 && n == 2 && memcmp(b + offset, v, 2) <= 0)
		return;
	memcpy(b + offset, v, n);
	frame_checksums(&w->p->f);
}

static void tcp_option_strip(struct walk *w, const struct op *op, struct regs *g)
{
	unsigned len = 0;
	uint8_t *b;

	if (w->p->f.l4 != WALK_TCP || !w->p->f.has_l4 || w->p->f.fragment) {
		g->verdict = WALK_BREAK;
		return;
	}
	b = frame_option(&w->p->f, (uint8_t)op_get(op, NFTA_EXTHDR_TYPE), &len);
	if (b)
		memset(b, 1, len);
	frame_checksums(&w->p->f);
}

static void exthdr(struct walk *w, const struct op *op, struct regs *g)
{
	if (op_has(op, NFTA_EXTHDR_DREG))
		exthdr_load(w, op, g);
	else if (op_has(op, NFTA_EXTHDR_SREG))
		tcp_option_set(w, op, g);
	else
		tcp_option_strip(w, op, g);
}

/* ------------------------------------------------------------------ hashes */
#define ROL(v, n) ((v) << (n) | (v) >> (32 - (n)))

static void mix(uint32_t *a, uint32_t *b, uint32_t *c)
{
	*a -= *c; *a ^= ROL(*c, 4);  *c += *b;
	*b -= *a; *b ^= ROL(*a, 6);  *a += *c;
	*c -= *b; *c ^= ROL(*b, 8);  *b += *a;
	*a -= *c; *a ^= ROL(*c, 16); *c += *b;
	*b -= *a; *b ^= ROL(*a, 19); *a += *c;
	*c -= *b; *c ^= ROL(*b, 4);  *b += *a;
}

static uint32_t final(uint32_t a, uint32_t b, uint32_t c)
{
	c ^= b; c -= ROL(b, 14);
	a ^= c; a -= ROL(c, 11);
	b ^= a; b -= ROL(a, 25);
	c ^= b; c -= ROL(b, 16);
	a ^= c; a -= ROL(c, 4);
	b ^= a; b -= ROL(a, 14);
	c ^= b; c -= ROL(b, 24);
	return c;
}

static uint32_t word(const uint8_t *k, unsigned n)	/* little-endian, of n bytes */
{
	uint32_t v = 0;

	for (unsigned i = 0; i < n && i < 4; i++)
		v |= (uint32_t)k[i] << 8 * i;
	return v;
}

/* Bob Jenkins' lookup3, in the public domain, as the kernel's jhash() takes it. */
static uint32_t jenkins(const uint8_t *k, unsigned len, uint32_t seed)
{
	uint32_t a = 0xdeadbeef + len + seed, b = a, c = a;

	for (; len > 12; len -= 12, k += 12) {
		a += word(k, 4);
		b += word(k + 4, 4);
		c += word(k + 8, 4);
		mix(&a, &b, &c);
	}
	if (!len)
		return c;
	a += word(k, len);
	if (len > 4)
		b += word(k + 4, len - 4);
	if (len > 8)
		c += word(k + 8, len - 8);
	return final(a, b, c);
}

static uint32_t scaled(uint32_t v, uint64_t modulus)
{
	return (uint32_t)(v * modulus >> 32);
}

static void hash(struct walk *w, const struct op *op, struct regs *g)
{
	const struct given *known = given_for(w, op);
	uint32_t v;

	if (known) {
		memcpy(REG(op, NFTA_HASH_DREG), known->data, 4);
		return;
	}
	if (op_get(op, NFTA_HASH_TYPE) == NFT_HASH_SYM)
		v = 0;		/* seeded at boot: nobody knows */
	else
		v = jenkins(REG(op, NFTA_HASH_SREG), (unsigned)op_get(op, NFTA_HASH_LEN), (uint32_t)op_get(op, NFTA_HASH_SEED));
	reg_u32(REG(op, NFTA_HASH_DREG), scaled(v, op_get(op, NFTA_HASH_MODULUS)) + (uint32_t)op_get(op, NFTA_HASH_OFFSET));
}

/* ------------------------------------------------------------------ */
const op_fn walk_data_ops[N_OPS] = {
	[OP_immediate] = immediate, [OP_cmp] = cmp, [OP_range] = range, [OP_bitwise] = bitwise, [OP_byteorder] = byteorder,
	[OP_payload] = payload, [OP_inner] = inner, [OP_exthdr] = exthdr, [OP_hash] = hash,
};
