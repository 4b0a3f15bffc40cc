/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources of input text and places in them. */
#ifndef NFT_BASE_SOURCE_H
#define NFT_BASE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/region.h"
#include "base/vec.h"

enum source_kind {
	SOURCE_FILE,		/* name is the path as the user gave it */
	SOURCE_STDIN,		/* shown as /dev/stdin */
	SOURCE_BUFFER,		/* command line or a buffer given to the library: shown without a name */
	SOURCE_KERNEL,		/* what the kernel told: no text */
};

struct source;

/* A range of bytes [start, end) of a source; origin: where the text was pulled in by a define (the definition), or NULL. */
struct loc {
	const struct source *src;
	uint32_t start, end;
};

struct source {
	enum source_kind kind;
	const char *name;
	const char *text;		/* whole text, NUL-terminated (binary input: len tells the truth) */
	uint32_t len;
	struct loc included_from;	/* src == NULL at the top */
	VEC(uint32_t) lines;		/* offset of the start of each line, filled by source_lines() */
	struct region *region;
};

struct source *source_new(struct region *r, enum source_kind kind, const char *name, const char *text, uint32_t len);
/* Reads a file whole. -errno on failure (EISDIR, ENOENT, EFBIG over 4 GiB-1). "-" or /dev/stdin reads standard input. */
int source_read(struct region *r, const char *path, struct source **out);

/* 1-based line and byte column of an offset. */
void source_position(const struct source *s, uint32_t offset, uint32_t *line, uint32_t *column);
/* The text of line @line (1-based) without its newline. */
void source_line(const struct source *s, uint32_t line, const char **text, uint32_t *len);
const char *source_name(const struct source *s);

static inline struct loc loc_join(struct loc a, struct loc b)
{
	if (!a.src)
		return b;
	if (!b.src || a.src != b.src)
		return a;
	return (struct loc){ a.src, a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end };
}

#endif
