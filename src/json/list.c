/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: what the list commands show, and commands as they are echoed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "json/list.h"
#include "json/list_priv.h"
#include "model/uapi.h"

/* What is listed goes out one thing after the other: a tree of everything would take many times the room of its text. */
struct listing {
	struct json_out o;
	struct strbuf *out;
	const char *separator;
	uint32_t n;
	bool failed;
};

static int append(const char *text, size_t len, void *out)
{
	strbuf_addn(out, text, len);
	return 0;
}

static void put(struct listing *l, json_t *thing)
{
	if (l->n++)
		strbuf_add(l->out, l->separator);
	if (!thing || json_dump_callback(thing, append, l->out, JSON_ENCODE_ANY))
		l->failed = true;
	json_decref(thing);
}

static struct listing listing_new(const struct printer *p, const char *separator)
{
	return (struct listing){
		.o = { .style = p->style, .stateless = p->stateless, .terse = p->terse, .family = p->family },
		.out = p->out,
		.separator = separator,
	};
}

static const char document_begin[] = "{\"nftables\": [", document_end[] = "]}\n";

static json_t *metainfo(void)
{
	json_t *j = jout_one("version", json_string(PACKAGE_VERSION));

	jout_put(j, "release_name", json_string(""));
	jout_put(j, "json_schema_version", json_integer(1));
	return jout_one("metainfo", j);
}

/* ------------------------------------------------------------------ a table and what it holds */

static void put_rules(struct listing *l, const struct chain *c)
{
	vec_each(i, &c->rules)
		put(l, json_rule(&l->o, c->rules.v[i]));
}

/* Chains with a flowtable, or those without; or their rules. */
static void put_chains(struct listing *l, const struct table *t, bool fast_fwd, bool rules)
{
	vec_each(i, &t->chains) {
		const struct chain *c = t->chains.v[i];

		if (c->binding || !c->fast_fwd == fast_fwd)
			continue;
		if (rules)
			put_rules(l, c);
		else
			put(l, json_chain(&l->o, c));
	}
}

/* Chains come first, as maps and rules name them; those that name a flowtable come behind it. */
static void put_table(struct listing *l, const struct table *t)
{
	l->o.family = t->family;
	put(l, json_table(&l->o, t));
	put_chains(l, t, false, false);
	vec_each(i, &t->objects)
		put(l, json_object_of(&l->o, t->objects.v[i]));
	vec_each(i, &t->sets)
		if (!t->sets.v[i]->anonymous)
			put(l, json_set(&l->o, t->sets.v[i]));
	vec_each(i, &t->flowtables)
		put(l, json_flowtable(&l->o, t->flowtables.v[i]));
	put_chains(l, t, true, false);
	put_chains(l, t, false, true);
	put_chains(l, t, true, true);
}

static bool wanted(const struct cmd *cmd, const struct table *t)
{
	return (cmd->h.family == FAM_UNSPEC || cmd->h.family == t->family) && (!cmd->h.table || !strcmp(cmd->h.table, t->name));
}

static bool set_is_of_kind(const struct set *s, enum cmd_obj kind)
{
	bool map = s->is_map || s->is_vmap || s->obj_type;

	if (s->anonymous)
		return false;
	return kind == OBJ_MAPS ? map : kind == OBJ_METERS ? s->is_meter : !map && !s->is_meter;
}

static void put_kind(struct listing *l, const struct table *t, const struct cmd *cmd)
{
	switch (cmd->obj) {
	case OBJ_TABLES:
		put(l, json_table(&l->o, t));
		break;
	case OBJ_CHAINS:
		vec_each(i, &t->chains)
			if (!t->chains.v[i]->binding)
				put(l, json_chain(&l->o, t->chains.v[i]));
		break;
	case OBJ_OBJECTS:
		vec_each(i, &t->objects)
			if (t->objects.v[i]->type == cmd->obj_type)
				put(l, json_object_of(&l->o, t->objects.v[i]));
		break;
	case OBJ_FLOWTABLES:
		vec_each(i, &t->flowtables)
			put(l, json_flowtable(&l->o, t->flowtables.v[i]));
		break;
	default:
		vec_each(i, &t->sets)
			if (set_is_of_kind(t->sets.v[i], cmd->obj))
				put(l, json_set(&l->o, t->sets.v[i]));
	}
}

static void put_many(struct listing *l, const struct ruleset *rs, const struct cmd *cmd)
{
	bool all = cmd->obj == OBJ_RULESET || cmd->obj == OBJ_NONE;

	vec_each(i, &rs->tables) {
		if (all && (cmd->h.family == FAM_UNSPEC || cmd->h.family == rs->tables.v[i]->family))
			put_table(l, rs->tables.v[i]);
		else if (!all && wanted(cmd, rs->tables.v[i]))
			put_kind(l, rs->tables.v[i], cmd);
	}
}

/* ------------------------------------------------------------------ one thing */

static int put_one_set(struct listing *l, const struct table *t, const struct cmd *cmd)
{
	const struct set *s = table_set(t, cmd->h.name);

	if (!s || (cmd->obj == OBJ_SET && s->is_map) || (cmd->obj == OBJ_MAP && !s->is_map))
		return -ENOENT;
	put(l, json_set(&l->o, s));
	return 0;
}

/* With a handle, that rule alone. */
static int put_one_chain(struct listing *l, const struct table *t, const struct cmd *cmd)
{
	const struct chain *c = cmd->h.name ? table_chain(t, cmd->h.name) : NULL;
	bool found = false;

	if (!c)
		return -ENOENT;
	put(l, json_chain(&l->o, c));
	vec_each(i, &c->rules) {
		if (cmd->obj == OBJ_RULE && cmd->h.has_handle && c->rules.v[i]->handle != cmd->h.handle)
			continue;
		put(l, json_rule(&l->o, c->rules.v[i]));
		found = true;
	}
	return found || !cmd->h.has_handle ? 0 : -ENOENT;
}

static int put_one(struct listing *l, const struct ruleset *rs, const struct cmd *cmd)
{
	enum family family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	const struct table *t = cmd->h.table ? ruleset_table(rs, family, cmd->h.table) : NULL;
	const struct flowtable *ft;
	const struct object *obj;

	if (!t)
		return -ENOENT;
	l->o.family = t->family;
	switch (cmd->obj) {
	case OBJ_TABLE:
		put_table(l, t);
		return 0;
	case OBJ_CHAIN:
	case OBJ_RULE:
		return put_one_chain(l, t, cmd);
	case OBJ_OBJECT:
		obj = table_object(t, cmd->obj_type, cmd->h.name);
		if (obj)
			put(l, json_object_of(&l->o, obj));
		return obj ? 0 : -ENOENT;
	case OBJ_FLOWTABLE:
		ft = table_flowtable(t, cmd->h.name);
		if (ft)
			put(l, json_flowtable(&l->o, ft));
		return ft ? 0 : -ENOENT;
	default:
		return put_one_set(l, t, cmd);
	}
}

/* Of a chain, of a table, or all. */
static int put_scope(struct listing *l, const struct ruleset *rs, const struct cmd *cmd)
{
	struct cmd one = *cmd;

	one.obj = cmd->h.name ? OBJ_CHAIN : cmd->h.table ? OBJ_TABLE : OBJ_RULESET;
	if (cmd->h.table)
		return put_one(l, rs, &one);
	put_many(l, rs, &one);
	return 0;
}

int json_list_cmd(const struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	struct listing l = listing_new(p, ", ");
	size_t begin = p->out->len;
	int err = 0;

	strbuf_add(p->out, document_begin);
	put(&l, metainfo());
	switch (cmd->obj) {
	case OBJ_NONE:
	case OBJ_RULESET:
	case OBJ_TABLES:
	case OBJ_CHAINS:
	case OBJ_SETS:
	case OBJ_MAPS:
	case OBJ_METERS:
	case OBJ_OBJECTS:
	case OBJ_FLOWTABLES:
		put_many(&l, rs, cmd);
		break;
	case OBJ_RULES:
		err = put_scope(&l, rs, cmd);
		break;
	case OBJ_TABLE:
	case OBJ_CHAIN:
	case OBJ_RULE:
	case OBJ_SET:
	case OBJ_MAP:
	case OBJ_METER:
	case OBJ_ELEMENTS:
	case OBJ_OBJECT:
	case OBJ_FLOWTABLE:
		err = put_one(&l, rs, cmd);
		break;
	default:
		err = -EOPNOTSUPP;
	}
	strbuf_add(p->out, document_end);
	if (!err && (l.failed || p->out->failed))
		err = -ENOMEM;
	if (err && p->out->s)
		p->out->s[p->out->len = begin] = '\0';
	return err;
}

/* ------------------------------------------------------------------ commands */

static const char *const op_words[] = {
	[CMD_ADD] = "add", [CMD_CREATE] = "add", [CMD_INSERT] = "insert", [CMD_REPLACE] = "replace", [CMD_DELETE] = "delete",
	[CMD_DESTROY] = "delete", [CMD_FLUSH] = "flush",
};

static void put_event(struct listing *l, const struct cmd *cmd, json_t *thing)
{
	put(l, jout_one(cmd->op < sizeof(op_words) / sizeof(*op_words) && op_words[cmd->op] ? op_words[cmd->op] : "add", thing));
}

/* What a command named, where the thing itself is gone. */
static json_t *gone(const struct cmd *cmd)
{
	static const char *const words[] = {
		[OBJ_TABLE] = "table", [OBJ_CHAIN] = "chain", [OBJ_RULE] = "rule", [OBJ_SET] = "set", [OBJ_MAP] = "map",
		[OBJ_METER] = "meter", [OBJ_FLOWTABLE] = "flowtable",
	};
	const char *word = cmd->obj < sizeof(words) / sizeof(*words) ? words[cmd->obj] : NULL;
	json_t *j = jout_one("family", json_string(family_name(cmd->h.family)));

	if (cmd->obj == OBJ_OBJECT)
		word = symtab_name(&object_type_symtab, cmd->obj_type);
	if (cmd->h.table)
		jout_put(j, cmd->obj == OBJ_TABLE ? "name" : "table", jout_text(cmd->h.table));
	if (cmd->h.name)
		jout_put(j, cmd->obj == OBJ_RULE ? "chain" : "name", jout_text(cmd->h.name));
	if (cmd->h.has_handle)
		jout_put(j, "handle", jout_u64(cmd->h.handle));
	return jout_one(word ? word : "unknown", j);
}

/* The elements one by one, each an event of its own. */
static void put_elements(struct listing *l, const struct cmd *cmd, const struct set *s, const struct elems *es)
{
	struct set part = *s;
	json_t *all, *item;
	size_t i;

	part.elems = *es;
	all = jout_elems(&l->o, &part);
	json_array_foreach(all, i, item) {
		json_t *j = jout_one("family", json_string(family_name(s->table->family)));

		jout_put(j, "table", jout_text(s->table->name));
		jout_put(j, "name", jout_text(s->name));
		jout_put(j, "elem", jout_one("set", json_pack("[O]", item)));
		put_event(l, cmd, jout_one("element", j));
	}
	json_decref(all);
}

/* A thing that was there already has no handle here: nothing happened to it. */
static void put_new(struct listing *l, const struct cmd *cmd, uint64_t handle, json_t *thing)
{
	if (handle)
		put_event(l, cmd, thing);
	else
		json_decref(thing);
}

/* The event of a set does not tell its elements: they are events. */
static void put_set_event(struct listing *l, const struct cmd *cmd, const struct set *s)
{
	bool terse = l->o.terse;

	l->o.terse = true;
	put_new(l, cmd, s->handle, json_set(&l->o, s));
	l->o.terse = terse;
	put_elements(l, cmd, s, &s->elems);
}

static void put_chain_event(struct listing *l, const struct cmd *cmd, const struct chain *c)
{
	put_new(l, cmd, c->handle, json_chain(&l->o, c));
	vec_each(i, &c->rules)
		put_event(l, cmd, json_rule(&l->o, c->rules.v[i]));
}

static void put_table_event(struct listing *l, const struct cmd *cmd, const struct table *t)
{
	put_new(l, cmd, t->handle, json_table(&l->o, t));
	vec_each(i, &t->objects)
		put_new(l, cmd, t->objects.v[i]->handle, json_object_of(&l->o, t->objects.v[i]));
	vec_each(i, &t->sets)
		if (!t->sets.v[i]->anonymous)
			put_set_event(l, cmd, t->sets.v[i]);
	vec_each(i, &t->flowtables)
		put_new(l, cmd, t->flowtables.v[i]->handle, json_flowtable(&l->o, t->flowtables.v[i]));
	vec_each(i, &t->chains)
		if (!t->chains.v[i]->binding)
			put_chain_event(l, cmd, t->chains.v[i]);
}

static void put_cmd(struct listing *l, const struct cmd *cmd)
{
	l->o.family = cmd->h.family;
	if (cmd->obj == OBJ_ELEMENTS && cmd->elem_set)
		put_elements(l, cmd, cmd->elem_set, &cmd->elems);
	else if (cmd->op == CMD_DELETE || cmd->op == CMD_DESTROY)
		put_event(l, cmd, gone(cmd));
	else if (cmd->obj == OBJ_TABLE && cmd->table)
		put_table_event(l, cmd, cmd->table);
	else if (cmd->obj == OBJ_CHAIN && cmd->chain)
		put_chain_event(l, cmd, cmd->chain);
	else if (cmd->obj == OBJ_RULE && cmd->rule)
		put_event(l, cmd, json_rule(&l->o, cmd->rule));
	else if ((cmd->obj == OBJ_SET || cmd->obj == OBJ_MAP || cmd->obj == OBJ_METER) && cmd->set)
		put_set_event(l, cmd, cmd->set);
	else if (cmd->obj == OBJ_OBJECT && cmd->object)
		put_new(l, cmd, cmd->object->handle, json_object_of(&l->o, cmd->object));
	else if (cmd->obj == OBJ_FLOWTABLE && cmd->flowtable)
		put_new(l, cmd, cmd->flowtable->handle, json_flowtable(&l->o, cmd->flowtable));
}

int json_event(const struct printer *p, const struct cmd *cmd)
{
	struct listing l = listing_new(p, "\n");

	put_cmd(&l, cmd);
	if (l.n)
		strbuf_addc(p->out, '\n');
	return l.failed || p->out->failed ? -ENOMEM : 0;
}

int json_echo(const struct printer *p, const struct cmds *cmds)
{
	struct listing l = listing_new(p, ", ");
	size_t begin = p->out->len;

	strbuf_add(p->out, document_begin);
	vec_each(i, &cmds->v)
		if (cmds->v.v[i]->op <= CMD_REPLACE)
			put_cmd(&l, cmds->v.v[i]);
	strbuf_add(p->out, document_end);
	if (!l.n && p->out->s)
		p->out->s[p->out->len = begin] = '\0';
	return l.failed || p->out->failed ? -ENOMEM : 0;
}
