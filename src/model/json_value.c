/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: constants, and the elements of sets. */
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "model/print.h"
#include "model/uapi.h"

/* ------------------------------------------------------------------ one constant */

static json_t *number(const uint8_t *v, unsigned bytes)
{
	struct strbuf b = { 0 };
	json_t *text;

	if (wide_fits(v, bytes, 63))
		return json_integer((json_int_t)wide_get_u64(v, bytes));
	strbuf_add(&b, "");
	wide_print_hex(&b, v, bytes);
	text = json_string(strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

/* A star at the end would read as a wildcard. */
static json_t *string(const uint8_t *v, unsigned bytes)
{
	size_t n = strnlen((const char *)v, bytes);
	struct strbuf b = { 0 };
	json_t *text;

	if (!n || v[n - 1] != '*')
		return jout_textn((const char *)v, n);
	strbuf_addn(&b, (const char *)v, n - 1);
	strbuf_add(&b, "\\*");
	text = jout_textn(strbuf_str(&b), b.len);
	strbuf_free(&b);
	return text;
}

static json_t *wildcard(const uint8_t *v, unsigned bytes)
{
	struct strbuf b = { 0 };
	json_t *text;

	strbuf_addn(&b, (const char *)v, bytes);
	strbuf_addc(&b, '*');
	text = jout_textn(strbuf_str(&b), b.len);
	strbuf_free(&b);
	return text;
}

static bool is_number(const char *s)
{
	bool hex = s[0] == '0' && s[1] == 'x';

	s += hex ? 2 : 0;
	return *s && s[strspn(s, hex ? "0123456789abcdefABCDEF" : "0123456789")] == '\0';
}

/* As text shows it, without its quotes; a number where text has one and @or_number says so. */
static json_t *as_text(struct json_out *o, const struct dtype *t, const uint8_t *v, unsigned bits, bool or_number)
{
	struct strbuf b = { 0 };
	const char *s;
	json_t *j;

	dtype_print(&b, t, v, bits, &o->style);
	s = strbuf_str(&b);
	if (or_number && is_number(s))
		j = b.len < 18 ? json_integer((json_int_t)strtoull(s, NULL, 0)) : number(v, (bits + 7) / 8);
	else if (b.len >= 2 && s[0] == '"' && s[b.len - 1] == '"')
		j = jout_textn(s + 1, b.len - 2);
	else
		j = jout_textn(s, b.len);
	strbuf_free(&b);
	return j;
}

static json_t *single(struct json_out *o, const struct dtype *t, const uint8_t *v, unsigned bits)
{
	unsigned bytes = (bits + 7) / 8;

	switch (t ? t->cls : DT_INTEGER) {
	case DT_BOOLEAN:
		return json_boolean(!wide_is_zero(v, bytes));
	case DT_INTEGER:
	case DT_XINTEGER:
	case DT_MARK:
		return number(v, bytes);
	case DT_SERVICE:
		return o->style.service_names ? as_text(o, t, v, bits, true) : number(v, bytes);
	case DT_TIME:
		return jout_u64(wide_get_u64(v, bytes) / 1000);
	case DT_STRING:
	case DT_IFNAME:
		return string(v, bytes);
	case DT_IFINDEX:
	case DT_REALM:
	case DT_IPADDR:
	case DT_IP6ADDR:
	case DT_LLADDR:
	case DT_ETHERADDR:
		return as_text(o, t, v, bits, false);
	default:
		return as_text(o, t, v, bits, true);
	}
}

/* Every bit on its own, lowest first; NULL if it is one flag, none or all. */
static json_t *each_flag(struct json_out *o, const struct dtype *t, const uint8_t *v, unsigned bits)
{
	unsigned bytes = (bits + 7) / 8, n = 0;
	uint8_t one[WIDE_MAX];
	json_t *list;

	if (!type_is_flags(t) || bytes > WIDE_MAX)
		return NULL;
	for (unsigned i = 0; i < bytes; i++)
		n += __builtin_popcount(v[i]);
	if (n < 2 || n >= bits)
		return NULL;
	list = json_array();
	for (unsigned bit = 0; bit < bytes * 8; bit++) {
		memset(one, 0, bytes);
		one[bytes - 1 - bit / 8] = v[bytes - 1 - bit / 8] & 1 << bit % 8;
		if (!wide_is_zero(one, bytes))
			json_array_append_new(list, single(o, t, one, bits));
	}
	return list;
}

json_t *jout_value(struct json_out *o, const struct dtype *t, const uint8_t *v, unsigned bits, enum jout_flags flags)
{
	json_t *list = flags == JOUT_NUMBER ? NULL : each_flag(o, t, v, bits);

	if (list)
		return flags == JOUT_OR ? jout_one("|", list) : list;
	return single(o, t, v, bits);
}

json_t *jout_value_expr(struct json_out *o, const struct expr *e, enum jout_flags flags)
{
	if (e->flags & EXPR_WILDCARD)
		return wildcard(e->value.data, e->bits / 8);
	return jout_value(o, e->type, e->value.data, e->bits, flags);
}

json_t *jout_prefix(json_t *addr, unsigned len)
{
	json_t *p = jout_one("addr", addr);

	jout_put(p, "len", json_integer(len));
	return jout_one("prefix", p);
}

/* ------------------------------------------------------------------ elements */

/* Protocols and users are numbers at the ends of ranges; symbols keep their names, other than in text. */
struct value_style jout_range_style(const struct json_out *o)
{
	struct value_style s = o->style;

	s.numeric_proto = true;
	s.service_names = s.reverse_dns = s.guid_names = false;
	return s;
}

static json_t *part_range(struct json_out *o, const struct key_part *part, const uint8_t *key, const uint8_t *end)
{
	const struct value_style style = o->style;
	json_t *j;

	o->style = jout_range_style(o);
	j = jout_pair("range", jout_value(o, part->type, key, part->bits, JOUT_OR), jout_value(o, part->type, end, part->bits, JOUT_OR));
	o->style = style;
	return j;
}

static json_t *key_part(struct json_out *o, const struct key_part *part, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data)
{
	unsigned len;

	switch (print_part_shape(part, key, end, flags, data, &len)) {
	case PART_WILDCARD:
		return wildcard(key, len);
	case PART_PREFIX:
		return jout_prefix(jout_value(o, part->type, key, part->bits, JOUT_OR), len);
	case PART_RANGE:
		return part_range(o, part, key, end);
	default:
		return jout_value(o, part->type, key, part->bits, JOUT_OR);
	}
}

static json_t *key_json(struct json_out *o, const struct key_spec *k, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data)
{
	json_t *list;

	if (k->n == 1)
		return key_part(o, &k->part[0], key, end, flags, data);
	list = json_array();
	for (unsigned i = 0, at = 0; i < k->n; i++) {
		json_array_append_new(list, key_part(o, &k->part[i], key + at, end ? end + at : NULL, flags, false));
		at += ((k->part[i].bits + 7) / 8 + 3) / 4 * 4;
	}
	return jout_one("concat", list);
}

static bool info_says_nothing(const struct elem_info *info)
{
	return !info->has_timeout && !info->has_expires && !info->comment && !info->stmts.n;
}

json_t *jout_with_info(struct json_out *o, json_t *val, const struct elem_info *info)
{
	json_t *elem;

	if (!info || info_says_nothing(info))
		return val;
	elem = jout_one("val", val);
	if (info->has_timeout)
		jout_put(elem, "timeout", jout_u64(info->timeout == UINT64_MAX ? 0 : info->timeout / 1000));
	if (info->has_expires)
		jout_put(elem, "expires", jout_u64(info->expires / 1000));
	if (info->comment)
		jout_put(elem, "comment", jout_text(info->comment));
	vec_each(i, &info->stmts) {
		json_t *stmt = jout_stmt(o, info->stmts.v[i]);

		json_object_update_missing(elem, stmt);
		json_decref(stmt);
	}
	return jout_one("elem", elem);
}

static json_t *elem_data(struct json_out *o, const struct set *s, uint32_t i)
{
	const struct elems *es = &s->elems;
	const struct elem_more *more = es->e[i].more;

	if (s->obj_type)
		return jout_text(more ? more->object : NULL);
	if (s->is_vmap)
		return more ? jout_verdict(o, more->verdict, more->chain, NULL) : json_null();
	if (!es->data)
		return json_null();
	return key_json(o, &s->data, es->data + (size_t)i * es->data_len,
			es->data_ends ? es->data_ends + (size_t)i * es->data_len : NULL, es->e[i].flags, true);
}

static json_t *elem(struct json_out *o, const struct set *s, uint32_t i)
{
	const struct elems *es = &s->elems;
	const struct elem *e = &es->e[i];
	json_t *key, *pair;

	if (e->flags & ELEM_CATCHALL)
		key = json_string("*");
	else
		key = key_json(o, &s->key, es->keys + (size_t)i * es->key_len, es->ends ? es->ends + (size_t)i * es->key_len : NULL, e->flags,
			       false);
	key = jout_with_info(o, key, e->more ? &e->more->info : NULL);
	if (!s->is_map && !s->is_vmap && !s->obj_type)
		return key;
	pair = json_array();
	json_array_append_new(pair, key);
	json_array_append_new(pair, elem_data(o, s, i));
	return pair;
}

json_t *jout_elems(struct json_out *o, const struct set *s)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < s->elems.n; i++)
		json_array_append_new(list, elem(o, s, i));
	return list;
}
