/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink out of fields: what is no whole bytes is masked and shifted, and neighbours that are compared with constants are read at once. */
#include <string.h>

#include "model/gen.h"
#include "model/uapi.h"

bool gen_field(const struct expr *e, struct gen_field *f)
{
	unsigned offset;

	if (e->id == E_PAYLOAD)
		offset = e->payload.offset;
	else if (e->id == E_EXTHDR && !e->exthdr.present)
		offset = e->exthdr.offset;
	else
		return false;
	f->offset = offset / 8;
	f->bytes = (offset % 8 + e->bits + 7) / 8;
	f->shift = f->bytes * 8 - offset % 8 - e->bits;
	f->masked = offset % 8 || e->bits % 8;
	return true;
}

/* Ones where the field stands. */
void gen_field_mask(const struct expr *e, const struct gen_field *f, uint8_t *mask)
{
	memset(mask, 0, f->bytes);
	for (unsigned i = 0; i < e->bits; i++)
		mask[f->bytes - 1 - (f->shift + i) / 8] |= (uint8_t)(1u << (f->shift + i) % 8);
}

int gen_load_bytes(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg)
{
	return e->id == E_PAYLOAD ? gen_payload_load(g, e, offset, bytes, dreg) : gen_exthdr_load(g, e, offset, bytes, dreg);
}

int gen_load_masked(struct gen *g, const struct expr *e, const struct gen_field *f, unsigned dreg)
{
	uint8_t mask[WIDE_MAX], zero[WIDE_MAX] = { 0 };
	int err;

	if (f->bytes > WIDE_MAX)
		return gen_fail(g, e->loc, "a field of %u bytes does not fit the registers", f->bytes);
	err = gen_load_bytes(g, e, f->offset, f->bytes, dreg);
	if (err || !f->masked)
		return err;
	gen_field_mask(e, f, mask);
	gen_bitwise(g, dreg, dreg, mask, zero, f->bytes, ORDER_NET);
	return 0;
}

/* More bytes than the field needs, so that the kernel can change their byte order. */
static void widen(struct gen_field *f)
{
	unsigned bytes = f->bytes == 3 ? 4 : 8, more = bytes - f->bytes;

	if (f->offset >= more)
		f->offset -= more;
	else
		f->shift += more * 8;
	f->bytes = bytes;
	f->masked = true;
}

/* Loads the field as a number in host order. */
static int load_number(struct gen *g, const struct expr *e, struct gen_field f, unsigned dreg)
{
	int err;

	if (f.bytes == 3)
		widen(&f);
	if (f.bytes > 4)
		return gen_fail(g, e->loc, "the kernel cannot shift a field of %u bits to its place", e->bits);
	err = gen_load_masked(g, e, &f, dreg);
	if (err)
		return err;
	err = gen_convert(g, e->loc, dreg, f.bytes, ORDER_NET, ORDER_HOST);
	if (!err && f.shift)
		gen_shift(g, dreg, f.bytes, false, f.shift);
	return err;
}

int gen_load_field(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct gen_field f;

	if (!gen_field(e, &f))
		return gen_fail(g, e->loc, "this is no field of a header");
	return f.shift ? load_number(g, e, f, dreg) : gen_load_masked(g, e, &f, dreg);
}

bool gen_load_wide(struct gen *g, const struct expr *e, unsigned dreg, int *err)
{
	struct gen_field f;

	if (!gen_field(e, &f) || f.shift || f.bytes != 3)
		return false;
	*err = load_number(g, e, f, dreg);
	return true;
}

/* ---------------------------------------------------------------- neighbours */

#define MERGE_MAX	16	/* bytes: what one register holds */
#define MERGE_FAST	4	/* bytes that the kernel loads and compares without a call */

static bool mergeable(const struct stmt *s)
{
	const struct expr *l, *v;

	if (s->id != S_MATCH || (s->match.op != REL_EQ && s->match.op != REL_IMPLICIT))
		return false;
	l = s->match.left;
	v = s->match.right;
	return l->id == E_PAYLOAD && v->id == E_VALUE && l->payload.offset % 8 == 0 && l->bits % 8 == 0 && l->bits == v->bits &&
	       !(v->flags & EXPR_WILDCARD) && !gen_match_flags(s);
}

/* Whether @a and @b are neighbours, in any order, and one load is no worse than two. */
static bool can_merge(const struct stmt *a, const struct stmt *b)
{
	const struct expr *x = a->match.left, *y = b->match.left;
	unsigned total = (x->bits + y->bits) / 8;

	if (x->payload.base != y->payload.base || x->payload.inner != y->payload.inner)
		return false;
	if (x->payload.offset + x->bits != y->payload.offset && y->payload.offset + y->bits != x->payload.offset)
		return false;
	if (total > MERGE_MAX)
		return false;
	return total <= MERGE_FAST || x->bits / 8 > MERGE_FAST || y->bits / 8 > MERGE_FAST;
}

static struct stmt *merge(struct region *r, const struct stmt *a, const struct stmt *b)
{
	const struct stmt *first = a->match.left->payload.offset < b->match.left->payload.offset ? a : b, *second = first == a ? b : a;
	unsigned n1 = first->match.left->bits / 8, n2 = second->match.left->bits / 8;
	struct stmt *s = stmt_new(r, S_MATCH, loc_join(a->loc, b->loc));
	uint8_t bytes[MERGE_MAX];

	memcpy(bytes, first->match.right->value.data, n1);
	memcpy(bytes + n1, second->match.right->value.data, n2);
	s->match.op = REL_EQ;
	s->match.left = region_memdup(r, first->match.left, sizeof(struct expr));
	s->match.left->bits = (n1 + n2) * 8;
	s->match.left->type = &integer_type;
	s->match.right = expr_value(r, s->loc, &integer_type, ORDER_NET, bytes, (n1 + n2) * 8);
	return s;
}

/* Reading and comparing nothing but a packet that nobody changes in between may be put in another order. */
struct stmt *const *gen_merge_payload(struct region *r, struct stmt *const *stmts, uint32_t n)
{
	struct stmt **copy = NULL;
	const struct stmt *last = NULL;
	uint32_t at = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct stmt *s = stmts[i];

		if (s->id != S_MATCH)
			last = NULL;
		if (!mergeable(s))
			continue;
		if (!last || !can_merge(last, s)) {
			last = s;
			at = i;
			continue;
		}
		if (!copy)
			copy = region_memdup(r, stmts, n * sizeof(*copy));
		last = copy[at] = merge(r, last, s);
		copy[i] = NULL;
	}
	return copy ? copy : stmts;
}
