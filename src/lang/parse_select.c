/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions that read: header fields, options, meta, ct ... Names are looked up in the rows of the catalog. */
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "lang/input.h"

static struct expr *selector(struct parser *p, enum expr_id id, struct loc loc, const struct selector *sel)
{
	struct expr *e = expr_new(p->region, id, loc);

	if (sel) {
		e->type = sel->type;
		e->bits = sel->bits;
		e->order = sel->order;
	}
	return e;
}

/* What stands in for an expression that an error was about, so that parsing goes on. */
static struct expr *no_expr(struct parser *p, struct loc loc)
{
	return symbol(p, loc, "", SYM_WORD);
}

/* ------------------------------------------------------------------ header fields */
static struct expr *payload_expr(struct parser *p, struct loc loc, const struct header_row *h, const struct field_row *f)
{
	struct expr *e = selector(p, E_PAYLOAD, loc, &f->sel);

	e->payload.header = h;
	e->payload.field = f;
	e->payload.base = h->base;
	e->payload.offset = f->offset;
	return e;
}

static struct expr *exthdr_expr(struct parser *p, struct loc loc, const struct exthdr_row *x, const struct field_row *f)
{
	struct expr *e = selector(p, E_EXTHDR, loc, f ? &f->sel : NULL);

	e->exthdr.header = x;
	e->exthdr.field = f;
	e->exthdr.op = x->cls;
	e->exthdr.raw_kind = x->number;
	e->exthdr.offset = f ? f->offset : 0;
	e->exthdr.present = !f;
	return e;
}

static struct expr *unknown_field(struct parser *p, struct loc loc, const char *header, struct loc_word field,
				  const struct field_row *fields, unsigned n)
{
	const char *near = nearest_field(fields, n, field.w.text);
	const char *other = near && *near == 's' ? region_printf(p->region, "d%s", near + 1) : "";

	if (near && nearest_field(fields, n, other) && !strcmp(nearest_field(fields, n, other), other) && !strcmp(near + 1, field.w.text))
		parse_error(p, field.loc, "syntax error, unexpected string: %s has no field '%s'; did you mean '%s' or '%s'?", header, field.w.text, near, other);
	else if (near)
		parse_error(p, field.loc, "syntax error, unexpected string: %s has no field '%s'; did you mean '%s'?", header, field.w.text, near);
	else
		parse_error(p, field.loc, "syntax error, unexpected string: %s has no field '%s'", header, field.w.text);
	return no_expr(p, loc);
}

struct expr *header_expr(struct parser *p, struct loc loc, struct token_word header, struct loc_word field)
{
	const struct header_row *h = header_by_name(header.text);
	const struct exthdr_row *x = h ? NULL : exthdr_by_name(XH_IP6, header.text);
	const struct field_row *f = h ? header_field(h, field.w.text) : x ? exthdr_field(x, field.w.text) : NULL;

	if (!f)
		return unknown_field(p, loc, header.text, field, h ? h->fields : x ? x->fields : NULL, h ? h->n_fields : x ? x->n_fields : 0);
	return h ? payload_expr(p, loc, h, f) : exthdr_expr(p, loc, x, f);
}

/* `arp saddr ip`: the only fields of two words. */
struct expr *arp_address(struct parser *p, struct loc loc, struct token_word header, struct loc_word which, const char *kind)
{
	which.w.text = region_printf(p->region, "%s %s", which.w.text, kind);
	return header_expr(p, loc, header, which);
}

struct expr *inner_expr(struct parser *p, struct loc loc, struct loc_word tunnel, struct expr *inner)
{
	if (inner->id != E_PAYLOAD) {
		parse_error(p, inner->loc, "only fields of headers can be read inside of %s", tunnel.w.text);
		return inner;
	}
	inner->payload.inner = header_by_name(tunnel.w.text);
	inner->loc = loc;
	return inner;
}

struct expr *raw_payload(struct parser *p, struct loc loc, struct loc_word base, uint64_t offset, uint64_t len)
{
	struct expr *e = expr_new(p->region, E_PAYLOAD, loc);

	if (!len || len > WIDE_MAX * 8 || offset > UINT16_MAX)
		parse_error(p, loc, "raw payload must be 1 to %d bits long and begin within %d bits", WIDE_MAX * 8, UINT16_MAX);
	e->payload.base = (uint8_t)raw_base(base.w.text, strlen(base.w.text));
	e->payload.offset = (uint16_t)offset;
	e->bits = (uint32_t)(len & 0xffff);
	e->order = ORDER_NET;
	return e;
}

/* ------------------------------------------------------------------ options, chunks, extension headers */
struct option_class { const char *header; enum exthdr_class cls; };
static const struct option_class option_classes[] = { { "tcp", XH_TCP }, { "ip", XH_IP4 }, { "dccp", XH_DCCP } };
static const struct option_class chunk_classes[] = { { "sctp", XH_SCTP } };

static const struct option_class *class_of(struct parser *p, const struct option_class *rows, unsigned n, struct loc_word header, const char *what)
{
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(rows[i].header, header.w.text))
			return &rows[i];
	parse_error(p, header.loc, "%s has no %ss", header.w.text, what);
	return NULL;
}

static const char *nearest_exthdr(enum exthdr_class cls, const char *name)
{
	struct field_row names[N_EXTHDRS];
	unsigned n = 0;

	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == cls)
			names[n++] = (struct field_row){ .sel = { .name = exthdrs[i].name } };
	return nearest_field(names, n, name);
}

/* Option of a number that no row has. */
static struct expr *numbered_option(struct parser *p, struct loc loc, enum exthdr_class cls, struct loc_word option)
{
	struct expr *e = expr_new(p->region, E_EXTHDR, loc);

	e->exthdr.op = (uint8_t)cls;
	e->exthdr.raw_kind = (uint8_t)number(p, option.loc, option.w.text, 8);
	e->exthdr.header = exthdr_by_number(cls, e->exthdr.raw_kind);
	e->exthdr.present = true;
	return e;
}

static struct expr *exthdr_of(struct parser *p, struct loc loc, enum exthdr_class cls, const char *what, struct loc_word name,
			      const struct loc_word *field)
{
	const struct exthdr_row *x = exthdr_by_name(cls, name.w.text);
	const struct field_row *f = NULL;

	if (!x && *name.w.text >= '0' && *name.w.text <= '9') {
		struct expr *e = numbered_option(p, loc, cls, name);

		if (!field)
			return e;
		x = e->exthdr.header;
	}
	if (!x) {
		unknown_word(p, name.loc, what, name.w.text, nearest_exthdr(cls, name.w.text));
		return no_expr(p, loc);
	}
	if (field) {
		f = exthdr_field(x, field->w.text);
		if (!f)
			return unknown_field(p, loc, x->name, *field, x->fields, x->n_fields);
	}
	return exthdr_expr(p, loc, x, f);
}

struct expr *option_expr(struct parser *p, struct loc loc, struct loc_word header, struct loc_word option, const struct loc_word *field)
{
	const struct option_class *c = class_of(p, option_classes, 3, header, "option");

	return c ? exthdr_of(p, loc, c->cls, "option", option, field) : no_expr(p, loc);
}

struct expr *chunk_expr(struct parser *p, struct loc loc, struct loc_word header, struct loc_word chunk, const struct loc_word *field)
{
	const struct option_class *c = class_of(p, chunk_classes, 1, header, "chunk");

	return c ? exthdr_of(p, loc, c->cls, "chunk", chunk, field) : no_expr(p, loc);
}

struct expr *option_raw(struct parser *p, struct loc loc, struct loc_word header, uint64_t kind, uint64_t offset, uint64_t len)
{
	const struct option_class *c = class_of(p, option_classes, 3, header, "option");
	struct expr *e = expr_new(p->region, E_EXTHDR, loc);

	if (kind > UINT8_MAX || offset > UINT16_MAX || !len || len > WIDE_MAX * 8)
		parse_error(p, loc, "an option has a number up to 255, and at most %d bits of it can be read", WIDE_MAX * 8);
	if (c)
		e->exthdr.op = (uint8_t)c->cls;
	e->exthdr.raw_kind = (uint8_t)kind;
	e->exthdr.header = c ? exthdr_by_number(c->cls, e->exthdr.raw_kind) : NULL;
	e->exthdr.offset = (uint16_t)offset;
	e->bits = (uint32_t)(len & 0xffff);
	e->order = ORDER_NET;
	return e;
}

struct expr *exthdr_exists(struct parser *p, struct loc loc, struct loc_word header)
{
	return exthdr_of(p, loc, XH_IP6, "extension header", header, NULL);
}

/* ------------------------------------------------------------------ keys */
static const struct key_row *key(struct parser *p, const struct key_row *rows, unsigned n, const char *what, const char *family, struct loc_word name)
{
	const char *text = family ? region_printf(p->region, "%s %s", family, name.w.text) : name.w.text;
	const struct key_row *row = key_by_name(rows, n, text);

	if (!row)
		unknown_word(p, name.loc, what, text, nearest_key(rows, n, text));
	return row;
}

struct expr *meta_expr(struct parser *p, struct loc loc, struct loc_word name)
{
	const struct key_row *row = key(p, meta_keys, n_meta_keys, "meta key", NULL, name);
	struct expr *e = selector(p, E_META, loc, row ? &row->sel : NULL);

	if (!row)
		return no_expr(p, loc);
	e->meta.row = row;
	return e;
}

struct expr *ct_expr(struct parser *p, struct loc loc, int dir, const char *family, struct loc_word name)
{
	const struct key_row *row = key(p, ct_keys, n_ct_keys, "ct key", family, name);
	struct expr *e = selector(p, E_CT, loc, row ? &row->sel : NULL);

	if (!row)
		return no_expr(p, loc);
	e->ct.row = row;
	e->ct.dir = (int8_t)dir;
	if (family)
		e->ct.nfproto = family_nfproto(family_by_name(family));
	return e;
}

/* `rt nexthop` is the route, `rt type` the routing header. */
struct expr *rt_expr(struct parser *p, struct loc loc, const char *family, struct loc_word name)
{
	const struct exthdr_row *x = exthdr_by_name(XH_IP6, "rt");
	const struct field_row *f = family || !x ? NULL : exthdr_field(x, name.w.text);
	const struct key_row *row;
	struct expr *e;

	if (f)
		return exthdr_expr(p, loc, x, f);
	row = key(p, rt_keys, n_rt_keys, "rt key", family, name);
	if (!row)
		return no_expr(p, loc);
	e = selector(p, E_RT, loc, &row->sel);
	e->meta.row = row;
	return e;
}

struct expr *socket_expr(struct parser *p, struct loc loc, struct loc_word name, uint64_t level)
{
	const struct key_row *row = key(p, socket_keys, n_socket_keys, "socket key", NULL, name);
	struct expr *e;

	if (!row)
		return no_expr(p, loc);
	e = selector(p, E_SOCKET, loc, &row->sel);
	e->meta.row = row;
	e->meta.level = (uint32_t)level;
	return e;
}

uint32_t fib_flag(struct parser *p, struct loc_word flag)
{
	uint32_t value = flag_find(fib_flags, flag.w.text);

	if (!value)
		unknown_word(p, flag.loc, "fib flag", flag.w.text, nearest_flag(fib_flags, flag.w.text));
	return value;
}

struct expr *fib_expr(struct parser *p, struct loc loc, uint32_t flags, struct loc_word result)
{
	const struct key_row *row = key(p, fib_keys, n_fib_keys, "fib result", NULL, result);
	struct expr *e;

	if (!row)
		return no_expr(p, loc);
	e = selector(p, E_FIB, loc, &row->sel);
	e->fib.flags = flags;
	e->fib.check = row->id == KEY_BY_FAMILY;
	e->fib.result = e->fib.check ? NFT_FIB_RESULT_OIF : row->id;
	return e;
}

struct expr *osf_expr(struct parser *p, struct loc loc, const struct loc_word *ttl, bool version)
{
	struct expr *e = expr_new(p->region, E_OSF, loc);

	if (ttl) {
		e->osf.ttl = flag_find(osf_ttl, ttl->w.text);
		if (!e->osf.ttl)
			unknown_word(p, ttl->loc, "ttl of osf", ttl->w.text, nearest_flag(osf_ttl, ttl->w.text));
	}
	e->osf.version = version;
	return e;
}

static void check_modulus(struct parser *p, struct loc loc, uint64_t mod, uint64_t offset)
{
	if (!mod)
		parse_error(p, loc, "modulus must not be 0");
	else if (mod - 1 + offset > UINT32_MAX)
		parse_error(p, loc, "modulus and offset do not fit 32 bits");
}

struct expr *numgen_expr(struct parser *p, struct loc loc, struct loc_word type, uint64_t mod, uint64_t offset)
{
	static const struct flag_row types[] = { { "inc", 1 + NFT_NG_INCREMENTAL }, { "random", 1 + NFT_NG_RANDOM }, { NULL, 0 } };
	uint32_t found = flag_find(types, type.w.text);
	struct expr *e = expr_new(p->region, E_NUMGEN, loc);

	if (!found)
		unknown_word(p, type.loc, "kind of numgen", type.w.text, nearest_flag(types, type.w.text));
	else
		e->numgen.type = found - 1;
	check_modulus(p, loc, mod, offset);
	e->numgen.mod = (uint32_t)mod;
	e->numgen.offset = (uint32_t)offset;
	return e;
}

struct expr *jhash_expr(struct parser *p, struct loc loc, struct expr *arg, uint64_t mod, bool has_seed, uint64_t seed, uint64_t offset)
{
	struct expr *e = expr_new(p->region, E_HASH, loc);

	check_modulus(p, loc, mod, offset);
	e->hash.arg = arg;
	e->hash.type = NFT_HASH_JENKINS;
	e->hash.mod = (uint32_t)mod;
	e->hash.has_seed = has_seed;
	e->hash.seed = (uint32_t)seed;
	e->hash.offset = (uint32_t)offset;
	return e;
}

struct expr *symhash_expr(struct parser *p, struct loc loc, uint64_t mod, uint64_t offset)
{
	struct expr *e = jhash_expr(p, loc, NULL, mod, false, 0, offset);

	e->hash.type = NFT_HASH_SYM;
	return e;
}

struct expr *xfrm_expr(struct parser *p, struct loc loc, bool out, uint64_t spnum, const char *family, struct loc_word name)
{
	const struct key_row *row = key(p, xfrm_keys, n_xfrm_keys, "ipsec key", family, name);
	struct expr *e;

	if (!row)
		return no_expr(p, loc);
	e = selector(p, E_XFRM, loc, &row->sel);
	e->xfrm.row = row;
	e->xfrm.dir = out;
	e->xfrm.spnum = (uint32_t)spnum;
	return e;
}

struct expr *tunnel_key_expr(struct parser *p, struct loc loc, struct loc_word name)
{
	const struct key_row *row = key(p, tunnel_keys, n_tunnel_keys, "tunnel key", NULL, name);
	struct expr *e;

	if (!row)
		return no_expr(p, loc);
	e = selector(p, E_TUNNEL, loc, &row->sel);
	e->tunnel.row = row;
	return e;
}
