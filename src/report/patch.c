/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/patch.h"

#include <string.h>

#include "lang/lang.h"

#define CONTEXT 3

/* ------------------------------------------------------------------ choosing */
static struct patch *patch_for(struct patches *ps, const struct source *src)
{
	vec_each(i, &ps->v)
		if (ps->v.v[i].src == src)
			return &ps->v.v[i];
	return NULL;
}

static bool touches(const struct edit *a, const struct edit *b)
{
	return a->loc.start == b->loc.start || (a->loc.start < b->loc.end && b->loc.start < a->loc.end);
}

static bool has_room(const struct patch *p, const struct edit *e)
{
	vec_each(i, &p->edits)
		if (touches(p->edits.v[i], e))
			return false;
	return true;
}

static bool can_make(struct patches *ps, const struct fix *fix)
{
	vec_each(i, &fix->edits) {
		const struct patch *p = patch_for(ps, fix->edits.v[i].loc.src);

		if (!p || !has_room(p, &fix->edits.v[i]))
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (fix->edits.v[k].loc.src == p->src && touches(&fix->edits.v[k], &fix->edits.v[i]))
				return false;
	}
	return fix->edits.n != 0;
}

static void add_edit(struct region *r, struct patch *p, const struct edit *e)
{
	uint32_t at = p->edits.n;

	while (at && p->edits.v[at - 1]->loc.start > e->loc.start)
		at--;
	vec_insert(r, &p->edits, at, e);
}

/* What is read twice means two things, and one edit need not suit both. The same file under two names has the same text. */
static bool is_read_once(const struct lang_trivia *t, const struct source *src)
{
	unsigned n = 0;

	vec_each(i, &t->sources)
		n += t->sources.v[i]->len == src->len && !memcmp(t->sources.v[i]->text, src->text, src->len);
	return n == 1;
}

void patches_of(struct region *r, const struct offload_result *res, const struct lang_trivia *sources, struct patches *out)
{
	vec_each(i, &sources->sources) {
		struct patch p = { .src = sources->sources.v[i] };

		if ((p.src->kind == SOURCE_FILE || p.src->kind == SOURCE_STDIN) && is_read_once(sources, p.src))
			vec_push(r, &out->v, p);
	}
	vec_each(i, &res->findings) {
		const struct fix *fix = res->findings.v[i].fix;

		if (!fix || !fix->machine || !can_make(out, fix))
			continue;
		patch_for(out, fix->edits.v[0].loc.src)->fixes++;
		vec_each(k, &fix->edits)
			add_edit(r, patch_for(out, fix->edits.v[k].loc.src), &fix->edits.v[k]);
	}
}

/* ------------------------------------------------------------------ making */
/* Bytes [from, to) of the old text with the edits that begin in there. */
static void edited(struct strbuf *out, const struct patch *p, uint32_t from, uint32_t to)
{
	vec_each(i, &p->edits) {
		const struct edit *e = p->edits.v[i];

		if (e->loc.start < from || e->loc.start > to || e->loc.end > to)
			continue;
		strbuf_addn(out, p->src->text + from, e->loc.start - from);
		strbuf_add(out, e->text);
		from = e->loc.end;
	}
	strbuf_addn(out, p->src->text + from, to - from);
}

void patch_text(struct strbuf *out, const struct patch *p)
{
	edited(out, p, 0, p->src->len);
}

/* ------------------------------------------------------------------ unified diff */
struct lines { const char **v; uint32_t *len; uint32_t n; };	/* each with its newline, if it has one */

struct change { uint32_t from, to; uint32_t line, n_old; struct lines new; };	/* bytes and lines of the old text */
struct changes { VEC(struct change) v; };

static struct lines split(struct region *r, const char *text, size_t len)
{
	struct lines l = { 0 };
	uint32_t cap = 1;

	for (size_t i = 0; i < len; i++)
		cap += text[i] == '\n';
	l.v = region_alloc(r, cap * sizeof(*l.v));
	l.len = region_alloc(r, cap * sizeof(*l.len));
	for (const char *end = text + len; text < end; l.n++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		l.v[l.n] = text;
		l.len[l.n] = (uint32_t)((stop ? stop + 1 : end) - text);
		text += l.len[l.n];
	}
	return l;
}

static uint32_t line_start(const struct source *s, uint32_t at)
{
	while (at && s->text[at - 1] != '\n')
		at--;
	return at;
}

static uint32_t line_end(const struct source *s, uint32_t at)
{
	const char *stop = memchr(s->text + at, '\n', s->len - at);

	return stop ? (uint32_t)(stop - s->text) + 1 : s->len;
}

/* The old lines that an edit changes: whole lines are replaced by whole lines. */
static struct change touched_by(const struct source *s, const struct edit *e)
{
	struct change c = { .from = line_start(s, e->loc.start) };
	size_t n = strlen(e->text);
	bool whole = c.from == e->loc.start && e->loc.end > e->loc.start && s->text[e->loc.end - 1] == '\n' && (!n || e->text[n - 1] == '\n');

	c.to = whole ? e->loc.end : line_end(s, e->loc.end);
	return c;
}

static bool same_line(const struct lines *a, uint32_t i, const struct lines *b, uint32_t k)
{
	return a->len[i] == b->len[k] && !memcmp(a->v[i], b->v[k], a->len[i]);
}

static void complete(struct region *r, const struct patch *p, const struct lines *old, struct change *c)
{
	struct strbuf b = { 0 };
	uint32_t column, end;

	edited(&b, p, c->from, c->to);
	c->new = split(r, region_strdup(r, strbuf_str(&b)), b.len);
	strbuf_free(&b);
	source_position(p->src, c->from, &c->line, &column);
	c->line--;
	for (end = c->line, column = c->from; column < c->to; end++)
		column += old->len[end];
	c->n_old = end - c->line;
	while (c->n_old && c->new.n && same_line(old, c->line, &c->new, 0)) {
		c->line++, c->n_old--;
		c->new.v++, c->new.len++, c->new.n--;
	}
	while (c->n_old && c->new.n && same_line(old, c->line + c->n_old - 1, &c->new, c->new.n - 1))
		c->n_old--, c->new.n--;
}

static void find_changes(struct region *r, const struct patch *p, const struct lines *old, struct changes *out)
{
	vec_each(i, &p->edits) {
		struct change c = touched_by(p->src, p->edits.v[i]);
		struct change *last = out->v.n ? &out->v.v[out->v.n - 1] : NULL;

		if (last && c.from < last->to) {
			last->to = c.to > last->to ? c.to : last->to;
			continue;
		}
		vec_push(r, &out->v, c);
	}
	vec_each(i, &out->v)
		complete(r, p, old, &out->v.v[i]);
}

static void put_lines(struct strbuf *out, char mark, const struct lines *l, uint32_t from, uint32_t to)
{
	for (; from < to; from++) {
		strbuf_addc(out, mark);
		strbuf_addn(out, l->v[from], l->len[from]);
		if (l->v[from][l->len[from] - 1] != '\n')
			strbuf_add(out, "\n\\ No newline at end of file\n");
	}
}

/* A range without lines is named by the line before it. */
static void put_range(struct strbuf *out, char mark, uint32_t first, uint32_t n)
{
	strbuf_printf(out, "%c%u,%u ", mark, n ? first + 1 : first, n);
}

/* One hunk out of the changes [i, end), which stand close to each other; @moved: lines that were added before. */
static int64_t put_hunk(struct strbuf *out, const struct lines *old, const struct changes *cs, uint32_t i, uint32_t end, int64_t moved)
{
	const struct change *first = &cs->v.v[i], *last = &cs->v.v[end - 1];
	uint32_t from = first->line > CONTEXT ? first->line - CONTEXT : 0;
	uint32_t to = last->line + last->n_old + CONTEXT;
	int64_t added = 0;

	to = to < old->n ? to : old->n;
	for (uint32_t k = i; k < end; k++)
		added += (int64_t)cs->v.v[k].new.n - cs->v.v[k].n_old;
	strbuf_add(out, "@@ ");
	put_range(out, '-', from, to - from);
	put_range(out, '+', (uint32_t)(from + moved), (uint32_t)(to - from + added));
	strbuf_add(out, "@@\n");
	for (uint32_t at = from; i < end; i++) {
		const struct change *c = &cs->v.v[i];

		put_lines(out, ' ', old, at, c->line);
		at = c->line + c->n_old;
		put_lines(out, '-', old, c->line, at);
		put_lines(out, '+', &c->new, 0, c->new.n);
		put_lines(out, ' ', old, at, i + 1 == end ? to : at);
	}
	return moved + added;
}

void patch_diff(struct strbuf *out, struct region *r, const struct patch *p)
{
	struct lines old = split(r, p->src->text, p->src->len);
	struct changes cs = { 0 };
	int64_t moved = 0;
	uint32_t end;

	if (!p->edits.n)
		return;
	find_changes(r, p, &old, &cs);
	strbuf_printf(out, "--- %s\n+++ %s\n", source_name(p->src), source_name(p->src));
	for (uint32_t i = 0; i < cs.v.n; i = end) {
		for (end = i + 1; end < cs.v.n; end++)
			if (cs.v.v[end].line > cs.v.v[end - 1].line + cs.v.v[end - 1].n_old + 2 * CONTEXT)
				break;
		moved = put_hunk(out, &old, &cs, i, end, moved);
	}
}
