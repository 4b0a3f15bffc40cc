/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands to messages. A table's block goes out in the order in which its parts may refer to each other. */
#include "kernel/merge.h"

#include <errno.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

static enum family family_of(const struct cmd *cmd)
{
	return cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
}

static void batch_rules_of(struct batch *b, enum family f, const char *table, struct chain *c)
{
	vec_each(i, &c->rules)
		batch_rule(b, f, table, c->rules.v[i]);
}

/* ---------------------------------------------------------------- elements of commands */
static void send_elements(struct batch *b, struct cmd *cmd, bool add)
{
	uint16_t del = cmd->op == CMD_DESTROY ? MSG_DESTROYSETELEM : NFT_MSG_DELSETELEM;
	enum family f = family_of(cmd);
	struct elems gone = { 0 }, come = { 0 };
	struct set *s = cmd->elem_set;

	if (!s)
		return;
	if (!merge_applies(s)) {
		batch_elements(b, f, cmd->h.table, s, &cmd->elems, add ? NFT_MSG_NEWSETELEM : del, cmd->op == CMD_CREATE);
		return;
	}
	(add ? merge_add : merge_delete)(b, s, &cmd->elems, &gone, &come);
	batch_elements(b, f, cmd->h.table, s, &gone, del, false);
	batch_elements(b, f, cmd->h.table, s, &come, NFT_MSG_NEWSETELEM, cmd->op == CMD_CREATE);
}

static void set_and_elements(struct batch *b, enum family f, const char *table, struct set *s, bool create)
{
	batch_set(b, f, table, s, create);
	if (merge_applies(s))
		merge_note(b, s, &s->elems);
	batch_elements(b, f, table, s, &s->elems, NFT_MSG_NEWSETELEM, false);
}

/* ---------------------------------------------------------------- add */
static void add_block(struct batch *b, enum family f, const char *table, struct table *t)
{
	vec_each(i, &t->chains)
		batch_chain(b, f, table, t->chains.v[i], false);
	vec_each(i, &t->objects)
		batch_object(b, f, table, t->objects.v[i], false);
	vec_each(i, &t->sets)
		batch_set(b, f, table, t->sets.v[i], false);
	vec_each(i, &t->flowtables)
		batch_flowtable(b, f, table, t->flowtables.v[i], false);
	vec_each(i, &t->sets) {
		if (merge_applies(t->sets.v[i]))
			merge_note(b, t->sets.v[i], &t->sets.v[i]->elems);
		batch_elements(b, f, table, t->sets.v[i], &t->sets.v[i]->elems, NFT_MSG_NEWSETELEM, false);
	}
	vec_each(i, &t->chains)
		batch_rules_of(b, f, table, t->chains.v[i]);
}

static void add_cmd(struct batch *b, struct cmd *cmd)
{
	bool create = cmd->op == CMD_CREATE;
	enum family f = family_of(cmd);
	const char *table = cmd->h.table;

	switch (cmd->obj) {
	case OBJ_TABLE:
		batch_table(b, f, cmd->table, table, create);
		if (cmd->table)
			add_block(b, f, table, cmd->table);
		break;
	case OBJ_CHAIN:
		batch_chain(b, f, table, cmd->chain, create);
		batch_rules_of(b, f, table, cmd->chain);
		break;
	case OBJ_RULE:
		batch_rule(b, f, table, cmd->rule);
		break;
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
		set_and_elements(b, f, table, cmd->set, create);
		break;
	case OBJ_ELEMENTS:
		send_elements(b, cmd, true);
		break;
	case OBJ_OBJECT:
		batch_object(b, f, table, cmd->object, create);
		break;
	case OBJ_FLOWTABLE:
		batch_flowtable(b, f, table, cmd->flowtable, create);
		break;
	default:
		b->err = -EOPNOTSUPP;
		diag_error(b->sink, cmd->loc, "this cannot be added");
		break;
	}
}

/* ---------------------------------------------------------------- delete, destroy, flush, rename */
struct delete_row { enum cmd_obj obj; uint16_t del, destroy, table, name, handle; };

static const struct delete_row delete_rows[] = {
	{ OBJ_TABLE, NFT_MSG_DELTABLE, MSG_DESTROYTABLE, NFTA_TABLE_NAME, 0, NFTA_TABLE_HANDLE },
	{ OBJ_CHAIN, NFT_MSG_DELCHAIN, MSG_DESTROYCHAIN, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME, NFTA_CHAIN_HANDLE },
	{ OBJ_RULE, NFT_MSG_DELRULE, MSG_DESTROYRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN, NFTA_RULE_HANDLE },
	{ OBJ_SET, NFT_MSG_DELSET, MSG_DESTROYSET, NFTA_SET_TABLE, NFTA_SET_NAME, NFTA_SET_HANDLE },
	{ OBJ_MAP, NFT_MSG_DELSET, MSG_DESTROYSET, NFTA_SET_TABLE, NFTA_SET_NAME, NFTA_SET_HANDLE },
	{ OBJ_METER, NFT_MSG_DELSET, MSG_DESTROYSET, NFTA_SET_TABLE, NFTA_SET_NAME, NFTA_SET_HANDLE },
	{ OBJ_OBJECT, NFT_MSG_DELOBJ, MSG_DESTROYOBJ, NFTA_OBJ_TABLE, NFTA_OBJ_NAME, NFTA_OBJ_HANDLE },
	{ OBJ_FLOWTABLE, NFT_MSG_DELFLOWTABLE, MSG_DESTROYFLOWTABLE, NFTA_FLOWTABLE_TABLE, NFTA_FLOWTABLE_NAME, NFTA_FLOWTABLE_HANDLE },
};

static const struct delete_row *delete_row(enum cmd_obj obj)
{
	for (size_t i = 0; i < sizeof(delete_rows) / sizeof(delete_rows[0]); i++)
		if (delete_rows[i].obj == obj)
			return &delete_rows[i];
	return NULL;
}

static void put_handle(struct batch *b, uint16_t attr, const struct handle_spec *h)
{
	if (h->has_handle)
		batch_at(b, nl_u64(&b->nl, attr, h->handle), h->handle_loc);
}

static void delete_cmd(struct batch *b, struct cmd *cmd)
{
	const struct delete_row *row = delete_row(cmd->obj);
	const struct handle_spec *h = &cmd->h;
	bool destroy = cmd->op == CMD_DESTROY;

	if (cmd->obj == OBJ_ELEMENTS) {
		send_elements(b, cmd, false);
		return;
	}
	if (!row) {
		diag_error(b->sink, cmd->loc, "this cannot be deleted");
		b->err = -EOPNOTSUPP;
		return;
	}
	batch_begin(b, destroy ? row->destroy : row->del, 0, family_of(cmd), cmd->loc);
	if (h->table)
		batch_name(b, row->table, h->table, h->table_loc);
	if (row->name && h->name)
		batch_name(b, row->name, h->name, h->name_loc);
	put_handle(b, row->handle, h);
	if (cmd->obj == OBJ_OBJECT)
		nl_u32(&b->nl, NFTA_OBJ_TYPE, cmd->obj_type);
	if (cmd->obj == OBJ_CHAIN && cmd->chain && cmd->chain->devices.n)
		batch_chain_hook(b, cmd->chain);
	if (cmd->obj == OBJ_FLOWTABLE && cmd->flowtable && cmd->flowtable->devices.n)
		batch_flowtable_hook(b, cmd->flowtable);
	batch_end(b);
}

static void flush_cmd(struct batch *b, struct cmd *cmd)
{
	const struct handle_spec *h = &cmd->h;

	switch (cmd->obj) {
	case OBJ_RULESET:
		batch_begin(b, NFT_MSG_DELTABLE, 0, h->family, cmd->loc);
		break;
	case OBJ_TABLE:
	case OBJ_CHAIN:
		batch_begin(b, NFT_MSG_DELRULE, 0, family_of(cmd), cmd->loc);
		batch_name(b, NFTA_RULE_TABLE, h->table, h->table_loc);
		if (cmd->obj == OBJ_CHAIN)
			batch_name(b, NFTA_RULE_CHAIN, h->name, h->name_loc);
		break;
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
		batch_begin(b, NFT_MSG_DELSETELEM, 0, family_of(cmd), cmd->loc);
		batch_name(b, NFTA_SET_ELEM_LIST_TABLE, h->table, h->table_loc);
		batch_name(b, NFTA_SET_ELEM_LIST_SET, h->name, h->name_loc);
		break;
	default:
		diag_error(b->sink, cmd->loc, "this cannot be flushed");
		b->err = -EOPNOTSUPP;
		return;
	}
	batch_end(b);
}

/* The kernel renames by handle; @rs already has the new name. */
static void rename_cmd(struct batch *b, struct cmd *cmd)
{
	const struct table *t = ruleset_table(b->rs, family_of(cmd), cmd->h.table);
	const struct chain *c = t ? table_chain(t, cmd->arg) : NULL;

	if (t && !c)
		c = table_chain(t, cmd->h.name);
	batch_begin(b, NFT_MSG_NEWCHAIN, 0, family_of(cmd), cmd->loc);
	batch_name(b, NFTA_CHAIN_TABLE, cmd->h.table, cmd->h.table_loc);
	if (c && c->handle)
		batch_at(b, nl_u64(&b->nl, NFTA_CHAIN_HANDLE, c->handle), cmd->h.name_loc);
	else
		batch_at(b, nl_u64(&b->nl, NFTA_CHAIN_HANDLE, UINT64_MAX), cmd->h.name_loc);	/* ENOENT at its place */
	batch_name(b, NFTA_CHAIN_NAME, cmd->arg, cmd->h.name_loc);
	batch_end(b);
}

void batch_cmd(struct batch *b, struct cmd *cmd)
{
	b->cmd = cmd;
	cmd->seq_first = b->k->seq + 1;
	switch (cmd->op) {
	case CMD_ADD: case CMD_CREATE: case CMD_INSERT: case CMD_REPLACE:
		add_cmd(b, cmd);
		break;
	case CMD_DELETE: case CMD_DESTROY:
		delete_cmd(b, cmd);
		break;
	case CMD_FLUSH:
		flush_cmd(b, cmd);
		break;
	case CMD_RENAME:
		rename_cmd(b, cmd);
		break;
	default:
		break;
	}
	cmd->seq_last = b->k->seq;
}
