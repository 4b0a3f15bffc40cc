/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: expressions and statements through their tables, and what the kinds share. */
#include <inttypes.h>
#include <string.h>

#include "model/json.h"
#include "model/print.h"
#include "model/uapi.h"

json_t *jout_expr(struct json_out *o, const struct expr *e)
{
	if (e && e->ops && e->ops->json)
		return e->ops->json(o, e);
	return json_null();
}

json_t *jout_stmt(struct json_out *o, const struct stmt *s)
{
	if (s->ops && s->ops->json)
		return s->ops->json(o, s);
	return jout_one("unknown", json_null());
}

json_t *jout_stmts(struct json_out *o, struct stmt *const *v, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++)
		if (!(v[i]->flags & STMT_IMPLIED))
			json_array_append_new(list, jout_stmt(o, v[i]));
	return list;
}

/* ------------------------------------------------------------------ building */

/* Bytes of the character at @s if it is well-formed UTF-8 (no surrogates, no longer form than needed), else 0. */
static unsigned utf8_length(const unsigned char *s, size_t n)
{
	static const struct { unsigned char lead, mask; uint32_t least; } forms[] = {
		{ 0xc0, 0xe0, 0x80 }, { 0xe0, 0xf0, 0x800 }, { 0xf0, 0xf8, 0x10000 },
	};
	uint32_t c;

	if (*s < 0x80)
		return 1;
	for (unsigned i = 0; i < 3; i++) {
		if ((*s & forms[i].mask) != forms[i].lead)
			continue;
		if (n < i + 2)
			return 0;
		c = *s & ~forms[i].mask & 0xff;
		for (unsigned j = 1; j < i + 2; j++) {
			if ((s[j] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[j] & 0x3f);
		}
		return c >= forms[i].least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? i + 2 : 0;
	}
	return 0;
}

json_t *jout_textn(const char *s, size_t n)
{
	static const char replacement[] = "\xef\xbf\xbd";
	json_t *text = json_stringn(s, n);
	struct strbuf b = { 0 };

	if (text)
		return text;
	for (size_t i = 0; i < n;) {
		unsigned len = utf8_length((const unsigned char *)s + i, n - i);

		if (len)
			strbuf_addn(&b, s + i, len);
		else
			strbuf_add(&b, replacement);
		i += len ? len : 1;
	}
	text = json_stringn(strbuf_str(&b), b.len);
	strbuf_free(&b);
	return text;
}

json_t *jout_text(const char *s)
{
	return s ? jout_textn(s, strlen(s)) : json_null();
}

json_t *jout_u64(uint64_t v)
{
	char hex[24];

	if (v <= INT64_MAX)
		return json_integer((json_int_t)v);
	snprintf(hex, sizeof(hex), "0x%" PRIx64, v);
	return json_string(hex);
}

json_t *jout_one(const char *key, json_t *value)
{
	json_t *o = json_object();

	json_object_set_new(o, key, value);
	return o;
}

json_t *jout_pair(const char *key, json_t *a, json_t *b)
{
	json_t *pair = json_array();

	json_array_append_new(pair, a);
	json_array_append_new(pair, b);
	return jout_one(key, pair);
}

json_t *jout_ref(const char *name)
{
	struct strbuf b = { 0 };
	json_t *ref;

	strbuf_addc(&b, '@');
	strbuf_add(&b, name ? name : "");
	ref = jout_textn(strbuf_str(&b), b.len);
	strbuf_free(&b);
	return ref;
}

json_t *jout_flag_names(const struct flag_row *rows, uint32_t flags)
{
	json_t *names = json_array();

	for (; rows->name; rows++)
		if (flags & rows->value && !(rows->value & (rows->value - 1)))
			json_array_append_new(names, json_string(rows->name));
	return names;
}

json_t *jout_selector(const struct key_row *row)
{
	const char *name = row->sel.json ? row->sel.json : row->sel.name, *space = strchr(name, ' ');
	bool of_family = space && row->flags & (KEY_IP4 | KEY_IP6);
	json_t *o = jout_one("key", json_string(of_family ? space + 1 : name));

	if (of_family)
		jout_put(o, "family", json_string(row->flags & KEY_IP4 ? "ip" : "ip6"));
	return o;
}

/* ------------------------------------------------------------------ limits and quotas */

static void put_bytes(json_t *to, const char *key, const char *unit_key, uint64_t bytes)
{
	const char *unit = print_byte_unit(&bytes);

	jout_put(to, key, jout_u64(bytes));
	jout_put(to, unit_key, json_string(unit));
}

void jout_put_quota(struct json_out *o, json_t *to, const struct quota_spec *q)
{
	put_bytes(to, "val", "val_unit", q->bytes);
	if (q->over)
		jout_put(to, "inv", json_true());
	if (q->used && !o->stateless)
		put_bytes(to, "used", "used_unit", q->used);
}

json_t *jout_per(const struct limit_spec *l)
{
	const char *name = l->unit <= UINT32_MAX ? flag_name(limit_units, (uint32_t)l->unit) : NULL;

	return json_string(name ? name : "error");
}

void jout_put_limit(json_t *to, const struct limit_spec *l)
{
	uint64_t rate = l->rate, burst = l->burst;
	const char *rate_unit = l->bytes ? print_byte_unit(&rate) : NULL, *burst_unit = l->bytes ? print_byte_unit(&burst) : NULL;

	jout_put(to, "rate", jout_u64(rate));
	jout_put(to, "burst", jout_u64(burst));
	jout_put(to, "per", jout_per(l));
	if (l->over)
		jout_put(to, "inv", json_true());
	if (!l->bytes)
		return;
	jout_put(to, "rate_unit", json_string(rate_unit));
	jout_put(to, "burst_unit", json_string(burst_unit));
}
