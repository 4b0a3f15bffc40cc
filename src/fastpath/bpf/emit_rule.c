/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions of rules. Registers of the rule are memory of the scratch. */
#include "fastpath/bpf/emit.h"

#include <linux/netfilter.h>
#include <string.h>

static uint32_t units(uint32_t len)
{
	return (len + 3) / 4;
}

/* Where a header's byte is in the scratch. */
static int16_t header_at(const struct ff_insn *in)
{
	return (int16_t)((ff_headers[in->header].transport ? S(th) : S(nh)) + in->offset);
}

static uint32_t host32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

/* Loads what an instruction reads into its register; the rest of the last unit becomes zero. */
static void emit_fetch(struct asm_buf *a, const struct ff_insn *in, int16_t from)
{
	if (in->len % 4)
		asm_storei(a, W32, R7, S_REG(in->dreg + in->len / 4), 0);
	emit_copy(a, R7, S_REG(in->dreg), R7, from, in->len);
}

/* Addresses of the other family are not there. */
static void emit_family(struct asm_buf *a, const struct ff_insn *in, label fail)
{
	const struct ff_input_row *row = &ff_inputs[in->input];

	if (row->bytes != 16 || row->order != FF_ORDER_NET)
		return;
	asm_load(a, W32, R0, R7, S(is6));
	asm_ifi(a, BPF_JNE, R0, in->len == 16, fail);
}

static void emit_input(struct asm_buf *a, const struct ff_insn *in, label fail)
{
	emit_family(a, in, fail);
	emit_fetch(a, in, S_IN(in->input));
}

/* Constants are whole units, or the rest is zero. */
static uint32_t unit_const(const uint8_t *data, uint32_t len, uint32_t unit)
{
	uint8_t b[4] = { 0 };

	for (uint32_t i = 0; i < 4 && unit * 4 + i < len; i++)
		b[i] = data[unit * 4 + i];
	return host32(b);
}

static void emit_bitwise(struct asm_buf *a, const struct ff_insn *in)
{
	for (uint32_t u = 0; u < units(in->len); u++) {
		uint32_t mask = unit_const(in->data, in->len, u), xor = unit_const(in->data_end, in->len, u);

		asm_load(a, W32, R0, R7, S_REG(in->sreg + u));
		if (mask != UINT32_MAX)
			asm_alu32i(a, BPF_AND, R0, mask);
		if (xor)
			asm_alu32i(a, BPF_XOR, R0, xor);
		asm_store(a, W32, R7, S_REG(in->dreg + u), R0);
	}
}

/* Units are numbers of this machine, the first one is the highest; at most one unit's bits go over into its neighbour. Left to
 * right for shl and right to left for shr, so that a unit is read before it is written when both are the same register. */
static void emit_shift(struct asm_buf *a, const struct ff_insn *in)
{
	uint32_t n = units(in->len);
	bool left = in->op == FF_shl;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t u = left ? i : n - 1 - i;
		bool has_other = i + 1 < n;
		uint32_t other = left ? u + 1 : u - 1;

		asm_load(a, W32, R0, R7, S_REG(in->sreg + u));
		asm_alu32i(a, left ? BPF_LSH : BPF_RSH, R0, in->bits);
		if (has_other && in->bits) {
			asm_load(a, W32, R1, R7, S_REG(in->sreg + other));
			asm_alu32i(a, left ? BPF_RSH : BPF_LSH, R1, 32u - in->bits);
			asm_alu32(a, BPF_OR, R0, R1);
		}
		asm_store(a, W32, R7, S_REG(in->dreg + u), R0);
	}
}

static void emit_binary(struct asm_buf *a, const struct ff_insn *in)
{
	uint8_t op = in->op == FF_and ? BPF_AND : in->op == FF_or ? BPF_OR : BPF_XOR;

	for (uint32_t u = 0; u < units(in->len); u++) {
		asm_load(a, W32, R0, R7, S_REG(in->sreg + u));
		asm_load(a, W32, R1, R7, S_REG(in->sreg2 + u));
		asm_alu32(a, op, R0, R1);
		asm_store(a, W32, R7, S_REG(in->dreg + u), R0);
	}
}

static bool little_endian(void)
{
	const uint16_t one = 1;

	return *(const uint8_t *)&one;
}

static void emit_swap(struct asm_buf *a, const struct ff_insn *in)
{
	static const enum width width[] = { [2] = W16, [4] = W32, [8] = W64 };
	uint32_t n = in->len / in->size;

	for (uint32_t i = 0; i < n; i++) {
		int16_t at = (int16_t)(i * in->size);

		asm_load(a, width[in->size], R0, R7, (int16_t)(S_REG(in->sreg) + at));
		if (little_endian())
			asm_to_be(a, R0, in->size * 8u);
		asm_store(a, width[in->size], R7, (int16_t)(S_REG(in->dreg) + at), R0);
	}
	/* what is left of the last unit */
	if (n * in->size < in->len)
		emit_copy(a, R7, (int16_t)(S_REG(in->dreg) + n * in->size), R7, (int16_t)(S_REG(in->sreg) + n * in->size), in->len - n * in->size);
}

static void emit_cmp(struct asm_buf *a, const struct ff_insn *in, label fail)
{
	int16_t at = S_REG(in->sreg);
	label yes = asm_label(a);

	switch (in->cmp) {
	case FF_EQ:	emit_unless_equal(a, R7, at, in->data, in->len, fail); break;
	case FF_NEQ:
		emit_unless_equal(a, R7, at, in->data, in->len, yes);
		asm_jump(a, fail);
		break;
	case FF_LT:	emit_order(a, R7, at, in->data, in->len, yes, fail, fail); break;
	case FF_LTE:	emit_order(a, R7, at, in->data, in->len, yes, yes, fail); break;
	case FF_GT:	emit_order(a, R7, at, in->data, in->len, fail, fail, yes); break;
	case FF_GTE:	emit_order(a, R7, at, in->data, in->len, fail, yes, yes); break;
	}
	asm_place(a, yes);
}

static void emit_range(struct asm_buf *a, const struct ff_insn *in, label fail)
{
	label within = asm_label(a), above = asm_label(a), yes = asm_label(a);
	label outside = in->invert ? yes : fail, inside = in->invert ? fail : yes;

	emit_order(a, R7, S_REG(in->sreg), in->data, in->len, outside, above, above);
	asm_place(a, above);
	emit_order(a, R7, S_REG(in->sreg), in->data_end, in->len, within, within, outside);
	asm_place(a, within);
	asm_jump(a, inside);
	asm_place(a, yes);
}

/* Per-CPU values: nobody else writes them while this program runs. */
void emit_count(struct emit *e)
{
	struct asm_buf *a = e->a;
	label none = asm_label(a);

	asm_map(a, R1, e->maps->counters);
	asm_mov(a, R2, FP);
	asm_alui(a, BPF_ADD, R2, -4);
	asm_call(a, BPF_FUNC_map_lookup_elem);
	asm_ifi(a, BPF_JEQ, R0, 0, none);
	asm_load(a, W64, R1, R0, offsetof(struct cg_count, packets));
	asm_alui(a, BPF_ADD, R1, 1);
	asm_store(a, W64, R0, offsetof(struct cg_count, packets), R1);
	asm_load(a, W64, R1, R0, offsetof(struct cg_count, bytes));
	asm_load(a, W32, R2, R7, S_IN(FF_IN_length));
	if (e->stage == FF_EGRESS)
		asm_alui(a, BPF_ADD, R1, FF_EGRESS_LINK);
	asm_alu(a, BPF_ADD, R1, R2);
	asm_store(a, W64, R0, offsetof(struct cg_count, bytes), R1);
	asm_place(a, none);
}

static void emit_counter(struct emit *e, const struct ff_insn *in)
{
	asm_storei(e->a, W32, FP, -4, (int32_t)in->counter);
	emit_count(e);
}

static void touch(const struct emit *e, const struct ff_insn *in)
{
	struct asm_buf *a = e->a;

	if (e->use.one_csum) {
		asm_storei(a, W32, R7, S(touched), in->csum | TOUCHED_ANY);
		return;
	}
	asm_load(a, W32, R0, R7, S(touched));
	asm_alu32i(a, BPF_OR, R0, in->csum | TOUCHED_ANY);
	asm_store(a, W32, R7, S(touched), R0);
}

/* Bytes of memory as the number that a load of them gives. */
static uint32_t number(const uint8_t *p, unsigned w)
{
	uint16_t half;

	memcpy(&half, p, 2);
	return w == 4 ? host32(p) : w == 2 ? half : *p;
}

static void emit_mangle(const struct emit *e, const struct ff_insn *in)
{
	static const enum width width[] = { [1] = W8, [2] = W16, [4] = W32 };
	struct asm_buf *a = e->a;
	int16_t at = header_at(in);

	touch(e, in);
	for (uint32_t i = 0, w; i < in->len; i += w) {
		uint8_t keep[4] = { 0 }, bits[4] = { 0 };

		w = in->len - i >= 4 && !((at + (int)i) % 4) ? 4 : in->len - i >= 2 && !((at + (int)i) % 2) ? 2 : 1;
		memcpy(keep, in->data + i, w);
		memcpy(bits, in->data_end + i, w);
		if (!host32(keep)) {
			emit_const(a, R7, (int16_t)(at + (int)i), bits, w);
			continue;
		}
		asm_load(a, width[w], R0, R7, (int16_t)(at + (int)i));
		asm_alu32i(a, BPF_AND, R0, number(keep, w));
		asm_alu32i(a, BPF_OR, R0, number(bits, w));
		asm_store(a, width[w], R7, (int16_t)(at + (int)i), R0);
	}
}

/* Bits to keep come from the packet, byte by byte where there are any. */
static void emit_write(const struct emit *e, const struct ff_insn *in)
{
	struct asm_buf *a = e->a;
	int16_t at = header_at(in), from = S_REG(in->sreg);
	bool keeps = false;

	touch(e, in);
	for (uint32_t i = 0; in->data && i < in->len; i++)
		keeps |= in->data[i];
	if (!keeps) {
		emit_copy(a, R7, at, R7, from, in->len);
		return;
	}
	for (uint32_t i = 0; i < in->len; i++) {
		asm_load(a, W8, R0, R7, (int16_t)(at + (int)i));
		asm_alu32i(a, BPF_AND, R0, in->data[i]);
		asm_load(a, W8, R1, R7, (int16_t)(from + (int)i));
		asm_alu32(a, BPF_OR, R0, R1);
		asm_store(a, W8, R7, (int16_t)(at + (int)i), R0);
	}
}

static void emit_lookup_insn(struct emit *e, const struct ff_insn *in, label fail)
{
	label miss = asm_label(e->a);

	if (!in->invert) {
		emit_lookup(e, in->set, S_REG(in->sreg), fail);
		asm_place(e->a, miss);
		return;
	}
	emit_lookup(e, in->set, S_REG(in->sreg), miss);
	asm_jump(e->a, fail);
	asm_place(e->a, miss);
}

void emit_insn(struct emit *e, const struct ff_insn *in, label fail)
{
	struct asm_buf *a = e->a;

	switch (in->op) {
	case FF_input:		emit_input(a, in, fail); break;
	case FF_header:		emit_fetch(a, in, header_at(in)); break;
	case FF_data:
		if (in->len % 4)
			asm_storei(a, W32, R7, S_REG(in->dreg + in->len / 4), 0);
		emit_const(a, R7, S_REG(in->dreg), in->data, in->len);
		break;
	case FF_bitwise:	emit_bitwise(a, in); break;
	case FF_shl: case FF_shr: emit_shift(a, in); break;
	case FF_and: case FF_or: case FF_xor: emit_binary(a, in); break;
	case FF_swap:		emit_swap(a, in); break;
	case FF_cmp:		emit_cmp(a, in, fail); break;
	case FF_range:		emit_range(a, in, fail); break;
	case FF_lookup:		emit_lookup_insn(e, in, fail); break;
	case FF_map:		emit_map_data(e, in->set, S_REG(in->sreg), in->dreg, fail); break;
	case FF_counter:	emit_counter(e, in); break;
	case FF_mangle:		emit_mangle(e, in); break;
	case FF_write:		emit_write(e, in); break;
	}
}

/* ---------------------------------------------------------------- what instructions read and give, in units */
static uint32_t units_at(unsigned reg, uint32_t len)
{
	return ((1u << units(len)) - 1) << reg;
}

static uint32_t units_read(const struct ff_insn *in)
{
	switch (in->op) {
	case FF_bitwise: case FF_shl: case FF_shr: case FF_swap: case FF_cmp: case FF_range: case FF_write:
		return units_at(in->sreg, in->len);
	case FF_and: case FF_or: case FF_xor:
		return units_at(in->sreg, in->len) | units_at(in->sreg2, in->len);
	case FF_lookup: case FF_map: case FF_vmap:
		return units_at(in->sreg, in->set->key_len);
	}
	return 0;
}

static uint32_t units_given(const struct ff_insn *in)
{
	switch (in->op) {
	case FF_input: case FF_header: case FF_data: case FF_bitwise: case FF_shl: case FF_shr: case FF_and: case FF_or: case FF_xor: case FF_swap:
		return units_at(in->dreg, in->len);
	case FF_map:
		return units_at(in->dreg, in->set->data_len);
	}
	return 0;
}

static bool is_wanted_later(const struct ff_rule *rule, uint32_t from, uint32_t what)
{
	for (uint32_t i = from; i < rule->insns.n && what; i++) {
		if (units_read(&rule->insns.v[i]) & what)
			return true;
		what &= ~units_given(&rule->insns.v[i]);
	}
	return false;
}

bool insn_is_test(const struct ff_rule *rule, uint32_t i)
{
	const struct ff_insn *load = &rule->insns.v[i], *cmp = load + 1;

	return i + 1 < rule->insns.n && (load->op == FF_input || load->op == FF_header) && cmp->op == FF_cmp && cmp->cmp == FF_EQ &&
	       cmp->sreg == load->dreg && cmp->len == load->len && !is_wanted_later(rule, i + 2, units_given(load));
}

/* Some instruction that is left reads what this one gives. */
static bool is_needed(const struct ff_rule *rule, uint32_t at, uint64_t known)
{
	uint32_t what = units_given(&rule->insns.v[at]);

	for (uint32_t i = at + 1; i < rule->insns.n && what; i++) {
		if (i < 64 && known >> i & 1)
			continue;
		if (units_read(&rule->insns.v[i]) & what)
			return true;
		what &= ~units_given(&rule->insns.v[i]);
	}
	return false;
}

uint64_t insns_known(const struct ff_rule *rule, uint32_t listed_at)
{
	uint64_t known = 0;

	for (uint32_t i = 0; i < listed_at && i < 64; i++) {
		const struct ff_insn *in = &rule->insns.v[i];

		if (in->op == FF_cmp || in->op == FF_range || in->op == FF_lookup)
			known |= 1ull << i;
	}
	for (uint32_t i = listed_at < 64 ? listed_at : 64; i-- > 0;)
		if (!is_needed(rule, i, known))
			known |= 1ull << i;
	return known;
}

static bool is_family(const struct ff_insn *in)
{
	return in->op == FF_input && in->input == FF_IN_nfproto;
}

void emit_nfproto(struct emit *e, uint8_t nfproto, label other)
{
	asm_load(e->a, W32, R0, R7, S(is6));
	asm_ifi(e->a, BPF_JNE, R0, nfproto == NFPROTO_IPV6 ? 1 : nfproto == NFPROTO_IPV4 ? 0 : 2, other);
}

void emit_test(struct emit *e, const struct ff_insn *load, const struct ff_insn *cmp, label fail)
{
	int16_t from = load->op == FF_input ? S_IN(load->input) : header_at(load);

	if (is_family(load)) {
		emit_nfproto(e, cmp->data[0], fail);
		return;
	}
	if (load->op == FF_input)
		emit_family(e->a, load, fail);
	emit_unless_equal(e->a, R7, from, cmp->data, cmp->len, fail);
}

/* ---------------------------------------------------------------- what is touched at all */
static void use_header(struct use *u, const struct ff_insn *in)
{
	uint64_t bytes = ((1ull << in->len) - 1) << in->offset;
	bool write = in->op != FF_header;

	if (ff_headers[in->header].transport) {
		*(write ? &u->write_th : &u->read_th) |= (uint32_t)bytes;
		return;
	}
	for (unsigned six = 0; six < 2; six++)
		if (in->header != (six ? FF_IP4 : FF_IP6))
			(write ? u->write_nh : u->read_nh)[six] |= bytes;
}

struct use use_of(const struct ff_program *p)
{
	struct use u = { .one_csum = true };
	bool any = false;

	vec_each(i, &p->rules)
		vec_each(k, &p->rules.v[i]->insns) {
			const struct ff_insn *in = &p->rules.v[i]->insns.v[k];

			u.nfproto |= is_family(in) && !insn_is_test(p->rules.v[i], k);
			if (in->op != FF_header && in->op != FF_mangle && in->op != FF_write)
				continue;
			use_header(&u, in);
			if (in->op == FF_header)
				continue;
			u.one_csum &= !any || u.csum == in->csum;
			u.csum |= in->csum;
			any = true;
		}
	return u;
}

bool insn_is_effect(const struct ff_insn *in)
{
	return in->op == FF_counter || in->op == FF_mangle || in->op == FF_write;
}

/* What a rule before this one may have written is not there yet when connections are looked at. */
bool insn_is_conn(const struct ff_rule *rule, const struct ff_insn *in)
{
	if (in->packet)
		return false;
	return !(rule->rewritten && in->op == FF_header);
}

uint32_t insn_estimate(const struct emit *e, const struct ff_insn *in)
{
	uint32_t n = 4 + in->len * 2u;

	if (in->op == FF_counter)
		n += 12;
	if (in->set)
		n += emit_set_estimate(e, in->set);
	return n;
}
