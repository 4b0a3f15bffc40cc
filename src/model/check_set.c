/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sets that rules make for themselves. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/uapi.h"
#include "model/wire.h"

static struct set *anon_set_new(struct check *c, const struct anon_spec *spec, struct loc loc)
{
	struct set *s = set_new(c->r);

	s->anonymous = true;
	s->table = c->table;
	s->loc = loc;
	s->is_map = spec->is_map;
	s->is_vmap = spec->is_vmap;
	s->obj_type = spec->obj_type;
	s->name = spec->obj_type ? "__objmap%d" : spec->is_map ? "__map%d" : "__set%d";
	s->flags = NFT_SET_ANONYMOUS | NFT_SET_CONSTANT;
	if (spec->obj_type)
		s->flags |= NFT_SET_OBJECT;
	else if (spec->is_map)
		s->flags |= NFT_SET_MAP;
	s->auto_merge = !spec->is_map;
	s->elems_known = true;
	key_spec_of(&s->key, spec->key);
	if (s->key.n == 1)
		s->key.part[0].shift = (uint8_t)wire_expr_shift(spec->key);
	if ((!s->is_map || s->key.n > 1) && !s->key.part[0].shift)
		s->key.typeof_expr = (struct expr *)spec->key;
	if (spec->data)
		s->data = *spec->data;
	return s;
}

static struct expr *setref_to(struct check *c, struct set *s, struct loc loc)
{
	struct expr *ref = expr_new(c->r, E_SETREF, loc);

	vec_push(c->r, &c->rule->anon_sets, s);
	ref->setref.name = s->name;
	ref->setref.set = s;
	ref->bits = s->key.bits;
	if (s->key.n == 1) {
		ref->type = s->key.part[0].type;
		ref->order = s->key.part[0].order;
	}
	return ref;
}

int check_anon_set(struct check *c, struct expr **set, const struct anon_spec *spec)
{
	struct check_want want = c->want;
	bool in_value = c->in_value;
	struct set *s;
	int ret;

	if (!c->rule || c->in_typeof)
		return check_fail(c, (*set)->loc, "a set of values can stand only in a rule");
	if (spec->is_map && !spec->is_vmap && !spec->obj_type && !spec->data)
		return check_fail(c, (*set)->loc, "what this map gives has no type here");
	s = anon_set_new(c, spec, (*set)->loc);
	c->in_value = false;
	c->want.by = spec->key->loc;
	ret = check_elems(c, s, *set, &s->elems);
	c->in_value = in_value;
	c->want = want;
	if (ret)
		return ret;
	if (!s->elems.n)
		return check_fail(c, (*set)->loc, "Set is empty");
	if (s->flags & NFT_SET_INTERVAL && s->key.n > 1)
		s->flags |= NFT_SET_CONCAT;
	ret = check_overlaps(c, s, &s->elems, NULL);
	if (ret)
		return ret;
	if (!(s->flags & NFT_SET_INTERVAL) || s->key.n > 1)
		s->size = s->elems.n;
	*set = setref_to(c, s, (*set)->loc);
	return 0;
}

struct expr *check_implied_set(struct check *c, const struct expr *key, struct expr *const *values, unsigned n)
{
	struct anon_spec spec = { .key = key };
	struct set *s = anon_set_new(c, &spec, key->loc);

	s->elems.key_len = (uint16_t)expr_bytes(key);
	for (unsigned i = 0; i < n; i++)
		elems_add(c->r, &s->elems, values[i]->value.data, NULL, NULL, NULL, (struct elem){ 0 });
	s->size = n;
	return setref_to(c, s, key->loc);
}
