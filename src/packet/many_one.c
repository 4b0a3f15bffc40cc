/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: one member of a set. */
#include "packet/many.h"

#include <string.h>

/* ------------------------------------------------------------------ the addresses of a connection differ */
/* As the order of levels puts one address before the other, a set that holds only connections of an address with itself asks for
 * every bit of the first, and then for the same: so the walk follows one value of the first address at a time. */
struct differ { struct sets *s; unsigned first, second, bits; uint8_t value[SIM_BYTES * 8]; uint32_t budget; };

/* Does some member below @a have another second address than the value? */
static bool other_second(struct differ *d, set_t a, unsigned i)
{
	unsigned level = set_level(d->s, a);
	set_t same;

	if (a == SET_NONE)
		return false;
	if (i == d->bits || level > d->second + i)
		return i < d->bits;	/* a bit that may be either */
	if (level < d->second + i)	/* of something else: in between */
		return other_second(d, set_yes(d->s, a), i) || other_second(d, set_no(d->s, a), i);
	same = d->value[i] ? set_yes(d->s, a) : set_no(d->s, a);
	return (d->value[i] ? set_no(d->s, a) : set_yes(d->s, a)) != SET_NONE || other_second(d, same, i + 1);
}

static bool differs(struct differ *d, set_t a, unsigned i)
{
	unsigned level = set_level(d->s, a);

	if (a == SET_NONE)
		return false;
	if (!d->budget || !--d->budget)	/* so many pairs of equals, and nothing else, is no ruleset */
		return true;
	if (i < d->bits && level > d->first + i)
		return true;	/* two values of the first address: one of them is not the second */
	if (i == d->bits)
		return other_second(d, a, 0);
	d->value[i] = 1;
	if (differs(d, set_yes(d->s, a), i + 1))
		return true;
	d->value[i] = 0;
	return differs(d, set_no(d->s, a), i + 1);
}

bool many_some(struct many *m, set_t s)
{
	const struct many_block *src = m->blocks.v[0], *dst = m->blocks.v[1];
	struct differ d = { .s = &m->sets, .first = src->first, .second = dst->first, .bits = src->bits, .budget = 1u << 20 };

	return differs(&d, s, 0);
}

/* ------------------------------------------------------------------ values */
void many_cube(const struct many_block *b, const uint8_t v[SIM_BYTES], struct set_cube *c)
{
	c->n = b->bits;
	for (unsigned i = 0; i < b->bits; i++) {
		unsigned weight = b->bits - 1u - i;

		c->level[i] = (uint16_t)(b->first + i);
		c->value[i] = v[SIM_BYTES - 1 - weight / 8] >> (weight % 8) & 1;
	}
}

static bool take(struct many *m, set_t *s, const struct many_block *b, const uint8_t v[SIM_BYTES])
{
	struct set_cube *c = &m->scratch;

	many_cube(b, v, c);
	if (m->sets.exhausted || !set_meets_cube(&m->sets, *s, c))
		return false;
	*s = set_and_cube(&m->sets, *s, c);
	return true;
}

/* The value that the first way through the set has: bits that it does not ask for are 0. */
static void lowest(struct many *m, set_t at, const struct many_block *b, uint8_t v[SIM_BYTES])
{
	unsigned level;

	memset(v, 0, SIM_BYTES);
	while ((level = set_level(&m->sets, at)) < b->first + (unsigned)b->bits) {
		bool one = set_no(&m->sets, at) == SET_NONE;
		unsigned weight = b->first + b->bits - 1u - level;

		if (one && level >= b->first)
			v[SIM_BYTES - 1 - weight / 8] |= (uint8_t)(1u << (weight % 8));
		at = one ? set_yes(&m->sets, at) : set_no(&m->sets, at);
	}
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
	for (unsigned i = 0; i < n; i++)
		if (!(not_this && !memcmp(liked[i], not_this, SIM_BYTES)) && take(m, s, b, liked[i])) {
			memcpy(out, liked[i], SIM_BYTES);
			return;
		}
	lowest(m, without, b, out);
	while ((wide_is_zero(out, SIM_BYTES) || (not_this && !memcmp(out, not_this, SIM_BYTES))) && !m->sets.exhausted) {
		many_cube(b, out, &m->scratch);	/* another one, if there is */
		without = set_diff_cube(&m->sets, without, &m->scratch);
		if (without == SET_NONE)
			break;
		lowest(m, without, b, out);
	}
	take(m, s, b, out);
}
