/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and their elements as registers hold them: numbers of this machine, fields at the bits where a header has them. */
#include "fastpath/compile.h"

#include <stdlib.h>

#include "base/wide.h"
#include "model/uapi.h"
#include "model/wire.h"

/* One element while elements are sorted. */
struct item { const struct ff_set *set; uint32_t from; uint8_t key[FF_KEY_MAX], end[FF_KEY_MAX]; };


/* From the model's bytes (@own of them) to those of a register. */
static void to_register(const struct wire_side *side, const uint8_t *model, unsigned own, uint8_t *out)
{
	if (side->n == 1 && side->part[0].shift) {
		memset(out, 0, side->len);
		memcpy(out + side->len - own, model, own);
		wide_shl(out, side->len, side->part[0].shift);
	} else {
		memcpy(out, model, own);
	}
	for (unsigned i = 0; i < side->n; i++)
		if (side->part[i].swap)
			wide_reverse(out + side->part[i].offset, side->part[i].len);
}

static int by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return memcmp(x->key, y->key, x->set->key_len);
}

static bool is_prefix(const struct ff_set *s, const struct item *it, uint8_t *bits)
{
	uint8_t host[FF_KEY_MAX], next[FF_KEY_MAX];
	unsigned len = s->key_len;

	memcpy(host, it->key, len);
	wide_xor(host, it->end, len);
	memcpy(next, host, len);
	wide_increment(next, len);
	wide_and(next, host, len);
	if (!wide_is_zero(next, len))
		return false;
	*bits = (uint8_t)(len * 8);
	for (unsigned i = 0; i < len; i++)
		*bits = (uint8_t)(*bits - __builtin_popcount(host[i]));
	wide_and(host, it->key, len);
	return wide_is_zero(host, len);
}

/* Overlapping ranges of a set become one; those of a map never overlap. Intervals of one part only. */
static uint32_t merge(const struct ff_set *s, struct item *items, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 1; i < n; i++) {
		if (memcmp(items[i].key, items[kept].end, s->key_len) > 0) {
			items[++kept] = items[i];
			continue;
		}
		if (memcmp(items[i].end, items[kept].end, s->key_len) > 0)
			memcpy(items[kept].end, items[i].end, s->key_len);
	}
	return n ? kept + 1 : 0;
}

static void put_data(struct ff_compiler *c, struct ff_set *s, const struct wire_layout *l, uint32_t to, uint32_t from)
{
	const struct elems *es = &s->set->elems;
	const struct elem_more *more = es->e[from].more;

	if (s->is_vmap) {
		s->verdicts[to].code = more ? more->verdict : NFT_CONTINUE;
		s->verdicts[to].target = more && more->chain ? ff_compile_target(c, more->chain) : NULL;
	} else if (s->is_map) {
		to_register(&l->data, es->data + (size_t)from * es->data_len, es->data_len, s->data + (size_t)to * s->data_len);
	}
}

static void put_items(struct ff_compiler *c, struct ff_set *s, const struct wire_layout *l, const struct item *items)
{
	uint32_t total = s->n + (s->catchall != FF_NO_ELEM);

	s->keys = region_alloc(c->r, (size_t)total * s->key_len + 1);
	s->ends = s->interval ? region_alloc(c->r, (size_t)total * s->key_len + 1) : NULL;
	s->data = s->is_map && !s->is_vmap ? region_alloc(c->r, (size_t)total * s->data_len + 1) : NULL;
	s->verdicts = s->is_vmap ? region_alloc(c->r, (total + 1) * sizeof(*s->verdicts)) : NULL;
	s->prefixes = s->interval && s->n_parts == 1;
	s->prefix = s->prefixes ? region_alloc(c->r, total + 1) : NULL;
	for (uint32_t i = 0; i < s->n; i++) {
		memcpy(s->keys + (size_t)i * s->key_len, items[i].key, s->key_len);
		if (s->ends)
			memcpy(s->ends + (size_t)i * s->key_len, items[i].end, s->key_len);
		s->prefixes = s->prefixes && is_prefix(s, &items[i], &s->prefix[i]);
		put_data(c, s, l, i, items[i].from);
	}
	if (s->catchall != FF_NO_ELEM) {
		put_data(c, s, l, s->n, s->catchall);
		s->catchall = s->n++;
	}
}

static void fill(struct ff_compiler *c, struct ff_set *s, const struct wire_layout *l)
{
	const struct elems *es = &s->set->elems;
	struct item *items = region_alloc(c->r, (es->n + 1) * sizeof(*items));

	for (uint32_t i = 0; i < es->n; i++) {
		const uint8_t *key = es->keys + (size_t)i * es->key_len;
		struct item *it = &items[s->n];

		if (es->e[i].flags & ELEM_CATCHALL) {
			s->catchall = i;
			continue;
		}
		it->set = s;
		it->from = i;
		to_register(&l->key, key, es->key_len, it->key);
		to_register(&l->key, es->ends ? es->ends + (size_t)i * es->key_len : key, es->key_len, it->end);
		s->n++;
	}
	if (s->n)
		qsort(items, s->n, sizeof(*items), by_key);
	if (s->n_parts == 1 && !s->is_map)
		s->n = merge(s, items, s->n);
	put_items(c, s, l, items);
}

const struct ff_set *ff_compile_set(struct ff_compiler *c, const struct set *set, const struct ff_refusal_row **why)
{
	struct wire_layout l;
	struct ff_set *s;

	s = sim_map_get(&c->set_of, set);
	if (s)
		return s;
	wire_layout(set, 0, &l);
	if (l.key.len > FF_KEY_MAX || l.data.len > FF_KEY_MAX || l.data_interval) {
		*why = &ff_bad[FF_BAD_op];
		return NULL;
	}
	s = region_new(c->r, struct ff_set);
	s->id = c->out->sets.n;
	s->set = set;
	s->constant = set->anonymous || (set->flags & NFT_SET_CONSTANT);
	s->is_map = set->is_map || set->is_vmap;
	s->is_vmap = set->is_vmap;
	s->interval = l.interval;
	s->n_parts = l.key.n;
	for (unsigned i = 0; i < l.key.n; i++)
		s->part[i] = (struct ff_part){ (uint8_t)l.key.part[i].offset, (uint8_t)l.key.part[i].len };
	s->key_len = (uint8_t)l.key.len;
	s->data_len = (uint8_t)l.data.len;
	s->catchall = FF_NO_ELEM;
	vec_push(c->r, &c->out->sets, s);
	sim_map_set(c->r, &c->set_of, set, s);
	if (!c->dry)
		fill(c, s, &l);
	return s;
}

/* ---------------------------------------------------------------- look-up */
static bool holds(const struct ff_set *s, uint32_t i, const uint8_t *key)
{
	const uint8_t *lo = s->keys + (size_t)i * s->key_len, *hi = s->ends ? s->ends + (size_t)i * s->key_len : lo;

	for (unsigned k = 0; k < s->n_parts; k++) {
		const struct ff_part *p = &s->part[k];

		if (memcmp(key + p->offset, lo + p->offset, p->len) < 0 || memcmp(key + p->offset, hi + p->offset, p->len) > 0)
			return false;
	}
	return true;
}

uint32_t ff_set_find(const struct ff_set *s, const uint8_t *key)
{
	uint32_t lo = 0, hi = s->n - (s->catchall != FF_NO_ELEM), n = hi;

	if (s->interval && s->n_parts > 1) {	/* ranges in each part: no order helps */
		for (uint32_t i = 0; i < n; i++)
			if (holds(s, i, key))
				return i;
		return s->catchall;
	}
	while (lo < hi) {	/* the last one that does not start behind the key */
		uint32_t mid = lo + (hi - lo) / 2;

		if (memcmp(s->keys + (size_t)mid * s->key_len, key, s->key_len) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && holds(s, lo - 1, key) ? lo - 1 : s->catchall;
}

