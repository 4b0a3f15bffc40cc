/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slips that are made often: what is behind a syntax error is looked for in the words before it. */
#include <ctype.h>
#include <string.h>

#include "base/dict.h"
#include "lang/syntax_error.h"

#define MAX_WORDS 24

/* The words from the start of a command up to the place of an error. */
struct before { const char *word[MAX_WORDS]; struct loc loc[MAX_WORDS]; unsigned n; };

static bool ends_command(char c)
{
	return c == '\n' || c == ';' || c == '{' || c == '}';
}

static struct before words_before(struct parser *p, struct loc at)
{
	struct before b = { .n = 0 };
	const char *text = at.src->text;
	uint32_t start = at.start, i;

	while (start && !ends_command(text[start - 1]) && at.start - start < 256)
		start--;
	for (i = start; i < at.start && b.n < MAX_WORDS; b.n++) {
		uint32_t from;

		while (i < at.start && isspace((unsigned char)text[i]))
			i++;
		if (i == at.start)
			break;
		for (from = i; i < at.start && !isspace((unsigned char)text[i]); )
			i++;
		b.word[b.n] = region_strndup(p->region, text + from, i - from);
		b.loc[b.n] = (struct loc){ at.src, from, i };
	}
	return b;
}

static bool among(const char *const *words, unsigned n, const char *word)
{
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

static const char *nearest_of(const char *const *words, unsigned n, const char *word, int limit)
{
	struct nearest near = { word, limit, NULL };

	for (unsigned i = 0; i < n; i++)
		consider(&near, words[i]);
	return near.found;
}

#define COUNT(a) ((unsigned)(sizeof(a) / sizeof(*(a))))

static const char *const verbs[] = { "add", "create", "insert", "replace", "delete", "destroy", "flush", "list", "reset", "get", "rename",
				     "describe", "monitor", "define", "redefine", "undefine", "include" };
static const char *const things[] = { "table", "chain", "rule", "set", "map", "element", "flowtable", "counter", "quota", "limit", "meter",
				      "ruleset", "tables", "chains", "sets", "maps", "counters", "quotas", "limits", "flowtables", "hooks" };

/* One edit for short words, two for long ones. */
static const char *near_word(const char *const *words, unsigned n, const char *word)
{
	size_t len = strlen(word);

	return among(words, n, word) ? NULL : nearest_of(words, n, word, len < 3 ? 0 : len < 5 ? 2 : 3);
}

static bool tell_word(struct parser *p, struct loc loc, const char *near)
{
	if (near)
		parse_error(p, loc, "syntax error, unexpected string; did you mean '%s'?", near);
	return near != NULL;
}

static bool is_plain(const char *word)
{
	for (const char *c = word; *c; c++)
		if (!islower((unsigned char)*c) && *c != '_')
			return false;
	return true;
}

/* `tabel inet t`, `list tabel inet t`, `chian t c ...` (which is read as a rule of chain t in table chian). */
static bool misspelt_command(struct parser *p, const struct before *b)
{
	const char *near;

	if (p->block->opened.src || !b->n || !is_plain(b->word[0]) || among(things, COUNT(things), b->word[0]))
		return false;
	if (among(verbs, COUNT(verbs), b->word[0]))
		return b->n > 1 && is_plain(b->word[1]) && !words_find(&p->words, b->word[1]) &&
		       tell_word(p, b->loc[1], near_word(things, COUNT(things), b->word[1]));
	if (words_find(&p->words, b->word[0]))
		return false;
	near = near_word(verbs, COUNT(verbs), b->word[0]);
	return tell_word(p, b->loc[0], near ? near : near_word(things, COUNT(things), b->word[0]));
}

/* `table inett t`: the family is read as the name, and the name is one too many. */
static bool misspelt_family(struct parser *p, const struct before *b)
{
	unsigned at = b->n && among(verbs, COUNT(verbs), b->word[0]);
	const char *names[N_FAMILIES], *near, *word;
	unsigned n = 0, more = b->n > at && !strcmp(b->word[at], "table") ? 0 : 1;

	if (p->block->opened.src || b->n != at + 2 + more || !among(things, COUNT(things), b->word[at]))
		return false;
	word = b->word[at + 1];
	for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++)
		names[n++] = family_name((enum family)f);
	near = strlen(word) < 3 || among(names, n, word) ? NULL : nearest_of(names, n, word, 2);
	if (near)
		parse_error(p, b->loc[at + 1], "unknown family '%s'; did you mean '%s'?", word, near);
	return near != NULL;
}

/* `-A INPUT`, `-j DROP` */
static bool other_tool(struct parser *p, const struct before *b, struct loc at)
{
	const char *text = at.src->text;
	struct loc loc = { 0 };

	for (unsigned i = 0; i < b->n; i++)
		if (b->word[i][0] == '-' && isalpha((unsigned char)b->word[i][1]) && !b->word[i][2] && !loc.src)
			loc = b->loc[i];
	if (!loc.src && at.end < at.src->len && text[at.start] == '-' && isalpha((unsigned char)text[at.start + 1]) && text[at.start + 2] == ' ')
		loc = (struct loc){ at.src, at.start, at.start + 2 };
	if (loc.src)
		parse_error(p, loc, "syntax error: this is how iptables is told; iptables-translate says it in the words of nft");
	return loc.src != NULL;
}

bool slip(struct parser *p, struct loc at)
{
	struct before b;

	if (!at.src)
		return false;
	b = words_before(p, at);
	return misspelt_command(p, &b) || misspelt_family(p, &b) || other_tool(p, &b, at);
}

/* ------------------------------------------------------------------ what may have been meant */
struct owners { const char *text; unsigned n; };

static void add_owner(struct parser *p, struct owners *o, const char *owner, const char *field)
{
	if (o->n++ < 3)
		o->text = region_printf(p->region, "%s%s'%s %s'", o->text, o->n > 1 ? " or " : "", owner, field);
}

/* `dport 22`, `state new`: fields and keys without what they belong to. */
static const char *field_of(struct parser *p, const char *word)
{
	struct owners o = { "", 0 };

	for (unsigned i = 0; i < N_HEADERS; i++)
		for (unsigned f = 0; f < headers[i].n_fields && i != HDR_th; f++)
			if (!(headers[i].fields[f].flags & FIELD_NOLIST) && !strcmp(headers[i].fields[f].sel.name, word))
				add_owner(p, &o, headers[i].name, word);
	if (key_by_name(meta_keys, n_meta_keys, word))
		add_owner(p, &o, "meta", word);
	if (key_by_name(ct_keys, n_ct_keys, word))
		add_owner(p, &o, "ct", word);
	return o.n ? region_printf(p->region, "; did you mean %s?", o.text) : "";
}

/* Where a rule could go on. */
static bool at_statement(const char *const *expected, int n)
{
	return n > 0 && among(expected, (unsigned)n, "accept") && among(expected, (unsigned)n, "counter");
}

/* Matches that are joined by words, as in other languages. */
static const char *joined(const struct before *b, const char *found)
{
	for (unsigned back = 0; back < 3; back++) {
		const char *word = back ? back > b->n ? "" : b->word[b->n - back] : found;

		if (!strcmp(word, "and") || !strcmp(word, "&&"))
			return "; matches that follow each other must all hold: no word stands between them";
		if (!strcmp(word, "or") || !strcmp(word, "||"))
			return "; several values are a set, { a, b }; different matches are rules of their own";
		if (!strcmp(word, "not"))
			return "; 'not' is written !=, behind what is compared";
	}
	return "";
}

/* `reject with tcp-reset`, as iptables has it */
static const char *rejected_with(struct parser *p, const struct before *b)
{
	const char *kind = b->n > 1 && !strcmp(b->word[b->n - 2], "with") ? b->word[b->n - 1] : "", *dash = strchr(kind, '-');

	return dash ? region_printf(p->region, "; did you mean '%.*s %s'?", (int)(dash - kind), kind, dash + 1) : "";
}

const char *hint(struct parser *p, struct loc at, const char *found, const char *word, const char *const *expected, int n)
{
	struct before b;
	const char *text;

	if (!at.src)
		return "";
	if (!strcmp(found, "'='"))
		return among(expected, (unsigned)n, "==") ? "; values are compared with ==, or with nothing between" : "";
	b = words_before(p, at);
	text = rejected_with(p, &b);
	if (!*text)
		text = joined(&b, found);
	if (*text)
		return text;
	if (!strcmp(found, "string") || !strcmp(found, "saddr") || !strcmp(found, "daddr") || !strcmp(found, "protocol"))
		return at_statement(expected, n) ? field_of(p, word) : "";
	return "";
}
