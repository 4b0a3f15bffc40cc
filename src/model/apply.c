/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a checked command does to the ruleset. The kernel's own answer counts when there is one: only without it are the
 * refusals of a complete batch found here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "model/ruleset.h"

struct apply {
	struct ruleset *rs;
	struct region *r;
	struct cmd *cmd;
	struct diag_sink *sink;
	bool offline;
};

static enum family family_of(const struct cmd *cmd)
{
	return cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
}

static int refuse(struct apply *a, struct loc loc, int err, const char *what)
{
	if (!a->offline)
		return 0;
	diag_error(a->sink, loc, "Could not process rule: %s", what);
	return -err;
}

static struct loc name_loc(const struct cmd *cmd)
{
	return cmd->h.name_loc.src ? cmd->h.name_loc : cmd->loc;
}

static struct table *table_of(struct apply *a)
{
	enum family f = family_of(a->cmd);
	struct table *t;

	if (!a->cmd->h.table)
		return NULL;
	t = ruleset_table(a->rs, f, a->cmd->h.table);
	if (t)
		return t;
	t = table_new(a->r);
	t->family = f;
	t->name = a->cmd->h.table;
	t->loc = a->cmd->h.table_loc;
	t->implied = true;
	return ruleset_add_table(a->rs, t);
}

static struct chain *chain_of(struct apply *a, struct table *t, const char *name)
{
	struct chain *c = table_chain(t, name);

	if (c)
		return c;
	c = chain_new(a->r);
	c->name = name;
	c->loc = a->cmd->h.name_loc;
	table_add_chain(a->rs, t, c);
	return c;
}

/* ---------------------------------------------------------------- add */
static void add_rule(struct chain *c, struct rule *rule, struct region *r)
{
	rule->chain = c;
	rule->table = c->table;
	vec_push(r, &c->rules, rule);
}

static int add_chain(struct apply *a, struct table *t, struct chain *chain)
{
	struct chain *have = table_chain(t, chain->name);

	chain->table = t;
	if (have && a->cmd->op == CMD_CREATE)
		return refuse(a, name_loc(a->cmd), EEXIST, "File exists");
	if (!have) {
		have = region_memdup(a->r, chain, sizeof(*chain));
		memset(&have->rules, 0, sizeof(have->rules));
		table_add_chain(a->rs, t, have);
	} else if (!chain->is_base || have->is_base) {
		if (chain->policy >= 0)
			have->policy = chain->policy;
	} else if (chain->is_base) {
		struct chain keep = *have;

		*have = *chain;
		have->table = keep.table;
		have->seq = keep.seq;
		memcpy(&have->rules, &keep.rules, sizeof(keep.rules));
	}
	vec_each(i, &chain->rules)
		add_rule(have, chain->rules.v[i], a->r);
	return 0;
}

static void append_elems(struct apply *a, struct elems *to, const struct elems *from)
{
	to->key_len = from->key_len;
	if (!to->data_len)
		to->data_len = from->data_len;
	if (!to->src)
		to->src = from->src;
	for (uint32_t i = 0; i < from->n; i++)
		elems_add(a->r, to, from->keys + (size_t)i * from->key_len,
			  from->ends ? from->ends + (size_t)i * from->key_len : NULL,
			  from->data ? from->data + (size_t)i * from->data_len : NULL,
			  from->data_ends ? from->data_ends + (size_t)i * from->data_len : NULL, from->e[i]);
}

static int add_set(struct apply *a, struct table *t, struct set *set)
{
	struct set *have = table_set(t, set->name);

	if (have && a->cmd->op == CMD_CREATE)
		return refuse(a, name_loc(a->cmd), EEXIST, "File exists");
	if (!have || have->unknown) {
		struct set *copy = region_memdup(a->r, set, sizeof(*set));

		copy->elems_known = true;
		if (have) {
			copy->table = t;
			*have = *copy;
		} else {
			table_add_set(a->rs, t, copy);
		}
		return 0;
	}
	append_elems(a, &have->elems, &set->elems);
	return 0;
}

static int add_object(struct apply *a, struct table *t, struct object *o)
{
	if (table_object(t, o->type, o->name))
		return a->cmd->op == CMD_CREATE ? refuse(a, name_loc(a->cmd), EEXIST, "File exists") : 0;
	table_add_object(a->rs, t, region_memdup(a->r, o, sizeof(*o)));
	return 0;
}

static int add_flowtable(struct apply *a, struct table *t, struct flowtable *f)
{
	struct flowtable *have = table_flowtable(t, f->name);

	if (!have) {
		have = region_memdup(a->r, f, sizeof(*f));
		memset(&have->devices, 0, sizeof(have->devices));
		table_add_flowtable(a->rs, t, have);
	} else if (a->cmd->op == CMD_CREATE) {
		return refuse(a, name_loc(a->cmd), EEXIST, "File exists");
	} else {
		have->flags |= f->flags;
	}
	vec_each(i, &f->devices)
		vec_push(a->r, &have->devices, f->devices.v[i]);
	return 0;
}

static int add_table(struct apply *a)
{
	struct table *from = a->cmd->table, *t;
	struct table *have = ruleset_table(a->rs, family_of(a->cmd), a->cmd->h.table);
	int err = 0;

	if (have && !have->implied && a->cmd->op == CMD_CREATE)
		return refuse(a, a->cmd->h.table_loc, EEXIST, "File exists");
	t = table_of(a);
	t->implied = false;
	if (!from)
		return 0;
	t->flags |= from->flags;
	if (from->comment)
		t->comment = from->comment;
	vec_each(i, &from->objects)
		err = err ? err : add_object(a, t, from->objects.v[i]);
	vec_each(i, &from->flowtables)
		err = err ? err : add_flowtable(a, t, from->flowtables.v[i]);
	vec_each(i, &from->sets)
		err = err ? err : add_set(a, t, from->sets.v[i]);
	vec_each(i, &from->chains)
		err = err ? err : add_chain(a, t, from->chains.v[i]);
	return err;
}

/* Index of the rule that a command names, or -1. */
static int64_t rule_index(const struct chain *c, const struct handle_spec *h)
{
	uint64_t handle = h->has_handle ? h->handle : h->position;

	if (h->has_index)
		return h->index && h->index <= c->rules.n ? (int64_t)h->index - 1 : -1;
	vec_each(i, &c->rules)
		if (c->rules.v[i]->handle == handle)
			return i;
	return -1;
}

static int apply_rule(struct apply *a)
{
	const struct handle_spec *h = &a->cmd->h;
	struct chain *c = chain_of(a, table_of(a), h->name);
	struct rule *rule = a->cmd->rule;
	bool placed = h->has_handle || h->has_position || h->has_index;
	int64_t at = placed ? rule_index(c, h) : -1;

	if (at < 0 && h->has_index) {	/* the kernel is not told numbers, so it cannot refuse this */
		diag_error(a->sink, h->handle_loc.src ? h->handle_loc : a->cmd->loc, "Could not process rule: No such file or directory");
		return -ENOENT;
	}
	if (placed && at < 0)
		return refuse(a, h->handle_loc.src ? h->handle_loc : a->cmd->loc, ENOENT, "No such file or directory");
	if (rule) {
		rule->chain = c;
		rule->table = c->table;
		rule->beside = h->has_index && at >= 0 ? c->rules.v[at] : NULL;
	}
	switch (a->cmd->op) {
	case CMD_REPLACE:
		c->rules.v[at] = rule;
		return 0;
	case CMD_INSERT:
		vec_insert(a->r, &c->rules, at < 0 ? 0 : (uint32_t)at, rule);
		return 0;
	default:
		vec_insert(a->r, &c->rules, at < 0 ? c->rules.n : (uint32_t)at + 1, rule);
		return 0;
	}
}

static int apply_elements(struct apply *a)
{
	struct set *s = a->cmd->elem_set;

	if (s)
		append_elems(a, &s->elems, &a->cmd->elems);
	return 0;
}

/* ---------------------------------------------------------------- delete, flush, rename */
static int missing(struct apply *a, struct loc loc)
{
	if (a->cmd->op == CMD_DESTROY)
		return 0;
	return refuse(a, loc, ENOENT, "No such file or directory");
}

static bool names(const struct cmd *cmd, const char *name, uint64_t handle)
{
	return cmd->h.has_handle && !cmd->h.name ? cmd->h.handle == handle : cmd->h.name && !strcmp(cmd->h.name, name);
}

#define DELETE_FROM(a, t, list, dict) do { \
	vec_each(i, &(t)->list) { \
		if (!names((a)->cmd, (t)->list.v[i]->name, (t)->list.v[i]->handle)) \
			continue; \
		dict_set((a)->r, &(t)->dict, (t)->list.v[i]->name, NULL); \
		vec_remove(&(t)->list, i); \
		return 0; \
	} \
	return missing(a, name_loc((a)->cmd)); \
} while (0)

static int delete_table(struct apply *a)
{
	vec_each(i, &a->rs->tables) {
		struct table *t = a->rs->tables.v[i];

		if (t->family != family_of(a->cmd) ||
		    (a->cmd->h.table ? strcmp(t->name, a->cmd->h.table) != 0 : t->handle != a->cmd->h.handle))
			continue;
		ruleset_forget_table(a->rs, t);
		vec_remove(&a->rs->tables, i);
		return 0;
	}
	return missing(a, a->cmd->h.table_loc);
}

static int delete_chain(struct apply *a, struct table *t) { DELETE_FROM(a, t, chains, chain_dict); }
static int delete_set(struct apply *a, struct table *t) { DELETE_FROM(a, t, sets, set_dict); }
static int delete_flowtable(struct apply *a, struct table *t) { DELETE_FROM(a, t, flowtables, flowtable_dict); }

static int delete_object(struct apply *a, struct table *t)
{
	vec_each(i, &t->objects) {
		struct object *o = t->objects.v[i];

		if (o->type != a->cmd->obj_type || !names(a->cmd, o->name, o->handle))
			continue;
		dict_set(a->r, &t->object_dict, region_printf(a->r, "%u/%s", o->type, o->name), NULL);
		vec_remove(&t->objects, i);
		return 0;
	}
	return missing(a, name_loc(a->cmd));
}

static int delete_rule(struct apply *a)
{
	struct table *t = table_of(a);
	struct chain *c = table_chain(t, a->cmd->h.name);
	int64_t at = c ? rule_index(c, &a->cmd->h) : -1;

	if (at < 0)
		return missing(a, a->cmd->h.handle_loc.src ? a->cmd->h.handle_loc : a->cmd->loc);
	vec_remove(&c->rules, (uint32_t)at);
	return 0;
}

static bool bsearch_key(const uint8_t *keys, uint32_t n, const uint8_t *key, uint16_t len)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = memcmp(key, keys + (size_t)mid * len, len);

		if (!c)
			return true;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

static int compare_keys(const void *a, const void *b, void *len)
{
	return memcmp(a, b, *(const uint16_t *)len);
}

/* The arrays may still be those of the command that made the set: the elements that stay go to new ones. */
static void delete_elements(struct apply *a)
{
	struct set *s = a->cmd->elem_set;
	const struct elems *gone = &a->cmd->elems;
	struct elems stay = { 0 }, old;
	uint8_t *keys;

	if (!s || gone->key_len != s->elems.key_len || !gone->n)
		return;
	old = s->elems;
	stay.key_len = old.key_len;
	stay.data_len = old.data_len;
	stay.src = old.src;
	keys = region_memdup(a->r, gone->keys, (size_t)gone->n * gone->key_len);
	qsort_r(keys, gone->n, gone->key_len, compare_keys, &stay.key_len);
	for (uint32_t i = 0; i < old.n; i++) {
		const uint8_t *key = old.keys + (size_t)i * old.key_len;

		if (bsearch_key(keys, gone->n, key, old.key_len))
			continue;
		elems_add(a->r, &stay, key, old.ends ? old.ends + (size_t)i * old.key_len : NULL,
			  old.data ? old.data + (size_t)i * old.data_len : NULL,
			  old.data_ends ? old.data_ends + (size_t)i * old.data_len : NULL, old.e[i]);
	}
	s->elems = stay;
}

static int apply_delete(struct apply *a)
{
	struct table *t;

	if (a->cmd->obj == OBJ_TABLE)
		return delete_table(a);
	t = table_of(a);
	if (!t)
		return 0;
	switch (a->cmd->obj) {
	case OBJ_CHAIN:		return delete_chain(a, t);
	case OBJ_RULE:		return delete_rule(a);
	case OBJ_SET:
	case OBJ_MAP:
	case OBJ_METER:		return delete_set(a, t);
	case OBJ_ELEMENTS:	delete_elements(a); return 0;
	case OBJ_FLOWTABLE:	return delete_flowtable(a, t);
	case OBJ_OBJECT:	return delete_object(a, t);
	default:		return 0;
	}
}

static void flush_table(struct table *t)
{
	vec_each(i, &t->chains)
		t->chains.v[i]->rules.n = 0;
}

static void flush_ruleset(struct apply *a)
{
	uint32_t kept = 0;

	vec_each(i, &a->rs->tables)
		if (a->cmd->h.family != FAM_UNSPEC && a->rs->tables.v[i]->family != a->cmd->h.family)
			a->rs->tables.v[kept++] = a->rs->tables.v[i];
		else
			ruleset_forget_table(a->rs, a->rs->tables.v[i]);
	a->rs->tables.n = kept;
}

static int apply_flush(struct apply *a)
{
	struct table *t;
	struct chain *c;
	struct set *s;

	if (a->cmd->obj == OBJ_RULESET) {
		flush_ruleset(a);
		return 0;
	}
	t = table_of(a);
	if (!t)
		return 0;
	if (a->cmd->obj == OBJ_TABLE) {
		flush_table(t);
		return 0;
	}
	if (!a->cmd->h.name)
		return 0;
	c = a->cmd->obj == OBJ_CHAIN ? table_chain(t, a->cmd->h.name) : NULL;
	if (c)
		c->rules.n = 0;
	s = a->cmd->obj == OBJ_SET || a->cmd->obj == OBJ_MAP || a->cmd->obj == OBJ_METER ? table_set(t, a->cmd->h.name) : NULL;
	if (s)
		s->elems = (struct elems){ .key_len = s->elems.key_len, .data_len = s->elems.data_len };
	return 0;
}

static int apply_rename(struct apply *a)
{
	struct table *t = table_of(a);
	struct chain *c = t ? table_chain(t, a->cmd->h.name) : NULL;

	if (!c)
		return 0;
	if (table_chain(t, a->cmd->arg))
		return refuse(a, name_loc(a->cmd), EEXIST, "File exists");
	dict_set(a->r, &t->chain_dict, c->name, NULL);
	c->name = a->cmd->arg;
	dict_set(a->r, &t->chain_dict, c->name, c);
	return 0;
}

static int apply_add(struct apply *a)
{
	switch (a->cmd->obj) {
	case OBJ_TABLE:		return add_table(a);
	case OBJ_CHAIN:		return add_chain(a, table_of(a), a->cmd->chain);
	case OBJ_RULE:		return apply_rule(a);
	case OBJ_SET:
	case OBJ_MAP:
	case OBJ_METER:		return add_set(a, table_of(a), a->cmd->set);
	case OBJ_ELEMENTS:	return apply_elements(a);
	case OBJ_FLOWTABLE:	return add_flowtable(a, table_of(a), a->cmd->flowtable);
	case OBJ_OBJECT:	return add_object(a, table_of(a), a->cmd->object);
	default:		return 0;
	}
}

int ruleset_apply(struct ruleset *rs, struct cmd *cmd, struct diag_sink *sink, bool offline)
{
	struct apply a = { .rs = rs, .r = rs->region, .cmd = cmd, .sink = sink, .offline = offline };

	switch (cmd->op) {
	case CMD_ADD: case CMD_CREATE: case CMD_INSERT: case CMD_REPLACE:
		return apply_add(&a);
	case CMD_DELETE: case CMD_DESTROY:
		return apply_delete(&a);
	case CMD_FLUSH:
		return apply_flush(&a);
	case CMD_RENAME:
		return apply_rename(&a);
	default:
		return 0;
	}
}
