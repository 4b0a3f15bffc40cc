/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the blocks of tables, chains, sets, flowtables and objects. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parser.h"

void open_table(struct parser *p, struct loc loc)
{
	p->block->table = table_new(p->region);
	p->block->table->loc = loc;
}

void open_chain(struct parser *p, struct loc loc)
{
	p->block->chain = chain_new(p->region);
	p->block->chain->loc = loc;
	p->block->chain->policy = -1;
}

void open_set(struct parser *p, struct loc loc)
{
	p->block->set = set_new(p->region);
	p->block->set->loc = loc;
}

void open_flowtable(struct parser *p, struct loc loc)
{
	p->block->flowtable = flowtable_new(p->region);
	p->block->flowtable->loc = loc;
}

/* An object may go without braces: its block opens with its name. */
void open_object(struct parser *p, struct loc loc, uint32_t type, const struct handle_spec *h)
{
	block_open(p, loc);
	p->block->braced = false;
	p->block->object = object_new(p->region, type);
	p->block->object->loc = loc;
	p->block->object->name = h->name;
	p->block->object_ref = h;
}

/* The table whose block this is in. */
static struct table *outer_table(struct parser *p)
{
	for (struct block *b = p->block; b; b = b->up)
		if (b->table)
			return b->table;
	return NULL;
}

void add_chain(struct parser *p, struct loc_word name, struct chain *c, struct loc loc)
{
	struct table *t = outer_table(p);

	c->name = name.w.text;
	c->loc = loc;
	c->table = t;
	vec_push(p->region, &t->chains, c);
}

void add_set(struct parser *p, struct loc_word name, struct set *s, struct loc loc, bool is_map)
{
	struct table *t = outer_table(p);

	s->name = name.w.text;
	s->table = t;
	finish_set(p, s, loc, is_map);
	vec_push(p->region, &t->sets, s);
}

void add_object(struct parser *p, struct object *o, struct loc loc)
{
	struct table *t = outer_table(p);

	o->loc = loc;
	o->table = t;
	vec_push(p->region, &t->objects, o);
}

void add_flowtable(struct parser *p, struct loc_word name, struct flowtable *f, struct loc loc)
{
	struct table *t = outer_table(p);

	f->name = name.w.text;
	f->loc = loc;
	f->table = t;
	vec_push(p->region, &t->flowtables, f);
}

/* ------------------------------------------------------------------ lines of several kinds of block */
void block_comment(struct parser *p, struct loc loc, const char *text)
{
	struct block *b = p->block;
	const char **where = b->table ? &b->table->comment : b->chain ? &b->chain->comment : b->set ? &b->set->comment :
			     b->object ? &b->object->comment : NULL;

	if (!where)
		return;
	if (*where)
		parse_error(p, loc, "You can only specify this once. This statement is duplicated.");
	*where = comment(p, loc, text);
}

void block_flag(struct parser *p, struct loc_word flag)
{
	struct block *b = p->block;
	const struct flag_row *rows = b->table ? table_flags : b->chain ? chain_flags : b->set ? set_flags : flowtable_flags;
	uint32_t *where = b->table ? &b->table->flags : b->chain ? &b->chain->flags : b->set ? &b->set->flags : &b->flowtable->flags;
	uint32_t value = flag_find(rows, flag.w.text);

	if (value)
		*where |= value;
	else
		unknown_word(p, flag.loc, b->table ? "table flag" : b->chain ? "chain flag" : b->set ? "set flag" : "flowtable flag", flag.w.text,
			     nearest_flag(rows, flag.w.text));
}

void block_timeout(struct parser *p, struct loc loc, uint64_t ms)
{
	struct block *b = p->block;

	if (b->set)
		b->set->timeout = ms;
	else if (b->object->type == NFT_OBJECT_CT_EXPECT)
		b->object->ct_expect.timeout = ms;
	else
		parse_error(p, loc, "syntax error, unexpected timeout");
}

void block_size(struct parser *p, struct loc loc, uint64_t size)
{
	struct block *b = p->block;

	if (b->set)
		b->set->size = (uint32_t)size;
	else if (b->object->type != NFT_OBJECT_CT_EXPECT)
		parse_error(p, loc, "syntax error, unexpected size");
	else if (size > UINT8_MAX)
		parse_error(p, loc, "size must be at most %u", UINT8_MAX);
	else
		b->object->ct_expect.size = (uint8_t)size;
}

/* ------------------------------------------------------------------ chains and flowtables */
void chain_add_rule(struct parser *p, struct rule *rule)
{
	rule->chain = p->block->chain;
	vec_push(p->region, &p->block->chain->rules, rule);
}

struct rule *new_rule(struct parser *p, struct loc loc, struct stmts *stmts, struct loc comment_loc, const char *text)
{
	struct rule *r = rule_new(p->region);

	r->loc = loc;
	memcpy(&r->stmts, &stmts->v, sizeof(stmts->v));
	if (text)
		r->comment = comment(p, comment_loc, text);
	return r;
}

void chain_fast_fwd(struct parser *p, struct loc_word flowtable)
{
	p->block->chain->fast_fwd = flowtable.w.text;
	p->block->chain->fast_fwd_loc = flowtable.loc;
}

void chain_hook(struct parser *p, struct loc_word type, struct loc_word hook, const struct prio_spec *prio)
{
	struct chain *c = p->block->chain;

	if (c->is_base) {
		parse_error(p, hook.loc, "You can only specify this once. This statement is duplicated.");
		return;
	}
	if (!type.w.text && !c->fast_fwd)
		parse_error(p, hook.loc, "syntax error, unexpected hook, expecting type: only a fast_fwd chain may leave it out");
	if (c->fast_fwd && strcmp(hook.w.text, FAST_FWD))
		parse_error(p, c->fast_fwd_loc, "only chains at the hook %s name a flowtable", FAST_FWD);
	if (!c->fast_fwd && !strcmp(hook.w.text, FAST_FWD))
		parse_error(p, hook.loc, "the hook %s needs a flowtable: `hook %s flowtable @NAME priority ...`", FAST_FWD, FAST_FWD);
	c->is_base = true;
	c->flags |= NFT_CHAIN_BASE;
	c->type = type.w.text ? type.w.text : "filter";
	c->type_loc = type.loc;
	c->hook = hook.w.text;
	c->hook_loc = hook.loc;
	c->prio = *prio;
}

void chain_policy(struct parser *p, struct expr *policy)
{
	struct chain *c = p->block->chain;

	if (c->policy != -1) {
		parse_error(p, policy->loc, "You can only specify this once. This statement is duplicated.");
		return;
	}
	c->policy_loc = policy->loc;
	if (policy->id == E_SYMBOL && !strcmp(policy->symbol.text, "accept"))
		c->policy = NF_ACCEPT;
	else if (policy->id == E_SYMBOL && !strcmp(policy->symbol.text, "drop"))
		c->policy = NF_DROP;
	else
		parse_error(p, policy->loc, "a policy is accept or drop");
}

void flowtable_hook(struct parser *p, struct loc_word hook, const struct prio_spec *prio)
{
	struct flowtable *f = p->block->flowtable;
	const struct hook_row *row = hook_find(FAM_NETDEV, hook.w.text);

	if (!row || strcmp(hook.w.text, "ingress")) {
		parse_error(p, hook.loc, "a flowtable has the hook ingress");
		return;
	}
	f->hooknum = row->num;
	f->has_hook = true;
	f->prio = *prio;
}

static struct prio_spec *new_prio(struct parser *p, struct loc loc, int64_t offset)
{
	struct prio_spec *s = region_new(p->region, struct prio_spec);

	if (offset > INT32_MAX || offset < INT32_MIN)
		parse_error(p, loc, "priority must fit 32 bits");
	s->offset = (int32_t)offset;
	s->value = (int32_t)offset;	/* check adds what the name stands for */
	s->loc = loc;
	s->set = true;
	return s;
}

struct prio_spec *priority(struct parser *p, struct loc loc, const char *name, int64_t offset)
{
	struct prio_spec *s = new_prio(p, loc, offset);

	s->name = name;
	return s;
}

/* Text of a variable or in quotes: "filter", "-10", "filter - 10". */
struct prio_spec *priority_text(struct parser *p, struct loc loc, const char *text, int64_t offset)
{
	size_t len = strcspn(text, " +");
	const char *rest = text + len + strspn(text + len, " ");
	bool is_number = strspn(text, "-0123456789") == strlen(text) && *text;
	char *end;

	if (is_number)
		return priority(p, loc, NULL, strtoll(text, &end, 10) + offset);
	if (*rest == '+' || *rest == '-') {
		const char *digits = rest + 1 + strspn(rest + 1, " ");

		offset += (*rest == '-' ? -1 : 1) * (int64_t)number(p, loc, digits, 31);
	} else if (*rest || !len) {
		parse_error(p, loc, "'%s' is not a priority", text);
	}
	return priority(p, loc, region_strndup(p->region, text, len), offset);
}

/* ------------------------------------------------------------------ devices */
struct exprs *device_item(struct parser *p, struct exprs *list, struct loc loc, const char *name)
{
	if (!list)
		list = region_new(p->region, struct exprs);
	vec_push(p->region, &list->v, symbol(p, loc, name, SYM_STRING));
	return list;
}

struct exprs *device_variable(struct parser *p, struct loc loc, struct exprs *list, const char *name)
{
	struct expr *e = variable(p, loc, name);

	if (e->id == E_SYMBOL)
		return device_item(p, list, loc, e->symbol.text);
	if (!list)
		list = region_new(p->region, struct exprs);
	if (e->id != E_SET && e->id != E_LIST) {
		parse_error(p, loc, "'%s' is not a list of devices", name);
		return list;
	}
	vec_each(i, &e->list.items) {
		struct expr *item = e->list.items.v[i];

		if (item->id == E_ELEM)
			item = item->elem.key;
		if (item && item->id == E_SYMBOL)
			device_item(p, list, loc, item->symbol.text);
		else
			parse_error(p, loc, "'%s' is not a list of devices", name);
	}
	return list;
}

void block_devices(struct parser *p, struct exprs *list)
{
	struct block *b = p->block;

	vec_each(i, &list->v) {
		struct expr *e = list->v.v[i];

		if (b->chain) {
			vec_push(p->region, &b->chain->devices, e->symbol.text);
			vec_push(p->region, &b->chain->device_exprs, e);
		} else {
			vec_push(p->region, &b->flowtable->devices, e->symbol.text);
			vec_push(p->region, &b->flowtable->device_exprs, e);
		}
	}
}

/* ------------------------------------------------------------------ sets */
void finish_set(struct parser *p, struct set *s, struct loc loc, bool is_map)
{
	s->loc = loc;
	if (is_map && !s->is_map)
		parse_error(p, loc, "map definition does not specify mapping data type");
	if (!is_map && s->is_map)
		parse_error(p, loc, "only a map has a data type behind a colon");
	s->is_map = is_map;
}

void key_once(struct parser *p, struct loc loc)
{
	const struct key_spec *k = &p->block->set->key;

	if (k->n || k->typeof_expr)
		parse_error(p, loc, "You can only specify this once. This statement is duplicated.");
}

void key_type(struct parser *p, bool data, struct loc_word type)
{
	struct set *s = p->block->set;
	struct key_spec *k = data ? &s->data : &s->key;
	const struct dtype *t = dtype_by_name(type.w.text);

	s->is_map |= data;
	if (!t) {
		struct field_row names[256];
		unsigned n = 0;

		for (unsigned i = 0; i < n_dtypes && i < 256; i++)
			if (dtypes[i])
				names[n++] = (struct field_row){ .sel = { .name = dtypes[i]->name } };
		unknown_word(p, type.loc, "datatype", type.w.text, nearest_field(names, n, type.w.text));
		return;
	}
	if (data && t->cls == DT_VERDICT) {
		s->is_vmap = true;
		return;
	}
	if (k->n == sizeof(k->part) / sizeof(*k->part)) {
		parse_error(p, type.loc, "more than %u parts in a concatenation", k->n);
		return;
	}
	k->part[k->n++] = (struct key_part){ .type = t, .bits = t->bits, .order = (uint8_t)t->order };
}

void object_map(struct parser *p, uint32_t type)
{
	p->block->set->is_map = true;
	p->block->set->obj_type = type;
}

void key_typeof(struct parser *p, bool data, struct expr *e)
{
	struct set *s = p->block->set;

	s->is_map |= data;
	if (data && e->id == E_CT && !strcmp(e->ct.row->sel.name, "helper")) {	/* the object, not the name of a helper */
		object_map(p, NFT_OBJECT_CT_HELPER);
		return;
	}
	(data ? &s->data : &s->key)->typeof_expr = e;
}

void queue_map(struct parser *p)
{
	struct set *s = p->block->set;

	s->is_map = true;
	s->data.n = 1;
	s->data.part[0] = (struct key_part){ .type = &integer_type, .bits = 16, .order = ORDER_HOST };
}

void set_policy(struct parser *p, struct loc_word policy)
{
	static const char *const words[] = { "performance", "memory" };
	struct set *s = p->block->set;

	for (uint32_t i = 0; i < 2; i++)
		if (!strcmp(policy.w.text, words[i])) {
			s->policy = i ? NFT_SET_POL_MEMORY : NFT_SET_POL_PERFORMANCE;
			s->has_policy = true;
			return;
		}
	parse_error(p, policy.loc, "syntax error, unexpected string, expecting performance or memory");
}

/* Several `elements = ` lines of one set add up. */
void set_elements(struct parser *p, struct expr *elements)
{
	struct set *s = p->block->set;

	if (elements->id != E_SET) {
		struct expr *set = new_set(p, elements->loc);

		set_append(p, set, element(p, elements->loc, elements));
		elements = set;
	}
	if (!s->init) {
		s->init = elements;
		return;
	}
	vec_each(i, &elements->list.items)
		vec_push(p->region, &s->init->list.items, elements->list.items.v[i]);
}

/* ------------------------------------------------------------------ objects */
static bool object_is(struct parser *p, uint32_t type, struct loc loc, const char *what)
{
	if (p->block->object->type == type)
		return true;
	parse_error(p, loc, "syntax error, unexpected %s: this object is a %s", what, symtab_name(&object_type_symtab, p->block->object->type));
	return false;
}

void object_counter(struct parser *p, struct loc loc, struct counter_spec c)
{
	if (object_is(p, NFT_OBJECT_COUNTER, loc, "packets"))
		p->block->object->counter = c;
}

void object_quota(struct parser *p, struct loc loc, const struct quota_spec *q)
{
	if (object_is(p, NFT_OBJECT_QUOTA, loc, "number"))
		p->block->object->quota = *q;
}

void object_limit(struct parser *p, struct loc loc, const struct limit_spec *l)
{
	if (object_is(p, NFT_OBJECT_LIMIT, loc, "rate"))
		p->block->object->limit = *l;
}

void object_string(struct parser *p, struct loc loc, const char *text)
{
	if (object_is(p, NFT_OBJECT_SECMARK, loc, "quoted string"))
		p->block->object->secmark.ctx = text;
}

void object_helper(struct parser *p, struct loc loc, const char *name)
{
	if (object_is(p, NFT_OBJECT_CT_HELPER, loc, "type"))
		p->block->object->ct_helper.name = name;
}

void object_protocol(struct parser *p, struct loc_word proto)
{
	struct object *o = p->block->object;
	uint8_t number;
	const char *why = "";

	if (dtype_parse(p->region, NULL, &inet_proto_type, proto.w.text, false, 8, &number, &why)) {
		parse_error(p, proto.loc, "%s", why);
		return;
	}
	switch (o->type) {
	case NFT_OBJECT_CT_HELPER:
		o->ct_helper.l4proto = number;
		break;
	case NFT_OBJECT_CT_TIMEOUT:
		o->ct_timeout.l4proto = number;
		break;
	case NFT_OBJECT_CT_EXPECT:
		o->ct_expect.l4proto = number;
		break;
	default:
		parse_error(p, proto.loc, "syntax error, unexpected protocol");
	}
}

void object_l3proto(struct parser *p, struct loc loc, enum family f)
{
	struct object *o = p->block->object;

	switch (o->type) {
	case NFT_OBJECT_CT_HELPER:
		o->ct_helper.l3family = (uint8_t)f;
		break;
	case NFT_OBJECT_CT_TIMEOUT:
		o->ct_timeout.l3family = (uint8_t)f;
		break;
	case NFT_OBJECT_CT_EXPECT:
		o->ct_expect.l3family = (uint8_t)f;
		break;
	default:
		parse_error(p, loc, "syntax error, unexpected l3proto");
	}
}

/* Whose states these are is known when the block ends: until then the names are kept (finish_object). */
void object_ct_policy(struct parser *p, struct loc_word state, struct loc loc, const char *text)
{
	struct ct_state s = { state, milliseconds(p, loc, text) / 1000 };

	if (object_is(p, NFT_OBJECT_CT_TIMEOUT, state.loc, "policy"))
		vec_push(p->region, &p->block->ct_states, s);
}

static void finish_ct_timeout(struct parser *p, struct object *o)
{
	const struct symtab *states = o->ct_timeout.l4proto == IPPROTO_UDP ? &ct_timeout_udp_symtab : &ct_timeout_tcp_symtab;

	vec_each(i, &p->block->ct_states) {
		const struct ct_state *s = &p->block->ct_states.v[i];
		const struct symbol *sym = symtab_find(states, s->name.w.text);

		if (!sym || sym->value >= 16) {
			unknown_word(p, s->name.loc, "state", s->name.w.text, symtab_nearest(states, s->name.w.text));
			continue;
		}
		o->ct_timeout.timeout[sym->value] = (uint32_t)s->seconds;
		o->ct_timeout.set |= (uint16_t)(1u << sym->value);
	}
}

struct object *close_object(struct parser *p, bool complete)
{
	struct object *o = p->block->object;

	if (complete && o->type == NFT_OBJECT_CT_TIMEOUT)
		finish_ct_timeout(p, o);
	if (!complete && (o->type == NFT_OBJECT_QUOTA || o->type == NFT_OBJECT_LIMIT))
		parse_error(p, p->block->opened, "what the %s allows is missing", o->type == NFT_OBJECT_QUOTA ? "quota" : "limit");
	p->closed_ref = p->block->object_ref;
	block_close(p);
	return o;
}

static bool is_word(struct loc_word w, const char *text)
{
	return !strcmp(w.w.text, text);
}

void object_number(struct parser *p, struct loc_word what, uint64_t value)
{
	struct object *o = p->block->object;

	if (o->type == NFT_OBJECT_TUNNEL) {
		tunnel_number(p, what, value);
	} else if (o->type == NFT_OBJECT_CT_EXPECT && is_word(what, "dport") && value && value <= UINT16_MAX) {
		o->ct_expect.dport = (uint16_t)value;
	} else if (o->type == NFT_OBJECT_SYNPROXY && is_word(what, "mss") && value <= UINT16_MAX) {
		o->synproxy.mss = (uint32_t)value;
		o->synproxy.flags |= NF_SYNPROXY_OPT_MSS;
	} else if (o->type == NFT_OBJECT_SYNPROXY && is_word(what, "wscale") && value <= 14) {
		o->synproxy.wscale = (uint32_t)value;
		o->synproxy.flags |= NF_SYNPROXY_OPT_WSCALE;
	} else {
		parse_error(p, what.loc, "'%s' with this value does not fit a %s", what.w.text, symtab_name(&object_type_symtab, o->type));
	}
}

void object_flag(struct parser *p, struct loc_word flag)
{
	struct object *o = p->block->object;

	if (o->type == NFT_OBJECT_SYNPROXY)
		synproxy_flag(p, &o->synproxy.flags, flag);
	else if (o->type == NFT_OBJECT_TUNNEL)
		tunnel_flag(p, flag);
	else
		parse_error(p, flag.loc, "syntax error, unexpected string");
}
