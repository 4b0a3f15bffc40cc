/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink in: the expressions that decoding makes. */
#include "model/decode.h"

#include <string.h>

static const struct loc nowhere;

struct expr *decode_expr(struct decode *d, enum expr_id id, const struct dtype *t, enum byte_order order, unsigned bits)
{
	struct expr *e = expr_new(d->r, id, nowhere);

	e->type = t;
	e->order = (uint8_t)order;
	e->bits = bits;
	return e;
}

struct expr *decode_selector(struct decode *d, enum expr_id id, const struct selector *sel)
{
	return decode_expr(d, id, sel->type, sel->order, sel->bits ? sel->bits : sel->type->bits);
}

static bool is_text(const struct dtype *t)
{
	return t && dtype_is(t, &string_type);
}

void decode_to_network(uint8_t *data, unsigned len, const struct dtype *t, enum byte_order order)
{
	if (order == ORDER_HOST && !is_text(t) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		wide_reverse(data, len);
}

/* Strings: without the zeros at the end; numbers: as wide as the place that they are for. */
struct expr *decode_const(struct decode *d, const uint8_t *data, unsigned len, const struct dtype *t, enum byte_order order, unsigned bits)
{
	unsigned want = (bits + 7) / 8;
	uint8_t value[WIDE_MAX] = { 0 };

	if (!t)		/* beside a concatenation, of which no tool makes such rules */
		t = &integer_type;
	if (len > WIDE_MAX)
		len = WIDE_MAX;
	memcpy(value, data, len);
	if (is_text(t))
		return expr_value(d->r, nowhere, t, order, value, len * 8);
	decode_to_network(value, len, t, order);
	if (!want || want > WIDE_MAX)
		want = len;
	if (want < len && wide_is_zero(value, len - want))
		memmove(value, value + len - want, want);
	else if (want < len)
		want = len;
	if (want > len) {
		memmove(value + want - len, value, len);
		memset(value, 0, want - len);
	}
	return expr_value(d->r, nowhere, t, order, value, bits && want == (bits + 7) / 8 ? bits : want * 8);
}

struct expr *decode_string(struct decode *d, const char *text)
{
	return expr_value(d->r, nowhere, &string_type, ORDER_HOST, text, (unsigned)strlen(text) * 8);
}

/* Numbers that come out of a shift have no meaning of their own any more. */
struct expr *decode_binop(struct decode *d, uint8_t op, struct expr *left, struct expr *right)
{
	bool shift = op == BINOP_SHL || op == BINOP_SHR;
	struct expr *e = decode_expr(d, E_BINOP, shift ? &xinteger_type : left->type, shift ? ORDER_HOST : left->order, left->bits);

	e->binop.op = op;
	e->binop.left = left;
	e->binop.right = right;
	return e;
}

struct expr *decode_strip(struct expr *e)
{
	while (e && e->id == E_UNARY)
		e = e->unary.arg;
	return e;
}

/* A raw load: of a header, or of an option whose field is not known yet. */
bool decode_is_raw(const struct expr *e)
{
	return (e->id == E_PAYLOAD && !e->payload.field) || (e->id == E_EXTHDR && !e->exthdr.field && !e->exthdr.present);
}

unsigned decode_offset(const struct expr *e)
{
	return e->id == E_PAYLOAD ? e->payload.offset : e->exthdr.offset;
}
