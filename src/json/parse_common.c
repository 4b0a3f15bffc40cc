/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: diagnostics with the JSON pointer, and members by type. */
#include <inttypes.h>
#include <string.h>

#include "base/dict.h"
#include "json/parse_priv.h"
#include "model/uapi.h"


struct loc jin_loc(const struct jin *j, const struct jnode *n)
{
	return (struct loc){ j->src, n->start, n->end };
}

void *jin_fail(struct jin *j, const struct jnode *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_add(j->sink, DIAG_ERROR, jin_loc(j, n), fmt, ap);
	va_end(ap);
	return NULL;
}

void jin_try(struct jin_near *near, const char *name)
{
	int limit = (int)strlen(near->want) / 3 + 1, distance;

	if (!near->name)
		near->distance = limit + 1;
	distance = edit_distance(near->want, name, near->distance);
	if (distance > near->distance || (distance == near->distance && (!near->name || *name != *near->want || *near->name == *near->want)))
		return;
	near->distance = distance;
	near->name = name;
}

void *jin_unknown(struct jin *j, const struct jnode *n, const char *what, const struct jin_near *near)
{
	if (near->name)
		return jin_fail(j, n, "unknown %s \"%s\"; did you mean \"%s\"?", what, near->want, near->name);
	return jin_fail(j, n, "unknown %s \"%s\"", what, near->want);
}

void *jin_unknown_member(struct jin *j, const struct jnode *n, const char *what, const struct jin_near *near)
{
	struct jnode key = *n;

	key.start = n->key_start;
	key.end = n->key_end;
	return jin_unknown(j, &key, what, near);
}

/* ------------------------------------------------------------------ members */

const struct jnode *jin_need(struct jin *j, const struct jnode *object, const char *key)
{
	const struct jnode *m = json_member(object, key);

	if (m)
		return m;
	if (object->kind != J_OBJECT)
		return jin_fail(j, object, "expected an object with a member \"%s\", not %s", key, json_kind_name(object));
	return jin_fail(j, object, "a member \"%s\" is missing here", key);
}

const char *jin_string(struct jin *j, const struct jnode *n)
{
	if (n->kind == J_STRING)
		return n->text;
	return jin_fail(j, n, "expected a string, not %s", json_kind_name(n));
}

const char *jin_need_string(struct jin *j, const struct jnode *object, const char *key)
{
	const struct jnode *m = jin_need(j, object, key);

	return m ? jin_string(j, m) : NULL;
}

bool jin_get_string(struct jin *j, const struct jnode *object, const char *key, const char **out)
{
	const struct jnode *m = json_member(object, key);
	const char *s = m ? jin_string(j, m) : NULL;

	if (s)
		*out = s;
	return s || !m;
}

bool jin_number(struct jin *j, const struct jnode *n, uint64_t max, uint64_t *out)
{
	uint8_t wide[8];

	if (n->kind != J_INTEGER) {
		jin_fail(j, n, "expected a whole number, not %s", json_kind_name(n));
		return false;
	}
	if (wide_parse(n->text, wide, sizeof(wide), 64) || wide_get_u64(wide, sizeof(wide)) > max) {
		jin_fail(j, n, "expected a number from 0 to %" PRIu64, max);
		return false;
	}
	*out = wide_get_u64(wide, sizeof(wide));
	return true;
}

bool jin_get_number(struct jin *j, const struct jnode *object, const char *key, uint64_t max, uint64_t *out)
{
	const struct jnode *m = json_member(object, key);

	return !m || jin_number(j, m, max, out);
}

bool jin_need_number(struct jin *j, const struct jnode *object, const char *key, uint64_t max, uint64_t *out)
{
	const struct jnode *m = jin_need(j, object, key);

	return m && jin_number(j, m, max, out);
}

bool jin_get_bool(struct jin *j, const struct jnode *object, const char *key, bool *out)
{
	const struct jnode *m = json_member(object, key);

	if (!m)
		return true;
	if (m->kind != J_TRUE && m->kind != J_FALSE) {
		jin_fail(j, m, "expected true or false, not %s", json_kind_name(m));
		return false;
	}
	*out = m->kind == J_TRUE;
	return true;
}

bool jin_get_family(struct jin *j, const struct jnode *object, const char *key, enum family *out)
{
	const struct jnode *m = json_member(object, key);
	struct jin_near near = { 0 };

	if (!m)
		return true;
	near.want = jin_string(j, m);
	if (!near.want)
		return false;
	*out = family_by_name(near.want);
	if (*out != FAM_UNSPEC)
		return true;
	for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++)
		jin_try(&near, family_name((enum family)f));
	jin_unknown(j, m, "family", &near);
	return false;
}

bool jin_get_comment(struct jin *j, const struct jnode *object, const char **out)
{
	const struct jnode *m = json_member(object, "comment");

	if (!jin_get_string(j, object, "comment", out))
		return false;
	if (!m || strlen(*out) <= COMMENT_MAX)
		return true;
	jin_fail(j, m, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	return false;
}

bool jin_each(struct jin *j, const struct jnode *n, bool (*fn)(struct jin *j, const struct jnode *item, void *arg), void *arg)
{
	if (n->kind != J_ARRAY)
		return fn(j, n, arg);
	j_each(item, n)
		if (!fn(j, item, arg))
			return false;
	return true;
}

bool jin_flag(struct jin *j, const struct jnode *n, const struct flag_row *rows, uint32_t *out)
{
	struct jin_near near = { .want = jin_string(j, n) };
	uint32_t value;

	if (!near.want)
		return false;
	value = flag_find(rows, near.want);
	*out |= value;
	if (value)
		return true;
	for (; rows->name; rows++)
		jin_try(&near, rows->name);
	jin_unknown(j, n, "word", &near);
	return false;
}

struct flag_search { const struct flag_row *rows; uint32_t *out; };

static bool add_flag(struct jin *j, const struct jnode *n, void *arg)
{
	const struct flag_search *f = arg;

	return jin_flag(j, n, f->rows, f->out);
}

bool jin_get_flags(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out)
{
	const struct jnode *m = json_member(object, key);
	struct flag_search search = { rows, out };

	return !m || jin_each(j, m, add_flag, &search);
}

bool jin_get_word(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out)
{
	const struct jnode *m = json_member(object, key);

	*out = 0;
	return !m || jin_flag(j, m, rows, out);
}

bool jin_need_word(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out)
{
	return jin_need(j, object, key) && jin_get_word(j, object, key, rows, out);
}

const char *jin_ref_name(struct jin *j, const struct jnode *n)
{
	const char *s = jin_string(j, n);

	if (!s)
		return NULL;
	if (*s == '@' && s[1])
		return s + 1;
	return jin_fail(j, n, "expected a name with an @ before it");
}
