/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: what the list commands show. */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/list.h"
#include "lang/list_priv.h"
#include "model/print.h"

static bool wanted(const struct cmd *cmd, const struct table *t)
{
	return (cmd->h.family == FAM_UNSPEC || cmd->h.family == t->family) && (!cmd->h.table || !strcmp(cmd->h.table, t->name));
}

/* ------------------------------------------------------------------ things of many tables */

static void list_objects_of(struct printer *p, const struct table *t, uint32_t type)
{
	vec_each(i, &t->objects)
		if (t->objects.v[i]->type == type)
			print_object(p, &list_block, t->objects.v[i]);
}

static void list_flowtables_of(struct printer *p, const struct table *t)
{
	vec_each(i, &t->flowtables)
		print_flowtable(p, &list_block, t->flowtables.v[i]);
}

static int list_many(struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	vec_each(i, &rs->tables) {
		const struct table *t = rs->tables.v[i];

		if (!wanted(cmd, t) || (cmd->obj == OBJ_OBJECTS && !t->objects.n))
			continue;
		list_open_table(p, t);
		switch (cmd->obj) {
		case OBJ_CHAINS:
			list_chain_heads(p, t);
			break;
		case OBJ_OBJECTS:
			list_objects_of(p, t, cmd->obj_type);
			break;
		case OBJ_FLOWTABLES:
			list_flowtables_of(p, t);
			break;
		default:
			list_set_kind(p, t, cmd->obj);
		}
		prs(p, "}\n");
	}
	return 0;
}

static int list_tables(struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	vec_each(i, &rs->tables) {
		const struct table *t = rs->tables.v[i];

		if (!wanted(cmd, t))
			continue;
		pr(p, "table %s %s\n", family_name(t->family), t->name);
	}
	return 0;
}

/* ------------------------------------------------------------------ one thing */

static int list_one_set(struct printer *p, const struct table *t, const struct cmd *cmd)
{
	const struct set *found = table_set(t, cmd->h.name);
	struct set part;

	if (!found || (cmd->obj == OBJ_SET && found->is_map) || (cmd->obj == OBJ_MAP && !found->is_map))
		return -ENOENT;
	part = *found;
	if (cmd->op == CMD_GET)
		part.elems = cmd->elems;
	list_set(p, &part);
	return 0;
}

static int list_one_object(struct printer *p, const struct table *t, const struct cmd *cmd)
{
	const struct object *o = table_object(t, cmd->obj_type, cmd->h.name);

	if (!o)
		return -ENOENT;
	list_object(p, o);
	return 0;
}

static const struct rule *rule_by_handle(const struct chain *c, uint64_t handle)
{
	vec_each(i, &c->rules)
		if (c->rules.v[i]->handle == handle)
			return c->rules.v[i];
	return NULL;
}

/* `reset rule t c handle N` shows the chain with that rule alone. */
static int list_one_rule(struct printer *p, const struct table *t, const struct cmd *cmd)
{
	const struct chain *c = cmd->h.name ? table_chain(t, cmd->h.name) : NULL;
	struct chain part;
	struct rule *only;

	if (!c)
		return -ENOENT;
	if (!cmd->h.has_handle) {
		list_chain(p, c);
		return 0;
	}
	only = (struct rule *)rule_by_handle(c, cmd->h.handle);
	if (!only)
		return -ENOENT;
	part = *c;
	part.rules.v = &only;
	part.rules.n = 1;
	list_chain(p, &part);
	return 0;
}

static int list_one(struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	enum family family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	const struct table *t = cmd->h.table ? ruleset_table(rs, family, cmd->h.table) : NULL;
	const struct flowtable *ft;
	const struct chain *c;

	if (!t)
		return -ENOENT;
	switch (cmd->obj) {
	case OBJ_TABLE:
		list_table(p, t);
		return 0;
	case OBJ_CHAIN:
		c = table_chain(t, cmd->h.name);
		if (c)
			list_chain(p, c);
		return c ? 0 : -ENOENT;
	case OBJ_RULE:
		return list_one_rule(p, t, cmd);
	case OBJ_OBJECT:
		return list_one_object(p, t, cmd);
	case OBJ_FLOWTABLE:
		ft = table_flowtable(t, cmd->h.name);
		if (ft)
			list_flowtable(p, ft);
		return ft ? 0 : -ENOENT;
	default:
		return list_one_set(p, t, cmd);
	}
}

/* `reset rules`: of everything, a family, a table or a chain. */
static int list_rules(struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	struct cmd one = *cmd;

	if (!cmd->h.table) {
		list_ruleset(p, rs, cmd->h.family);
		return 0;
	}
	one.obj = cmd->h.name ? OBJ_CHAIN : OBJ_TABLE;
	return list_one(p, rs, &one);
}

int list_cmd(struct printer *p, const struct ruleset *rs, const struct cmd *cmd)
{
	switch (cmd->obj) {
	case OBJ_RULESET:
	case OBJ_NONE:
		list_ruleset(p, rs, cmd->h.family);
		return 0;
	case OBJ_RULES:
		return list_rules(p, rs, cmd);
	case OBJ_TABLES:
		return list_tables(p, rs, cmd);
	case OBJ_CHAINS:
	case OBJ_SETS:
	case OBJ_MAPS:
	case OBJ_METERS:
	case OBJ_OBJECTS:
	case OBJ_FLOWTABLES:
		return list_many(p, rs, cmd);
	case OBJ_TABLE:
	case OBJ_CHAIN:
	case OBJ_RULE:
	case OBJ_SET:
	case OBJ_MAP:
	case OBJ_METER:
	case OBJ_ELEMENTS:
	case OBJ_OBJECT:
	case OBJ_FLOWTABLE:
		return list_one(p, rs, cmd);
	default:
		return -EOPNOTSUPP;
	}
}
