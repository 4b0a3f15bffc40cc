/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: variables, numbers made of them, and what matches compare. */
#include "packet/many.h"

#include <net/if_arp.h>
#include <string.h>
#include "model/uapi.h"

/* ------------------------------------------------------------------ variables */
static unsigned bits_for(uint32_t classes)
{
	unsigned bits = 1;

	while (bits < 31 && 1u << bits < classes)
		bits++;
	return bits;
}

static struct many_block *find_block(const struct many *m, const struct sim_slot *slot)
{
	vec_each(i, &m->blocks) {
		struct many_block *b = m->blocks.v[i];

		if (b->key == slot->key && b->sub == slot->sub && b->packet == slot->packet && b->space == slot->space)
			return b;
	}
	return NULL;
}

static void number(uint8_t out[SIM_BYTES], uint64_t v)
{
	wide_set_u64(out, SIM_BYTES, v);
}

set_t many_classes(struct many *m, const struct many_block *b, const uint64_t *dom)
{
	uint8_t v[SIM_BYTES];
	set_t all = SET_NONE;

	for (uint32_t i = 0; i < b->space->n; i++)
		if (dom_has(dom, i)) {
			number(v, i);
			all = set_or(&m->sets, all, set_range(&m->sets, b->first, b->bits, v, v, SIM_BYTES, SET_ALL));
		}
	return all;
}

set_t many_value(struct many *m, const struct many_block *b, const uint8_t v[SIM_BYTES])
{
	return set_range(&m->sets, b->first, b->bits, v, v, SIM_BYTES, SET_ALL);
}

/* Classes of small numbers are the numbers themselves. */
static bool is_listed(const struct many_block *b)
{
	return b->by_class || (b->bits <= 8 && b->space->n == 1u << b->bits);
}

static set_t values_of(struct many *m, const struct many_block *b, const struct sim_slot *slot, const uint64_t *dom, uint64_t other)
{
	uint8_t v[SIM_BYTES];

	if (is_listed(b))
		return dom_count(dom, slot->space->words) == slot->space->n && !b->by_class ? SET_ALL : many_classes(m, b, dom);
	number(v, other);
	return many_value(m, b, v);
}

static uint32_t *next_level(struct many *m, const struct sim_slot *slot)
{
	return slot->packet ? &m->next_packet : &m->next_flow;
}

static struct many_block *new_block(struct many *m, struct sim_slot *slot)
{
	struct many_block *b = region_new(m->sets.r, struct many_block);
	uint32_t *next = next_level(m, slot);

	b->key = slot->key;
	b->sub = slot->sub;
	b->packet = slot->packet;
	b->space = slot->space;
	b->by_class = slot->space->string;
	b->bits = (uint16_t)(b->by_class ? bits_for(slot->space->n) : slot->space->bits);
	b->init = b->sure = SET_ALL;
	b->first = (uint16_t)*next;
	*next += b->bits;
	if (*next >= (slot->packet ? MANY_CHOICE : MANY_PACKET)) {
		m->sets.exhausted = m->degraded = true;
		*next -= b->bits;
	}
	vec_push(m->sets.r, &m->blocks, b);
	return b;
}

struct many_block *many_block(struct many *m, struct sim_slot *slot)
{
	struct many_block *b = slot->block ? m->blocks.v[slot->block - 1] : find_block(m, slot);

	if (slot->block)
		return b;
	if (!b)
		b = new_block(m, slot);
	vec_each(i, &m->blocks)
		if (m->blocks.v[i] == b)
			slot->block = i + 1;
	if (is_listed(b))
		b->init = values_of(m, b, slot, slot->init, 0);
	return b;
}

/* ------------------------------------------------------------------ reading */
static void as_const(struct sym *v, const uint8_t data[SIM_BYTES])
{
	v->kind = SYM_CONST;
	memcpy(v->data, data, SIM_BYTES);
}

static void increment(struct many *m, struct sym *v)
{
	set_t carry = SET_ALL;

	sym_fill(m, v);
	for (unsigned i = 0; i < v->bits; i++) {
		set_t bit = v->bit[i];

		v->bit[i] = set_xor(&m->sets, bit, carry);
		carry = set_and(&m->sets, bit, carry);
	}
	v->block = NULL;
}

void many_add_sure(struct many *m, const struct many_block *b)
{
	m->sure = set_and(&m->sets, m->sure, b->sure);
	if (b->packet)
		m->sure_packet = set_and(&m->sets, m->sure_packet, b->sure);
}

/* Of numbers that have no classes: the one that is sure. */
static uint64_t sure_number(const struct leaf *l)
{
	if (l && l->role == ROLE_FIB)
		return ROUTE_UNICAST;
	return l && l->role == ROLE_DEVICE_OTHER && l->key == device_type ? ARPHRD_ETHER : 0;
}

static void note_sure(struct many *m, struct many_block *b, const struct sim_slot *slot, const struct leaf *l)
{
	if (!slot->sure || b->sure != SET_ALL)
		return;
	b->sure = values_of(m, b, slot, slot->sure, sure_number(l));
	many_add_sure(m, b);
}

static void read_slot(struct many *m, struct sim_slot *slot, const struct leaf *l, uint8_t view, struct sym *v)
{
	struct many_block *b = many_block(m, slot);

	note_sure(m, b, slot, l);
	v->block = b;
	v->slot = slot;
	v->packet = b->packet;
	v->unsure = slot->unsure;
	v->bits = b->by_class ? SIM_BYTES * 8 : b->bits;
	v->view = view;
	v->init = b->init;
	if (l && l->role == ROLE_FRAG && !is_listed(b)) {	/* no fragment */
		uint8_t zero[SIM_BYTES] = { 0 };

		v->init = set_range(&m->sets, b->first + b->bits - 14u, 14, zero, zero, SIM_BYTES, SET_ALL);
	}
	v->kind = b->by_class ? SYM_CLASS : SYM_BITS;
	if (view == SIM_PLUS_ONE)
		increment(m, v);
}

static void read_scalar(struct many *m, const struct sim_scalar *from, const struct leaf *l, struct sym *v)
{
	const struct many_vec *vec = from->vec;

	v->flags |= from->flags;
	switch (from->kind) {
	case SIM_CONST:
		as_const(v, from->data);
		break;
	case SIM_SLOT:
		read_slot(m, from->slot, l, from->view, v);
		break;
	case SIM_BITS:
		v->kind = SYM_BITS;
		v->bits = SIM_BYTES * 8;
		v->filled = true;
		v->packet = vec->packet;
		memcpy(v->bit, vec->bit, sizeof(v->bit));
		break;
	case SIM_ANY:
		v->kind = SYM_ANY;
		break;
	default:
		v->kind = SYM_NONE;
	}
}

/* An option's field: where the option is there, it has any value. */
static bool read_field(struct many *m, const struct leaf *l, struct sym *v)
{
	struct run *x = m->x;
	struct sim_slot *there;
	struct sim_scalar value = { .kind = SIM_SLOT };
	struct many_block *b;

	if (!packet_readable(x, l) || (l->syn_only && x->packet->kind == PACKET_LATER))
		return false;
	there = packet_option(x, l->option);
	b = many_block(m, there);
	value.slot = packet_field(x, l);
	read_scalar(m, &value, l, v);
	v->there = set_node(&m->sets, b->first, SET_NONE, SET_ALL);
	v->flags |= SIM_VARIES;
	return true;
}

static void read_leaf(struct many *m, const struct expr *e, struct sym *v)
{
	const struct leaf *l = program_leaf(m->x->prog, e);
	struct sim_scalar from = { 0 };

	if (l && l->role == ROLE_OPTION_FIELD) {
		v->kind = SYM_NONE;
		read_field(m, l, v);
		return;
	}
	m->x->s->env->read(m->x->s, e, &from);
	read_scalar(m, &from, l, v);
}

/* ------------------------------------------------------------------ numbers */
void sym_fill(struct many *m, struct sym *v)
{
	if (v->filled)
		return;
	v->filled = true;
	memset(v->bit, 0, sizeof(v->bit));
	if (v->kind == SYM_CONST) {
		for (unsigned i = 0; i < SIM_BYTES * 8; i++)
			v->bit[i] = v->data[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1 ? SET_ALL : SET_NONE;
	} else if (v->kind == SYM_BITS && v->block) {
		for (unsigned i = 0; i < v->block->bits; i++)
			v->bit[i] = set_node(&m->sets, v->block->first + v->block->bits - 1u - i, SET_NONE, SET_ALL);
	} else if (v->kind == SYM_CLASS) {	/* the value of each class */
		const struct sim_space *sp = v->block->space;

		for (uint32_t c = 0; c < sp->n; c++) {
			uint8_t rep[SIM_BYTES], n[SIM_BYTES];
			set_t in;

			sim_class_value(sp, v->view, c, rep);
			number(n, c);
			in = many_value(m, v->block, n);
			for (unsigned i = 0; i < SIM_BYTES * 8; i++)
				if (rep[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1)
					v->bit[i] = set_or(&m->sets, v->bit[i], in);
		}
	}
}

static void both(struct sym *v, const struct sym *a, struct many *m)
{
	v->flags |= a->flags;
	v->packet |= a->packet;
	v->unsure |= a->unsure;
	if (a->slot)
		v->slot = a->slot;
	v->there = set_and(&m->sets, v->there, a->there);
	v->init = set_and(&m->sets, v->init, a->init);
}

static void shift_bits(struct sym *v, int by)
{
	set_t old[SIM_BYTES * 8];

	memcpy(old, v->bit, sizeof(old));
	for (int i = 0; i < SIM_BYTES * 8; i++)
		v->bit[i] = i - by >= 0 && i - by < SIM_BYTES * 8 ? old[i - by] : SET_NONE;
}

static void eval_binop(struct many *m, const struct expr *e, struct sym *v)
{
	struct sym right = { .there = SET_ALL, .init = SET_ALL };
	int by;

	sym_eval(m, e->binop.left, v);
	sym_eval(m, e->binop.right, &right);
	both(v, &right, m);
	if (v->kind == SYM_NONE || right.kind == SYM_NONE) {
		v->kind = SYM_NONE;
		return;
	}
	if (v->kind == SYM_ANY || right.kind == SYM_ANY) {
		v->kind = SYM_ANY;
		return;
	}
	sym_fill(m, v);
	if (e->binop.op == BINOP_SHL || e->binop.op == BINOP_SHR) {
		if (right.kind != SYM_CONST) {	/* nobody shifts by a variable */
			v->kind = SYM_ANY;
			v->flags |= SIM_VARIES | SIM_UNSURE;
			return;
		}
		by = (int)(sim_number(right.data) % 128);
		shift_bits(v, e->binop.op == BINOP_SHL ? by : -by);
	} else {
		sym_fill(m, &right);
		for (unsigned i = 0; i < SIM_BYTES * 8; i++)
			v->bit[i] = e->binop.op == BINOP_AND ? set_and(&m->sets, v->bit[i], right.bit[i]) :
				    e->binop.op == BINOP_OR ? set_or(&m->sets, v->bit[i], right.bit[i]) : set_xor(&m->sets, v->bit[i], right.bit[i]);
	}
	if (e->bits && e->bits < SIM_BYTES * 8 && !sim_is_string(e->type))
		for (unsigned i = e->bits; i < SIM_BYTES * 8; i++)
			v->bit[i] = SET_NONE;
	v->kind = SYM_BITS;
	v->block = NULL;
	v->bits = SIM_BYTES * 8;
}

void sym_eval(struct many *m, const struct expr *e, struct sym *v)
{
	uint8_t data[SIM_BYTES];

	while (e->id == E_UNARY)
		e = e->unary.arg;
	if (sim_const(e, data)) {
		as_const(v, data);
		return;
	}
	switch (e->id) {
	case E_BINOP:
		eval_binop(m, e, v);
		break;
	case E_MAP:
		m->map(m, e, v);
		break;
	case E_CONCAT: case E_SETREF: case E_VERDICT:
		v->kind = SYM_NONE;
		break;
	default:
		read_leaf(m, e, v);
	}
}

/* ------------------------------------------------------------------ comparing with constants */
static set_t vec_eq(struct many *m, const struct sym *v, const uint8_t *value, const uint8_t *mask)
{
	set_t all = SET_ALL;

	for (unsigned i = 0; i < SIM_BYTES * 8; i++) {
		if (!(mask[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1))
			continue;
		if (value[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1)
			all = set_and(&m->sets, all, v->bit[i]);
		else
			all = set_diff(&m->sets, all, v->bit[i]);
	}
	return all;
}

static set_t vec_le(struct many *m, const struct sym *v, const uint8_t *limit)
{
	set_t le = SET_ALL;

	for (unsigned i = 0; i < SIM_BYTES * 8; i++)
		if (limit[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1)
			le = set_or(&m->sets, set_not(&m->sets, v->bit[i]), le);
		else
			le = set_diff(&m->sets, le, v->bit[i]);
	return le;
}

set_t sym_within(struct many *m, struct sym *v, const uint8_t *lo, const uint8_t *hi)
{
	uint8_t below[SIM_BYTES], top[SIM_BYTES];
	set_t in;

	if (v->kind == SYM_BITS && v->block) {
		wide_prefix_mask(top, SIM_BYTES, v->block->bits, v->block->bits);
		if (memcmp(lo, top, SIM_BYTES) > 0)
			return SET_NONE;
		return set_range(&m->sets, v->block->first, v->block->bits, lo, memcmp(hi, top, SIM_BYTES) < 0 ? hi : top, SIM_BYTES, SET_ALL);
	}
	sym_fill(m, v);
	in = vec_le(m, v, hi);
	memcpy(below, lo, SIM_BYTES);
	if (wide_is_zero(lo, SIM_BYTES))
		return in;
	wide_decrement(below, SIM_BYTES);
	return set_diff(&m->sets, in, vec_le(m, v, below));
}

static void as_set(struct cond *c, set_t set)
{
	c->kind = set == SET_NONE ? COND_NEVER : set == SET_ALL ? COND_ALWAYS : COND_SET;
	c->set = set;
}

static set_t masked(struct many *m, const struct many_block *b, const uint8_t *value, const uint8_t *mask)
{
	for (unsigned i = b->bits; i < SIM_BYTES * 8; i += 8 - i % 8)	/* there are no such bits */
		if ((value[SIM_BYTES - 1 - i / 8] & mask[SIM_BYTES - 1 - i / 8]) >> i % 8)
			return SET_NONE;
	return set_masked(&m->sets, b->first, b->bits, value, mask, SIM_BYTES, SET_ALL);
}

static void equal(struct many *m, struct sym *v, const uint8_t *value, const uint8_t *mask, bool not, struct cond *c)
{
	set_t set;

	if (v->kind == SYM_BITS && v->block) {
		set = masked(m, v->block, value, mask);
	} else {
		sym_fill(m, v);
		set = vec_eq(m, v, value, mask);
	}
	as_set(c, not ? set_not(&m->sets, set) : set);
}

static void ordered(struct many *m, struct sym *v, enum rel_op op, const uint8_t *k, struct cond *c)
{
	uint8_t zero[SIM_BYTES] = { 0 };
	set_t le = SET_NONE, with = op == REL_LTE || op == REL_GT, at = sym_within(m, v, zero, k);

	if (with) {
		le = at;
	} else if (!wide_is_zero(k, SIM_BYTES)) {
		uint8_t below[SIM_BYTES];

		memcpy(below, k, SIM_BYTES);
		wide_decrement(below, SIM_BYTES);
		le = sym_within(m, v, zero, below);
	}
	as_set(c, op == REL_LT || op == REL_LTE ? le : set_not(&m->sets, le));
}

static void compare_classes(struct many *m, const struct sym *v, enum rel_op op, const struct expr *left, const struct expr *right, struct cond *c)
{
	const struct sim_space *sp = v->block->space;
	set_t in = SET_NONE;

	for (uint32_t i = 0; i < sp->n; i++) {
		struct sim_value value = { 0 };
		uint8_t n[SIM_BYTES];

		sim_class_value(sp, v->view, i, value.data);
		number(n, i);
		if (sim_compare(&value, op, left, right))
			in = set_or(&m->sets, in, many_value(m, v->block, n));
	}
	as_set(c, in);
}

static void compare_const(struct many *m, struct sym *v, enum rel_op op, const struct expr *left, const struct expr *right, struct cond *c)
{
	uint8_t a[SIM_BYTES], b[SIM_BYTES], mask[SIM_BYTES], zero[SIM_BYTES] = { 0 }, ones[SIM_BYTES];
	struct sim_value value = { 0 };
	set_t in;

	memset(ones, 0xff, SIM_BYTES);
	if (v->kind == SYM_CONST) {
		memcpy(value.data, v->data, SIM_BYTES);
		c->kind = sim_compare(&value, op, left, right) ? COND_ALWAYS : COND_NEVER;
		return;
	}
	if (v->kind == SYM_CLASS) {
		compare_classes(m, v, op, left, right, c);
		return;
	}
	if (right->id == E_RANGE) {
		sim_const(right->range.from, a);
		sim_const(right->range.to, b);
		if (memcmp(a, b, SIM_BYTES) > 0)
			in = set_or(&m->sets, sym_within(m, v, a, ones), sym_within(m, v, zero, b));
		else
			in = sym_within(m, v, a, b);
		as_set(c, op == REL_NEQ ? set_not(&m->sets, in) : in);
		return;
	}
	if (!sim_const(right, a)) {
		c->kind = COND_NEVER;
		return;
	}
	if (right->id == E_PREFIX) {
		wide_prefix_mask(mask, SIM_BYTES, right->bits ? right->bits : left->bits, right->prefix.len);
		equal(m, v, a, mask, op == REL_NEQ, c);
	} else if (match_is_flags(left, op, right)) {
		sym_fill(m, v);
		in = SET_NONE;
		for (unsigned i = 0; i < SIM_BYTES * 8; i++)
			if (a[SIM_BYTES - 1 - i / 8] >> (i % 8) & 1)
				in = set_or(&m->sets, in, v->bit[i]);
		as_set(c, op == REL_NEG ? set_not(&m->sets, in) : in);
	} else if (op == REL_LT || op == REL_GT || op == REL_LTE || op == REL_GTE) {
		ordered(m, v, op, a, c);
	} else {
		equal(m, v, a, ones, op == REL_NEQ, c);
	}
}

/* ------------------------------------------------------------------ comparing what is read */
static void compare_read(struct many *m, struct sym *l, struct sym *r, enum rel_op op, struct cond *c)
{
	set_t eq = SET_ALL, lt = SET_NONE, out;

	sym_fill(m, l);
	sym_fill(m, r);
	for (unsigned i = 0; i < SIM_BYTES * 8; i++) {
		set_t differ = set_xor(&m->sets, l->bit[i], r->bit[i]);

		lt = set_ite(&m->sets, differ, r->bit[i], lt);
		eq = set_diff(&m->sets, eq, differ);
	}
	switch (op) {
	case REL_LT:	out = lt; break;
	case REL_LTE:	out = set_or(&m->sets, lt, eq); break;
	case REL_GT:	out = set_not(&m->sets, set_or(&m->sets, lt, eq)); break;
	case REL_GTE:	out = set_not(&m->sets, lt); break;
	case REL_NEQ:	out = set_not(&m->sets, eq); break;
	default:	out = eq;
	}
	as_set(c, out);
}

set_t cond_as_set(const struct cond *c)
{
	switch (c->kind) {
	case COND_ALWAYS: case COND_ANY:	return SET_ALL;
	case COND_SET:	return c->set;
	default:	return SET_NONE;
	}
}

static void note_read(struct many *m, struct cond *c, const struct sym *v)
{
	c->flags |= v->flags;
	c->packet |= v->packet;
	if (v->unsure) {
		c->flags |= SIM_UNSURE;
		c->unsure_flow |= !v->packet;
	}
	c->init = set_and(&m->sets, c->init, v->init);
}

static bool is_constant_side(const struct expr *e)
{
	return e->id == E_VALUE || e->id == E_PREFIX || e->id == E_RANGE || e->id == E_LIST;
}

static void match_pair(struct many *m, const struct expr *left, enum rel_op op, const struct expr *right, struct cond *c)
{
	struct sym l, r;
	set_t there;

	l.kind = r.kind = SYM_NONE;
	l.flags = l.view = r.flags = r.view = 0;
	l.packet = l.unsure = l.filled = r.packet = r.unsure = r.filled = false;
	l.block = r.block = NULL;
	l.slot = r.slot = NULL;
	l.there = l.init = r.there = r.init = SET_ALL;
	sym_eval(m, left, &l);
	note_read(m, c, &l);
	if (l.kind == SYM_NONE) {
		c->kind = COND_NEVER;
		c->flags &= SIM_STACK | SIM_ACCT;
		return;
	}
	if (is_constant_side(right)) {
		if (l.kind == SYM_ANY) {
			c->kind = COND_ANY;
			return;
		}
		compare_const(m, &l, op, left, right, c);
		there = l.there;
	} else {
		sym_eval(m, right, &r);
		note_read(m, c, &r);
		if (r.kind == SYM_NONE || l.kind == SYM_ANY || r.kind == SYM_ANY) {
			c->kind = r.kind == SYM_NONE ? COND_NEVER : COND_ANY;
			return;
		}
		compare_read(m, &l, &r, op, c);
		there = set_and(&m->sets, l.there, r.there);
	}
	if (there != SET_ALL)
		as_set(c, set_and(&m->sets, cond_as_set(c), there));
}

/* Part by part. */
static void match_parts(struct many *m, const struct expr *left, enum rel_op op, const struct expr *right, struct cond *c)
{
	set_t all = SET_ALL;
	bool any = false;

	vec_each(i, &left->list.items) {
		struct cond part = { .init = SET_ALL };

		if (i >= right->list.items.n) {
			c->kind = COND_NEVER;
			return;
		}
		match_pair(m, left->list.items.v[i], REL_EQ, right->list.items.v[i], &part);
		c->flags |= part.flags;
		c->packet |= part.packet;
		c->unsure_flow |= part.unsure_flow;
		c->init = set_and(&m->sets, c->init, part.init);
		any |= part.kind == COND_ANY;
		if (part.kind == COND_NEVER && part.flags == 0 && op != REL_NEQ) {
			c->kind = COND_NEVER;
			return;
		}
		all = set_and(&m->sets, all, cond_as_set(&part));
	}
	if (any)
		c->kind = COND_ANY;
	else
		as_set(c, op == REL_NEQ ? set_not(&m->sets, all) : all);
}

void cond_clear(struct cond *c)
{
	c->kind = COND_NEVER;
	c->flags = 0;
	c->packet = c->unsure_flow = c->hit_maybe = c->fail_maybe = c->member = false;
	c->set = SET_NONE;
	c->init = SET_ALL;
}

void cond_compare(struct many *m, const struct stmt *st, struct cond *c)
{
	const struct expr *left = st->match.left, *right = st->match.right;
	enum rel_op op = (enum rel_op)st->match.op;

	if (left->id == E_CONCAT && right->id == E_CONCAT && expr_is_constant(right))
		match_parts(m, left, op, right, c);
	else
		match_pair(m, left, op, right, c);
}

/* ------------------------------------------------------------------ packets of one connection */
set_t many_forget_packet(struct many *m, set_t s)
{
	return set_exists(&m->sets, s, MANY_PACKET, MANY_END);
}

set_t many_varies(struct many *m, set_t match, set_t init)
{
	set_t in = many_forget_packet(m, set_and(&m->sets, match, init));
	set_t out = many_forget_packet(m, set_diff(&m->sets, init, match));

	return set_and(&m->sets, in, out);
}

/* An answer that nobody knows: both, anew each time; or a variable, if the run is to be repeated. */
set_t many_choice(struct many *m, const void *key)
{
	struct many_block *b = NULL;

	vec_each(i, &m->blocks)
		if (m->blocks.v[i]->key == key && m->blocks.v[i]->sub == m->path)
			b = m->blocks.v[i];
	if (!b) {
		b = region_new(m->sets.r, struct many_block);
		b->key = key;
		b->sub = m->path;
		b->packet = true;
		b->first = (uint16_t)m->next_choice;
		b->bits = 1;
		b->init = b->sure = SET_ALL;
		if (m->next_choice + 1 < MANY_END)
			m->next_choice++;
		vec_push(m->sets.r, &m->blocks, b);
	}
	return set_node(&m->sets, b->first, SET_NONE, SET_ALL);
}
