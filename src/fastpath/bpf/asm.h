/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builder of BPF programs: instructions by name, labels, jumps forward, references to maps and kernel functions that the loader
 * resolves. What is wrong (a jump too far, a label never placed) is kept in asm->err and told once, by asm_finish(). */
#ifndef NFT_FASTPATH_BPF_ASM_H
#define NFT_FASTPATH_BPF_ASM_H

#include <linux/bpf.h>
#include <stdbool.h>
#include "base/vec.h"

enum reg { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, FP };	/* R0 result, R1-R5 arguments, R6-R9 survive calls, FP the frame */
enum width { W8 = BPF_B, W16 = BPF_H, W32 = BPF_W, W64 = BPF_DW };

typedef struct { uint32_t n; } label;

enum reloc_kind { RELOC_MAP, RELOC_MAP_VALUE, RELOC_KFUNC };
struct reloc { uint32_t insn; enum reloc_kind kind; uint32_t index; };	/* of the program's maps or kernel functions */

#define ASM_MAX_INSNS	900000	/* the kernel takes a million */
#define ASM_MAX_SUBS	200	/* it takes 256 functions in one program */

struct asm_jump { uint32_t insn; label to; };
struct asm_label { uint32_t at; bool placed, is_sub, called; };
struct asm_buf {
	struct region *r;
	VEC(struct bpf_insn) insn;
	VEC(struct reloc) relocs;
	VEC(struct asm_jump) jumps;
	VEC(struct asm_label) labels;
	uint32_t n_subs;
	int err;		/* -E2BIG: too large; -EINVAL: a label without place */
};

label asm_label(struct asm_buf *a);
void asm_place(struct asm_buf *a, label l);
void asm_place_sub(struct asm_buf *a, label l);		/* a function begins here, that asm_call_sub() reaches from anywhere */
uint32_t asm_pos(const struct asm_buf *a);

/* dst = src, dst op= src; the forms with 32 clear the upper half. */
void asm_mov(struct asm_buf *a, enum reg dst, enum reg src);
void asm_movi(struct asm_buf *a, enum reg dst, int32_t imm);
void asm_mov32(struct asm_buf *a, enum reg dst, enum reg src);
void asm_mov32i(struct asm_buf *a, enum reg dst, uint32_t imm);
void asm_alu(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src);		/* BPF_ADD ... */
void asm_alui(struct asm_buf *a, uint8_t op, enum reg dst, int32_t imm);
void asm_alu32(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src);
void asm_alu32i(struct asm_buf *a, uint8_t op, enum reg dst, uint32_t imm);
void asm_neg(struct asm_buf *a, enum reg dst);
void asm_to_be(struct asm_buf *a, enum reg dst, unsigned bits);			/* 16, 32, 64; the upper bits become 0 */
void asm_to_le(struct asm_buf *a, enum reg dst, unsigned bits);
void asm_movi64(struct asm_buf *a, enum reg dst, uint64_t imm);

void asm_load(struct asm_buf *a, enum width w, enum reg dst, enum reg src, int16_t off);
void asm_store(struct asm_buf *a, enum width w, enum reg dst, int16_t off, enum reg src);
void asm_storei(struct asm_buf *a, enum width w, enum reg dst, int16_t off, int32_t imm);
void asm_atomic_add(struct asm_buf *a, enum width w, enum reg dst, int16_t off, enum reg src);

void asm_jump(struct asm_buf *a, label to);
void asm_if(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src, label to);	/* BPF_JEQ ... */
void asm_ifi(struct asm_buf *a, uint8_t op, enum reg dst, int32_t imm, label to);
void asm_if32(struct asm_buf *a, uint8_t op, enum reg dst, enum reg src, label to);
void asm_if32i(struct asm_buf *a, uint8_t op, enum reg dst, uint32_t imm, label to);

void asm_map(struct asm_buf *a, enum reg dst, uint32_t map);			/* dst = the map, for helpers */
void asm_map_value(struct asm_buf *a, enum reg dst, uint32_t map, uint32_t off);	/* dst = into the value of an array of one */
void asm_call(struct asm_buf *a, int32_t helper);				/* BPF_FUNC_... */
void asm_call_kfunc(struct asm_buf *a, uint32_t kfunc);
void asm_call_sub(struct asm_buf *a, label sub);
void asm_exit(struct asm_buf *a);

/* Takes out what control never comes to, as the kernel wants it, and fills in the jumps. 0, or the first error. */
int asm_finish(struct asm_buf *a);

#endif
