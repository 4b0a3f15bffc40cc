/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: what the list commands show. */
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
	uint32_t n;
	bool failed;
};

int json_append(const char *text, size_t len, void *out)
{
	strbuf_addn(out, text, len);
	return 0;
}

static void put(struct listing *l, json_t *thing)
{
	if (l->n++)
		strbuf_add(l->out, ", ");
	if (!thing || json_dump_callback(thing, json_append, l->out, JSON_ENCODE_ANY))
		l->failed = true;
	json_decref(thing);
}

struct json_out json_out_for(const struct printer *p)
{
	return (struct json_out){ .style = p->style, .stateless = p->stateless, .terse = p->terse, .family = p->family };
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
	return kind == OBJ_MAPS ? map : kind == OBJ_METERS ? s->is_meter : !map;
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
	struct listing l = { .o = json_out_for(p), .out = p->out };
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
