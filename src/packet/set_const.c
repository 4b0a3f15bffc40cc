/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of constants: numbers, intervals, and long lists of them, straight into the table of nodes. */
#include "packet/set.h"

#include "packet/set_node.h"

/* ------------------------------------------------------------------ numbers and intervals */
static bool bit_at(const uint8_t *w, unsigned len, unsigned bits, unsigned i)
{
	unsigned from_right = bits - 1 - i;

	return w[len - 1 - from_right / 8] >> (from_right % 8) & 1;
}

/* The bits from..to, at most 64. */
static uint64_t bits_of(const uint8_t *value, unsigned len, unsigned bits, unsigned from, unsigned to)
{
	unsigned shift = bits - to, n = to - from;
	uint64_t v = 0;

	for (unsigned have = 0, skip = shift % 8, at = len - 1 - shift / 8; have < n; at--) {
		v |= (uint64_t)(value[at] >> skip) << have;
		have += 8 - skip;
		skip = 0;
	}
	return set_low_bits(v, n);
}

/* Where the run of bits of @mask that ends before @to begins, not before @from. */
static unsigned run_from(const uint8_t *mask, unsigned len, unsigned bits, unsigned from, unsigned to)
{
	while (to > from) {
		unsigned right = bits - to;

		if (right % 8 == 0 && to - from >= 8 && mask[len - 1 - right / 8] == 0xff)
			to -= 8;
		else if (bit_at(mask, len, bits, to - 1))
			to--;
		else
			break;
	}
	return to;
}

/* The bits from..to of a number, where @mask (NULL: all) has one. */
static set_t bits_then(struct sets *s, unsigned first, unsigned bits, const uint8_t *value, const uint8_t *mask, unsigned len, unsigned from,
		       unsigned to, set_t then)
{
	while (to > from) {
		unsigned begin = to - from > SET_SPAN ? to - SET_SPAN : from;

		if (mask)
			begin = run_from(mask, len, bits, begin, to);
		if (begin < to)
			then = set_chain(s, first + begin, to - begin, bits_of(value, len, bits, begin, to), SET_NONE, then);
		else
			begin--;
		to = begin;
	}
	return then;
}

set_t set_masked(struct sets *s, unsigned first, unsigned bits, const uint8_t *value, const uint8_t *mask, unsigned len, set_t then)
{
	return bits_then(s, first, bits, value, mask, len, 0, bits, then);
}

/* The bits that both have alike from bit @i on. */
static unsigned bits_alike(const uint8_t *lo, const uint8_t *hi, unsigned len, unsigned bits, unsigned i)
{
	while (i < bits && bit_at(lo, len, bits, i) == bit_at(hi, len, bits, i))
		i++;
	return i;
}

static bool all_are(const uint8_t *v, unsigned len, unsigned bits, unsigned i, bool one)
{
	while (i < bits && bit_at(v, len, bits, i) == one)
		i++;
	return i == bits;
}

/* From bit @i on, above which both are the same. Bit by bit from the lowest: what is in, so far, if the bits above are those of lo,
 * or those of hi. */
static set_t range_from(struct sets *s, unsigned first, unsigned bits, const uint8_t *lo, const uint8_t *hi, unsigned len, unsigned i, set_t then)
{
	unsigned split = bits_alike(lo, hi, len, bits, i);
	set_t above = then, below = then;

	if (!all_are(lo, len, bits, split, false) || !all_are(hi, len, bits, split, true)) {
		for (unsigned k = bits; k-- > split + 1;) {
			above = bit_at(lo, len, bits, k) ? set_node(s, first + k, SET_NONE, above) : set_node(s, first + k, above, then);
			below = bit_at(hi, len, bits, k) ? set_node(s, first + k, then, below) : set_node(s, first + k, below, SET_NONE);
		}
		then = set_node(s, first + split, above, below);
	}
	return bits_then(s, first, bits, lo, NULL, len, i, split, then);
}

set_t set_range(struct sets *s, unsigned first, unsigned bits, const uint8_t *lo, const uint8_t *hi, unsigned len, set_t then)
{
	return range_from(s, first, bits, lo, hi, len, 0, then);
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
	if (!cut.lo && !cut.hi && to - from == 1) {
		r->get(r->arg, from, &lo, &hi);
		return range_from(r->s, r->first, r->bits, lo, hi, r->len, i, SET_ALL);
	}
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
