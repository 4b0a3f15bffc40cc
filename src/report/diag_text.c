/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diag_text.h"

#include <stdlib.h>
#include <string.h>

static const char *const level_words[] = {
	[DIAG_ERROR] = "Error", [DIAG_WARNING] = "Warning", [DIAG_INFO] = "Info", [DIAG_NOTE] = "Note",
};

struct place { uint32_t line, first, last, len; const char *text; };

/* A range over several lines is shown by what of it stands on its first line. */
static struct place place_of(struct loc loc)
{
	struct place p;
	uint32_t end_line, end_column;

	source_position(loc.src, loc.start, &p.line, &p.first);
	source_position(loc.src, loc.end > loc.start ? loc.end - 1 : loc.start, &end_line, &end_column);
	source_line(loc.src, p.line, &p.text, &p.len);
	p.last = end_line == p.line ? end_column : p.len;
	if (p.last < p.first)
		p.last = p.first;
	return p;
}

static void included_from(struct strbuf *out, const struct source *s)
{
	struct place p;

	if (!s->included_from.src)
		return;
	included_from(out, s->included_from.src);
	p = place_of(s->included_from);
	strbuf_printf(out, "In file included from %s:%u:%u-%u:\n", source_name(s->included_from.src), p.line, p.first, p.last);
}

void place_header(struct strbuf *out, struct loc loc)
{
	struct place p;

	if (!loc.src || loc.src->kind == SOURCE_BUFFER || loc.src->kind == SOURCE_KERNEL)
		return;
	included_from(out, loc.src);
	p = place_of(loc);
	strbuf_printf(out, "%s:%u:%u-%u: ", source_name(loc.src), p.line, p.first, p.last);
}

static void add_marks(char *marks, const struct place *p, char mark)
{
	for (uint32_t c = p->first; c <= p->last; c++)
		marks[c - 1] = mark;
}

#define LINE_SHOWN 512	/* a longer line is cut: it helps nobody to see a megabyte of it */

static void show_cut(struct strbuf *out, const struct place *p)
{
	uint32_t from = p->first > 64 ? p->first - 64 : 1;
	uint32_t n = p->len - (from - 1) > 128 ? 128 : p->len - (from - 1);

	strbuf_add(out, "... ");
	strbuf_addn(out, p->text + from - 1, n);
	strbuf_printf(out, " ...\n%*s^\n", (int)(p->first - from + 4), "");
}

void place_line(struct strbuf *out, struct loc loc, char mark, const struct loc *more, unsigned n_more)
{
	struct place p, other;
	uint32_t width;
	char *marks;

	if (!loc.src || loc.src->kind == SOURCE_KERNEL)
		return;
	p = place_of(loc);
	if (p.len > LINE_SHOWN) {
		show_cut(out, &p);
		return;
	}
	width = p.last > p.len ? p.last : p.len;
	marks = malloc(width + 1);
	if (!marks)
		return;
	for (uint32_t c = 0; c < width; c++)
		marks[c] = c < p.len && p.text[c] == '\t' ? '\t' : ' ';
	for (unsigned i = 0; i < n_more; i++) {
		if (more[i].src != loc.src)
			continue;
		other = place_of(more[i]);
		if (other.line == p.line && other.last <= width)
			add_marks(marks, &other, '~');
	}
	add_marks(marks, &p, mark);
	while (width && marks[width - 1] == ' ')
		width--;
	strbuf_addn(out, p.text, p.len);
	strbuf_addc(out, '\n');
	strbuf_addn(out, marks, width);
	strbuf_addc(out, '\n');
	free(marks);
}

void diag_text(struct strbuf *out, const struct diag *d)
{
	place_header(out, d->loc);
	strbuf_printf(out, "%s: %s\n", level_words[d->level], d->message);
	place_line(out, d->loc, '^', d->marks.v, d->marks.n);
	for (uint32_t i = 0; i < d->related.n; i++) {
		place_header(out, d->related.v[i].loc);
		strbuf_printf(out, "Note: %s\n", d->related.v[i].message);
		place_line(out, d->related.v[i].loc, '~', NULL, 0);
	}
}
