/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of sets and maps: from expressions to flat arrays. */
#include <errno.h>
#include <string.h>
#include "model/check_ctx.h"
#include "model/uapi.h"

struct encoded {
	uint8_t start[WIDE_MAX], end[WIDE_MAX];
	uint32_t flags;		/* ELEM_RANGE, ELEM_PREFIX, ELEM_WILDCARD */
};

static unsigned spec_bytes(const struct key_spec *k)
{
	return k->n == 1 ? (k->part[0].bits + 7) / 8 : k->bits / 8;
}

/* ------------------------------------------------------------------ one part */
static void put(uint8_t *out, unsigned len, const struct expr *v)
{
	unsigned have = expr_bytes(v);

	memset(out, 0, len);
	if (check_is_string(v->type))
		memcpy(out, v->value.data, have < len ? have : len);
	else if (have <= len)
		memcpy(out + len - have, v->value.data, have);
	else
		memcpy(out, v->value.data + have - len, len);
}

static int encode_part(struct check *c, struct expr *e, unsigned bits, uint8_t *start, uint8_t *end, uint32_t *flags)
{
	unsigned len = (bits + 7) / 8;
	uint8_t mask[WIDE_MAX] = { 0 };

	if (e->id == E_LIST)
		e = check_fold_list(c, e);
	switch (e ? e->id : E_UNKNOWN) {
	case E_VALUE:
		put(start, len, e);
		put(end, len, e);
		if (e->flags & EXPR_WHOLE_PREFIX)
			*flags |= ELEM_PREFIX;
		if (e->flags & EXPR_WILDCARD) {
			memset(end + expr_bytes(e), 0xff, len - expr_bytes(e));
			*flags |= ELEM_RANGE | ELEM_WILDCARD;
		}
		return 0;
	case E_PREFIX:
		put(start, len, e->prefix.base);
		wide_prefix_mask(mask, len, bits, bits - e->prefix.len);
		wide_shr(mask, len, e->prefix.len);
		memcpy(end, start, len);
		wide_or(end, mask, len);
		*flags |= ELEM_RANGE | ELEM_PREFIX;
		return 0;
	case E_RANGE:
		if (e->flags & EXPR_NEGATED)
			return check_fail(c, e->loc, "Range negative size");
		put(start, len, e->range.from);
		put(end, len, e->range.to);
		*flags |= ELEM_RANGE;
		return 0;
	}
	return check_fail(c, e ? e->loc : c->stmt ? c->stmt->loc : (struct loc){ 0 }, "Set member is not constant");
}

/* ------------------------------------------------------------------ a whole key, or data */
static int encode(struct check *c, struct expr *e, const struct key_spec *k, struct encoded *out)
{
	unsigned at = 0, len;
	int ret;

	memset(out, 0, sizeof(*out));
	if (k->n == 1)
		return encode_part(c, e, k->part[0].bits, out->start, out->end, &out->flags);
	if (e->id != E_CONCAT || e->list.items.n != k->n)
		return check_fail(c, e->loc, "invalid data type, expected %s", check_spec_text(c, k));
	for (unsigned i = 0; i < k->n; i++) {
		len = (k->part[i].bits + 7) / 8;
		if (at + len > WIDE_MAX)
			return check_fail(c, e->loc, "the key is too long");
		ret = encode_part(c, e->list.items.v[i], k->part[i].bits, out->start + at, out->end + at, &out->flags);
		if (ret)
			return ret;
		at += (len + 3) / 4 * 4;
	}
	out->flags &= (uint32_t)~ELEM_WILDCARD;
	return 0;
}

struct elem_ctx {
	struct check *c;
	struct set *s;
	struct elems *out;
	struct check_want key, data;
};

static int need_interval(struct elem_ctx *x, const struct expr *key, uint32_t flags)
{
	if (!(flags & (ELEM_RANGE | ELEM_PREFIX)) || x->s->flags & NFT_SET_INTERVAL || x->s->unknown)
		return 0;
	if (!x->s->anonymous)
		return check_fail(x->c, key->loc, "You must add 'flags interval' to your set declaration if you want to add %s elements",
				  flags & (ELEM_PREFIX | ELEM_WILDCARD) ? "prefix" : "range");
	x->s->flags |= NFT_SET_INTERVAL;
	return 0;
}

static bool without_data(const struct check *c)
{
	return c->cmd && (c->cmd->op == CMD_DELETE || c->cmd->op == CMD_DESTROY || c->cmd->op == CMD_GET || c->cmd->op == CMD_RESET);
}

static int verdict_data(struct elem_ctx *x, struct expr **data, struct elem_more *more)
{
	int ret;

	if ((*data)->id == E_VERDICT && (*data)->verdict.block)
		return check_fail(x->c, (*data)->loc, "the kernel takes rules in braces in a jump statement only: name a chain here");
	ret = check_expr_as(x->c, data, check_want_type(&verdict_type, ORDER_HOST, 0));
	if (ret)
		return ret;
	if ((*data)->id != E_VERDICT)
		return check_fail(x->c, (*data)->loc, "expected a verdict (accept, drop, jump ...)");
	more->verdict = (*data)->verdict.code;
	more->chain = (*data)->verdict.chain;
	return 0;
}

static const char *text_of(struct check *c, const struct expr *e)
{
	if (e->id == E_SYMBOL)
		return e->symbol.text;
	if (e->id == E_VALUE)
		return region_strndup(c->r, (const char *)e->value.data, expr_bytes(e));
	return NULL;
}

static int object_data(struct elem_ctx *x, const struct expr *data, struct elem_more *more)
{
	more->object = text_of(x->c, data);
	if (!more->object)
		return check_fail(x->c, data->loc, "the name of an object is needed here");
	if (!check_find_object(x->c, x->s->obj_type, more->object))
		return check_perhaps_missing(x->c, data->loc, CHECK_NEAR_OBJECT, region_printf(x->c->r, "%u/%s", x->s->obj_type, more->object));
	return 0;
}

static int value_data(struct elem_ctx *x, struct expr **data, struct encoded *out)
{
	struct loc loc = (*data)->loc;
	int ret = check_expr_as(x->c, data, x->data);

	if (ret)
		return ret;
	if (!expr_is_constant(*data) || (*data)->id == E_VERDICT)
		return check_fail(x->c, loc, "the data of a map must be constant");
	ret = check_compatible(x->c, *data, x->data, loc);
	if (ret)
		return ret;
	ret = encode(x->c, *data, &x->s->data, out);
	if (ret)
		return ret;
	if (out->flags & ELEM_RANGE && !x->s->data_interval) {
		if (!x->s->anonymous)
			return check_fail(x->c, loc, "this map's data are single values: declare it with `: interval TYPE`");
		x->s->data_interval = true;
	}
	return 0;
}

static int info_check(struct elem_ctx *x, const struct expr *e, const struct elem_info *info)
{
	int ret;

	if ((info->has_timeout || info->has_expires) && x->s->anonymous)
		return check_fail(x->c, e->loc, "elements of an anonymous set cannot time out");
	if ((info->has_timeout || info->has_expires) && !(x->s->flags & NFT_SET_TIMEOUT) && x->c->opt->offline && !x->s->unknown)
		return check_fail(x->c, e->loc, "the element has a timeout, but its set has no 'flags timeout'");
	if (info->comment && strlen(info->comment) > 128)
		return check_fail(x->c, e->loc, "comment too long, 128 characters maximum allowed");
	vec_each(i, &info->stmts) {
		ret = check_stateful(x->c, info->stmts.v[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static void add(struct elem_ctx *x, const struct encoded *key, const struct encoded *data, struct loc loc, uint32_t flags,
		const struct elem_more *more, bool has_more)
{
	bool range = x->s->flags & NFT_SET_INTERVAL && key->flags & ELEM_RANGE;
	uint32_t key_flags = key->flags & ELEM_RANGE ? key->flags : key->flags & (uint32_t)~ELEM_PREFIX;
	struct elem e = { .flags = flags | key_flags, .src_start = loc.start, .src_end = loc.end };

	if (!x->out->src)
		x->out->src = loc.src;
	if (has_more) {
		e.more = region_memdup(x->c->r, more, sizeof(*more));
		e.more->loc = loc;
	}
	elems_add(x->c->r, x->out, key->start, range ? key->end : NULL, data ? data->start : NULL,
		  data && data->flags & ELEM_RANGE ? data->end : NULL, e);
}

static int check_items(struct elem_ctx *x, struct expr *set, struct expr *shared_data);

static int check_item(struct elem_ctx *x, struct expr *item, struct expr *shared_data)
{
	struct expr *key = item->id == E_ELEM ? item->elem.key : item;
	struct expr *data = item->id == E_ELEM && item->elem.data ? item->elem.data : shared_data;
	struct elem_info *info = item->id == E_ELEM ? item->elem.info : NULL;
	struct elem_more more = { 0 };
	struct encoded k = { .flags = 0 }, d = { .flags = 0 };
	struct check *c = x->c;
	int ret;

	if (key && key->id == E_SET)
		return check_items(x, key, data);
	if (item->id != E_ELEM || !item->elem.catchall) {
		if (!key)
			return check_fail(c, item->loc, "element without a key");
		ret = check_expr_as(c, &key, x->key);
		if (ret)
			return ret;
		if (!expr_is_constant(key) || key->id == E_VERDICT)
			return check_fail(c, key->loc, "Set member is not constant");
		ret = check_compatible(c, key, x->key, key->loc);
		ret = ret ? ret : encode(c, key, &x->s->key, &k);
		ret = ret ? ret : need_interval(x, key, k.flags);
		if (ret)
			return ret;
	}
	if (data && !x->s->is_map)
		return check_fail(c, item->loc, "set is not a map");
	if (!data && x->s->is_map && !x->s->unknown && !without_data(c))
		return check_fail(c, item->loc, "a map's element needs its data: `key : data`");
	ret = !data ? 0 : x->s->is_vmap ? verdict_data(x, &data, &more) : x->s->obj_type ? object_data(x, data, &more) :
	      value_data(x, &data, &d);
	if (ret)
		return ret;
	if (info) {
		ret = info_check(x, item, info);
		if (ret)
			return ret;
		more.info = *info;
	}
	add(x, &k, data && !x->s->is_vmap && !x->s->obj_type ? &d : NULL, item->loc,
	    item->id == E_ELEM && item->elem.catchall ? ELEM_CATCHALL : 0, &more, info || (data && (x->s->is_vmap || x->s->obj_type)));
	return 0;
}

static int check_items(struct elem_ctx *x, struct expr *set, struct expr *shared_data)
{
	int ret = 0;

	if (x->c->depth >= CHECK_MAX_DEPTH)
		return check_fail(x->c, set->loc, "sets are nested too deeply");
	x->c->depth++;
	for (uint32_t i = 0; i < set->list.items.n && !ret; i++) {
		struct expr *data = shared_data && set->list.items.n > 1 ? expr_clone(x->c->r, shared_data) : shared_data;

		ret = check_item(x, set->list.items.v[i], data);
	}
	x->c->depth--;
	return ret;
}

int check_elems(struct check *c, struct set *s, struct expr *init, struct elems *out)
{
	struct elem_ctx x = { .c = c, .s = s, .out = out };
	bool in_elem = c->in_elem, in_value = c->in_value;
	int ret;

	x.key = check_want_spec(&s->key, c->want.by);
	if (s->data.n)
		x.data = check_want_spec(&s->data, (struct loc){ 0 });
	if (spec_bytes(&s->key) > WIDE_MAX || !s->key.n || spec_bytes(&s->data) > WIDE_MAX)
		return check_fail(c, init->loc, "the type of this set has no width");
	out->key_len = (uint16_t)spec_bytes(&s->key);
	out->data_len = s->data.n ? (uint16_t)spec_bytes(&s->data) : 0;
	if (!out->key_len)
		return check_fail(c, init->loc, "the type of this set has no width");
	c->in_elem = true;
	c->in_value = false;
	if (init->id == E_SET)
		ret = check_items(&x, init, NULL);
	else
		ret = check_item(&x, init, NULL);
	c->in_elem = in_elem;
	c->in_value = in_value;
	return ret;
}
