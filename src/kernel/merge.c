/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets with auto-merge: intervals that are added join those they touch, those that are deleted cut them. The kernel knows only whole
 * intervals, so what changes is taken out and put in anew, in the same transaction. */
#include "kernel/merge.h"

#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "base/wide.h"
#include "kernel/fetch_priv.h"

bool merge_applies(const struct set *s)
{
	return s->auto_merge && !s->anonymous && !s->is_map && s->key.n == 1 && s->flags & NFT_SET_INTERVAL;
}

/* ---------------------------------------------------------------- what the set holds at this point of the batch */
static struct merge_state *state_of(struct batch *b, const struct set *s)
{
	vec_each(i, &b->merges)
		if (b->merges.v[i]->table == s->table && !strcmp(b->merges.v[i]->name, s->name))
			return b->merges.v[i];
	return NULL;
}

static struct merge_state *new_state(struct batch *b, const struct set *s)
{
	struct merge_state *m = region_new(b->r, struct merge_state);

	m->table = s->table;
	m->name = s->name;
	m->have.key_len = s->elems.key_len ? s->elems.key_len : (uint16_t)((s->key.bits + 7) / 8);
	vec_push(b->r, &b->merges, m);
	return m;
}

static struct merge_state *known_state(struct batch *b, const struct set *s)
{
	struct merge_state *m = state_of(b, s);
	struct fetch_filter filter = { .what = FETCH_ELEMENTS };
	struct ruleset rs = { .region = b->r };
	struct fetch f = { .k = b->k, .r = b->r, .rs = &rs, .filter = &filter, .sink = b->sink };
	struct set copy = *s;

	if (m)
		return m;
	m = new_state(b, s);
	memset(&copy.elems, 0, sizeof(copy.elems));
	if (s->handle && !fetch_set_elements(&f, s->table, &copy))
		m->have = copy.elems;
	nl_free(&f.b);
	return m;
}

static const uint8_t *start_of(const struct elems *es, uint32_t i)
{
	return es->keys + (size_t)i * es->key_len;
}

static const uint8_t *end_of(const struct elems *es, uint32_t i)
{
	return (es->ends ? es->ends : es->keys) + (size_t)i * es->key_len;
}

static void add_span(struct batch *b, struct elems *to, const uint8_t *start, const uint8_t *end)
{
	struct elem e = { .flags = memcmp(start, end, to->key_len) ? ELEM_RANGE : 0 };

	elems_add(b->r, to, start, end, NULL, NULL, e);
}

void merge_note(struct batch *b, const struct set *s, const struct elems *es)
{
	struct merge_state *m = state_of(b, s);

	if (!m)
		m = new_state(b, s);
	for (uint32_t i = 0; i < es->n; i++)
		add_span(b, &m->have, start_of(es, i), end_of(es, i));
}

/* ---------------------------------------------------------------- sweeps over sorted spans */
struct span { const struct elems *of; uint32_t i; bool old; };

static int compare_spans(const void *a, const void *b, void *key_len)
{
	const struct span *x = a, *y = b;

	return memcmp(start_of(x->of, x->i), start_of(y->of, y->i), *(const uint16_t *)key_len);
}

static struct span *sorted_spans(struct batch *b, const struct elems *old, const struct elems *new, uint32_t *n)
{
	struct span *spans = region_alloc(b->r, ((size_t)old->n + new->n + 1) * sizeof(*spans));
	uint16_t key_len = old->key_len;

	*n = 0;
	for (uint32_t i = 0; i < old->n; i++)
		spans[(*n)++] = (struct span){ old, i, true };
	for (uint32_t i = 0; i < new->n; i++)
		if (!(new->e[i].flags & ELEM_CATCHALL))
			spans[(*n)++] = (struct span){ new, i, false };
	qsort_r(spans, *n, sizeof(*spans), compare_spans, &key_len);
	return spans;
}

static bool touches(const uint8_t *end, const uint8_t *start, unsigned len)
{
	uint8_t next[WIDE_MAX];

	memcpy(next, end, len);
	return !wide_increment(next, len) || memcmp(start, next, len) <= 0;
}

struct cluster { uint32_t first, last; const uint8_t *start, *end; unsigned olds, news; };

static struct cluster next_cluster(const struct span *spans, uint32_t n, uint32_t at, unsigned len)
{
	struct cluster c = { .first = at, .last = at, .start = start_of(spans[at].of, spans[at].i), .end = end_of(spans[at].of, spans[at].i) };

	for (uint32_t i = at; i < n && (i == at || touches(c.end, start_of(spans[i].of, spans[i].i), len)); i++) {
		const uint8_t *end = end_of(spans[i].of, spans[i].i);

		if (memcmp(end, c.end, len) > 0)
			c.end = end;
		c.olds += spans[i].old;
		c.news += !spans[i].old;
		c.last = i;
	}
	return c;
}

/* An old interval that covers its whole cluster stays as it is. */
static bool unchanged(const struct span *spans, const struct cluster *c, unsigned len)
{
	for (uint32_t i = c->first; i <= c->last; i++)
		if (spans[i].old && !memcmp(start_of(spans[i].of, spans[i].i), c->start, len) &&
		    !memcmp(end_of(spans[i].of, spans[i].i), c->end, len))
			return true;
	return false;
}

void merge_add(struct batch *b, const struct set *s, const struct elems *es, struct elems *gone, struct elems *come)
{
	struct merge_state *m = known_state(b, s);
	struct elems now = { .key_len = es->key_len };
	uint32_t n;
	struct span *spans = sorted_spans(b, &m->have, es, &n);

	gone->key_len = come->key_len = es->key_len;
	come->src = es->src;
	for (uint32_t at = 0; at < n;) {
		struct cluster c = next_cluster(spans, n, at, es->key_len);

		at = c.last + 1;
		add_span(b, &now, c.start, c.end);
		if (!c.news || unchanged(spans, &c, es->key_len))
			continue;
		for (uint32_t i = c.first; i <= c.last; i++)
			if (spans[i].old)
				add_span(b, gone, start_of(spans[i].of, spans[i].i), end_of(spans[i].of, spans[i].i));
		if (c.news == 1 && !c.olds) {	/* on its own: with its comment, timeout, place in the text */
			const struct span *only = &spans[c.first];

			elems_add(b->r, come, c.start, c.end, NULL, NULL, only->of->e[only->i]);
			continue;
		}
		add_span(b, come, c.start, c.end);
	}
	m->have = now;
}

/* What is left of [start, end] beside the intervals to delete, which are sorted and begin at @spans. Returns whether any cut it. */
static bool cut(struct batch *b, const struct elems *old, uint32_t i, const struct elems *es, struct elems *left)
{
	unsigned len = es->key_len;
	uint8_t at[WIDE_MAX], before[WIDE_MAX];
	bool hit = false, open = true;

	memcpy(at, start_of(old, i), len);
	for (uint32_t j = 0; j < es->n && open; j++) {
		const uint8_t *s = start_of(es, j), *e = end_of(es, j);

		if (memcmp(e, at, len) < 0 || memcmp(s, end_of(old, i), len) > 0)
			continue;
		hit = true;
		if (memcmp(s, at, len) > 0) {
			memcpy(before, s, len);
			wide_decrement(before, len);
			add_span(b, left, at, before);
		}
		memcpy(at, e, len);
		open = wide_increment(at, len) && memcmp(at, end_of(old, i), len) <= 0;
	}
	if (hit && open)
		add_span(b, left, at, end_of(old, i));
	return hit;
}

static bool covered(const struct elems *have, const struct elems *es, uint32_t j)
{
	for (uint32_t i = 0; i < have->n; i++)
		if (memcmp(start_of(have, i), start_of(es, j), es->key_len) <= 0 && memcmp(end_of(have, i), end_of(es, j), es->key_len) >= 0)
			return true;
	return false;
}

static struct elems in_order(struct batch *b, const struct elems *es)
{
	struct elems none = { .key_len = es->key_len }, out = { .key_len = es->key_len };
	uint32_t n;
	struct span *spans = sorted_spans(b, &none, es, &n);

	for (uint32_t i = 0; i < n; i++)
		add_span(b, &out, start_of(es, spans[i].i), end_of(es, spans[i].i));
	return out;
}

void merge_delete(struct batch *b, const struct set *s, const struct elems *es, struct elems *gone, struct elems *come)
{
	struct merge_state *m = known_state(b, s);
	struct elems now = { .key_len = es->key_len }, dels = in_order(b, es);

	gone->key_len = come->key_len = es->key_len;
	gone->src = es->src;
	for (uint32_t j = 0; j < es->n; j++)	/* what is not there: the kernel says so, at its place */
		if (!covered(&m->have, es, j))
			elems_add(b->r, gone, start_of(es, j), end_of(es, j), NULL, NULL, es->e[j]);
	for (uint32_t i = 0; i < m->have.n; i++) {
		uint32_t before = come->n;

		if (!cut(b, &m->have, i, &dels, come)) {
			add_span(b, &now, start_of(&m->have, i), end_of(&m->have, i));
			continue;
		}
		add_span(b, gone, start_of(&m->have, i), end_of(&m->have, i));
		for (uint32_t k = before; k < come->n; k++)
			add_span(b, &now, start_of(come, k), end_of(come, k));
	}
	m->have = now;
}
