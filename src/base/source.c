/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void index_lines(struct source *s)
{
	vec_push(s->region, &s->lines, 0);
	for (const char *p = s->text, *end = p + s->len; p < end; p++) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			break;
		vec_push(s->region, &s->lines, (uint32_t)(p - s->text) + 1);
	}
}

struct source *source_new(struct region *r, enum source_kind kind, const char *name, const char *text, uint32_t len)
{
	struct source *s = region_new(r, struct source);

	s->kind = kind;
	s->name = name ? region_strdup(r, name) : NULL;
	s->text = region_strndup(r, text, len);
	s->len = len;
	s->region = r;
	return s;
}

#define SOURCE_MAX (512u << 20)	/* no ruleset is that long, but a device may be */

struct bytes { char *data; size_t len, cap; };

static int read_all(int fd, struct bytes *b)
{
	for (;;) {
		ssize_t n;

		if (b->cap - b->len < 65536) {
			size_t cap = b->cap ? b->cap * 2 : 131072;
			char *p = realloc(b->data, cap);

			if (!p)
				return -ENOMEM;
			b->data = p;
			b->cap = cap;
		}
		n = read(fd, b->data + b->len, b->cap - b->len);
		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		b->len += (size_t)n;
		if (b->len > SOURCE_MAX)
			return -EFBIG;
	}
}

int source_read(struct region *r, const char *path, struct source **out)
{
	bool is_stdin = !strcmp(path, "-") || !strcmp(path, "/dev/stdin");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct bytes b = { 0 };
	struct stat st;
	int err;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode))
		err = -EISDIR;
	else
		err = read_all(fd, &b);
	if (!is_stdin)
		close(fd);
	if (!err)
		*out = source_new(r, is_stdin ? SOURCE_STDIN : SOURCE_FILE, is_stdin ? "/dev/stdin" : path,
				  b.data ? b.data : "", (uint32_t)b.len);
	free(b.data);
	return err;
}

/* The index is made when first asked for: most input never shows a place. */
static const struct source *indexed(const struct source *s)
{
	if (!s->lines.n)
		index_lines((struct source *)s);
	return s;
}

void source_position(const struct source *s, uint32_t offset, uint32_t *line, uint32_t *column)
{
	uint32_t lo = 0, hi;

	if (!s->text) {
		*line = *column = 1;
		return;
	}
	hi = indexed(s)->lines.n;
	if (offset > s->len)
		offset = s->len;
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->lines.v[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	*line = lo + 1;
	*column = offset - s->lines.v[lo] + 1;
}

void source_line(const struct source *s, uint32_t line, const char **text, uint32_t *len)
{
	uint32_t start, end;

	if (!s->text || !line || line > indexed(s)->lines.n) {
		*text = "";
		*len = 0;
		return;
	}
	start = s->lines.v[line - 1];
	end = line < s->lines.n ? s->lines.v[line] - 1 : s->len;
	*text = s->text + start;
	*len = end - start;
}

const char *source_name(const struct source *s)
{
	if (s->name)
		return s->name;
	return s->kind == SOURCE_KERNEL ? "kernel" : "<cmdline>";
}
