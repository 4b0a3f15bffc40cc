/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: states, lanes, and what statements do to them. The way through chains is in many_run.c. */
#include "packet/many.h"

#include <string.h>
#include "model/uapi.h"

#define MAX_STATES 4096		/* of what rules write */
#define FIRST_SWEEP (1u << 20)

static const char translated[2] = { 0 };	/* [source]: what NAT put there */
static const char own[3] = { 0 };		/* addresses, ports, devices */

/* ------------------------------------------------------------------ states */
bool many_same_scalar(const struct sim_scalar *a, const struct sim_scalar *b)
{
	if (a->kind != b->kind || a->flags != b->flags || a->view != b->view)
		return false;
	if (a->kind == SIM_SLOT)
		return a->slot == b->slot;
	if (a->kind == SIM_BITS) {
		const struct many_vec *x = a->vec, *y = b->vec;

		return x == y || (x->packet == y->packet && !memcmp(x->bit, y->bit, sizeof(x->bit)));
	}
	return a->kind != SIM_CONST || !memcmp(a->data, b->data, SIM_BYTES);
}

static bool same_written(const struct written *a, uint32_t n, const struct written *b, uint32_t k)
{
	if (n != k)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (a[i].key != b[i].key || a[i].sub != b[i].sub || !many_same_scalar(&a[i].v, &b[i].v))
			return false;
	return true;
}

#define STEPS_A_STATE 2	/* of the budget, for each that is looked at */

static bool same_state(const struct many_state *a, const struct many_state *b)
{
	if (a->snat != b->snat || a->dnat != b->dnat || a->local != b->local || a->maybe != b->maybe || a->refused != b->refused ||
	    a->untracked != b->untracked || a->added != b->added || a->added_rule != b->added_rule)
		return false;
	for (unsigned i = 0; i < 3; i++)
		for (unsigned k = 0; k < 2; k++)
			if (!many_same_scalar(&a->addr[i][k], &b->addr[i][k]) || !many_same_scalar(&a->port[i][k], &b->port[i][k]))
				return false;
	return same_written(a->ct.v, a->ct.n, b->ct.v, b->ct.n) && same_written(a->packet.v, a->packet.n, b->packet.v, b->packet.n);
}

/* The one copy of a state. */
const struct many_state *many_intern(struct many *m, const struct many_state *st)
{
	struct many_state *own_copy;

	for (struct many_state *o = m->states; o; o = o->next) {
		m->sets.steps += STEPS_A_STATE;
		if (same_state(o, st))
			return o;
	}
	if (m->sets.steps > m->sets.max_steps)
		m->sets.exhausted = true;
	if (++m->n_states > MAX_STATES)
		m->sets.exhausted = m->degraded = true;
	own_copy = region_memdup(m->sets.r, st, sizeof(*st));
	own_copy->ct.v = region_memdup(m->sets.r, st->ct.v, st->ct.n * sizeof(*st->ct.v));
	own_copy->ct.cap = st->ct.n;
	own_copy->packet.v = region_memdup(m->sets.r, st->packet.v, st->packet.n * sizeof(*st->packet.v));
	own_copy->packet.cap = st->packet.n;
	own_copy->next = m->states;
	return m->states = own_copy;
}

#define copy_written(m, from, to) do { \
	(to)->n = 0; \
	vec_each(i_, (from)) \
		vec_push((m)->sets.r, (to), (from)->v[i_]); \
} while (0)

/* What the engine's environment reads and writes is the run: a state goes there before a statement, and is taken from there. */
void many_load(struct many *m, const struct many_state *st)
{
	struct run *x = m->x;

	copy_written(m, &st->ct, &x->flow->ct.values);
	if (x->packet)
		copy_written(m, &st->packet, &x->packet->values);
	memcpy(x->flow->addr, st->addr, sizeof(st->addr));
	memcpy(x->flow->port, st->port, sizeof(st->port));
	x->flow->snat = st->snat;
	x->flow->dnat = st->dnat;
	x->local = st->local;
	x->added = st->added;
	x->added_rule = st->added_rule;
	x->refusals.n = 0;
	m->st = st;
	m->dirty = false;
	m->maybe = st->maybe;
}

static const struct many_refusal *refusal_add(struct many *m, const struct many_refusal *before, const struct refusal *r)
{
	struct many_refusal *n;

	for (const struct many_refusal *o = before; o; o = o->before)
		if (o->at.stmt == r->stmt)
			return before;
	for (n = m->refusals; n; n = n->next)
		if (n->at.stmt == r->stmt && n->before == before)
			return n;
	n = region_new(m->sets.r, struct many_refusal);
	n->at = (struct stmt_place){ r->rule, r->stmt };
	n->before = before;
	n->next = m->refusals;
	return m->refusals = n;
}

const struct many_state *many_store(struct many *m)
{
	const struct run *x = m->x;
	struct many_state st;

	if (!m->dirty && m->maybe == m->st->maybe)
		return m->st;
	st = *m->st;
	st.maybe = m->maybe;
	if (m->dirty) {
		memcpy(&st.ct, &x->flow->ct.values, sizeof(st.ct));
		if (x->packet)
			memcpy(&st.packet, &x->packet->values, sizeof(st.packet));
		memcpy(st.addr, x->flow->addr, sizeof(st.addr));
		memcpy(st.port, x->flow->port, sizeof(st.port));
		st.snat = x->flow->snat;
		st.dnat = x->flow->dnat;
		st.local = x->local;
		st.added = x->added;
		st.added_rule = x->added_rule;
		vec_each(i, &x->refusals) {
			st.refused = refusal_add(m, st.refused, &x->refusals.v[i]);
			st.untracked |= x->refusals.v[i].notrack && !x->refusals.v[i].reply;
		}
		m->x->refusals.n = 0;	/* of this lane, and no other */
	}
	return many_intern(m, &st);
}

const struct many_state *many_first_state(struct many *m)
{
	const struct flow *f = m->x->flow;
	struct many_state st = { .maybe = false };

	memcpy(st.addr, f->addr, sizeof(st.addr));
	memcpy(st.port, f->port, sizeof(st.port));
	return many_intern(m, &st);
}

const struct many_state *many_maybe(struct many *m, const struct many_state *st, bool maybe)
{
	struct many_state other = *st;

	if (st->maybe == maybe)
		return st;
	other.maybe = maybe;
	return many_intern(m, &other);
}

/* ------------------------------------------------------------------ lanes */
struct lanes *lanes_get(struct many *m)
{
	struct lanes *l;

	if (m->spare.n) {
		l = m->spare.v[--m->spare.n];
	} else {
		l = region_new(m->sets.r, struct lanes);
	}
	l->l.n = 0;
	l->up = m->in_use;
	return m->in_use = l;
}

void lanes_put(struct many *m, struct lanes *l)
{
	m->in_use = l->up;
	vec_push(m->sets.r, &m->spare, l);
}

void lane_add(struct many *m, struct lanes *l, set_t s, const struct many_state *st, uint8_t cond)
{
	struct lane one = { s, st, cond };

	if (s == SET_NONE)
		return;
	vec_each(i, &l->l)
		if (l->l.v[i].st == st && l->l.v[i].cond == cond) {
			l->l.v[i].s = set_or(&m->sets, l->l.v[i].s, s);
			return;
		}
	vec_push(m->sets.r, &l->l, one);
}

set_t lanes_sum(struct many *m, const struct lanes *l)
{
	set_t all = SET_NONE;

	vec_each(i, &l->l)
		all = set_or(&m->sets, all, l->l.v[i].s);
	return all;
}

/* ------------------------------------------------------------------ room */
static void each_vec_root(struct many *m, set_root_fn fn, void *arg)
{
	vec_each(i, &m->vecs)
		for (unsigned k = 0; k < SIM_BYTES * 8; k++)
			fn(arg, &m->vecs.v[i]->bit[k]);
}

static void each_root(void *user, set_root_fn fn, void *arg)
{
	struct many *m = user;

	vec_each(i, &m->blocks) {
		fn(arg, &m->blocks.v[i]->init);
		fn(arg, &m->blocks.v[i]->sure);
	}
	fn(arg, &m->sure);
	fn(arg, &m->sure_packet);
	fn(arg, &m->blame);
	fn(arg, &m->unsure);
	for (struct lanes *l = m->in_use; l; l = l->up)
		vec_each(i, &l->l)
			fn(arg, &l->l.v[i].s);
	each_vec_root(m, fn, arg);
	vec_each(i, &m->ends)
		fn(arg, &m->ends.v[i].s);
	vec_each(i, &m->nats)
		fn(arg, &m->nats.v[i].s);
	vec_each(i, &m->jumps)
		fn(arg, &m->jumps.v[i].lane.s);
	many_key_roots(m, fn, arg);
	for (uint32_t v = 0; v < m->heads.n; v++)
		for (uint32_t i = 0; i < m->x->prog->n_rules; i++)
			fn(arg, &m->heads.of[v][i].want);
	if (m->each_root)
		m->each_root(m->user, fn, arg);
}

void many_sweep(struct many *m)
{
	if (m->sets.n < m->gc_at || m->sets.exhausted)
		return;
	set_compact(&m->sets, each_root, m);
	m->sweeps++;
	m->outcomes_of = NULL;
	m->gc_at = m->sets.n * 2 > FIRST_SWEEP ? m->sets.n * 2 : FIRST_SWEEP;
	if (m->gc_at > m->sets.max_nodes - m->sets.max_nodes / 8)
		m->gc_at = m->sets.max_nodes - m->sets.max_nodes / 8;
}

void many_init(struct many *m, struct run *x, struct region *r, uint32_t max_nodes, uint64_t max_steps)
{
	memset(m, 0, sizeof(*m));
	m->x = x;
	sets_init(&m->sets, r, max_nodes, max_steps);
	m->gc_at = FIRST_SWEEP;
	m->sure = m->sure_packet = m->within = SET_ALL;
	m->next_packet = MANY_PACKET;
	m->next_choice = MANY_CHOICE;
	m->map = many_map;
}

/* Variables of a connection in the order of their levels: addresses before all others. */
void many_begin(struct many *m)
{
	struct run *x = m->x;
	struct flow *f = x->flow;
	struct sim_space *addrs = f->addr[0][0].slot->space, *ports = x->prog->port->space;

	m->blocks.n = 0;
	m->keys.n = m->vecs.n = 0;
	m->key_of = (struct sim_map){ 0 };
	m->heads.n = 0;
	m->heads.st = NULL;
	m->states = NULL;
	m->n_states = 0;
	m->sure = m->sure_packet = SET_ALL;
	m->blame = m->unsure = SET_NONE;
	m->nats.n = m->ends.n = m->jumps.n = m->steps.n = 0;
	m->next_flow = 0;
	m->next_packet = MANY_PACKET;
	m->next_choice = MANY_CHOICE;
	m->in_use = NULL;
	m->sets.exhausted = false;
	m->gc_at = 0;
	many_sweep(m);
	for (unsigned i = 0; i < 2; i++) {
		f->addr[0][i].slot->key = &own[0];
		f->port[0][i].slot->key = &own[1];
		f->device[i]->key = &own[2];
		f->addr[0][i].slot->sub = f->port[0][i].slot->sub = f->device[i]->sub = i;
		many_block(m, f->addr[0][i].slot);
	}
	for (unsigned i = 0; i < 2; i++)
		many_block(m, flow_variable(x, &translated[i], 0, addrs));
	for (unsigned i = 0; i < 2; i++)
		many_block(m, f->port[0][i].slot);
	for (unsigned i = 0; i < 2; i++)
		many_block(m, flow_variable(x, &translated[i], 1, ports));
	for (unsigned i = 0; i < 2; i++)
		many_block(m, f->device[i]);
}

struct many_vec *many_vec_new(struct many *m)
{
	struct many_vec *v = region_new(m->sets.r, struct many_vec);

	vec_push(m->sets.r, &m->vecs, v);
	return v;
}

/* ------------------------------------------------------------------ the engine */
static enum sim_step decided(struct many *m, bool holds, const struct cond *c)
{
	struct sim *s = m->x->s;

	if (!holds) {
		s->failed = c->flags;
		s->cond |= c->flags & (SIM_STACK | SIM_ACCT);
		m->maybe |= c->fail_maybe;
		return SIM_BREAK;
	}
	s->cond |= c->flags;
	m->maybe |= c->hit_maybe;
	return SIM_NEXT;
}

static enum sim_step engine_condition(struct sim *s, uint8_t flags)
{
	struct many *m = s->engine_ctx;
	struct cond c = { .flags = flags, .hit_maybe = flags & SIM_UNSURE };
	bool holds = sim_choose(s, true, 2) == 0;

	if (m->choices) {
		set_t yes = many_choice(m, m->stmt);

		m->cur = holds ? set_and(&m->sets, m->cur, yes) : set_diff(&m->sets, m->cur, yes);
	}
	return decided(m, holds, &c);
}

static bool is_number(const struct sym *v, uint8_t out[SIM_BYTES])
{
	memset(out, 0, SIM_BYTES);
	for (unsigned i = 0; i < SIM_BYTES * 8; i++) {
		if (v->bit[i] > SET_ALL)
			return false;
		if (v->bit[i])
			out[SIM_BYTES - 1 - i / 8] |= (uint8_t)(1u << (i % 8));
	}
	return true;
}

/* Packets that have the value, and then those that have none. */
static bool is_there(struct many *m, const struct sym *v)
{
	bool there = v->there == SET_ALL || sim_choose(m->x->s, true, 2) == 0;

	m->cur = there ? set_and(&m->sets, m->cur, v->there) : set_diff(&m->sets, m->cur, v->there);
	return there;
}

static int engine_value(struct sim *s, const struct expr *e, struct sim_scalar *out)
{
	struct many *m = s->engine_ctx;
	struct many_vec *vec;
	struct sym v = { .there = SET_ALL, .init = SET_ALL };

	sym_eval(m, e, &v);
	out->flags |= v.flags;
	if (v.packet)
		out->flags |= SIM_VARIES;
	m->cur = set_and(&m->sets, m->cur, v.init);
	if (v.kind == SYM_NONE || !is_there(m, &v))
		return -1;
	switch (v.kind) {
	case SYM_CONST:
		out->kind = SIM_CONST;
		memcpy(out->data, v.data, SIM_BYTES);
		return 0;
	case SYM_ANY:
		out->kind = SIM_ANY;
		return 0;
	default:
		break;
	}
	sym_fill(m, &v);
	if (is_number(&v, out->data)) {
		out->kind = SIM_CONST;
		return 0;
	}
	vec = many_vec_new(m);
	vec->packet = v.packet;
	memcpy(vec->bit, v.bit, sizeof(vec->bit));
	out->kind = SIM_BITS;
	out->vec = vec;
	return 0;
}

/* The same where the value is of no interest. */
void many_value_of(struct many *m, const struct expr *e, set_t *there, uint8_t *flags)
{
	const struct set *set;
	struct sym v = { .there = SET_ALL, .init = SET_ALL };
	struct cond *c = &m->cond;

	while (e->id == E_UNARY)
		e = e->unary.arg;
	set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	if (set) {
		cond_clear(c);
		cond_member(m, e->map.arg, set, false, c);
		*flags = c->flags | (c->packet ? SIM_VARIES : 0);
		*there = c->kind == COND_NEVER ? SET_NONE : set_and(&m->sets, cond_as_set(c), c->init);
		return;
	}
	sym_eval(m, e, &v);
	*flags = v.flags | (v.packet ? SIM_VARIES : 0);
	*there = v.kind == SYM_NONE ? SET_NONE : v.there;
}

static void engine_possible(struct sim *s, bool packet)
{
	(void)packet;
	((struct many *)s->engine_ctx)->maybe = true;
}

const struct sim_engine many_engine = {
	.condition = engine_condition,
	.value_of = engine_value,
	.lookup = many_lookup,
	.possible = engine_possible,
};

/* ------------------------------------------------------------------ the environment: that of one packet, but for what is written */
static bool is_ct(const struct leaf *l)
{
	return l->role == ROLE_CT_VALUE;
}

static void put(struct many *m, const struct leaf *l, const struct sim_scalar *v)
{
	struct run *x = m->x;
	struct written fresh = { l->key, l->sub, *v };

	m->dirty = true;
	if (is_ct(l)) {
		vec_each(i, &x->flow->ct.values)
			if (x->flow->ct.values.v[i].key == l->key && x->flow->ct.values.v[i].sub == l->sub) {
				x->flow->ct.values.v[i].v = *v;
				return;
			}
		vec_push(m->sets.r, &x->flow->ct.values, fresh);
		return;
	}
	vec_each(i, &x->packet->values)
		if (x->packet->values.v[i].key == l->key && x->packet->values.v[i].sub == l->sub) {
			x->packet->values.v[i].v = *v;
			return;
		}
	vec_push(m->sets.r, &x->packet->values, fresh);
}

static bool is_kept(const struct expr *target)
{
	return target->id == E_META || target->id == E_CT || target->id == E_PAYLOAD;
}

static void many_write(struct sim *s, const struct expr *target, const struct sim_scalar *v)
{
	struct many *m = s->engine_ctx;
	const struct leaf *l = program_leaf(m->x->prog, target);

	if (!is_kept(target) || !l || !packet_readable(m->x, l) || (is_ct(l) && !packet_tracked(m->x)))
		return;
	if (program_reads(m->x->prog, target))
		put(m, l, v);
}

static void many_taint(struct sim *s, const struct expr *target)
{
	struct many *m = s->engine_ctx;
	const struct leaf *l = program_leaf(m->x->prog, target);
	struct sim_scalar v = { 0 };
	struct many_vec *vec;
	struct sym now = { .there = SET_ALL, .init = SET_ALL };

	if (!is_kept(target) || !l || !packet_readable(m->x, l) || !program_reads(m->x->prog, target) || (is_ct(l) && !packet_tracked(m->x)))
		return;
	packet_env.read(s, target, &v);
	if (v.kind == SIM_NONE || (v.kind == SIM_SLOT && v.slot->packet && is_ct(l)) || v.flags & SIM_VARIES)
		return;
	if (v.kind == SIM_SLOT) {
		sym_eval(m, target, &now);
		sym_fill(m, &now);
		vec = many_vec_new(m);
		vec->packet = now.packet;
		memcpy(vec->bit, now.bit, sizeof(vec->bit));
		v.kind = SIM_BITS;
		v.vec = vec;
	}
	v.flags |= SIM_VARIES;
	put(m, l, &v);
}

static void many_read(struct sim *s, const struct expr *e, struct sim_scalar *out)
{
	packet_env.read(s, e, out);
}

static struct sim_slot *many_fact(struct sim *s, const void *what, const struct sim_slot *about, bool packet)
{
	return packet_env.fact(s, what, about, packet);
}

static enum sim_step many_flow(struct sim *s, const struct stmt *st)
{
	enum sim_step step = packet_env.flow(s, st);

	((struct many *)s->engine_ctx)->dirty |= step == SIM_NEXT;
	return step;
}

static void place(struct many *m, many_places *v, const struct stmt *st)
{
	struct many_place p = { { m->x->rule, st }, 0, false, m->cur };

	if (m->no_places)
		return;
	vec_each(i, &m->blocks) {	/* another rule may translate again */
		const struct many_block *b = m->blocks.v[i];

		if (b->key == &translated[0] || b->key == &translated[1])
			p.s = set_exists(&m->sets, p.s, b->first, b->first + b->bits);
	}
	vec_each(i, v)
		if (v->v[i].at.stmt == st) {
			v->v[i].s = set_or(&m->sets, v->v[i].s, p.s);
			return;
		}
	vec_push(m->sets.r, v, p);
}

/* ------------------------------------------------------------------ addresses translated */
/* The variable of what NAT puts somewhere gets the value, whatever it was. */
static void assign(struct many *m, struct sim_slot *slot, const struct sym *v, set_t within)
{
	const struct many_block *b = many_block(m, slot);
	set_t s = set_exists(&m->sets, m->cur, b->first, b->first + b->bits);

	s = set_and(&m->sets, s, within);
	for (unsigned i = 0; v && i < b->bits; i++) {
		set_t var = set_node(&m->sets, b->first + b->bits - 1u - i, SET_NONE, SET_ALL);

		s = set_diff(&m->sets, s, set_xor(&m->sets, var, v->bit[i]));
	}
	m->cur = s;
}

static set_t target_range(struct many *m, const struct expr *e, struct sim_slot *slot)
{
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES], mask[SIM_BYTES];
	const struct many_block *b = many_block(m, slot);

	if (e->id == E_RANGE) {
		sim_const(e->range.from, lo);
		sim_const(e->range.to, hi);
	} else {
		sim_const(e, lo);
		wide_prefix_mask(mask, SIM_BYTES, e->bits, e->prefix.len);
		wide_and(lo, mask, SIM_BYTES);
		wide_prefix_mask(hi, SIM_BYTES, e->bits, e->bits);
		wide_not(mask, SIM_BYTES);
		wide_and(hi, mask, SIM_BYTES);
		wide_or(hi, lo, SIM_BYTES);
	}
	return set_range(&m->sets, b->first, b->bits, lo, hi, SIM_BYTES, SET_ALL);
}

/* False: the rule ends. */
static bool translate(struct many *m, const struct expr *e, struct sim_slot *slot, struct sim_scalar *out)
{
	struct sym v = { .there = SET_ALL, .init = SET_ALL };

	if (e && (e->id == E_RANGE || e->id == E_PREFIX)) {
		assign(m, slot, NULL, target_range(m, e, slot));
	} else if (e) {
		sym_eval(m, e, &v);
		m->cur = set_and(&m->sets, m->cur, v.init);
		if (v.kind == SYM_NONE || !is_there(m, &v))
			return false;
		if (v.kind == SYM_BITS && v.block && !v.packet && v.block->space == slot->space) {	/* a copy */
			memset(out, 0, sizeof(*out));
			out->kind = SIM_SLOT;
			out->slot = v.slot;
			return true;
		}
		if (v.kind == SYM_ANY) {
			m->maybe |= !!(v.flags & SIM_UNSURE);
			assign(m, slot, NULL, SET_ALL);
		} else {
			sym_fill(m, &v);
			assign(m, slot, &v, SET_ALL);
		}
	} else {
		assign(m, slot, NULL, SET_ALL);
	}
	memset(out, 0, sizeof(*out));
	out->kind = SIM_SLOT;
	out->slot = slot;
	return true;
}

/* `dnat to ip daddr map { ... : 10.0.0.1 . 80 }`: one look-up gives both. */
static bool translate_pair(struct many *m, const struct expr *e, struct sim_slot *slot[2], struct sim_scalar *addr, struct sim_scalar *port)
{
	const struct set *set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	const uint8_t *data;
	unsigned bits;
	struct sym v = { .kind = SYM_CONST, .there = SET_ALL, .init = SET_ALL };
	int64_t i;

	if (!set || set->data.n < 2)
		return false;
	i = many_lookup(m->x->s, e->map.arg, set);
	if (i < 0 || !set->elems.data)
		return true;
	data = set->elems.data + (size_t)i * set->elems.data_len;
	bits = set->data.part[0].bits;
	sim_from_bytes(v.data, data, bits, false);
	sym_fill(m, &v);
	assign(m, slot[0], &v, SET_ALL);
	v.filled = false;
	sim_from_bytes(v.data, data + SIM_KEY_PAD(bits), set->data.part[1].bits, false);
	sym_fill(m, &v);
	assign(m, slot[1], &v, SET_ALL);
	memset(addr, 0, sizeof(*addr));
	memset(port, 0, sizeof(*port));
	addr->kind = port->kind = SIM_SLOT;
	addr->slot = slot[0];
	port->slot = slot[1];
	return true;
}

static enum sim_step act_nat(struct many *m, const struct stmt *st)
{
	struct run *x = m->x;
	struct flow *f = x->flow;
	bool source = st->nat.kind == NAT_SNAT || st->nat.kind == NAT_MASQ, ports = f->l4proto == IPPROTO_TCP || f->l4proto == IPPROTO_UDP;
	struct sim_scalar *a = &f->addr[source ? 2 : 1][!source], *p = &f->port[source ? 2 : 1][!source], addr = *a, port = *p;
	struct sim_slot *slot[2] = {
		flow_variable(x, &translated[source], 0, f->family == FAM_IP ? x->prog->addr4->space : x->prog->addr6->space),
		flow_variable(x, &translated[source], 1, x->prog->port->space),
	};

	x->s->verdict = NF_ACCEPT;
	if (x->packet->kind != PACKET_FIRST)
		return SIM_VERDICT;
	if (st->nat.kind == NAT_REDIR) {
		x->s->verdict = NF_STOLEN;
		return SIM_VERDICT;
	}
	if (st->nat.kind == NAT_MASQ ? !translate(m, NULL, slot[0], &addr) :
	    st->nat.addr && !translate_pair(m, st->nat.addr, slot, &addr, &port) && !translate(m, st->nat.addr, slot[0], &addr))
		return SIM_BREAK;
	if (st->nat.proto && ports && !translate(m, st->nat.proto, slot[1], &port))
		return SIM_BREAK;
	*a = addr;
	*p = port;
	if (!source) {
		f->addr[2][1] = addr;
		f->port[2][1] = port;
	}
	*(source ? &f->snat : &f->dnat) = true;
	m->dirty = true;
	place(m, &m->nats, st);
	return SIM_VERDICT;
}

static enum sim_step many_act(struct sim *s, const struct stmt *st)
{
	struct many *m = s->engine_ctx;
	enum sim_step step;

	if (st->id == S_NAT)
		return act_nat(m, st);
	m->x->refusals.n = 0;
	step = packet_env.act(s, st);
	m->dirty |= m->x->refusals.n != 0;
	return step;
}

const struct sim_env many_env = {
	.read = many_read,
	.write = many_write,
	.taint = many_taint,
	.fact = many_fact,
	.flow = many_flow,
	.act = many_act,
};

/* ------------------------------------------------------------------ one statement, every outcome */
static void push_step(struct many *m, enum sim_step step, uint8_t cond)
{
	struct sim *s = m->x->s;
	struct many_step o = { { m->cur, many_store(m), cond }, step, s->verdict, s->chain, s->block, s->failed, s->written };

	if (m->cur != SET_NONE)
		vec_push(m->sets.r, &m->steps, o);
}

set_t many_cur(struct many *m)
{
	m->cur = set_and(&m->sets, m->cur, m->within);
	m->within = SET_ALL;
	return m->cur;
}

void many_exec(struct many *m, const struct stmt *st, const struct lane *lane)
{
	struct sim *s = m->x->s;

	if (s->depth + 2 > SIM_LEVELS) {
		m->sets.exhausted = m->degraded = true;
		return;
	}
	m->stmt = st;
	m->outcomes_of = NULL;
	sim_push(s, true);
	while (sim_next(s) && !m->sets.exhausted) {
		enum sim_step step;

		if (m->st != lane->st || m->dirty || m->maybe != lane->st->maybe)
			many_load(m, lane->st);
		m->x->refusals.n = 0;
		m->cur = lane->s;
		s->cond = lane->cond;
		s->failed = s->written = 0;
		s->rejected = false;
		step = st->ops->exec ? (enum sim_step)st->ops->exec(s, st) : SIM_NEXT;
		push_step(m, step, s->cond);
	}
	sim_pop(s);
}
