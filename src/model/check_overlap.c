/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements that meet: duplicates dropped, intervals merged where the set wants that, refused with both places elsewhere. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "model/check_ctx.h"
#include "model/uapi.h"

static const uint8_t *start_of(const struct elems *es, uint32_t i)
{
	return es->keys + (size_t)i * es->key_len;
}

static const uint8_t *end_of(const struct elems *es, uint32_t i)
{
	return es->ends ? es->ends + (size_t)i * es->key_len : start_of(es, i);
}

static const uint8_t *data_of(const struct elems *es, uint32_t i)
{
	return es->data ? es->data + (size_t)i * es->data_len : NULL;
}

static const uint8_t *data_end_of(const struct elems *es, uint32_t i)
{
	return es->data_ends ? es->data_ends + (size_t)i * es->data_len : NULL;
}

static struct loc loc_of(const struct elems *es, uint32_t i)
{
	return (struct loc){ es->src, es->e[i].src_start, es->e[i].src_end };
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_data(const struct elems *a, uint32_t i, const struct elems *b, uint32_t j)
{
	const struct elem_more *m = a->e[i].more, *n = b->e[j].more;

	if (a->data && b->data && memcmp(data_of(a, i), data_of(b, j), a->data_len))
		return false;
	if (!m || !n)
		return m == n || !(m ? m : n)->object;
	return m->verdict == n->verdict && same_text(m->chain, n->chain) && same_text(m->object, n->object);
}

/* ------------------------------------------------------------------ order */
struct order { const struct elems *es; };
static int compare(const void *a, const void *b, void *ctx)
{
	const struct elems *es = ((struct order *)ctx)->es;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int d = memcmp(start_of(es, i), start_of(es, j), es->key_len);

	if (!d)
		d = memcmp(end_of(es, j), end_of(es, i), es->key_len);	/* the longer one first */
	return d ? d : i < j ? -1 : i > j;
}

/* Indices of the elements with a key, by start; the number of them in *n. */
static uint32_t *sorted(struct check *c, const struct elems *es, uint32_t *n)
{
	uint32_t *order = region_alloc(c->r, (size_t)es->n * sizeof(*order) + 1);
	struct order ctx = { es };

	*n = 0;
	for (uint32_t i = 0; i < es->n; i++)
		if (!(es->e[i].flags & ELEM_CATCHALL))
			order[(*n)++] = i;
	qsort_r(order, *n, sizeof(*order), compare, &ctx);
	return order;
}

/* ------------------------------------------------------------------ meeting */
static int conflict(struct check *c, const struct elems *es, uint32_t i, uint32_t j, const char *what)
{
	struct loc a = loc_of(es, i), b = loc_of(es, j), first = a.start < b.start ? a : b, later = a.start < b.start ? b : a;
	struct diag *d = diag_error(c->sink, later, "%s", what);

	if (d && first.src)
		diag_relate(c->sink, d, first, "the other one is here");
	return -EEXIST;
}

static void take(struct check *c, struct elems *to, const struct elems *from, uint32_t i)
{
	elems_add(c->r, to, start_of(from, i), from->ends ? end_of(from, i) : NULL, data_of(from, i), data_end_of(from, i), from->e[i]);
}

static bool touches(const struct elems *es, const uint8_t *end, const uint8_t *start)
{
	uint8_t next[WIDE_MAX];

	if (memcmp(start, end, es->key_len) <= 0)
		return true;
	memcpy(next, end, es->key_len);
	return wide_increment(next, es->key_len) && !memcmp(next, start, es->key_len);
}

static void widen(struct elems *es, const uint8_t *end)
{
	uint8_t *last = es->ends + (size_t)(es->n - 1) * es->key_len;

	if (memcmp(end, last, es->key_len) <= 0)
		return;
	memcpy(last, end, es->key_len);
	es->e[es->n - 1].flags &= (uint32_t)~(ELEM_PREFIX | ELEM_WILDCARD);
	es->e[es->n - 1].flags |= ELEM_RANGE;
}

static struct elems like(const struct elems *es)
{
	return (struct elems){ .key_len = es->key_len, .data_len = es->data_len, .src = es->src };
}

static int meet_intervals(struct check *c, const struct set *s, struct elems *es)
{
	bool merge = !s->is_map && s->auto_merge;
	struct elems out = like(es);
	uint32_t n, last = 0, *order = sorted(c, es, &n);

	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = order[k];
		const uint8_t *start = start_of(es, i), *end = end_of(es, i);

		if (out.n && merge && touches(es, end_of(&out, out.n - 1), start)) {
			if (!out.ends) {	/* single values that merge to a range */
				out.ends = region_alloc(c->r, (size_t)out.cap * out.key_len);
				memcpy(out.ends, out.keys, (size_t)out.n * out.key_len);
			}
			widen(&out, end);
			continue;
		}
		if (out.n && memcmp(start, end_of(&out, out.n - 1), es->key_len) <= 0) {
			bool same = !memcmp(start, start_of(es, last), es->key_len) && !memcmp(end, end_of(es, last), es->key_len);

			if (!same || !same_data(es, i, es, last))
				return conflict(c, es, last, i, "conflicting intervals specified");
			continue;
		}
		take(c, &out, es, i);
		last = i;
	}
	for (uint32_t i = 0; i < es->n; i++)
		if (es->e[i].flags & ELEM_CATCHALL)
			take(c, &out, es, i);
	out.sorted = true;
	*es = out;
	return 0;
}

/* Keys of single values: each once, in the order written. */
static int meet_values(struct check *c, const struct set *s, struct elems *es)
{
	uint32_t n, dropped = 0, *order;
	struct elems out;
	bool *drop;

	if (!s->is_map && !s->anonymous)
		return 0;
	order = sorted(c, es, &n);
	drop = region_alloc(c->r, es->n + 1);
	for (uint32_t k = 1; k < n; k++) {
		if (memcmp(start_of(es, order[k - 1]), start_of(es, order[k]), es->key_len) ||
		    memcmp(end_of(es, order[k - 1]), end_of(es, order[k]), es->key_len))
			continue;
		if (!same_data(es, order[k - 1], es, order[k]))
			return conflict(c, es, order[k - 1], order[k], "Could not process rule: File exists");
		drop[order[k]] = true;
		dropped++;
	}
	if (!dropped)
		return 0;
	out = like(es);
	for (uint32_t i = 0; i < es->n; i++)
		if (!drop[i])
			take(c, &out, es, i);
	*es = out;
	return 0;
}

/* Against what the set already holds. The kernel has the last word where there is one, so the work may be bounded. */
static int meet_existing(struct check *c, const struct set *s, const struct elems *es, const struct elems *have)
{
	if (s->auto_merge || have->key_len != es->key_len)
		return 0;
	for (uint32_t i = 0; i < es->n; i++) {
		if (es->e[i].flags & ELEM_CATCHALL)
			continue;
		if (c->overlap_work > 200u * 1000 * 1000)
			return 0;
		c->overlap_work += have->n;
		for (uint32_t j = 0; j < have->n; j++) {
			struct diag *d;

			if (have->e[j].flags & ELEM_CATCHALL || memcmp(start_of(es, i), end_of(have, j), es->key_len) > 0 ||
			    memcmp(end_of(es, i), start_of(have, j), es->key_len) < 0)
				continue;
			if (!memcmp(start_of(es, i), start_of(have, j), es->key_len) && !memcmp(end_of(es, i), end_of(have, j), es->key_len) &&
			    same_data(es, i, have, j))
				continue;
			d = diag_error(c->sink, loc_of(es, i), "interval overlaps with an existing one");
			if (d && have->src)
				diag_relate(c->sink, d, loc_of(have, j), "the existing one is here");
			return -EEXIST;
		}
	}
	return 0;
}

int check_overlaps(struct check *c, struct set *s, struct elems *es, const struct elems *have)
{
	bool interval = s->flags & NFT_SET_INTERVAL && s->key.n == 1;
	int ret = interval ? meet_intervals(c, s, es) : meet_values(c, s, es);

	if (!ret && interval && have && have->n)
		ret = meet_existing(c, s, es, have);
	return ret;
}
