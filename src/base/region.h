/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Region: memory that is freed all at once. One region holds one batch of commands. */
#ifndef NFT_BASE_REGION_H
#define NFT_BASE_REGION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct region;

/* A region without an out-of-memory handler returns NULL when memory is short.
 * With one (region_on_oom), allocation never returns NULL: it jumps there. */
struct region *region_create(void);
void region_on_oom(struct region *r, jmp_buf *handler);
void region_free(struct region *r);
/* Frees what was allocated after the mark (for scratch work inside a long batch). */
struct region_mark { void *chunk; size_t used; };
struct region_mark region_mark(struct region *r);
void region_release(struct region *r, struct region_mark m);
size_t region_bytes(const struct region *r);

/* Memory is zeroed and aligned for any object. */
void *region_alloc(struct region *r, size_t size);
void *region_memdup(struct region *r, const void *data, size_t size);
char *region_strdup(struct region *r, const char *s);
char *region_strndup(struct region *r, const char *s, size_t n);
char *region_printf(struct region *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *region_vprintf(struct region *r, const char *fmt, va_list ap);

#define region_new(r, type) ((type *)region_alloc((r), sizeof(type)))

#endif
