/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and maps as the kernel holds them: keys as registers have them, elements that come, time out and go. */
#include <stdlib.h>
#include <string.h>

#include "packet/walk_priv.h"

#define NS_PER_MS 1000000ull

struct walk_set {
	const struct set *set;
	struct wire_layout l;
	unsigned data_len;
	uint32_t live;			/* elements that rules added and that are there */
	VEC(struct set_elem *) elems;	/* one key and intervals: sorted by key */
	struct set_elem *catchall;
	uint32_t *table, table_size;	/* by hash of the key; NULL: intervals */
};

const struct set *walk_set_named(const struct walk *w, const struct op *op, unsigned name_attr)
{
	unsigned id_attr = op_is(op, OP_lookup) ? NFTA_LOOKUP_SET_ID : op_is(op, OP_dynset) ? NFTA_DYNSET_SET_ID : NFTA_OBJREF_SET_ID;
	const char *name = (const char *)op->a[name_attr].data;
	const struct rule *rule = w->code->rule;

	vec_each(i, &rule->anon_sets)
		if (op_has(op, id_attr) ? rule->anon_sets.v[i]->id == op_get(op, id_attr) : !strcmp(rule->anon_sets.v[i]->name, name))
			return rule->anon_sets.v[i];
	return table_set(w->table, name);
}

/* ------------------------------------------------------------------ elements */
static bool is_gone(const struct walk *w, const struct set_elem *e)
{
	return e->dead || (e->expires && w->now >= e->expires);
}

static void add_stmts(struct walk *w, struct set_elem *e, struct stmt *const *stmts, uint32_t n)
{
	struct diag_sink quiet = { .region = w->r };
	struct ops ops = { 0 };

	for (uint32_t i = 0; i < n; i++)
		gen_stateful(w->r, stmts[i], &ops, &quiet);
	vec_each(i, &ops.v)
		vec_push(w->r, &e->stmts, ops.v.v[i]);
}

static void set_timeout(struct walk *w, struct set_elem *e, uint64_t ms)
{
	e->timeout = ms * NS_PER_MS;
	e->expires = ms ? w->now + ms * NS_PER_MS : 0;
}

static struct set_elem *from_model(struct walk *w, struct walk_set *ws, uint32_t i)
{
	const struct elems *es = &ws->set->elems;
	struct set_elem *e = region_new(w->r, struct set_elem);
	uint8_t *key = region_alloc(w->r, ws->l.key.len + 1), *end, *data;
	const struct elem_more *more = es->e[i].more;
	uint64_t ms = ws->set->timeout;

	wire_value(&ws->l.key, es->keys + (size_t)i * es->key_len, es->key_len, key);
	e->key = key;
	e->catchall = es->e[i].flags & ELEM_CATCHALL;
	if (ws->l.interval && es->ends) {
		end = region_alloc(w->r, ws->l.key.len + 1);
		wire_value(&ws->l.key, es->ends + (size_t)i * es->key_len, es->key_len, end);
		e->end = end;
	}
	if (es->data && ws->data_len) {
		data = region_alloc(w->r, ws->data_len + 4);
		wire_value(&ws->l.data, es->data + (size_t)i * es->data_len, es->data_len, data);
		if (ws->l.data_interval)
			wire_value(&ws->l.data, (es->data_ends ? es->data_ends : es->data) + (size_t)i * es->data_len, es->data_len,
				   data + ws->l.data.len);
		e->data = data;
	}
	e->more = more;
	if (more && more->info.has_timeout)
		ms = more->info.timeout == UINT64_MAX ? 0 : more->info.timeout;
	set_timeout(w, e, ms);
	if (more && more->info.has_expires && ms)
		e->expires = w->now + more->info.expires * NS_PER_MS;
	if (more && more->info.stmts.n)
		add_stmts(w, e, more->info.stmts.v, more->info.stmts.n);
	else
		add_stmts(w, e, ws->set->stmts.v, ws->set->stmts.n);
	return e;
}

/* ------------------------------------------------------------------ by hash */
static uint32_t hash_of(const uint8_t *key, unsigned len)
{
	uint64_t h = 1469598103934665603ull;

	for (unsigned i = 0; i < len; i++)
		h = (h ^ key[i]) * 1099511628211ull;
	return (uint32_t)(h >> 32 ^ h);
}

static void rehash(struct walk *w, struct walk_set *ws)
{
	uint32_t size = 16;

	while (size < ws->elems.n * 2 + 2)
		size *= 2;
	ws->table = region_alloc(w->r, size * sizeof(*ws->table));
	ws->table_size = size;
	vec_each(i, &ws->elems) {
		uint32_t at = hash_of(ws->elems.v[i]->key, ws->l.key.len) & (size - 1);

		while (ws->table[at])
			at = (at + 1) & (size - 1);
		ws->table[at] = i + 1;
	}
}

static struct set_elem *find_hash(struct walk *w, struct walk_set *ws, const uint8_t *key)
{
	uint32_t at;

	if (!ws->table_size)
		return NULL;
	for (at = hash_of(key, ws->l.key.len) & (ws->table_size - 1); ws->table[at]; at = (at + 1) & (ws->table_size - 1)) {
		struct set_elem *e = ws->elems.v[ws->table[at] - 1];

		if (!memcmp(e->key, key, ws->l.key.len) && !is_gone(w, e))
			return e;
	}
	return NULL;
}

static void push(struct walk *w, struct walk_set *ws, struct set_elem *e)
{
	uint32_t at;

	vec_push(w->r, &ws->elems, e);
	if (ws->elems.n * 2 > ws->table_size) {
		rehash(w, ws);
		return;
	}
	for (at = hash_of(e->key, ws->l.key.len) & (ws->table_size - 1); ws->table[at]; at = (at + 1) & (ws->table_size - 1))
		;
	ws->table[at] = ws->elems.n;
}

/* ------------------------------------------------------------------ intervals */
struct by_key { struct set_elem *e; unsigned len; };

static int compare_keys(const void *a, const void *b)
{
	const struct by_key *x = a, *y = b;

	return memcmp(x->e->key, y->e->key, x->len);
}

static void sort(struct walk *w, struct walk_set *ws)
{
	struct by_key *k = region_alloc(w->r, (ws->elems.n + 1) * sizeof(*k));

	vec_each(i, &ws->elems)
		k[i] = (struct by_key){ ws->elems.v[i], ws->l.key.len };
	if (ws->elems.n)
		qsort(k, ws->elems.n, sizeof(*k), compare_keys);
	vec_each(i, &ws->elems)
		ws->elems.v[i] = k[i].e;
}

/* Intervals of named sets do not overlap; those of an anonymous one may: then the one before may reach farther. */
static struct set_elem *find_interval(struct walk *w, struct walk_set *ws, const uint8_t *key)
{
	uint32_t low = 0, high = ws->elems.n;
	unsigned len = ws->l.key.len;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (memcmp(ws->elems.v[mid]->key, key, len) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	while (low-- > 0) {
		struct set_elem *e = ws->elems.v[low];

		if (memcmp(key, e->end ? e->end : e->key, len) <= 0 && !is_gone(w, e))
			return e;
		if (!ws->set->anonymous && !ws->set->auto_merge && !e->expires)
			break;
	}
	return NULL;
}

static bool within(const struct walk_set *ws, const struct set_elem *e, const uint8_t *key)
{
	for (unsigned p = 0; p < ws->l.key.n; p++) {
		unsigned at = ws->l.key.part[p].offset, len = ws->l.key.part[p].len;

		if (memcmp(key + at, e->key + at, len) < 0 || memcmp(key + at, (e->end ? e->end : e->key) + at, len) > 0)
			return false;
	}
	return true;
}

static struct set_elem *find_concat(struct walk *w, struct walk_set *ws, const uint8_t *key)
{
	vec_each(i, &ws->elems)
		if (within(ws, ws->elems.v[i], key) && !is_gone(w, ws->elems.v[i]))
			return ws->elems.v[i];
	return NULL;
}

/* ------------------------------------------------------------------ */
static struct walk_set *of(struct walk *w, const struct set *s)
{
	struct walk_set *ws = sim_map_get(&w->sets, s);

	if (ws)
		return ws;
	ws = region_new(w->r, struct walk_set);
	ws->set = s;
	wire_layout(s, 0, &ws->l);
	ws->data_len = wire_data_len(s);
	for (uint32_t i = 0; i < s->elems.n; i++) {
		struct set_elem *e = from_model(w, ws, i);

		if (e->catchall)
			ws->catchall = e;
		else
			vec_push(w->r, &ws->elems, e);
	}
	ws->live = ws->elems.n;
	if (!ws->l.interval)
		rehash(w, ws);
	else if (!ws->l.concat)
		sort(w, ws);
	sim_map_set(w->r, &w->sets, s, ws);
	return ws;
}

unsigned walk_set_data_len(struct walk *w, const struct set *s)
{
	return of(w, s)->data_len;
}

static struct set_elem *find(struct walk *w, struct walk_set *ws, const uint8_t *key)
{
	if (!ws->l.interval)
		return find_hash(w, ws, key);
	return ws->l.concat ? find_concat(w, ws, key) : find_interval(w, ws, key);
}

struct set_elem *walk_set_find(struct walk *w, const struct set *s, const uint8_t *key)
{
	struct walk_set *ws = of(w, s);
	struct set_elem *e = find(w, ws, key);

	if (!e && ws->catchall && !is_gone(w, ws->catchall))
		return ws->catchall;
	return e;
}

static uint32_t count_live(struct walk *w, const struct walk_set *ws)
{
	uint32_t n = 0;

	vec_each(i, &ws->elems)
		n += !is_gone(w, ws->elems.v[i]);
	return n;
}

struct set_elem *walk_set_add(struct walk *w, const struct set *s, const uint8_t *key, const uint8_t *data, uint64_t timeout_ms)
{
	struct walk_set *ws = of(w, s);
	struct set_elem *e = find(w, ws, key);
	uint32_t size = s->size ? s->size : 65535;

	if (e)
		return e;
	if (ws->live >= size) {		/* some may have timed out since */
		ws->live = count_live(w, ws);
		if (ws->live >= size)
			return NULL;
	}
	ws->live++;
	e = region_new(w->r, struct set_elem);
	e->key = region_memdup(w->r, key, ws->l.key.len);
	if (data && ws->data_len)
		e->data = region_memdup(w->r, data, ws->data_len);
	set_timeout(w, e, timeout_ms ? timeout_ms : s->timeout);
	if (ws->l.interval)
		vec_push(w->r, &ws->elems, e);
	else
		push(w, ws, e);
	if (ws->l.interval && !ws->l.concat)
		sort(w, ws);
	return e;
}

void walk_set_delete(struct walk *w, const struct set *s, const uint8_t *key)
{
	struct walk_set *ws = of(w, s);
	struct set_elem *e = find(w, ws, key);

	if (!e)
		return;
	e->dead = true;
	ws->live--;
}

void walk_set_run(struct walk *w, struct set_elem *e, struct regs *g)
{
	for (uint32_t i = 0; i < e->stmts.n && g->verdict == NFT_CONTINUE; i++)
		w->exec(w, e->stmts.v[i], g);
}
