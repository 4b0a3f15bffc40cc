/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `typeof` keys of sets, as nft notes them: a number for the kind of expression, then what it reads. */
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/udata.h"

enum { TYPEOF_KIND = 0, TYPEOF_DATA = 1 };	/* entries of each expression */
enum {	/* kinds */
	KIND_PAYLOAD = 7, KIND_EXTHDR = 8, KIND_META = 9, KIND_SOCKET = 10, KIND_OSF = 11, KIND_CT = 12, KIND_CONCAT = 13,
	KIND_NUMGEN = 23, KIND_HASH = 24, KIND_RT = 25, KIND_FIB = 27, KIND_XFRM = 28,
	KIND_FIB_BEFORE = 26,	/* until nft 1.1.5 */
};

/* ---------------------------------------------------------------- numbers of headers and fields */
static const uint32_t header_numbers[N_HEADERS] = {
#define TYPEOF_HEADER(ident, number) [HDR_##ident] = number,
#define TYPEOF_FIELD(header, ident, number)
#define TYPEOF_EXTHDR(ident, number)
#include "catalog/typeof.def"
#undef TYPEOF_HEADER
#undef TYPEOF_FIELD
#undef TYPEOF_EXTHDR
};
static const uint32_t exthdr_numbers[N_EXTHDRS] = {
#define TYPEOF_HEADER(ident, number)
#define TYPEOF_FIELD(header, ident, number)
#define TYPEOF_EXTHDR(ident, number) [EXTHDR_##ident] = number,
#include "catalog/typeof.def"
#undef TYPEOF_HEADER
#undef TYPEOF_FIELD
#undef TYPEOF_EXTHDR
};
static const struct { uint8_t header, field, number; } field_numbers[] = {
#define TYPEOF_HEADER(ident, number)
#define TYPEOF_FIELD(header, ident, number) { HDR_##header, FLD_##header##_##ident, number },
#define TYPEOF_EXTHDR(ident, number)
#include "catalog/typeof.def"
#undef TYPEOF_HEADER
#undef TYPEOF_FIELD
#undef TYPEOF_EXTHDR
};
#define N_FIELD_NUMBERS (sizeof(field_numbers) / sizeof(field_numbers[0]))

static uint32_t field_number(const struct header_row *h, unsigned field)
{
	for (size_t i = 0; i < N_FIELD_NUMBERS; i++)
		if (field_numbers[i].header == h->id && field_numbers[i].field == field)
			return field_numbers[i].number;
	return field + 1;
}

static const struct header_row *header_numbered(uint32_t number)
{
	for (unsigned i = 0; number && i < N_HEADERS; i++)
		if (header_numbers[i] == number)
			return &headers[i];
	return NULL;
}

static const struct field_row *field_numbered(const struct header_row *h, uint32_t number)
{
	for (unsigned i = 0; i < h->n_fields; i++)
		if (field_number(h, i) == number && !(h->fields[i].flags & FIELD_ALIAS))
			return &h->fields[i];
	return NULL;
}

static const struct { uint8_t cls; const char *name; uint32_t number; } option_fields[] = {
#define TYPEOF_HEADER(ident, number)
#define TYPEOF_FIELD(header, ident, number)
#define TYPEOF_EXTHDR(ident, number)
#define TYPEOF_OPTION_FIELD(cls, name, number) { cls, name, number },
#include "catalog/typeof.def"
#undef TYPEOF_HEADER
#undef TYPEOF_FIELD
#undef TYPEOF_EXTHDR
};
#define N_OPTION_FIELDS (sizeof(option_fields) / sizeof(option_fields[0]))

/* Fields of TCP options and SCTP chunks count from 0, others from 1. */
static unsigned first_field(uint8_t cls)
{
	return cls == XH_TCP || cls == XH_SCTP ? 0 : 1;
}

/* Rows that share a number are one option: its fields count on, in the order in which they stand. */
static unsigned number_of_field(const struct exthdr_row *x, const struct field_row *f)
{
	unsigned n = (unsigned)(f - x->fields) + first_field(x->cls);

	for (size_t i = 0; i < N_OPTION_FIELDS; i++)
		if (option_fields[i].cls == x->cls && !strcmp(option_fields[i].name, f->sel.name))
			return option_fields[i].number;
	for (const struct exthdr_row *before = x - 1; before >= exthdrs && before->cls == x->cls && before->number == x->number && x->cls != XH_IP6; before--)
		n += before->n_fields;
	return n;
}

/* The row of the option that has the field with that number, which becomes the index in the row. */
static const struct exthdr_row *row_of_field(const struct exthdr_row *x, uint32_t *field)
{
	for (unsigned i = 0; i < x->n_fields; i++)
		if (number_of_field(x, &x->fields[i]) == *field) {
			*field = i;
			return x;
		}
	*field -= first_field(x->cls);
	while (*field >= x->n_fields) {
		if (x + 1 == exthdrs + N_EXTHDRS || x[1].cls != x->cls || x[1].number != x->number || x->cls == XH_IP6)
			return NULL;
		*field -= x->n_fields;
		x++;
	}
	return x;
}

/* ---------------------------------------------------------------- out */
static bool put_payload(struct udata *u, const struct expr *e)
{
	const struct header_row *h = e->payload.header;

	if (h && e->payload.field && header_numbers[h->id]) {
		udata_put_u32(u, 0, header_numbers[h->id]);
		udata_put_u32(u, 1, field_number(h, (unsigned)(e->payload.field - h->fields)));
	} else {
		udata_put_u32(u, 0, 0);
		udata_put_u32(u, 1, 0);
		udata_put_u32(u, 2, e->payload.base);
		udata_put_u32(u, 3, e->payload.offset);
	}
	if (e->type == &integer_type || e->type == &xinteger_type)
		udata_put_u32(u, 4, e->bits);
	if (e->payload.inner || (h && h->base == BASE_INNER))
		udata_put_u32(u, 5, header_numbers[e->payload.inner ? e->payload.inner->id : h->id]);
	return true;
}

/* Whether an option or header is there, not what is in it. Other tools have no word for that, and pass over it. */
#define EXTHDR_IS_THERE	3

static bool put_exthdr(struct udata *u, const struct expr *e)
{
	const struct exthdr_row *x = e->exthdr.header;

	if (!e->exthdr.field && (!e->exthdr.present || (e->exthdr.op == XH_IP6 && !x)))
		return false;
	udata_put_u32(u, 1, e->exthdr.field ? number_of_field(x, e->exthdr.field) : first_field(e->exthdr.op));
	if (e->exthdr.op != XH_IP6)
		udata_put_u32(u, 2, e->exthdr.op);
	udata_put_u32(u, 0, e->exthdr.op == XH_IP6 ? exthdr_numbers[x - exthdrs] : x ? x->number : e->exthdr.raw_kind);
	if (!e->exthdr.field)
		udata_put_u32(u, EXTHDR_IS_THERE, 1);
	return true;
}

static bool put_ct(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->ct.row->id);
	udata_put_u32(u, 1, (uint32_t)e->ct.dir);
	return true;
}

static bool put_key(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->meta.row->id);
	return true;
}

static bool put_nothing(struct udata *u, const struct expr *e)
{
	(void)u, (void)e;
	return true;
}

static bool put_numgen(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->numgen.type);
	udata_put_u32(u, 1, e->numgen.mod);
	udata_put_u32(u, 2, e->numgen.offset);
	return true;
}

enum { HASH_ARG = 5 };	/* what is hashed: a note of our own, nft has none */

static bool put_hash(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->hash.type);
	udata_put_u32(u, 1, e->hash.offset);
	udata_put_u32(u, 2, e->hash.mod);
	udata_put_u32(u, 3, e->hash.seed);
	udata_put_u32(u, 4, e->hash.has_seed);
	return e->hash.type == NFT_HASH_SYM || udata_put_typeof(u, HASH_ARG, e->hash.arg);
}

static bool put_fib(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->fib.result);
	udata_put_u32(u, 1, e->fib.flags | (e->fib.check ? NFTA_FIB_F_PRESENT : 0));
	return true;
}

static bool put_xfrm(struct udata *u, const struct expr *e)
{
	udata_put_u32(u, 0, e->xfrm.row->id);
	udata_put_u32(u, 1, e->xfrm.spnum);
	udata_put_u32(u, 2, e->xfrm.dir);
	return true;
}

static bool put_concat(struct udata *u, const struct expr *e)
{
	vec_each(i, &e->list.items)
		if (!udata_put_typeof(u, (uint8_t)i, e->list.items.v[i]))
			return false;
	return true;
}

/* ---------------------------------------------------------------- in */
struct numbers { uint32_t v[8]; bool has[8]; };

static struct numbers numbers_of(const struct udata_iter *data)
{
	struct udata_iter it = { .p = data->value, .left = data->len };
	struct numbers n = { { 0 }, { 0 } };

	while (udata_next(&it)) {
		if (it.type >= 8)
			continue;
		n.v[it.type] = udata_u32(&it);
		n.has[it.type] = true;
	}
	return n;
}

static struct expr *selected(struct region *r, enum expr_id id, const struct selector *sel)
{
	struct expr *e = expr_new(r, id, (struct loc){ 0 });

	e->type = sel->type;
	e->bits = sel->bits;
	e->order = sel->order;
	return e;
}

static struct expr *get_payload(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	const struct header_row *h = header_numbered(n.v[0]);
	const struct field_row *f = h ? field_numbered(h, n.v[1]) : NULL;
	struct expr *e;

	if (h && !f)
		return NULL;
	if (f) {
		e = selected(r, E_PAYLOAD, &f->sel);
		e->payload.header = h;
		e->payload.field = f;
		e->payload.base = h->base;
		e->payload.offset = f->offset;
		e->payload.inner = h->base == BASE_INNER ? NULL : header_numbered(n.v[5]);
		return e;
	}
	e = expr_new(r, E_PAYLOAD, (struct loc){ 0 });
	e->type = &xinteger_type;
	e->order = ORDER_NET;
	e->bits = n.v[4];
	e->payload.base = (uint8_t)n.v[2];
	e->payload.offset = (uint16_t)n.v[3];
	return e->bits && e->bits <= WIDE_MAX * 8 ? e : NULL;
}

static const struct exthdr_row *exthdr_numbered(uint32_t cls, uint32_t number)
{
	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == cls && (cls == XH_IP6 ? exthdr_numbers[i] : exthdrs[i].number) == number)
			return &exthdrs[i];
	return NULL;
}

static struct expr *get_is_there(struct region *r, const struct numbers *n, const struct exthdr_row *x)
{
	struct expr *e = expr_new(r, E_EXTHDR, (struct loc){ 0 });

	if (n->v[2] > XH_DCCP || n->v[0] > UINT8_MAX || (n->v[2] == XH_IP6 && !x))
		return NULL;
	e->type = &boolean_type;
	e->bits = 8;
	e->order = boolean_type.order;
	e->exthdr.header = x;
	e->exthdr.op = (uint8_t)n->v[2];
	e->exthdr.raw_kind = x ? x->number : (uint8_t)n->v[0];
	e->exthdr.present = true;
	return e;
}

static struct expr *get_exthdr(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	const struct exthdr_row *x = exthdr_numbered(n.v[2], n.v[0]);
	uint32_t field = n.v[1];
	struct expr *e;

	if (n.v[EXTHDR_IS_THERE])
		return get_is_there(r, &n, x);
	if (x)
		x = row_of_field(x, &field);
	if (!x)
		return NULL;
	e = selected(r, E_EXTHDR, &x->fields[field].sel);
	e->exthdr.header = x;
	e->exthdr.field = &x->fields[field];
	e->exthdr.op = x->cls;
	e->exthdr.raw_kind = x->number;
	e->exthdr.offset = x->fields[field].offset;
	return e;
}

static struct expr *get_keyed(struct region *r, enum expr_id id, const struct key_row *rows, unsigned n_rows, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	const struct key_row *row = n.has[0] ? key_by_id(rows, n_rows, n.v[0]) : NULL;
	struct expr *e;

	if (!row)
		return NULL;
	e = selected(r, id, &row->sel);
	if (id == E_CT) {
		e->ct.row = row;
		e->ct.dir = n.has[1] ? (int8_t)n.v[1] : -1;
	} else {
		e->meta.row = row;
	}
	return e;
}

static struct expr *get_meta(struct region *r, const struct udata_iter *d) { return get_keyed(r, E_META, meta_keys, n_meta_keys, d); }
static struct expr *get_ct(struct region *r, const struct udata_iter *d) { return get_keyed(r, E_CT, ct_keys, n_ct_keys, d); }
static struct expr *get_rt(struct region *r, const struct udata_iter *d) { return get_keyed(r, E_RT, rt_keys, n_rt_keys, d); }
static struct expr *get_socket(struct region *r, const struct udata_iter *d) { return get_keyed(r, E_SOCKET, socket_keys, n_socket_keys, d); }

static struct expr *get_osf(struct region *r, const struct udata_iter *data)
{
	struct expr *e = expr_new(r, E_OSF, (struct loc){ 0 });

	(void)data;
	e->type = &string_type;
	e->bits = 16 * 8;
	return e;
}

static struct expr *plain(struct region *r, enum expr_id id, unsigned bits)
{
	struct expr *e = expr_new(r, id, (struct loc){ 0 });

	e->type = &integer_type;
	e->order = ORDER_HOST;
	e->bits = bits;
	return e;
}

static struct expr *get_numgen(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	struct expr *e = plain(r, E_NUMGEN, 32);

	e->numgen.type = n.v[0];
	e->numgen.mod = n.v[1];
	e->numgen.offset = n.v[2];
	return e;
}

/* Without what a jhash is of, the key is only a number. */
static struct expr *get_hash(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	struct expr *e = plain(r, E_HASH, 32);
	struct udata_iter arg;

	e->hash.type = n.v[0];
	e->hash.offset = n.v[1];
	e->hash.mod = n.v[2];
	e->hash.seed = n.v[3];
	e->hash.has_seed = n.v[4];
	if (n.v[0] == NFT_HASH_SYM)
		return e;
	e->hash.arg = udata_get(data->value, data->len, HASH_ARG, &arg) ? udata_get_typeof(r, arg.value, arg.len) : NULL;
	return e->hash.arg && e->hash.arg->id != E_HASH ? e : NULL;
}

static struct expr *get_fib(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	bool check = n.v[1] & NFTA_FIB_F_PRESENT;
	const struct key_row *row = check ? key_by_name(fib_keys, n_fib_keys, "check") : key_by_id(fib_keys, n_fib_keys, n.v[0]);
	struct expr *e;

	if (!row)
		return NULL;
	e = selected(r, E_FIB, &row->sel);
	e->fib.result = n.v[0];
	e->fib.flags = n.v[1] & ~(uint32_t)NFTA_FIB_F_PRESENT;
	e->fib.check = check;
	return e;
}

static struct expr *get_xfrm(struct region *r, const struct udata_iter *data)
{
	struct numbers n = numbers_of(data);
	const struct key_row *row = key_by_id(xfrm_keys, n_xfrm_keys, n.v[0]);
	struct expr *e;

	if (!row)
		return NULL;
	e = selected(r, E_XFRM, &row->sel);
	e->xfrm.row = row;
	e->xfrm.spnum = n.v[1];
	e->xfrm.dir = n.v[2];
	return e;
}

static struct expr *get_concat(struct region *r, const struct udata_iter *data)
{
	struct udata_iter it = { .p = data->value, .left = data->len };
	struct expr *e = expr_new(r, E_CONCAT, (struct loc){ 0 });

	while (udata_next(&it)) {
		struct expr *part = udata_get_typeof(r, it.value, it.len);

		if (!part || part->id == E_CONCAT)
			return NULL;
		vec_push(r, &e->list.items, part);
		e->bits += (part->bits + 31) / 32 * 32;
	}
	return e->list.items.n ? e : NULL;
}

/* ---------------------------------------------------------------- kinds */
static const struct typeof_row {
	uint8_t kind, id;
	bool (*put)(struct udata *u, const struct expr *e);
	struct expr *(*get)(struct region *r, const struct udata_iter *data);
} kinds[] = {
	{ KIND_PAYLOAD, E_PAYLOAD, put_payload, get_payload },
	{ KIND_EXTHDR, E_EXTHDR, put_exthdr, get_exthdr },
	{ KIND_META, E_META, put_key, get_meta },
	{ KIND_SOCKET, E_SOCKET, put_key, get_socket },
	{ KIND_OSF, E_OSF, put_nothing, get_osf },
	{ KIND_CT, E_CT, put_ct, get_ct },
	{ KIND_CONCAT, E_CONCAT, put_concat, get_concat },
	{ KIND_NUMGEN, E_NUMGEN, put_numgen, get_numgen },
	{ KIND_HASH, E_HASH, put_hash, get_hash },
	{ KIND_RT, E_RT, put_key, get_rt },
	{ KIND_FIB, E_FIB, put_fib, get_fib },
	{ KIND_FIB_BEFORE, E_FIB, put_fib, get_fib },
	{ KIND_XFRM, E_XFRM, put_xfrm, get_xfrm },
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

bool udata_put_typeof(struct udata *u, uint8_t type, const struct expr *e)
{
	unsigned nest, data;
	bool ok;

	for (size_t i = 0; i < N_KINDS; i++) {
		if (kinds[i].id != e->id)
			continue;
		nest = udata_nest(u, type);
		udata_put_u32(u, TYPEOF_KIND, kinds[i].kind);
		data = udata_nest(u, TYPEOF_DATA);
		ok = kinds[i].put(u, e);
		udata_nest_end(u, data);
		udata_nest_end(u, nest);
		return ok;
	}
	return false;
}

struct expr *udata_get_typeof(struct region *r, const uint8_t *p, unsigned len)
{
	struct udata_iter kind, data;

	if (!udata_get(p, len, TYPEOF_KIND, &kind) || !udata_get(p, len, TYPEOF_DATA, &data))
		return NULL;
	for (size_t i = 0; i < N_KINDS; i++)
		if (kinds[i].kind == udata_u32(&kind))
			return kinds[i].get(r, &data);
	return NULL;
}
