/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of constants: cubes, intervals, and long lists of them, straight into the table of nodes. */
#include "packet/set.h"

#include "packet/set_node.h"

/* ------------------------------------------------------------------ cubes */
void set_cube_sort(struct set_cube *c)
{
	for (uint32_t i = 1; i < c->n; i++) {
		uint16_t level = c->level[i];
		uint8_t value = c->value[i];
		uint32_t k = i;

		for (; k && c->level[k - 1] > level; k--) {
			c->level[k] = c->level[k - 1];
			c->value[k] = c->value[k - 1];
		}
		c->level[k] = level;
		c->value[k] = value;
	}
}

static set_t cube_from(struct sets *s, const struct set_cube *c, uint32_t from, set_t rest)
{
	for (uint32_t i = c->n; i-- > from;)
		rest = c->value[i] ? set_node(s, c->level[i], SET_NONE, rest) : set_node(s, c->level[i], rest, SET_NONE);
	return rest;
}

set_t set_of_cube(struct sets *s, const struct set_cube *c, set_t rest)
{
	return cube_from(s, c, 0, rest);
}

/* What is left of the cube is told by the level of @a, so that a result is known by @a alone. */
struct cube_walk { struct sets *s; const struct set_cube *c; uint32_t op; };

static set_t and_cube(const struct cube_walk *w, set_t a, uint32_t i)
{
	struct sets *s = w->s;
	struct set_node x = *set_at(s, a);
	struct set_step *step;
	uint32_t from = i;
	set_t out, no;
	bool known;

	if (a == SET_NONE)
		return SET_NONE;
	while (i < w->c->n && w->c->level[i] < x.level)
		i++;
	if (i < w->c->n && w->c->level[i] == x.level) {
		out = and_cube(w, w->c->value[i] ? x.yes : x.no, i + 1);
		if (out == SET_NONE)
			return SET_NONE;
		if (w->c->value[i] ? out == x.yes && x.no == SET_NONE : out == x.no && x.yes == SET_NONE)
			out = a;
		else
			out = w->c->value[i] ? set_node(s, x.level, SET_NONE, out) : set_node(s, x.level, out, SET_NONE);
	} else if (i == w->c->n) {
		out = a;
	} else {	/* the cube does not ask for this bit */
		step = set_step(s, w->op, a, 0, &known);
		if (known) {
			out = step->result;
		} else {
			if (s->exhausted)
				return SET_NONE;
			no = and_cube(w, x.no, i);
			out = set_learn(s, w->op, a, 0, set_node(s, x.level, no, and_cube(w, x.yes, i)));
		}
	}
	if (out == SET_NONE)
		return SET_NONE;
	for (uint32_t split = i; split-- > from;)
		out = w->c->value[split] ? set_node(s, w->c->level[split], SET_NONE, out) : set_node(s, w->c->level[split], out, SET_NONE);
	return out;
}

set_t set_and_cube(struct sets *s, set_t a, const struct set_cube *c)
{
	struct cube_walk w = { s, c, N_SET_OPS + ++s->stamp };

	return and_cube(&w, a, 0);
}

static set_t diff_cube(const struct cube_walk *w, set_t a, uint32_t i)
{
	struct sets *s = w->s;
	struct set_node x = *set_at(s, a);
	struct set_step *step;
	uint32_t from = i;
	set_t out, no;
	bool known;

	if (a == SET_NONE || i == w->c->n)
		return SET_NONE;
	while (i < w->c->n && w->c->level[i] < x.level)
		i++;
	if (i == w->c->n) {
		out = SET_NONE;
	} else if (w->c->level[i] == x.level) {
		out = diff_cube(w, w->c->value[i] ? x.yes : x.no, i + 1);
		if (out == (w->c->value[i] ? x.yes : x.no))	/* the cube takes nothing away */
			return a;
		out = w->c->value[i] ? set_node(s, x.level, x.no, out) : set_node(s, x.level, out, x.yes);
	} else {
		step = set_step(s, w->op, a, 0, &known);
		if (known) {
			out = step->result;
		} else {
			if (s->exhausted)
				return SET_NONE;
			no = diff_cube(w, x.no, i);
			out = set_learn(s, w->op, a, 0, set_node(s, x.level, no, diff_cube(w, x.yes, i)));
		}
	}
	if (out == a)
		return a;
	for (uint32_t split = i; split-- > from;)	/* what the cube asks for, and @a does not */
		out = w->c->value[split] ? set_node(s, w->c->level[split], a, out) : set_node(s, w->c->level[split], out, a);
	return out;
}

set_t set_diff_cube(struct sets *s, set_t a, const struct set_cube *c)
{
	struct cube_walk w = { s, c, N_SET_OPS + ++s->stamp };

	return diff_cube(&w, a, 0);
}

static bool meets_cube(const struct cube_walk *w, set_t a, uint32_t i)
{
	struct sets *s = w->s;
	const struct set_node *x = set_at(s, a);
	struct set_step *step;
	bool known;

	while (a > SET_ALL) {
		while (i < w->c->n && w->c->level[i] < x->level)
			i++;
		if (i == w->c->n)
			return true;
		if (w->c->level[i] != x->level)
			break;
		a = w->c->value[i] ? x->yes : x->no;
		x = set_at(s, a);
	}
	if (a <= SET_ALL)
		return a == SET_ALL;
	step = set_step(s, w->op, a, 0, &known);
	if (known || s->exhausted)
		return known ? step->result : true;
	return set_learn(s, w->op, a, 0, meets_cube(w, x->yes, i) || meets_cube(w, x->no, i));
}

bool set_meets_cube(struct sets *s, set_t a, const struct set_cube *c)
{
	struct cube_walk w = { s, c, N_SET_OPS + ++s->stamp };

	return meets_cube(&w, a, 0);
}

/* ------------------------------------------------------------------ intervals */
static bool bit_at(const uint8_t *w, unsigned len, unsigned bits, unsigned i)
{
	unsigned from_right = bits - 1 - i;

	return w[len - 1 - from_right / 8] >> (from_right % 8) & 1;
}

/* Bit by bit from the lowest: what is in, so far, if the higher bits are those of lo, of hi, or of both. */
set_t set_range(struct sets *s, unsigned first, unsigned bits, const uint8_t *lo, const uint8_t *hi, unsigned len, set_t then)
{
	set_t above = then, below = then, both = then;

	for (unsigned i = bits; i-- > 0;) {
		bool l = bit_at(lo, len, bits, i), h = bit_at(hi, len, bits, i);
		set_t from = above, to = below;

		above = l ? set_node(s, first + i, SET_NONE, from) : set_node(s, first + i, from, then);
		below = h ? set_node(s, first + i, then, to) : set_node(s, first + i, to, SET_NONE);
		if (l == h)
			both = l ? set_node(s, first + i, SET_NONE, both) : set_node(s, first + i, both, SET_NONE);
		else
			both = l ? SET_NONE : set_node(s, first + i, from, to);
	}
	return both;
}

struct ranges { struct sets *s; unsigned first, bits, len; set_range_fn get; const void *arg; };

/* The first of the ranges from..to that does not end below the middle, at bit @i. */
static uint32_t first_above(const struct ranges *r, uint32_t from, uint32_t to, unsigned i)
{
	const uint8_t *lo, *hi;

	while (from < to) {
		uint32_t mid = from + (to - from) / 2;

		r->get(r->arg, mid, &lo, &hi);
		if (bit_at(hi, r->len, r->bits, i))
			to = mid;
		else
			from = mid + 1;
	}
	return from;
}

/* Ranges cut at the ends of the part of the number line where the bits above @i have the present values. */
struct cut { bool lo, hi; };	/* the first range begins before it; the last one ends behind it */

static set_t ranges_from(const struct ranges *r, uint32_t from, uint32_t to, unsigned i, struct cut cut)
{
	const uint8_t *lo, *hi;
	struct cut low = { cut.lo, false }, high = { false, cut.hi };
	uint32_t split;
	set_t no, yes = SET_NONE;

	if (from == to)
		return SET_NONE;
	if (cut.lo && cut.hi && to - from == 1)
		return SET_ALL;
	if (i == r->bits)
		return SET_ALL;
	split = first_above(r, from, cut.hi ? to - 1 : to, i);
	if (split < to) {	/* this range ends above the middle, and may begin below */
		bool begins_below = split == from && cut.lo;

		if (!begins_below) {
			r->get(r->arg, split, &lo, &hi);
			begins_below = !bit_at(lo, r->len, r->bits, i);
		}
		low.hi = begins_below;
		high.lo = begins_below;
		no = ranges_from(r, from, split + begins_below, i + 1, low);
		yes = ranges_from(r, split, to, i + 1, high);
	} else {
		no = ranges_from(r, from, to, i + 1, low);
	}
	return set_node(r->s, r->first + i, no, yes);
}

set_t set_ranges(struct sets *s, unsigned first, unsigned bits, unsigned len, uint32_t n, set_range_fn get, const void *arg)
{
	struct ranges r = { s, first, bits, len, get, arg };

	return ranges_from(&r, 0, n, 0, (struct cut){ false, false });
}

/* ------------------------------------------------------------------ sums */
void set_sum_add(struct sets *s, struct set_sum *sum, set_t a)
{
	unsigned i;

	if (a == SET_NONE)
		return;
	for (i = 0; i < 31 && sum->used >> i & 1; i++) {
		a = set_or(s, sum->v[i], a);
		sum->used &= ~(1u << i);
	}
	sum->v[i] = sum->used >> i & 1 ? set_or(s, sum->v[i], a) : a;
	sum->used |= 1u << i;
}

set_t set_sum_end(struct sets *s, struct set_sum *sum)
{
	set_t all = SET_NONE;

	for (unsigned i = 0; i < 32; i++)
		if (sum->used >> i & 1)
			all = set_or(s, all, sum->v[i]);
	sum->used = 0;
	return all;
}
