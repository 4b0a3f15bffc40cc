/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands, and what they name. */
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "lang/syntax_error.h"

/* ------------------------------------------------------------------ names */
struct handle_spec *ref_family(struct parser *p, const struct loc_word *family)
{
	struct handle_spec *h = region_new(p->region, struct handle_spec);

	if (family) {
		h->family = family_by_name(family->w.text);
		h->family_loc = family->loc;
	}
	return h;
}

static const char *checked_name(struct parser *p, struct loc_word name)
{
	if (strlen(name.w.text) >= NFT_NAME_MAXLEN)
		parse_error(p, name.loc, "name too long: at most %d bytes", NFT_NAME_MAXLEN - 1);
	return name.w.text;
}

struct handle_spec *ref_table(struct parser *p, const struct loc_word *family, struct loc_word table)
{
	struct handle_spec *h = ref_family(p, family);

	h->table = checked_name(p, table);
	h->table_loc = table.loc;
	return h;
}

struct handle_spec *ref_name(struct parser *p, struct handle_spec *h, struct loc_word name)
{
	h->name = checked_name(p, name);
	h->name_loc = name.loc;
	return h;
}

struct handle_spec *ref_handle(struct handle_spec *h, struct loc loc, uint64_t handle)
{
	h->has_handle = true;
	h->handle = handle;
	h->handle_loc = loc;
	return h;
}

struct handle_spec *ref_position(struct handle_spec *h, struct loc loc, uint64_t position)
{
	h->has_position = true;
	h->position = position;
	h->handle_loc = loc;
	return h;
}

struct handle_spec *ref_index(struct parser *p, struct handle_spec *h, struct loc loc, uint64_t index)
{
	if (index >= UINT32_MAX)
		parse_error(p, loc, "index is too large");
	h->has_index = true;
	h->index = (uint32_t)index + 1;
	h->handle_loc = loc;
	return h;
}

/* ------------------------------------------------------------------ commands */
struct cmd *command(struct parser *p, enum cmd_op op, enum cmd_obj obj, struct loc loc, const struct handle_spec *h)
{
	struct cmd *c = cmd_new(p->region, op, obj, loc);

	if (h)
		c->h = *h;
	return c;
}

void add_command(struct parser *p, struct cmd *c, struct loc loc)
{
	c->loc = loc;
	vec_push(p->region, &p->out->v, c);
}

struct cmd *table_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct table *t)
{
	struct cmd *c = command(p, op, OBJ_TABLE, loc, h);

	c->table = t ? t : table_new(p->region);
	c->table->name = h->table;
	c->table->family = h->family == FAM_UNSPEC ? FAM_IP : h->family;
	c->table->loc = loc_join(h->family_loc, h->table_loc);
	return c;
}

struct cmd *chain_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct chain *chain)
{
	struct cmd *c = command(p, op, OBJ_CHAIN, loc, h);

	if (!chain) {
		chain = chain_new(p->region);
		chain->policy = -1;
	}
	c->chain = chain;
	chain->name = h->name;
	chain->loc = h->name_loc;
	return c;
}

struct cmd *rule_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct rule *rule)
{
	struct cmd *c = command(p, op, OBJ_RULE, loc, h);

	c->rule = rule;
	return c;
}

struct cmd *set_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct set *s, bool is_map)
{
	struct cmd *c = command(p, op, is_map ? OBJ_MAP : OBJ_SET, loc, h);

	c->set = s;
	s->name = h->name;
	finish_set(p, s, h->name_loc, is_map);
	return c;
}

struct cmd *flowtable_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct flowtable *f)
{
	struct cmd *c = command(p, op, OBJ_FLOWTABLE, loc, h);

	c->flowtable = f;
	f->name = h->name;
	f->loc = h->name_loc;
	return c;
}

struct cmd *object_command(struct parser *p, enum cmd_op op, struct loc loc, struct object *o)
{
	struct cmd *c = command(p, op, OBJ_OBJECT, loc, p->closed_ref);

	c->obj_type = o->type;
	c->object = o;
	o->loc = p->closed_ref->name_loc;
	return c;
}

/* An object that is only named: delete, list ... */
struct cmd *object_ref_command(struct parser *p, enum cmd_op op, struct loc loc, uint32_t type, const struct handle_spec *h)
{
	struct cmd *c = command(p, op, OBJ_OBJECT, loc, h);

	c->obj_type = type;
	return c;
}

struct cmd *elements_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct expr *elements)
{
	struct cmd *c = command(p, op, OBJ_ELEMENTS, loc, h);

	if (elements->id != E_SET) {
		struct expr *set = new_set(p, elements->loc);

		set_append(p, set, element(p, elements->loc, elements));
		elements = set;
	}
	c->expr = elements;
	return c;
}

struct cmd *describe_command(struct parser *p, struct loc loc, struct expr *e)
{
	struct cmd *c = command(p, CMD_DESCRIBE, OBJ_EXPR, loc, NULL);

	c->expr = e;
	return c;
}

/* ------------------------------------------------------------------ list, reset */
static const struct { const char *name; enum cmd_obj obj; uint32_t type; } plurals[] = {
	{ "tables", OBJ_TABLES, 0 }, { "chains", OBJ_CHAINS, 0 }, { "rules", OBJ_RULES, 0 }, { "sets", OBJ_SETS, 0 }, { "maps", OBJ_MAPS, 0 },
	{ "meters", OBJ_METERS, 0 }, { "flowtables", OBJ_FLOWTABLES, 0 }, { "flow tables", OBJ_FLOWTABLES, 0 }, { "hooks", OBJ_HOOKS, 0 },
	{ "counters", OBJ_OBJECTS, NFT_OBJECT_COUNTER }, { "quotas", OBJ_OBJECTS, NFT_OBJECT_QUOTA }, { "limits", OBJ_OBJECTS, NFT_OBJECT_LIMIT },
	{ "secmarks", OBJ_OBJECTS, NFT_OBJECT_SECMARK }, { "synproxys", OBJ_OBJECTS, NFT_OBJECT_SYNPROXY },
	{ "tunnels", OBJ_OBJECTS, NFT_OBJECT_TUNNEL }, { "ct helpers", OBJ_OBJECTS, NFT_OBJECT_CT_HELPER },
	{ "ct timeouts", OBJ_OBJECTS, NFT_OBJECT_CT_TIMEOUT }, { "ct expectations", OBJ_OBJECTS, NFT_OBJECT_CT_EXPECT },
};
#define N_PLURALS (sizeof(plurals) / sizeof(*plurals))

static bool resets(enum cmd_obj obj)
{
	return obj == OBJ_RULES || obj == OBJ_OBJECTS;
}

/* `list chains`, `reset counters table ip t` ... @prefix: "ct " or "". */
struct cmd *list_command(struct parser *p, enum cmd_op op, struct loc loc, const char *prefix, struct loc_word what, const struct handle_spec *h)
{
	const char *name = region_printf(p->region, "%s%s", prefix, what.w.text), *near;
	struct field_row names[N_PLURALS];
	struct cmd *c = command(p, op, OBJ_NONE, loc, h);

	for (unsigned i = 0; i < N_PLURALS; i++) {
		names[i] = (struct field_row){ .sel = { .name = plurals[i].name } };
		if (strcmp(plurals[i].name, name) || (op == CMD_RESET && !resets(plurals[i].obj)))
			continue;
		c->obj = plurals[i].obj;
		c->obj_type = plurals[i].type;
		return c;
	}
	near = nearest_field(names, N_PLURALS, name);
	if (slip(p, (struct loc){ what.loc.src, what.loc.end, what.loc.end }))
		return c;
	if (near && strcmp(near, name))
		parse_error(p, what.loc, "syntax error, unexpected string; did you mean '%s'?", near);
	else
		parse_error(p, what.loc, "syntax error, unexpected string");
	return c;
}

struct cmd *fastpath_command(struct parser *p, struct loc loc, struct loc_word what)
{
	if (strcmp(what.w.text, "sync"))
		parse_error(p, what.loc, "syntax error, unexpected string, expecting sync");
	return command(p, CMD_SYNC, OBJ_FASTPATH, loc, NULL);
}

/* What is read as words only, and refused: export, import. */
struct cmd *words_command(struct parser *p, enum cmd_op op, struct loc loc, const struct exprs *words)
{
	struct cmd *c = command(p, op, OBJ_NONE, loc, NULL);
	const char *text = "";

	if (op == CMD_EXPORT)
		parse_error(p, loc, "JSON export is no longer supported, use 'nft -j list ruleset' instead");
	else
		parse_error(p, loc, "import is not supported");
	vec_each(i, &words->v)
		text = region_printf(p->region, "%s%s%s", text, i ? " " : "", words->v.v[i]->symbol.text);
	c->arg = text;
	return c;
}
