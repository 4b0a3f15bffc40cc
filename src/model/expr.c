/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/expr.h"

#include <string.h>
#include "model/faces.h"

struct expr *expr_new(struct region *r, enum expr_id id, struct loc loc)
{
	struct expr *e = region_new(r, struct expr);

	e->id = (uint8_t)id;
	e->ops = expr_kinds[id];
	e->loc = loc;
	return e;
}

struct expr *expr_value(struct region *r, struct loc loc, const struct dtype *t, enum byte_order order, const void *data, unsigned bits)
{
	struct expr *e = expr_new(r, E_VALUE, loc);

	e->type = t;
	e->order = (uint8_t)order;
	e->bits = bits;
	e->value.data = region_memdup(r, data, (bits + 7) / 8);
	return e;
}

struct expr *expr_value_u64(struct region *r, struct loc loc, const struct dtype *t, enum byte_order order, unsigned bits, uint64_t v)
{
	uint8_t data[WIDE_MAX] = { 0 };
	unsigned len = (bits + 7) / 8;

	wide_set_u64(data, len < sizeof(data) ? len : sizeof(data), v);
	return expr_value(r, loc, t, order, data, bits);
}

struct expr *expr_verdict(struct region *r, struct loc loc, int32_t code, const char *chain)
{
	struct expr *e = expr_new(r, E_VERDICT, loc);

	e->type = dtype_by_name("verdict");
	e->verdict.code = code;
	e->verdict.chain = chain ? region_strdup(r, chain) : NULL;
	return e;
}

/* The expressions right below @e: pointers to where it holds them. At most three beside a list. */
static unsigned single_children(struct expr *e, struct expr **out[3])
{
	unsigned n = 0;

	switch (e->id) {
	case E_PREFIX:	out[n++] = &e->prefix.base; break;
	case E_RANGE:	out[n++] = &e->range.from; out[n++] = &e->range.to; break;
	case E_ELEM:	out[n++] = &e->elem.key; out[n++] = &e->elem.data; break;
	case E_HASH:	out[n++] = &e->hash.arg; break;
	case E_BINOP:	out[n++] = &e->binop.left; out[n++] = &e->binop.right; break;
	case E_UNARY:	out[n++] = &e->unary.arg; break;
	case E_MAP:	out[n++] = &e->map.arg; out[n++] = &e->map.mappings; break;
	}
	return n;
}

static bool has_items(const struct expr *e)
{
	return e->id == E_LIST || e->id == E_CONCAT || e->id == E_SET;
}

struct expr *expr_clone(struct region *r, const struct expr *e)
{
	struct expr *c, **child[3];
	unsigned n;

	if (!e)
		return NULL;
	c = region_memdup(r, e, sizeof(*e));
	n = single_children(c, child);
	for (unsigned i = 0; i < n; i++)
		*child[i] = expr_clone(r, *child[i]);
	if (has_items(e)) {
		memset(&c->list, 0, sizeof(c->list));
		vec_each(i, &e->list.items)
			vec_push(r, &c->list.items, expr_clone(r, e->list.items.v[i]));
	}
	return c;
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_leaf(const struct expr *a, const struct expr *b)
{
	switch (a->id) {
	case E_VALUE:	return !memcmp(a->value.data, b->value.data, expr_bytes(a));
	case E_SYMBOL:	return !strcmp(a->symbol.text, b->symbol.text);
	case E_VERDICT:	return a->verdict.code == b->verdict.code && a->verdict.block == b->verdict.block &&
			       same_string(a->verdict.chain, b->verdict.chain);
	case E_PREFIX:	return a->prefix.len == b->prefix.len;
	case E_ELEM:	return a->elem.catchall == b->elem.catchall;
	case E_SETREF:	return a->setref.set == b->setref.set && same_string(a->setref.name, b->setref.name);
	case E_PAYLOAD:	return a->payload.header == b->payload.header && a->payload.field == b->payload.field &&
			       a->payload.base == b->payload.base && a->payload.offset == b->payload.offset &&
			       a->payload.inner == b->payload.inner && a->payload.vlan_depth == b->payload.vlan_depth;
	case E_EXTHDR:	return a->exthdr.header == b->exthdr.header && a->exthdr.field == b->exthdr.field &&
			       a->exthdr.op == b->exthdr.op && a->exthdr.raw_kind == b->exthdr.raw_kind &&
			       a->exthdr.offset == b->exthdr.offset && a->exthdr.present == b->exthdr.present;
	case E_META: case E_RT: case E_SOCKET:
		return a->meta.row == b->meta.row && a->meta.inner == b->meta.inner;
	case E_CT:	return a->ct.row == b->ct.row && a->ct.dir == b->ct.dir && a->ct.nfproto == b->ct.nfproto;
	case E_FIB:	return a->fib.flags == b->fib.flags && a->fib.result == b->fib.result && a->fib.check == b->fib.check;
	case E_OSF:	return a->osf.ttl == b->osf.ttl && a->osf.flags == b->osf.flags && a->osf.version == b->osf.version;
	case E_NUMGEN:	return a->numgen.type == b->numgen.type && a->numgen.mod == b->numgen.mod && a->numgen.offset == b->numgen.offset;
	case E_HASH:	return a->hash.type == b->hash.type && a->hash.mod == b->hash.mod && a->hash.offset == b->hash.offset &&
			       a->hash.seed == b->hash.seed && a->hash.has_seed == b->hash.has_seed;
	case E_XFRM:	return a->xfrm.row == b->xfrm.row && a->xfrm.dir == b->xfrm.dir && a->xfrm.spnum == b->xfrm.spnum;
	case E_TUNNEL:	return a->tunnel.row == b->tunnel.row;
	case E_BINOP:	return a->binop.op == b->binop.op;
	case E_UNARY:	return a->unary.ntoh == b->unary.ntoh;
	case E_UNKNOWN:	return false;
	}
	return true;
}

bool expr_equal(const struct expr *a, const struct expr *b)
{
	struct expr **ca[3], **cb[3];
	unsigned n;

	if (!a || !b)
		return a == b;
	if (a->id != b->id || a->bits != b->bits || (a->flags ^ b->flags) & (EXPR_NEGATED | EXPR_WILDCARD) || !same_leaf(a, b))
		return false;
	n = single_children((struct expr *)a, ca);
	single_children((struct expr *)b, cb);
	for (unsigned i = 0; i < n; i++)
		if (!expr_equal(*ca[i], *cb[i]))
			return false;
	if (!has_items(a))
		return true;
	if (a->list.items.n != b->list.items.n)
		return false;
	vec_each(i, &a->list.items)
		if (!expr_equal(a->list.items.v[i], b->list.items.v[i]))
			return false;
	return true;
}

bool expr_is_constant(const struct expr *e)
{
	switch (e->id) {
	case E_VALUE: case E_VERDICT: case E_SYMBOL:
		return true;
	case E_PREFIX:
		return expr_is_constant(e->prefix.base);
	case E_RANGE:
		return expr_is_constant(e->range.from) && expr_is_constant(e->range.to);
	case E_BINOP:
		return expr_is_constant(e->binop.left) && expr_is_constant(e->binop.right);
	case E_LIST: case E_CONCAT:
		vec_each(i, &e->list.items)
			if (!expr_is_constant(e->list.items.v[i]))
				return false;
		return true;
	}
	return false;
}
