/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of keys: of expressions, and whether two go together. */
#include <string.h>
#include "model/check_ctx.h"

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
	if (dtype_is(a->type, &string_type) && dtype_is(b->type, &string_type))
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
