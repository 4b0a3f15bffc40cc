/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers and single ops. */
#include "model/gen.h"

#include <errno.h>
#include <string.h>

#include "model/uapi.h"

int gen_fail(struct gen *g, struct loc loc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_add(g->sink, DIAG_ERROR, loc, fmt, ap);
	va_end(ap);
	return -EOPNOTSUPP;
}

/* ---------------------------------------------------------------- registers */

int gen_alloc(struct gen *g, struct loc loc, unsigned bytes, bool concat, unsigned *reg)
{
	unsigned units = concat ? (bytes + 3) / 4 : GEN_VALUE_REGS;

	if (bytes > GEN_REGS * 4 || g->next_reg + units > GEN_REGS) {
		gen_fail(g, loc, "this needs more than the %u bytes of registers that the kernel has", GEN_REGS * 4);
		return -ENOSPC;
	}
	*reg = g->next_reg;
	g->next_reg += units;
	return 0;
}

int gen_alloc_for(struct gen *g, const struct expr *e, unsigned *reg)
{
	return gen_alloc(g, e->loc, gen_bytes(e), e->id == E_CONCAT, reg);
}

unsigned gen_bytes(const struct expr *e)
{
	unsigned bytes = 0;

	if (e->id != E_CONCAT)
		return expr_bytes(e);
	vec_each(i, &e->list.items)
		bytes += (expr_bytes(e->list.items.v[i]) + 3) / 4 * 4;
	return bytes;
}

uint32_t gen_reg_attr(unsigned reg)
{
	if (reg == GEN_VERDICT)
		return NFT_REG_VERDICT;
	return reg % 4 ? NFT_REG32_00 + reg : NFT_REG_1 + reg / 4;
}

/* ---------------------------------------------------------------- ops */

struct op *gen_op(struct gen *g, enum op_id id)
{
	return op_new(g->r, g->ops, id);
}

void gen_set_reg(struct op *op, unsigned attr, unsigned reg)
{
	op_set(op, attr, gen_reg_attr(reg));
}

void gen_set_bytes(struct gen *g, struct op *op, unsigned attr, const uint8_t *value, unsigned bytes, enum byte_order order)
{
	uint8_t *data = region_memdup(g->r, value, bytes);

	if (order == ORDER_HOST && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		wide_reverse(data, bytes);
	op->a[attr] = (struct op_val){ .set = true, .order = order, .len = bytes, .data = data };
}

void gen_immediate(struct gen *g, unsigned reg, const uint8_t *value, unsigned bytes, enum byte_order order)
{
	struct op *op = gen_op(g, OP_immediate);

	gen_set_reg(op, NFTA_IMMEDIATE_DREG, reg);
	gen_set_bytes(g, op, NFTA_IMMEDIATE_DATA, value, bytes, order);
}

void gen_bitwise(struct gen *g, unsigned sreg, unsigned dreg, const uint8_t *mask, const uint8_t *xor, unsigned bytes, enum byte_order order)
{
	struct op *op = gen_op(g, OP_bitwise);

	gen_set_reg(op, NFTA_BITWISE_SREG, sreg);
	gen_set_reg(op, NFTA_BITWISE_DREG, dreg);
	op_set(op, NFTA_BITWISE_OP, NFT_BITWISE_BOOL);
	op_set(op, NFTA_BITWISE_LEN, bytes);
	gen_set_bytes(g, op, NFTA_BITWISE_MASK, mask, bytes, order);
	gen_set_bytes(g, op, NFTA_BITWISE_XOR, xor, bytes, order);
}

void gen_bitwise_regs(struct gen *g, unsigned code, unsigned reg, unsigned other, unsigned bytes)
{
	struct op *op = gen_op(g, OP_bitwise);

	gen_set_reg(op, NFTA_BITWISE_SREG, reg);
	gen_set_reg(op, NFTA_BITWISE_DREG, reg);
	op_set(op, NFTA_BITWISE_OP, code);
	op_set(op, NFTA_BITWISE_LEN, bytes);
	gen_set_reg(op, NFTA_BITWISE_SREG2, other);
}

void gen_shift(struct gen *g, unsigned reg, unsigned bytes, bool left, uint32_t bits)
{
	struct op *op = gen_op(g, OP_bitwise);
	uint8_t data[4];

	wide_set_u64(data, sizeof(data), bits);
	gen_set_reg(op, NFTA_BITWISE_SREG, reg);
	gen_set_reg(op, NFTA_BITWISE_DREG, reg);
	op_set(op, NFTA_BITWISE_OP, left ? NFT_BITWISE_LSHIFT : NFT_BITWISE_RSHIFT);
	op_set(op, NFTA_BITWISE_LEN, bytes);
	gen_set_bytes(g, op, NFTA_BITWISE_DATA, data, sizeof(data), ORDER_HOST);
}

int gen_convert(struct gen *g, struct loc loc, unsigned reg, unsigned bytes, enum byte_order from, enum byte_order to)
{
	struct op *op;

	if (from == to || from == ORDER_NONE || to == ORDER_NONE || bytes < 2)
		return 0;
	if (bytes != 2 && bytes != 4 && bytes != 8)
		return gen_fail(g, loc, "the kernel cannot change the byte order of a value of %u bytes", bytes);
	op = gen_op(g, OP_byteorder);
	gen_set_reg(op, NFTA_BYTEORDER_SREG, reg);
	gen_set_reg(op, NFTA_BYTEORDER_DREG, reg);
	op_set(op, NFTA_BYTEORDER_OP, to == ORDER_NET ? NFT_BYTEORDER_HTON : NFT_BYTEORDER_NTOH);
	op_set(op, NFTA_BYTEORDER_LEN, bytes);
	op_set(op, NFTA_BYTEORDER_SIZE, bytes);
	return 0;
}
