/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and maps. A few elements are compared in the code; more are a hash table, a trie of prefixes, or a sorted array in which the
 * code searches by halves. Ranges of concatenations have no order, and are compared one by one. */
#include "fastpath/bpf/emit.h"

#include <errno.h>
#include <string.h>

#define INLINE_ELEMS	8	/* a look-up costs about as much as comparing these */
#define INLINE_RANGES	256	/* of concatenations */
#define MAX_ELEMS	(1u << 22)

enum set_form { FORM_INLINE, FORM_HASH, FORM_TRIE, FORM_ARRAY, FORM_TOO_LARGE };

/* What is wanted of an element that was found. */
struct wanted { bool data, verdict; uint8_t dreg; uint32_t *verdict_of; };

static enum set_form form_of(const struct emit *e, const struct ff_set *s)
{
	uint32_t small = e->opt->small_set ? e->opt->small_set : INLINE_ELEMS;

	if (s->n <= small)
		return FORM_INLINE;
	if (s->n > MAX_ELEMS)
		return FORM_TOO_LARGE;
	if (!s->interval)
		return FORM_HASH;
	if (s->prefixes && s->prefix)
		return FORM_TRIE;
	if (s->n_parts == 1)
		return FORM_ARRAY;
	return s->n <= INLINE_RANGES ? FORM_INLINE : FORM_TOO_LARGE;
}

uint32_t emit_set_estimate(const struct emit *e, const struct ff_set *s)
{
	switch (form_of(e, s)) {
	case FORM_INLINE:	return s->n * (s->key_len + s->data_len + 6u) * (s->interval ? 2 : 1) + 8;
	case FORM_ARRAY:	return 24 * (20 + s->key_len);
	default:		return 40;
	}
}

static const uint8_t *key_of(const struct ff_set *s, uint32_t i)
{
	return s->keys + (size_t)i * s->key_len;
}

static const uint8_t *end_of(const struct ff_set *s, uint32_t i)
{
	return s->ends ? s->ends + (size_t)i * s->key_len : key_of(s, i);
}

/* ---------------------------------------------------------------- verdicts of a map, each once */
static bool same_verdict(const struct ff_verdict *a, const struct ff_verdict *b)
{
	return a->code == b->code && a->target == b->target;
}

static uint32_t verdict_number(const struct ff_verdict *list, uint32_t n, const struct ff_verdict *v)
{
	uint32_t i = 0;

	while (i < n && !same_verdict(&list[i], v))
		i++;
	return i;
}

uint32_t vmap_verdicts(struct region *r, const struct ff_set *s, struct ff_verdict **out)
{
	VEC(struct ff_verdict) list = { 0 };

	for (uint32_t i = 0; i < s->n; i++)
		if (verdict_number(list.v, list.n, &s->verdicts[i]) == list.n)
			vec_push(r, &list, s->verdicts[i]);
	*out = list.v;
	return list.n;
}

static uint32_t *verdict_numbers(struct region *r, const struct ff_set *s)
{
	uint32_t *of = region_alloc(r, (s->n + 1) * sizeof(*of)), n;
	struct ff_verdict *list;

	n = vmap_verdicts(r, s, &list);
	for (uint32_t i = 0; i < s->n; i++)
		of[i] = verdict_number(list, n, &s->verdicts[i]);
	return of;
}

/* ---------------------------------------------------------------- what an element gives */
static void take_const(struct emit *e, const struct ff_set *s, uint32_t i, const struct wanted *w)
{
	if (w->verdict)
		asm_movi(e->a, R8, (int32_t)w->verdict_of[i]);
	if (!w->data)
		return;
	if (s->data_len % 4)
		asm_storei(e->a, W32, R7, S_REG(w->dreg + s->data_len / 4), 0);
	emit_const(e->a, R7, S_REG(w->dreg), s->data + (size_t)i * s->data_len, s->data_len);
}

/* From a map's value at @base. */
static void take_memory(struct emit *e, const struct ff_set *s, enum reg base, int16_t off, const struct wanted *w)
{
	if (w->verdict)
		asm_load(e->a, W32, R8, base, off);
	if (!w->data)
		return;
	if (s->data_len % 4)
		asm_storei(e->a, W32, R7, S_REG(w->dreg + s->data_len / 4), 0);
	emit_copy(e->a, R7, S_REG(w->dreg), base, off, s->data_len);
}

static uint32_t value_size(const struct ff_set *s)
{
	return s->is_map && !s->is_vmap ? (s->data_len + 3u) & ~3u : 4;
}

static void put_value(const struct ff_set *s, const uint32_t *verdict_of, uint32_t i, uint8_t *to)
{
	if (s->is_vmap)
		memcpy(to, &verdict_of[i], 4);
	else if (s->is_map)
		memcpy(to, s->data + (size_t)i * s->data_len, s->data_len);
}

/* ---------------------------------------------------------------- in the code */
static void test_element(struct emit *e, const struct ff_set *s, uint32_t i, int16_t key, label miss)
{
	if (!s->interval) {
		emit_unless_equal(e->a, R7, key, key_of(s, i), s->key_len, miss);
		return;
	}
	for (unsigned p = 0; p < s->n_parts; p++) {
		uint8_t off = s->part[p].offset, len = s->part[p].len;
		label low = asm_label(e->a), high = asm_label(e->a);

		emit_order(e->a, R7, (int16_t)(key + off), key_of(s, i) + off, len, miss, low, low);
		asm_place(e->a, low);
		emit_order(e->a, R7, (int16_t)(key + off), end_of(s, i) + off, len, high, high, miss);
		asm_place(e->a, high);
	}
}

static void find_inline(struct emit *e, const struct ff_set *s, int16_t key, const struct wanted *w, label hit)
{
	for (uint32_t i = 0; i < s->n; i++) {
		label miss = asm_label(e->a);

		if (i == s->catchall)
			continue;
		test_element(e, s, i, key, miss);
		take_const(e, s, i, w);
		asm_jump(e->a, hit);
		asm_place(e->a, miss);
	}
}

/* ---------------------------------------------------------------- as maps */
/* Values, and keys behind @lead bytes (of a trie: the length of the prefix). Returns the number of the map. */
static uint32_t make_map(struct emit *e, const struct ff_set *s, uint32_t type, const uint32_t *verdict_of)
{
	uint32_t lead = type == BPF_MAP_TYPE_LPM_TRIE ? 4 : 0, key_size = lead + s->key_len, size = value_size(s), n = 0;
	struct bpf_map *m;
	uint8_t *keys, *values;
	uint32_t map;

	if (e->sets[s->id].made)
		return e->sets[s->id].map;
	map = bpf_object_map(e->o, lead ? "prefixes" : "elements", type, key_size, size, s->n);
	m = &e->o->maps.v[map];
	m->keys = keys = region_alloc(e->r, (size_t)s->n * key_size);
	m->values = values = region_alloc(e->r, (size_t)s->n * size);
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t bits;

		if (i == s->catchall)
			continue;
		bits = lead ? s->prefix[i] : 0;
		if (lead)
			memcpy(keys + (size_t)n * key_size, &bits, 4);
		memcpy(keys + (size_t)n * key_size + lead, key_of(s, i), s->key_len);
		put_value(s, verdict_of, i, values + (size_t)n * size);
		n++;
	}
	m->n = n;
	e->sets[s->id] = (struct set_map){ map, true };
	return map;
}

static void find_hash(struct emit *e, const struct ff_set *s, int16_t key, const struct wanted *w, label miss)
{
	uint32_t map = make_map(e, s, BPF_MAP_TYPE_HASH, w->verdict_of);

	asm_map(e->a, R1, map);
	asm_mov(e->a, R2, R7);
	asm_alui(e->a, BPF_ADD, R2, key);
	asm_call(e->a, BPF_FUNC_map_lookup_elem);
	asm_ifi(e->a, BPF_JEQ, R0, 0, miss);
	asm_mov(e->a, R9, R0);
	take_memory(e, s, R9, 0, w);
}

static void find_trie(struct emit *e, const struct ff_set *s, int16_t key, const struct wanted *w, label miss)
{
	uint32_t map = make_map(e, s, BPF_MAP_TYPE_LPM_TRIE, w->verdict_of);

	asm_storei(e->a, W32, R7, S(lpm_len), s->key_len * 8);
	emit_copy(e->a, R7, S(lpm), R7, key, s->key_len);
	asm_map(e->a, R1, map);
	asm_mov(e->a, R2, R7);
	asm_alui(e->a, BPF_ADD, R2, S(lpm_len));
	asm_call(e->a, BPF_FUNC_map_lookup_elem);
	asm_ifi(e->a, BPF_JEQ, R0, 0, miss);
	asm_mov(e->a, R9, R0);
	take_memory(e, s, R9, 0, w);
}

/* ---- a sorted array: start, end, value */

static int compare_keys(const struct ff_set *s, uint32_t a, uint32_t b)
{
	return memcmp(key_of(s, a), key_of(s, b), s->key_len);
}

/* Bottom-up merge sort: stable, no recursion, no context outside. */
static uint32_t *sorted(struct region *r, const struct ff_set *s, uint32_t *n)
{
	uint32_t *from = region_alloc(r, (s->n + 1) * sizeof(*from)), *to = region_alloc(r, (s->n + 1) * sizeof(*to)), *t;

	*n = 0;
	for (uint32_t i = 0; i < s->n; i++)
		if (i != s->catchall)
			from[(*n)++] = i;
	for (uint32_t width = 1; width < *n; width *= 2) {
		for (uint32_t lo = 0; lo < *n; lo += 2 * width) {
			uint32_t mid = lo + width < *n ? lo + width : *n, hi = lo + 2 * width < *n ? lo + 2 * width : *n;
			uint32_t a = lo, b = mid;

			for (uint32_t k = lo; k < hi; k++)
				to[k] = a < mid && (b >= hi || compare_keys(s, from[a], from[b]) <= 0) ? from[a++] : from[b++];
		}
		t = from; from = to; to = t;
	}
	return from;
}

static uint32_t pad8(uint32_t n)
{
	return (n + 7) & ~7u;
}

static uint32_t make_array(struct emit *e, const struct ff_set *s, const uint32_t *verdict_of)
{
	uint32_t half = pad8(s->key_len), stride = 2 * half + pad8(value_size(s)), n, map;
	uint32_t *order;
	uint8_t *values;

	if (e->sets[s->id].made)
		return e->sets[s->id].map;
	order = sorted(e->r, s, &n);
	map = bpf_object_map(e->o, "intervals", BPF_MAP_TYPE_ARRAY, 4, stride, n ? n : 1);
	values = region_alloc(e->r, (size_t)n * stride + 1);
	for (uint32_t i = 0; i < n; i++) {
		memcpy(values + (size_t)i * stride, key_of(s, order[i]), s->key_len);
		memcpy(values + (size_t)i * stride + half, end_of(s, order[i]), s->key_len);
		put_value(s, verdict_of, order[i], values + (size_t)i * stride + 2 * half);
	}
	e->o->maps.v[map].n = n;
	e->o->maps.v[map].values = values;
	e->sets[s->id] = (struct set_map){ map, true };
	return map;
}

/* R9 = element number of FP-4, or off to @miss. */
static void array_element(struct emit *e, uint32_t map, label miss)
{
	asm_map(e->a, R1, map);
	asm_mov(e->a, R2, FP);
	asm_alui(e->a, BPF_ADD, R2, -4);
	asm_call(e->a, BPF_FUNC_map_lookup_elem);
	asm_ifi(e->a, BPF_JEQ, R0, 0, miss);
	asm_mov(e->a, R9, R0);
}

/* How many elements begin at or below the key is found bit by bit; it is kept in memory, where the verifier does not follow it. */
static void find_array(struct emit *e, const struct ff_set *s, int16_t key, const struct wanted *w, label miss)
{
	uint32_t map = make_array(e, s, w->verdict_of), n = e->o->maps.v[map].spec.max_entries, half = pad8(s->key_len), bit = 1;
	struct asm_buf *a = e->a;
	label ends = asm_label(a);

	while (bit <= n / 2)
		bit *= 2;
	asm_storei(a, W32, R7, S(tmp), 0);
	for (; bit; bit /= 2) {
		label above = asm_label(a), below = asm_label(a);

		asm_load(a, W32, R1, R7, S(tmp));
		asm_alui(a, BPF_ADD, R1, (int32_t)bit - 1);
		asm_ifi(a, BPF_JGE, R1, (int32_t)n, above);
		asm_store(a, W32, FP, -4, R1);
		array_element(e, map, above);
		emit_order_mem(a, R7, key, R9, 0, s->key_len, above, below, below);
		asm_place(a, below);
		asm_load(a, W32, R1, FP, -4);
		asm_alui(a, BPF_ADD, R1, 1);
		asm_store(a, W32, R7, S(tmp), R1);
		asm_place(a, above);
	}
	asm_load(a, W32, R1, R7, S(tmp));
	asm_ifi(a, BPF_JEQ, R1, 0, miss);
	asm_alui(a, BPF_SUB, R1, 1);
	asm_store(a, W32, FP, -4, R1);
	array_element(e, map, miss);
	emit_order_mem(a, R7, key, R9, (int16_t)half, s->key_len, ends, ends, miss);
	asm_place(a, ends);
	take_memory(e, s, R9, (int16_t)(2 * half), w);
}

/* ---------------------------------------------------------------- any set */
static void find(struct emit *e, const struct ff_set *s, int16_t key, const struct wanted *w, label miss)
{
	label hit = asm_label(e->a), other = s->catchall == FF_NO_ELEM ? miss : asm_label(e->a);
	enum set_form form = form_of(e, s);

	switch (form) {
	case FORM_INLINE:
		find_inline(e, s, key, w, hit);
		asm_jump(e->a, other);
		break;
	case FORM_HASH:		find_hash(e, s, key, w, other); break;
	case FORM_TRIE:		find_trie(e, s, key, w, other); break;
	case FORM_ARRAY:	find_array(e, s, key, w, other); break;
	case FORM_TOO_LARGE:
		e->why = "a set of more than 256 ranges of a concatenation, or of more than 4 million elements";
		e->a->err = -E2BIG;
		break;
	}
	if (s->catchall != FF_NO_ELEM) {
		if (form != FORM_INLINE)
			asm_jump(e->a, hit);
		asm_place(e->a, other);
		take_const(e, s, s->catchall, w);
	}
	asm_place(e->a, hit);
}

void emit_lookup(struct emit *e, const struct ff_set *s, int16_t key, label miss)
{
	find(e, s, key, &(struct wanted){ .verdict_of = s->is_vmap ? verdict_numbers(e->r, s) : NULL }, miss);
}

void emit_map_data(struct emit *e, const struct ff_set *s, int16_t key, uint8_t dreg, label miss)
{
	find(e, s, key, &(struct wanted){ .data = true, .dreg = dreg }, miss);
}

void emit_vmap(struct emit *e, const struct ff_set *s, int16_t key, label miss)
{
	find(e, s, key, &(struct wanted){ .verdict = true, .verdict_of = verdict_numbers(e->r, s) }, miss);
}
