/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator's engine: domains, levels, choices. */
#include "model/sim.h"

#include <string.h>

/* ------------------------------------------------------------------ maps from pointers */
static uint32_t hash_ptr(const void *p)
{
	uint64_t v = (uintptr_t)p;

	v *= 0x9e3779b97f4a7c15ull;
	return (uint32_t)(v >> 32);
}

void *sim_map_get(const struct sim_map *m, const void *key)
{
	if (!m->cap)
		return NULL;
	for (uint32_t i = hash_ptr(key) & (m->cap - 1); m->keys[i]; i = (i + 1) & (m->cap - 1))
		if (m->keys[i] == key)
			return m->vals[i];
	return NULL;
}

static void map_grow(struct region *r, struct sim_map *m)
{
	struct sim_map old = *m;

	m->cap = old.cap ? old.cap * 2 : 64;
	m->n = 0;
	m->keys = region_alloc(r, m->cap * sizeof(*m->keys));
	m->vals = region_alloc(r, m->cap * sizeof(*m->vals));
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.keys[i])
			sim_map_set(r, m, old.keys[i], old.vals[i]);
}

void sim_map_set(struct region *r, struct sim_map *m, const void *key, void *val)
{
	uint32_t i;

	if (m->n * 2 >= m->cap)
		map_grow(r, m);
	for (i = hash_ptr(key) & (m->cap - 1); m->keys[i] && m->keys[i] != key; i = (i + 1) & (m->cap - 1))
		;
	if (!m->keys[i])
		m->n++;
	m->keys[i] = key;
	m->vals[i] = val;
}

/* ------------------------------------------------------------------ domains */
uint32_t dom_count(const uint64_t *d, uint32_t words)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < words; i++)
		n += (uint32_t)__builtin_popcountll(d[i]);
	return n;
}

uint32_t dom_first(const uint64_t *d, uint32_t words)
{
	for (uint32_t i = 0; i < words; i++)
		if (d[i])
			return i * 64 + (uint32_t)__builtin_ctzll(d[i]);
	return UINT32_MAX;
}

bool dom_meets(const uint64_t *a, const uint64_t *b, uint32_t words)
{
	for (uint32_t i = 0; i < words; i++)
		if (a[i] & b[i])
			return true;
	return false;
}

struct sim_space *sim_space_new(struct region *r, const struct dtype *t, unsigned bits, uint32_t n)
{
	struct sim_space *sp = region_new(r, struct sim_space);

	sp->type = t;
	sp->bits = (uint16_t)bits;
	sp->string = sim_is_string(t);
	sp->n = n;
	sp->words = (n + 63) / 64;
	sp->classes = region_alloc(r, n * sizeof(*sp->classes));
	return sp;
}

struct sim_slot *sim_slot_new(struct sim *s, struct sim_space *space, bool packet)
{
	struct sim_slot *slot = space->unused;

	if (slot) {
		space->unused = slot->next;
	} else {
		slot = region_new(s->region, struct sim_slot);
		slot->space = space;
		slot->dom = region_alloc(s->region, 2 * space->words * sizeof(uint64_t));
		slot->init = slot->dom + space->words;
	}
	memset(slot->init, 0, space->words * sizeof(uint64_t));
	for (uint32_t i = 0; i < space->n; i++)
		dom_add(slot->init, i);
	memcpy(slot->dom, slot->init, space->words * sizeof(uint64_t));
	slot->sure = NULL;
	slot->differs = NULL;
	slot->next = NULL;
	slot->key = NULL;
	slot->sub = slot->block = 0;
	slot->packet = packet;
	slot->unsure = false;
	return slot;
}

void sim_slot_free(struct sim_slot *slot)
{
	slot->next = slot->space->unused;
	slot->space->unused = slot;
}

/* ------------------------------------------------------------------ levels */
void sim_init(struct sim *s, struct region *r, const struct sim_env *env, void *ctx)
{
	s->region = r;
	s->env = env;
	s->ctx = ctx;
	s->yes_no = sim_space_new(r, dtype_by_name("boolean"), 1, 2);
	s->yes_no->classes[1].rep[SIM_BYTES - 1] = 1;
	for (unsigned i = 0; i < 2; i++) {
		struct sim_class *c = &s->yes_no->classes[i];

		memcpy(c->lo, c->rep, SIM_BYTES);
		memcpy(c->hi, c->rep, SIM_BYTES);
		c->single = true;
	}
}

static struct sim_level *top(struct sim *s)
{
	return &s->levels[s->depth - 1];
}

/* The level that a choice belongs to. */
static struct sim_level *owner(struct sim *s, bool packet)
{
	uint32_t i = s->depth - 1;

	if (!packet)
		while (i && !s->levels[i].absorb)
			i--;
	return &s->levels[i];
}

void sim_push(struct sim *s, bool absorb)
{
	struct sim_level *l = &s->levels[s->depth < SIM_LEVELS ? s->depth++ : SIM_LEVELS - 1];

	l->absorb = absorb;
	l->started = l->possible = false;
	l->tape.n = l->undo.n = l->words.n = 0;
	l->pos = 0;
}

static void undo(struct sim_level *l)
{
	while (l->undo.n) {
		struct sim_undo *u = &l->undo.v[--l->undo.n];

		memcpy(u->slot->dom, &l->words.v[u->at], u->slot->space->words * sizeof(uint64_t));
	}
	l->words.n = 0;
}

bool sim_next(struct sim *s)
{
	struct sim_level *l = top(s);

	if (s->exhausted)
		return false;
	if (l->started) {
		undo(l);
		while (l->tape.n && l->tape.v[l->tape.n - 1].taken + 1 >= l->tape.v[l->tape.n - 1].n)
			l->tape.n--;
		if (!l->tape.n)
			return false;
		l->tape.v[l->tape.n - 1].taken++;
	}
	l->started = true;
	l->possible = false;
	l->pos = 0;
	s->runs++;
	return true;
}

void sim_pop(struct sim *s)
{
	undo(top(s));
	s->depth--;
}

bool sim_possible(const struct sim *s)
{
	for (uint32_t i = 0; i < s->depth; i++)
		if (s->levels[i].possible)
			return true;
	return false;
}

void sim_set_possible(struct sim *s, bool packet)
{
	if (s->engine) {
		s->engine->possible(s, packet);
		return;
	}
	owner(s, packet)->possible = true;
}

uint32_t sim_choose(struct sim *s, bool packet, uint32_t n)
{
	struct sim_level *l = owner(s, packet);

	if (++s->steps > s->max_steps)
		s->exhausted = true;
	if (n < 2 || s->exhausted)
		return 0;
	if (l->pos == l->tape.n) {
		struct sim_turn t = { 0, n };

		vec_push(s->region, &l->tape, t);
	}
	return l->tape.v[l->pos++].taken;
}

/* ------------------------------------------------------------------ narrowing */
static void log_undo(struct sim *s, struct sim_slot *slot)
{
	struct sim_level *l = owner(s, slot->packet);
	struct sim_undo u = { slot, l->words.n };

	vec_push(s->region, &l->undo, u);
	for (uint32_t i = 0; i < slot->space->words; i++)
		vec_push(s->region, &l->words, slot->dom[i]);
}

/* The only class of a domain; UINT32_MAX: there are more. */
static uint32_t only_class(const uint64_t *d, uint32_t words)
{
	uint32_t only = UINT32_MAX;

	for (uint32_t i = 0; i < words; i++) {
		if (!d[i])
			continue;
		if (only != UINT32_MAX || d[i] & (d[i] - 1))
			return UINT32_MAX;
		only = i * 64 + (uint32_t)__builtin_ctzll(d[i]);
	}
	return only;
}

/* The one class of a variable that has been decided, if that is one value; UINT32_MAX: it is not. */
static uint32_t decided_class(const struct sim_slot *slot)
{
	uint32_t c = only_class(slot->dom, slot->space->words);

	return c != UINT32_MAX && slot->space->classes[c].single ? c : UINT32_MAX;
}

/* A decided variable is ruled out for the one that differs from it. */
static void propagate(struct sim *s, struct sim_slot *slot)
{
	struct sim_slot *o = slot->differs;
	uint32_t c;

	if (!o || o->space != slot->space)
		return;
	c = decided_class(slot);
	if (c == UINT32_MAX || !dom_has(o->dom, c))
		return;
	log_undo(s, o);
	dom_del(o->dom, c);
	propagate(s, o);
}

/* The class that must not be decided for, as the variable that differs has that value; UINT32_MAX: none. */
static uint32_t excluded(const struct sim_slot *slot)
{
	const struct sim_slot *o = slot->differs;

	return o && o->space == slot->space ? decided_class(o) : UINT32_MAX;
}

static void narrowed(struct sim *s, struct sim_slot *slot)
{
	propagate(s, slot);
	if (slot->sure && !dom_meets(slot->dom, slot->sure, slot->space->words))
		sim_set_possible(s, slot->packet);
}

static void seen_begin(struct sim *s)
{
	s->found.n = 0;
	if (++s->stamp == 0) {
		memset(s->seen.v, 0, s->seen.n * sizeof(*s->seen.v));
		s->stamp = 1;
	}
}

static bool seen_before(struct sim *s, uint32_t outcome)
{
	while (s->seen.n <= outcome)
		vec_push(s->region, &s->seen, 0);
	if (s->seen.v[outcome] == s->stamp)
		return true;
	s->seen.v[outcome] = s->stamp;
	return false;
}

#define each_class(i, slot) (uint32_t i = 0; i < (slot)->space->n; i++) if (dom_has((slot)->dom, i))

/* An outcome that only the excluded class has is none. */
static void drop_excluded(struct sim *s, const struct sim_slot *slot, const uint32_t *outcome)
{
	uint32_t c = excluded(slot), same = 0;

	if (c == UINT32_MAX || !dom_has(slot->dom, c))
		return;
	for each_class(i, slot)
		same += outcome[i] == outcome[c];
	if (same > 1)
		return;
	for (uint32_t k = 0; k < s->found.n; k++)
		if (s->found.v[k] == outcome[c]) {
			vec_remove(&s->found, k);
			return;
		}
}

uint32_t sim_pick(struct sim *s, struct sim_slot *slot, const uint32_t *outcome)
{
	uint32_t chosen, total = 0;
	bool changed = false;

	seen_begin(s);
	for each_class(i, slot) {
		total++;
		if (!seen_before(s, outcome[i]))
			vec_push(s->region, &s->found, outcome[i]);
	}
	s->steps += total / 8;
	chosen = s->found.v[0];
	if (s->found.n > 1) {
		drop_excluded(s, slot, outcome);
		chosen = s->found.v[sim_choose(s, slot->packet, s->found.n)];
	}
	for each_class(i, slot)
		if (outcome[i] != chosen) {
			if (!changed)
				log_undo(s, slot);
			changed = true;
			dom_del(slot->dom, i);
		}
	if (changed)
		narrowed(s, slot);
	return chosen;
}

bool sim_pick_yes(struct sim *s, struct sim_slot *slot, const uint64_t *yes)
{
	uint32_t words = slot->space->words, c;
	uint64_t in = 0, out = 0;
	bool chosen, in_left, out_left;

	for (uint32_t i = 0; i < words; i++) {
		in |= slot->dom[i] & yes[i];
		out |= slot->dom[i] & ~yes[i];
	}
	s->steps += 1 + words / 8;
	if (!in || !out)
		return in != 0;
	c = excluded(slot);
	in_left = out_left = true;
	if (c != UINT32_MAX && dom_has(slot->dom, c)) {
		uint32_t n = 0;

		for (uint32_t i = 0; i < words; i++)
			n += (uint32_t)__builtin_popcountll(slot->dom[i] & (dom_has(yes, c) ? yes[i] : ~yes[i]));
		if (n == 1)
			*(dom_has(yes, c) ? &in_left : &out_left) = false;
	}
	/* first what is sure */
	chosen = !in_left ? false : !out_left ? true : (sim_choose(s, slot->packet, 2) == 0) != slot->unsure;
	log_undo(s, slot);
	for (uint32_t i = 0; i < words; i++)
		slot->dom[i] &= chosen ? yes[i] : ~yes[i];
	narrowed(s, slot);
	return chosen;
}

bool sim_narrow(struct sim *s, struct sim_slot *slot, const uint64_t *to)
{
	uint32_t words = slot->space->words, left = 0, last = 0;

	for each_class(i, slot)
		if (dom_has(to, i)) {
			left++;
			last = i;
		}
	if (!left || (left == 1 && excluded(slot) == last))
		return false;
	log_undo(s, slot);
	for (uint32_t i = 0; i < words; i++)
		slot->dom[i] &= to[i];
	narrowed(s, slot);
	return true;
}
