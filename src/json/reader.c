/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON text to a tree with places. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "json/reader.h"

struct reader {
	struct region *r;
	struct diag_sink *sink;
	const struct source *src;
	const char *s;			/* NUL-terminated */
	uint32_t at, len;
	unsigned depth;
	bool failed;
};

static void fail(struct reader *rd, uint32_t start, uint32_t end, const char *what)
{
	struct loc loc = { rd->src, start, end > start ? end : start + 1 };

	if (!rd->failed)
		diag_error(rd->sink, loc, "this is no JSON: %s", what);
	rd->failed = true;
}

static void blanks(struct reader *rd)
{
	while (rd->at < rd->len && strchr(" \t\r\n", rd->s[rd->at]) && rd->s[rd->at])
		rd->at++;
}

static bool take(struct reader *rd, char c)
{
	blanks(rd);
	if (rd->at >= rd->len || rd->s[rd->at] != c)
		return false;
	rd->at++;
	return true;
}

static struct jnode *node(struct reader *rd, enum jkind kind)
{
	struct jnode *n = region_new(rd->r, struct jnode);

	n->kind = (uint8_t)kind;
	n->start = rd->at;
	return n;
}

/* ------------------------------------------------------------------ strings */

static int hex4(const char *s)
{
	int v = 0;

	for (unsigned i = 0; i < 4; i++) {
		char c = s[i], low = (char)(c | 0x20);

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v << 4 | (low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

static char *utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

/* \uXXXX, with its second half if it is a surrogate. 0: not one. */
static uint32_t unicode_escape(const char *s, const char **end)
{
	int high = hex4(s), low;

	*end = s + 4;
	if (high < 0xd800 || high > 0xdfff)
		return high > 0 ? (uint32_t)high : 0;
	if (high > 0xdbff || s[4] != '\\' || s[5] != 'u')
		return 0;
	low = hex4(s + 6);
	*end = s + 10;
	return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00) : 0;
}

/* Decodes the escape behind a backslash at *s; false: unknown. */
static bool escape(const char **s, char **out)
{
	static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *known = **s ? strchr(letters, **s) : NULL;
	uint32_t c;

	if (known) {
		*(*out)++ = values[known - letters];
		(*s)++;
		return true;
	}
	if (**s != 'u')
		return false;
	c = unicode_escape(*s + 1, s);
	if (c)
		*out = utf8(*out, c);
	return c != 0;
}

/* The text of the string whose quote was read; NULL: failed. */
static const char *string_text(struct reader *rd)
{
	const char *begin = rd->s + rd->at, *s = begin, *end = rd->s + rd->len;
	char *text, *out;

	while (s < end && *s != '"' && (unsigned char)*s >= 0x20)
		s += *s == '\\' && s + 1 < end ? 2 : 1;
	if (s >= end || *s != '"') {
		fail(rd, rd->at - 1, (uint32_t)(s - rd->s), s < end ? "a control character in a string" : "a string without end");
		return NULL;
	}
	text = out = region_alloc(rd->r, (size_t)(s - begin) + 1);	/* decoded text is never longer */
	end = s;
	for (s = begin; s < end;) {
		const char *at = s;

		if (*s != '\\') {
			*out++ = *s++;
			continue;
		}
		s++;
		if (escape(&s, &out))
			continue;
		fail(rd, (uint32_t)(at - rd->s), (uint32_t)(at - rd->s) + 2, "no such escape in a string");
		return NULL;
	}
	*out = '\0';
	rd->at = (uint32_t)(end - rd->s) + 1;
	return text;
}

/* ------------------------------------------------------------------ values */

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

static struct jnode *number(struct reader *rd)
{
	struct jnode *n = node(rd, J_INTEGER);
	const char *begin = rd->s + rd->at, *s = begin + (*begin == '-');
	size_t whole = digits(s);

	if (!whole || (*s == '0' && whole > 1)) {
		fail(rd, rd->at, (uint32_t)(s + whole - rd->s), "unexpected text, expecting a value");
		return NULL;
	}
	s += whole;
	if (*s == '.' && digits(s + 1)) {
		n->kind = J_REAL;
		s += 1 + digits(s + 1);
	}
	if (*s == 'e' || *s == 'E') {
		size_t sign = s[1] == '+' || s[1] == '-', power = digits(s + 1 + sign);

		n->kind = J_REAL;
		s += power ? 1 + sign + power : 0;
	}
	n->text = region_strndup(rd->r, begin, (size_t)(s - begin));
	errno = 0;
	n->num = n->kind == J_INTEGER ? strtoll(n->text, NULL, 10) : 0;
	n->fits = n->kind == J_INTEGER && !errno;
	rd->at = (uint32_t)(s - rd->s);
	return n;
}

static struct jnode *word(struct reader *rd)
{
	static const struct { const char *text; enum jkind kind; } words[] = { { "null", J_NULL }, { "true", J_TRUE }, { "false", J_FALSE } };

	for (unsigned i = 0; i < 3; i++) {
		size_t len = strlen(words[i].text);
		struct jnode *n;

		if (strncmp(rd->s + rd->at, words[i].text, len))
			continue;
		n = node(rd, words[i].kind);
		rd->at += (uint32_t)len;
		return n;
	}
	return number(rd);
}

static struct jnode *value(struct reader *rd);

/* The name of a member and its colon, into @name. */
static bool member_name(struct reader *rd, struct jnode *name)
{
	blanks(rd);
	name->key_start = rd->at;
	if (!take(rd, '"')) {
		fail(rd, rd->at, rd->at + 1, "expecting a name in quotes");
		return false;
	}
	name->key = string_text(rd);
	name->key_end = rd->at;
	if (name->key && !take(rd, ':'))
		fail(rd, rd->at, rd->at + 1, "expecting a colon behind a name");
	return !rd->failed;
}

/* Items of an array, members of an object, up to its end. */
static struct jnode *items(struct reader *rd, enum jkind kind)
{
	struct jnode *n = node(rd, kind), **tail = &n->first, *item;
	char close = kind == J_OBJECT ? '}' : ']';

	rd->at++;
	if (take(rd, close))
		return n;
	do {
		struct jnode name = { .key = NULL };

		if (kind == J_OBJECT && !member_name(rd, &name))
			return NULL;
		item = value(rd);
		if (!item)
			return NULL;
		item->key = name.key;
		item->key_start = name.key_start;
		item->key_end = name.key_end;
		item->up = n;
		*tail = item;
		tail = &item->next;
		n->n++;
	} while (take(rd, ','));
	if (take(rd, close))
		return n;
	fail(rd, rd->at, rd->at + 1, kind == J_OBJECT ? "expecting , or } in an object" : "expecting , or ] in an array");
	return NULL;
}

static struct jnode *value(struct reader *rd)
{
	struct jnode *n;
	char c;

	blanks(rd);
	c = rd->at < rd->len ? rd->s[rd->at] : '\0';
	if (c == '{' || c == '[') {
		if (rd->depth == JSON_MAX_DEPTH) {
			fail(rd, rd->at, rd->at + 1, "nested too deeply");
			return NULL;
		}
		rd->depth++;
		n = items(rd, c == '{' ? J_OBJECT : J_ARRAY);
		rd->depth--;
	} else if (c == '"') {
		n = node(rd, J_STRING);
		rd->at++;
		n->text = string_text(rd);
		n = n->text ? n : NULL;
	} else {
		n = word(rd);
	}
	if (n)
		n->end = rd->at;
	return n;
}

struct jnode *json_read(struct region *r, struct diag_sink *sink, const struct source *src)
{
	struct reader rd = { .r = r, .sink = sink, .src = src, .s = src->text, .len = src->len };
	struct jnode *root = value(&rd);

	if (!root)
		return NULL;
	blanks(&rd);
	if (rd.at < rd.len) {
		fail(&rd, rd.at, rd.len, "text behind the end of the document");
		return NULL;
	}
	return root;
}

/* ------------------------------------------------------------------ looking things up */

struct jnode *json_member(const struct jnode *object, const char *key)
{
	struct jnode *found = NULL;

	if (!object || object->kind != J_OBJECT)
		return NULL;
	j_each(m, object)
		if (!strcmp(m->key, key))
			found = m;
	return found;
}

const char *json_kind_name(const struct jnode *n)
{
	static const char *const names[] = {
		[J_NULL] = "null", [J_FALSE] = "false", [J_TRUE] = "true", [J_INTEGER] = "a number", [J_REAL] = "a fraction",
		[J_STRING] = "a string", [J_ARRAY] = "an array", [J_OBJECT] = "an object",
	};

	return names[n->kind];
}

const struct jnode *json_at(const struct jnode *n, uint32_t start, uint32_t end)
{
	const struct jnode *in = n;

	while (in) {
		n = in;
		in = n->kind == J_ARRAY || n->kind == J_OBJECT ? n->first : NULL;
		while (in && (start < (in->key ? in->key_start : in->start) || end > in->end))
			in = in->next;
	}
	return n;
}

static void add_pointer(struct strbuf *b, const struct jnode *n)
{
	unsigned index = 0;

	if (!n->up)
		return;
	add_pointer(b, n->up);
	if (!n->key) {
		for (const struct jnode *i = n->up->first; i != n; i = i->next)
			index++;
		strbuf_printf(b, "/%u", index);
		return;
	}
	strbuf_addc(b, '/');
	for (const char *s = n->key; *s; s++) {
		if (*s == '~' || *s == '/')
			strbuf_add(b, *s == '~' ? "~0" : "~1");
		else
			strbuf_addc(b, *s);
	}
}

const char *json_pointer(struct region *r, const struct jnode *n)
{
	struct strbuf b = { 0 };
	const char *text;

	add_pointer(&b, n);
	text = region_strdup(r, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}
