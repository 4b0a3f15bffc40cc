/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: matches and values. */
#include "model/sim.h"

#include <string.h>
#include "model/uapi.h"

/* ------------------------------------------------------------------ comparing */
bool sim_const(const struct expr *e, uint8_t out[SIM_BYTES])
{
	uint8_t item[SIM_BYTES];

	switch (e->id) {
	case E_VALUE:
		sim_from_bytes(out, e->value.data, e->bits, sim_is_string(e->type));
		return true;
	case E_LIST:	/* flags, or'ed */
		memset(out, 0, SIM_BYTES);
		vec_each(i, &e->list.items) {
			if (!sim_const(e->list.items.v[i], item))
				return false;
			wide_or(out, item, SIM_BYTES);
		}
		return true;
	case E_PREFIX:
		return sim_const(e->prefix.base, out);
	case E_UNARY:
		return sim_const(e->unary.arg, out);
	}
	return false;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned bits, unsigned len, bool string)
{
	uint8_t mask[SIM_BYTES], x[SIM_BYTES];

	if (string)
		bits = SIM_BYTES * 8;
	wide_prefix_mask(mask, SIM_BYTES, bits, len);
	memcpy(x, a, SIM_BYTES);
	wide_xor(x, b, SIM_BYTES);
	wide_and(x, mask, SIM_BYTES);
	return wide_is_zero(x, SIM_BYTES);
}

static bool ordered(int cmp, enum rel_op op)
{
	switch (op) {
	case REL_LT:	return cmp < 0;
	case REL_GT:	return cmp > 0;
	case REL_LTE:	return cmp <= 0;
	case REL_GTE:	return cmp >= 0;
	case REL_NEQ:	return cmp != 0;
	default:	return cmp == 0;
	}
}

bool sim_compare(const struct sim_value *v, enum rel_op op, const struct expr *left, const struct expr *right)
{
	uint8_t a[SIM_BYTES], b[SIM_BYTES];
	bool in;

	switch (right->id) {
	case E_PREFIX:
		sim_const(right, a);
		in = same_prefix(v->data, a, right->bits ? right->bits : left->bits, right->prefix.len, sim_is_string(left->type));
		return in != (op == REL_NEQ);
	case E_RANGE:
		sim_const(right->range.from, a);
		sim_const(right->range.to, b);
		if (memcmp(a, b, SIM_BYTES) > 0)	/* hours over midnight */
			in = memcmp(v->data, a, SIM_BYTES) >= 0 || memcmp(v->data, b, SIM_BYTES) <= 0;
		else
			in = memcmp(v->data, a, SIM_BYTES) >= 0 && memcmp(v->data, b, SIM_BYTES) <= 0;
		return in != (op == REL_NEQ);
	case E_VALUE:
		if (right->flags & EXPR_WILDCARD) {
			sim_const(right, a);
			return same_prefix(v->data, a, SIM_BYTES * 8, right->bits, true) != (op == REL_NEQ);
		}
		break;
	}
	if (!sim_const(right, a))
		return false;
	if (match_is_flags(left, op, right)) {
		wide_and(a, v->data, SIM_BYTES);
		return wide_is_zero(a, SIM_BYTES) == (op == REL_NEG);
	}
	return ordered(memcmp(v->data, a, SIM_BYTES), op);
}

/* ------------------------------------------------------------------ matches */
static bool compare_read(const struct sim_value *l, const struct sim_value *r, enum rel_op op)
{
	if (l->blob || r->blob)
		return (l->len == r->len && !memcmp(l->data, r->data, l->len)) != (op == REL_NEQ);
	return ordered(memcmp(l->data, r->data, SIM_BYTES), op);
}

/* A concatenation against constants: part by part. */
static bool compare_parts(struct sim *s, const struct expr *left, const struct expr *right)
{
	struct sim_value v;

	vec_each(i, &left->list.items) {
		if (i >= right->list.items.n || sim_eval(s, left->list.items.v[i], &v) || v.broken)
			return false;
		if (!sim_compare(&v, REL_EQ, left->list.items.v[i], right->list.items.v[i]))
			return false;
	}
	return true;
}

static uint32_t match_outcome(struct sim *s, const void *arg)
{
	const struct stmt *st = arg;
	const struct expr *left = st->match.left, *right = st->match.right;
	enum rel_op op = (enum rel_op)st->match.op;
	struct sim_value l, r;

	if (left->id == E_CONCAT && right->id == E_CONCAT && expr_is_constant(right))
		return compare_parts(s, left, right) != (op == REL_NEQ);
	if (sim_eval(s, left, &l) || l.broken)
		return 0;
	if (right->id == E_VALUE || right->id == E_PREFIX || right->id == E_RANGE || right->id == E_LIST)
		return sim_compare(&l, op, left, right);
	if (sim_eval(s, right, &r) || r.broken)
		return 0;
	return compare_read(&l, &r, op);
}

static enum sim_step decided(struct sim *s, bool holds, uint8_t flags, bool packet)
{
	if (!holds) {
		s->failed = flags;
		s->cond |= flags & (SIM_STACK | SIM_ACCT);	/* it was asked, at least */
		return SIM_BREAK;
	}
	s->cond |= flags;
	if (flags & SIM_UNSURE)
		sim_set_possible(s, packet);
	return SIM_NEXT;
}

static enum sim_step match_set(struct sim *s, const struct stmt *st)
{
	const struct set *set = st->match.right->setref.set;
	bool negated = st->match.op == REL_NEQ || st->match.op == REL_NEG;
	uint8_t cond = s->cond, flags;
	int64_t i;

	s->cond = 0;
	i = sim_look(s, st->match.left, set);
	flags = s->cond;
	s->cond = cond;
	if (i == SIM_BROKEN) {
		s->cond |= flags & (SIM_STACK | SIM_ACCT);
		return SIM_BREAK;
	}
	return decided(s, (i != SIM_MISS) != negated, flags, !s->n_refs || sim_read_packet(s));
}

enum sim_step sim_match(struct sim *s, const struct stmt *st)
{
	uint8_t flags = 0;
	bool packet = false, holds;

	s->steps++;
	if (st->match.right->id == E_SETREF)
		return match_set(s, st);
	if (!sim_split_begin(s, st->match.left, st->match.right))
		return SIM_BREAK;
	if (sim_split_any(s, &flags))
		return sim_condition(s, flags);
	for (uint32_t i = 0; i < s->n_refs; i++)
		if (s->refs[i].v.kind == SIM_SLOT) {
			packet |= s->refs[i].v.slot->packet;
			if (s->refs[i].v.slot->unsure)
				flags |= SIM_UNSURE;
		} else if (s->refs[i].v.flags & SIM_UNSURE) {	/* written by a packet: nothing about all of the connection */
			packet = true;
		}
	holds = sim_split_yes(s, match_outcome, st, &flags);
	return decided(s, holds, flags, packet);
}

enum sim_step sim_condition(struct sim *s, uint8_t flags)
{
	bool holds;

	if (s->engine)
		return s->engine->condition(s, flags);
	holds = (sim_choose(s, true, 2) == 0) != !!(flags & SIM_UNSURE);	/* first what is sure */
	return decided(s, holds, flags, true);
}

/* ------------------------------------------------------------------ results that are values */
static uint32_t intern(struct sim *s, const void *data, uint32_t len)
{
	uint32_t h = 2166136261u, *slot;
	struct sim_blob b = { NULL, len, 0 };

	for (uint32_t i = 0; i < len; i++)
		h = (h ^ ((const uint8_t *)data)[i]) * 16777619u;
	slot = &s->blob_hash[h % 4096];
	if (!s->blobs.n)	/* 0: broken */
		vec_push(s->region, &s->blobs, b);
	for (uint32_t i = *slot; i; i = s->blobs.v[i].next)
		if (s->blobs.v[i].len == len && !memcmp(s->blobs.v[i].data, data, len))
			return i;
	b.data = region_memdup(s->region, data, len);
	b.next = *slot;
	vec_push(s->region, &s->blobs, b);
	return *slot = s->blobs.n - 1;
}

static uint32_t value_outcome(struct sim *s, const void *arg)
{
	struct sim_value v;

	if (sim_eval(s, arg, &v) || v.broken)
		return 0;
	return v.blob ? intern(s, v.data, v.len) : intern(s, v.data, SIM_BYTES);
}

static void element_value(struct sim_scalar *out, const struct set *set, uint64_t i)
{
	const struct key_part *p = &set->data.part[0];

	out->kind = SIM_CONST;
	if (set->elems.data)
		sim_from_bytes(out->data, set->elems.data + i * set->elems.data_len, p->bits, sim_is_string(p->type));
	else
		out->kind = SIM_ANY;
}

static int map_value(struct sim *s, const struct expr *e, struct sim_scalar *out)
{
	const struct set *set = e->map.mappings->setref.set;
	uint8_t cond = s->cond;
	int64_t i;

	s->cond = 0;
	i = sim_lookup(s, e->map.arg, set);
	out->flags = s->cond;
	s->cond = cond;
	if (i == SIM_SOME) {
		out->kind = SIM_ANY;
		out->flags |= SIM_UNSURE;
	} else if (i >= 0) {
		element_value(out, set, (uint64_t)i);
	}
	return i == SIM_MISS || i == SIM_BROKEN ? -1 : 0;
}

int sim_value_of(struct sim *s, const struct expr *e, struct sim_scalar *out)
{
	const struct sim_blob *b;
	uint32_t id;

	memset(out, 0, sizeof(*out));
	while (e->id == E_UNARY)
		e = e->unary.arg;
	if (e->id == E_MAP && e->map.mappings->id == E_SETREF && e->map.mappings->setref.set)
		return map_value(s, e, out);
	if (sim_const(e, out->data))
		return 0;
	if (s->engine)
		return s->engine->value_of(s, e, out);
	if (!sim_split_begin(s, e, NULL))
		return -1;
	if (s->n_refs == 1 && s->refs[0].e == e) {	/* a copy */
		*out = s->refs[0].v;
		if (out->kind == SIM_SLOT && out->slot->packet)
			out->flags |= SIM_VARIES;
		return 0;
	}
	if (sim_split_any(s, &out->flags)) {
		out->kind = SIM_ANY;
		return 0;
	}
	id = sim_split(s, value_outcome, e, &out->flags);
	if (!id)
		return -1;
	b = &s->blobs.v[id];
	out->kind = SIM_CONST;
	memcpy(out->data, b->data, b->len < SIM_BYTES ? b->len : SIM_BYTES);
	return 0;
}
