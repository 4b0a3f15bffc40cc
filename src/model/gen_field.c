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
	return e->ops->load_bytes(g, e, offset, bytes, dreg);
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
#define MERGE_RUN	32	/* matches that are looked at together */

/* A match that may be merged; where it stands, and whether it tells the protocol of what follows. */
struct neighbour { const struct stmt *s; uint32_t at; bool key; };
struct run { struct neighbour v[MERGE_RUN]; unsigned n; };

static bool mergeable(const struct stmt *s)
{
	const struct expr *l, *v;

	if (s->match.op != REL_EQ && s->match.op != REL_IMPLICIT)
		return false;
	l = s->match.left;
	v = s->match.right;
	return l->id == E_PAYLOAD && v->id == E_VALUE && l->payload.offset % 8 == 0 && l->bits % 8 == 0 && l->bits == v->bits &&
	       !(v->flags & EXPR_WILDCARD) && !match_is_flags(s->match.left, s->match.op, s->match.right);
}

static bool is_key(const struct expr *e)
{
	const struct header_row *h = e->payload.header;

	return h && h->key >= 0 && e->payload.field == &h->fields[h->key];
}

/* Sorted by header and place in it. */
static bool stands_before(const struct stmt *a, const struct stmt *b)
{
	const struct expr *x = a->match.left, *y = b->match.left;

	if (x->payload.inner != y->payload.inner)
		return (uintptr_t)x->payload.inner < (uintptr_t)y->payload.inner;
	if (x->payload.base != y->payload.base)
		return x->payload.base < y->payload.base;
	return x->payload.offset < y->payload.offset;
}

static void run_add(struct run *run, const struct stmt *s, uint32_t at)
{
	unsigned i = run->n++;

	for (; i && stands_before(s, run->v[i - 1].s); i--)
		run->v[i] = run->v[i - 1];
	run->v[i] = (struct neighbour){ .s = s, .at = at, .key = is_key(s->match.left) };
}

/* Whether @b follows @a in the packet and one load is no worse than two. */
static bool can_merge(const struct stmt *a, const struct stmt *b)
{
	const struct expr *x = a->match.left, *y = b->match.left;
	unsigned total = (x->bits + y->bits) / 8;

	if (x->payload.inner != y->payload.inner || x->payload.base != y->payload.base)
		return false;
	if (x->payload.offset + x->bits != y->payload.offset || total > MERGE_MAX)
		return false;
	return total <= MERGE_FAST || x->bits / 8 > MERGE_FAST || y->bits / 8 > MERGE_FAST;
}

static struct stmt *merge(struct region *r, const struct stmt *a, const struct stmt *b)
{
	unsigned n1 = a->match.left->bits / 8, n2 = b->match.left->bits / 8;
	struct stmt *s = stmt_new(r, S_MATCH, loc_join(a->loc, b->loc));
	uint8_t bytes[MERGE_MAX];

	memcpy(bytes, a->match.right->value.data, n1);
	memcpy(bytes + n1, b->match.right->value.data, n2);
	s->match.op = REL_EQ;
	s->match.left = region_memdup(r, a->match.left, sizeof(struct expr));
	s->match.left->bits = (n1 + n2) * 8;
	s->match.left->type = &integer_type;
	s->match.right = expr_value(r, s->loc, &integer_type, ORDER_NET, bytes, (n1 + n2) * 8);
	return s;
}

/* Merges the run into *copy. The one load stands where the protocol is told, else where the first field stood. */
static void run_end(struct region *r, struct run *run, struct stmt *const *stmts, uint32_t n, struct stmt ***copy)
{
	unsigned last = 0;

	for (unsigned i = 1; i < run->n; i++) {
		struct neighbour *a = &run->v[last], *b = &run->v[i];
		struct stmt *merged;

		if (!can_merge(a->s, b->s)) {
			last = i;
			continue;
		}
		if (!*copy)
			*copy = region_memdup(r, stmts, n * sizeof(**copy));
		merged = merge(r, a->s, b->s);
		(*copy)[a->at] = (*copy)[b->at] = NULL;
		a->at = b->key ? b->at : a->at;
		a->key |= b->key;
		a->s = (*copy)[a->at] = merged;
	}
	run->n = 0;
}

/* Matches only read and compare: they may be put in another order, but not across what does more. */
struct stmt *const *gen_merge_payload(struct region *r, struct stmt *const *stmts, uint32_t n)
{
	struct stmt **copy = NULL;
	struct run run = { .n = 0 };

	for (uint32_t i = 0; i < n; i++) {
		const struct stmt *s = stmts[i];

		if (s->id != S_MATCH || run.n == MERGE_RUN)
			run_end(r, &run, stmts, n, &copy);
		if (s->id == S_MATCH && mergeable(s))
			run_add(&run, s, i);
	}
	run_end(r, &run, stmts, n, &copy);
	return copy ? copy : stmts;
}
