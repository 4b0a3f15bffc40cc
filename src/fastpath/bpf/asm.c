/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/asm.h"

#include <errno.h>

static struct bpf_insn *put(struct asm_buf *a, uint8_t code, enum reg dst, enum reg src, int16_t off, int32_t imm)
{
	static struct bpf_insn nowhere;

	if (a->insn.n >= ASM_MAX_INSNS) {
		a->err = a->err ? a->err : -E2BIG;
		return &nowhere;
	}
	vec_push(a->r, &a->insn, ((struct bpf_insn){ .code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm }));
	return &a->insn.v[a->insn.n - 1];
}

uint32_t asm_pos(const struct asm_buf *a)
{
	return a->insn.n;
}

label asm_label(struct asm_buf *a)
{
	vec_push(a->r, &a->labels, (struct asm_label){ 0 });
	return (label){ a->labels.n - 1 };
}

void asm_place(struct asm_buf *a, label l)
{
	a->labels.v[l.n].at = a->insn.n;
	a->labels.v[l.n].placed = true;
}

void asm_place_sub(struct asm_buf *a, label l)
{
	asm_place(a, l);
	a->labels.v[l.n].is_sub = true;
	if (++a->n_subs > ASM_MAX_SUBS && !a->err)
		a->err = -E2BIG;
}

/* ---------------------------------------------------------------- arithmetic */
void asm_mov(struct asm_buf *a, enum reg dst, enum reg src) { put(a, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0); }
void asm_movi(struct asm_buf *a, enum reg dst, int32_t imm) { put(a, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, imm); }
void asm_mov32(struct asm_buf *a, enum reg dst, enum reg src) { put(a, BPF_ALU | BPF_MOV | BPF_X, dst, src, 0, 0); }
void asm_mov32i(struct asm_buf *a, enum reg dst, uint32_t imm) { put(a, BPF_ALU | BPF_MOV | BPF_K, dst, 0, 0, (int32_t)imm); }
void asm_alu(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src) { put(a, BPF_ALU64 | op | BPF_X, dst, src, 0, 0); }
void asm_alui(struct asm_buf *a, uint8_t op, enum reg dst, int32_t imm) { put(a, BPF_ALU64 | op | BPF_K, dst, 0, 0, imm); }
void asm_alu32(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src) { put(a, BPF_ALU | op | BPF_X, dst, src, 0, 0); }
void asm_alu32i(struct asm_buf *a, uint8_t op, enum reg dst, uint32_t imm) { put(a, BPF_ALU | op | BPF_K, dst, 0, 0, (int32_t)imm); }
void asm_neg(struct asm_buf *a, enum reg dst) { put(a, BPF_ALU64 | BPF_NEG, dst, 0, 0, 0); }
void asm_to_be(struct asm_buf *a, enum reg dst, unsigned bits) { put(a, BPF_ALU | BPF_END | BPF_TO_BE, dst, 0, 0, (int32_t)bits); }
void asm_to_le(struct asm_buf *a, enum reg dst, unsigned bits) { put(a, BPF_ALU | BPF_END | BPF_TO_LE, dst, 0, 0, (int32_t)bits); }

/* The only instruction of two slots. */
static void put_wide(struct asm_buf *a, enum reg dst, uint8_t pseudo, uint32_t low, uint32_t high)
{
	put(a, BPF_LD | BPF_IMM | BPF_DW, dst, pseudo, 0, (int32_t)low);
	put(a, 0, 0, 0, 0, (int32_t)high);
}

void asm_movi64(struct asm_buf *a, enum reg dst, uint64_t imm)
{
	put_wide(a, dst, 0, (uint32_t)imm, (uint32_t)(imm >> 32));
}

/* ---------------------------------------------------------------- memory */
void asm_load(struct asm_buf *a, enum width w, enum reg dst, enum reg src, int16_t off)
{
	put(a, BPF_LDX | BPF_MEM | w, dst, src, off, 0);
}

void asm_store(struct asm_buf *a, enum width w, enum reg dst, int16_t off, enum reg src)
{
	put(a, BPF_STX | BPF_MEM | w, dst, src, off, 0);
}

void asm_storei(struct asm_buf *a, enum width w, enum reg dst, int16_t off, int32_t imm)
{
	put(a, BPF_ST | BPF_MEM | w, dst, 0, off, imm);
}

void asm_atomic_add(struct asm_buf *a, enum width w, enum reg dst, int16_t off, enum reg src)
{
	put(a, BPF_STX | BPF_ATOMIC | w, dst, src, off, BPF_ADD);
}

/* ---------------------------------------------------------------- jumps */
static void put_jump(struct asm_buf *a, uint8_t code, enum reg dst, enum reg src, int32_t imm, label to)
{
	a->labels.v[to.n].called |= code == (BPF_JMP | BPF_CALL);
	vec_push(a->r, &a->jumps, ((struct asm_jump){ a->insn.n, to }));
	put(a, code, dst, src, 0, imm);
}

void asm_jump(struct asm_buf *a, label to) { put_jump(a, BPF_JMP | BPF_JA, 0, 0, 0, to); }
void asm_if(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src, label to) { put_jump(a, BPF_JMP | op | BPF_X, dst, src, 0, to); }
void asm_ifi(struct asm_buf *a, uint8_t op, enum reg dst, int32_t imm, label to) { put_jump(a, BPF_JMP | op | BPF_K, dst, 0, imm, to); }
void asm_if32(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src, label to) { put_jump(a, BPF_JMP32 | op | BPF_X, dst, src, 0, to); }

void asm_if32i(struct asm_buf *a, uint8_t op, enum reg dst, uint32_t imm, label to)
{
	put_jump(a, BPF_JMP32 | op | BPF_K, dst, 0, (int32_t)imm, to);
}

/* ---------------------------------------------------------------- what the loader resolves, calls */
static void relocate(struct asm_buf *a, enum reloc_kind kind, uint32_t index)
{
	vec_push(a->r, &a->relocs, ((struct reloc){ a->insn.n, kind, index }));
}

void asm_map(struct asm_buf *a, enum reg dst, uint32_t map)
{
	relocate(a, RELOC_MAP, map);
	put_wide(a, dst, BPF_PSEUDO_MAP_FD, 0, 0);
}

void asm_map_value(struct asm_buf *a, enum reg dst, uint32_t map, uint32_t off)
{
	relocate(a, RELOC_MAP_VALUE, map);
	put_wide(a, dst, BPF_PSEUDO_MAP_VALUE, 0, off);
}

void asm_call(struct asm_buf *a, int32_t helper)
{
	put(a, BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

void asm_call_kfunc(struct asm_buf *a, uint32_t kfunc)
{
	relocate(a, RELOC_KFUNC, kfunc);
	put(a, BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 0);
}

void asm_call_sub(struct asm_buf *a, label sub)
{
	put_jump(a, BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, sub);
}

void asm_exit(struct asm_buf *a)
{
	put(a, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* Only forward: a program that the verifier need not follow round in circles. Functions may stand anywhere, calls have 32 bits. */
static int resolve(struct asm_buf *a, const struct asm_jump *j)
{
	const struct asm_label *l = &a->labels.v[j->to.n];
	int64_t distance = (int64_t)l->at - (int64_t)j->insn - 1;
	struct bpf_insn *in = &a->insn.v[j->insn];

	if (!l->placed || l->at >= a->insn.n)
		return -EINVAL;
	if (in->code == (BPF_JMP | BPF_CALL)) {
		in->imm = (int32_t)distance;
		return l->is_sub ? 0 : -EINVAL;
	}
	if (distance < 0)
		return -EINVAL;
	if (distance > INT16_MAX)
		return -E2BIG;
	in->off = (int16_t)distance;
	return 0;
}

/* ---------------------------------------------------------------- code that is never reached */
static bool is_jump(const struct bpf_insn *in)
{
	return (BPF_CLASS(in->code) == BPF_JMP || BPF_CLASS(in->code) == BPF_JMP32) && BPF_OP(in->code) != BPF_EXIT &&
	       !(BPF_OP(in->code) == BPF_CALL && in->src_reg != BPF_PSEUDO_CALL);
}

static bool is_wide(const struct bpf_insn *in)
{
	return in->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* True: a function that stands before its call was not known to be called, so its instructions were not looked at. */
static bool look_once(const struct asm_buf *a, uint8_t *reached)
{
	uint32_t next = 0;
	bool behind = false;

	for (uint32_t at = 0; at < a->insn.n; at++) {
		const struct bpf_insn *in = &a->insn.v[at];

		while (next < a->jumps.n && a->jumps.v[next].insn < at)
			next++;
		if (!reached[at])
			continue;
		if (next < a->jumps.n && a->jumps.v[next].insn == at) {
			uint32_t to = a->labels.v[a->jumps.v[next].to.n].at;

			behind |= to < at && !reached[to];
			reached[to] = 1;
		}
		if (is_wide(in) && at + 1 < a->insn.n)
			reached[at + 1] = 1;
		if (in->code != (BPF_JMP | BPF_JA) && in->code != (BPF_JMP | BPF_EXIT))
			reached[at + 1] = 1;
	}
	return behind;
}

/* Jumps go forward, so one look from front to back finds it all, but for such functions. */
static void mark_reached(const struct asm_buf *a, uint8_t *reached)
{
	reached[0] = 1;
	while (look_once(a, reached))
		;
}

static void compact(struct asm_buf *a, const uint8_t *reached)
{
	uint32_t *now = region_alloc(a->r, (a->insn.n + 1) * sizeof(*now)), n = 0, k = 0;

	for (uint32_t at = 0; at < a->insn.n; at++) {
		now[at] = n;
		if (reached[at])
			a->insn.v[n++] = a->insn.v[at];
	}
	now[a->insn.n] = n;
	vec_each(i, &a->labels) {
		a->labels.v[i].at = now[a->labels.v[i].at];
		a->labels.v[i].called = false;
	}
	vec_each(i, &a->jumps)
		if (reached[a->jumps.v[i].insn])
			a->jumps.v[k++] = (struct asm_jump){ now[a->jumps.v[i].insn], a->jumps.v[i].to };
	a->jumps.n = k;
	vec_each(i, &a->jumps)		/* a function that nobody calls any more is none */
		a->labels.v[a->jumps.v[i].to.n].called |= a->insn.v[a->jumps.v[i].insn].code == (BPF_JMP | BPF_CALL);
	k = 0;
	vec_each(i, &a->relocs)
		if (reached[a->relocs.v[i].insn])
			a->relocs.v[k++] = (struct reloc){ now[a->relocs.v[i].insn], a->relocs.v[i].kind, a->relocs.v[i].index };
	a->relocs.n = k;
	a->insn.n = n;
}

/* Every jump has its entry, in the order of instructions; labels are placed. */
static bool is_whole(const struct asm_buf *a)
{
	uint32_t n = 0;

	vec_each(i, &a->insn) {
		if (is_wide(&a->insn.v[i]))
			i++;
		else
			n += is_jump(&a->insn.v[i]);
	}
	vec_each(i, &a->jumps)
		if (!a->labels.v[a->jumps.v[i].to.n].placed)
			return false;
	return n == a->jumps.n;
}

int asm_finish(struct asm_buf *a)
{
	uint8_t *reached;

	if (!a->err && !is_whole(a))
		a->err = -EINVAL;
	if (a->err)
		return a->err;
	reached = region_alloc(a->r, a->insn.n + 2);
	mark_reached(a, reached);
	compact(a, reached);
	for (uint32_t i = 0; i < a->jumps.n && !a->err; i++)
		a->err = resolve(a, &a->jumps.v[i]);
	return a->err;
}
