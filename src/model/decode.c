/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink in: the driver over a rule, registers, constants and sets. */
#include "model/decode.h"

#include <errno.h>
#include <string.h>

#include "model/uapi.h"
#include "model/wire.h"

static const struct loc nowhere;

/* ------------------------------------------------------------------ registers */

static int unit_of(uint64_t reg)
{
	if (reg >= NFT_REG_1 && reg <= NFT_REG_4)
		return (int)(reg - NFT_REG_1) * 4;
	if (reg >= NFT_REG32_00 && reg < NFT_REG32_00 + DECODE_REGS)
		return (int)(reg - NFT_REG32_00);
	return -1;
}

int decode_unit(const struct op *op, unsigned attr)
{
	return op_has(op, attr) ? unit_of(op_get(op, attr)) : -1;
}

/* What stood in the units that @bytes take is gone. */
static void load(struct decode *d, int unit, struct decode_reg reg, unsigned bytes)
{
	if (unit < 0)
		return;
	for (unsigned i = (unsigned)unit; i < DECODE_REGS && i < (unsigned)unit + (bytes + 3) / 4; i++)
		d->regs[i] = (struct decode_reg){ 0 };
	d->regs[unit] = reg;
}

void decode_load(struct decode *d, const struct op *op, unsigned dreg_attr, struct expr *e)
{
	const struct set *s = e->id == E_MAP ? e->map.mappings->setref.set : NULL;
	unsigned bytes = s && s->data.n ? s->data.bits / 8 * (s->data_interval || s->elems.data_ends ? 2 : 1) : expr_bytes(e);

	load(d, decode_unit(op, dreg_attr), (struct decode_reg){ .expr = e, .len = expr_bytes(e) }, bytes);
}

void decode_load_bytes(struct decode *d, const struct op *op, unsigned dreg_attr, const uint8_t *data, uint32_t len)
{
	load(d, decode_unit(op, dreg_attr), (struct decode_reg){ .data = data, .len = len }, len);
}

static struct expr *unit_raw(struct decode *d, unsigned unit)
{
	const struct decode_reg *reg = unit < DECODE_REGS ? &d->regs[unit] : NULL;

	if (reg && reg->data)
		return decode_const(d, reg->data, reg->len, &xinteger_type, ORDER_NET, reg->len * 8);
	return reg ? reg->expr : NULL;
}

struct expr *decode_raw(struct decode *d, const struct op *op, unsigned sreg_attr)
{
	int unit = decode_unit(op, sreg_attr);

	return unit < 0 ? NULL : unit_raw(d, (unsigned)unit);
}

/* ------------------------------------------------------------------ values */

static void type_map(struct decode *d, struct expr *e, const struct dtype *t, enum byte_order order, unsigned bits)
{
	struct set *s = e->map.mappings->setref.set;

	e->type = t;
	e->order = (uint8_t)order;
	e->bits = bits;
	if (s && s->anonymous && s->data.n == 1)
		wire_retype(d->r, s, true, 0, &(struct key_part){ .type = t, .bits = bits, .order = (uint8_t)order });
}

struct expr *decode_value(struct decode *d, const struct op *op, unsigned sreg_attr, const struct dtype *t, enum byte_order order, unsigned bits)
{
	int unit = decode_unit(op, sreg_attr);
	struct expr *e;

	if (unit < 0)
		return NULL;
	if (d->regs[unit].data)
		return decode_const(d, d->regs[unit].data, d->regs[unit].len, t, order, bits);
	if (!d->regs[unit].expr)
		return NULL;
	e = decode_resolve(d, d->regs[unit].expr);
	if (e->id == E_MAP && t)
		type_map(d, e, t, order, bits);
	decode_use(d, e);
	return e;
}

struct expr *decode_bytes(struct decode *d, const struct op *op, unsigned sreg_attr, unsigned bytes)
{
	struct expr *concat = decode_expr(d, E_CONCAT, NULL, ORDER_NONE, bytes * 8), *e;
	int unit = decode_unit(op, sreg_attr);
	unsigned at = 0;

	if (unit < 0)
		return NULL;
	while (at < bytes) {
		e = unit_raw(d, (unsigned)unit);
		if (!e)
			return NULL;
		unit += (int)(expr_bytes(e) + 3) / 4;
		at += expr_bytes(e) < bytes - at ? (expr_bytes(e) + 3) / 4 * 4 : expr_bytes(e);
		e = decode_strip(decode_resolve(d, e));
		decode_use(d, e);
		vec_push(d->r, &concat->list.items, e);
		if (!expr_bytes(e))
			return NULL;
	}
	return concat->list.items.n == 1 ? concat->list.items.v[0] : concat;
}

/* ------------------------------------------------------------------ sets */

/* Sets that are not sent yet may all have the same name: they are used in turn. */
static struct set *find_anonymous(struct decode *d, const char *name, uint32_t id)
{
	struct set *found = NULL;

	for (uint32_t i = 0; i < d->rule->anon_sets.n; i++) {
		struct set *s = d->rule->anon_sets.v[i];

		if (id ? s->id != id : !s->name || strcmp(s->name, name))
			continue;
		if (i >= d->anon_next) {
			d->anon_next = i + 1;
			return s;
		}
		found = s;
	}
	return found;
}

static struct set *find_set(struct decode *d, const char *name, uint32_t id)
{
	struct set *s = d->rule ? find_anonymous(d, name, id) : NULL;

	if (s)
		return s;
	s = d->table ? table_set(d->table, name) : NULL;
	if (s && (s->flags & NFT_SET_ANONYMOUS))
		s->anonymous = true;
	if (s && s->anonymous && d->rule)
		vec_push(d->r, &d->rule->anon_sets, s);
	return s;
}

struct expr *decode_setref(struct decode *d, const char *name, uint32_t id)
{
	struct expr *e = decode_expr(d, E_SETREF, NULL, ORDER_NONE, 0);

	e->setref.name = name;
	e->setref.set = find_set(d, name, id);
	return e;
}

/* Types of an anonymous set are those of what is looked up in it. */
static void type_part(struct decode *d, struct set *s, unsigned i, const struct expr *e)
{
	if (e->type)
		wire_retype(d->r, s, false, i, &(struct key_part){ .type = e->type, .bits = e->bits, .order = e->order });
}

/* A constant as part of a key: sets with intervals hold numbers in network order. */
static struct expr *key_const(struct decode *d, unsigned unit, const struct set *s, const struct key_part *part)
{
	enum byte_order order = s->flags & NFT_SET_INTERVAL ? ORDER_NET : part->order;
	struct expr *e = decode_const(d, d->regs[unit].data, d->regs[unit].len, part->type, order, part->bits);

	e->order = part->order;
	return e;
}

static struct expr *key_part(struct decode *d, unsigned unit, const struct set *s, const struct key_part *part)
{
	struct expr *e;

	if (unit < DECODE_REGS && d->regs[unit].data)
		return key_const(d, unit, s, part);
	e = unit_raw(d, unit);
	if (!e)
		return NULL;
	e = decode_strip(decode_resolve(d, e));
	decode_use(d, e);
	return e;
}

/* Where no type told how long the parts of an anonymous set are, what is loaded does, if it comes to the same length. */
static void measure_parts(struct decode *d, unsigned unit, struct set *s)
{
	struct key_spec told = s->key;
	const struct decode_reg *reg;
	const struct expr *e;

	told.bits = 0;
	for (unsigned i = 0; i < told.n; i++) {
		reg = unit < DECODE_REGS ? &d->regs[unit] : NULL;
		e = reg && !reg->data ? unit_raw(d, unit) : NULL;
		if (e)
			told.part[i].bits = e->bits;
		unit += (told.part[i].bits + 31) / 32;
		told.bits += (told.part[i].bits + 31) / 32 * 32;
	}
	if (told.bits == s->key.bits)
		wire_measure(s, &told);
}

static struct expr *concat_key(struct decode *d, unsigned unit, struct set *s)
{
	struct expr *concat = decode_expr(d, E_CONCAT, NULL, ORDER_NONE, s->key.bits), *e;

	if (s->anonymous)
		measure_parts(d, unit, s);
	for (unsigned i = 0; i < s->key.n; i++) {
		e = key_part(d, unit, s, &s->key.part[i]);
		if (!e)
			return NULL;
		vec_push(d->r, &concat->list.items, e);
		if (s->anonymous)
			type_part(d, s, i, e);
		unit += (s->key.part[i].bits + 31) / 32;
	}
	return concat;
}

/* Elements of an anonymous set may be shifted where the field is no whole bytes. */
static struct expr *shifted_key(struct decode *d, struct expr *raw, struct set *s)
{
	struct expr *x = decode_strip(raw), *field;
	unsigned shift;

	if (x->id != E_BINOP || x->binop.op != BINOP_AND || x->binop.right->id != E_VALUE || !decode_is_raw(x->binop.left))
		return NULL;
	field = decode_trim(d, x->binop.left, x->binop.right->value.data, expr_bytes(x->binop.right), &shift);
	if (field)
		wire_unshift(s, shift, field->bits);
	return field;
}

struct expr *decode_key(struct decode *d, const struct op *op, unsigned sreg_attr, struct expr *ref)
{
	struct set *s = ref->setref.set;
	int unit = decode_unit(op, sreg_attr);
	struct expr *e = NULL;

	if (unit < 0)
		return NULL;
	if (s && s->key.n > 1)
		return concat_key(d, (unsigned)unit, s);
	if (s && d->regs[unit].data)
		return key_const(d, (unsigned)unit, s, &s->key.part[0]);
	if (s && s->anonymous && d->regs[unit].expr)
		e = shifted_key(d, d->regs[unit].expr, s);
	if (!e) {
		e = unit_raw(d, (unsigned)unit);
		e = e ? decode_strip(decode_resolve(d, e)) : NULL;
	}
	if (e)
		decode_use(d, e);
	if (e && s && s->anonymous && s->key.n == 1)
		type_part(d, s, 0, e);
	return e;
}

/* ------------------------------------------------------------------ statements */

static void add_stmt(struct decode *d, struct stmt *s)
{
	vec_push(d->r, d->out, s);
}

struct stmt *decode_stmt(struct decode *d, enum stmt_id id)
{
	struct stmt *s = stmt_new(d->r, id, nowhere);

	add_stmt(d, s);
	if (id != S_MATCH)
		decode_forget_deps(d);
	return s;
}

void decode_match(struct decode *d, struct expr *left, uint8_t rel, struct expr *right)
{
	struct stmt *s;

	decode_use(d, left);
	s = decode_stmt(d, S_MATCH);
	s->match.left = left;
	s->match.op = rel;
	s->match.right = right;
	decode_learn(d, s);
}

static const char *op_text(struct decode *d, const struct op *op)
{
	struct strbuf b = { 0 };
	const char *text;

	if (!op->row)
		return op->unknown ? op->unknown : "expression";
	if (op->row->print)
		op->row->print(&b, op);
	else
		strbuf_add(&b, op->row->name);
	text = region_strdup(d->r, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

int decode_unknown(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_UNKNOWN);

	s->unknown.text = region_printf(d->r, "[ %s ]", op_text(d, op));
	return 0;
}

/* ------------------------------------------------------------------ rules */

static int decode_op(struct decode *d, const struct op *op)
{
	/* what says more than is known of it is not guessed at */
	decode_fn fn = op->row && !op->extra ? decode_kinds[op->row - op_rows] : NULL;

	return fn ? fn(d, op) : decode_unknown(d, op);
}

static int decode_all(struct decode *d, const struct ops *ops)
{
	vec_each(i, &ops->v) {
		int err = decode_op(d, ops->v.v[i]);

		if (err)
			return err;
	}
	return 0;
}

int decode_rule(struct region *r, struct ruleset *rs, struct rule *rule, const struct ops *ops)
{
	struct decode d = { .r = r, .rs = rs, .table = rule->table, .rule = rule };
	struct stmt_vec out = { 0 };
	int err;

	d.family = rule->table ? rule->table->family : FAM_UNSPEC;
	d.out = &out;
	protoctx_init(&d.proto, d.family);
	err = decode_all(&d, ops);
	if (err)
		return err;
	rule->stmts.v = out.v;
	rule->stmts.n = out.n;
	rule->stmts.cap = out.cap;
	return 0;
}

int decode_stmts(struct region *r, struct ruleset *rs, struct table *t, const struct ops *ops, struct stmt_vec *out)
{
	struct decode d = { .r = r, .rs = rs, .table = t, .out = out };

	d.family = t ? t->family : FAM_UNSPEC;
	protoctx_init(&d.proto, d.family);
	return decode_all(&d, ops);
}
