/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: what an expression reads, and outcomes that depend on variables not decided yet. */
#include "model/sim.h"

#include <errno.h>
#include <string.h>

/* ------------------------------------------------------------------ one value, every variable decided */
int sim_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	memset(out, 0, sizeof(*out));
	return e->ops->eval ? e->ops->eval(s, e, out) : -EOPNOTSUPP;
}

void sim_class_value(const struct sim_space *sp, uint8_t view, uint32_t class, uint8_t out[SIM_BYTES])
{
	if (view == SIM_IFINDEX) {	/* an index that nobody has asks for no name */
		wide_set_u64(out, SIM_BYTES, sp->index && sp->index[class] ? sp->index[class] : 0xfffffff0u - class);
		return;
	}
	memcpy(out, sp->classes[class].rep, SIM_BYTES);
	if (view == SIM_PLUS_ONE)
		wide_increment(out, SIM_BYTES);
}

int sim_eval_read(struct sim *s, const struct expr *e, struct sim_value *out)
{
	for (uint32_t i = 0; i < s->n_refs; i++) {
		const struct sim_scalar *v = &s->refs[i].v;

		if (s->refs[i].e != e)
			continue;
		if (v->kind == SIM_CONST)
			memcpy(out->data, v->data, SIM_BYTES);
		else if (v->kind == SIM_SLOT)
			sim_class_value(v->slot->space, v->view, v->slot->cur, out->data);
		else
			out->broken = true;
		return 0;
	}
	return -ENOENT;
}

/* ------------------------------------------------------------------ what an expression reads */
static bool add_ref(struct sim *s, const struct expr *e, const struct sim_scalar *v)
{
	if (s->n_refs == sizeof(s->refs) / sizeof(*s->refs))
		return false;
	s->refs[s->n_refs++] = (struct sim_ref){ e, *v };
	return true;
}

static bool collect_map(struct sim *s, const struct expr *e)
{
	const struct set *set = e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	struct sim_scalar any = { .kind = SIM_ANY, .flags = SIM_UNSURE | SIM_VARIES };

	return (set && sim_set_known(set)) || add_ref(s, e, &any);
}

/* Reads every selector in @e. False: one cannot be read, the rule ends. */
static bool collect(struct sim *s, const struct expr *e)
{
	struct sim_scalar v = { 0 };

	switch (e->id) {
	case E_VALUE: case E_VERDICT: case E_PREFIX: case E_RANGE: case E_LIST: case E_SETREF: case E_SYMBOL: case E_SET:
		return true;
	case E_CONCAT:
		vec_each(i, &e->list.items)
			if (!collect(s, e->list.items.v[i]))
				return false;
		return true;
	case E_BINOP:
		return collect(s, e->binop.left) && collect(s, e->binop.right);
	case E_UNARY:
		return collect(s, e->unary.arg);
	case E_MAP:
		return collect(s, e->map.arg) && collect_map(s, e);
	}
	s->env->read(s, e, &v);
	if (v.kind == SIM_NONE) {
		s->cond |= v.flags & SIM_STACK;
		return false;
	}
	return add_ref(s, e, &v);
}

bool sim_split_begin(struct sim *s, const struct expr *a, const struct expr *b)
{
	s->n_refs = 0;
	return collect(s, a) && (!b || collect(s, b));
}

/* ------------------------------------------------------------------ outcomes that depend on variables */
struct cached { const struct sim_space *space; uint8_t view; uint32_t *outcome; struct cached *next; };

uint32_t *sim_scratch(struct sim *s, uint32_t n)
{
	while (s->temp.n < n)
		vec_push(s->region, &s->temp, 0);
	for (uint32_t i = 0; i < n; i++)
		s->temp.v[i] = i;
	return s->temp.v;
}

static uint32_t *compute(struct sim *s, struct sim_slot *slot, sim_outcome_fn fn, const void *arg, uint32_t *into, const uint64_t *within)
{
	for (uint32_t i = 0; i < slot->space->n; i++) {
		slot->cur = i;
		into[i] = !within || dom_has(within, i) ? fn(s, arg) : 0;
	}
	s->steps += slot->space->n * 4;
	return into;
}

static uint32_t *cached_outcomes(struct sim *s, struct sim_slot *slot, uint8_t view, sim_outcome_fn fn, const void *arg)
{
	struct cached *c;

	for (c = sim_map_get(&s->outcomes, arg); c; c = c->next)
		if (c->space == slot->space && c->view == view)
			return c->outcome;
	c = region_new(s->region, struct cached);
	c->space = slot->space;
	c->view = view;
	c->outcome = region_alloc(s->region, slot->space->n * sizeof(uint32_t));
	compute(s, slot, fn, arg, c->outcome, NULL);
	c->next = sim_map_get(&s->outcomes, arg);
	sim_map_set(s->region, &s->outcomes, arg, c);
	return c->outcome;
}

bool sim_varies_within(const uint64_t *dom, const uint32_t *outcome, uint32_t n)
{
	uint32_t first = UINT32_MAX;

	for (uint32_t i = 0; i < n; i++) {
		if (!dom_has(dom, i))
			continue;
		if (first == UINT32_MAX)
			first = i;
		else if (outcome[i] != outcome[first])
			return true;
	}
	return false;
}

static bool reads(const struct expr *e, const struct expr *leaf)
{
	if (e == leaf)
		return true;
	if (e->id == E_BINOP)
		return reads(e->binop.left, leaf) || reads(e->binop.right, leaf);
	if (e->id == E_UNARY)
		return reads(e->unary.arg, leaf);
	if (e->id == E_MAP)
		return reads(e->map.arg, leaf);
	if (e->id == E_CONCAT)
		vec_each(i, &e->list.items)
			if (reads(e->list.items.v[i], leaf))
				return true;
	return false;
}

/* The distinct variables among what was read (by @e, if given); *pure: nothing else was read. */
static uint32_t slots_of(struct sim *s, const struct expr *e, struct sim_slot **slots, uint32_t max, bool *pure, uint8_t *view)
{
	uint32_t n = 0;

	*pure = true;
	for (uint32_t i = 0; i < s->n_refs; i++) {
		struct sim_scalar *v = &s->refs[i].v;
		uint32_t j;

		if (e && !reads(e, s->refs[i].e))
			continue;

		if (v->kind != SIM_SLOT) {
			*pure = false;
			continue;
		}
		for (j = 0; j < n && slots[j] != v->slot; j++)
			;
		if (j == n && n < max)
			slots[n++] = v->slot;
		else if (*view != v->view)
			*pure = false;
		*view = v->view;
	}
	return n;
}

/* Decides all variables that were read but one, and returns that; NULL: there is none. *pure: nothing else matters. */
static struct sim_slot *last_slot(struct sim *s, uint8_t *view, bool *pure, uint8_t *flags)
{
	struct sim_slot *slots[16];
	uint32_t n = slots_of(s, NULL, slots, 16, pure, view);

	for (uint32_t i = 0; i < s->n_refs; i++)
		*flags |= s->refs[i].v.flags;
	if (!n)
		return NULL;
	for (uint32_t i = 0; i + 1 < n; i++) {
		slots[i]->cur = sim_pick(s, slots[i], sim_scratch(s, slots[i]->space->n));
		if (slots[i]->packet && dom_count(slots[i]->init, slots[i]->space->words) > 1)
			*flags |= SIM_VARIES;
	}
	*pure &= n == 1;
	return slots[n - 1];
}

uint32_t sim_split(struct sim *s, sim_outcome_fn fn, const void *arg, uint8_t *flags)
{
	uint8_t view = 0;
	bool pure;
	struct sim_slot *last = last_slot(s, &view, &pure, flags);
	uint32_t *outcome;

	if (!last)
		return fn(s, arg);
	if (pure)
		outcome = cached_outcomes(s, last, view, fn, arg);
	else
		outcome = compute(s, last, fn, arg, sim_scratch(s, last->space->n), last->packet ? last->init : last->dom);
	if (last->packet && sim_varies_within(last->init, outcome, last->space->n))
		*flags |= SIM_VARIES;
	return sim_pick(s, last, outcome);
}

struct answers { const struct sim_space *space; uint8_t view; uint64_t *yes; struct answers *next; };

static uint64_t *cached_answers(struct sim *s, struct sim_slot *slot, uint8_t view, sim_outcome_fn fn, const void *arg)
{
	struct answers *c;

	for (c = sim_map_get(&s->answers, arg); c; c = c->next)
		if (c->space == slot->space && c->view == view)
			return c->yes;
	c = region_new(s->region, struct answers);
	c->space = slot->space;
	c->view = view;
	c->yes = region_alloc(s->region, slot->space->words * sizeof(*c->yes));
	for (uint32_t i = 0; i < slot->space->n; i++) {
		slot->cur = i;
		if (fn(s, arg))
			dom_add(c->yes, i);
	}
	s->steps += slot->space->n * 4;
	c->next = sim_map_get(&s->answers, arg);
	sim_map_set(s->region, &s->answers, arg, c);
	return c->yes;
}

static bool both_within(const uint64_t *dom, const uint64_t *yes, uint32_t words)
{
	uint64_t in = 0, out = 0;

	for (uint32_t i = 0; i < words; i++) {
		in |= dom[i] & yes[i];
		out |= dom[i] & ~yes[i];
	}
	return in && out;
}

bool sim_split_yes(struct sim *s, sim_outcome_fn fn, const void *arg, uint8_t *flags)
{
	uint8_t view = 0;
	bool pure;
	struct sim_slot *last = last_slot(s, &view, &pure, flags);
	uint32_t *outcome;
	uint64_t *yes;

	if (!last)
		return fn(s, arg);
	if (pure) {
		yes = cached_answers(s, last, view, fn, arg);
		if (last->packet && both_within(last->init, yes, last->space->words))
			*flags |= SIM_VARIES;
		return sim_pick_yes(s, last, yes);
	}
	outcome = compute(s, last, fn, arg, sim_scratch(s, last->space->n), last->packet ? last->init : last->dom);
	if (last->packet && sim_varies_within(last->init, outcome, last->space->n))
		*flags |= SIM_VARIES;
	return sim_pick(s, last, outcome);
}

bool sim_split_any(const struct sim *s, uint8_t *flags)
{
	bool any = false;

	for (uint32_t i = 0; i < s->n_refs; i++)
		if (s->refs[i].v.kind == SIM_ANY) {
			*flags |= s->refs[i].v.flags;
			any = true;
		}
	return any;
}


/* The one variable that @e reads, decided as far as there are more; NULL: it is decided. */
struct sim_slot *sim_split_slot(struct sim *s, const struct expr *e, uint8_t *flags)
{
	struct sim_slot *slots[16];
	uint8_t view = 0;
	bool pure;
	uint32_t n = slots_of(s, e, slots, 16, &pure, &view);
	for (uint32_t i = 0; i + 1 < n; i++) {
		slots[i]->cur = sim_pick(s, slots[i], sim_scratch(s, slots[i]->space->n));
		if (slots[i]->packet && dom_count(slots[i]->init, slots[i]->space->words) > 1)
			*flags |= SIM_VARIES;
	}
	return n ? slots[n - 1] : NULL;
}
