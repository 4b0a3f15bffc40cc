/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: constants, lists, sets, maps, operators, verdicts. What reads packets is in parse_select.c. */
#include <stdlib.h>
#include <string.h>

#include "json/parse_priv.h"
#include "model/uapi.h"

/* ------------------------------------------------------------------ words and numbers */

static struct expr *symbol(struct jin *j, const struct jnode *n, const char *text, enum symbol_form form)
{
	struct expr *e = expr_new(j->r, E_SYMBOL, jin_loc(j, n));

	e->symbol.text = text;
	e->symbol.form = (uint8_t)form;
	return e;
}

/* Numbers may stand in quotes: "0x11". */
static bool looks_like_number(const char *s)
{
	uint8_t wide[WIDE_MAX];

	return *s >= '0' && *s <= '9' && !wide_parse(s, wide, sizeof(wide), sizeof(wide) * 8);
}

struct expr *jin_symbol(struct jin *j, const struct jnode *n)
{
	switch (n->kind) {
	case J_STRING:
		return symbol(j, n, n->text, looks_like_number(n->text) ? SYM_NUMBER : SYM_WORD);
	case J_INTEGER:
		return symbol(j, n, n->text, SYM_NUMBER);
	case J_TRUE:
		return symbol(j, n, "exists", SYM_WORD);
	case J_FALSE:
		return symbol(j, n, "missing", SYM_WORD);
	default:
		return jin_fail(j, n, "expected a value, not %s", json_kind_name(n));
	}
}

struct expr *jin_set_ref(struct jin *j, const struct jnode *n)
{
	const char *name = jin_ref_name(j, n);
	struct expr *e;

	if (!name)
		return NULL;
	e = expr_new(j->r, E_SETREF, jin_loc(j, n));
	e->setref.name = name;
	return e;
}

/* ------------------------------------------------------------------ several values */

static struct expr *list(struct jin *j, const struct jnode *n, enum expr_id id)
{
	struct expr *e = expr_new(j->r, id, jin_loc(j, n)), *item;

	if (n->kind != J_ARRAY || !n->n)
		return jin_fail(j, n, "expected an array of expressions, not %s", n->kind == J_ARRAY ? "an empty one" : json_kind_name(n));
	j_each(i, n) {
		item = jin_expr(j, i);
		if (!item)
			return NULL;
		vec_push(j->r, &e->list.items, item);
	}
	return e;
}

static struct expr *concat(struct jin *j, const struct jnode *n)
{
	struct expr *e = list(j, n, E_CONCAT);

	return e && e->list.items.n == 1 ? e->list.items.v[0] : e;
}

static struct expr *prefix(struct jin *j, const struct jnode *n)
{
	struct expr *e = expr_new(j->r, E_PREFIX, jin_loc(j, n));
	uint64_t len = 0;

	e->prefix.base = jin_need_expr(j, n, "addr");
	if (!e->prefix.base || !jin_need_number(j, n, "len", UINT16_MAX, &len))
		return NULL;
	e->prefix.len = (uint16_t)len;
	return e;
}

/* The two items of an array. */
static bool pair(struct jin *j, const struct jnode *n, const struct jnode **a, const struct jnode **b)
{
	if (n->kind != J_ARRAY || n->n != 2) {
		jin_fail(j, n, "expected an array of two");
		return false;
	}
	*a = n->first;
	*b = n->first->next;
	return true;
}

static struct expr *range(struct jin *j, const struct jnode *n)
{
	struct expr *e = expr_new(j->r, E_RANGE, jin_loc(j, n));
	const struct jnode *from, *to;

	if (!pair(j, n, &from, &to))
		return NULL;
	e->range.from = jin_expr(j, from);
	e->range.to = e->range.from ? jin_expr(j, to) : NULL;
	return e->range.to ? e : NULL;
}

static const struct { const char *key; enum binop op; } binops[] = {
	{ "&", BINOP_AND }, { "|", BINOP_OR }, { "^", BINOP_XOR }, { "<<", BINOP_SHL }, { ">>", BINOP_SHR },
};
#define N_BINOPS (sizeof(binops) / sizeof(*binops))

/* More than two operands hold together from the left. */
static struct expr *binop(struct jin *j, const struct jnode *n, enum binop op)
{
	struct expr *left = NULL, *right, *e;

	if (n->kind != J_ARRAY || n->n < 2 || n->n > JSON_MAX_DEPTH)
		return jin_fail(j, n, "expected an array of 2 to %d operands", JSON_MAX_DEPTH);
	j_each(i, n) {
		right = jin_expr(j, i);
		if (!right)
			return NULL;
		if (!left) {
			left = right;
			continue;
		}
		e = expr_new(j->r, E_BINOP, jin_loc(j, n));
		e->binop.op = (uint8_t)op;
		e->binop.left = left;
		e->binop.right = right;
		left = e;
	}
	return left;
}

/* ------------------------------------------------------------------ sets and maps */

static bool elem_member(struct jin *j, const struct jnode *m, struct elem_info *info)
{
	struct stmt *s;

	if (!j->inner->is_stateful(m->key))
		return true;
	s = j->inner->stmt(j, m);
	if (s)
		vec_push(j->r, &info->stmts, s);
	return s;
}

static struct elem_info *elem_info(struct jin *j, const struct jnode *n)
{
	struct elem_info *info = region_new(j->r, struct elem_info);
	uint64_t seconds = 0;

	if (json_member(n, "timeout")) {
		if (!jin_get_number(j, n, "timeout", UINT64_MAX / 1000, &seconds))
			return NULL;
		info->has_timeout = true;
		info->timeout = seconds ? seconds * 1000 : UINT64_MAX;
	}
	if (json_member(n, "expires")) {
		if (!jin_get_number(j, n, "expires", UINT64_MAX / 1000, &seconds))
			return NULL;
		info->has_expires = true;
		info->expires = seconds * 1000;
	}
	if (!jin_get_comment(j, n, &info->comment))
		return NULL;
	j_each(m, n)
		if (!elem_member(j, m, info))
			return NULL;
	return info;
}

/* {"elem": {"val": ..., "timeout": ...}}, or the value alone. */
static struct expr *elem_key(struct jin *j, const struct jnode *n)
{
	struct expr *e = expr_new(j->r, E_ELEM, jin_loc(j, n));
	const struct jnode *wrapped = json_member(n, "elem"), *val = wrapped ? jin_need(j, wrapped, "val") : n;

	if (!val)
		return NULL;
	if (wrapped) {
		e->elem.info = elem_info(j, wrapped);
		if (!e->elem.info)
			return NULL;
	}
	if (val->kind == J_STRING && !strcmp(val->text, "*")) {
		e->elem.catchall = true;
		return e;
	}
	e->elem.key = jin_expr(j, val);
	return e->elem.key ? e : NULL;
}

struct expr *jin_elem(struct jin *j, const struct jnode *n)
{
	const struct jnode *key, *data;
	struct expr *e;

	if (n->kind != J_ARRAY)
		return elem_key(j, n);
	if (!pair(j, n, &key, &data))
		return NULL;
	e = elem_key(j, key);
	if (!e)
		return NULL;
	e->loc = jin_loc(j, n);
	e->elem.data = jin_expr(j, data);
	return e->elem.data ? e : NULL;
}

/* An element may be a set of elements itself, as echo tells them. */
static bool add_elem(struct jin *j, const struct jnode *n, void *arg)
{
	const struct jnode *inner = n->kind == J_OBJECT && n->n == 1 ? json_member(n, "set") : NULL;
	struct expr *set = arg, *e;

	if (inner)
		return jin_each(j, inner, add_elem, set);
	e = jin_elem(j, n);
	if (e)
		vec_push(j->r, &set->list.items, e);
	return e;
}

/* [key, data] alone is one element of a map, or two of a set: arrays within tell. */
struct expr *jin_set(struct jin *j, const struct jnode *n)
{
	struct expr *set = expr_new(j->r, E_SET, jin_loc(j, n));

	return jin_each(j, n, add_elem, set) ? set : NULL;
}

/* "@name", {"set": [...]}, or the elements as they are. */
static struct expr *mappings(struct jin *j, const struct jnode *n)
{
	const struct jnode *set = json_member(n, "set");

	if (n->kind == J_STRING)
		return jin_set_ref(j, n);
	return jin_set(j, set ? set : n);
}

struct expr *jin_map(struct jin *j, const struct jnode *n)
{
	struct expr *e = expr_new(j->r, E_MAP, jin_loc(j, n));
	const struct jnode *data;

	e->map.arg = jin_need_expr(j, n, "key");
	if (!e->map.arg)
		return NULL;
	data = jin_need(j, n, "data");
	e->map.mappings = data ? mappings(j, data) : NULL;
	return e->map.mappings ? e : NULL;
}

/* ------------------------------------------------------------------ verdicts */

static const struct { const char *key; int32_t code; } verdicts[] = {
	{ "accept", NF_ACCEPT }, { "drop", NF_DROP }, { "continue", NFT_CONTINUE }, { "return", NFT_RETURN },
	{ "jump", NFT_JUMP }, { "goto", NFT_GOTO },
};
#define N_VERDICTS (sizeof(verdicts) / sizeof(*verdicts))

bool jin_is_verdict(const char *key)
{
	for (unsigned i = 0; i < N_VERDICTS; i++)
		if (!strcmp(verdicts[i].key, key))
			return true;
	return false;
}

/* The rules of a chain without a name: {"jump": {"rules": [{"expr": [...]}]}}. */
static struct chain *block(struct jin *j, const struct jnode *rules)
{
	struct chain *c = chain_new(j->r);
	struct rule *r;

	c->loc = jin_loc(j, rules);
	if (rules->kind != J_ARRAY)
		return jin_fail(j, rules, "expected an array of rules, not %s", json_kind_name(rules));
	j_each(i, rules) {
		r = rule_new(j->r);
		r->chain = c;
		if (!j->inner->rule_body(j, i, r))
			return NULL;
		vec_push(j->r, &c->rules, r);
	}
	return c;
}

struct expr *jin_verdict(struct jin *j, const struct jnode *n)
{
	const struct jnode *rules = json_member(n, "rules");
	struct expr *e = NULL;
	unsigned i = 0;

	while (strcmp(verdicts[i].key, n->key))
		i++;
	e = expr_verdict(j->r, jin_loc(j, n), verdicts[i].code, NULL);
	if (e->verdict.code != NFT_JUMP && e->verdict.code != NFT_GOTO)
		return e;
	if (rules)
		e->verdict.block = block(j, rules);
	else
		e->verdict.chain = jin_need_string(j, n, "target");
	return e->verdict.block || e->verdict.chain ? e : NULL;
}

/* ------------------------------------------------------------------ all */

static struct expr *set_expr(struct jin *j, const struct jnode *n)
{
	return jin_set(j, n);
}

static const struct { const char *key; struct expr *(*parse)(struct jin *j, const struct jnode *n); } shapes[] = {
	{ "concat", concat }, { "set", set_expr }, { "map", jin_map }, { "vmap", jin_map }, { "prefix", prefix }, { "range", range },
};
#define N_SHAPES (sizeof(shapes) / sizeof(*shapes))

static void *unknown_expr(struct jin *j, const struct jnode *n)
{
	struct jin_near near = { .want = n->key };

	for (unsigned i = 0; i < N_SHAPES; i++)
		jin_try(&near, shapes[i].key);
	for (unsigned i = 0; i < N_VERDICTS; i++)
		jin_try(&near, verdicts[i].key);
	j->inner->try_selectors(&near);
	return jin_unknown_member(j, n, "expression", &near);
}

static struct expr *object(struct jin *j, const struct jnode *n)
{
	const struct jnode *m = n->first;
	struct expr *e;
	bool known;

	if (n->n != 1)
		return jin_fail(j, n, "an expression is an object with one member, not %u", n->n);
	for (unsigned i = 0; i < N_SHAPES; i++)
		if (!strcmp(shapes[i].key, m->key))
			return shapes[i].parse(j, m);
	for (unsigned i = 0; i < N_BINOPS; i++)
		if (!strcmp(binops[i].key, m->key))
			return binop(j, m, binops[i].op);
	if (jin_is_verdict(m->key))
		return jin_verdict(j, m);
	if (!strcmp(m->key, "elem"))
		return elem_key(j, n);
	e = j->inner->selector(j, m, &known);
	return known ? e : unknown_expr(j, m);
}

struct expr *jin_expr(struct jin *j, const struct jnode *n)
{
	switch (n->kind) {
	case J_OBJECT:
		return object(j, n);
	case J_ARRAY:
		return list(j, n, E_LIST);
	case J_STRING:
		if (*n->text == '@')
			return jin_set_ref(j, n);
		return jin_symbol(j, n);
	default:
		return jin_symbol(j, n);
	}
}

struct expr *jin_need_expr(struct jin *j, const struct jnode *object, const char *key)
{
	const struct jnode *m = jin_need(j, object, key);

	return m ? jin_expr(j, m) : NULL;
}

bool jin_get_expr(struct jin *j, const struct jnode *object, const char *key, struct expr **out)
{
	const struct jnode *m = json_member(object, key);

	*out = m ? jin_expr(j, m) : NULL;
	return !m || *out;
}
