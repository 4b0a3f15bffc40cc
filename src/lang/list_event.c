/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: changes of the ruleset, each a line. */
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/list.h"
#include "lang/list_priv.h"
#include "model/print.h"

static const char *const op_words[] = {
	[CMD_ADD] = "add", [CMD_CREATE] = "create", [CMD_INSERT] = "insert", [CMD_REPLACE] = "replace", [CMD_DELETE] = "delete",
};

static void print_target(struct printer *p, const char *word, const struct cmd *cmd, const char *name)
{
	pr(p, "%s %s %s", word, family_name(cmd->h.family), cmd->h.table);
	if (name)
		pr(p, " %s", name);
}

/* A map that is gone is a set to the kernel. */
static void print_gone(struct printer *p, const struct cmd *cmd)
{
	static const char *const words[] = {
		[OBJ_CHAIN] = "chain", [OBJ_RULE] = "rule", [OBJ_SET] = "set", [OBJ_MAP] = "set",
	};
	const char *word = cmd->obj == OBJ_OBJECT ? symtab_name(&object_type_symtab, cmd->obj_type) : words[cmd->obj];

	print_target(p, word ? word : "unknown", cmd, cmd->h.name);
	if (cmd->obj == OBJ_RULE)
		pr(p, " handle %" PRIu64, cmd->h.handle);
}

static void print_table(struct printer *p, const struct cmd *cmd)
{
	print_target(p, "table", cmd, NULL);
	if (cmd->op != CMD_DELETE && cmd->table->flags & NFT_TABLE_F_DORMANT)
		prs(p, " { flags dormant; }");
	list_handle(p, cmd->table->handle);
}

static void print_chain(struct printer *p, const struct cmd *cmd)
{
	list_chain_line(p, cmd->chain);
	list_handle(p, cmd->chain->handle);
}

/* The position is that of the rule before it, or of the one behind what is inserted. */
static void print_rule_change(struct printer *p, const struct cmd *cmd)
{
	const struct rule *r = cmd->rule;

	print_target(p, "rule", cmd, cmd->h.name);
	if (r->position)
		pr(p, " handle %" PRIu64, r->position);
	prs(p, " ");
	print_rule(p, r);
	list_handle(p, r->handle);
}

static void print_elements(struct printer *p, const struct cmd *cmd)
{
	struct set part = *cmd->elem_set;

	part.elems = cmd->elems;
	for (uint32_t i = 0; i < part.elems.n; i++) {
		if (i)
			pr(p, "\n%s ", op_words[cmd->op]);
		print_target(p, "element", cmd, cmd->h.name);
		prs(p, " { ");
		print_elem(p, &part, i);
		prs(p, " }");
	}
}

void list_change(struct printer *p, const struct cmd *cmd)
{
	p->family = cmd->h.family;
	pr(p, "%s ", op_words[cmd->op]);
	if (cmd->obj == OBJ_ELEMENTS)
		print_elements(p, cmd);
	else if (cmd->obj == OBJ_TABLE)
		print_table(p, cmd);
	else if (cmd->obj == OBJ_FLOWTABLE)	/* also of one that stays, and loses devices */
		print_flowtable(p, &list_line, cmd->flowtable);
	else if (cmd->op == CMD_DELETE)
		print_gone(p, cmd);
	else if (cmd->obj == OBJ_CHAIN)
		print_chain(p, cmd);
	else if (cmd->obj == OBJ_RULE)
		print_rule_change(p, cmd);
	else if (cmd->obj == OBJ_SET || cmd->obj == OBJ_MAP)
		list_set_line(p, cmd->set);
	else if (cmd->obj == OBJ_OBJECT)
		print_object(p, &list_line, cmd->object);
	prs(p, "\n");
}

static void print_generation(struct printer *p, const struct event *e)
{
	pr(p, "# new generation %u", e->genid);
	if (e->process)
		pr(p, " by process %u (%s)", e->process, e->process_name ? e->process_name : "");
	prs(p, "\n");
}

void list_event(struct printer *p, const struct event *e)
{
	switch (e->kind) {
	case EVENT_CHANGE:
		list_change(p, e->cmd);
		break;
	case EVENT_GENERATION:
		print_generation(p, e);
		break;
	case EVENT_TRACE:
		list_trace(p, e->trace);
		break;
	case EVENT_LOST:
		prs(p, "# events were lost here: they came faster than they could be shown\n");
		break;
	}
}

/* ------------------------------------------------------------------ what commands with a block bring along */

static void list_set_of(struct printer *p, struct cmd part, struct set *s)
{
	part.obj = s->is_map ? OBJ_MAP : OBJ_SET;
	part.set = s;
	part.h.name = s->name;
	list_change(p, &part);
	part.obj = OBJ_ELEMENTS;
	part.elem_set = s;
	part.elems = s->elems;
	if (s->elems.n)
		list_change(p, &part);
}

static void list_rules_of(struct printer *p, struct cmd part, const struct chain *c)
{
	part.obj = OBJ_RULE;
	part.h.name = c->name;
	vec_each(i, &c->rules) {
		part.rule = c->rules.v[i];
		list_change(p, &part);
	}
}

static void list_table_of(struct printer *p, struct cmd part, const struct table *t)
{
	vec_each(i, &t->chains) {
		part.obj = OBJ_CHAIN;
		part.chain = t->chains.v[i];
		list_change(p, &part);
	}
	vec_each(i, &t->objects) {
		part.obj = OBJ_OBJECT;
		part.object = t->objects.v[i];
		list_change(p, &part);
	}
	vec_each(i, &t->sets)
		list_set_of(p, part, t->sets.v[i]);
	vec_each(i, &t->flowtables) {
		part.obj = OBJ_FLOWTABLE;
		part.flowtable = t->flowtables.v[i];
		list_change(p, &part);
	}
	vec_each(i, &t->chains)
		list_rules_of(p, part, t->chains.v[i]);
}

void list_checked(struct printer *p, const struct cmd *cmd)
{
	bool added = cmd->op == CMD_ADD || cmd->op == CMD_CREATE;

	if (cmd->op > CMD_REPLACE)
		return;
	if (added && (cmd->obj == OBJ_SET || cmd->obj == OBJ_MAP || cmd->obj == OBJ_METER)) {
		list_set_of(p, *cmd, cmd->set);
		return;
	}
	list_change(p, cmd);
	if (added && cmd->obj == OBJ_TABLE)
		list_table_of(p, *cmd, cmd->table);
	else if (added && cmd->obj == OBJ_CHAIN)
		list_rules_of(p, *cmd, cmd->chain);
}
