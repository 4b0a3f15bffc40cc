/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: sets and maps of the ruleset, as sets of the packets whose key is in them. */
#include "packet/many.h"

#include <string.h>

#define SCRATCH MANY_END	/* levels of a number that is not made of variables yet */
#define MAX_PARTS 16
#define SMALL_SET 256	/* elements of a set that is put together with other matches */

/* ------------------------------------------------------------------ keys */
struct part { struct sym v; unsigned offset, bytes, bits; bool string; };
struct parts { struct part p[MAX_PARTS]; unsigned n; };

/* A key that is the same for every packet: its element. */
static bool find_const(struct many *m, const struct set *set, const struct parts *ps, int64_t *elem)
{
	uint8_t key[WIDE_MAX] = { 0 };

	for (unsigned i = 0; i < ps->n; i++) {
		const struct part *p = &ps->p[i];

		if (p->v.kind != SYM_CONST || p->offset + p->bytes > WIDE_MAX)
			return false;
		memcpy(key + p->offset, p->string ? p->v.data : p->v.data + SIM_BYTES - p->bytes, p->bytes);
	}
	*elem = sim_set_find(m->x->s, set, key);
	return true;
}

/* The elements of a set, by what they lead to. */
struct many_key {
	const struct set *set;
	unsigned n_parts;
	const struct many_block *block[MAX_PARTS];
	uint8_t view[MAX_PARTS];
	uint32_t n;
	uint32_t *rep;			/* element that stands for the group */
	set_t *in;
	set_t all;
	struct many_key *next;
};

static void empty_sym(struct sym *v)
{
	v->kind = SYM_NONE;
	v->flags = v->view = 0;
	v->packet = v->unsure = v->filled = false;
	v->block = NULL;
	v->slot = NULL;
	v->there = v->init = SET_ALL;
}

/* False: some part cannot be read, ever. */
static bool read_parts(struct many *m, const struct expr *key, const struct set *set, struct parts *ps)
{
	unsigned offset = 0;

	while (key->id == E_UNARY)
		key = key->unary.arg;
	ps->n = key->id == E_CONCAT ? key->list.items.n : 1;
	if (ps->n > MAX_PARTS || ps->n < set->key.n) {
		ps->n = 0;
		return false;
	}
	for (unsigned i = 0; i < ps->n; i++) {
		const struct expr *e = key->id == E_CONCAT ? key->list.items.v[i] : key;
		struct part *p = &ps->p[i];

		p->bits = i < set->key.n && set->key.part[i].bits ? set->key.part[i].bits : e->bits;
		p->bytes = (p->bits + 7) / 8 < SIM_BYTES ? (p->bits + 7) / 8 : SIM_BYTES;
		p->offset = offset;
		p->string = sim_is_string(e->type);
		offset += SIM_KEY_PAD(p->bits);
		empty_sym(&p->v);
		sym_eval(m, e, &p->v);
		if (p->v.kind == SYM_NONE) {
			ps->n = i + 1;	/* so many have been read */
			return false;
		}
	}
	return ps->n == 1 || offset <= set->elems.key_len;
}

static uint8_t flags_of(const struct parts *ps)
{
	uint8_t flags = 0;

	for (unsigned i = 0; i < ps->n; i++)
		flags |= (uint8_t)(ps->p[i].v.flags | (ps->p[i].v.unsure ? SIM_UNSURE : 0));
	return flags;
}

static bool any_part(const struct parts *ps, enum sym_kind kind)
{
	for (unsigned i = 0; i < ps->n; i++)
		if (ps->p[i].v.kind == kind)
			return true;
	return false;
}

static set_t there_of(struct many *m, const struct parts *ps)
{
	set_t there = SET_ALL;

	for (unsigned i = 0; i < ps->n; i++)
		there = set_and(&m->sets, there, ps->p[i].v.there);
	return there;
}

static set_t init_of(struct many *m, const struct parts *ps)
{
	set_t init = SET_ALL;

	for (unsigned i = 0; i < ps->n; i++)
		init = set_and(&m->sets, init, ps->p[i].v.init);
	return init;
}

static bool any_packet(const struct parts *ps)
{
	for (unsigned i = 0; i < ps->n; i++)
		if (ps->p[i].v.packet)
			return true;
	return false;
}

/* ------------------------------------------------------------------ elements */
static void ends_of(const struct set *set, const struct part *p, uint32_t i, uint8_t lo[SIM_BYTES], uint8_t hi[SIM_BYTES])
{
	const uint8_t *key = set->elems.keys + (size_t)i * set->elems.key_len + p->offset;
	const uint8_t *end = set->elems.ends ? set->elems.ends + (size_t)i * set->elems.key_len + p->offset : key;

	sim_from_bytes(lo, key, p->bits, p->string);
	sim_from_bytes(hi, end, p->bits, p->string);
}

static void key_bytes(const struct part *p, const uint8_t v[SIM_BYTES], uint8_t out[WIDE_MAX])
{
	memset(out, 0, WIDE_MAX);
	memcpy(out, p->string ? v : v + SIM_BYTES - p->bytes, p->bytes);
}

/* Keys of one number whose bits are variables. */
struct one_part { struct many *m; const struct set *set; const struct part *p; const uint32_t *elems; uint8_t lo[SIM_BYTES], hi[SIM_BYTES]; };

static void range_of(const void *arg, uint32_t i, const uint8_t **lo, const uint8_t **hi)
{
	struct one_part *o = (struct one_part *)arg;

	ends_of(o->set, o->p, o->elems[i], o->lo, o->hi);
	*lo = o->lo;
	*hi = o->hi;
}

static set_t ranges(struct many *m, const struct set *set, struct part *p, const uint32_t *elems, uint32_t n)
{
	struct one_part o = { .m = m, .set = set, .p = p, .elems = elems };
	set_t by[SIM_BYTES * 8];
	const struct many_block *b = p->v.block;
	set_t s;

	if (b)
		return set_ranges(&m->sets, b->first, b->bits, SIM_BYTES, n, range_of, &o);
	sym_fill(m, &p->v);
	for (unsigned i = 0; i < p->bits; i++)
		by[i] = p->v.bit[p->bits - 1 - i];
	s = set_ranges(&m->sets, SCRATCH, p->bits, SIM_BYTES, n, range_of, &o);
	return set_compose(&m->sets, s, SCRATCH, p->bits, by);
}

/* Keys that are read in parts: an element is a box. */
static set_t class_part(struct many *m, const struct set *set, const struct part *p, uint32_t elem, set_t rest)
{
	const struct many_block *b = p->v.block;
	set_t in = SET_NONE;

	for (uint32_t c = 0; c < b->space->n; c++) {
		uint8_t v[SIM_BYTES], key[WIDE_MAX], n[SIM_BYTES];

		sim_class_value(b->space, p->v.view, c, v);
		key_bytes(p, v, key);
		wide_set_u64(n, SIM_BYTES, c);
		if (sim_set_part_in(set, elem, p->offset, p->bytes, key))
			in = set_or(&m->sets, in, set_range(&m->sets, b->first, b->bits, n, n, SIM_BYTES, SET_ALL));
	}
	return set_and(&m->sets, in, rest);
}

static set_t box(struct many *m, const struct set *set, struct parts *ps, const unsigned *order, uint32_t elem)
{
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES], key[WIDE_MAX];
	set_t s = SET_ALL;

	for (unsigned i = set->key.n; i-- > 0 && s != SET_NONE;) {	/* from the lowest variables up */
		struct part *p = &ps->p[order[i]];

		ends_of(set, p, elem, lo, hi);
		if (p->v.kind == SYM_CONST) {
			key_bytes(p, p->v.data, key);
			if (!sim_set_part_in(set, elem, p->offset, p->bytes, key))
				return SET_NONE;
		} else if (p->v.kind == SYM_CLASS) {
			s = class_part(m, set, p, elem, s);
		} else if (p->v.block && set_level(&m->sets, s) >= p->v.block->first + p->v.block->bits) {
			s = set_range(&m->sets, p->v.block->first, p->v.block->bits, lo, hi, SIM_BYTES, s);
		} else {
			s = set_and(&m->sets, s, sym_within(m, &p->v, lo, hi));
		}
	}
	return s;
}

static unsigned first_level(const struct part *p)
{
	return p->v.block ? p->v.block->first : SET_LEVELS;
}

static void by_level(const struct parts *ps, unsigned n, unsigned order[MAX_PARTS])
{
	for (unsigned i = 0; i < n; i++) {
		unsigned k = i;

		for (; k && first_level(&ps->p[order[k - 1]]) > first_level(&ps->p[i]); k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
}

/* ------------------------------------------------------------------ groups */
/* Elements by group: count, then place. */
struct grouped { uint32_t n, *rep, *from, *elems; };

static const struct grouped *group_elements(struct many *m, const struct set *set)
{
	struct grouped *known = sim_map_get(&m->grouped, set), g = { 0 };
	struct region *r = m->sets.r;
	uint32_t all = set->elems.n, *number, i;

	if (known)
		return known;
	number = region_alloc(r, (all + 1) * sizeof(uint32_t));
	g.rep = region_alloc(r, (all + 1) * sizeof(uint32_t));
	g.elems = region_alloc(r, (all + 1) * sizeof(uint32_t));
	for (uint32_t k = 0; (i = sim_set_nth(m->x->s, set, k)) != UINT32_MAX; k++) {
		uint32_t rep = sim_set_group(m->x->s, set, i);

		if (!number[rep]) {
			g.rep[g.n++] = rep;
			number[rep] = g.n;
		}
	}
	g.from = region_alloc(r, (g.n + 2) * sizeof(uint32_t));
	for (uint32_t k = 0; (i = sim_set_nth(m->x->s, set, k)) != UINT32_MAX; k++)
		g.from[number[sim_set_group(m->x->s, set, i)] + 1]++;
	for (uint32_t k = 1; k <= g.n + 1; k++)
		g.from[k] += g.from[k - 1];
	for (uint32_t k = 0; (i = sim_set_nth(m->x->s, set, k)) != UINT32_MAX; k++)
		g.elems[g.from[number[sim_set_group(m->x->s, set, i)]]++] = i;
	known = region_memdup(r, &g, sizeof(g));	/* group k, from 0: elements from[k] .. from[k + 1] */
	sim_map_set(r, &m->grouped, set, known);
	return known;
}

static void build_single(struct many *m, struct many_key *k, struct part *p, const struct grouped *g)
{
	uint8_t v[SIM_BYTES], key[WIDE_MAX], n[SIM_BYTES];

	if (p->v.kind == SYM_BITS) {
		for (uint32_t i = 0; i < g->n; i++)
			k->in[i] = ranges(m, k->set, p, g->elems + g->from[i], g->from[i + 1] - g->from[i]);
		return;
	}
	for (uint32_t c = 0; c < (p->v.kind == SYM_CLASS ? p->v.block->space->n : 1); c++) {
		set_t here = SET_ALL;
		int64_t elem;

		if (p->v.kind == SYM_CLASS) {
			sim_class_value(p->v.block->space, p->v.view, c, v);
			wide_set_u64(n, SIM_BYTES, c);
			here = many_value(m, p->v.block, n);
		} else {
			memcpy(v, p->v.data, SIM_BYTES);
		}
		key_bytes(p, v, key);
		elem = sim_set_find(m->x->s, k->set, key);
		if (elem < 0 || elem == sim_set_catchall(m->x->s, k->set))
			continue;
		for (uint32_t i = 0; i < g->n; i++)
			if (g->rep[i] == sim_set_group(m->x->s, k->set, (uint64_t)elem))
				k->in[i] = set_or(&m->sets, k->in[i], here);
	}
}

static void build_parts(struct many *m, struct many_key *k, struct parts *ps, const struct grouped *g)
{
	unsigned order[MAX_PARTS] = { 0 };

	by_level(ps, k->set->key.n, order);
	for (uint32_t i = 0; i < g->n; i++) {
		struct set_sum sum = { .used = 0 };

		for (uint32_t e = g->from[i]; e < g->from[i + 1] && !m->sets.exhausted; e++)
			set_sum_add(&m->sets, &sum, box(m, k->set, ps, order, g->elems[e]));
		k->in[i] = set_sum_end(&m->sets, &sum);
	}
}

static void add_catchall(struct many *m, struct many_key *k)
{
	int64_t elem = sim_set_catchall(m->x->s, k->set);

	if (elem < 0)
		return;
	k->rep[k->n] = (uint32_t)elem;
	k->in[k->n++] = set_not(&m->sets, k->all);
	k->all = SET_ALL;
}

static struct many_key *build(struct many *m, const struct set *set, struct parts *ps)
{
	struct region *r = m->sets.r;
	struct many_key *k = region_new(r, struct many_key);
	const struct grouped *g = group_elements(m, set);
	struct set_sum sum = { .used = 0 };

	k->set = set;
	k->n = g->n;
	k->rep = region_alloc(r, (g->n + 1) * sizeof(uint32_t));
	k->in = region_alloc(r, (g->n + 1) * sizeof(set_t));
	memcpy(k->rep, g->rep, g->n * sizeof(uint32_t));
	if (set->key.n > 1)
		build_parts(m, k, ps, g);
	else
		build_single(m, k, &ps->p[0], g);
	for (uint32_t i = 0; i < k->n; i++)
		set_sum_add(&m->sets, &sum, k->in[i]);
	k->all = set_sum_end(&m->sets, &sum);
	add_catchall(m, k);
	return k;
}

/* Remembered if every part is just a variable. */
static struct many_key *key_for(struct many *m, const struct set *set, struct parts *ps)
{
	struct many_key *k;
	bool plain = true;

	for (unsigned i = 0; i < ps->n; i++)
		plain &= ps->p[i].v.block != NULL;
	for (k = plain ? sim_map_get(&m->key_of, set) : NULL; k; k = k->next) {
		unsigned i;

		for (i = 0; i < ps->n && k->block[i] == ps->p[i].v.block && k->view[i] == ps->p[i].v.view; i++)
			;
		if (i == ps->n && k->n_parts == i)
			return k;
	}
	k = build(m, set, ps);
	if (!plain || m->sets.exhausted)
		return k;
	k->n_parts = ps->n;
	for (unsigned i = 0; i < ps->n; i++) {
		k->block[i] = ps->p[i].v.block;
		k->view[i] = ps->p[i].v.view;
	}
	k->next = sim_map_get(&m->key_of, set);
	sim_map_set(m->sets.r, &m->key_of, set, k);
	vec_push(m->sets.r, &m->keys, k);
	return k;
}

void many_key_roots(struct many *m, set_root_fn fn, void *arg)
{
	vec_each(i, &m->keys) {
		struct many_key *k = m->keys.v[i];

		fn(arg, &k->all);
		for (uint32_t g = 0; g < k->n; g++)
			fn(arg, &k->in[g]);
	}
}

/* ------------------------------------------------------------------ is it in the set? */
static const struct sim_slot *about(const struct parts *ps, bool *packet)
{
	const struct sim_slot *slot = NULL;

	for (unsigned i = 0; i < ps->n; i++)
		if (ps->p[i].v.slot) {
			slot = ps->p[i].v.slot;
			*packet |= slot->packet;
		}
	return slot;
}

/* Where nobody knows the elements, and they stay as they are: one answer a connection. */
static set_t answer(struct many *m, const struct set *set, const struct sim_slot *slot, bool packet)
{
	struct sim_slot *fact = m->x->s->env->fact(m->x->s, set, slot, packet);
	struct many_block *b = many_block(m, fact);

	if (b->sure == SET_ALL) {	/* that it is in the set is never sure */
		b->sure = set_node(&m->sets, b->first, SET_ALL, SET_NONE);
		many_add_sure(m, b);
	}
	return set_node(&m->sets, b->first, SET_NONE, SET_ALL);
}

/* About the connection, and not known; what packets wrote is nothing about it. */
static bool unsure_flow(const struct parts *ps)
{
	bool unsure = false;

	for (unsigned i = 0; i < ps->n; i++)
		unsure |= ps->p[i].v.unsure && !ps->p[i].v.packet;
	return unsure;
}

static void member_unknown(struct many *m, const struct set *set, const struct parts *ps, bool negated, struct cond *c)
{
	bool packet = false;
	const struct sim_slot *slot = about(ps, &packet);

	if (sim_set_changes(set)) {
		c->kind = COND_ANY;
		c->flags |= SIM_CHANGES;
		*(negated ? &c->fail_maybe : &c->hit_maybe) = true;
		return;
	}
	c->kind = COND_SET;
	c->set = answer(m, set, slot, packet);
	if (negated)
		c->set = set_not(&m->sets, c->set);
	c->packet |= packet;
	if (packet)
		c->flags |= SIM_VARIES;
}

void cond_member(struct many *m, const struct expr *key, const struct set *set, bool negated, struct cond *c)
{
	struct parts ps;
	int64_t elem;
	set_t in;

	c->kind = COND_NEVER;
	if (!set)
		return;
	if (!read_parts(m, key, set, &ps)) {
		c->flags |= flags_of(&ps) & (SIM_STACK | SIM_ACCT);
		return;
	}
	c->flags |= flags_of(&ps);
	c->packet = any_packet(&ps);
	c->unsure_flow = unsure_flow(&ps);
	c->init = init_of(m, &ps);
	if (!sim_set_known(set)) {
		member_unknown(m, set, &ps, negated, c);
		return;
	}
	if (any_part(&ps, SYM_ANY)) {
		c->kind = COND_ANY;
		return;
	}
	if (find_const(m, set, &ps, &elem)) {
		c->kind = (elem >= 0) != negated ? COND_ALWAYS : COND_NEVER;
		return;
	}
	c->member = set->elems.n > SMALL_SET;
	in = key_for(m, set, &ps)->all;
	in = set_and(&m->sets, negated ? set_not(&m->sets, in) : in, there_of(m, &ps));
	c->kind = in == SET_NONE ? COND_NEVER : in == SET_ALL ? COND_ALWAYS : COND_SET;
	c->set = in;
}

void many_condition(struct many *m, const struct stmt *st, struct cond *c)
{
	enum rel_op op = (enum rel_op)st->match.op;

	cond_clear(c);
	if (st->match.right->id == E_SETREF)
		cond_member(m, st->match.left, st->match.right->setref.set, op == REL_NEQ || op == REL_NEG, c);
	else
		cond_compare(m, st, c);
	c->hit_maybe |= !!(c->flags & SIM_UNSURE);
}

/* ------------------------------------------------------------------ what does it lead to? */
/* A value out of a map, within an expression. */
void many_map(struct many *m, const struct expr *e, struct sym *v)
{
	const struct set *set = e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	struct many_key *k;
	struct parts ps;

	v->kind = SYM_NONE;
	if (!set || !read_parts(m, e->map.arg, set, &ps))
		return;
	v->flags |= flags_of(&ps);
	v->packet = any_packet(&ps);
	v->init = init_of(m, &ps);
	if (!sim_set_known(set) || any_part(&ps, SYM_ANY)) {
		v->kind = SYM_ANY;
		v->flags |= SIM_UNSURE | SIM_VARIES;
		return;
	}
	if (!set->elems.data)
		return;
	k = key_for(m, set, &ps);
	v->kind = SYM_BITS;
	v->bits = SIM_BYTES * 8;
	v->filled = true;
	memset(v->bit, 0, sizeof(v->bit));
	for (uint32_t g = 0; g < k->n && !m->sets.exhausted; g++) {
		uint8_t data[SIM_BYTES];

		sim_from_bytes(data, set->elems.data + (size_t)k->rep[g] * set->elems.data_len, set->data.part[0].bits,
			       sim_is_string(set->data.part[0].type));
		for (unsigned i = 0; i < SIM_BYTES * 8; i++)
			if (data[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1)
				v->bit[i] = set_or(&m->sets, v->bit[i], k->in[g]);
	}
	v->there = set_and(&m->sets, there_of(m, &ps), k->all);
}

/* The outcomes that the packets at hand have; they stay the same while a statement is repeated for each. */
static void list_outcomes(struct many *m, const struct set *set, struct parts *ps)
{
	const struct many_key *k = key_for(m, set, ps);
	set_t there = there_of(m, ps), init = init_of(m, ps), s = set_and(&m->sets, m->cur, set_and(&m->sets, there, init));
	bool packet = any_packet(ps);
	uint8_t flags = flags_of(ps);
	struct many_outcome o;

	m->outcomes.n = 0;
	for (uint32_t g = 0; g < k->n; g++) {
		set_t in = set_and(&m->sets, s, k->in[g]), varies;

		if (in == SET_NONE)
			continue;
		varies = packet ? many_varies(m, set_and(&m->sets, k->in[g], there), init) : SET_NONE;
		o = (struct many_outcome){ set_and(&m->sets, in, varies), k->rep[g], (uint8_t)(flags | SIM_VARIES) };
		if (o.s != SET_NONE)
			vec_push(m->sets.r, &m->outcomes, o);
		o = (struct many_outcome){ set_diff(&m->sets, in, varies), k->rep[g], flags };
		if (o.s != SET_NONE)
			vec_push(m->sets.r, &m->outcomes, o);
	}
	o = (struct many_outcome){ set_diff(&m->sets, s, k->all), SIM_MISS, 0 };
	if (packet && many_varies(m, set_and(&m->sets, k->all, there), init) != SET_NONE)
		o.flags = SIM_VARIES;
	if (o.s != SET_NONE)
		vec_push(m->sets.r, &m->outcomes, o);
	o = (struct many_outcome){ set_diff(&m->sets, m->cur, there), SIM_BROKEN, 0 };
	if (o.s != SET_NONE)
		vec_push(m->sets.r, &m->outcomes, o);
}

/* Narrows to an answer that nobody knows, where a run is to be repeated. */
static void take_choice(struct many *m, const void *about, bool yes)
{
	set_t var;

	if (!m->choices)
		return;
	var = many_choice(m, about);
	m->cur = yes ? set_and(&m->sets, m->cur, var) : set_diff(&m->sets, m->cur, var);
}

static bool is_in(struct many *m)
{
	bool in = sim_choose(m->x->s, true, 2);

	take_choice(m, m->stmt, in);
	return in;
}

#define MAX_TOLD_APART 64

static int64_t any_element(struct many *m, const struct set *set)
{
	uint32_t n = set->elems.n, chosen = n ? sim_choose(m->x->s, true, n) : 0;

	for (uint32_t i = 0; n <= MAX_TOLD_APART && i < n && i <= chosen; i++)
		if (i + 1 < n)
			take_choice(m, set->elems.keys + i, i == chosen);
	return n ? (int64_t)chosen : SIM_MISS;
}

static int64_t lookup_unknown(struct many *m, const struct set *set, const struct parts *ps)
{
	struct sim *s = m->x->s;
	bool packet = false, in;
	const struct sim_slot *slot = about(ps, &packet);
	set_t yes;

	if (sim_set_changes(set)) {
		s->cond |= SIM_CHANGES;
		in = is_in(m);
		if (in)
			m->maybe = true;
		return in ? SIM_SOME : SIM_MISS;
	}
	yes = answer(m, set, slot, packet);
	if (packet)
		s->cond |= SIM_VARIES;
	in = sim_choose(s, true, 2);
	m->cur = in ? set_and(&m->sets, m->cur, yes) : set_diff(&m->sets, m->cur, yes);
	return in ? SIM_SOME : SIM_MISS;
}

int64_t many_lookup(struct sim *s, const struct expr *key, const struct set *set)
{
	struct many *m = s->engine_ctx;
	const struct many_outcome *o;
	struct parts ps;
	int64_t elem;
	uint8_t flags;

	if (!set || !read_parts(m, key, set, &ps))
		return SIM_BROKEN;
	flags = flags_of(&ps);
	if (!sim_set_known(set))
		return lookup_unknown(m, set, &ps);
	if (any_part(&ps, SYM_ANY)) {
		s->cond |= flags;
		if (!is_in(m))
			return SIM_MISS;
		m->maybe |= !!(flags & SIM_UNSURE);
		return any_element(m, set);
	}
	if (find_const(m, set, &ps, &elem)) {
		s->cond |= flags;
		m->maybe |= elem >= 0 && (flags & SIM_UNSURE);
		return elem;
	}
	if (m->outcomes_of != key || m->outcomes_in != m->cur) {
		list_outcomes(m, set, &ps);
		m->outcomes_of = key;
		m->outcomes_in = m->cur;
	}
	if (!m->outcomes.n) {
		m->cur = SET_NONE;
		return SIM_BROKEN;
	}
	o = &m->outcomes.v[sim_choose(s, true, m->outcomes.n)];
	m->cur = o->s;
	s->cond |= o->flags;
	if (o->elem < 0)
		s->failed |= o->flags;
	else if (o->flags & SIM_UNSURE)
		m->maybe = true;
	if (o->elem >= 0 && unsure_flow(&ps) && m->x->mode == RUN_REAL)
		m->unsure = set_or(&m->sets, m->unsure, many_forget_packet(m, m->cur));
	return o->elem;
}
