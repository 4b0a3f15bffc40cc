/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/check_ctx.h"
#include "model/uapi.h"

#include <errno.h>
#include <string.h>

/* ------------------------------------------------------------------ driving the faces */
int check_expr(struct check *c, struct expr **e)
{
	int ret;

	if (c->depth >= CHECK_MAX_DEPTH)
		return check_fail(c, (*e)->loc, "expressions are nested too deeply");
	if (!(*e)->ops || !(*e)->ops->check)
		return check_fail(c, (*e)->loc, "this expression is not supported here");
	c->depth++;
	ret = (*e)->ops->check(c, e);
	c->depth--;
	return ret;
}

int check_stmt(struct check *c, struct stmt *s)
{
	if (!s->ops || !s->ops->check)
		return check_fail(c, s->loc, "this statement is not supported");
	return s->ops->check(c, s);
}

int check_expr_as(struct check *c, struct expr **e, struct check_want want)
{
	struct check_want old = c->want;
	int ret;

	c->want = want;
	ret = check_expr(c, e);
	c->want = old;
	return ret;
}

/* ------------------------------------------------------------------ errors */
int check_fail(struct check *c, struct loc loc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_add(c->sink, DIAG_ERROR, loc, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int check_fail2(struct check *c, struct loc loc, struct loc also, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	d = diag_add(c->sink, DIAG_ERROR, loc, fmt, ap);
	va_end(ap);
	if (d && also.src && also.src == loc.src)
		vec_push(c->r, &d->marks, also);
	return -EINVAL;
}

/* ------------------------------------------------------------------ expected types */
struct check_want check_want_type(const struct dtype *t, enum byte_order order, uint32_t bits)
{
	return (struct check_want){ .type = t, .order = (uint8_t)order, .bits = bits };
}

struct check_want check_want_of(const struct expr *left)
{
	return (struct check_want){ .type = left->type, .order = left->order, .bits = left->bits, .by = left->loc };
}

struct check_want check_want_key(const struct key_spec *k, unsigned part, struct loc by)
{
	return (struct check_want){ .type = k->part[part].type, .order = k->part[part].order, .bits = k->part[part].bits, .by = by };
}

struct check_want check_want_spec(const struct key_spec *k, struct loc by)
{
	struct check_want w;

	if (k->n == 1)
		return check_want_key(k, 0, by);
	w = (struct check_want){ .key = k, .bits = k->bits, .by = by };
	return w;
}

bool check_is_bitmask(const struct dtype *t)
{
	return t && (t->cls == DT_BITMASK || t->cls == DT_CTLABEL || (t->base && t->base->cls == DT_BITMASK));
}

bool check_is_string(const struct dtype *t)
{
	return t && (t->cls == DT_STRING || t->cls == DT_IFNAME);
}

bool check_is_address(const struct dtype *t)
{
	return t && (t->cls == DT_IPADDR || t->cls == DT_IP6ADDR || t->cls == DT_ETHERADDR || t->cls == DT_LLADDR);
}

const char *check_spec_text(struct check *c, const struct key_spec *k)
{
	const char *s = "";

	if (k->n == 1)
		return k->part[0].type ? k->part[0].type->desc : "nothing";
	for (unsigned i = 0; i < k->n; i++)
		s = region_printf(c->r, "%s%s%s", s, i ? ", " : "", k->part[i].type ? k->part[i].type->desc : "?");
	return region_printf(c->r, "concatenation of (%s)", s);
}

const char *check_type_text(struct check *c, const struct expr *e)
{
	struct key_spec k;

	if (e->id == E_CONCAT) {
		key_spec_of(&k, e);
		return check_spec_text(c, &k);
	}
	if (e->id == E_SETREF && e->setref.set)
		return check_spec_text(c, &e->setref.set->key);
	if (!e->type)
		return "no type";
	if (e->type->cls == DT_INTEGER && !e->type->bits)
		return region_printf(c->r, "%s with length %u", e->type->desc, e->bits);
	return e->type->desc;
}

struct expr *check_fold_list(struct check *c, struct expr *e)
{
	struct expr *v;
	uint8_t data[WIDE_MAX] = { 0 };

	if (e->id == E_VALUE)
		return e;
	if (e->id != E_LIST || !e->list.items.n || expr_bytes(e) > sizeof(data))
		return NULL;
	vec_each(i, &e->list.items) {
		v = e->list.items.v[i];
		if (v->id != E_VALUE || v->bits != e->bits)
			return NULL;
		wide_or(data, v->value.data, expr_bytes(e));
	}
	return expr_value(c->r, e->loc, e->type, e->order, data, e->bits);
}

/* ------------------------------------------------------------------ implied statements */
struct stmt *check_match_new(struct check *c, struct expr *left, struct expr *right, enum rel_op op)
{
	struct stmt *s = stmt_new(c->r, S_MATCH, c->stmt ? c->stmt->loc : left->loc);

	s->flags |= STMT_IMPLIED;
	s->match.left = left;
	s->match.right = right;
	s->match.op = op;
	return s;
}

static int conflict(struct check *c, const struct header_row *want, const struct header_row *have, struct loc loc)
{
	const char *name = have ? have->name : family_name(c->family);
	const struct proto_layer *l = have ? &c->proto.base[have->base] : NULL;

	return check_fail2(c, loc, l ? l->loc : (struct loc){ 0 }, "conflicting protocols specified: %s vs. %s", name, want->name);
}

int check_need_header(struct check *c, const struct header_row *h, const struct header_row *tunnel, struct loc loc)
{
	struct protoctx *p = &c->proto;
	const struct header_row *have;
	struct expr *left, *value;
	struct stmt *s;
	int ret;

	if (c->in_typeof)
		return 0;
	if (tunnel) {
		ret = check_need_header(c, tunnel, NULL, loc);
		if (ret)
			return ret;
		p = protoctx_inner(c->r, p, tunnel);
	}
	for (unsigned round = 0; round < 8; round++) {
		ret = protoctx_need(c->r, p, h, loc, &left, &value, &have);
		if (ret == -ENOENT)
			return check_fail(c, loc, "no transport protocol specified before %s: match the port of its tunnel first", h->name);
		if (ret)
			return conflict(c, h, have, loc);
		if (!left)
			return 0;
		s = check_match_new(c, left, value, REL_EQ);
		protoctx_match(c->r, &c->proto, s);
		vec_push(c->r, &c->out, s);
	}
	return 0;
}

void check_move_last(struct check *c, uint32_t from, uint32_t to)
{
	for (; from < c->out.n; from++, to++) {
		struct stmt *s = c->out.v[from];

		memmove(&c->out.v[to + 1], &c->out.v[to], (from - to) * sizeof(s));
		c->out.v[to] = s;
	}
}

static const struct header_row *l3_header(enum family l3)
{
	return &headers[l3 == FAM_IP6 ? HDR_ip6 : HDR_ip];
}

int check_need_l3(struct check *c, enum family l3, struct loc loc)
{
	return check_need_header(c, l3_header(l3), NULL, loc);
}

/* What is asked for an extension header stands before all else that the rule says, as it does in nft: but not where the rule
 * spoke of a vlan tag, or of the link header of a family that has to ask for one, as it must not be asked before these. */
int check_need_l3_first(struct check *c, enum family l3, struct loc loc)
{
	const struct proto_layer *link = &c->proto.base[BASE_LL];
	uint32_t had = c->out.n;
	int ret;

	if (c->proto.base[BASE_NH].n || link->n > (c->family == FAM_BRIDGE))
		return check_need_l3(c, l3, loc);
	c->proto.by_type = c->family == FAM_BRIDGE;
	ret = check_need_l3(c, l3, loc);
	c->proto.by_type = false;
	check_move_last(c, had, 0);
	return ret;
}

int check_l3_fits(struct check *c, enum family l3, struct loc loc)
{
	enum family known = protoctx_l3(&c->proto);

	if (known == FAM_UNSPEC || known == l3)
		return 0;
	return conflict(c, l3_header(l3), protoctx_header(&c->proto, BASE_NH), loc);
}

/* ------------------------------------------------------------------ places that read something */
static int part_is_readable(struct check *c, const struct expr *e)
{
	if (expr_is_constant(e))
		return check_fail(c, e->loc, "a constant cannot be looked up");
	if (e->id == E_CT && e->ct.row->sel.type->cls == DT_INVALID)
		return check_fail(c, e->loc, "specify `ip' or `ip6' for address selector: ct original ip saddr");
	return 0;
}

int check_key_expr(struct check *c, struct expr **ep)
{
	int ret = check_expr_as(c, ep, (struct check_want){ 0 });
	struct expr *e = *ep;

	if (ret)
		return ret;
	if (e->id != E_CONCAT)
		return part_is_readable(c, e);
	vec_each(i, &e->list.items) {
		ret = part_is_readable(c, e->list.items.v[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static bool is_plain_integer(const struct dtype *t)
{
	return t->cls == DT_INTEGER || t->cls == DT_XINTEGER;
}

/* Whole numbers that are read have the length of what they go to; those of odd bits, and what is made of them, fit if they are shorter. */
static bool integer_fits(const struct expr *e, const struct check_want *want)
{
	unsigned bits = want->bits ? want->bits : want->type->bits;

	return e->id == E_PAYLOAD && e->bits % 8 == 0 && bits % 8 == 0 && e->payload.field && !expr_is_constant(e) ? e->bits == bits : e->bits <= bits;
}

/* @to_set: the value of `X set ...`, where marks take whatever number fits. */
static bool compatible(const struct expr *e, const struct check_want *want, bool to_set)
{
	const struct dtype *a = e->type, *b = want->type;

	if (!a || !b)
		return !a && !b;
	if (a == b)
		return true;
	if (is_plain_integer(a) && dtype_is(b, &integer_type))
		return integer_fits(e, want);
	if (to_set && b->cls == DT_MARK)
		return dtype_is(a, &integer_type) && e->bits <= 32;
	return a->id == b->id && a->base == b->base;
}

int check_compatible(struct check *c, const struct expr *e, struct check_want want, struct loc whole)
{
	struct key_spec k;

	if (want.key) {
		key_spec_of(&k, e);
		if (key_spec_compatible(want.key, &k))
			return 0;
		return check_fail2(c, e->loc, whole, "datatype mismatch: expected %s, expression has type %s",
				   check_spec_text(c, want.key), check_type_text(c, e));
	}
	if (!want.type || compatible(e, &want, c->in_value))
		return 0;
	return check_fail2(c, e->loc, whole, "datatype mismatch: expected %s, expression has type %s", want.type->desc, check_type_text(c, e));
}

int check_single(struct check *c, struct expr **ep, struct check_want want, struct loc stmt)
{
	int ret = check_expr_as(c, ep, want);

	if (ret)
		return ret;
	switch ((*ep)->id) {
	case E_RANGE: case E_PREFIX: case E_SETREF: case E_LIST:
		return check_fail(c, (*ep)->loc, "a single value is needed here");
	}
	return check_compatible(c, *ep, want, stmt);
}

/* ------------------------------------------------------------------ addresses and ports */
int check_address_family(struct check *c, struct loc loc, uint8_t *family, bool has_address, const char *statement)
{
	enum family known = protoctx_l3(&c->proto);

	if (*family != FAM_UNSPEC && known != FAM_UNSPEC && *family != known)
		return check_fail2(c, loc, c->proto.base[BASE_NH].loc,
				   "conflicting protocols specified: %s vs. %s. You must specify ip or ip6 family in %s statement",
				   family_name(known), family_name(*family), statement);
	if (*family != FAM_UNSPEC || !has_address)
		return 0;
	if (known == FAM_UNSPEC)
		return check_fail(c, loc, "ip or ip6 must be specified with address for %s tables.", family_name(c->family));
	*family = (uint8_t)known;
	return 0;
}

struct check_want check_want_address(enum family f, struct loc by)
{
	const struct dtype *t = f == FAM_IP6 ? &ipv6_addr_type : &ipv4_addr_type;
	struct check_want w = check_want_type(t, ORDER_NET, t->bits);

	w.by = by;
	return w;
}

int check_port(struct check *c, struct expr **port, struct loc stmt)
{
	struct check_want want = check_want_type(&inet_service_type, ORDER_NET, 16);
	struct loc loc = (*port)->loc;
	int ret = check_expr_as(c, port, want);

	if (ret)
		return ret;
	if (!protoctx_header(&c->proto, BASE_TH) && !c->proto.l4_limited)
		return check_fail2(c, loc, stmt, "transport protocol mapping is only valid after transport protocol match");
	return check_compatible(c, *port, want, stmt);
}

/* ------------------------------------------------------------------ names */
struct set *check_find_set(struct check *c, const char *name)
{
	return c->table ? table_set(c->table, name) : NULL;
}

struct chain *check_find_chain(struct check *c, const char *name)
{
	return c->table ? table_chain(c->table, name) : NULL;
}

struct object *check_find_object(struct check *c, uint32_t type, const char *name)
{
	return c->table ? table_object(c->table, type, name) : NULL;
}

struct flowtable *check_find_flowtable(struct check *c, const char *name)
{
	return c->table ? table_flowtable(c->table, name) : NULL;
}

bool check_table_is_known(const struct check *c)
{
	return c->table && !c->table->implied;
}

/* A name like it in the family, or the very name in another. */
static const struct table *nearest_table(struct check *c, const char *name)
{
	const struct table *other = NULL;
	struct dict names = { 0 };
	const char *best;

	vec_each(i, &c->rs->tables) {
		struct table *t = c->rs->tables.v[i];

		if (t->family == c->family)
			dict_set(c->r, &names, t->name, t);
		else if (!strcmp(t->name, name))
			other = t;
	}
	best = dict_nearest(&names, name);
	return best ? dict_get(&names, best) : other;
}

static const char *nearest(struct check *c, enum check_near kind, const char *name)
{
	const struct dict *names = !c->table ? NULL : kind == CHECK_NEAR_CHAIN ? &c->table->chain_dict :
				   kind == CHECK_NEAR_SET ? &c->table->set_dict : kind == CHECK_NEAR_OBJECT ? &c->table->object_dict :
				   kind == CHECK_NEAR_FLOWTABLE ? &c->table->flowtable_dict : NULL;

	return names ? dict_nearest(names, name) : NULL;
}

int check_no_such(struct check *c, struct loc loc, enum check_near kind, const char *name)
{
	static const char *const words[] = { "", "table", "chain", "set", "object", "flowtable" };
	const struct table *table = kind == CHECK_NEAR_TABLE ? nearest_table(c, name) : NULL;
	const char *best = nearest(c, kind, name);

	if (best && kind == CHECK_NEAR_OBJECT)	/* type/name */
		best = strchr(best, '/') + 1;
	if (table)
		check_fail(c, loc, "No such file or directory; did you mean table ‘%s’ in family %s?", table->name, family_name(table->family));
	else if (best)
		check_fail(c, loc, "No such file or directory; did you mean %s ‘%s’ in table %s ‘%s’?", words[kind], best,
			   family_name(c->table->family), c->table->name);
	else
		check_fail(c, loc, "No such file or directory");
	return -ENOENT;
}

int check_perhaps_missing(struct check *c, struct loc loc, enum check_near kind, const char *name)
{
	if (c->opt->offline ? check_table_is_known(c) : nearest(c, kind, name) != NULL)
		return check_no_such(c, loc, kind, name);
	return 0;
}

int check_jump(struct check *c, struct loc loc, const char *chain)
{
	return check_find_chain(c, chain) ? 0 : check_perhaps_missing(c, loc, CHECK_NEAR_CHAIN, chain);
}

struct set *check_unknown_set(struct check *c, const char *name, struct loc loc, const struct key_spec *key)
{
	struct set *s;

	if (!c->table || !key)
		return NULL;
	s = set_new(c->rs->region);
	s->name = name;
	s->loc = loc;
	s->key = *key;
	s->key.typeof_expr = NULL;
	s->unknown = true;
	table_add_set(c->rs, c->table, s);
	return s;
}

int check_unknown_map(struct check *c, struct set *s, struct check_want data)
{
	s->is_map = true;
	s->is_vmap = data.type && data.type->cls == DT_VERDICT;
	s->obj_type = c->obj_map;
	if (data.key)
		s->data = *data.key;
	else if (data.type && !s->is_vmap && !s->obj_type)
		s->data = (struct key_spec){ .n = 1, .bits = data.bits, .part = { { .type = data.type, .bits = data.bits, .order = data.order } } };
	return 0;
}

/* ------------------------------------------------------------------ statements of elements */
int check_stateful(struct check *c, struct stmt *s)
{
	switch (s->id) {
	case S_COUNTER: case S_LIMIT: case S_QUOTA: case S_LAST: case S_CONNLIMIT:
		return check_stmt(c, s);
	}
	return check_fail(c, s->loc, "only counter, limit, quota, last and ct count can belong to an element");
}
