/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/ruleset.h"

#include <netinet/in.h>
#include <string.h>

struct table *table_new(struct region *r)
{
	return region_new(r, struct table);
}

struct chain *chain_new(struct region *r)
{
	struct chain *c = region_new(r, struct chain);

	c->policy = -1;
	return c;
}

struct rule *rule_new(struct region *r)
{
	return region_new(r, struct rule);
}

struct set *set_new(struct region *r)
{
	return region_new(r, struct set);
}

struct object *object_new(struct region *r, uint32_t type)
{
	struct object *o = region_new(r, struct object);

	o->type = type;
	return o;
}

struct flowtable *flowtable_new(struct region *r)
{
	return region_new(r, struct flowtable);
}

struct cmd *cmd_new(struct region *r, enum cmd_op op, enum cmd_obj obj, struct loc loc)
{
	struct cmd *c = region_new(r, struct cmd);

	c->op = op;
	c->obj = obj;
	c->loc = loc;
	return c;
}

struct table *ruleset_table(const struct ruleset *rs, enum family f, const char *name)
{
	return (unsigned)f < N_FAMILIES ? dict_get(&rs->table_dict[f], name) : NULL;
}

struct table *ruleset_add_table(struct ruleset *rs, struct table *t)
{
	vec_push(rs->region, &rs->tables, t);
	dict_set(rs->region, &rs->table_dict[t->family], t->name, t);
	return t;
}

void ruleset_forget_table(struct ruleset *rs, const struct table *t)
{
	dict_set(rs->region, &rs->table_dict[t->family], t->name, NULL);
}

struct chain *table_chain(const struct table *t, const char *name)
{
	return dict_get(&t->chain_dict, name);
}

struct set *table_set(const struct table *t, const char *name)
{
	return dict_get(&t->set_dict, name);
}

struct object *table_object(const struct table *t, uint32_t type, const char *name)
{
	vec_each(i, &t->objects)
		if (t->objects.v[i]->type == type && !strcmp(t->objects.v[i]->name, name))
			return t->objects.v[i];
	return NULL;
}

struct flowtable *table_flowtable(const struct table *t, const char *name)
{
	return dict_get(&t->flowtable_dict, name);
}

void table_add_chain(struct ruleset *rs, struct table *t, struct chain *c)
{
	c->table = t;
	c->seq = ++rs->next_seq;
	vec_push(rs->region, &t->chains, c);
	dict_set(rs->region, &t->chain_dict, c->name, c);
}

void table_add_set(struct ruleset *rs, struct table *t, struct set *s)
{
	s->table = t;
	vec_push(rs->region, &t->sets, s);
	dict_set(rs->region, &t->set_dict, s->name, s);
}

void table_add_object(struct ruleset *rs, struct table *t, struct object *o)
{
	o->table = t;
	vec_push(rs->region, &t->objects, o);
	dict_set(rs->region, &t->object_dict, region_printf(rs->region, "%u/%s", o->type, o->name), o);
}

void table_add_flowtable(struct ruleset *rs, struct table *t, struct flowtable *f)
{
	f->table = t;
	vec_push(rs->region, &t->flowtables, f);
	dict_set(rs->region, &t->flowtable_dict, f->name, f);
}

static void *grown(struct region *r, void *old, size_t n, size_t cap, size_t size)
{
	uint8_t *p = region_alloc(r, cap * size);

	if (n && old)
		memcpy(p, old, n * size);
	return p;
}

/* @ends and @data arrays appear when the first element needs them; earlier elements then end where they start. */
static void need_ends(struct region *r, struct elems *es)
{
	if (es->ends)
		return;
	es->ends = region_alloc(r, (size_t)es->cap * es->key_len);
	memcpy(es->ends, es->keys, (size_t)es->n * es->key_len);
}

static void grow_elems(struct region *r, struct elems *es)
{
	uint32_t cap = es->cap ? es->cap * 2 : 8;

	es->keys = grown(r, es->keys, es->n, cap, es->key_len);
	if (es->ends)
		es->ends = grown(r, es->ends, es->n, cap, es->key_len);
	if (es->data)
		es->data = grown(r, es->data, es->n, cap, es->data_len);
	if (es->data_ends)
		es->data_ends = grown(r, es->data_ends, es->n, cap, es->data_len);
	es->e = grown(r, es->e, es->n, cap, sizeof(*es->e));
	es->cap = cap;
}

uint32_t elems_add(struct region *r, struct elems *es, const uint8_t *key, const uint8_t *end, const uint8_t *data,
		   const uint8_t *data_end, struct elem e)
{
	uint32_t i;

	if (es->n == es->cap)
		grow_elems(r, es);
	if (end)
		need_ends(r, es);
	if (data && !es->data && es->data_len)
		es->data = region_alloc(r, (size_t)es->cap * es->data_len);
	if (data_end && !es->data_ends && es->data_len) {
		es->data_ends = region_alloc(r, (size_t)es->cap * es->data_len);
		memcpy(es->data_ends, es->data, (size_t)es->n * es->data_len);
	}
	i = es->n++;
	if (key)
		memcpy(es->keys + (size_t)i * es->key_len, key, es->key_len);
	if (es->ends && (end || key))
		memcpy(es->ends + (size_t)i * es->key_len, end ? end : key, es->key_len);
	if (es->data && data)
		memcpy(es->data + (size_t)i * es->data_len, data, es->data_len);
	if (es->data_ends && (data_end || data))
		memcpy(es->data_ends + (size_t)i * es->data_len, data_end ? data_end : data, es->data_len);
	es->e[i] = e;
	es->sorted = false;
	return i;
}

/* Seconds that the kernel begins with, by attribute number. */
static const uint32_t usual_tcp[16] = { 0, 120, 60, 432000, 120, 60, 30, 120, 10, 120, 300, 300 };
static const uint32_t usual_udp[16] = { 0, 30, 120 };

const struct symtab *object_timeout_states(const struct object *o)
{
	return o->ct_timeout.l4proto == IPPROTO_UDP ? &ct_timeout_udp_symtab : &ct_timeout_tcp_symtab;
}

bool object_timeout_tells(const struct object *o, unsigned state)
{
	const uint32_t *usual = o->ct_timeout.l4proto == IPPROTO_UDP ? usual_udp : usual_tcp;

	return o->ct_timeout.set & (1 << state) && o->ct_timeout.timeout[state] != usual[state];
}
