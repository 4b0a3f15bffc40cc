/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: constants, and the elements of sets. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "model/print.h"

bool type_is_flags(const struct dtype *t)
{
	return t && t->cls != DT_CTLABEL && t->base && t->base->cls == DT_BITMASK;
}

bool type_takes_prefix(const struct dtype *t)
{
	return t && (t->cls == DT_IPADDR || t->cls == DT_IP6ADDR);
}

struct value_style print_range_style(const struct printer *p, const struct dtype *t)
{
	struct value_style s = p->style;

	s.numeric_symbol = s.numeric_proto = true;
	s.service_names = s.reverse_dns = s.guid_names = false;
	if (t && t->cls == DT_TIME)
		s.numeric_time = true;
	return s;
}

static unsigned count_bits(const uint8_t *v, unsigned bytes)
{
	unsigned n = 0;

	for (unsigned i = 0; i < bytes; i++)
		n += __builtin_popcount(v[i]);
	return n;
}

/* Every bit on its own, lowest first. */
static void print_each_flag(struct printer *p, const struct dtype *t, const uint8_t *v, unsigned bits, const char *sep)
{
	unsigned bytes = (bits + 7) / 8;
	uint8_t one[WIDE_MAX];
	const char *d = "";

	for (unsigned bit = 0; bit < bytes * 8; bit++) {
		uint8_t mask = 1 << (bit % 8);
		unsigned at = bytes - 1 - bit / 8;

		if (!(v[at] & mask))
			continue;
		memset(one, 0, bytes);
		one[at] = mask;
		prs(p, d);
		dtype_print(p->out, t, one, bits, &p->style);
		d = sep;
	}
}

void print_value(struct printer *p, const struct dtype *t, const uint8_t *v, unsigned bits, const char *sep)
{
	unsigned bytes = (bits + 7) / 8, n;

	if (sep && type_is_flags(t) && bytes <= WIDE_MAX) {
		n = count_bits(v, bytes);
		if (n > 1 && n < bits) {
			print_each_flag(p, t, v, bits, sep);
			return;
		}
	}
	dtype_print(p->out, t, v, bits, &p->style);
}

static void print_wildcard(struct printer *p, const uint8_t *v, unsigned bytes)
{
	pr(p, "\"%.*s*\"", (int)bytes, (const char *)v);
}

void print_value_expr(struct printer *p, const struct expr *e, const char *sep)
{
	if (e->flags & EXPR_WILDCARD)
		print_wildcard(p, e->value.data, e->bits / 8);
	else
		print_value(p, e->type, e->value.data, e->bits, sep);
}

/* ------------------------------------------------------------------ elements */

/* Length of the prefix that the range [a, b] of @bytes is, or -1. */
static int range_prefix(const uint8_t *a, const uint8_t *b, unsigned bytes)
{
	unsigned len = 0;
	uint8_t diff;

	while (len < bytes * 8 && !((a[len / 8] ^ b[len / 8]) & (0x80 >> len % 8)))
		len++;
	for (unsigned i = len; i < bytes * 8; i++) {
		diff = 0x80 >> i % 8;
		if ((a[i / 8] & diff) || !(b[i / 8] & diff))
			return -1;
	}
	return len;
}

static bool string_wildcard(const uint8_t *a, const uint8_t *b, unsigned bytes, unsigned *len)
{
	for (*len = 0; *len < bytes && a[*len] == b[*len] && a[*len]; (*len)++)
		;
	for (unsigned i = *len; i < bytes; i++)
		if (a[i] || b[i] != 0xff)
			return false;
	return *len < bytes;
}

static bool type_is_string(const struct dtype *t)
{
	return t && (t->cls == DT_STRING || t->cls == DT_IFNAME);
}

enum part_shape print_part_shape(const struct key_part *part, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data, unsigned *len)
{
	unsigned bytes = (part->bits + 7) / 8;
	int prefix;

	if (type_is_string(part->type) && (flags & ELEM_WILDCARD) && strnlen((const char *)key, bytes) < bytes
	    && (!end || string_wildcard(key, end, bytes, len))) {
		*len = strnlen((const char *)key, bytes);
		return PART_WILDCARD;
	}
	*len = part->bits;
	if (!end || !memcmp(key, end, bytes))
		return data && end && type_takes_prefix(part->type) ? PART_PREFIX : PART_SINGLE;
	if (type_is_string(part->type) && string_wildcard(key, end, bytes, len))
		return PART_WILDCARD;
	prefix = type_takes_prefix(part->type) ? range_prefix(key, end, bytes) : -1;
	*len = prefix >= 0 ? (unsigned)prefix : 0;
	return prefix >= 0 ? PART_PREFIX : PART_RANGE;
}

static void print_part(struct printer *p, const struct key_part *part, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data)
{
	const struct value_style style = p->style;
	unsigned len;
	enum part_shape shape = print_part_shape(part, key, end, flags, data, &len);

	if (shape == PART_WILDCARD) {
		print_wildcard(p, key, len);
		return;
	}
	if (shape == PART_RANGE)
		p->style = print_range_style(p, part->type);
	print_value(p, part->type, key, part->bits, shape == PART_RANGE ? NULL : " | ");
	if (shape == PART_PREFIX) {
		pr(p, "/%u", len);
	} else if (shape == PART_RANGE) {
		prs(p, "-");
		print_value(p, part->type, end, part->bits, NULL);
	}
	p->style = style;
}

static void print_key(struct printer *p, const struct key_spec *k, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data)
{
	for (unsigned i = 0, at = 0; i < k->n; i++) {
		if (i)
			prs(p, " . ");
		print_part(p, &k->part[i], key + at, end ? end + at : NULL, flags, data && k->n == 1);
		at += ((k->part[i].bits + 7) / 8 + 3) / 4 * 4;
	}
}

void print_elem_info(struct printer *p, const struct elem_info *info)
{
	vec_each(i, &info->stmts) {
		prs(p, " ");
		print_stmt(p, info->stmts.v[i]);
	}
	if (info->has_timeout) {
		prs(p, " timeout ");
		print_duration(p, info->timeout == UINT64_MAX ? 0 : info->timeout);
	}
	if (info->has_expires && !p->stateless) {
		prs(p, " expires ");
		print_duration(p, info->expires);
	}
	if (info->comment) {
		prs(p, " comment ");
		print_quoted(p, info->comment);
	}
}

static void print_verdict_data(struct printer *p, const struct elem_more *more)
{
	struct expr e = { .ops = expr_kinds[E_VERDICT], .id = E_VERDICT };

	e.verdict.code = more->verdict;
	e.verdict.chain = more->chain;
	print_expr(p, &e);
}

static void print_elem_data(struct printer *p, const struct set *s, uint32_t i)
{
	const struct elems *es = &s->elems;
	const struct elem_more *more = es->e[i].more;

	prs(p, " : ");
	if (s->obj_type && more && more->object)
		print_quoted(p, more->object);
	else if (s->is_vmap && more)
		print_verdict_data(p, more);
	else if (es->data)
		print_key(p, &s->data, es->data + (size_t)i * es->data_len,
			  es->data_ends ? es->data_ends + (size_t)i * es->data_len : NULL, es->e[i].flags, true);
}

void print_elem(struct printer *p, const struct set *s, uint32_t i)
{
	const struct elems *es = &s->elems;
	const struct elem *e = &es->e[i];

	if (e->flags & ELEM_CATCHALL)
		prs(p, "*");
	else
		print_key(p, &s->key, es->keys + (size_t)i * es->key_len, es->ends ? es->ends + (size_t)i * es->key_len : NULL, e->flags, false);
	if (e->more)
		print_elem_info(p, &e->more->info);
	if (s->is_map || s->is_vmap || s->obj_type)
		print_elem_data(p, s, i);
}

void print_elems_inline(struct printer *p, const struct set *s)
{
	prs(p, "{ ");
	for (uint32_t i = 0; i < s->elems.n; i++) {
		if (i)
			prs(p, ", ");
		print_elem(p, s, i);
	}
	prs(p, s->elems.n ? " }" : "}");
}

static bool elems_are_plain(const struct set *s)
{
	if (s->key.n > 1 || s->is_map || s->is_vmap || s->obj_type || s->stmts.n || s->flags & NFT_SET_TIMEOUT)
		return false;
	for (uint32_t i = 0; i < s->elems.n; i++) {
		const struct elem_info *info = s->elems.e[i].more ? &s->elems.e[i].more->info : NULL;

		if (info && (info->has_timeout || info->has_expires || info->comment || info->stmts.n))
			return false;
	}
	return true;
}

unsigned elems_per_line(const struct set *s)
{
	const struct dtype *t = s->key.part[0].type;

	if (!elems_are_plain(s))
		return 1;
	switch (t ? t->cls : DT_INVALID) {
	case DT_INTEGER:
	case DT_XINTEGER:
	case DT_PROTO:
	case DT_SERVICE:
	case DT_MARK:
	case DT_IFINDEX:
	case DT_CLASSID:
	case DT_UID:
	case DT_GID:
		return 5;
	case DT_IPADDR:
		return 2;
	default:
		break;
	}
	if (t == &nf_proto_type || t == &arp_op_type || t == &tcp_flag_type || t == &dccp_pkttype_type || t == &ct_dir_type ||
	    t == &ct_event_type || t == &mptcp_subtype_type)
		return 5;
	if (t == &ct_state_type || t == &ct_status_type || t == &pkt_type_type)
		return 2;
	return 1;
}

/* ------------------------------------------------------------------ type of a set */

static void print_key_types(struct printer *p, const struct key_spec *k)
{
	for (unsigned i = 0; i < k->n; i++)
		pr(p, "%s%s", i ? " . " : "", k->part[i].type ? k->part[i].type->name : "invalid");
}

void print_set_type(struct printer *p, const struct set *s)
{
	bool plain_data = s->is_map && !s->is_vmap && !s->obj_type;
	bool by_expr = s->key.typeof_expr && (!plain_data || s->data.typeof_expr);

	if (by_expr) {
		prs(p, "typeof ");
		print_expr(p, s->key.typeof_expr);
	} else {
		prs(p, "type ");
		print_key_types(p, &s->key);
	}
	if (!s->is_map && !s->is_vmap && !s->obj_type)
		return;
	prs(p, " : ");
	if (s->obj_type) {
		const char *word = symtab_name(&object_type_symtab, s->obj_type);

		prs(p, word ? word : "unknown");
	} else if (s->is_vmap) {
		prs(p, "verdict");
	} else {
		if (s->data_interval)
			prs(p, "interval ");
		if (by_expr)
			print_expr(p, s->data.typeof_expr);
		else
			print_key_types(p, &s->data);
	}
}
