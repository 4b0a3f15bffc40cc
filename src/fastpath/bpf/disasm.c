/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/disasm.h"

#include <inttypes.h>

static const char *const alu_op[16] = {
	[BPF_ADD >> 4] = "+=", [BPF_SUB >> 4] = "-=", [BPF_MUL >> 4] = "*=", [BPF_DIV >> 4] = "/=", [BPF_OR >> 4] = "|=",
	[BPF_AND >> 4] = "&=", [BPF_LSH >> 4] = "<<=", [BPF_RSH >> 4] = ">>=", [BPF_MOD >> 4] = "%=", [BPF_XOR >> 4] = "^=",
	[BPF_MOV >> 4] = "=", [BPF_ARSH >> 4] = "s>>=",
};
static const char *const jump_op[16] = {
	[BPF_JEQ >> 4] = "==", [BPF_JGT >> 4] = ">", [BPF_JGE >> 4] = ">=", [BPF_JSET >> 4] = "&", [BPF_JNE >> 4] = "!=",
	[BPF_JSGT >> 4] = "s>", [BPF_JSGE >> 4] = "s>=", [BPF_JLT >> 4] = "<", [BPF_JLE >> 4] = "<=", [BPF_JSLT >> 4] = "s<",
	[BPF_JSLE >> 4] = "s<=",
};
static const struct { int32_t id; const char *name; } helpers[] = {
	{ BPF_FUNC_map_lookup_elem, "map_lookup_elem" }, { BPF_FUNC_map_update_elem, "map_update_elem" },
	{ BPF_FUNC_map_delete_elem, "map_delete_elem" }, { BPF_FUNC_ktime_get_ns, "ktime_get_ns" },
	{ BPF_FUNC_skb_store_bytes, "skb_store_bytes" }, { BPF_FUNC_skb_load_bytes, "skb_load_bytes" },
	{ BPF_FUNC_skb_pull_data, "skb_pull_data" }, { BPF_FUNC_l3_csum_replace, "l3_csum_replace" },
	{ BPF_FUNC_l4_csum_replace, "l4_csum_replace" }, { BPF_FUNC_redirect, "redirect" },
	{ BPF_FUNC_redirect_map, "redirect_map" }, { BPF_FUNC_fib_lookup, "fib_lookup" },
	{ BPF_FUNC_csum_diff, "csum_diff" }, { BPF_FUNC_probe_read_kernel, "probe_read_kernel" },
	{ BPF_FUNC_tail_call, "tail_call" }, { BPF_FUNC_get_smp_processor_id, "get_smp_processor_id" },
	{ BPF_FUNC_get_prandom_u32, "get_prandom_u32" }, { BPF_FUNC_xdp_adjust_head, "xdp_adjust_head" },
	{ BPF_FUNC_trace_printk, "trace_printk" },
};

static const char *helper_name(int32_t id)
{
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++)
		if (helpers[i].id == id)
			return helpers[i].name;
	return NULL;
}

static const char *reg_name(unsigned reg, bool narrow)
{
	static const char *const wide[] = { "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "fp" };
	static const char *const low[] = { "w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "wfp" };

	return reg > FP ? "r?" : narrow ? low[reg] : wide[reg];
}

static const char *width_name(uint8_t code)
{
	switch (BPF_SIZE(code)) {
	case BPF_B:	return "u8";
	case BPF_H:	return "u16";
	case BPF_W:	return "u32";
	default:	return "u64";
	}
}

static void put_alu(struct strbuf *b, const struct bpf_insn *in)
{
	bool narrow = BPF_CLASS(in->code) == BPF_ALU;
	const char *dst = reg_name(in->dst_reg, narrow), *op = alu_op[BPF_OP(in->code) >> 4];

	if (BPF_OP(in->code) == BPF_NEG)
		strbuf_printf(b, "%s = -%s", dst, dst);
	else if (BPF_OP(in->code) == BPF_END)
		strbuf_printf(b, "%s = %s%d %s", reg_name(in->dst_reg, false), BPF_SRC(in->code) == BPF_TO_BE ? "be" : "le", in->imm,
			      reg_name(in->dst_reg, false));
	else if (!op)
		strbuf_printf(b, "unknown 0x%02x", in->code);
	else if (BPF_SRC(in->code) == BPF_X)
		strbuf_printf(b, "%s %s %s", dst, op, reg_name(in->src_reg, narrow));
	else
		strbuf_printf(b, "%s %s %d", dst, op, in->imm);
}

static void put_place(struct strbuf *b, const struct bpf_insn *in, unsigned reg)
{
	strbuf_printf(b, "*(%s *)(%s %c %d)", width_name(in->code), reg_name(reg, false), in->off < 0 ? '-' : '+', in->off < 0 ? -in->off : in->off);
}

static void put_memory(struct strbuf *b, const struct bpf_insn *in)
{
	if (BPF_CLASS(in->code) == BPF_LDX) {
		strbuf_printf(b, "%s = ", reg_name(in->dst_reg, false));
		put_place(b, in, in->src_reg);
		return;
	}
	if (BPF_MODE(in->code) == BPF_ATOMIC)
		strbuf_add(b, "lock ");
	put_place(b, in, in->dst_reg);
	strbuf_add(b, BPF_MODE(in->code) == BPF_ATOMIC ? " += " : " = ");
	if (BPF_CLASS(in->code) == BPF_ST)
		strbuf_printf(b, "%d", in->imm);
	else
		strbuf_add(b, reg_name(in->src_reg, false));
}

static void put_jump(struct strbuf *b, const struct bpf_insn *in, uint32_t at)
{
	bool narrow = BPF_CLASS(in->code) == BPF_JMP32;
	const char *op = jump_op[BPF_OP(in->code) >> 4];
	int64_t to = (int64_t)at + 1 + in->off;

	if (BPF_OP(in->code) == BPF_EXIT)
		strbuf_add(b, "exit");
	else if (BPF_OP(in->code) == BPF_JA)
		strbuf_printf(b, "goto %" PRId64, to);
	else if (!op)
		strbuf_printf(b, "unknown 0x%02x", in->code);
	else if (BPF_SRC(in->code) == BPF_X)
		strbuf_printf(b, "if %s %s %s goto %" PRId64, reg_name(in->dst_reg, narrow), op, reg_name(in->src_reg, narrow), to);
	else
		strbuf_printf(b, "if %s %s %d goto %" PRId64, reg_name(in->dst_reg, narrow), op, in->imm, to);
}

static const char *name_of(const struct disasm_names *names, const struct reloc *r)
{
	if (!names || !r)
		return NULL;
	if (r->kind == RELOC_KFUNC)
		return names->kfunc ? names->kfunc(names->data, r->index) : NULL;
	return names->map ? names->map(names->data, r->index) : NULL;
}

static void put_call(struct strbuf *b, const struct bpf_insn *in, uint32_t at, const char *name)
{
	if (in->src_reg == BPF_PSEUDO_CALL)
		strbuf_printf(b, "call function %" PRId64, (int64_t)at + 1 + in->imm);
	else if (in->src_reg == BPF_PSEUDO_KFUNC_CALL)
		strbuf_printf(b, "call kernel function %s", name ? name : "?");
	else if (helper_name(in->imm))
		strbuf_printf(b, "call %s", helper_name(in->imm));
	else
		strbuf_printf(b, "call %d", in->imm);
}

/* Returns how many slots the instruction has. */
static uint32_t put_wide(struct strbuf *b, const struct asm_buf *a, uint32_t at, const char *name)
{
	const struct bpf_insn *in = &a->insn.v[at];
	uint32_t high = at + 1 < a->insn.n ? (uint32_t)in[1].imm : 0;

	strbuf_printf(b, "%s = ", reg_name(in->dst_reg, false));
	if (in->src_reg == BPF_PSEUDO_MAP_FD)
		strbuf_printf(b, "map %s", name ? name : "?");
	else if (in->src_reg == BPF_PSEUDO_MAP_VALUE)
		strbuf_printf(b, "value of map %s + %u", name ? name : "?", high);
	else
		strbuf_printf(b, "0x%" PRIx64, (uint64_t)high << 32 | (uint32_t)in->imm);
	return 2;
}

static uint32_t put_insn(struct strbuf *b, const struct asm_buf *a, uint32_t at, const char *name)
{
	const struct bpf_insn *in = &a->insn.v[at];

	switch (BPF_CLASS(in->code)) {
	case BPF_ALU: case BPF_ALU64:
		put_alu(b, in);
		return 1;
	case BPF_LDX: case BPF_ST: case BPF_STX:
		put_memory(b, in);
		return 1;
	case BPF_JMP: case BPF_JMP32:
		if (BPF_OP(in->code) == BPF_CALL)
			put_call(b, in, at, name);
		else
			put_jump(b, in, at);
		return 1;
	}
	if (in->code == (BPF_LD | BPF_IMM | BPF_DW))
		return put_wide(b, a, at, name);
	strbuf_printf(b, "unknown 0x%02x", in->code);
	return 1;
}

void disasm(struct strbuf *b, const struct asm_buf *a, const struct disasm_names *names)
{
	uint32_t next = 0;	/* relocations are in the order of instructions */

	for (uint32_t at = 0; at < a->insn.n;) {
		const struct reloc *r = next < a->relocs.n && a->relocs.v[next].insn == at ? &a->relocs.v[next++] : NULL;

		strbuf_printf(b, "%5u: ", at);
		at += put_insn(b, a, at, name_of(names, r));
		strbuf_addc(b, '\n');
	}
}
