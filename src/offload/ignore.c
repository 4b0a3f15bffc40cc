/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comments that silence a finding: `# nft: ignore[NAME, ...] reason`. */
#include "offload/offload.h"

#include <ctype.h>
#include <string.h>

#include "lang/lang.h"

struct ignored_name { struct loc loc; const char *text; const struct finding_row *row; bool used; };

struct ignore {
	struct loc comment;
	uint32_t line;			/* of the comment */
	uint32_t about;			/* the line it is about: its own, or if nothing else is there, the next one that is no comment */
	uint32_t open, close;		/* the block that its line opens; both 0: none */
	const char *reason;
	VEC(struct ignored_name) names;
};

struct ignores { VEC(struct ignore) v; struct region *r; };

/* ------------------------------------------------------------------ reading comments */
static bool skip_word(const char **s, const char *word)
{
	size_t n = strlen(word);

	*s += strspn(*s, " \t");
	if (strncmp(*s, word, n))
		return false;
	*s += n;
	return true;
}

static bool begins_ignore(const char **s)
{
	return skip_word(s, "nft:") && skip_word(s, "ignore") && !isalpha((unsigned char)**s);
}

static void read_names(struct region *r, struct ignore *ig, const char *text, const char *list, const char *end)
{
	while (list <= end) {
		const char *stop = memchr(list, ',', (size_t)(end - list)), *next;
		struct ignored_name name = { .loc = ig->comment };

		if (!stop)
			stop = end;
		next = stop + 1;
		while (list < stop && (*list == ' ' || *list == '\t'))
			list++;
		while (stop > list && (stop[-1] == ' ' || stop[-1] == '\t'))
			stop--;
		name.loc.start = ig->comment.start + (uint32_t)(list - text);
		name.loc.end = ig->comment.start + (uint32_t)(stop - text);
		name.text = region_strndup(r, list, (size_t)(stop - list));
		name.row = finding_by_name(name.text);
		vec_push(r, &ig->names, name);
		list = next;
	}
}

/* False if the comment says something else. One that says it wrongly has no names. */
static bool read_comment(struct region *r, struct loc comment, struct ignore *ig)
{
	const char *text = region_strndup(r, comment.src->text + comment.start, comment.end - comment.start), *s = text + 1, *end;

	*ig = (struct ignore){ .comment = comment, .reason = "" };
	if (!begins_ignore(&s))
		return false;
	end = strchr(s, ']');
	if (!skip_word(&s, "[") || !end)
		return true;
	read_names(r, ig, text, s, end);
	end += 1 + strspn(end + 1, " \t");
	ig->reason = region_strndup(r, end, strcspn(end, "\r\n"));
	return true;
}

/* ------------------------------------------------------------------ what a comment is about */
static bool is_blank_to(const char *s, uint32_t n)
{
	return strspn(s, " \t") >= n;
}

/* Comments may be stacked: each is about the first line that holds something else. */
static void find_line(struct ignore *ig)
{
	const struct source *src = ig->comment.src;
	const char *text;
	uint32_t column, len;

	source_position(src, ig->comment.start, &ig->line, &column);
	ig->about = ig->line;
	source_line(src, ig->line, &text, &len);
	if (!is_blank_to(text, column - 1))
		return;
	do {
		source_line(src, ++ig->about, &text, &len);
	} while (len && text[strspn(text, " \t")] == '#');
}

/* The offset behind the string or comment that begins at @at, or @at itself. */
static uint32_t skip_opaque(const struct source *src, uint32_t at)
{
	const char *end = NULL;

	if (src->text[at] == '"')
		end = strchr(src->text + at + 1, '"');
	else if (src->text[at] == '#')
		return at + (uint32_t)strcspn(src->text + at, "\n");
	return end ? (uint32_t)(end - src->text) + 1 : at;
}

/* The innermost block that the line before the comment leaves open, up to its closing brace. */
static void find_block(struct ignore *ig)
{
	const struct source *src = ig->comment.src;
	uint32_t open[16], depth = 0, at = ig->comment.start, len;
	const char *text;

	source_line(src, ig->line, &text, &len);
	for (uint32_t i = (uint32_t)(text - src->text), next; i < at; i = next > i ? next : i + 1) {
		next = skip_opaque(src, i);
		if (src->text[i] == '{' && depth < 16)
			open[depth++] = i;
		else if (src->text[i] == '}' && depth)
			depth--;
	}
	if (!depth)
		return;
	ig->open = open[depth - 1];
	ig->close = src->len;
	depth = 1;
	for (uint32_t i = ig->comment.end, next; i < src->len; i = next > i ? next : i + 1) {
		next = skip_opaque(src, i);
		if (src->text[i] == '{')
			depth++;
		else if (src->text[i] == '}' && !--depth) {
			ig->close = i;
			break;
		}
	}
}

static void read_all(struct ignores *all, const struct lang_trivia *trivia)
{
	struct ignore ig;

	vec_each(i, &trivia->comments) {
		if (!read_comment(all->r, trivia->comments.v[i], &ig))
			continue;
		find_line(&ig);
		find_block(&ig);
		vec_push(all->r, &all->v, ig);
	}
}

/* ------------------------------------------------------------------ matching */
struct lines { const struct source *src; uint32_t first, last; };

static struct lines lines_of(struct loc loc)
{
	struct lines l = { loc.src, 0, 0 };
	uint32_t column;

	if (!loc.src || loc.src->kind == SOURCE_KERNEL)
		return (struct lines){ 0 };
	source_position(loc.src, loc.start, &l.first, &column);
	source_position(loc.src, loc.end > loc.start ? loc.end - 1 : loc.start, &l.last, &column);
	return l;
}

static bool begins_or_ends_at(const struct lines *l, const struct ignore *ig)
{
	if (!l->src || l->src != ig->comment.src)
		return false;
	return l->first == ig->about || (ig->about == ig->line && l->last == ig->line);
}

/* What an included file holds stands where the include is. */
static bool is_in_block(const struct ignore *ig, struct loc loc)
{
	while (loc.src && loc.src != ig->comment.src)
		loc = loc.src->included_from;
	return loc.src && ig->close && loc.start > ig->open && loc.start < ig->close;
}

static struct ignored_name *named(struct ignore *ig, const struct finding_row *row)
{
	vec_each(i, &ig->names)
		if (ig->names.v[i].row == row)
			return &ig->names.v[i];
	return NULL;
}

/* A comment beside the rule comes before one of a block, an inner block before an outer one. */
static const struct ignore *ignore_for(struct ignores *all, const struct finding *f)
{
	struct lines at = lines_of(f->loc), rule = f->rule ? lines_of(f->rule->loc) : (struct lines){ 0 };
	struct ignored_name *name = NULL;
	struct ignore *block = NULL;

	if (f->row == &finding_rows[FINDING_FAST_FWD_NOT_COMPILED])
		return NULL;
	vec_each(i, &all->v) {
		struct ignore *ig = &all->v.v[i];

		name = named(ig, f->row);
		if (!name)
			continue;
		if (begins_or_ends_at(&at, ig) || begins_or_ends_at(&rule, ig)) {
			name->used = true;
			return ig;
		}
		if (is_in_block(ig, f->loc) && (!block || block->comment.src != ig->comment.src || ig->open > block->open))
			block = ig;
	}
	if (block)
		named(block, f->row)->used = true;
	return block;
}

static void apply(struct ignores *all, struct offload_result *res)
{
	uint32_t kept = 0;

	vec_each(i, &res->findings) {
		struct finding f = res->findings.v[i];
		const struct ignore *ig = f.ignored ? NULL : ignore_for(all, &f);

		if (!ig) {
			res->findings.v[kept++] = f;
			continue;
		}
		f.ignored = ig->reason;
		vec_push(all->r, &res->suppressed, f);
	}
	res->findings.n = kept;
}

/* ------------------------------------------------------------------ comments without effect */
static void report(struct ignores *all, struct offload_result *res, struct loc loc, const char *message)
{
	struct finding f = { .row = &finding_rows[FINDING_UNUSED_IGNORE], .severity = SEV_WARNING, .loc = loc, .message = message };

	vec_push(all->r, &res->findings, f);
}

/* A file that is included twice has each comment twice: one that is used in one place is used. */
static bool is_said_elsewhere(const struct ignores *all, uint32_t at, uint32_t k)
{
	const struct loc *c = &all->v.v[at].comment;

	vec_each(i, &all->v) {
		const struct ignore *o = &all->v.v[i];

		if (i == at || o->comment.start != c->start || o->names.n <= k || strcmp(source_name(o->comment.src), source_name(c->src)))
			continue;
		if (i < at || o->names.v[k].used)
			return true;
	}
	return false;
}

static const char *why_unused(struct region *r, const struct ignored_name *n)
{
	const struct finding_row *near = finding_nearest(n->text);

	if (!n->row)
		return region_printf(r, near ? "`%s` is no finding; did you mean `%s`?" : "`%s` is no finding", n->text, near ? near->name : "");
	if (n->row == &finding_rows[FINDING_FAST_FWD_NOT_COMPILED])
		return region_printf(r, "`%s` cannot be ignored: the ruleset would not do what it says", n->text);
	return region_printf(r, "the comment ignores nothing: there is no `%s` here", n->text);
}

static void report_unused(struct ignores *all, struct offload_result *res, bool about_comments)
{
	vec_each(i, &all->v) {
		struct ignore *ig = &all->v.v[i];

		if (!ig->names.n && !about_comments)
			report(all, res, ig->comment, "the comment ignores nothing: it is written `# nft: ignore[NAME] reason`");
		vec_each(k, &ig->names) {
			const struct ignored_name *n = &ig->names.v[k];

			if ((n->row == &finding_rows[FINDING_UNUSED_IGNORE]) == about_comments && !n->used && !is_said_elsewhere(all, i, k))
				report(all, res, n->loc, why_unused(all->r, n));
		}
	}
}

void offload_ignore(struct region *r, const struct lang_trivia *trivia, struct offload_result *res)
{
	struct ignores all = { .r = r };

	read_all(&all, trivia);
	if (!all.v.n)
		return;
	apply(&all, res);
	report_unused(&all, res, false);
	apply(&all, res);	/* a comment may ignore that another is unused, too */
	report_unused(&all, res, true);
	findings_sort(r, res);
}

bool offload_ignores_anything(const struct lang_trivia *trivia)
{
	vec_each(i, &trivia->comments) {
		const struct loc *c = &trivia->comments.v[i];
		const char *s = c->src->text + c->start + 1;

		if (begins_ignore(&s))
			return true;
	}
	return false;
}
