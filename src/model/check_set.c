/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of keys, and the sets that rules make for themselves. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/uapi.h"
#include "model/wire.h"

static unsigned padded_bits(unsigned bits)
{
	return (bits + 31) / 32 * 32;
}

static struct key_part part_of(const struct expr *e)
{
	return (struct key_part){ .type = e->type, .bits = e->bits, .order = e->order };
}

void key_spec_of(struct key_spec *k, const struct expr *e)
{
	const struct set *s;

	memset(k, 0, sizeof(*k));
	if (e->id == E_SETREF && e->setref.set) {
		*k = e->setref.set->key;
		return;
	}
	if (e->id == E_MAP && e->map.mappings->id == E_SETREF && e->map.mappings->setref.set) {
		s = e->map.mappings->setref.set;
		if (s->data.n) {
			*k = s->data;
			return;
		}
	}
	if (e->id != E_CONCAT) {
		k->n = 1;
		k->bits = e->bits;
		k->part[0] = part_of(e);
		return;
	}
	vec_each(i, &e->list.items) {
		if (k->n == sizeof(k->part) / sizeof(k->part[0]))
			break;
		k->part[k->n++] = part_of(e->list.items.v[i]);
		k->bits += padded_bits(e->list.items.v[i]->bits);
	}
}

static bool part_compatible(const struct key_part *a, const struct key_part *b)
{
	bool plain;

	if (!a->type || !b->type || a->type->cls == DT_INVALID || b->type->cls == DT_INVALID)
		return true;
	if (a->type == b->type && a->type->bits)
		return true;
	if (check_is_string(a->type) && check_is_string(b->type))
		return a->bits == b->bits;
	plain = (a->type->cls == DT_INTEGER || a->type->cls == DT_XINTEGER) && (b->type->cls == DT_INTEGER || b->type->cls == DT_XINTEGER);
	if (plain || a->type == b->type)
		return !a->bits || !b->bits || (a->bits + 7) / 8 == (b->bits + 7) / 8;
	return a->type->id == b->type->id && a->type->cls == b->type->cls;
}

bool key_spec_compatible(const struct key_spec *a, const struct key_spec *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (!part_compatible(&a->part[i], &b->part[i]))
			return false;
	return true;
}

/* ------------------------------------------------------------------ anonymous sets */
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
	struct set *s, *outer = c->set;
	int ret;

	if (!c->rule || c->in_typeof)
		return check_fail(c, (*set)->loc, "a set of values can stand only in a rule");
	if (spec->is_map && !spec->is_vmap && !spec->obj_type && !spec->data)
		return check_fail(c, (*set)->loc, "what this map gives has no type here");
	s = anon_set_new(c, spec, (*set)->loc);
	c->set = s;
	c->in_value = false;
	c->want.by = spec->key->loc;
	ret = check_elems(c, s, *set, &s->elems);
	c->set = outer;
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
