/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: sets and maps. */
#include "model/sim.h"

#include <stdlib.h>
#include <string.h>
#include "model/uapi.h"

#define CHANGING (NFT_SET_EVAL | NFT_SET_TIMEOUT)

bool sim_set_changes(const struct set *set)
{
	return !set->anonymous && ((set->flags & CHANGING) || set->timeout || set->updated_by_rule);
}

bool sim_set_known(const struct set *set)
{
	if (set->anonymous)
		return true;
	return !set->unknown && !sim_set_changes(set) && (set->elems.n || (set->flags & NFT_SET_CONSTANT));
}

/* ------------------------------------------------------------------ index of a set */
struct set_index {
	const struct set *set;
	uint32_t *order;	/* elements of a one-part key by key */
	uint32_t *group;	/* first element with the same data */
	uint32_t n;
	int64_t catchall;
};

static const uint8_t *key_at(const struct set *set, uint32_t i)
{
	return set->elems.keys + (size_t)i * set->elems.key_len;
}

static const uint8_t *end_at(const struct set *set, uint32_t i)
{
	return set->elems.ends ? set->elems.ends + (size_t)i * set->elems.key_len : key_at(set, i);
}

static int by_key(const void *a, const void *b, void *set)
{
	return memcmp(key_at(set, *(const uint32_t *)a), key_at(set, *(const uint32_t *)b), ((struct set *)set)->elems.key_len);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_data(const struct set *set, uint32_t i, uint32_t j)
{
	const struct elem_more *a = set->elems.e[i].more, *b = set->elems.e[j].more;

	if (set->elems.data)
		return !memcmp(set->elems.data + (size_t)i * set->elems.data_len, set->elems.data + (size_t)j * set->elems.data_len,
			       set->elems.data_len);
	if (!a || !b)
		return a == b;
	return a->verdict == b->verdict && same_text(a->chain, b->chain) && same_text(a->object, b->object);
}

/* Elements of large maps are not compared with all others: a class more does no harm. */
#define GROUP_REACH 256
static uint32_t group_of(const struct set *set, const uint32_t *group, uint32_t i)
{
	if (!set->is_map && !set->is_vmap)
		return 0;
	for (uint32_t j = i > GROUP_REACH ? i - GROUP_REACH : 0; j < i; j++)
		if (same_data(set, i, j))
			return group[j];
	return i;
}

static struct set_index *index_of(struct sim *s, const struct set *set)
{
	struct set_index *x = sim_map_get(&s->sets, set);

	if (x)
		return x;
	x = region_new(s->region, struct set_index);
	x->set = set;
	x->catchall = SIM_MISS;
	x->order = region_alloc(s->region, (set->elems.n + 1) * sizeof(uint32_t));
	x->group = region_alloc(s->region, (set->elems.n + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < set->elems.n; i++) {
		x->group[i] = group_of(set, x->group, i);
		if (set->elems.e[i].flags & ELEM_CATCHALL)
			x->catchall = i;
		else
			x->order[x->n++] = i;
	}
	qsort_r(x->order, x->n, sizeof(*x->order), by_key, (void *)set);
	sim_map_set(s->region, &s->sets, set, x);
	return x;
}

/* ------------------------------------------------------------------ a key that is decided */
static bool part_in(const struct set *set, uint32_t i, unsigned offset, unsigned bytes, const uint8_t *v)
{
	return memcmp(v, key_at(set, i) + offset, bytes) >= 0 && memcmp(v, end_at(set, i) + offset, bytes) <= 0;
}

static unsigned padded(unsigned bits)
{
	return ((bits + 31) / 32) * 4;
}

int64_t sim_set_find(struct sim *s, const struct set *set, const uint8_t *key)
{
	const struct set_index *x = index_of(s, set);
	uint32_t lo = 0, hi = x->n;

	if (set->key.n > 1) {
		for (uint32_t k = 0; k < x->n; k++) {
			unsigned offset = 0, p;

			for (p = 0; p < set->key.n; offset += padded(set->key.part[p].bits), p++)
				if (!part_in(set, x->order[k], offset, (set->key.part[p].bits + 7) / 8, key + offset))
					break;
			if (p == set->key.n)
				return x->order[k];
		}
		return x->catchall;
	}
	while (lo < hi) {	/* the last one that does not start behind the key */
		uint32_t mid = (lo + hi) / 2;

		if (memcmp(key_at(set, x->order[mid]), key, set->elems.key_len) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo && memcmp(key, end_at(set, x->order[lo - 1]), set->elems.key_len) <= 0)
		return x->order[lo - 1];
	return x->catchall;
}

uint32_t sim_set_group(struct sim *s, const struct set *set, uint64_t i)
{
	return index_of(s, set)->group[i];
}

uint32_t sim_set_nth(struct sim *s, const struct set *set, uint32_t k)
{
	const struct set_index *x = index_of(s, set);

	return k < x->n ? x->order[k] : UINT32_MAX;
}

int64_t sim_set_catchall(struct sim *s, const struct set *set)
{
	return index_of(s, set)->catchall;
}

bool sim_set_part_in(const struct set *set, uint32_t i, unsigned offset, unsigned bytes, const uint8_t *v)
{
	return part_in(set, i, offset, bytes, v);
}
