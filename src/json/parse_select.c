/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: expressions that read packets. Names are looked up in the rows of the catalog. */
#include <string.h>

#include "json/parse_priv.h"
#include "model/uapi.h"

static struct expr *read_of(struct jin *j, const struct jnode *n, enum expr_id id, const struct selector *sel)
{
	struct expr *e = expr_new(j->r, id, jin_loc(j, n));

	if (sel) {
		e->type = sel->type;
		e->bits = sel->bits;
		e->order = sel->order;
	}
	return e;
}

/* ------------------------------------------------------------------ header fields */

static const struct field_row *field_named(const struct field_row *fields, unsigned n, const char *name)
{
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(fields[i].sel.json ? fields[i].sel.json : fields[i].sel.name, name))
			return &fields[i];
	return NULL;
}

/* Member "field" of @n, among @fields. */
static const struct field_row *field_of(struct jin *j, const struct jnode *n, const struct field_row *fields, unsigned count)
{
	const struct jnode *m = jin_need(j, n, "field");
	struct jin_near near = { .want = m ? jin_string(j, m) : NULL };
	const struct field_row *f = near.want ? field_named(fields, count, near.want) : NULL;

	if (f || !near.want)
		return f;
	for (unsigned i = 0; i < count; i++)
		jin_try(&near, fields[i].sel.name);
	return jin_unknown(j, m, "field", &near);
}

static const struct header_row *header_of(struct jin *j, const struct jnode *m)
{
	struct jin_near near = { .want = jin_string(j, m) };
	const struct header_row *h = near.want ? header_by_name(near.want) : NULL;

	if (h || !near.want)
		return h;
	for (unsigned i = 0; i < N_HEADERS; i++)
		jin_try(&near, headers[i].name);
	return jin_unknown(j, m, "protocol", &near);
}

static bool tunnel_of(struct jin *j, const struct jnode *n, const struct header_row **out)
{
	const struct jnode *m = json_member(n, "tunnel");

	*out = m ? header_of(j, m) : NULL;
	return !m || *out;
}

static struct expr *raw_payload(struct jin *j, const struct jnode *n, const struct jnode *base)
{
	static const char *const bases[] = { [BASE_LL] = "ll", [BASE_NH] = "nh", [BASE_TH] = "th", [BASE_INNER] = "ih" };
	struct expr *e = expr_new(j->r, E_PAYLOAD, jin_loc(j, n));
	struct jin_near near = { .want = jin_string(j, base) };
	uint64_t offset = 0, len = 0;

	if (!near.want)
		return NULL;
	for (unsigned b = BASE_LL; b <= BASE_INNER; b++) {
		jin_try(&near, bases[b]);
		if (!strcmp(bases[b], near.want))
			e->payload.base = (uint8_t)b;
	}
	if (!e->payload.base)
		return jin_unknown(j, base, "base", &near);
	if (!jin_need_number(j, n, "offset", UINT16_MAX, &offset) || !jin_need_number(j, n, "len", WIDE_MAX * 8, &len))
		return NULL;
	if (!len)
		return jin_fail(j, n, "at least one bit must be read");
	e->payload.offset = (uint16_t)offset;
	e->bits = (uint32_t)len;
	e->order = ORDER_NET;
	return tunnel_of(j, n, &e->payload.inner) ? e : NULL;
}

static struct expr *payload(struct jin *j, const struct jnode *n)
{
	const struct jnode *base = json_member(n, "base"), *protocol;
	const struct header_row *h;
	const struct field_row *f;
	struct expr *e;

	if (base)
		return raw_payload(j, n, base);
	protocol = jin_need(j, n, "protocol");
	h = protocol ? header_of(j, protocol) : NULL;
	f = h ? field_of(j, n, h->fields, h->n_fields) : NULL;
	if (!f)
		return NULL;
	e = read_of(j, n, E_PAYLOAD, &f->sel);
	e->payload.header = h;
	e->payload.field = f;
	e->payload.base = h->base;
	e->payload.offset = f->offset;
	if (!tunnel_of(j, n, &e->payload.inner))
		return NULL;
	if (e->payload.inner == h)	/* a field of the tunnel itself */
		e->payload.inner = NULL;
	return e;
}

/* ------------------------------------------------------------------ extension headers, options, chunks */

static struct expr *exthdr_new(struct jin *j, const struct jnode *n, const struct exthdr_row *x, const struct field_row *f)
{
	struct expr *e = read_of(j, n, E_EXTHDR, f ? &f->sel : NULL);

	e->exthdr.header = x;
	e->exthdr.field = f;
	e->exthdr.op = x->cls;
	e->exthdr.raw_kind = x->number;
	e->exthdr.offset = f ? f->offset : 0;
	e->exthdr.present = !f;
	return e;
}

/* By number: {"base": 255, "offset": 8, "len": 8}; a whole option if the length is 0. */
static struct expr *numbered(struct jin *j, const struct jnode *n, enum exthdr_class cls, const char *key)
{
	struct expr *e = expr_new(j->r, E_EXTHDR, jin_loc(j, n));
	uint64_t kind = 0, offset = 0, len = 0;

	if (!jin_need_number(j, n, key, UINT8_MAX, &kind) || !jin_get_number(j, n, "offset", UINT16_MAX, &offset) ||
	    !jin_get_number(j, n, "len", WIDE_MAX * 8, &len))
		return NULL;
	e->exthdr.op = (uint8_t)cls;
	e->exthdr.raw_kind = (uint8_t)kind;
	e->exthdr.header = exthdr_by_number(cls, e->exthdr.raw_kind);
	e->exthdr.offset = (uint16_t)offset;
	e->exthdr.present = !len || cls == XH_SCTP;	/* of chunks by number only this can be asked */
	e->bits = (uint32_t)len;
	e->order = ORDER_NET;
	return e;
}

/* Fields that there are several of may come as "addr" and the number of it in "offset". */
static const struct field_row *exthdr_field_of(struct jin *j, const struct jnode *n, const struct exthdr_row *x)
{
	const char *name = NULL;
	uint64_t index = 0;
	const struct field_row *f = NULL;

	if (!jin_get_string(j, n, "field", &name) || !jin_get_number(j, n, "offset", UINT8_MAX, &index))
		return NULL;
	if (json_member(n, "offset"))
		f = exthdr_field(x, region_printf(j->r, "%s[%u]", name, (unsigned)index));
	if (!f)
		f = exthdr_field(x, name);
	return f ? f : field_of(j, n, x->fields, x->n_fields);
}

static struct expr *exthdr_class(struct jin *j, const struct jnode *n, enum exthdr_class cls)
{
	const struct jnode *m = jin_need(j, n, "name");
	struct jin_near near = { .want = m ? jin_string(j, m) : NULL };
	const struct exthdr_row *x = near.want ? exthdr_by_name(cls, near.want) : NULL;
	const struct field_row *f = NULL;

	if (!near.want)
		return NULL;
	if (!x) {
		for (unsigned i = 0; i < N_EXTHDRS; i++)
			if (exthdrs[i].cls == cls)
				jin_try(&near, exthdrs[i].name);
		return jin_unknown(j, m, "header", &near);
	}
	if (json_member(n, "field")) {
		f = exthdr_field_of(j, n, x);
		if (!f)
			return NULL;
	}
	return exthdr_new(j, n, x, f);
}

static struct expr *exthdr(struct jin *j, const struct jnode *n)
{
	return exthdr_class(j, n, XH_IP6);
}

static struct expr *tcp_option(struct jin *j, const struct jnode *n)
{
	return json_member(n, "base") ? numbered(j, n, XH_TCP, "base") : exthdr_class(j, n, XH_TCP);
}

static struct expr *ip_option(struct jin *j, const struct jnode *n)
{
	return json_member(n, "base") ? numbered(j, n, XH_IP4, "base") : exthdr_class(j, n, XH_IP4);
}

static struct expr *sctp_chunk(struct jin *j, const struct jnode *n)
{
	return json_member(n, "base") ? numbered(j, n, XH_SCTP, "base") : exthdr_class(j, n, XH_SCTP);
}

static struct expr *dccp_option(struct jin *j, const struct jnode *n)
{
	return numbered(j, n, XH_DCCP, "type");
}

/* ------------------------------------------------------------------ keys */

static const char *key_text(const struct key_row *row)
{
	return row->sel.json ? row->sel.json : row->sel.name;
}

/* Member "key" of @n among @rows, with the "family" beside it. */
static const struct key_row *key_of(struct jin *j, const struct jnode *n, const struct key_row *rows, unsigned count, enum family *family)
{
	const struct jnode *m = jin_need(j, n, "key");
	struct jin_near near = { .want = m ? jin_string(j, m) : NULL };
	enum family f = FAM_UNSPEC;

	if (!near.want || !jin_get_family(j, n, "family", &f))
		return NULL;
	if (f != FAM_UNSPEC)
		near.want = region_printf(j->r, "%s %s", family_name(f), near.want);
	if (family)
		*family = f;
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(key_text(&rows[i]), near.want))
			return &rows[i];
	for (unsigned i = 0; i < count; i++)
		jin_try(&near, key_text(&rows[i]));
	return jin_unknown(j, m, "key", &near);
}

static struct expr *meta(struct jin *j, const struct jnode *n)
{
	const struct key_row *row = key_of(j, n, meta_keys, n_meta_keys, NULL);
	struct expr *e;

	if (!row)
		return NULL;
	e = read_of(j, n, E_META, &row->sel);
	e->meta.row = row;
	return tunnel_of(j, n, &e->meta.inner) ? e : NULL;
}

static struct expr *ct(struct jin *j, const struct jnode *n)
{
	static const struct flag_row dirs[] = { { "original", 1 }, { "reply", 2 }, { NULL, 0 } };
	enum family family = FAM_UNSPEC;
	const struct key_row *row = key_of(j, n, ct_keys, n_ct_keys, &family);
	uint32_t dir = 0;
	struct expr *e;

	if (!row || !jin_get_word(j, n, "dir", dirs, &dir))
		return NULL;
	e = read_of(j, n, E_CT, &row->sel);
	e->ct.row = row;
	e->ct.dir = (int8_t)(dir & 2 ? 1 : dir ? 0 : -1);
	if (family != FAM_UNSPEC)
		e->ct.nfproto = family_nfproto(family);
	else if (row->flags & (KEY_IP4 | KEY_IP6))
		e->ct.nfproto = family_nfproto(row->flags & KEY_IP4 ? FAM_IP : FAM_IP6);
	return e;
}

static struct expr *rt(struct jin *j, const struct jnode *n)
{
	const struct key_row *row = key_of(j, n, rt_keys, n_rt_keys, NULL);
	struct expr *e;

	if (!row)
		return NULL;
	e = read_of(j, n, E_RT, &row->sel);
	e->meta.row = row;
	return e;
}

static struct expr *socket_key(struct jin *j, const struct jnode *n)
{
	const struct key_row *row = key_of(j, n, socket_keys, n_socket_keys, NULL);
	uint64_t level = 0;
	struct expr *e;

	if (!row || !jin_get_number(j, n, "level", UINT8_MAX, &level))
		return NULL;
	e = read_of(j, n, E_SOCKET, &row->sel);
	e->meta.row = row;
	e->meta.level = (uint32_t)level;
	return e;
}

static struct expr *tunnel_key(struct jin *j, const struct jnode *n)
{
	const struct key_row *row = key_of(j, n, tunnel_keys, n_tunnel_keys, NULL);
	struct expr *e;

	if (!row)
		return NULL;
	e = read_of(j, n, E_TUNNEL, &row->sel);
	e->tunnel.row = row;
	return e;
}

static struct expr *ipsec(struct jin *j, const struct jnode *n)
{
	static const struct flag_row dirs[] = { { "in", 1 }, { "out", 2 }, { NULL, 0 } };
	const struct key_row *row = key_of(j, n, xfrm_keys, n_xfrm_keys, NULL);
	uint64_t spnum = 0;
	uint32_t dir = 0;
	struct expr *e;

	if (!row || !jin_need_word(j, n, "dir", dirs, &dir) || !jin_get_number(j, n, "spnum", UINT8_MAX, &spnum))
		return NULL;
	e = read_of(j, n, E_XFRM, &row->sel);
	e->xfrm.row = row;
	e->xfrm.dir = dir == 2;
	e->xfrm.spnum = (uint32_t)spnum;
	return e;
}

static struct expr *fib(struct jin *j, const struct jnode *n)
{
	const struct jnode *m = jin_need(j, n, "result");
	struct jin_near near = { .want = m ? jin_string(j, m) : NULL };
	const struct key_row *row;
	struct expr *e;

	if (!near.want)
		return NULL;
	row = key_by_name(fib_keys, n_fib_keys, near.want);
	if (!row) {
		for (unsigned i = 0; i < n_fib_keys; i++)
			jin_try(&near, fib_keys[i].sel.name);
		return jin_unknown(j, m, "result of fib", &near);
	}
	e = read_of(j, n, E_FIB, &row->sel);
	e->fib.check = row->id == KEY_BY_FAMILY;
	e->fib.result = e->fib.check ? NFT_FIB_RESULT_OIF : row->id;
	return jin_need(j, n, "flags") && jin_get_flags(j, n, "flags", fib_flags, &e->fib.flags) ? e : NULL;
}

static struct expr *osf(struct jin *j, const struct jnode *n)
{
	static const struct flag_row keys[] = { { "name", 1 }, { "version", 2 }, { NULL, 0 } };
	struct expr *e = expr_new(j->r, E_OSF, jin_loc(j, n));
	uint32_t key = 0;

	if (!jin_need_word(j, n, "key", keys, &key) || !jin_get_word(j, n, "ttl", osf_ttl, &e->osf.ttl))
		return NULL;
	e->osf.version = key == 2;
	return e;
}

/* ------------------------------------------------------------------ numbers out of nothing, hashes */

static bool modulus(struct jin *j, const struct jnode *n, uint32_t *mod, uint32_t *offset)
{
	uint64_t m = 0, o = 0;

	if (!jin_need_number(j, n, "mod", UINT32_MAX, &m) || !jin_get_number(j, n, "offset", UINT32_MAX, &o))
		return false;
	if (!m || m - 1 + o > UINT32_MAX) {
		jin_fail(j, n, m ? "modulus and offset do not fit 32 bits" : "modulus must not be 0");
		return false;
	}
	*mod = (uint32_t)m;
	*offset = (uint32_t)o;
	return true;
}

static struct expr *numgen(struct jin *j, const struct jnode *n)
{
	static const struct flag_row modes[] = { { "inc", 1 + NFT_NG_INCREMENTAL }, { "random", 1 + NFT_NG_RANDOM }, { NULL, 0 } };
	struct expr *e = expr_new(j->r, E_NUMGEN, jin_loc(j, n));
	uint32_t mode = 0;

	if (!jin_need_word(j, n, "mode", modes, &mode) || !modulus(j, n, &e->numgen.mod, &e->numgen.offset))
		return NULL;
	e->numgen.type = mode - 1;
	return e;
}

static struct expr *symhash(struct jin *j, const struct jnode *n)
{
	struct expr *e = expr_new(j->r, E_HASH, jin_loc(j, n));

	e->hash.type = NFT_HASH_SYM;
	return modulus(j, n, &e->hash.mod, &e->hash.offset) ? e : NULL;
}

static struct expr *jhash(struct jin *j, const struct jnode *n)
{
	struct expr *e = symhash(j, n);
	uint64_t seed = 0;

	if (!e || !jin_get_number(j, n, "seed", UINT32_MAX, &seed))
		return NULL;
	e->hash.type = NFT_HASH_JENKINS;
	e->hash.has_seed = json_member(n, "seed") != NULL;
	e->hash.seed = (uint32_t)seed;
	e->hash.arg = jin_need_expr(j, n, "expr");
	return e->hash.arg ? e : NULL;
}

/* ------------------------------------------------------------------ all */

static const struct { const char *key; struct expr *(*parse)(struct jin *j, const struct jnode *n); } selectors[] = {
	{ "payload", payload }, { "exthdr", exthdr }, { "tcp option", tcp_option }, { "ip option", ip_option }, { "sctp chunk", sctp_chunk },
	{ "dccp option", dccp_option }, { "meta", meta }, { "ct", ct }, { "rt", rt }, { "socket", socket_key }, { "tunnel", tunnel_key },
	{ "ipsec", ipsec }, { "fib", fib }, { "osf", osf }, { "numgen", numgen }, { "jhash", jhash }, { "symhash", symhash },
};

struct expr *jin_selector(struct jin *j, const struct jnode *n, bool *known)
{
	*known = true;
	for (unsigned i = 0; i < sizeof(selectors) / sizeof(*selectors); i++)
		if (!strcmp(selectors[i].key, n->key))
			return selectors[i].parse(j, n);
	*known = false;
	return NULL;
}

void jin_try_selectors(struct jin_near *near)
{
	for (unsigned i = 0; i < sizeof(selectors) / sizeof(*selectors); i++)
		jin_try(near, selectors[i].key);
}
