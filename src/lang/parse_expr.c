/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions that the grammar composes: constants, operators, lists, sets. What reads packets is in parse_select.c. */
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "lang/parser.h"

struct expr *symbol(struct parser *p, struct loc loc, const char *text, enum symbol_form form)
{
	struct expr *e = expr_new(p->region, E_SYMBOL, loc);

	e->symbol.text = text;
	e->symbol.form = (uint8_t)form;
	return e;
}

struct expr *negative_number(struct parser *p, struct loc loc, const char *text)
{
	return symbol(p, loc, region_printf(p->region, "-%s", text), SYM_NUMBER);
}

const char *comment(struct parser *p, struct loc loc, const char *text)
{
	if (strlen(text) > COMMENT_MAX)
		parse_error(p, loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	return text;
}

static void count_operators(struct parser *p, struct loc loc, const struct expr *e)
{
	unsigned n = 0;

	while (e->id == E_BINOP && n++ < MAX_OPERATORS)
		e = e->binop.left;
	if (n < MAX_OPERATORS)
		return;
	parse_error(p, loc, "more than %d operators in one expression", MAX_OPERATORS);
	p->stop = true;
}

struct expr *binary(struct parser *p, struct loc loc, unsigned op, struct expr *left, struct expr *right)
{
	struct expr *e = expr_new(p->region, E_BINOP, loc);

	count_operators(p, loc, left);
	e->binop.op = (uint8_t)op;
	e->binop.left = left;
	e->binop.right = right;
	return e;
}

struct expr *prefix(struct parser *p, struct loc loc, struct expr *base, uint64_t len)
{
	struct expr *e = expr_new(p->region, E_PREFIX, loc);

	e->prefix.base = base;
	e->prefix.len = (uint16_t)len;
	return e;
}

struct expr *slash(struct parser *p, struct loc loc, struct expr *left, struct expr *right)
{
	if (right->id == E_SYMBOL && right->symbol.form == SYM_NUMBER)
		return prefix(p, loc, left, number(p, right->loc, right->symbol.text, 16));
	p->slash = loc;
	return binary(p, loc, BINOP_MASK, left, right);
}

void no_slash(struct parser *p)
{
	if (p->slash.src)
		parse_error(p, p->slash, "a mask behind a slash is possible only on the right of a match, as in `tcp flags syn / syn,ack`");
	p->slash.src = NULL;
}

struct expr *range(struct parser *p, struct loc loc, struct expr *from, struct expr *to)
{
	struct expr *e = expr_new(p->region, E_RANGE, loc);

	e->range.from = from;
	e->range.to = to;
	return e;
}

struct expr *append(struct parser *p, struct loc loc, enum expr_id id, struct expr *list, struct expr *item)
{
	struct expr *e = list;

	if (list->id != id) {
		e = expr_new(p->region, id, loc);
		vec_push(p->region, &e->list.items, list);
	}
	e->loc = loc;
	vec_push(p->region, &e->list.items, item);
	return e;
}

/* ------------------------------------------------------------------ sets */
struct expr *new_set(struct parser *p, struct loc loc)
{
	return expr_new(p->region, E_SET, loc);
}

/* A set among the elements, mostly from a variable, gives its elements. */
void set_append(struct parser *p, struct expr *set, struct expr *elem)
{
	const struct expr *key = elem->elem.key;

	if (p->slash.src)
		no_slash(p);
	if (!key || key->id != E_SET) {
		vec_push(p->region, &set->list.items, elem);
		return;
	}
	if (elem->elem.data || elem->elem.info)
		parse_error(p, elem->loc, "a set of elements can have neither data nor options of its own");
	vec_each(i, &key->list.items)
		vec_push(p->region, &set->list.items, key->list.items.v[i]);
}

struct expr *map_expr(struct parser *p, struct loc loc, struct expr *arg, struct expr *mappings)
{
	struct expr *e = expr_new(p->region, E_MAP, loc);

	no_slash(p);
	e->map.arg = arg;
	e->map.mappings = mappings;
	return e;
}

struct expr *set_ref(struct parser *p, struct loc loc, const char *name)
{
	struct expr *e = expr_new(p->region, E_SETREF, loc);

	e->setref.name = name;
	return e;
}

struct expr *element(struct parser *p, struct loc loc, struct expr *key)
{
	struct expr *e = expr_new(p->region, E_ELEM, loc);

	e->elem.key = key;
	e->elem.catchall = !key;
	return e;
}

struct expr *element_data(struct loc loc, struct expr *elem, struct expr *data)
{
	elem->loc = loc;
	elem->elem.data = data;
	return elem;
}

struct expr *element_option(struct parser *p, struct loc loc, struct expr *elem, struct elem_option option)
{
	struct elem_info *info = elem->elem.info;

	if (!info)
		info = elem->elem.info = region_new(p->region, struct elem_info);
	elem->loc = loc_join(elem->loc, loc);
	switch (option.kind) {
	case OPT_TIMEOUT:
		info->timeout = option.ms ? option.ms : UINT64_MAX;
		info->has_timeout = true;
		break;
	case OPT_EXPIRES:
		info->expires = option.ms;
		info->has_expires = true;
		break;
	case OPT_COMMENT:
		info->comment = comment(p, loc, option.text);
		break;
	case OPT_STMT:
		vec_push(p->region, &info->stmts, option.stmt);
		break;
	}
	return elem;
}

struct expr *verdict(struct parser *p, struct loc loc, int32_t code, const char *chain)
{
	return expr_verdict(p->region, loc, code, chain);
}
