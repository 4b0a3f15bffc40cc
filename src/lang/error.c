/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors of parsing. */
#include "lang/syntax_error.h"

#include <stdarg.h>
#include <string.h>

struct diag *parse_error(struct parser *p, struct loc loc, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;

	if (p->stop)
		return NULL;
	va_start(ap, fmt);
	d = diag_add(p->sink, DIAG_ERROR, loc, fmt, ap);
	va_end(ap);
	p->told = true;
	p->stop = ++p->errors >= MAX_ERRORS || diag_full(p->sink);
	return d;
}

void unknown_word(struct parser *p, struct loc loc, const char *what, const char *word, const char *nearest)
{
	if (nearest)
		parse_error(p, loc, "unknown %s '%s'; did you mean '%s'?", what, word, nearest);
	else
		parse_error(p, loc, "unknown %s '%s'", what, word);
}

/* ------------------------------------------------------------------ did you mean */
struct nearest near_to(const char *word)
{
	return (struct nearest){ word, (int)strlen(word) / 3 + 1, NULL };
}

void consider(struct nearest *n, const char *name)
{
	int distance = edit_distance(n->word, name, n->best);

	if (distance < n->best) {
		n->best = distance;
		n->found = name;
	}
}

const char *nearest_flag(const struct flag_row *rows, const char *name)
{
	struct nearest n = near_to(name);

	for (; rows->name; rows++)
		consider(&n, rows->name);
	return n.found;
}

const char *nearest_key(const struct key_row *rows, unsigned count, const char *name)
{
	struct nearest n = near_to(name);

	for (unsigned i = 0; i < count; i++)
		if (!(rows[i].flags & KEY_ALIAS))
			consider(&n, rows[i].sel.name);
	return n.found;
}

const char *nearest_field(const struct field_row *fields, unsigned count, const char *name)
{
	struct nearest n = near_to(name);

	for (unsigned i = 0; i < count; i++)
		if (!(fields[i].flags & (FIELD_ALIAS | FIELD_NOLIST)))
			consider(&n, fields[i].sel.name);
	return n.found;
}
