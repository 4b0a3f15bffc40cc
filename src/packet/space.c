/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/space.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t h, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3ull;
	h ^= h >> 29;
	return h * 0xbf58476d1ce4e5b9ull;
}

void space_interval(struct region *r, struct space_builder *b, const uint8_t *lo, const uint8_t *hi, uint64_t id)
{
	struct interval v = { .id = id };

	if (b->whole || memcmp(lo, hi, SIM_BYTES) > 0)
		return;
	memcpy(v.lo, lo, SIM_BYTES);
	memcpy(v.hi, hi, SIM_BYTES);
	if (!id)
		v.id = mix(mix(0xcbf29ce484222325ull, lo, SIM_BYTES), hi, SIM_BYTES);
	vec_push(r, &b->intervals, v);
}

void space_point(struct region *r, struct space_builder *b, uint64_t value)
{
	uint8_t v[SIM_BYTES];

	wide_set_u64(v, SIM_BYTES, value);
	space_interval(r, b, v, v, 0);
}

void space_mask(struct region *r, struct space_builder *b, const uint8_t *mask, const uint8_t *value)
{
	struct masked m;

	if (b->whole)
		return;
	memcpy(m.mask, mask, SIM_BYTES);
	memcpy(m.value, value, SIM_BYTES);
	for (uint32_t i = 0; i < b->masks.n; i++)
		if (!memcmp(&b->masks.v[i], &m, sizeof(m)))
			return;
	vec_push(r, &b->masks, m);
}

static struct sim_class class_of(const uint8_t *lo, const uint8_t *hi)
{
	struct sim_class c;

	memcpy(c.rep, lo, SIM_BYTES);
	memcpy(c.lo, lo, SIM_BYTES);
	memcpy(c.hi, hi, SIM_BYTES);
	c.single = !memcmp(lo, hi, SIM_BYTES);
	return c;
}

typedef VEC(struct sim_class) class_vec;

static void finish(struct region *r, struct space_builder *b, const class_vec *classes)
{
	b->space = sim_space_new(r, b->type, b->bits, classes->n);
	b->space->string = b->string;
	memcpy(b->space->classes, classes->v, classes->n * sizeof(*classes->v));
}

/* ------------------------------------------------------------------ small fields: every value */
static void make_all(struct region *r, struct space_builder *b)
{
	class_vec classes = { 0 };

	for (uint64_t v = 0; v < 1u << b->bits; v++) {
		uint8_t w[SIM_BYTES];

		wide_set_u64(w, SIM_BYTES, v);
		vec_push(r, &classes, class_of(w, w));
	}
	finish(r, b, &classes);
}

/* ------------------------------------------------------------------ intervals: sweep, and merge what is covered alike */
struct event { uint8_t at[SIM_BYTES]; uint64_t delta; };

static int by_place(const void *a, const void *b)
{
	return memcmp(((const struct event *)a)->at, ((const struct event *)b)->at, SIM_BYTES);
}

struct piece { struct sim_class c; uint64_t signature; };
typedef VEC(struct piece) piece_vec;

static void sweep(struct region *r, const struct space_builder *b, piece_vec *out)
{
	struct event *ev = region_alloc(r, (2 * (size_t)b->intervals.n + 1) * sizeof(*ev));
	uint8_t max[SIM_BYTES], at[SIM_BYTES] = { 0 }, end[SIM_BYTES];
	uint64_t signature = 0;
	size_t n = 0, i = 0;

	wide_prefix_mask(max, SIM_BYTES, b->bits, b->bits);
	for (uint32_t k = 0; k < b->intervals.n; k++) {
		const struct interval *v = &b->intervals.v[k];

		memcpy(ev[n].at, v->lo, SIM_BYTES);
		ev[n++].delta = v->id;
		memcpy(end, v->hi, SIM_BYTES);
		if (memcmp(end, max, SIM_BYTES) >= 0 || !wide_increment(end, SIM_BYTES))
			continue;
		memcpy(ev[n].at, end, SIM_BYTES);
		ev[n++].delta = -v->id;
	}
	qsort(ev, n, sizeof(*ev), by_place);
	for (;;) {
		struct piece p;

		while (i < n && !memcmp(ev[i].at, at, SIM_BYTES))
			signature += ev[i++].delta;
		memcpy(end, i < n ? ev[i].at : max, SIM_BYTES);
		if (i < n)
			wide_decrement(end, SIM_BYTES);
		p.c = class_of(at, end);
		p.signature = signature;
		vec_push(r, out, p);
		if (i == n)
			return;
		memcpy(at, ev[i].at, SIM_BYTES);
	}
}

static int by_signature(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->signature != y->signature)
		return x->signature < y->signature ? -1 : 1;
	return memcmp(x->c.lo, y->c.lo, SIM_BYTES);
}

static bool is_longer(const struct sim_class *a, const struct sim_class *b)
{
	uint8_t x[SIM_BYTES], y[SIM_BYTES];
	int borrow = 0, other = 0;

	for (int i = SIM_BYTES - 1; i >= 0; i--) {
		int d = a->hi[i] - a->lo[i] - borrow, e = b->hi[i] - b->lo[i] - other;

		borrow = d < 0;
		other = e < 0;
		x[i] = (uint8_t)d;
		y[i] = (uint8_t)e;
	}
	return memcmp(x, y, SIM_BYTES) > 0;
}

static int by_low(const void *a, const void *b)
{
	return memcmp(((const struct sim_class *)a)->lo, ((const struct sim_class *)b)->lo, SIM_BYTES);
}

static void make_intervals(struct region *r, struct space_builder *b)
{
	class_vec classes = { 0 };
	piece_vec pieces = { 0 };

	sweep(r, b, &pieces);
	qsort(pieces.v, pieces.n, sizeof(*pieces.v), by_signature);
	vec_each(i, &pieces) {
		const struct piece *p = &pieces.v[i];
		struct sim_class *last = classes.n ? &classes.v[classes.n - 1] : NULL;

		if (!last || p->signature != pieces.v[i - 1].signature) {
			vec_push(r, &classes, p->c);
			continue;
		}
		if (is_longer(&p->c, last))	/* the longest shows best what the class is */
			*last = p->c;
		last->single = false;
	}
	qsort(classes.v, classes.n, sizeof(*classes.v), by_low);
	finish(r, b, &classes);
}

/* ------------------------------------------------------------------ masks: groups of bits that no mask tells apart */
struct bit_group { uint8_t bits[SIM_BYTES]; VEC(uint64_t) low; };	/* low: values of the group, its bits pushed together (64 at most) */

static bool bit_of(const uint8_t *w, unsigned bit)
{
	return w[SIM_BYTES - 1 - bit / 8] >> (bit % 8) & 1;
}

static uint64_t extract(const uint8_t *w, const struct bit_group *g)
{
	uint64_t v = 0;
	unsigned n = 0;

	for (unsigned bit = 0; bit < SIM_BYTES * 8; bit++)
		if (bit_of(g->bits, bit) && n < 64)
			v |= (uint64_t)bit_of(w, bit) << n++;
	return v;
}

static void deposit(uint8_t *w, const struct bit_group *g, uint64_t v)
{
	unsigned n = 0;

	for (unsigned bit = 0; bit < SIM_BYTES * 8; bit++) {
		if (!bit_of(g->bits, bit))
			continue;
		if (n < 64 && (v >> n & 1))
			w[SIM_BYTES - 1 - bit / 8] |= (uint8_t)(1u << (bit % 8));
		n++;
	}
}

static unsigned group_size(const struct bit_group *g)
{
	unsigned n = 0;

	for (unsigned i = 0; i < SIM_BYTES; i++)
		n += (unsigned)__builtin_popcount(g->bits[i]);
	return n;
}

static void add_low(struct region *r, struct bit_group *g, uint64_t v)
{
	for (uint32_t i = 0; i < g->low.n; i++)
		if (g->low.v[i] == v)
			return;
	vec_push(r, &g->low, v);
}

/* One value that no constant has, if there is room for one. */
static void add_other(struct region *r, struct bit_group *g)
{
	unsigned size = group_size(g);
	uint32_t had = g->low.n;

	for (uint64_t v = 0; g->low.n == had && (size >= 64 || v < 1ull << size); v++)
		add_low(r, g, v);
}

static bool same_masks(const struct space_builder *b, unsigned x, unsigned y)
{
	for (uint32_t i = 0; i < b->masks.n; i++)
		if (bit_of(b->masks.v[i].mask, x) != bit_of(b->masks.v[i].mask, y))
			return false;
	return true;
}

static unsigned make_groups(const struct space_builder *b, struct bit_group *groups)
{
	unsigned n = 0, first[SIM_BYTES * 8];

	for (unsigned bit = 0; bit < b->bits; bit++) {
		unsigned g;

		for (g = 0; g < n && !same_masks(b, first[g], bit); g++)
			;
		if (g == n)
			first[n++] = bit;
		groups[g].bits[SIM_BYTES - 1 - bit / 8] |= (uint8_t)(1u << (bit % 8));
	}
	return n;
}

static bool product(struct region *r, const struct bit_group *groups, unsigned n, class_vec *out)
{
	uint64_t total = 1;

	for (unsigned g = 0; g < n; g++) {
		total *= groups[g].low.n;
		if (total > SPACE_MAX_PRODUCT)
			return false;
	}
	for (uint64_t k = 0; k < total; k++) {
		uint8_t w[SIM_BYTES] = { 0 };
		uint64_t rest = k;

		for (unsigned g = 0; g < n; g++) {
			deposit(w, &groups[g], groups[g].low.v[rest % groups[g].low.n]);
			rest /= groups[g].low.n;
		}
		vec_push(r, out, class_of(w, w));
	}
	return true;
}

#define FEW 16	/* values of a piece that are taken one by one */

static void add_values(struct region *r, const struct sim_class *piece, class_vec *out)
{
	uint8_t w[SIM_BYTES];

	memcpy(w, piece->lo, SIM_BYTES);
	for (unsigned i = 0; i < FEW; i++) {
		vec_push(r, out, class_of(w, w));
		if (!memcmp(w, piece->hi, SIM_BYTES) || !wide_increment(w, SIM_BYTES))
			return;
	}
}

static bool masks_differ(const struct space_builder *b, const uint8_t *x, const uint8_t *y)
{
	vec_each(i, &b->masks) {
		const struct masked *m = &b->masks.v[i];
		bool in[2] = { true, true };

		for (unsigned k = 0; k < SIM_BYTES; k++) {
			in[0] &= (x[k] & m->mask[k]) == m->value[k];
			in[1] &= (y[k] & m->mask[k]) == m->value[k];
		}
		if (in[0] != in[1])
			return true;
	}
	return false;
}

/* Is there no other value that the ruleset treats like this one? False also where that is not looked at. */
static bool is_alone(const struct space_builder *b, const piece_vec *pieces, const uint8_t *w)
{
	uint8_t o[SIM_BYTES];
	uint32_t p = 0;

	while (memcmp(pieces->v[p].c.hi, w, SIM_BYTES) < 0)
		p++;
	memcpy(o, pieces->v[p].c.lo, SIM_BYTES);
	for (unsigned i = 0; i < FEW; i++) {
		if (memcmp(o, w, SIM_BYTES) && !masks_differ(b, o, w))
			return false;
		if (!memcmp(o, pieces->v[p].c.hi, SIM_BYTES))
			return true;
		wide_increment(o, SIM_BYTES);
	}
	return false;
}

static bool make_masked(struct region *r, struct space_builder *b)
{
	struct bit_group *groups = region_alloc(r, SIM_BYTES * 8 * sizeof(*groups));
	class_vec classes = { 0 };
	piece_vec pieces = { 0 };
	unsigned n = make_groups(b, groups);
	uint32_t kept = 0;
	bool whole;

	sweep(r, b, &pieces);
	for (unsigned g = 0; g < n; g++) {
		for (uint32_t i = 0; i < b->masks.n; i++)
			add_low(r, &groups[g], extract(b->masks.v[i].value, &groups[g]));
		for (uint32_t i = 0; i < pieces.n && i < 64; i++)
			add_low(r, &groups[g], extract(pieces.v[i].c.lo, &groups[g]));
		add_other(r, &groups[g]);
	}
	whole = product(r, groups, n, &classes);
	vec_each(i, &pieces)
		add_values(r, &pieces.v[i].c, &classes);
	qsort(classes.v, classes.n, sizeof(*classes.v), by_low);
	vec_each(i, &classes)
		if (!kept || memcmp(classes.v[i].lo, classes.v[kept - 1].lo, SIM_BYTES))
			classes.v[kept++] = classes.v[i];
	classes.n = kept;
	vec_each(i, &classes)
		classes.v[i].single = is_alone(b, &pieces, classes.v[i].lo);
	finish(r, b, &classes);
	return whole;
}

/* ------------------------------------------------------------------ names: those that are named, and one for every way to match the rest */
static uint64_t name_signature(const struct space_builder *b, const uint8_t *name)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < b->intervals.n; i++)
		if (memcmp(name, b->intervals.v[i].lo, SIM_BYTES) >= 0 && memcmp(name, b->intervals.v[i].hi, SIM_BYTES) <= 0)
			sum += b->intervals.v[i].id;
	return sum;
}

static void add_name(struct region *r, const struct space_builder *b, piece_vec *out, const char *stem, size_t len, const char *tail, bool single)
{
	uint8_t name[SIM_BYTES] = { 0 };
	struct piece p;

	if (len + strlen(tail) >= SIM_BYTES)
		return;
	memcpy(name, stem, len);
	memcpy(name + len, tail, strlen(tail));
	p.c = class_of(name, name);
	p.c.single = single;
	p.signature = name_signature(b, name);
	vec_each(i, out)
		if (out->v[i].signature == p.signature)
			return;
	vec_push(r, out, p);
}

static void make_names(struct region *r, struct space_builder *b)
{
	static const char *const tails[] = { "0", "7", "x" };
	class_vec classes = { 0 };
	piece_vec pieces = { 0 };

	for (unsigned pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < b->intervals.n; i++) {
			const struct interval *v = &b->intervals.v[i];
			size_t len = strnlen((const char *)v->lo, SIM_BYTES);

			if (!memcmp(v->lo, v->hi, SIM_BYTES)) {
				if (pass == 0)
					add_name(r, b, &pieces, (const char *)v->lo, len, "", true);
			} else if (pass == 1) {
				for (unsigned t = 0; t < sizeof(tails) / sizeof(*tails); t++)
					add_name(r, b, &pieces, (const char *)v->lo, len, tails[t], false);
			}
		}
	add_name(r, b, &pieces, "other0", 6, "", false);
	vec_each(i, &pieces)
		vec_push(r, &classes, pieces.v[i].c);
	finish(r, b, &classes);
}

bool space_make(struct region *r, struct space_builder *b)
{
	if (b->string) {
		make_names(r, b);
		return true;
	}
	if (!b->bits || b->bits > SIM_BYTES * 8)
		b->bits = SIM_BYTES * 8;
	if (b->bits <= 8) {
		make_all(r, b);
		return true;
	}
	if (b->masks.n)
		return make_masked(r, b);
	make_intervals(r, b);
	return true;
}
