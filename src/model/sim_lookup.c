/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: look-ups whose key depends on variables that are not decided yet. */
#include "model/sim.h"

#include <string.h>

/* A value as an element holds it. */
static void to_key(uint8_t *out, const uint8_t v[SIM_BYTES], unsigned bits, bool string)
{
	unsigned n = (bits + 7) / 8;

	if (n > SIM_BYTES)
		n = SIM_BYTES;
	memcpy(out, string ? v : v + SIM_BYTES - n, n);
}

/* ------------------------------------------------------------------ keys that depend on variables */

struct key_arg { const struct expr *key; const struct set *set; };

/* Outcome 0: broken, 1: miss, else 2 + the element that stands for all with the same data. */
static uint32_t single_outcome(struct sim *s, const void *arg)
{
	const struct key_arg *a = arg;
	const struct key_part *p = &a->set->key.part[0];
	uint8_t key[WIDE_MAX] = { 0 };
	struct sim_value v;
	int64_t i;

	if (sim_eval(s, a->key, &v) || v.broken)
		return 0;
	to_key(key, v.data, p->bits ? p->bits : a->key->bits, sim_is_string(a->key->type));
	i = sim_set_find(s, a->set, key);
	return i < 0 ? 1 : 2 + sim_set_group(s, a->set, (uint64_t)i);
}

/* The pair (key, set) under one address, so that outcomes can be remembered by it. */
static const struct key_arg *key_arg(struct sim *s, const struct expr *key, const struct set *set)
{
	struct key_arg *a = sim_map_get(&s->values, key);

	if (!a || a->set != set) {
		a = region_new(s->region, struct key_arg);
		*a = (struct key_arg){ key, set };
		sim_map_set(s->region, &s->values, key, a);
	}
	return a;
}

static uint32_t *scratch(struct sim *s, const struct sim_slot *slot)
{
	return slot ? sim_scratch(s, slot->space->n) : NULL;
}

static bool varies(const struct sim_slot *slot, const uint32_t *outcome)
{
	return slot->packet && sim_varies_within(slot->init, outcome, slot->space->n);
}

struct part { const struct expr *e; unsigned offset, bytes; bool string; struct sim_slot *slot; };
struct part_arg { const struct set *set; const struct part *part; uint32_t elem; };

static uint32_t part_outcome(struct sim *s, const void *arg)
{
	const struct part_arg *a = arg;
	uint8_t key[SIM_BYTES];
	struct sim_value v;

	if (sim_eval(s, a->part->e, &v) || v.broken)
		return 0;
	to_key(key, v.data, a->part->bytes * 8, a->part->string);
	return sim_set_part_in(a->set, a->elem, a->part->offset, a->part->bytes, key);
}

/* Is some class of the part's variable in the element? And are all? */
static bool part_may(struct sim *s, const struct part_arg *a, uint32_t *outcome)
{
	struct sim_slot *slot = a->part->slot;
	bool may = false;

	if (!slot)
		return part_outcome(s, a);
	for (uint32_t i = 0; i < slot->space->n; i++) {
		if (!dom_has(slot->packet ? slot->init : slot->dom, i))
			continue;
		slot->cur = i;
		outcome[i] = part_outcome(s, a);
		may |= outcome[i] && dom_has(slot->dom, i);
	}
	s->steps += slot->space->n / 8;
	return may;
}

/* Element by element, each part of it decided in turn. */
static int64_t lookup_concat(struct sim *s, const struct set *set, const struct part *parts, uint8_t *flags)
{
	uint32_t elem;

	for (uint32_t k = 0; (elem = sim_set_nth(s, set, k)) != UINT32_MAX && !s->exhausted; k++) {
		struct part_arg a = { set, parts, elem };
		unsigned p;

		for (p = 0; p < set->key.n; p++) {
			a.part = &parts[p];
			if (!part_may(s, &a, scratch(s, a.part->slot)))
				break;
		}
		if (p < set->key.n)
			continue;
		for (p = 0; p < set->key.n; p++) {
			uint32_t *outcome = scratch(s, parts[p].slot);

			a.part = &parts[p];
			if (!parts[p].slot)
				continue;
			part_may(s, &a, outcome);
			*flags |= varies(parts[p].slot, outcome) ? SIM_VARIES : 0;
			if (!sim_pick(s, parts[p].slot, outcome))
				break;
		}
		if (p == set->key.n)
			return elem;
	}
	return sim_set_catchall(s, set);
}

static int64_t lookup_parts(struct sim *s, const struct expr *key, const struct set *set, uint8_t *flags)
{
	struct part parts[16];
	unsigned offset = 0, n = key->list.items.n < 16 ? key->list.items.n : 16;

	for (unsigned p = 0; p < n; p++) {
		const struct expr *e = key->list.items.v[p];
		unsigned bits = p < set->key.n && set->key.part[p].bits ? set->key.part[p].bits : e->bits;

		parts[p] = (struct part){ .e = e, .offset = offset, .bytes = (bits + 7) / 8, .string = sim_is_string(e->type) };
		if (parts[p].bytes > SIM_BYTES)
			parts[p].bytes = SIM_BYTES;
		parts[p].slot = sim_split_slot(s, e, flags);
		offset += SIM_KEY_PAD(bits);
	}
	if (n < set->key.n || offset > set->elems.key_len)
		return SIM_MISS;
	return lookup_concat(s, set, parts, flags);
}

/* Nothing is known of the elements. One that changes is asked anew each time; else the answer stays. */
static int64_t lookup_unknown(struct sim *s, const struct set *set)
{
	static const uint32_t no_yes[2] = { 0, 1 };
	struct sim_slot *about = NULL, *answer;
	bool packet = false, in;

	for (uint32_t i = 0; i < s->n_refs; i++)
		if (s->refs[i].v.kind == SIM_SLOT) {
			about = s->refs[i].v.slot;
			packet |= about->packet;
		}
	if (sim_set_changes(set)) {
		s->cond |= SIM_CHANGES;
		in = sim_choose(s, true, 2);
		if (in)
			sim_set_possible(s, true);
		return in ? SIM_SOME : SIM_MISS;
	}
	answer = s->env->fact(s, set, about, packet);
	if (packet)
		s->cond |= SIM_VARIES;
	return sim_pick(s, answer, no_yes) ? SIM_SOME : SIM_MISS;
}

static uint8_t unsure_of(const struct sim *s)
{
	for (uint32_t i = 0; i < s->n_refs; i++)
		if (s->refs[i].v.flags & SIM_UNSURE || (s->refs[i].v.kind == SIM_SLOT && s->refs[i].v.slot->unsure))
			return SIM_UNSURE;
	return 0;
}

/* Of what was read last: does it differ between packets? */
bool sim_read_packet(const struct sim *s)
{
	for (uint32_t i = 0; i < s->n_refs; i++)
		if (s->refs[i].v.kind == SIM_SLOT ? s->refs[i].v.slot->packet : !!(s->refs[i].v.flags & SIM_UNSURE))
			return true;
	return false;
}

int64_t sim_look(struct sim *s, const struct expr *key, const struct set *set)
{
	uint8_t flags = 0;
	uint32_t outcome;
	int64_t i;

	if (!set)
		return SIM_BROKEN;
	if (s->engine)
		return s->engine->lookup(s, key, set);
	if (!sim_split_begin(s, key, NULL))
		return SIM_BROKEN;
	if (!sim_set_known(set))
		return lookup_unknown(s, set);
	if (sim_split_any(s, &flags)) {
		s->cond |= flags;
		if (sim_choose(s, true, 2) == 0)
			return SIM_MISS;
		return set->elems.n ? (int64_t)sim_choose(s, true, set->elems.n) : SIM_MISS;
	}
	if (key->id == E_CONCAT) {
		flags |= unsure_of(s);
		for (uint32_t k = 0; k < s->n_refs; k++)
			flags |= s->refs[k].v.flags;
		i = lookup_parts(s, key, set, &flags);
		s->cond |= flags;
		return i;
	}
	flags |= unsure_of(s);
	outcome = sim_split(s, single_outcome, key_arg(s, key, set), &flags);
	s->cond |= flags;
	return outcome == 0 ? SIM_BROKEN : outcome == 1 ? SIM_MISS : (int64_t)outcome - 2;
}

int64_t sim_lookup(struct sim *s, const struct expr *key, const struct set *set)
{
	uint8_t cond = s->cond;
	int64_t i;

	s->cond = 0;
	i = sim_look(s, key, set);
	if (!s->engine && i >= 0 && s->cond & SIM_UNSURE)
		sim_set_possible(s, sim_read_packet(s));
	s->cond |= cond;
	return i;
}
