/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nft notes of a set beside what the kernel knows of it. */
#include <linux/netfilter/nf_tables.h>

#include "kernel/udata.h"

#define NFT_ORDER_NONE	0	/* concatenations, verdicts */
#define NFT_ORDER_HOST	1	/* strings too */
#define NFT_ORDER_NET	2

static uint32_t spec_order(const struct key_spec *k)
{
	const struct dtype *t = k->part[0].type;

	if (k->n != 1 || !t || t->cls == DT_VERDICT)
		return NFT_ORDER_NONE;
	return k->part[0].order == ORDER_NET ? NFT_ORDER_NET : NFT_ORDER_HOST;
}

static void put_spec_typeof(struct udata *u, uint8_t type, const struct key_spec *k)
{
	struct udata before = *u;

	if (k->typeof_expr && (!udata_put_typeof(u, type, k->typeof_expr) || u->full))
		*u = before;
}

/* What a set was written with, where that was expressions. nft 1.1 notes "a value" otherwise, which tells nothing, and which 1.0.6
 * ends at with a segmentation fault. */
static void put_typeof(struct udata *u, const struct set *s)
{
	unsigned nest;

	if (s->is_meter || !s->key.typeof_expr || (s->anonymous && s->obj_type))
		return;
	put_spec_typeof(u, UDATA_SET_KEY_TYPEOF, &s->key);
	if (s->is_vmap && !s->anonymous) {
		nest = udata_nest(u, UDATA_SET_DATA_TYPEOF);
		udata_put_u32(u, 0, 1);
		udata_put(u, 1, NULL, 0);
		udata_nest_end(u, nest);
	} else if (s->is_map && !s->obj_type && !s->is_vmap) {
		put_spec_typeof(u, UDATA_SET_DATA_TYPEOF, &s->data);
	}
}

void udata_put_set(struct udata *u, const struct set *s)
{
	bool values = s->is_map && !s->obj_type;

	udata_put_u32(u, UDATA_SET_KEY_ORDER, spec_order(&s->key));
	if (values)
		udata_put_u32(u, UDATA_SET_DATA_ORDER, s->is_vmap ? NFT_ORDER_NONE : spec_order(&s->data));
	if ((s->auto_merge && !(s->anonymous && s->key.n > 1)) || (s->anonymous && !s->is_map && s->flags & NFT_SET_INTERVAL && s->key.n == 1))
		udata_put_u32(u, UDATA_SET_MERGE, 1);
	put_typeof(u, s);
	if (s->is_map)
		udata_put_u32(u, UDATA_SET_DATA_INTERVAL, s->data_interval);
	if (s->comment)
		udata_put_str(u, UDATA_SET_COMMENT, s->comment);
}

static void get_order(const struct udata_iter *it, struct key_spec *k)
{
	uint32_t order = udata_u32(it);

	if (k->n == 1 && order == NFT_ORDER_HOST)
		k->part[0].order = ORDER_HOST;
	else if (k->n == 1 && order == NFT_ORDER_NET)
		k->part[0].order = ORDER_NET;
}

/* What the expression says of the parts counts more than the type numbers, of which the kernel has room for five; unless it
 * cannot be: the kernel knows how long the key is. */
static void get_spec_typeof(struct region *r, const struct udata_iter *it, struct key_spec *k)
{
	struct expr *e = udata_get_typeof(r, it->value, it->len);
	struct key_spec told = { .n = 1 };

	if (!e || (e->id == E_CONCAT && (e->list.items.n < 2 || e->list.items.n > 16)))
		return;
	if (e->id == E_CONCAT)
		told.n = (uint8_t)e->list.items.n;
	for (unsigned i = 0; i < told.n; i++) {
		const struct expr *p = e->id == E_CONCAT ? e->list.items.v[i] : e;

		told.part[i] = (struct key_part){ .type = p->type, .bits = p->bits, .order = p->order };
		told.bits += told.n > 1 ? (p->bits + 31) / 32 * 32 : p->bits;
	}
	told.typeof_expr = e;
	if (told.bits > NFT_DATA_VALUE_MAXLEN * 8)
		return;
	if (!k->bits || (k->bits + 7) / 8 == (told.bits + 7) / 8)
		*k = told;
}

void udata_get_set(struct region *r, const uint8_t *p, unsigned len, struct set *s)
{
	struct udata_iter it = { .p = p, .left = len };

	while (udata_next(&it)) {
		switch (it.type) {
		case UDATA_SET_KEY_ORDER:
			get_order(&it, &s->key);
			break;
		case UDATA_SET_DATA_ORDER:
			get_order(&it, &s->data);
			break;
		case UDATA_SET_MERGE:
			s->auto_merge = udata_u32(&it);
			break;
		case UDATA_SET_KEY_TYPEOF:
			get_spec_typeof(r, &it, &s->key);
			break;
		case UDATA_SET_DATA_TYPEOF:
			get_spec_typeof(r, &it, &s->data);
			break;
		case UDATA_SET_COMMENT:
			if (it.len && !it.value[it.len - 1])
				s->comment = region_strndup(r, (const char *)it.value, it.len);
			break;
		}
	}
}
