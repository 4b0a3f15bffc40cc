/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said where the grammar cannot go on. */
#include "lang/syntax_error.h"

#include <ctype.h>
#include <string.h>

static bool has(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Where a name may stand every keyword may: one "string" says it. */
static bool is_any_name(const char *name)
{
	return islower((unsigned char)*name) && strcmp(name, "string") && strcmp(name, "newline") && strcmp(name, "semicolon") &&
	       strcmp(name, "number") && strcmp(name, "end of file") && strcmp(name, "variable") && strcmp(name, "colon") && strcmp(name, "comma") && strcmp(name, "address") && strcmp(name, "time") &&
	       strncmp(name, "quoted", 6) && strncmp(name, "string ", 7);
}

/* @c: the byte that begins no token. */
static const char *junk(struct parser *p, unsigned char c)
{
	if (c == '"')
		return " (a string without an end)";
	return region_printf(p->region, isprint(c) ? " ('%c')" : " (byte 0x%02x)", c);
}

#define MAX_NAMED 4	/* longer lists help nobody */

/* Several tokens are one thing to the user. */
static const char *public_name(const char *name)
{
	if (!strcmp(name, "address") || !strcmp(name, "time"))
		return "string";
	return strcmp(name, "variable") ? name : "'$'";
}

static const char *expecting(struct parser *p, const char *const *names, int n)
{
	bool any_name = has(names, n, "string") && (has(names, n, "xor") || has(names, n, "burst"));
	bool any_number = has(names, n, "number");
	const char *shown[MAX_NAMED], *text = "";
	int n_shown = 0;

	if (has(names, n, "comma") && has(names, n, "'}'") && !has(names, n, "semicolon"))
		return has(names, n, "colon") ? ", expecting colon or comma or '}'" : ", expecting comma or '}'";
	for (int i = 0; i < n; i++) {
		const char *name = public_name(names[i]);

		if ((any_name && is_any_name(names[i])) || (any_number && !strcmp(names[i], "variable")) || has(shown, n_shown, name))
			continue;
		if (n_shown == MAX_NAMED)
			return "";
		text = region_printf(p->region, "%s%s%s", text, n_shown ? " or " : ", expecting ", name);
		shown[n_shown++] = name;
	}
	return text;
}

/* @keyword: a word that means something elsewhere is not far from what was meant. */
static const char *did_you_mean(struct parser *p, const char *word, bool keyword, const char *const *names, int n)
{
	struct nearest near = near_to(word);

	if (has(names, n, "string"))
		return "";
	if (keyword)
		near.best = 2;
	for (int i = 0; i < n; i++)
		if (is_any_name(names[i]))
			consider(&near, names[i]);
	for (unsigned i = 0; i < n_meta_keys && has(names, n, "meta key"); i++)
		if (meta_keys[i].flags & KEY_BARE)
			consider(&near, meta_keys[i].sel.name);
	for (unsigned i = 0; i < N_HEADERS && has(names, n, "header"); i++)
		consider(&near, headers[i].name);
	return near.found ? region_printf(p->region, "; did you mean '%s'?", near.found) : "";
}

void syntax_error(struct parser *p, struct loc loc, const char *found, const char *word, const char *const *expected, int n)
{
	const char *mean = "", *what = "";
	struct diag *d;

	if (p->told || slip(p, loc))
		return;
	if (!strcmp(found, "string"))
		mean = did_you_mean(p, word, false, expected, n);
	else if (words_find(&p->words, found))
		mean = did_you_mean(p, found, true, expected, n);
	if (!strcmp(found, "junk"))
		what = junk(p, (unsigned char)*word);
	if (!strcmp(found, "header") || !strcmp(found, "tunnel header") || !strcmp(found, "meta key"))
		found = word;
	if (!*mean)
		mean = hint(p, loc, found, word, expected, n);
	found = public_name(found);
	d = parse_error(p, loc, "syntax error, unexpected %s%s%s%s", found, what, *mean ? "" : expecting(p, expected, n), mean);
	if (d && !strcmp(found, "end of file") && p->block->opened.src)
		diag_relate(p->sink, d, p->block->opened, "this block is not closed");
}
