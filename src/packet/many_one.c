/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: one member of a set. */
#include "packet/many.h"

#include <string.h>

/* ------------------------------------------------------------------ the addresses of a connection differ */
/* As the order of levels puts one address before the other, a set that holds only connections of an address with itself asks for
 * every bit of the first, and then for the same: so the walk follows one value of the first address at a time. Where two bits or
 * more decide, all their other values lead to one place: too many for all of them to be what another bit string is. */
struct differ { const struct sets *s; unsigned first, second, bits; uint8_t value[SIM_BYTES * 8]; uint32_t budget; };
struct place { set_t a; unsigned off; };	/* within a node: behind its first bits */

static bool bit_of(const struct set_top *t, unsigned i)
{
	return t->bits >> (t->len - 1 - i) & 1;
}

static struct place after(const struct set_top *t, struct place p, unsigned n)
{
	return p.off + n == t->len ? (struct place){ t->yes, 0 } : (struct place){ p.a, p.off + n };
}

/* Does some member have another second address than the value? Its bits before @i are those of the value. */
static bool other_second(struct differ *d, struct place p, unsigned i)
{
	struct set_top t = set_top(d->s, p.a);
	unsigned level = t.level + p.off, left = t.len - p.off, n;

	if (p.a == SET_NONE || i == d->bits)
		return false;
	if (level > d->second + i)
		return true;	/* a bit that may be either */
	if (level < d->second + i) {	/* of something else: in between */
		n = left < d->second + i - level ? left : d->second + i - level;
		if (other_second(d, after(&t, p, n), i))
			return true;
		return t.no != SET_NONE && (left > n || other_second(d, (struct place){ t.no, 0 }, i));
	}
	if (left > 1 && t.no != SET_NONE)
		return true;
	n = left < d->bits - i ? left : d->bits - i;
	for (unsigned k = 0; k < n; k++)
		if (bit_of(&t, p.off + k) != d->value[i + k])
			return t.yes != SET_NONE || other_second(d, (struct place){ t.no, 0 }, i + 1);
	return t.no != SET_NONE || other_second(d, after(&t, p, n), i + n);
}

static bool differs(struct differ *d, struct place p, unsigned i)
{
	struct set_top t = set_top(d->s, p.a);
	unsigned level = t.level + p.off, left = t.len - p.off, n;

	if (p.a == SET_NONE)
		return false;
	if (!d->budget || !--d->budget)	/* so many pairs of equals, and nothing else, is no ruleset */
		return true;
	if (i == d->bits)
		return other_second(d, p, 0);
	if (level > d->first + i)
		return true;	/* two values of the first address: one of them is not the second */
	if (left > 1 && t.no != SET_NONE)
		return true;
	n = left < d->bits - i ? left : d->bits - i;
	for (unsigned k = 0; k < n; k++)
		d->value[i + k] = bit_of(&t, p.off + k);
	if (differs(d, after(&t, p, n), i + n))
		return true;
	d->value[i] = !d->value[i];
	return differs(d, (struct place){ t.no, 0 }, i + 1);
}

bool many_some(struct many *m, set_t s)
{
	const struct many_block *src = m->blocks.v[0], *dst = m->blocks.v[1];
	struct differ d = { .s = &m->sets, .first = src->first, .second = dst->first, .bits = src->bits, .budget = 1u << 20 };

	return differs(&d, (struct place){ s, 0 }, 0);
}

/* ------------------------------------------------------------------ values */
static bool take(struct many *m, set_t *s, const struct many_block *b, const uint8_t v[SIM_BYTES])
{
	set_t these = many_value(m, b, v);

	if (m->sets.exhausted || !set_meets(&m->sets, *s, these))
		return false;
	*s = set_and(&m->sets, *s, these);
	return true;
}

/* Those of some levels of the number; how many they are. */
static unsigned put_bits(uint8_t v[SIM_BYTES], const struct many_block *b, unsigned level, unsigned len, uint64_t bits)
{
	unsigned put = 0;

	for (unsigned i = 0; i < len; i++) {
		unsigned weight = b->first + b->bits - 1u - (level + i);

		if (level + i < b->first || level + i >= b->first + (unsigned)b->bits)
			continue;
		put++;
		if (bits >> (len - 1 - i) & 1)
			v[SIM_BYTES - 1 - weight / 8] |= (uint8_t)(1u << (weight % 8));
	}
	return put;
}

/* The value that the lowest way through the set has: bits that it does not ask for are 0. True: there is no other. */
static bool lowest(struct many *m, set_t at, const struct many_block *b, uint8_t v[SIM_BYTES])
{
	unsigned asked = 0;
	bool only = true;
	struct set_top t;

	memset(v, 0, SIM_BYTES);
	for (t = set_top(&m->sets, at); t.level < b->first + (unsigned)b->bits; t = set_top(&m->sets, at)) {
		if (t.no == SET_NONE) {
			asked += put_bits(v, b, t.level, t.len, t.bits);
			at = t.yes;
			continue;
		}
		only = false;
		if (t.bits) {
			at = t.no;
		} else if (t.yes != SET_NONE) {
			at = t.yes;
		} else {
			put_bits(v, b, t.level, t.len, 1);
			at = t.no;
		}
	}
	return only && asked == b->bits;
}

void many_choose(struct many *m, set_t *s, const struct sim_scalar *v, const uint8_t (*liked)[SIM_BYTES], unsigned n, const uint8_t *not_this,
		 uint8_t out[SIM_BYTES])
{
	const struct many_block *b;
	set_t without = *s;

	memcpy(out, v->data, SIM_BYTES);
	if (v->kind != SIM_SLOT)
		return;
	b = many_block(m, v->slot);
	if (lowest(m, *s, b, out))
		return;
	for (unsigned i = 0; i < n; i++)
		if (!(not_this && !memcmp(liked[i], not_this, SIM_BYTES)) && take(m, s, b, liked[i])) {
			memcpy(out, liked[i], SIM_BYTES);
			return;
		}
	lowest(m, without, b, out);
	while ((wide_is_zero(out, SIM_BYTES) || (not_this && !memcmp(out, not_this, SIM_BYTES))) && !m->sets.exhausted) {
		without = set_diff(&m->sets, without, many_value(m, b, out));	/* another one, if there is */
		if (without == SET_NONE)
			break;
		lowest(m, without, b, out);
	}
	take(m, s, b, out);
}
