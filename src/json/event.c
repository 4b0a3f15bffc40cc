/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: changes of the ruleset, one object each. */
#include <errno.h>

#include "json/list.h"
#include "json/list_priv.h"
#include "model/uapi.h"

static const char *const op_words[] = {
	[CMD_ADD] = "add", [CMD_CREATE] = "create", [CMD_INSERT] = "insert", [CMD_REPLACE] = "replace", [CMD_DELETE] = "delete",
};

static json_t *elements(struct json_out *o, const struct cmd *cmd)
{
	json_t *j = jout_one("family", json_string(family_name(cmd->h.family)));
	struct set part = *cmd->elem_set;

	part.elems = cmd->elems;
	jout_put(j, "table", jout_text(cmd->h.table));
	jout_put(j, "name", jout_text(cmd->h.name));
	jout_put(j, "elem", jout_one("set", jout_elems(o, &part)));
	return jout_one("element", j);
}

/* Of what is gone the kernel tells no more than its name. */
static json_t *object_gone(const struct object *obj)
{
	const char *word = symtab_name(&object_type_symtab, obj->type);
	json_t *j = jout_one("family", json_string(family_name(obj->table->family)));

	jout_put(j, "name", jout_text(obj->name));
	jout_put(j, "table", jout_text(obj->table->name));
	jout_put(j, "handle", jout_u64(obj->handle));
	return jout_one(word ? word : "unknown", j);
}

static json_t *thing_of(struct json_out *o, const struct cmd *cmd)
{
	switch (cmd->obj) {
	case OBJ_TABLE:
		return json_table(o, cmd->table);
	case OBJ_CHAIN:
		return json_chain(o, cmd->chain);
	case OBJ_RULE:
		return json_rule(o, cmd->rule);
	case OBJ_SET:
	case OBJ_MAP:
		return json_set(o, cmd->set);
	case OBJ_ELEMENTS:
		return elements(o, cmd);
	case OBJ_OBJECT:
		return cmd->op == CMD_DELETE ? object_gone(cmd->object) : json_object_of(o, cmd->object);
	case OBJ_FLOWTABLE:
		return json_flowtable(o, cmd->flowtable);
	default:
		return json_object();
	}
}

int json_change(const struct printer *p, const struct cmd *cmd)
{
	struct json_out o = json_out_for(p);
	json_t *j;
	int err;

	o.family = cmd->h.family;
	j = jout_one(op_words[cmd->op], thing_of(&o, cmd));
	err = json_dump_callback(j, json_append, p->out, JSON_ENCODE_ANY);
	json_decref(j);
	return err || p->out->failed ? -ENOMEM : 0;
}
