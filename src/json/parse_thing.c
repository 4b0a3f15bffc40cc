/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: tables, chains, rules, sets, flowtables as commands make them. cmd->h names the thing already. */
#include <stdlib.h>
#include <string.h>

#include "json/parse_priv.h"
#include "model/uapi.h"

bool jin_table(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	struct table *t = table_new(j->r);

	cmd->table = t;
	t->name = cmd->h.table;
	t->family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	t->loc = cmd->h.table_loc;
	return jin_get_flags(j, n, "flags", table_flags, &t->flags) && jin_get_comment(j, n, &t->comment);
}

/* ------------------------------------------------------------------ chains */

/* A number, or a name with an offset as in "filter - 10". */
static bool prio_of(struct jin *j, const struct jnode *n, struct prio_spec *p)
{
	const struct jnode *m = json_member(n, "prio");
	const char *text, *rest;
	int64_t value = 0;
	size_t len;

	if (!m)
		return true;
	p->loc = jin_loc(j, m);
	p->set = true;
	if (m->kind == J_INTEGER) {
		value = m->fits ? m->num : INT64_MAX;
	} else {
		text = jin_string(j, m);
		if (!text)
			return false;
		len = strcspn(text, " +-");
		rest = text + len + strspn(text + len, " ");
		if (len)
			p->name = region_strndup(j->r, text, len);
		if (*rest)
			value = strtoll(rest + 1 + strspn(rest + 1, " "), NULL, 10) * (*rest == '-' ? -1 : 1);
	}
	if (value > INT32_MAX || value < INT32_MIN) {
		jin_fail(j, m, "priority must fit 32 bits");
		return false;
	}
	p->offset = p->value = (int32_t)value;
	return true;
}

#define DEVICES(thing, list) \
	static bool list(struct jin *j, const struct jnode *n, void *arg) \
	{ \
		struct thing *t = arg; \
		struct expr *e; \
		\
		if (!jin_string(j, n)) \
			return false; \
		e = expr_new(j->r, E_SYMBOL, jin_loc(j, n)); \
		e->symbol.text = n->text; \
		e->symbol.form = SYM_STRING; \
		vec_push(j->r, &t->devices, n->text); \
		vec_push(j->r, &t->device_exprs, e); \
		return true; \
	}

DEVICES(chain, chain_device)
DEVICES(flowtable, flowtable_device)

static bool policy(struct jin *j, const struct jnode *n, struct chain *c)
{
	static const struct flag_row policies[] = { { "accept", 1 + NF_ACCEPT }, { "drop", 1 + NF_DROP }, { NULL, 0 } };
	uint32_t code = 0;

	if (!jin_get_word(j, n, "policy", policies, &code))
		return false;
	if (code) {
		c->policy = (int32_t)code - 1;
		c->policy_loc = jin_loc(j, json_member(n, "policy"));
	}
	return true;
}

static bool base_chain(struct jin *j, const struct jnode *n, struct chain *c)
{
	const struct jnode *dev = json_member(n, "dev"), *flowtable = json_member(n, "flowtable");

	c->is_base = true;
	c->flags |= NFT_CHAIN_BASE;
	c->type = "filter";
	c->hook = jin_need_string(j, n, "hook");
	if (!c->hook || !jin_get_string(j, n, "type", &c->type) || !jin_get_string(j, n, "flowtable", &c->fast_fwd))
		return false;
	if (json_member(n, "type"))
		c->type_loc = jin_loc(j, json_member(n, "type"));
	c->hook_loc = jin_loc(j, json_member(n, "hook"));
	if (flowtable) {
		c->fast_fwd_loc = jin_loc(j, flowtable);
		c->fast_fwd += *c->fast_fwd == '@';
	} else if (!json_member(n, "type") || !json_member(n, "prio")) {
		jin_fail(j, n, "a chain with a hook needs \"type\" and \"prio\", too");
		return false;
	}
	return prio_of(j, n, &c->prio) && policy(j, n, c) && (!dev || jin_each(j, dev, chain_device, c));
}

bool jin_chain(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	struct chain *c = chain_new(j->r);

	cmd->chain = c;
	c->name = cmd->h.name;
	c->loc = cmd->h.name_loc;
	c->policy = -1;
	if (!jin_get_comment(j, n, &c->comment) || !jin_get_flags(j, n, "flags", chain_flags, &c->flags))
		return false;
	if (json_member(n, "hook") || json_member(n, "type") || json_member(n, "prio"))
		return base_chain(j, n, c);
	return true;
}

bool jin_rule(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	cmd->rule = rule_new(j->r);
	return jin_rule_body(j, n, cmd->rule);
}

/* ------------------------------------------------------------------ sets */

struct spec { struct set *set; bool data; };

static bool type_name(struct jin *j, const struct jnode *n, void *arg)
{
	const struct spec *spec = arg;
	struct key_spec *k = spec->data ? &spec->set->data : &spec->set->key;
	struct jin_near near = { .want = jin_string(j, n) };
	const struct dtype *t = near.want ? dtype_by_name(near.want) : NULL;

	if (!near.want)
		return false;
	if (!t) {
		for (unsigned i = 0; i < n_dtypes; i++)
			if (dtypes[i])
				jin_try(&near, dtypes[i]->name);
		jin_unknown(j, n, "datatype", &near);
		return false;
	}
	if (spec->data && t->cls == DT_VERDICT) {
		spec->set->is_vmap = true;
		return true;
	}
	if (k->n == sizeof(k->part) / sizeof(*k->part)) {
		jin_fail(j, n, "more than %u parts in a concatenation", k->n);
		return false;
	}
	k->part[k->n++] = (struct key_part){ .type = t, .bits = t->bits, .order = (uint8_t)t->order };
	return true;
}

/* "a . b" is an old way to write ["a", "b"]. */
static bool type_text(struct jin *j, const struct jnode *n, void *arg)
{
	const char *s = n->kind == J_STRING ? n->text : NULL;
	struct jnode part = *n;

	if (!s || !strchr(s, '.'))
		return type_name(j, n, arg);
	while (*s) {
		size_t skip = strspn(s, " ."), len = strcspn(s + skip, " .");

		if (!len)
			break;
		part.text = region_strndup(j->r, s + skip, len);
		if (!type_name(j, &part, arg))
			return false;
		s += skip + len;
	}
	return true;
}

static bool type_of(struct jin *j, const struct jnode *n, struct spec *spec)
{
	const struct jnode *by_expr = json_member(n, "typeof");
	struct key_spec *k = spec->data ? &spec->set->data : &spec->set->key;

	if (!by_expr)
		return jin_each(j, n, type_text, spec);
	k->typeof_expr = jin_expr(j, by_expr);
	return k->typeof_expr;
}

static bool map_of(struct jin *j, const struct jnode *n, struct set *s)
{
	const struct jnode *m = jin_need(j, n, "map");
	struct spec data = { s, true };
	const struct symbol *object;

	if (!m)
		return false;
	s->is_map = true;
	object = m->kind == J_STRING ? symtab_find(&object_type_symtab, m->text) : NULL;
	if (!object)
		return type_of(j, m, &data);
	s->obj_type = (uint32_t)object->value;
	return true;
}

/* Nothing but its elements tells that the data of a map are ranges. */
static bool has_interval_data(const struct expr *set)
{
	vec_each(i, &set->list.items) {
		const struct expr *data = set->list.items.v[i]->elem.data;

		if (data && (data->id == E_PREFIX || data->id == E_RANGE))
			return true;
	}
	return false;
}

static bool set_stmt(struct jin *j, const struct jnode *n, void *arg)
{
	struct set *s = arg;
	struct stmt *stmt = jin_stmt(j, n);

	if (stmt)
		vec_push(j->r, &s->stmts, stmt);
	return stmt;
}

static bool set_numbers(struct jin *j, const struct jnode *n, struct set *s)
{
	uint64_t size = 0;

	if (!jin_get_number(j, n, "timeout", UINT64_MAX / 1000, &s->timeout) ||
	    !jin_get_number(j, n, "gc-interval", UINT64_MAX / 1000, &s->gc_interval) ||
	    !jin_get_number(j, n, "size", UINT32_MAX, &size))
		return false;
	s->timeout *= 1000;
	s->gc_interval *= 1000;
	s->size = (uint32_t)size;
	return true;
}

static bool set_policy(struct jin *j, const struct jnode *n, struct set *s)
{
	static const struct flag_row policies[] = {
		{ "performance", 1 + NFT_SET_POL_PERFORMANCE }, { "memory", 1 + NFT_SET_POL_MEMORY }, { NULL, 0 },
	};
	uint32_t policy = 0;

	if (!jin_get_word(j, n, "policy", policies, &policy))
		return false;
	s->has_policy = policy != 0;
	s->policy = policy ? policy - 1 : 0;
	return true;
}

bool jin_set_thing(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	const struct jnode *type = jin_need(j, n, "type"), *elem = json_member(n, "elem"), *stmt = json_member(n, "stmt");
	struct set *s = set_new(j->r);
	struct spec key = { s, false };

	cmd->set = s;
	s->name = cmd->h.name;
	s->loc = cmd->h.name_loc;
	if (!type || !type_of(j, type, &key) || (cmd->obj == OBJ_MAP && !map_of(j, n, s)))
		return false;
	if (!set_policy(j, n, s) || !jin_get_flags(j, n, "flags", set_flags, &s->flags) || !set_numbers(j, n, s) ||
	    !jin_get_bool(j, n, "auto-merge", &s->auto_merge) || !jin_get_comment(j, n, &s->comment))
		return false;
	if (stmt && !jin_each(j, stmt, set_stmt, s))
		return false;
	if (!elem)
		return true;
	s->init = jin_set(j, elem);
	s->data_interval = s->init && has_interval_data(s->init);
	return s->init;
}

bool jin_elements(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	const struct jnode *elem = jin_need(j, n, "elem");

	cmd->expr = elem ? jin_set(j, elem) : NULL;
	return cmd->expr;
}

/* ------------------------------------------------------------------ flowtables */

bool jin_flowtable(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	static const struct flag_row hooks[] = { { "ingress", 1 }, { NULL, 0 } };
	const struct jnode *dev = json_member(n, "dev");
	struct flowtable *f = flowtable_new(j->r);
	uint32_t hook = 0;

	cmd->flowtable = f;
	f->name = cmd->h.name;
	f->loc = cmd->h.name_loc;
	if (!jin_get_word(j, n, "hook", hooks, &hook) || !prio_of(j, n, &f->prio) || !jin_get_flags(j, n, "flags", flowtable_flags, &f->flags))
		return false;
	f->has_hook = hook;
	f->hooknum = hook_find(FAM_NETDEV, "ingress")->num;
	return !dev || jin_each(j, dev, flowtable_device, f);
}
