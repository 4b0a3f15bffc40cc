/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are open, and what is defined in each. */
#include <ctype.h>
#include <string.h>

#include "lang/input.h"

void block_open(struct parser *p, struct loc loc)
{
	struct block *b = region_new(p->region, struct block);

	b->up = p->block;
	b->opened = loc;
	b->scope.depth = b->up ? input_depth(p) : 0;
	b->braced = b->up != NULL;
	p->block = b;
}

void block_close(struct parser *p)
{
	if (p->block->up)
		p->block = p->block->up;
}

void block_brace(struct parser *p, struct loc loc)
{
	p->block->braced = true;
	p->block->opened = loc;
	p->block->scope.depth = input_depth(p);
}

void block_recover(struct parser *p)
{
	while (!p->block->braced && p->block->up)
		block_close(p);
	input_recover(p);
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

void undefine(struct parser *p, const char *name)
{
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

/* Moves a copied value to where it is used. Counts its nodes; false if it is nested too deeply. */
static bool place(struct expr *e, struct loc loc, unsigned depth, uint32_t *nodes)
{
	bool ok = depth < MAX_NESTING;

	if (!e || !ok)
		return ok;
	++*nodes;
	e->loc = loc;
	switch (e->id) {
	case E_PREFIX:
		return place(e->prefix.base, loc, depth + 1, nodes);
	case E_RANGE:
		return place(e->range.from, loc, depth + 1, nodes) && place(e->range.to, loc, depth + 1, nodes);
	case E_BINOP:
		return place(e->binop.left, loc, depth + 1, nodes) && place(e->binop.right, loc, depth + 1, nodes);
	case E_ELEM:
		return place(e->elem.key, loc, depth + 1, nodes) && place(e->elem.data, loc, depth + 1, nodes);
	case E_SET: case E_LIST: case E_CONCAT:
		for (uint32_t i = 0; i < e->list.items.n && ok; i++)
			ok = place(e->list.items.v[i], loc, depth + 1, nodes);
		return ok;
	}
	return true;
}

/* Definitions that use each other twice grow without end: an error before memory does. */
struct expr *variable(struct parser *p, struct loc loc, const char *name)
{
	const struct symbol_def *d = lookup(p, loc, name);
	struct expr *e;

	if (!d)
		return symbol(p, loc, "", SYM_WORD);	/* stands in for what the error is about */
	e = expr_clone(p->region, d->value);
	if (!place(e, loc, 0, &p->copied)) {
		parse_error(p, loc, "'%s' is nested too deeply", name);
		p->stop = true;
	} else if (p->copied > MAX_COPIED) {
		parse_error(p, loc, "variables stand for more than %d values in all", MAX_COPIED);
		p->stop = true;
	}
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

/* A dollar sign that no name follows is one. */
struct expr *log_prefix(struct parser *p, struct loc loc, const char *text)
{
	struct strbuf out = { 0 };
	struct expr *e;

	while (*text) {
		size_t plain = strcspn(text, "$"), name = text[plain] ? 1 : 0;

		if (name && (isalpha((unsigned char)text[plain + 1]) || text[plain + 1] == '_'))
			while (isalnum((unsigned char)text[plain + name]) || text[plain + name] == '_')
				name++;
		strbuf_addn(&out, text, name > 1 ? plain : plain + name);
		if (name > 1)
			strbuf_add(&out, variable_text(p, loc, region_strndup(p->region, text + plain + 1, name - 1)));
		text += plain + name;
	}
	e = symbol(p, loc, region_strdup(p->region, strbuf_str(&out)), SYM_STRING);
	strbuf_free(&out);
	return e;
}
