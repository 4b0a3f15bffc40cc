/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer sees what is allocated as if each piece came from malloc. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif
#ifdef WATCHED
#include <sanitizer/asan_interface.h>
#define RED_ZONE ALIGN
#define forbid(p, len) ASAN_POISON_MEMORY_REGION(p, len)
#define permit(p, len) ASAN_UNPOISON_MEMORY_REGION(p, len)
#else
#define RED_ZONE 0u
#define forbid(p, len) ((void)(p), (void)(len))
#define permit(p, len) ((void)(p), (void)(len))
#endif

#define CHUNK_MIN (16u << 10)
#define CHUNK_MAX (1u << 20)
#define ALIGN 16u

struct chunk {
	struct chunk *prev;
	size_t size, used;
	_Alignas(ALIGN) unsigned char mem[];
};

struct region {
	struct chunk *top;
	jmp_buf *oom;
	size_t next_size, total;
};

struct region *region_create(void)
{
	struct region *r = calloc(1, sizeof(*r));

	if (r)
		r->next_size = CHUNK_MIN;
	return r;
}

void region_on_oom(struct region *r, jmp_buf *handler)
{
	r->oom = handler;
}

static void free_chunks_down_to(struct region *r, const struct chunk *keep)
{
	while (r->top && r->top != keep) {
		struct chunk *prev = r->top->prev;

		r->total -= r->top->size;
		free(r->top);
		r->top = prev;
	}
}

void region_free(struct region *r)
{
	if (!r)
		return;
	free_chunks_down_to(r, NULL);
	free(r);
}

size_t region_bytes(const struct region *r)
{
	return r->total;
}

static void *out_of_memory(struct region *r)
{
	if (r->oom)
		longjmp(*r->oom, 1);
	return NULL;
}

static struct chunk *add_chunk(struct region *r, size_t need)
{
	size_t size = r->next_size > need ? r->next_size : need;
	struct chunk *c = malloc(sizeof(*c) + size);

	if (!c)
		return NULL;
	c->prev = r->top;
	c->size = size;
	c->used = 0;
	r->top = c;
	r->total += size;
	forbid(c->mem, size);
	if (r->next_size < CHUNK_MAX)
		r->next_size *= 2;
	return c;
}

static void *alloc_raw(struct region *r, size_t size)
{
	struct chunk *c = r->top;
	size_t asked = size;
	void *p;

	if (size > SIZE_MAX / 2)
		return out_of_memory(r);
	size = ((size + ALIGN - 1) & ~(size_t)(ALIGN - 1)) + RED_ZONE;
	if (!c || c->size - c->used < size) {
		c = add_chunk(r, size);
		if (!c)
			return out_of_memory(r);
	}
	p = c->mem + c->used;
	c->used += size;
	permit(p, asked);
	return p;
}

void *region_alloc(struct region *r, size_t size)
{
	void *p = alloc_raw(r, size);

	return p ? memset(p, 0, size) : NULL;
}

struct region_mark region_mark(struct region *r)
{
	return (struct region_mark){ r->top, r->top ? r->top->used : 0 };
}

void region_release(struct region *r, struct region_mark m)
{
	free_chunks_down_to(r, m.chunk);
	if (!r->top)
		return;
	forbid(r->top->mem + m.used, r->top->used - m.used);
	r->top->used = m.used;
}

void *region_memdup(struct region *r, const void *data, size_t size)
{
	void *p = alloc_raw(r, size);

	return p && size ? memcpy(p, data, size) : p;
}

char *region_strndup(struct region *r, const char *s, size_t n)
{
	char *p = alloc_raw(r, n + 1);

	if (p) {
		memcpy(p, s, n);
		p[n] = '\0';
	}
	return p;
}

char *region_strdup(struct region *r, const char *s)
{
	return region_strndup(r, s, strlen(s));
}

char *region_vprintf(struct region *r, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return region_strdup(r, "");
	p = alloc_raw(r, (size_t)n + 1);
	if (p)
		vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *region_printf(struct region *r, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = region_vprintf(r, fmt, ap);
	va_end(ap);
	return p;
}
