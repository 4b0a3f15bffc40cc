/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets, maps and their elements. */
#include "kernel/batch.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "kernel/op_nl.h"
#include "model/gen.h"
#include "model/wire.h"

uint32_t nl_key_type(const struct key_spec *k)
{
	uint32_t type = 0;

	for (unsigned i = 0; i < k->n; i++)
		type = type << 6 | (k->part[i].type ? k->part[i].type->id : 0);
	return type;
}

static void put_desc(struct batch *b, const struct set *s, const struct wire_layout *layout)
{
	size_t desc = nl_nest(&b->nl, NFTA_SET_DESC), list, elem;
	uint32_t size = s->size ? s->size : s->anonymous && !layout->interval ? s->elems.n : 0;

	if (size)
		nl_u32(&b->nl, NFTA_SET_DESC_SIZE, size);
	if (s->flags & NFT_SET_CONCAT) {
		list = nl_nest(&b->nl, NFTA_SET_DESC_CONCAT);
		for (unsigned i = 0; i < layout->key.n; i++) {
			elem = nl_nest(&b->nl, NFTA_LIST_ELEM);
			nl_u32(&b->nl, NFTA_SET_FIELD_LEN, layout->key.part[i].len);
			nl_nest_end(&b->nl, elem);
		}
		nl_nest_end(&b->nl, list);
	}
	nl_nest_end(&b->nl, desc);
}

static void put_stmts(struct batch *b, struct stmt *const *stmts, uint32_t n, uint16_t one, uint16_t many)
{
	struct ops ops = { 0 };
	size_t nest;

	for (uint32_t i = 0; i < n && !b->err; i++)
		b->err = gen_stateful(b->r, stmts[i], &ops, b->sink);
	if (b->err || !ops.v.n)
		return;
	nest = nl_nest(&b->nl, ops.v.n == 1 ? one : many);
	if (ops.v.n == 1)
		op_nl_put(&b->nl, ops.v.v[0], NULL);
	else
		op_nl_put_list(&b->nl, &ops, NULL, NULL);
	nl_nest_end(&b->nl, nest);
}

static void put_data_spec(struct batch *b, const struct set *s)
{
	if (s->is_vmap) {
		nl_u32(&b->nl, NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
		nl_u32(&b->nl, NFTA_SET_DATA_LEN, 16);
	} else if (s->obj_type) {
		nl_u32(&b->nl, NFTA_SET_OBJ_TYPE, s->obj_type);
	} else if (s->is_map) {
		nl_u32(&b->nl, NFTA_SET_DATA_TYPE, nl_key_type(&s->data));
		nl_u32(&b->nl, NFTA_SET_DATA_LEN, wire_data_len(s));
	}
}

void batch_set(struct batch *b, enum family f, const char *table, struct set *s, bool create)
{
	struct udata u = { .len = 0 };
	struct wire_layout layout;
	uint16_t flags = NLM_F_CREATE | b->flags | (create ? NLM_F_EXCL : 0);

	wire_layout(s, 0, &layout);
	s->id = ++b->next_id;
	udata_put_set(&u, s);
	batch_begin(b, NFT_MSG_NEWSET, flags, f, s->loc);
	batch_name(b, NFTA_SET_TABLE, table, b->cmd->h.table_loc);
	batch_name(b, NFTA_SET_NAME, s->name, s->loc);
	nl_u32(&b->nl, NFTA_SET_FLAGS, s->flags);
	nl_u32(&b->nl, NFTA_SET_KEY_TYPE, nl_key_type(&s->key));
	nl_u32(&b->nl, NFTA_SET_KEY_LEN, wire_key_len(s));
	put_data_spec(b, s);
	nl_u32(&b->nl, NFTA_SET_ID, s->id);
	if (s->timeout)
		nl_u64(&b->nl, NFTA_SET_TIMEOUT, s->timeout);
	if (s->gc_interval)
		nl_u32(&b->nl, NFTA_SET_GC_INTERVAL, (uint32_t)s->gc_interval);
	if (s->has_policy)
		nl_u32(&b->nl, NFTA_SET_POLICY, s->policy);
	put_desc(b, s, &layout);
	batch_udata(b, NFTA_SET_USERDATA, &u, s->loc);
	put_stmts(b, s->stmts.v, s->stmts.n, NFTA_SET_EXPR, NFTA_SET_EXPRESSIONS);
	batch_end(b);
}

/* ---------------------------------------------------------------- elements */
static void put_value(struct batch *b, uint16_t type, const void *data, unsigned len)
{
	size_t nest = nl_nest(&b->nl, type);

	nl_put(&b->nl, NFTA_DATA_VALUE, data, len);
	nl_nest_end(&b->nl, nest);
}

static void put_more(struct batch *b, const struct set *s, const struct elem_more *more)
{
	const struct elem_info *info = &more->info;

	if (s->is_vmap)
		op_nl_put_verdict(&b->nl, NFTA_SET_ELEM_DATA, more->verdict, more->chain, NULL);
	if (s->obj_type && more->object)
		nl_str(&b->nl, NFTA_SET_ELEM_OBJREF, more->object);
	if (info->has_timeout)
		nl_u64(&b->nl, NFTA_SET_ELEM_TIMEOUT, info->timeout);
	if (info->has_expires)
		nl_u64(&b->nl, NFTA_SET_ELEM_EXPIRATION, info->expires);
	put_stmts(b, info->stmts.v, info->stmts.n, NFTA_SET_ELEM_EXPR, NFTA_SET_ELEM_EXPRESSIONS);
}

static void put_elem_udata(struct batch *b, const struct elem_more *more, uint8_t flags)
{
	struct udata u = { .len = 0 };

	if (more && more->info.comment)
		udata_put_str(&u, UDATA_COMMENT, more->info.comment);
	if (flags & WIRE_OPEN)
		udata_put_u32(&u, UDATA_ELEM_FLAGS, UDATA_ELEM_OPEN);
	batch_udata(b, NFTA_SET_ELEM_USERDATA, &u, more ? more->loc : (struct loc){ 0 });
}

static void put_element(struct batch *b, const struct set *s, const struct wire *w, uint32_t i, bool bare)
{
	const struct elem_more *more = w->more ? w->more[i] : NULL;
	uint8_t flags = w->flags ? w->flags[i] : 0;
	size_t elem = nl_nest(&b->nl, NFTA_LIST_ELEM);
	uint32_t kernel_flags = (flags & WIRE_END ? NFT_SET_ELEM_INTERVAL_END : 0) | (flags & WIRE_CATCHALL ? NFT_SET_ELEM_CATCHALL : 0);

	if (kernel_flags)
		nl_u32(&b->nl, NFTA_SET_ELEM_FLAGS, kernel_flags);
	if (!(flags & WIRE_CATCHALL))
		put_value(b, NFTA_SET_ELEM_KEY, w->keys + (size_t)i * w->key_len, w->key_len);
	if (w->key_ends && !(flags & WIRE_CATCHALL))
		put_value(b, NFTA_SET_ELEM_KEY_END, w->key_ends + (size_t)i * w->key_len, w->key_len);
	if (!bare && !(flags & WIRE_END)) {
		if (w->data)
			put_value(b, NFTA_SET_ELEM_DATA, w->data + (size_t)i * w->data_len, w->data_len);
		if (more)
			put_more(b, s, more);
	}
	if (!bare)
		put_elem_udata(b, more, flags);
	nl_nest_end(&b->nl, elem);
}

/* Where the element stands in the text. */
static struct loc elem_loc(const struct elems *es, const struct wire *w, uint32_t i)
{
	uint32_t at = w->index ? w->index[i] : i;

	if (at >= es->n || !es->src)
		return (struct loc){ 0 };
	return (struct loc){ es->src, es->e[at].src_start, es->e[at].src_end };
}

#define CHUNK_BYTES 60000	/* an attribute holds less than 64 KB */
#define PLACES_MAX 1024		/* of one message: an error in a big set is at one of these, or at the command */

static uint32_t put_chunk(struct batch *b, const struct set *s, const struct elems *es, const struct wire *w, uint32_t i, bool bare)
{
	size_t list = nl_nest(&b->nl, NFTA_SET_ELEM_LIST_ELEMENTS);
	size_t start = b->nl.len;
	unsigned n = 0;

	while (i < w->n && b->nl.len - start < CHUNK_BYTES && !b->err && !b->nl.failed) {
		if (n++ < PLACES_MAX)
			batch_at(b, (uint32_t)(b->nl.len - b->nl.msg), elem_loc(es, w, i));
		put_element(b, s, w, i++, bare);
	}
	nl_nest_end(&b->nl, list);
	return i;
}

void batch_elements(struct batch *b, enum family f, const char *table, const struct set *s, const struct elems *es, uint16_t type, bool create)
{
	bool bare = type != NFT_MSG_NEWSETELEM;
	uint16_t flags = bare ? 0 : NLM_F_CREATE | b->flags | (create ? NLM_F_EXCL : 0);
	struct wire w = { 0 };

	if (!es->n)
		return;
	if (wire_encode(b->r, s, es, (bare ? WIRE_BARE : 0) | (s->anonymous ? WIRE_GAP : 0), &w)) {
		diag_error(b->sink, s->loc.src ? s->loc : b->cmd->loc, "these elements do not fit the set");
		b->err = -EINVAL;
		return;
	}
	for (uint32_t i = 0; i < w.n && !b->err && !b->nl.failed;) {
		batch_begin(b, type, flags, f, b->cmd->obj == OBJ_ELEMENTS ? b->cmd->loc : s->loc);
		batch_name(b, NFTA_SET_ELEM_LIST_TABLE, table, b->cmd->h.table_loc);
		batch_name(b, NFTA_SET_ELEM_LIST_SET, s->name, b->cmd->obj == OBJ_ELEMENTS ? b->cmd->h.name_loc : s->loc);
		if (s->id)
			nl_u32(&b->nl, NFTA_SET_ELEM_LIST_SET_ID, s->id);
		i = put_chunk(b, s, es, &w, i, bare);
		batch_end(b);
	}
}
