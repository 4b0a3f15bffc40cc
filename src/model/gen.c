/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink out: registers, values and byte order, and the driver over a rule. The kinds do the rest. */
#include "model/gen.h"

#include <errno.h>
#include <string.h>

#include "model/uapi.h"

/* ---------------------------------------------------------------- values */

bool gen_is_string(const struct expr *e)
{
	return e->type && dtype_is(e->type, &string_type);
}

/* The order that arithmetic on @e happens in. */
static enum byte_order binop_order(const struct expr *e)
{
	if ((e->binop.op == BINOP_SHL || e->binop.op == BINOP_SHR) && expr_bytes(e) > 1)
		return ORDER_HOST;
	return e->order != ORDER_NONE ? e->order : gen_order(e->binop.left);
}

enum byte_order gen_order(const struct expr *e)
{
	const struct set *set;
	struct gen_field f;

	if (gen_is_string(e) || expr_bytes(e) < 2)
		return ORDER_NONE;
	if (gen_field(e, &f))
		return f.shift ? ORDER_HOST : ORDER_NET;
	switch (e->id) {
	case E_BINOP:
		return binop_order(e);
	case E_MAP:
		set = e->map.mappings->setref.set;
		return set && set->data.n == 1 ? set->data.part[0].order : e->order;
	case E_NUMGEN:
	case E_HASH:
		return ORDER_HOST;
	case E_CONCAT:
		return ORDER_NONE;	/* each part has its own */
	default:
		return e->order;
	}
}

/* Ors the items of a list of flags. */
static int const_list(struct gen *g, const struct expr *e, uint8_t *out, unsigned bytes)
{
	uint8_t item[WIDE_MAX];

	memset(out, 0, bytes);
	vec_each(i, &e->list.items) {
		const struct expr *x = e->list.items.v[i];
		int err;

		if (x->flags & EXPR_NEGATED)
			return gen_fail(g, x->loc, "a negated flag beside others is not supported here");
		err = gen_const(g, x, item, bytes);
		if (err)
			return err;
		wide_or(out, item, bytes);
	}
	return 0;
}

static int const_concat(struct gen *g, const struct expr *e, uint8_t *out, unsigned bytes)
{
	unsigned at = 0;

	memset(out, 0, bytes);
	vec_each(i, &e->list.items) {
		const struct expr *x = e->list.items.v[i];
		unsigned len = expr_bytes(x);
		int err;

		if (at + len > bytes)
			return gen_fail(g, e->loc, "this does not fit %u bytes", bytes);
		err = gen_const(g, x, out + at, len);
		if (err)
			return err;
		if (x->order == ORDER_HOST && !gen_is_string(x) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			wide_reverse(out + at, len);
		at += (len + 3) / 4 * 4;
	}
	return 0;
}

static int const_value(struct gen *g, const struct expr *e, uint8_t *out, unsigned bytes)
{
	unsigned len = expr_bytes(e);

	memset(out, 0, bytes);
	if (gen_is_string(e)) {
		if (len > bytes)
			return gen_fail(g, e->loc, "this is longer than the %u bytes of what it is compared with", bytes);
		memcpy(out, e->value.data, len);
		return 0;
	}
	if (len <= bytes) {
		memcpy(out + bytes - len, e->value.data, len);
		return 0;
	}
	if (!wide_is_zero(e->value.data, len - bytes))
		return gen_fail(g, e->loc, "this value does not fit %u bytes", bytes);
	memcpy(out, e->value.data + len - bytes, bytes);
	return 0;
}

int gen_const(struct gen *g, const struct expr *e, uint8_t *out, unsigned bytes)
{
	if (bytes > WIDE_MAX)
		return gen_fail(g, e->loc, "values of more than %u bytes are not supported", WIDE_MAX);
	switch (e->id) {
	case E_VALUE:
		return const_value(g, e, out, bytes);
	case E_PREFIX:
		return gen_const(g, e->prefix.base, out, bytes);
	case E_LIST:
		return const_list(g, e, out, bytes);
	case E_CONCAT:
		return const_concat(g, e, out, bytes);
	default:
		return gen_fail(g, e->loc, "a constant is needed here");
	}
}

/* A number that was read with @own bytes is wanted as @bytes in @want order. */
static int fit_number(struct gen *g, const struct expr *e, unsigned reg, unsigned own, unsigned bytes, enum byte_order want)
{
	enum byte_order from = gen_order(e);
	int err;

	if (want == ORDER_NONE || gen_is_string(e))
		return 0;
	if (want == ORDER_NET && own < bytes) {	/* the register ends in zeros: as a host number it has the right width */
		err = gen_convert(g, e->loc, reg, own, from, ORDER_HOST);
		return err ? err : gen_convert(g, e->loc, reg, bytes, ORDER_HOST, ORDER_NET);
	}
	return gen_convert(g, e->loc, reg, want == ORDER_NET ? bytes : own, from, want);
}

int gen_load(struct gen *g, const struct expr *e, unsigned dreg, unsigned bytes, enum byte_order want)
{
	uint8_t value[WIDE_MAX];
	int err;

	if (e->id == E_VALUE || e->id == E_LIST || e->id == E_PREFIX) {
		err = gen_const(g, e, value, bytes);
		if (err)
			return err;
		if (want == ORDER_NONE)
			want = e->order;
		gen_immediate(g, dreg, value, bytes, gen_is_string(e) ? ORDER_NET : want);
		return 0;
	}
	if (want == ORDER_HOST && gen_load_wide(g, e, dreg, &err))
		return err;
	err = gen_expr(g, e, dreg);
	return err ? err : fit_number(g, e, dreg, expr_bytes(e), bytes, want);
}

static enum byte_order key_order(const struct set *set, unsigned part)
{
	if (set->flags & NFT_SET_INTERVAL)
		return ORDER_NET;
	return part < set->key.n ? set->key.part[part].order : ORDER_NONE;
}

int gen_load_key(struct gen *g, const struct expr *key, const struct set *set, unsigned dreg)
{
	unsigned units = (gen_bytes(key) + 3) / 4, saved = g->next_reg, at = dreg;
	struct gen_field f;
	int err = 0;

	if (dreg + units > GEN_REGS)
		return gen_fail(g, key->loc, "this key is longer than the %u bytes of registers that the kernel has", GEN_REGS * 4);
	if (g->next_reg < dreg + units)
		g->next_reg = dreg + units;
	if (key->id == E_CONCAT) {
		for (uint32_t i = 0; !err && i < key->list.items.n; i++) {
			const struct expr *part = key->list.items.v[i];

			err = gen_load(g, part, at, expr_bytes(part), key_order(set, i));
			at += (expr_bytes(part) + 3) / 4;
		}
	} else if (set->key.n == 1 && set->key.part[0].shift && gen_field(key, &f) && f.shift == set->key.part[0].shift) {
		err = gen_load_masked(g, key, &f, dreg);	/* the elements are shifted instead */
	} else {
		err = gen_load(g, key, dreg, expr_bytes(key), key_order(set, 0));
	}
	g->next_reg = saved;
	return err;
}

int gen_set(struct gen *g, const struct expr *ref, const struct set **set)
{
	if (ref->id != E_SETREF || !ref->setref.set)
		return gen_fail(g, ref->loc, "a set or map is needed here");
	*set = ref->setref.set;
	return 0;
}

void gen_set_ref(struct gen *g, struct op *op, unsigned name_attr, unsigned id_attr, const struct set *set)
{
	op_set_str(g->r, op, name_attr, set->name);
	if (set->id)
		op_set(op, id_attr, set->id);
}

/* ---------------------------------------------------------------- driver */

int gen_expr(struct gen *g, const struct expr *e, unsigned dreg)
{
	if (!e->ops->gen)
		return gen_fail(g, e->loc, "a %s expression cannot be read here", e->ops->name);
	return e->ops->gen(g, e, dreg);
}

int gen_stmt(struct gen *g, const struct stmt *s)
{
	if (!s->ops->gen)
		return gen_fail(g, s->loc, "the kernel has no form for this %s statement", s->ops->name);
	return s->ops->gen(g, s);
}

int gen_rule(struct region *r, const struct rule *rule, struct ops *out, struct diag_sink *sink)
{
	struct gen g = { .r = r, .sink = sink, .rule = rule, .ops = out, .family = rule->table ? rule->table->family : FAM_UNSPEC };
	struct stmt *const *stmts = gen_merge_payload(r, rule->stmts.v, rule->stmts.n);

	for (uint32_t i = 0; i < rule->stmts.n; i++) {
		uint32_t first = out->v.n;
		int err;

		if (!stmts[i])
			continue;
		g.next_reg = 0;
		err = gen_stmt(&g, stmts[i]);
		if (err)
			return err;
		for (; first < out->v.n; first++) {
			out->v.v[first]->loc = stmts[i]->loc;
			out->v.v[first]->stmt = i;
		}
	}
	return 0;
}

int gen_stateful(struct region *r, const struct stmt *s, struct ops *out, struct diag_sink *sink)
{
	struct gen g = { .r = r, .sink = sink, .ops = out };

	switch (s->id) {
	case S_COUNTER: case S_LIMIT: case S_QUOTA: case S_CONNLIMIT: case S_LAST:
		return gen_stmt(&g, s);
	default:
		return gen_fail(&g, s->loc, "a %s statement cannot belong to an element", s->ops->name);
	}
}
