/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: tables, chains, rules, sets and flowtables. */
#include "json/list_priv.h"
#include "model/uapi.h"

static void put_string(json_t *j, const char *key, const char *s)
{
	if (s)
		jout_put(j, key, jout_text(s));
}

/* Members that begin everything which has a name; chains name their table first. */
static json_t *begin(const struct table *t, const char *name, bool table_first)
{
	json_t *j = jout_one("family", json_string(family_name(t->family)));

	if (table_first)
		jout_put(j, "table", jout_text(t->name));
	jout_put(j, "name", jout_text(name));
	if (!table_first)
		jout_put(j, "table", jout_text(t->name));
	return j;
}

/* One name alone, several as a list. */
static json_t *devices(const char *const *v, uint32_t n)
{
	json_t *list;

	if (n == 1)
		return jout_text(v[0]);
	list = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, jout_text(v[i]));
	return list;
}

json_t *json_table(struct json_out *o, const struct table *t)
{
	json_t *j = jout_one("family", json_string(family_name(t->family)));

	(void)o;
	jout_put(j, "name", jout_text(t->name));
	jout_put(j, "handle", jout_u64(t->handle));
	if (t->flags)
		jout_put(j, "flags", jout_flag_names(table_flags, t->flags));
	put_string(j, "comment", t->comment);
	return jout_one("table", j);
}

/* ------------------------------------------------------------------ chains and rules */

static void put_hook(json_t *j, const struct chain *c)
{
	const char *hook = c->hook ? c->hook : hook_name(c->table->family, c->hooknum);

	if (c->devices.n)
		jout_put(j, "dev", devices(c->devices.v, c->devices.n));
	jout_put(j, "type", jout_text(c->type ? c->type : "filter"));
	jout_put(j, "hook", json_string(c->fast_fwd ? "fast_fwd" : hook ? hook : "unknown"));
	put_string(j, "flowtable", c->fast_fwd);
	jout_put(j, "prio", json_integer(c->prio.value));
	jout_put(j, "policy", json_string(c->policy == NF_DROP ? "drop" : "accept"));
	if (c->flags & NFT_CHAIN_HW_OFFLOAD)
		jout_put(j, "flags", jout_flag_names(chain_flags, c->flags & NFT_CHAIN_HW_OFFLOAD));
}

json_t *json_chain(struct json_out *o, const struct chain *c)
{
	json_t *j = begin(c->table, c->name, true);

	(void)o;
	jout_put(j, "handle", jout_u64(c->handle));
	put_string(j, "comment", c->comment);
	if (c->is_base)
		put_hook(j, c);
	return jout_one("chain", j);
}

json_t *json_rule(struct json_out *o, const struct rule *r)
{
	const struct rule *outer = o->rule;
	json_t *j = jout_one("family", json_string(family_name(r->table->family)));

	o->rule = r;
	jout_put(j, "table", jout_text(r->table->name));
	jout_put(j, "chain", jout_text(r->chain->name));
	jout_put(j, "handle", jout_u64(r->handle));
	put_string(j, "comment", r->comment);
	jout_put(j, "expr", jout_stmts(o, r->stmts.v, r->stmts.n));
	o->rule = outer;
	return jout_one("rule", j);
}

/* ------------------------------------------------------------------ sets */

static json_t *type_names(const struct key_spec *k)
{
	json_t *list;

	if (k->n == 1)
		return json_string(k->part[0].type ? k->part[0].type->name : "invalid");
	list = json_array();
	for (unsigned i = 0; i < k->n; i++)
		json_array_append_new(list, json_string(k->part[i].type ? k->part[i].type->name : "invalid"));
	return list;
}

/* Names of types tell the size of all but the plain ones. */
static bool names_tell_all(const struct key_spec *k)
{
	for (unsigned i = 0; i < k->n; i++)
		if (!k->part[i].type || !k->part[i].type->bits)
			return false;
	return true;
}

static json_t *data_type(struct json_out *o, const struct key_spec *k)
{
	if (k->typeof_expr && !names_tell_all(k))
		return jout_one("typeof", jout_expr(o, k->typeof_expr));
	return type_names(k);
}

static void put_map(struct json_out *o, json_t *j, const struct set *s)
{
	const char *object = symtab_name(&object_type_symtab, s->obj_type);

	if (s->obj_type)
		jout_put(j, "map", json_string(object ? object : "unknown"));
	else if (s->is_vmap)
		jout_put(j, "map", json_string("verdict"));
	else if (s->is_map)
		jout_put(j, "map", data_type(o, &s->data));
}

/* By value, other than in text. */
static json_t *set_flag_names(uint32_t flags)
{
	json_t *names = json_array();

	for (unsigned bit = 0; bit < 32; bit++)
		if (flags & 1u << bit && flag_name(set_flags, 1u << bit))
			json_array_append_new(names, json_string(flag_name(set_flags, 1u << bit)));
	return names;
}

static void put_set_options(json_t *j, const struct set *s)
{
	uint32_t flags = s->flags & (NFT_SET_CONSTANT | NFT_SET_INTERVAL | NFT_SET_TIMEOUT | NFT_SET_EVAL);

	if (s->policy == NFT_SET_POL_MEMORY)
		jout_put(j, "policy", json_string(flag_name(set_policies, s->policy)));
	if (s->size)
		jout_put(j, "size", json_integer(s->size));
	if (flags)
		jout_put(j, "flags", set_flag_names(flags));
	if (s->timeout)
		jout_put(j, "timeout", jout_u64(s->timeout / 1000));
	if (s->gc_interval)
		jout_put(j, "gc-interval", jout_u64(s->gc_interval / 1000));
	if (s->auto_merge)
		jout_put(j, "auto-merge", json_true());
}

static json_t *set_stmts(struct json_out *o, const struct set *s)
{
	bool stateless = o->stateless;
	json_t *list;

	o->stateless = true;
	list = jout_stmts(o, s->stmts.v, s->stmts.n);
	o->stateless = stateless;
	return list;
}

static const char *set_word(const struct set *s)
{
	return s->is_map || s->is_vmap || s->obj_type ? "map" : "set";
}

json_t *json_set(struct json_out *o, const struct set *s)
{
	json_t *j = begin(s->table, s->name, false);

	jout_put(j, "type", s->key.typeof_expr ? jout_one("typeof", jout_expr(o, s->key.typeof_expr)) : type_names(&s->key));
	jout_put(j, "handle", jout_u64(s->handle));
	put_string(j, "comment", s->comment);
	put_map(o, j, s);
	put_set_options(j, s);
	if (s->elems.n && !o->terse)
		jout_put(j, "elem", jout_elems(o, s));
	if (s->stmts.n)
		jout_put(j, "stmt", set_stmts(o, s));
	return jout_one(set_word(s), j);
}

/* ------------------------------------------------------------------ flowtables */

json_t *json_flowtable(struct json_out *o, const struct flowtable *ft)
{
	const char *hook = hook_name(FAM_NETDEV, ft->hooknum);
	json_t *j = begin(ft->table, ft->name, false);

	(void)o;
	jout_put(j, "handle", jout_u64(ft->handle));
	jout_put(j, "hook", json_string(hook ? hook : "ingress"));
	jout_put(j, "prio", json_integer(ft->prio.value));
	if (ft->devices.n)
		jout_put(j, "dev", devices(ft->devices.v, ft->devices.n));
	if (ft->flags)
		jout_put(j, "flags", jout_flag_names(flowtable_flags, ft->flags));
	return jout_one("flowtable", j);
}
