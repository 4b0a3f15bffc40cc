/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit operations: every face of the kind. */
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
/* A value of @bits: short ones are widened with zeros in front. */
static void operand(const struct expr *v, uint8_t *out, unsigned bytes)
{
	unsigned have = expr_bytes(v);

	memset(out, 0, bytes);
	if (have <= bytes)
		memcpy(out + bytes - have, v->value.data, have);
	else
		memcpy(out, v->value.data + have - bytes, bytes);
}

static int fold_constants(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *l = e->binop.left, *r = e->binop.right;
	uint8_t a[WIDE_MAX], b[WIDE_MAX], all[WIDE_MAX] = { 0 };
	unsigned bytes = expr_bytes(l), shift = (unsigned)wide_get_u64(r->value.data, expr_bytes(r));
	struct strbuf s = { 0 };
	int ret = 0;

	operand(l, a, bytes);
	operand(r, b, bytes);
	switch (e->binop.op) {
	case BINOP_AND:	wide_and(a, b, bytes); break;
	case BINOP_OR:	wide_or(a, b, bytes); break;
	case BINOP_XOR:	wide_xor(a, b, bytes); break;
	case BINOP_SHL:	wide_shl(a, bytes, shift < l->bits ? shift : l->bits); break;
	case BINOP_SHR:	wide_shr(a, bytes, shift < l->bits ? shift : l->bits); break;
	}
	if (!wide_fits(a, bytes, l->bits)) {
		wide_prefix_mask(all, bytes, l->bits, l->bits);
		wide_print_dec(&s, all, bytes);
		ret = check_fail(c, e->loc, "Value exceeds valid range 0-%s", strbuf_str(&s));
		strbuf_free(&s);
		return ret;
	}
	*ep = expr_value(c->r, e->loc, l->type, l->order, a, l->bits);
	return 0;
}

static bool is_shift(const struct expr *e)
{
	return e->binop.op == BINOP_SHL || e->binop.op == BINOP_SHR;
}

/* The constant side is written for the width of the result: a value to be set may be wider than the field it is made from. */
static struct check_want right_want(struct check *c, const struct expr *e)
{
	const struct expr *l = e->binop.left;
	struct check_want w = check_want_of(l);

	if (is_shift(e))
		return check_want_type(&integer_type, ORDER_HOST, 32);
	if (c->in_value && c->want.type && c->want.bits > l->bits) {
		if (c->want.type->cls != l->type->cls || !l->type->symtab)
			w.type = l->type->symtab ? l->type : c->want.type;
		w.bits = c->want.bits;
		w.order = c->want.order;
	}
	return w;
}

static int operand_check(struct check *c, struct expr **ep, struct check_want w)
{
	struct expr *e;
	int ret = check_expr_as(c, ep, w);

	if (ret)
		return ret;
	e = *ep;
	if (e->id == E_LIST)
		*ep = e = check_fold_list(c, e);
	if (!e || e->id == E_SETREF || e->id == E_VERDICT || e->id == E_RANGE || e->id == E_PREFIX || e->id == E_CONCAT ||
	    check_is_string(e->type))
		return check_fail(c, e ? e->loc : (struct loc){ 0 }, "Binary operation is undefined for %s", e ? check_type_text(c, e) : "lists");
	return 0;
}

static int shift_check(struct check *c, const struct expr *e, uint32_t bits)
{
	const struct expr *r = e->binop.right;

	if (r->id != E_VALUE)
		return check_fail(c, r->loc, "Right hand side of binary operation (shift) must be constant");
	if (wide_get_u64(r->value.data, expr_bytes(r)) >= bits)
		return check_fail(c, r->loc, "Shift of %u bits is undefined for type of %u bits width",
				  (unsigned)wide_get_u64(r->value.data, expr_bytes(r)), bits);
	return 0;
}

static int binop_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *l, *r;
	int ret;

	ret = operand_check(c, &e->binop.left, c->want);
	if (ret)
		return ret;
	l = e->binop.left;
	ret = operand_check(c, &e->binop.right, right_want(c, e));
	if (ret)
		return ret;
	r = e->binop.right;
	e->type = l->type;
	e->bits = l->bits;
	e->order = l->order;
	if (c->in_value && c->want.bits > e->bits) {
		e->bits = c->want.bits;
		e->order = c->want.order;
	}
	if (is_shift(e)) {
		ret = shift_check(c, e, e->bits);
		if (ret)
			return ret;
	}
	if (l->id == E_VALUE && r->id == E_VALUE)
		return fold_constants(c, ep);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static const struct { const char *text; uint8_t binds; } operators[] = {
	[BINOP_SHL] = { "<<", 1 }, [BINOP_SHR] = { ">>", 1 }, [BINOP_AND] = { "&", 2 }, [BINOP_XOR] = { "^", 3 }, [BINOP_OR] = { "|", 4 },
};

/* How loosely an operand holds together: several flags are shown or'ed. */
static unsigned looseness(const struct expr *e)
{
	unsigned n = 0, bytes = expr_bytes(e);

	if (e->id == E_BINOP)
		return operators[e->binop.op].binds;
	if (e->id == E_UNARY)
		return looseness(e->unary.arg);
	if (e->id != E_VALUE || !type_is_flags(e->type))
		return 0;
	for (unsigned i = 0; i < bytes; i++)
		n += __builtin_popcount(e->value.data[i]);
	return n > 1 && n < e->bits ? operators[BINOP_OR].binds : 0;
}

static void operand_print(struct printer *p, const struct expr *e, uint8_t op)
{
	bool parens = looseness(e) > operators[op].binds;

	if (parens)
		prs(p, "(");
	print_expr(p, e);
	if (parens)
		prs(p, ")");
}

static void binop_print(struct printer *p, const struct expr *e)
{
	operand_print(p, e->binop.left, e->binop.op);
	pr(p, " %s ", operators[e->binop.op].text);
	operand_print(p, e->binop.right, e->binop.op);
}

/* ---------------------------------------------------------------- JSON out */

/* Operands of one operator in a row stand beside each other; only from the left where the order matters. */
static void put_operands(struct json_out *o, json_t *list, const struct expr *e, uint8_t op)
{
	json_t *flags;

	if (e->id == E_BINOP && e->binop.op == op) {
		put_operands(o, list, e->binop.left, op);
		if (op == BINOP_SHL || op == BINOP_SHR)
			json_array_append_new(list, jout_expr(o, e->binop.right));
		else
			put_operands(o, list, e->binop.right, op);
	} else if (e->id == E_VALUE && op == BINOP_OR) {
		flags = jout_value_expr(o, e, JOUT_LIST);
		if (json_is_array(flags))
			json_array_extend(list, flags);
		else
			json_array_append(list, flags);
		json_decref(flags);
	} else {
		json_array_append_new(list, jout_expr(o, e));
	}
}

static json_t *binop_json(struct json_out *o, const struct expr *e)
{
	json_t *list = json_array();

	put_operands(o, list, e, e->binop.op);
	return jout_one(operators[e->binop.op].text, list);
}

/* ---------------------------------------------------------------- netlink out */

static bool is_bool(const struct expr *e)
{
	return e->id == E_BINOP && e->binop.op != BINOP_SHL && e->binop.op != BINOP_SHR;
}

static bool is_number(const struct expr *e)
{
	return e->id == E_VALUE || e->id == E_LIST;
}

bool gen_is_constant_bool(const struct expr *e)
{
	return is_bool(e) && (is_number(e->binop.left) || is_number(e->binop.right));
}

/* x & value, x | value, x ^ value on top of (x & mask) ^ xor. */
static void fold(uint8_t op, const uint8_t *value, uint8_t *mask, uint8_t *xor, unsigned bytes)
{
	uint8_t not[WIDE_MAX];

	switch (op) {
	case BINOP_AND:
		wide_and(mask, value, bytes);
		wide_and(xor, value, bytes);
		break;
	case BINOP_OR:
		memcpy(not, value, bytes);
		wide_not(not, bytes);
		wide_and(mask, not, bytes);
		wide_or(xor, value, bytes);
		break;
	default:
		wide_xor(xor, value, bytes);
	}
}

int gen_fold_binop(struct gen *g, const struct expr *e, unsigned bytes, uint8_t *mask, uint8_t *xor, const struct expr **base)
{
	const struct expr *left = e->binop.left, *right = e->binop.right;
	uint8_t value[WIDE_MAX];
	int err;

	if (is_number(left)) {
		left = e->binop.right;
		right = e->binop.left;
	}
	if (gen_is_constant_bool(left)) {
		err = gen_fold_binop(g, left, bytes, mask, xor, base);
		if (err)
			return err;
	} else {
		memset(mask, 0xff, bytes);
		memset(xor, 0, bytes);
		*base = left;
	}
	err = gen_const(g, right, value, bytes);
	if (!err)
		fold(e->binop.op, value, mask, xor, bytes);
	return err;
}

static int gen_constant_bool(struct gen *g, const struct expr *e, unsigned dreg, unsigned bytes, enum byte_order order)
{
	uint8_t mask[WIDE_MAX], xor[WIDE_MAX];
	const struct expr *base;
	int err;

	if (bytes > WIDE_MAX)
		return gen_fail(g, e->loc, "values of more than %u bytes are not supported", WIDE_MAX);
	err = gen_fold_binop(g, e, bytes, mask, xor, &base);
	if (!err)
		err = gen_load(g, base, dreg, bytes, order);
	if (!err)
		gen_bitwise(g, dreg, dreg, mask, xor, bytes, order);
	return err;
}

static int gen_register_bool(struct gen *g, const struct expr *e, unsigned dreg, unsigned bytes, enum byte_order order)
{
	static const uint8_t ops[] = { [BINOP_AND] = NFT_BITWISE_AND, [BINOP_OR] = NFT_BITWISE_OR, [BINOP_XOR] = NFT_BITWISE_XOR };
	unsigned saved = g->next_reg, other;
	int err = gen_load(g, e->binop.left, dreg, bytes, order);

	if (!err)
		err = gen_alloc(g, e->loc, bytes, false, &other);
	if (!err)
		err = gen_load(g, e->binop.right, other, bytes, order);
	g->next_reg = saved;
	if (!err)
		gen_bitwise_regs(g, ops[e->binop.op], dreg, other, bytes);
	return err;
}

static int gen_constant_shift(struct gen *g, const struct expr *e, unsigned dreg, unsigned bytes)
{
	uint8_t count[4];
	int err;

	if (!is_number(e->binop.right))
		return gen_fail(g, e->binop.right->loc, "the kernel shifts by constants only");
	if (bytes > 4)
		return gen_fail(g, e->loc, "the kernel shifts values of up to 4 bytes only");
	err = gen_const(g, e->binop.right, count, sizeof(count));
	if (!err)
		err = gen_load(g, e->binop.left, dreg, bytes, ORDER_HOST);
	if (!err)
		gen_shift(g, dreg, bytes, e->binop.op == BINOP_SHL, (uint32_t)wide_get_u64(count, sizeof(count)));
	return err;
}

static int binop_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	unsigned bytes = expr_bytes(e);

	if (!is_bool(e))
		return gen_constant_shift(g, e, dreg, bytes);
	if (gen_is_constant_bool(e))
		return gen_constant_bool(g, e, dreg, bytes, gen_order(e));
	return gen_register_bool(g, e, dreg, bytes, gen_order(e));
}

/* ---------------------------------------------------------------- netlink in */

/* Constants of register @len bytes beside @left. */
static struct expr *operand_const(struct decode *d, const struct expr *left, const uint8_t *v, unsigned len)
{
	return decode_const(d, v, len, left->type, ORDER_NET, len * 8);
}

/* (x & mask) ^ xor is said in the words that it was made from: bits of xor outside of the mask were or'ed. */
static struct expr *bool_decode(struct decode *d, struct expr *e, const struct op *op, unsigned len, enum byte_order order)
{
	uint8_t mask[WIDE_MAX], xor[WIDE_MAX], set[WIDE_MAX], ones[WIDE_MAX];

	memcpy(mask, op->a[NFTA_BITWISE_MASK].data, len);
	memcpy(xor, op->a[NFTA_BITWISE_XOR].data, len);
	decode_to_network(mask, len, e->type, order);
	decode_to_network(xor, len, e->type, order);
	memcpy(set, mask, len);
	wide_not(set, len);
	wide_and(set, xor, len);
	wide_xor(xor, set, len);
	wide_or(mask, set, len);
	memset(ones, 0xff, len);
	if (memcmp(mask, ones, len))
		e = decode_binop(d, BINOP_AND, e, operand_const(d, e, mask, len));
	if (!wide_is_zero(xor, len))
		e = decode_binop(d, BINOP_XOR, e, operand_const(d, e, xor, len));
	if (!wide_is_zero(set, len))
		e = decode_binop(d, BINOP_OR, e, operand_const(d, e, set, len));
	e->bits = e->bits < len * 8 && e->id == E_BINOP ? len * 8 : e->bits;
	return e;
}

static struct expr *shift_decode(struct decode *d, struct expr *e, const struct op *op, bool left)
{
	const struct op_val *count = &op->a[NFTA_BITWISE_DATA];
	struct expr *n;

	if (!count->set || count->len != 4)
		return NULL;
	n = decode_const(d, count->data, 4, &integer_type, ORDER_HOST, 32);
	return decode_binop(d, left ? BINOP_SHL : BINOP_SHR, e, n);
}

int bitwise_decode(struct decode *d, const struct op *op)
{
	static const uint8_t two[] = { [NFT_BITWISE_AND] = BINOP_AND, [NFT_BITWISE_OR] = BINOP_OR, [NFT_BITWISE_XOR] = BINOP_XOR };
	struct expr *e = decode_raw(d, op, NFTA_BITWISE_SREG), *other, *out = NULL;
	uint64_t code = op_get(op, NFTA_BITWISE_OP), len = op_get(op, NFTA_BITWISE_LEN);
	enum byte_order order;

	if (!e || !len || len > WIDE_MAX)
		return decode_unknown(d, op);
	/* what is one byte wide is widened in host order */
	order = expr_bytes(e) == 1 && len > 1 ? ORDER_HOST : e->order;
	if (code == NFT_BITWISE_BOOL && op->a[NFTA_BITWISE_MASK].len == len && op->a[NFTA_BITWISE_XOR].len == len) {
		out = bool_decode(d, e, op, (unsigned)len, order);
	} else if (code == NFT_BITWISE_LSHIFT || code == NFT_BITWISE_RSHIFT) {
		out = shift_decode(d, e, op, code == NFT_BITWISE_LSHIFT);
	} else if (code <= NFT_BITWISE_XOR && op_has(op, NFTA_BITWISE_SREG2)) {
		other = decode_raw(d, op, NFTA_BITWISE_SREG2);
		out = other ? decode_binop(d, two[code], e, other) : NULL;
	}
	if (!out)
		return decode_unknown(d, op);
	decode_load(d, op, NFTA_BITWISE_DREG, out);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int binop_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	uint8_t mask[SIM_BYTES];
	struct sim_value right;
	int err = sim_eval(s, e->binop.left, out);

	if (!err)
		err = sim_eval(s, e->binop.right, &right);
	if (err || out->broken)
		return err;
	if (right.broken) {
		out->broken = true;
		return 0;
	}
	switch (e->binop.op) {
	case BINOP_AND:	wide_and(out->data, right.data, SIM_BYTES); break;
	case BINOP_OR:	wide_or(out->data, right.data, SIM_BYTES); break;
	case BINOP_XOR:	wide_xor(out->data, right.data, SIM_BYTES); break;
	case BINOP_SHL:	wide_shl(out->data, SIM_BYTES, (unsigned)sim_number(right.data) % 128); break;
	case BINOP_SHR:	wide_shr(out->data, SIM_BYTES, (unsigned)sim_number(right.data) % 128); break;
	}
	if (e->bits && e->bits < SIM_BYTES * 8 && !sim_is_string(e->type)) {
		wide_prefix_mask(mask, SIM_BYTES, e->bits, e->bits);
		wide_and(out->data, mask, SIM_BYTES);
	}
	return 0;
}

const struct expr_ops binop_expr_ops = {
	.name = "binop",
	/* check */
	.check = binop_check,

	/* text out */
	.print = binop_print,

	/* JSON out */
	.json = binop_json,

	/* netlink out */
	.gen = binop_gen,

	/* simulate */
	.eval = binop_eval,
};
