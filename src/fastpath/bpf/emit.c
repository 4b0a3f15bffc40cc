/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/emit.h"

#include <string.h>

/* The widest access that both places are aligned for. */
static unsigned step(int a, int b, uint32_t left)
{
	for (unsigned w = 8; w > 1; w /= 2)
		if (!(a % (int)w) && !(b % (int)w) && left >= w)
			return w;
	return 1;
}

static enum width width_of(unsigned bytes)
{
	return bytes == 8 ? W64 : bytes == 4 ? W32 : bytes == 2 ? W16 : W8;
}

void emit_copy(struct asm_buf *a, enum reg to, int16_t to_off, enum reg from, int16_t from_off, uint32_t len)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		w = step(to_off + (int)at, from_off + (int)at, len - at);
		asm_load(a, width_of(w), R0, from, (int16_t)(from_off + at));
		asm_store(a, width_of(w), to, (int16_t)(to_off + at), R0);
	}
}

void emit_zero(struct asm_buf *a, enum reg to, int16_t off, uint32_t len)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		w = step(off + (int)at, 0, len - at);
		asm_storei(a, width_of(w), to, (int16_t)(off + at), 0);
	}
}

static uint32_t host_u32(const uint8_t *data, unsigned w)
{
	uint16_t u16;
	uint32_t u32;

	if (w == 1)
		return *data;
	if (w == 2) {
		memcpy(&u16, data, 2);
		return u16;
	}
	memcpy(&u32, data, 4);
	return u32;
}

void emit_const(struct asm_buf *a, enum reg to, int16_t off, const uint8_t *data, uint32_t len)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		w = step(off + (int)at, 0, len - at);
		w = w > 4 ? 4 : w;
		asm_storei(a, width_of(w), to, (int16_t)(off + at), (int32_t)host_u32(data + at, w));
	}
}

void emit_unless_equal(struct asm_buf *a, enum reg base, int16_t off, const uint8_t *data, uint32_t len, label differ)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		w = step(off + (int)at, 0, len - at);
		asm_load(a, width_of(w), R0, base, (int16_t)(off + at));
		if (w == 8) {
			uint64_t v;

			memcpy(&v, data + at, 8);
			asm_movi64(a, R1, v);
			asm_if(a, BPF_JNE, R0, R1, differ);
		} else {
			asm_if32i(a, BPF_JNE, R0, host_u32(data + at, w), differ);
		}
	}
}

static void put_order(struct asm_buf *a, label less, label greater)
{
	asm_if(a, BPF_JLT, R0, R1, less);
	asm_if(a, BPF_JGT, R0, R1, greater);
}

static void load_be(struct asm_buf *a, enum reg dst, enum reg base, int16_t off, unsigned w)
{
	asm_load(a, width_of(w), dst, base, off);
	if (w > 1)
		asm_to_be(a, dst, w * 8);
}

void emit_order(struct asm_buf *a, enum reg base, int16_t off, const uint8_t *data, uint32_t len, label less, label equal, label greater)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		uint64_t v = 0;

		w = step(off + (int)at, 0, len - at);
		for (unsigned i = 0; i < w; i++)
			v = v << 8 | data[at + i];
		load_be(a, R0, base, (int16_t)(off + at), w);
		asm_movi64(a, R1, v);
		put_order(a, less, greater);
	}
	asm_jump(a, equal);
}

void emit_order_mem(struct asm_buf *a, enum reg base, int16_t off, enum reg base2, int16_t off2, uint32_t len, label less, label equal, label greater)
{
	for (uint32_t at = 0, w; at < len; at += w) {
		w = step(off + (int)at, off2 + (int)at, len - at);
		load_be(a, R0, base, (int16_t)(off + at), w);
		load_be(a, R1, base2, (int16_t)(off2 + at), w);
		put_order(a, less, greater);
	}
	asm_jump(a, equal);
}

bool emit_can_peek(const struct emit *e)
{
	return e->h->kfunc[KFUNC_RDONLY_CAST].id && e->h->two_longs;
}

/* To the verifier it is a structure of two numbers then, each byte of which may be read. That costs no call: what a helper
 * would copy is a load here, which gives 0 where there is no memory. */
void emit_peek(struct emit *e)
{
	asm_movi(e->a, R2, (int32_t)e->h->two_longs);
	asm_call_kfunc(e->a, KFUNC_RDONLY_CAST);
}

/* ---------------------------------------------------------------- leaving */
void emit_reason(struct emit *e, enum cg_reason why)
{
	int16_t off = (int16_t)(S(reasons) + 8 * (int)why);

	asm_load(e->a, W64, R1, R7, off);
	asm_alui(e->a, BPF_ADD, R1, 1);
	asm_store(e->a, W64, R7, off, R1);
}

void emit_way(struct emit *e, enum cg_way way)
{
	struct asm_buf *a = e->a;
	int16_t off = (int16_t)(offsetof(struct scratch, ways) + sizeof(uint64_t) * CG_DEVICES * way);

	if (e->opt->source == CG_TEST)
		return;
	asm_load(a, W32, R1, R7, S(leaves_by));
	asm_alui(a, BPF_AND, R1, CG_DEVICES - 1);	/* as it is, but for the verifier */
	asm_alui(a, BPF_LSH, R1, 3);
	asm_alu(a, BPF_ADD, R1, R7);
	asm_load(a, W64, R2, R1, off);
	asm_alui(a, BPF_ADD, R2, 1);
	asm_store(a, W64, R1, off, R2);
}

label emit_leave(struct emit *e, enum cg_reason why)
{
	if (!e->left[why])
		e->leave[why] = asm_label(e->a);
	e->left[why] = true;
	return e->leave[why];
}

void emit_leaves(struct emit *e)
{
	for (unsigned i = 0; i < CG_N_REASONS; i++) {
		if (!e->left[i])
			continue;
		asm_place(e->a, e->leave[i]);
		emit_reason(e, i);
		asm_jump(e->a, e->pass);
	}
}
