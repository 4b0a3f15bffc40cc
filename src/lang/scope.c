/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are open, and what is defined in each. */
#include <string.h>

#include "lang/input.h"

void block_open(struct parser *p)
{
	struct block *b = region_new(p->region, struct block);

	b->up = p->block;
	b->scope.depth = b->up ? input_depth(p) : 0;
	b->braced = b->up != NULL;
	p->block = b;
}

void block_close(struct parser *p)
{
	if (p->block->up)
		p->block = p->block->up;
}

void block_brace(struct parser *p)
{
	p->block->braced = true;
	p->block->scope.depth = input_depth(p);
}

static struct symbol_def *find(const struct parser *p, const char *name)
{
	for (const struct block *b = p->block; b; b = b->up) {
		struct symbol_def *d = dict_get(&b->scope.defs, name);

		if (d)
			return d;
	}
	return NULL;
}

void define(struct parser *p, struct loc loc, const char *name, struct expr *value, bool again)
{
	struct symbol_def *old = dict_get(&p->block->scope.defs, name), *def;

	no_slash(p);
	if (old && !again) {
		struct diag *d = parse_error(p, loc, "redefinition of symbol '%s'", name);

		if (d)
			diag_relate(p->sink, d, old->loc, "'%s' is defined here", name);
		return;
	}
	def = region_new(p->region, struct symbol_def);
	*def = (struct symbol_def){ name, value, loc };
	dict_set(p->region, &p->block->scope.defs, name, def);
}

void undefine(struct parser *p, struct loc loc, const char *name)
{
	if (!dict_get(&p->block->scope.defs, name))
		parse_error(p, loc, "undefined symbol '%s'", name);
	dict_set(p->region, &p->block->scope.defs, name, NULL);
}

static const char *nearest(const struct parser *p, const char *name)
{
	const char *found = NULL;

	for (const struct block *b = p->block; b && !found; b = b->up)
		found = dict_nearest(&b->scope.defs, name);
	return found;
}

static const struct symbol_def *lookup(struct parser *p, struct loc loc, const char *name)
{
	const struct symbol_def *d = find(p, name);
	const char *near;

	if (d)
		return d;
	near = nearest(p, name);
	loc.start += loc.start < loc.end;	/* behind the $ */
	if (near)
		parse_error(p, loc, "unknown identifier '%s'; did you mean identifier '%s'?", name, near);
	else
		parse_error(p, loc, "unknown identifier '%s'", name);
	return NULL;
}

static void place(struct expr *e, struct loc loc)
{
	if (!e)
		return;
	e->loc = loc;
	switch (e->id) {
	case E_PREFIX:
		place(e->prefix.base, loc);
		break;
	case E_RANGE:
		place(e->range.from, loc);
		place(e->range.to, loc);
		break;
	case E_BINOP:
		place(e->binop.left, loc);
		place(e->binop.right, loc);
		break;
	case E_ELEM:
		place(e->elem.key, loc);
		place(e->elem.data, loc);
		break;
	case E_SET: case E_LIST: case E_CONCAT:
		vec_each(i, &e->list.items)
			place(e->list.items.v[i], loc);
		break;
	}
}

struct expr *variable(struct parser *p, struct loc loc, const char *name)
{
	const struct symbol_def *d = lookup(p, loc, name);
	struct expr *e;

	if (!d)
		return symbol(p, loc, "", SYM_WORD);	/* stands in for what the error is about */
	e = expr_clone(p->region, d->value);
	place(e, loc);
	return e;
}

const char *variable_text(struct parser *p, struct loc loc, const char *name)
{
	const struct symbol_def *d = lookup(p, loc, name);

	if (!d)
		return "";
	if (d->value->id == E_SYMBOL)
		return d->value->symbol.text;
	parse_error(p, loc, "'%s' is not a single word", name);
	return "";
}

uint64_t variable_number(struct parser *p, struct loc loc, const char *name, unsigned bits)
{
	const struct symbol_def *d = lookup(p, loc, name);

	if (!d)
		return 0;
	if (d->value->id == E_SYMBOL && d->value->symbol.form == SYM_NUMBER)
		return number(p, loc, d->value->symbol.text, bits);
	parse_error(p, loc, "'%s' is not a number", name);
	return 0;
}
