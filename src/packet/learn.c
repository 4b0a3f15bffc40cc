/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads every rule of a program once: which selectors there are, and what constants they are compared with. */
#include "packet/program.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include "model/uapi.h"

static void visit(struct program *p, const struct expr *e);

/* ------------------------------------------------------------------ interfaces by index */
static void learn_index(struct program *p, uint64_t index)
{
	const struct value_style style = { .env = p->opt.env };
	struct strbuf b = { 0 };
	uint8_t v[4], name[SIM_BYTES] = { 0 };
	const char *text;
	size_t n;

	wide_set_u64(v, sizeof(v), index);
	dtype_print(&b, &iface_index_type, v, 32, &style);
	text = strbuf_str(&b);
	n = strlen(text);
	if (n > 1 && text[0] == '"') {
		text++;
		n -= 2;
	}
	if (n && n < SIM_BYTES) {
		struct device_index d = { region_strndup(p->r, text, n), (uint32_t)index };

		memcpy(name, text, n);
		space_interval(p->r, p->device, name, name, 0);
		vec_push(p->r, &p->indexes, d);
	}
	strbuf_free(&b);
}

static void name_indexes(struct program *p)
{
	struct sim_space *sp = p->device->space;

	sp->index = region_alloc(p->r, sp->n * sizeof(*sp->index));
	for (uint32_t c = 0; c < sp->n; c++)
		vec_each(i, &p->indexes)
			if (!strncmp((const char *)sp->classes[c].rep, p->indexes.v[i].name, SIM_BYTES))
				sp->index[c] = p->indexes.v[i].index;
}

/* ------------------------------------------------------------------ constants */
/* A selector, behind operations with constants: the mask that they leave of it. */
struct chain_of_ops { const struct expr *ops[16]; unsigned n; struct leaf *leaf; };

static const struct expr *plain(const struct expr *e)
{
	while (e->id == E_UNARY)
		e = e->unary.arg;
	return e;
}

static bool is_selector(const struct expr *e)
{
	switch (e->id) {
	case E_PAYLOAD: case E_EXTHDR: case E_META: case E_CT: case E_RT: case E_SOCKET: case E_FIB: case E_OSF: case E_NUMGEN:
	case E_HASH: case E_XFRM: case E_TUNNEL: case E_UNKNOWN:
		return true;
	}
	return false;
}

static bool find_chain(struct program *p, const struct expr *e, struct chain_of_ops *c)
{
	c->n = 0;
	for (e = plain(e); e->id == E_BINOP && c->n < 16; e = plain(e->binop.left)) {
		if (!expr_is_constant(e->binop.right))
			return false;
		c->ops[c->n++] = e;
	}
	if (!is_selector(e))
		return false;
	c->leaf = program_add_leaf(p, e);
	return true;
}

static void number_of(const struct expr *e, uint8_t out[SIM_BYTES])
{
	memset(out, 0, SIM_BYTES);
	if (e->id == E_VALUE)
		sim_from_bytes(out, e->value.data, e->bits, sim_is_string(e->type));
	else if (e->id == E_LIST)
		vec_each(i, &e->list.items) {
			uint8_t item[SIM_BYTES];

			number_of(e->list.items.v[i], item);
			wide_or(out, item, SIM_BYTES);
		}
	else if (e->id == E_PREFIX)
		number_of(e->prefix.base, out);
	else if (e->id == E_UNARY)
		number_of(e->unary.arg, out);
	else if (e->id == E_BINOP)	/* constant, folded by check or not */
		number_of(e->binop.left, out);
}

/* What the selector's bits must be for the result to be @value. */
static void learn_masked(struct program *p, const struct chain_of_ops *c, const uint8_t *value)
{
	uint8_t mask[SIM_BYTES], v[SIM_BYTES], k[SIM_BYTES];

	wide_prefix_mask(mask, SIM_BYTES, c->leaf->space->bits, c->leaf->space->bits);
	memcpy(v, value, SIM_BYTES);
	for (unsigned i = 0; i < c->n; i++) {
		number_of(c->ops[i]->binop.right, k);
		switch (c->ops[i]->binop.op) {
		case BINOP_AND:	wide_and(mask, k, SIM_BYTES); break;
		case BINOP_OR:	wide_not(k, SIM_BYTES); wide_and(mask, k, SIM_BYTES); break;
		case BINOP_XOR:	wide_xor(v, k, SIM_BYTES); break;
		case BINOP_SHL:
			wide_shr(mask, SIM_BYTES, (unsigned)sim_number(k) % 128);
			wide_shr(v, SIM_BYTES, (unsigned)sim_number(k) % 128);
			break;
		case BINOP_SHR:
			wide_shl(mask, SIM_BYTES, (unsigned)sim_number(k) % 128);
			wide_shl(v, SIM_BYTES, (unsigned)sim_number(k) % 128);
			break;
		}
	}
	space_mask(p->r, c->leaf->space, mask, v);
}

static void learn_range(struct program *p, const struct chain_of_ops *c, const uint8_t *lo, const uint8_t *hi, uint64_t id)
{
	uint8_t v[SIM_BYTES];

	if (c->n) {
		learn_masked(p, c, lo);
		if (memcmp(lo, hi, SIM_BYTES)) {
			learn_masked(p, c, hi);
			memcpy(v, hi, SIM_BYTES);
			wide_increment(v, SIM_BYTES);
			learn_masked(p, c, v);
		}
		return;
	}
	if (c->leaf->role == ROLE_DEVICE_INDEX) {
		learn_index(p, sim_number(lo));
		return;
	}
	if (c->leaf->role == ROLE_TTL) {	/* also read before it is decremented; eight bits are told apart anyway */
		return;
	}
	space_interval(p->r, c->leaf->space, lo, hi, id);
}

static void learn_flags(struct program *p, const struct chain_of_ops *c, const struct expr *right)
{
	uint8_t mask[SIM_BYTES], zero[SIM_BYTES] = { 0 };

	number_of(right, mask);
	if (!c->n)
		space_mask(p->r, c->leaf->space, mask, zero);
}

static void prefix_ends(const struct expr *e, unsigned bits, bool string, unsigned len, uint8_t *lo, uint8_t *hi)
{
	uint8_t mask[SIM_BYTES];

	number_of(e, lo);
	if (string)
		bits = SIM_BYTES * 8;
	wide_prefix_mask(mask, SIM_BYTES, bits, len);
	wide_and(lo, mask, SIM_BYTES);
	wide_prefix_mask(hi, SIM_BYTES, bits, bits);
	wide_not(mask, SIM_BYTES);
	wide_and(hi, mask, SIM_BYTES);
	wide_or(hi, lo, SIM_BYTES);
}

static void learn_const(struct program *p, const struct chain_of_ops *c, enum rel_op op, const struct expr *right)
{
	uint8_t lo[SIM_BYTES] = { 0 }, hi[SIM_BYTES], zero[SIM_BYTES] = { 0 };
	bool string = c->leaf->space->string;

	switch (right->id) {
	case E_VALUE:
		if (right->flags & EXPR_WILDCARD) {
			prefix_ends(right, 128, true, right->bits, lo, hi);
			learn_range(p, c, lo, hi, 0);
			return;
		}
		break;
	case E_LIST:
		break;
	case E_PREFIX:
		prefix_ends(right, right->bits ? right->bits : c->leaf->space->bits, string, right->prefix.len, lo, hi);
		learn_range(p, c, lo, hi, 0);
		return;
	case E_RANGE:
		number_of(right->range.from, lo);
		number_of(right->range.to, hi);
		if (memcmp(lo, hi, SIM_BYTES) > 0) {
			learn_range(p, c, zero, hi, 0);
			learn_range(p, c, zero, lo, 0);
			learn_range(p, c, lo, lo, 0);
		} else {
			learn_range(p, c, lo, hi, 0);
		}
		return;
	default:
		return;
	}
	number_of(right, lo);
	learn_range(p, c, lo, lo, 0);
	if (op == REL_LT || op == REL_GT || op == REL_LTE || op == REL_GTE)
		learn_range(p, c, zero, lo, 0);
	if ((op == REL_IMPLICIT || op == REL_NEG) && c->leaf->e->type && dtype_is(c->leaf->e->type, &bitmask_type))
		learn_flags(p, c, right);
}

/* ------------------------------------------------------------------ sets */
static unsigned padded(unsigned bits)
{
	return ((bits + 31) / 32) * 4;
}

static void learn_part(struct program *p, const struct expr *e, const struct set *set, unsigned part, unsigned offset)
{
	const struct elems *es = &set->elems;
	unsigned bits = set->key.part[part].bits ? set->key.part[part].bits : e->bits;
	bool string = sim_is_string(e->type);
	struct chain_of_ops c;

	if (!find_chain(p, e, &c)) {
		visit(p, e);
		return;
	}
	if (offset + (bits + 7) / 8 > es->key_len)
		return;
	for (uint32_t i = 0; i < es->n; i++) {
		const uint8_t *key = es->keys + (size_t)i * es->key_len + offset, *end = key;
		uint8_t lo[SIM_BYTES], hi[SIM_BYTES];
		uint64_t id = 0;

		if (es->e[i].flags & ELEM_CATCHALL)
			continue;
		if (es->ends)
			end = es->ends + (size_t)i * es->key_len + offset;
		sim_from_bytes(lo, key, bits, string);
		sim_from_bytes(hi, end, bits, string);
		if (set->key.n == 1 && !c.n && !string)	/* members of one set are alike, as far as their data are */
			id = ((uintptr_t)set ^ ((uint64_t)sim_set_group(p->sim, set, i) + 1) * 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull | 1;
		learn_range(p, &c, lo, hi, id);
	}
}

static void learn_set(struct program *p, const struct expr *key, const struct set *set)
{
	unsigned offset = 0;

	visit(p, key);
	if (!set)
		return;
	if (plain(key)->id != E_CONCAT) {
		learn_part(p, key, set, 0, 0);
		return;
	}
	vec_each(i, &plain(key)->list.items) {
		if (i >= set->key.n)
			return;
		learn_part(p, plain(key)->list.items.v[i], set, i, offset);
		offset += padded(set->key.part[i].bits ? set->key.part[i].bits : plain(key)->list.items.v[i]->bits);
	}
}

/* ------------------------------------------------------------------ expressions and statements */
static void compare(struct program *p, const struct expr *left, enum rel_op op, const struct expr *right)
{
	struct chain_of_ops c;

	if (left->id == E_CONCAT && right->id == E_CONCAT) {
		for (uint32_t i = 0; i < left->list.items.n && i < right->list.items.n; i++)
			compare(p, left->list.items.v[i], REL_EQ, right->list.items.v[i]);
		return;
	}
	visit(p, left);
	visit(p, right);
	if (find_chain(p, left, &c))
		learn_const(p, &c, op, right);
}

static void visit(struct program *p, const struct expr *e)
{
	if (!e)
		return;
	if (is_selector(e)) {
		program_add_leaf(p, e)->use->read = true;
		if (e->id == E_HASH)
			visit(p, e->hash.arg);
		return;
	}
	switch (e->id) {
	case E_BINOP:
		visit(p, e->binop.left);
		visit(p, e->binop.right);
		break;
	case E_UNARY:
		visit(p, e->unary.arg);
		break;
	case E_MAP:
		learn_set(p, e->map.arg, e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL);
		break;
	case E_CONCAT: case E_LIST:
		vec_each(i, &e->list.items)
			visit(p, e->list.items.v[i]);
		break;
	}
}

/* Addresses and ports that NAT may choose from. */
static void learn_target(struct program *p, const struct expr *e, struct space_builder *b)
{
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES];

	visit(p, e);
	if (e && e->id == E_RANGE) {
		number_of(e->range.from, lo);
		number_of(e->range.to, hi);
		space_interval(p->r, b, lo, hi, 0);
	} else if (e && e->id == E_PREFIX) {
		prefix_ends(e, e->bits, false, e->prefix.len, lo, hi);
		space_interval(p->r, b, lo, hi, 0);
	}
}

static void learn_stmt(struct program *p, const struct stmt *st)
{
	switch (st->id) {
	case S_MATCH:
		if (st->match.right->id == E_SETREF)
			learn_set(p, st->match.left, st->match.right->setref.set);
		else
			compare(p, st->match.left, (enum rel_op)st->match.op, st->match.right);
		break;
	case S_VERDICT:
		visit(p, st->verdict.expr);
		break;
	case S_SET:
		visit(p, st->set.value);
		program_add_leaf(p, st->set.target)->use->written = true;
		vec_push(p->r, &p->copies, st);
		break;
	case S_NAT:
		if (st->nat.addr)
			learn_target(p, st->nat.addr, st->nat.addr->bits == 128 ? p->addr6 : p->addr4);
		if (st->nat.proto)
			learn_target(p, st->nat.proto, p->port);
		break;
	case S_OBJREF:
		visit(p, st->objref.expr);
		break;
	case S_QUEUE:
		visit(p, st->queue.queue);
		break;
	case S_DYNSET:
		visit(p, st->dynset.key);
		break;
	}
}

/* What the target is compared with tells values of what is written apart. */
static void learn_copies(struct program *p)
{
	vec_each(i, &p->copies) {
		const struct stmt *st = p->copies.v[i];
		struct space_builder *to = program_add_leaf(p, st->set.target)->space;
		struct chain_of_ops c;

		if (!find_chain(p, st->set.value, &c) || c.leaf->space == to)
			continue;
		vec_each(k, &to->intervals) {
			const struct interval *v = &to->intervals.v[k];

			if (!c.n)
				space_interval(p->r, c.leaf->space, v->lo, v->hi, v->id);
			else if (!memcmp(v->lo, v->hi, SIM_BYTES))
				learn_masked(p, &c, v->lo);
		}
		vec_each(k, &to->masks)
			if (!c.n)
				space_mask(p->r, c.leaf->space, to->masks.v[k].mask, to->masks.v[k].value);
	}
}

static void learn_devices(struct program *p)
{
	vec_each(i, &p->rs->tables) {
		const struct table *t = p->rs->tables.v[i];

		vec_each(k, &t->flowtables)
			vec_each(d, &t->flowtables.v[k]->devices)
				program_learn_device(p, t->flowtables.v[k]->devices.v[d]);
		vec_each(k, &t->chains)
			vec_each(d, &t->chains.v[k]->devices)
				program_learn_device(p, t->chains.v[k]->devices.v[d]);
	}
	vec_each(i, &p->opt.devices)
		program_learn_device(p, p->opt.devices.v[i]);
	program_learn_device(p, "lo");
}

void program_learn_device(struct program *p, const char *name)
{
	size_t n = strlen(name);
	uint8_t lo[SIM_BYTES] = { 0 }, hi[SIM_BYTES];

	if (!n || n > SIM_BYTES)
		return;
	memcpy(lo, name, n < SIM_BYTES ? n : SIM_BYTES - 1);
	memcpy(hi, lo, SIM_BYTES);
	if (name[n - 1] == '*') {
		lo[n - 1] = 0;
		memset(hi + n - 1, 0xff, SIM_BYTES - n + 1);
	}
	space_interval(p->r, p->device, lo, hi, 0);
}

/* Facts about packets that cut values, too. */
static void learn_facts(struct program *p)
{
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES], mask[SIM_BYTES], zero[SIM_BYTES] = { 0 };

	wide_set_u64(lo, SIM_BYTES, p->opt.port_min);
	wide_set_u64(hi, SIM_BYTES, p->opt.port_max);
	space_interval(p->r, p->port, lo, hi, 0);
	wide_set_u64(mask, SIM_BYTES, 0x3fff);	/* fragments */
	vec_each(i, &p->leaves) {
		struct leaf *l = p->leaves.v[i];

		if (l->role == ROLE_FRAG)
			space_mask(p->r, l->space, mask, zero);
		else if (l->role == ROLE_MARK || l->role == ROLE_CT_VALUE)
			space_point(p->r, l->space, 0);
		else if (l->role == ROLE_FIB && l->e->fib.result == NFT_FIB_RESULT_ADDRTYPE)
			space_point(p->r, l->space, ROUTE_UNICAST);
		else if (l->role == ROLE_DEVICE_OTHER && l->key == device_type)
			space_point(p->r, l->space, ARPHRD_ETHER);
	}
}

void program_learn(struct program *p)
{
	program_spaces(p);
	learn_devices(p);
	vec_each(i, &p->chains) {
		const struct chain *c = p->chains.v[i]->chain;

		vec_each(k, &c->rules)
			vec_each(m, &c->rules.v[k]->stmts)
				learn_stmt(p, c->rules.v[k]->stmts.v[m]);
	}
	learn_facts(p);
	if (!p->opt.whole)
		learn_copies(p);
	vec_each(i, &p->spaces)
		p->inexact |= !space_make(p->r, p->spaces.v[i]);
	name_indexes(p);
}
