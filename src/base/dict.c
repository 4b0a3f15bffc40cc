/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/dict.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static uint32_t hash_of(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

/* The slot of @key, or the free one where it belongs. Removed keys keep their slot with a NULL value. */
static struct dict_slot *slot_of(const struct dict *d, const char *key, uint32_t hash)
{
	uint32_t i = hash & (d->cap - 1);

	while (d->slots[i].key && (d->slots[i].hash != hash || strcmp(d->slots[i].key, key)))
		i = (i + 1) & (d->cap - 1);
	return &d->slots[i];
}

static void grow(struct region *r, struct dict *d)
{
	struct dict old = *d;

	d->cap = old.n * 4 < 16 ? 16 : 0;
	if (!d->cap)
		for (d->cap = 16; d->cap < old.n * 4;)
			d->cap *= 2;
	d->slots = region_alloc(r, d->cap * sizeof(*d->slots));
	d->used = 0;
	for (uint32_t i = 0; i < old.cap; i++) {
		if (!old.slots[i].key || !old.slots[i].val)
			continue;
		*slot_of(d, old.slots[i].key, old.slots[i].hash) = old.slots[i];
		d->used++;
	}
}

void *dict_get(const struct dict *d, const char *key)
{
	return d->cap ? slot_of(d, key, hash_of(key))->val : NULL;
}

void dict_set(struct region *r, struct dict *d, const char *key, void *val)
{
	uint32_t hash = hash_of(key);
	struct dict_slot *s;

	if (d->used * 4 >= d->cap * 3) {
		if (!val && !d->cap)
			return;
		grow(r, d);
	}
	s = slot_of(d, key, hash);
	if (!s->key) {
		if (!val)
			return;
		d->used++;
	}
	d->n += !!val - !!(s->key && s->val);
	*s = (struct dict_slot){ key, val, hash };
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

int edit_distance(const char *a, const char *b, int limit)
{
	size_t la = strlen(a), lb = strlen(b);
	int rows[3][65], *older = rows[0], *old = rows[1], *row = rows[2];

	if (la > 64 || lb > 64)
		return limit + 1;
	for (size_t j = 0; j <= lb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= la; i++) {
		int *free_row = older;

		older = old;
		old = row;
		row = free_row;
		row[0] = (int)i;
		for (size_t j = 1; j <= lb; j++) {
			int best = old[j - 1] + !same_letter(a[i - 1], b[j - 1]);

			if (old[j] + 1 < best)
				best = old[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]) && older[j - 2] + 1 < best)
				best = older[j - 2] + 1;
			row[j] = best;
		}
	}
	return row[lb];
}

const char *dict_nearest(const struct dict *d, const char *key)
{
	int best = (int)strlen(key) / 2 + 2;	/* one more than may differ */
	const char *found = NULL;

	for (uint32_t i = 0; i < d->cap; i++) {
		int dist;

		if (!d->slots[i].key || !d->slots[i].val)
			continue;
		dist = edit_distance(key, d->slots[i].key, best);
		if (dist < best || (dist == best && found && strcmp(d->slots[i].key, found) < 0)) {
			best = dist;
			found = d->slots[i].key;
		}
	}
	return found;
}
