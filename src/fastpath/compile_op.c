/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One op of the kernel to an instruction, and what the rule has proven by it. */
#include "fastpath/compile.h"

#include <errno.h>

#include "model/uapi.h"

#define CSUM_AT_IP4	10
#define CSUM_AT_TCP	16
#define CSUM_AT_UDP	6

typedef const struct ff_refusal_row *refusal;

static unsigned reg_of(const struct op *op, unsigned attr)
{
	unsigned reg = (unsigned)op_get(op, attr);

	return reg >= NFT_REG32_00 ? reg - NFT_REG32_00 : (reg - NFT_REG_1) * 4;
}

static struct ff_insn *emit(struct ff_compiler *c, enum ff_op op)
{
	struct ff_insn in = { .op = op, .stmt = c->stmt };

	vec_push(c->r, &c->rule->insns, in);
	return &c->rule->insns.v[c->rule->insns.n - 1];
}

static struct ff_insn *last_insn(struct ff_compiler *c, uint32_t back)
{
	return c->rule->insns.n > back ? &c->rule->insns.v[c->rule->insns.n - 1 - back] : NULL;
}

/* ---------------------------------------------------------------- headers */
bool ff_header_varies(enum ff_header header, unsigned offset, unsigned len)
{
	for (unsigned i = offset; i < offset + len; i++)
		switch (header) {
		case FF_IP4:
			if (i != 0 && i != 9 && i < 12)
				return true;
			break;
		case FF_IP6:
			if (i != 6 && i < 8)
				return true;
			break;
		case FF_NH:	/* in both of them */
			if (i != 9 && i < 12)
				return true;
			break;
		default:
			if (i >= 4)
				return true;
		}
	return false;
}

static bool overlaps(unsigned a, unsigned a_len, unsigned b, unsigned b_len)
{
	return a < b + b_len && b < a + a_len;
}

static enum ff_header header_of(const struct ff_compiler *c, unsigned base)
{
	if (base == NFT_PAYLOAD_NETWORK_HEADER)
		return c->family == FAM_IP ? FF_IP4 : c->family == FAM_IP6 ? FF_IP6 : FF_NH;
	return c->l4proto == IPPROTO_TCP ? FF_TCP : c->l4proto == IPPROTO_UDP ? FF_UDP : FF_TH;
}

static refusal place(const struct ff_compiler *c, const struct op *op, enum ff_header *header)
{
	unsigned base = (unsigned)op_get(op, NFTA_PAYLOAD_BASE), offset = (unsigned)op_get(op, NFTA_PAYLOAD_OFFSET);
	unsigned len = (unsigned)op_get(op, NFTA_PAYLOAD_LEN), csum;

	if (base != NFT_PAYLOAD_NETWORK_HEADER && base != NFT_PAYLOAD_TRANSPORT_HEADER)
		return &ff_bad[FF_BAD_payload];
	*header = header_of(c, base);
	if (!len || offset + len > ff_headers[*header].bytes)
		return &ff_bad[FF_BAD_beyond];
	csum = *header == FF_TCP ? CSUM_AT_TCP : *header == FF_UDP ? CSUM_AT_UDP : CSUM_AT_IP4;
	if (*header != FF_IP6 && *header != FF_TH && overlaps(offset, len, csum, 2))
		return &ff_bad[FF_BAD_checksum];
	return NULL;
}

/* ---------------------------------------------------------------- loads */
static refusal load_header(struct ff_compiler *c, const struct op *op)
{
	enum ff_header header;
	refusal why = place(c, op, &header);
	struct ff_insn *in;

	if (why)
		return why;
	in = emit(c, FF_header);
	in->header = header;
	in->offset = (uint8_t)op_get(op, NFTA_PAYLOAD_OFFSET);
	in->len = (uint8_t)op_get(op, NFTA_PAYLOAD_LEN);
	in->dreg = (uint8_t)reg_of(op, NFTA_PAYLOAD_DREG);
	in->packet = ff_header_varies(header, in->offset, in->len);
	return NULL;
}

/* What there is at ingress and egress. */
static refusal refuse_stage(const struct ff_compiler *c, unsigned input)
{
	bool in = input == FF_IN_iif || input == FF_IN_iifname, out = input == FF_IN_oif || input == FF_IN_oifname;

	if (c->stage == FF_FORWARD_STAGE)
		return NULL;
	if (ff_inputs[input].kind == FF_KIND_CT)
		return &ff_bad[FF_BAD_stage_ct];
	if (c->stage == FF_INGRESS ? out : in)
		return &ff_bad[FF_BAD_stage_device];
	return input == FF_IN_length ? &ff_bad[FF_BAD_stage_length] : NULL;
}

static refusal load_input(struct ff_compiler *c, unsigned kind, uint32_t key, int dir, unsigned dreg, unsigned len)
{
	for (unsigned i = 0; i < FF_N_INPUTS; i++) {
		const struct ff_input_row *row = &ff_inputs[i];
		struct ff_insn *in;

		if (row->kind != kind || row->key != key || (row->dir != dir && row->dir != FF_DIR_ANY))
			continue;
		if (refuse_stage(c, i))
			return refuse_stage(c, i);
		in = emit(c, FF_input);
		in->input = (uint16_t)i;
		in->len = (uint8_t)(len ? len : row->bytes);
		in->dreg = (uint8_t)dreg;
		in->packet = row->packet;
		return NULL;
	}
	return &ff_bad[FF_BAD_other];
}

static refusal op_meta(struct ff_compiler *c, const struct op *op)
{
	if (!op_has(op, NFTA_META_DREG))
		return &ff_bad[FF_BAD_write_meta];
	return load_input(c, FF_KIND_META, (uint32_t)op_get(op, NFTA_META_KEY), -1, reg_of(op, NFTA_META_DREG), 0);
}

static refusal op_ct(struct ff_compiler *c, const struct op *op)
{
	uint32_t key = (uint32_t)op_get(op, NFTA_CT_KEY);
	int dir = op_has(op, NFTA_CT_DIRECTION) ? (int)op_get(op, NFTA_CT_DIRECTION) : -1;
	unsigned len = 0;

	if (!op_has(op, NFTA_CT_DREG))
		return &ff_bad[FF_BAD_write_ct];
	switch (key) {
	case NFT_CT_SRC: case NFT_CT_DST:
		len = c->family == FAM_IP6 ? 16 : 4;
		break;
	case NFT_CT_SRC_IP: case NFT_CT_SRC_IP6:
		len = key == NFT_CT_SRC_IP ? 4 : 16;
		key = NFT_CT_SRC;
		break;
	case NFT_CT_DST_IP: case NFT_CT_DST_IP6:
		len = key == NFT_CT_DST_IP ? 4 : 16;
		key = NFT_CT_DST;
		break;
	}
	return load_input(c, FF_KIND_CT, key, dir, reg_of(op, NFTA_CT_DREG), len);
}

/* Neither IP options nor extension headers are on the fast path: whether there is one is a constant. */
static refusal op_exthdr(struct ff_compiler *c, const struct op *op)
{
	struct ff_insn *in;

	if (!(op_get(op, NFTA_EXTHDR_FLAGS) & NFT_EXTHDR_F_PRESENT) || op_get(op, NFTA_EXTHDR_OP) == NFT_EXTHDR_OP_TCPOPT)
		return &ff_bad[FF_BAD_op];
	in = emit(c, FF_data);
	in->dreg = (uint8_t)reg_of(op, NFTA_EXTHDR_DREG);
	in->len = 1;
	in->data = region_alloc(c->r, 1);
	return NULL;
}

/* ---------------------------------------------------------------- writes */
/* The bits that a write changes, where all of them are constants: what was read there, masked and set; or data. */
static bool constant_write(struct ff_compiler *c, const struct ff_insn *w, uint8_t *keep, uint8_t *set)
{
	const struct ff_insn *last = last_insn(c, 0), *load = last_insn(c, 1);

	if (!last || last->dreg != w->sreg || last->len != w->len || last->stmt != w->stmt)
		return false;
	memset(keep, 0, w->len);
	if (last->op == FF_data) {
		memcpy(set, last->data, w->len);
		c->rule->insns.n -= 1;
		return true;
	}
	if (last->op != FF_bitwise || last->sreg != w->sreg || !load || load->op != FF_header || load->dreg != w->sreg ||
	    load->header != w->header || load->offset != w->offset || load->len != w->len || load->stmt != w->stmt)
		return false;
	for (unsigned i = 0; i < w->len; i++)
		if (last->data[i] & last->data_end[i])
			return false;
	memcpy(keep, last->data, w->len);
	memcpy(set, last->data_end, w->len);
	c->rule->insns.n -= 2;
	return true;
}

/* Bits that another register gives, beside others that stay: the register alone is enough, and what stays need not be read.
 * header, bitwise (keep), ... other, bitwise (the field), or. */
static void merge_write(struct ff_compiler *c, struct ff_insn *w)
{
	struct ff_insn *or = last_insn(c, 0), *field = last_insn(c, 1), *v = c->rule->insns.v;
	uint32_t n = c->rule->insns.n, first = n;

	while (first && v[first - 1].stmt == w->stmt)
		first--;
	if (n - first < 4 || or->op != FF_or || or->dreg != w->sreg || or->sreg != w->sreg || or->len != w->len ||
	    field->op != FF_bitwise || field->dreg != or->sreg2 || field->len != w->len ||
	    v[first].op != FF_header || v[first].dreg != w->sreg || v[first].header != w->header || v[first].offset != w->offset ||
	    v[first].len != w->len || v[first + 1].op != FF_bitwise || v[first + 1].dreg != w->sreg || v[first + 1].sreg != w->sreg)
		return;
	for (unsigned i = 0; i < w->len; i++)
		if (v[first + 1].data_end[i] || field->data_end[i] || (v[first + 1].data[i] & field->data[i]))
			return;
	w->data = v[first + 1].data;
	w->sreg = or->sreg2;
	memmove(&v[first], &v[first + 2], (n - first - 3) * sizeof(*v));
	c->rule->insns.n = n - 3;
}

/* At ingress, bytes that decide whether the flowtable takes the packet at all: only a time to live that lasts may be set. */
static bool decides(const struct ff_insn *w)
{
	unsigned first = w->header == FF_IP6 ? 4 : 2, ttl = w->header == FF_IP6 ? 7 : w->header == FF_IP4 ? 8 : UINT8_MAX;

	for (unsigned i = 0; i < w->len; i++) {
		uint8_t keep = w->data[i];

		if (keep == 0xff || w->offset + i < first)
			continue;
		if (w->offset + i != ttl || w->op != FF_mangle || keep || w->data_end[i] <= 1)
			return true;
	}
	return false;
}

static refusal op_write(struct ff_compiler *c, const struct op *op)
{
	uint8_t keep[FF_KEY_MAX], set[FF_KEY_MAX];
	struct ff_insn w = { .op = FF_write, .stmt = c->stmt };
	enum ff_header header;
	refusal why = place(c, op, &header);

	if (why)
		return why == &ff_bad[FF_BAD_beyond] ? why : &ff_bad[FF_BAD_write];
	w.header = header;
	w.offset = (uint8_t)op_get(op, NFTA_PAYLOAD_OFFSET);
	if (c->stage != FF_FORWARD_STAGE && (ff_headers[header].transport || w.offset >= (header == FF_IP6 ? 8 : 12)))
		return &ff_bad[FF_BAD_stage_write];
	w.len = (uint8_t)op_get(op, NFTA_PAYLOAD_LEN);
	w.sreg = (uint8_t)reg_of(op, NFTA_PAYLOAD_SREG);
	if (op_get(op, NFTA_PAYLOAD_CSUM_TYPE) == NFT_PAYLOAD_CSUM_INET)
		w.csum |= ff_headers[header].transport ? FF_CSUM_L4 : FF_CSUM_IP4;
	if (op_get(op, NFTA_PAYLOAD_CSUM_FLAGS) & NFT_PAYLOAD_L4CSUM_PSEUDOHDR)
		w.csum |= FF_CSUM_L4;
	if (constant_write(c, &w, keep, set)) {
		w.op = FF_mangle;
		w.data = region_memdup(c->r, keep, w.len);
		w.data_end = region_memdup(c->r, set, w.len);
	} else {
		w.data = region_alloc(c->r, w.len);
		merge_write(c, &w);
	}
	if (c->stage == FF_INGRESS && decides(&w))
		return &ff_bad[FF_BAD_stage_ttl];
	vec_push(c->r, &c->rule->insns, w);
	return NULL;
}

static refusal op_payload(struct ff_compiler *c, const struct op *op)
{
	return op_has(op, NFTA_PAYLOAD_DREG) ? load_header(c, op) : op_write(c, op);
}

/* ---------------------------------------------------------------- data and arithmetic */
static const uint8_t *bytes_of(const struct op *op, unsigned attr, unsigned len)
{
	return op_has(op, attr) && op->a[attr].len >= len ? op->a[attr].data : NULL;
}

static refusal op_immediate(struct ff_compiler *c, const struct op *op)
{
	const struct op_val *v = &op->a[NFTA_IMMEDIATE_DATA];
	struct ff_insn *in;

	if (v->is_verdict) {
		in = emit(c, FF_verdict);
		in->verdict.code = (int32_t)v->num;
		in->verdict.target = v->chain ? ff_compile_target(c, v->chain) : NULL;
		return NULL;
	}
	if (v->len > FF_KEY_MAX)
		return &ff_bad[FF_BAD_op];
	in = emit(c, FF_data);
	in->dreg = (uint8_t)reg_of(op, NFTA_IMMEDIATE_DREG);
	in->len = (uint8_t)v->len;
	in->data = v->data;
	return NULL;
}

static refusal shift(struct ff_compiler *c, const struct op *op, struct ff_insn *in)
{
	const uint8_t *data = bytes_of(op, NFTA_BITWISE_DATA, 4);
	uint32_t bits;

	(void)c;
	if (!data)
		return &ff_bad[FF_BAD_op];
	memcpy(&bits, data, sizeof(bits));
	if (!bits || bits > 31)
		return &ff_bad[FF_BAD_op];
	in->bits = (uint8_t)bits;
	return NULL;
}

static refusal op_bitwise(struct ff_compiler *c, const struct op *op)
{
	static const uint8_t ops[] = {
		[NFT_BITWISE_BOOL] = FF_bitwise, [NFT_BITWISE_LSHIFT] = FF_shl, [NFT_BITWISE_RSHIFT] = FF_shr,
		[NFT_BITWISE_AND] = FF_and, [NFT_BITWISE_OR] = FF_or, [NFT_BITWISE_XOR] = FF_xor,
	};
	unsigned code = op_has(op, NFTA_BITWISE_OP) ? (unsigned)op_get(op, NFTA_BITWISE_OP) : NFT_BITWISE_BOOL;
	unsigned len = (unsigned)op_get(op, NFTA_BITWISE_LEN);
	struct ff_insn *in;

	if (code >= sizeof(ops) || !len || len > FF_KEY_MAX)
		return &ff_bad[FF_BAD_op];
	in = emit(c, ops[code]);
	in->len = (uint8_t)len;
	in->sreg = (uint8_t)reg_of(op, NFTA_BITWISE_SREG);
	in->dreg = (uint8_t)reg_of(op, NFTA_BITWISE_DREG);
	switch (in->op) {
	case FF_bitwise:
		in->data = bytes_of(op, NFTA_BITWISE_MASK, len);
		in->data_end = bytes_of(op, NFTA_BITWISE_XOR, len);
		return in->data && in->data_end ? NULL : &ff_bad[FF_BAD_op];
	case FF_shl: case FF_shr:
		return shift(c, op, in);
	}
	if (!op_has(op, NFTA_BITWISE_SREG2))
		return &ff_bad[FF_BAD_op];
	in->sreg2 = (uint8_t)reg_of(op, NFTA_BITWISE_SREG2);
	return NULL;
}

static refusal op_byteorder(struct ff_compiler *c, const struct op *op)
{
	struct ff_insn *in = emit(c, FF_swap);

	in->sreg = (uint8_t)reg_of(op, NFTA_BYTEORDER_SREG);
	in->dreg = (uint8_t)reg_of(op, NFTA_BYTEORDER_DREG);
	in->len = (uint8_t)op_get(op, NFTA_BYTEORDER_LEN);
	in->size = (uint8_t)op_get(op, NFTA_BYTEORDER_SIZE);
	return in->size == 2 || in->size == 4 || in->size == 8 ? NULL : &ff_bad[FF_BAD_op];
}

/* ---------------------------------------------------------------- matches */
/* What the rule knows about the packets that come past `load == data`. */
static void prove(struct ff_compiler *c, const struct ff_insn *load, const struct ff_insn *cmp)
{
	unsigned v = cmp->data[0];

	if (load->op == FF_header && cmp->len == 1 && ((load->header == FF_IP4 && load->offset == 9) || (load->header == FF_IP6 && load->offset == 6)))
		c->l4proto = (int)v;
	if (load->op != FF_input)
		return;
	switch (load->input) {
	case FF_IN_nfproto: case FF_IN_ct_l3proto:
		c->dead |= v != NFPROTO_IPV4 && v != NFPROTO_IPV6;
		c->family = v == NFPROTO_IPV4 ? FAM_IP : FAM_IP6;
		break;
	case FF_IN_protocol:
		v = v << 8 | cmp->data[1];
		c->dead |= v != 0x0800 && v != 0x86dd;
		c->family = v == 0x0800 ? FAM_IP : FAM_IP6;
		break;
	case FF_IN_l4proto: case FF_IN_ct_protocol:
		c->l4proto = (int)v;
		break;
	}
	c->dead |= c->l4proto >= 0 && c->l4proto != IPPROTO_TCP && c->l4proto != IPPROTO_UDP && c->l4proto != IPPROTO_GRE;
}

static refusal op_cmp(struct ff_compiler *c, const struct op *op)
{
	unsigned len = op->a[NFTA_CMP_DATA].len, code = (unsigned)op_get(op, NFTA_CMP_OP);
	const struct ff_insn *load;
	struct ff_insn *in;

	if (!len || len > FF_KEY_MAX || code > FF_GTE)
		return &ff_bad[FF_BAD_op];
	in = emit(c, FF_cmp);
	in->cmp = (uint8_t)code;
	in->len = (uint8_t)len;
	in->sreg = (uint8_t)reg_of(op, NFTA_CMP_SREG);
	in->data = op->a[NFTA_CMP_DATA].data;
	load = last_insn(c, 1);
	if (load && code == FF_EQ && load->dreg == in->sreg && load->len == in->len)
		prove(c, load, in);
	return NULL;
}

static refusal op_range(struct ff_compiler *c, const struct op *op)
{
	unsigned len = op->a[NFTA_RANGE_FROM_DATA].len;
	struct ff_insn *in;

	if (!len || len > FF_KEY_MAX || op->a[NFTA_RANGE_TO_DATA].len != len)
		return &ff_bad[FF_BAD_op];
	in = emit(c, FF_range);
	in->len = (uint8_t)len;
	in->sreg = (uint8_t)reg_of(op, NFTA_RANGE_SREG);
	in->invert = op_get(op, NFTA_RANGE_OP) == NFT_RANGE_NEQ;
	in->data = op->a[NFTA_RANGE_FROM_DATA].data;
	in->data_end = op->a[NFTA_RANGE_TO_DATA].data;
	return NULL;
}

static const struct set *set_named(const struct ff_compiler *c, const char *name, uint32_t id)
{
	const struct rule *rule = c->rule->rule;

	vec_each(i, &rule->anon_sets)
		if (id ? rule->anon_sets.v[i]->id == id : !strcmp(rule->anon_sets.v[i]->name, name))
			return rule->anon_sets.v[i];
	return table_set(c->rule->chain->chain->table, name);
}

/* The set that the statement names: names and ids of anonymous sets are the kernel's. */
static const struct set *set_in(const struct expr *e, uint32_t *skip);

static const struct set *set_in_list(const struct expr *e, uint32_t *skip)
{
	vec_each(i, &e->list.items) {
		const struct set *s = set_in(e->list.items.v[i], skip);

		if (s)
			return s;
	}
	return NULL;
}

static const struct set *set_in(const struct expr *e, uint32_t *skip)
{
	const struct set *s;

	switch (e->id) {
	case E_SETREF:
		return (*skip)-- ? NULL : e->setref.set;
	case E_MAP:
		s = set_in(e->map.arg, skip);
		return s ? s : set_in(e->map.mappings, skip);
	case E_BINOP:
		s = set_in(e->binop.left, skip);
		return s ? s : set_in(e->binop.right, skip);
	case E_UNARY:
		return set_in(e->unary.arg, skip);
	case E_CONCAT: case E_LIST:
		return set_in_list(e, skip);
	}
	return NULL;
}

static const struct set *set_of(struct ff_compiler *c, const struct op *op)
{
	const struct stmt *st = c->stmt;
	uint32_t skip = 0;
	const struct set *s = NULL;

	vec_each(i, &c->rule->insns) {	/* look-ups of the same statement before this one, inner ones first */
		const struct ff_insn *in = &c->rule->insns.v[i];

		skip += in->stmt == st && (in->op == FF_lookup || in->op == FF_map || in->op == FF_vmap);
	}
	switch (st->id) {
	case S_MATCH:
		s = set_in(st->match.left, &skip);
		s = s ? s : set_in(st->match.right, &skip);
		break;
	case S_VERDICT:
		s = set_in(st->verdict.expr, &skip);
		break;
	case S_SET:
		s = set_in(st->set.value, &skip);
		break;
	}
	return s ? s : set_named(c, (const char *)op->a[NFTA_LOOKUP_SET].data, (uint32_t)op_get(op, NFTA_LOOKUP_SET_ID));
}

static refusal op_lookup(struct ff_compiler *c, const struct op *op)
{
	const struct set *set = set_of(c, op);
	const struct ff_set *s;
	struct ff_insn *in;
	refusal why = &ff_bad[FF_BAD_other];
	uint32_t at;

	s = set ? ff_compile_set(c, set, &why) : NULL;
	if (!s)
		return why;
	at = c->rule->insns.n;
	in = emit(c, !op_has(op, NFTA_LOOKUP_DREG) ? FF_lookup : s->is_vmap ? FF_vmap : FF_map);
	in = &c->rule->insns.v[at];
	in->set = s;
	in->len = s->key_len;
	in->sreg = (uint8_t)reg_of(op, NFTA_LOOKUP_SREG);
	if (in->op == FF_map)
		in->dreg = (uint8_t)reg_of(op, NFTA_LOOKUP_DREG);
	in->invert = op_get(op, NFTA_LOOKUP_FLAGS) & NFT_LOOKUP_F_INV;
	return NULL;
}

static refusal op_counter(struct ff_compiler *c, const struct op *op)
{
	struct ff_counter counter = { .rule = c->rule, .stmt = c->stmt };
	struct ff_insn *in = emit(c, FF_counter);

	(void)op;
	in->counter = c->out->counters.n;
	vec_push(c->r, &c->out->counters, counter);
	return NULL;
}

static refusal (*const compilers[N_OPS])(struct ff_compiler *c, const struct op *op) = {
	[OP_immediate] = op_immediate,
	[OP_payload] = op_payload,
	[OP_cmp] = op_cmp,
	[OP_range] = op_range,
	[OP_bitwise] = op_bitwise,
	[OP_byteorder] = op_byteorder,
	[OP_lookup] = op_lookup,
	[OP_meta] = op_meta,
	[OP_ct] = op_ct,
	[OP_exthdr] = op_exthdr,
	[OP_counter] = op_counter,
};

int ff_compile_op(struct ff_compiler *c, const struct op *op, const struct ff_refusal_row **why)
{
	refusal (*fn)(struct ff_compiler *, const struct op *) = op->row && !op->extra ? compilers[op->row - op_rows] : NULL;
	refusal no = fn ? fn(c, op) : &ff_bad[FF_BAD_op];

	if (!no)
		return 0;
	*why = no;
	return -EOPNOTSUPP;
}
