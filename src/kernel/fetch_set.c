/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and their elements as the kernel tells them. */
#include <errno.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/batch.h"
#include "kernel/fetch_priv.h"
#include "kernel/op_nl.h"
#include "model/decode.h"
#include "model/wire.h"

/* ---------------------------------------------------------------- sets */
static uint32_t bits_of(const struct dtype *t, uint32_t bytes)
{
	return t && t->bits && (!bytes || (t->bits + 7u) / 8 == bytes) ? t->bits : bytes * 8;
}

/* Bytes of a key or a value: the kernel has no longer ones. */
static uint32_t length_of(const struct attrs *a, unsigned type)
{
	uint32_t len = attr_u32(a, type);

	return len < NFT_DATA_VALUE_MAXLEN ? len : NFT_DATA_VALUE_MAXLEN;
}

/* Parts that nobody told the length of have what the others leave of the key; the last of them what is left over. */
static void share_rest(struct key_spec *k, uint32_t len)
{
	uint32_t unknown = 0, rest = len / 4, units;

	for (unsigned i = 0; i < k->n; i++) {
		units = (k->part[i].bits + 31) / 32;
		rest -= units < rest ? units : rest;
		unknown += !units;
	}
	units = unknown ? rest / unknown : 0;
	k->bits = 0;
	for (unsigned i = 0; i < k->n; i++) {
		if (!k->part[i].bits) {
			k->part[i].bits = (--unknown || !units ? units + !units : rest) * 32;
			rest -= units;
		}
		k->bits += (k->part[i].bits + 31) / 32 * 32;
	}
}

/* The type number holds six bits a part; lengths of parts come with the description. What has no type stays bytes. */
static void take_spec(struct key_spec *k, uint32_t type, uint32_t len, const struct nlattr *concat)
{
	uint32_t parts[16] = { 0 };
	uint32_t room = NFT_DATA_VALUE_MAXLEN;
	unsigned n = 0;
	const struct nlattr *a;
	struct attrs field;

	if (concat)
		mnl_attr_for_each_nested(a, concat) {
			attrs_of(a, &field);
			if (n == 16)
				break;
			parts[n] = length_of(&field, NFTA_SET_FIELD_LEN);
			parts[n] = parts[n] < room ? parts[n] : room;
			room -= parts[n++];
		}
	for (uint32_t t = type; !concat && t; t >>= 6)
		n++;
	if (n > 5 && !concat)
		n = 5;
	if (n < 2) {
		const struct dtype *t = dtype_by_id(type);

		k->n = 1;
		k->part[0] = (struct key_part){ .type = t ? t : &integer_type, .bits = len * 8, .order = (uint8_t)(t ? t->order : ORDER_HOST) };
		if (t && t->bits && (t->bits + 7) / 8 == (int)len)
			k->part[0].bits = t->bits;
		k->bits = k->part[0].bits;
		return;
	}
	k->n = (uint8_t)n;
	for (unsigned i = 0; i < n; i++) {
		unsigned shift = (n - 1 - i) * 6;
		const struct dtype *t = shift < 32 ? dtype_by_id(type >> shift & 0x3f) : NULL;

		k->part[i] = (struct key_part){ .type = t ? t : &integer_type, .bits = bits_of(t, parts[i]), .order = (uint8_t)(t ? t->order : ORDER_HOST) };
	}
	share_rest(k, len);
}

static void take_data_spec(struct set *s, const struct attrs *a)
{
	uint32_t type = attr_u32(a, NFTA_SET_DATA_TYPE), len = length_of(a, NFTA_SET_DATA_LEN);
	struct udata_iter it;
	const uint8_t *udata;
	unsigned udata_len;

	udata = attr_bytes(a, NFTA_SET_USERDATA, &udata_len);
	s->data_interval = udata && udata_get(udata, udata_len, UDATA_SET_DATA_INTERVAL, &it) && udata_u32(&it);
	if (s->data_interval)
		len /= 2;	/* both ends */

	s->is_map = s->flags & (NFT_SET_MAP | NFT_SET_OBJECT);
	if (s->flags & NFT_SET_OBJECT) {
		s->obj_type = attr_u32(a, NFTA_SET_OBJ_TYPE);
	} else if (s->flags & NFT_SET_MAP && type == NFT_DATA_VERDICT) {
		s->is_vmap = true;
		s->data.n = 1;
		s->data.part[0].type = &verdict_type;
	} else if (s->flags & NFT_SET_MAP) {
		take_spec(&s->data, type, len, NULL);
	}
}

static void take_stmts(struct fetch *f, struct table *t, const struct nlattr *one, const struct nlattr *many, void *out)
{
	struct ops ops = { 0 };
	struct stmt_vec stmts = { 0 };
	VEC(struct stmt *) *vec = out;

	if (one)
		op_nl_get(f->r, one, &ops);
	if (many)
		op_nl_get_list(f->r, many, &ops);
	if (!ops.v.n || decode_stmts(f->r, f->rs, t, &ops, &stmts))
		return;
	for (uint32_t i = 0; i < stmts.n; i++)
		vec_push(f->r, vec, stmts.v[i]);
}

struct set *read_set(struct fetch *f, const struct nlmsghdr *nlh)
{
	struct attrs a, desc;
	struct set *s;
	struct table *t;
	const uint8_t *udata;
	unsigned len;

	attrs_of_message(nlh, &a);
	t = fetch_table(f, nlh, &a, NFTA_SET_TABLE);
	if (!t || !a.a[NFTA_SET_NAME])
		return NULL;
	s = set_new(f->r);
	s->table = t;
	s->name = attr_str(f->r, &a, NFTA_SET_NAME);
	s->handle = attr_u64(&a, NFTA_SET_HANDLE);
	s->flags = attr_u32(&a, NFTA_SET_FLAGS);
	s->anonymous = s->flags & NFT_SET_ANONYMOUS;
	s->timeout = attr_u64(&a, NFTA_SET_TIMEOUT);
	s->gc_interval = attr_u32(&a, NFTA_SET_GC_INTERVAL);
	s->count = attr_u32(&a, SET_COUNT);
	s->has_policy = a.a[NFTA_SET_POLICY];
	s->policy = attr_u32(&a, NFTA_SET_POLICY);
	attrs_of(a.a[NFTA_SET_DESC], &desc);
	s->size = attr_u32(&desc, NFTA_SET_DESC_SIZE);
	take_spec(&s->key, attr_u32(&a, NFTA_SET_KEY_TYPE), length_of(&a, NFTA_SET_KEY_LEN), desc.a[NFTA_SET_DESC_CONCAT]);
	udata = attr_bytes(&a, NFTA_SET_USERDATA, &len);
	take_data_spec(s, &a);
	if (udata)
		udata_get_set(f->r, udata, len, s);
	take_stmts(f, t, a.a[NFTA_SET_EXPR], a.a[NFTA_SET_EXPRESSIONS], &s->stmts);
	return s;
}

int fetch_set(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	struct set *s = read_set(f, nlh);

	if (s)
		table_add_set(f->rs, s->table, s);
	return 0;
}

/* ---------------------------------------------------------------- elements */
static void copy_value(uint8_t *to, unsigned room, const struct nlattr *nest)
{
	struct attrs a;
	const uint8_t *p;
	unsigned len;

	attrs_of(nest, &a);
	p = attr_bytes(&a, NFTA_DATA_VALUE, &len);
	if (p)
		memcpy(to, p, len < room ? len : room);
}

static struct elem_more *more_of(struct elem_more **more, struct region *r)
{
	if (!*more)
		*more = region_new(r, struct elem_more);
	return *more;
}

static void take_verdict(struct fetch *f, const struct nlattr *data, struct elem_more *more)
{
	struct op_val v;

	if (!op_nl_get_data(f->r, data, &v) || !v.is_verdict)
		return;
	more->verdict = (int32_t)v.num;
	more->chain = v.chain;
}

static struct elem_more *take_more(struct fetch *f, const struct attrs *a)
{
	struct region *r = f->r;
	struct elem_more *more = NULL;
	const uint8_t *udata;
	const char *comment;
	unsigned len;

	if (f->set->is_vmap && a->a[NFTA_SET_ELEM_DATA])
		take_verdict(f, a->a[NFTA_SET_ELEM_DATA], more_of(&more, r));
	if (a->a[NFTA_SET_ELEM_OBJREF])
		more_of(&more, r)->object = attr_str(r, a, NFTA_SET_ELEM_OBJREF);
	if (a->a[NFTA_SET_ELEM_TIMEOUT]) {
		more_of(&more, r)->info.has_timeout = true;
		more->info.timeout = attr_u64(a, NFTA_SET_ELEM_TIMEOUT);
	}
	if (a->a[NFTA_SET_ELEM_EXPIRATION]) {
		more_of(&more, r)->info.has_expires = true;
		more->info.expires = attr_u64(a, NFTA_SET_ELEM_EXPIRATION);
	}
	udata = attr_bytes(a, NFTA_SET_ELEM_USERDATA, &len);
	comment = udata ? udata_get_str(r, udata, len, UDATA_COMMENT) : NULL;
	if (comment)
		more_of(&more, r)->info.comment = comment;
	if (a->a[NFTA_SET_ELEM_EXPR] || a->a[NFTA_SET_ELEM_EXPRESSIONS])
		take_stmts(f, f->set->table, a->a[NFTA_SET_ELEM_EXPR], a->a[NFTA_SET_ELEM_EXPRESSIONS], &more_of(&more, r)->info.stmts);
	return more;
}

void fetch_element(struct fetch *f, const struct nlattr *nest)
{
	struct wire *w = f->wire;
	struct elem_more *more;
	struct attrs a;
	uint32_t i, flags;

	attrs_of(nest, &a);
	flags = attr_u32(&a, NFTA_SET_ELEM_FLAGS);
	i = wire_push(f->r, w, a.a[NFTA_SET_ELEM_KEY_END], w->data_len && a.a[NFTA_SET_ELEM_DATA]);
	copy_value(w->keys + (size_t)i * w->key_len, w->key_len, a.a[NFTA_SET_ELEM_KEY]);
	if (w->key_ends)
		copy_value(w->key_ends + (size_t)i * w->key_len, w->key_len, a.a[NFTA_SET_ELEM_KEY_END] ? a.a[NFTA_SET_ELEM_KEY_END] : a.a[NFTA_SET_ELEM_KEY]);
	if (w->data && a.a[NFTA_SET_ELEM_DATA])
		copy_value(w->data + (size_t)i * w->data_len, w->data_len, a.a[NFTA_SET_ELEM_DATA]);
	if (flags & (NFT_SET_ELEM_INTERVAL_END | NFT_SET_ELEM_CATCHALL))
		wire_set_flags(f->r, w, i, (uint8_t)((flags & NFT_SET_ELEM_INTERVAL_END ? WIRE_END : 0) | (flags & NFT_SET_ELEM_CATCHALL ? WIRE_CATCHALL : 0)));
	more = take_more(f, &a);
	if (more)
		wire_set_more(f->r, w, i, more);
}

int fetch_elements(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	const struct nlattr *elem;
	struct attrs a;

	attrs_of_message(nlh, &a);
	if (a.a[NFTA_SET_ELEM_LIST_ELEMENTS])
		mnl_attr_for_each_nested(elem, a.a[NFTA_SET_ELEM_LIST_ELEMENTS])
			fetch_element(f, elem);
	return 0;
}

void wire_for(struct wire *w, const struct set *s)
{
	*w = (struct wire){ .key_len = (uint16_t)wire_key_len(s), .data_len = (uint16_t)(wire_data_len(s)) };
}

int fetch_set_elements(struct fetch *f, struct table *t, struct set *s)
{
	bool reset = f->filter->reset & FETCH_ELEMENTS && !s->anonymous;
	struct wire w;
	int err;

	wire_for(&w, s);
	f->set = s;
	f->wire = &w;
	request_begin(f->k, &f->b, reset ? MSG_GETSETELEM_RESET : NFT_MSG_GETSETELEM, NLM_F_DUMP, family_nfproto(t->family));
	nl_str(&f->b, NFTA_SET_ELEM_LIST_TABLE, t->name);
	nl_str(&f->b, NFTA_SET_ELEM_LIST_SET, s->name);
	err = socket_ask(f->k, &f->b, fetch_elements, f);
	if (!err)
		err = wire_decode(f->r, s, &w, &s->elems);
	s->elems_known = !err;
	return err;
}

/* ---------------------------------------------------------------- single elements */
static void put_key(struct nlbuf *b, uint16_t type, const uint8_t *key, unsigned len)
{
	size_t nest = nl_nest(b, type);

	nl_put(b, NFTA_DATA_VALUE, key, len);
	nl_nest_end(b, nest);
}

static int ask_element(struct fetch *f, const struct set *s, const uint8_t *key, const uint8_t *end, uint32_t flags, bool reset)
{
	unsigned len = wire_key_len(s);
	size_t list, elem;

	request_begin(f->k, &f->b, reset ? MSG_GETSETELEM_RESET : NFT_MSG_GETSETELEM, 0, family_nfproto(s->table->family));
	nl_str(&f->b, NFTA_SET_ELEM_LIST_TABLE, s->table->name);
	nl_str(&f->b, NFTA_SET_ELEM_LIST_SET, s->name);
	list = nl_nest(&f->b, NFTA_SET_ELEM_LIST_ELEMENTS);
	elem = nl_nest(&f->b, NFTA_LIST_ELEM);
	if (flags)
		nl_u32(&f->b, NFTA_SET_ELEM_FLAGS, flags);
	put_key(&f->b, NFTA_SET_ELEM_KEY, key, len);
	if (end)
		put_key(&f->b, NFTA_SET_ELEM_KEY_END, end, len);
	nl_nest_end(&f->b, elem);
	nl_nest_end(&f->b, list);
	return socket_ask(f->k, &f->b, fetch_elements, f);
}

/* An interval of one part is two elements to the kernel: the start that is asked for, and the end behind it. */
static int ask_interval(struct fetch *f, const struct set *s, const struct wire *ask, uint32_t i, bool reset)
{
	const uint8_t *key = ask->keys + (size_t)i * ask->key_len;
	int err = ask_element(f, s, key, NULL, 0, reset);

	if (!err) {
		err = ask_element(f, s, key, NULL, NFT_SET_ELEM_INTERVAL_END, reset);
		if (err == -ENOENT)	/* open: reaches the last value */
			err = 0;
	}
	return err;
}

int kernel_get_elements(struct kernel *k, struct region *r, const struct set *s, const struct elems *ask, bool reset, struct elems *out)
{
	struct fetch_filter filter = { .what = 0 };
	struct ruleset rs = { .region = r };
	struct fetch f = { .k = k, .r = r, .rs = &rs, .filter = &filter, .set = (struct set *)s };
	struct wire keys = { 0 }, got;
	int err = wire_encode(r, s, ask, WIRE_BARE, &keys);

	wire_for(&got, s);
	f.wire = &got;
	for (uint32_t i = 0; i < keys.n && !err; i++) {
		uint8_t flags = keys.flags ? keys.flags[i] : 0;

		if (flags & WIRE_END)
			continue;
		if (s->flags & NFT_SET_INTERVAL && s->key.n == 1)
			err = ask_interval(&f, s, &keys, i, reset);
		else
			err = ask_element(&f, s, keys.keys + (size_t)i * keys.key_len, keys.key_ends ? keys.key_ends + (size_t)i * keys.key_len : NULL,
					  flags & WIRE_CATCHALL ? NFT_SET_ELEM_CATCHALL : 0, reset);
	}
	nl_free(&f.b);
	return err ? err : wire_decode(r, s, &got, out);
}
