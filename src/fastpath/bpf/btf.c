/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/btf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 16	/* of structures within structures, of typedefs of typedefs */

/* Bytes behind the head of a type; 0 bytes for most. */
static uint32_t tail_len(const struct btf_type *t)
{
	uint32_t vlen = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT: case BTF_KIND_VAR: case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT: case BTF_KIND_UNION:
		return vlen * (uint32_t)sizeof(struct btf_member);
	case BTF_KIND_ENUM: case BTF_KIND_FUNC_PROTO:
		return vlen * 8;
	case BTF_KIND_ENUM64: case BTF_KIND_DATASEC:
		return vlen * 12;
	}
	return 0;
}

static int index_types(struct region *r, struct btf *b)
{
	uint32_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		uint32_t at = 0, i = 0;

		for (; at + sizeof(struct btf_type) <= b->types_len; i++) {
			const struct btf_type *t = (const void *)(b->types + at);

			if (pass)
				b->offset[i] = at;
			if (BTF_INFO_KIND(t->info) > BTF_KIND_ENUM64 || tail_len(t) > b->types_len - at - sizeof(*t))
				return -EINVAL;
			at += (uint32_t)sizeof(*t) + tail_len(t);
		}
		n = i;
		if (!pass)
			b->offset = region_alloc(r, (n + 1) * sizeof(*b->offset));
	}
	b->n_types = n;
	return 0;
}

int btf_parse(struct region *r, const void *data, uint32_t len, const struct btf *base, struct btf *out)
{
	const struct btf_header *h = data;
	struct btf b = { .base = base };

	if (len < sizeof(*h) || h->magic != BTF_MAGIC || h->hdr_len > len || h->type_off > len - h->hdr_len || h->str_off > len - h->hdr_len ||
	    h->type_len > len - h->hdr_len - h->type_off || h->str_len > len - h->hdr_len - h->str_off || h->hdr_len % 4 || h->type_off % 4)
		return -EINVAL;
	b.types = (const uint8_t *)data + h->hdr_len + h->type_off;
	b.types_len = h->type_len;
	b.strings = (const char *)data + h->hdr_len + h->str_off;
	b.strings_len = h->str_len;
	if (b.strings_len && b.strings[b.strings_len - 1])
		return -EINVAL;
	b.first_id = base ? base->first_id + base->n_types : 1;
	b.first_string = base ? base->first_string + base->strings_len : 0;
	if (index_types(r, &b))
		return -EINVAL;
	*out = b;
	return 0;
}

static int read_all(int fd, uint8_t *buf, size_t len)
{
	while (len) {
		ssize_t got = read(fd, buf, len);

		if (got <= 0)
			return got ? -errno : -EIO;
		buf += got;
		len -= (size_t)got;
	}
	return 0;
}

int btf_read(struct region *r, const char *name, const struct btf *base, struct btf *out)
{
	char path[128];
	struct stat st;
	uint8_t *buf;
	int fd, err;

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || st.st_size > INT32_MAX) {
		close(fd);
		return -EFBIG;
	}
	buf = region_alloc(r, (size_t)st.st_size + 1);
	err = read_all(fd, buf, (size_t)st.st_size);
	close(fd);
	return err ? err : btf_parse(r, buf, (uint32_t)st.st_size, base, out);
}

/* ---------------------------------------------------------------- looking up */
static const struct btf_type *type_of(const struct btf *b, uint32_t id)
{
	while (b && id < b->first_id)
		b = b->base;
	if (!b || id - b->first_id >= b->n_types)
		return NULL;
	return (const void *)(b->types + b->offset[id - b->first_id]);
}

static const char *string_of(const struct btf *b, uint32_t off)
{
	while (b && off < b->first_string)
		b = b->base;
	return b && off - b->first_string < b->strings_len ? b->strings + (off - b->first_string) : "";
}

void btf_find(const struct btf *b, struct btf_wanted *w, unsigned n)
{
	for (uint32_t i = 0; i < b->n_types; i++) {
		const struct btf_type *t = (const void *)(b->types + b->offset[i]);
		uint32_t kind = BTF_INFO_KIND(t->info);
		const char *name;

		if (kind != BTF_KIND_STRUCT && kind != BTF_KIND_FUNC)
			continue;
		name = string_of(b, t->name_off);
		for (unsigned k = 0; k < n; k++)
			if (!w[k].id && w[k].kind == kind && *w[k].name == *name && !strcmp(w[k].name, name))
				w[k].id = b->first_id + i;
	}
}

static bool is_compound(const struct btf_type *t)
{
	return BTF_INFO_KIND(t->info) == BTF_KIND_STRUCT || BTF_INFO_KIND(t->info) == BTF_KIND_UNION;
}

static const struct btf_type *resolve(const struct btf *b, uint32_t id)
{
	const struct btf_type *t = type_of(b, id);

	for (unsigned depth = 0; t && depth < MAX_DEPTH; depth++) {
		switch (BTF_INFO_KIND(t->info)) {
		case BTF_KIND_TYPEDEF: case BTF_KIND_CONST: case BTF_KIND_VOLATILE: case BTF_KIND_RESTRICT: case BTF_KIND_TYPE_TAG:
			t = type_of(b, t->type);
			continue;
		}
		return t;
	}
	return NULL;
}

static uint32_t bits_of(const struct btf *b, uint32_t id)
{
	const struct btf_type *t = resolve(b, id);

	if (!t)
		return 0;
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT: case BTF_KIND_ENUM: case BTF_KIND_ENUM64: case BTF_KIND_STRUCT: case BTF_KIND_UNION:
		return t->size * 8;
	case BTF_KIND_PTR:
		return 64;
	case BTF_KIND_ARRAY: {
		const struct btf_array *a = (const void *)(t + 1);
		const struct btf_type *e = resolve(b, a->type);

		return e && BTF_INFO_KIND(e->info) != BTF_KIND_ARRAY && BTF_INFO_KIND(e->info) != BTF_KIND_PTR ? a->nelems * e->size * 8 : 0;
	}
	}
	return 0;
}

static int find_member(const struct btf *b, const struct btf_type *t, const char *name, size_t len, unsigned depth, struct btf_place *place, const struct btf_type **in)
{
	const struct btf_member *m = (const void *)(t + 1);

	for (uint32_t i = 0; i < BTF_INFO_VLEN(t->info); i++) {
		bool has_bits = BTF_INFO_KFLAG(t->info);
		uint32_t bit = has_bits ? BTF_MEMBER_BIT_OFFSET(m[i].offset) : m[i].offset;
		const struct btf_type *mt = resolve(b, m[i].type);
		const char *s = string_of(b, m[i].name_off);

		if (!*s && mt && is_compound(mt) && depth < MAX_DEPTH && !find_member(b, mt, name, len, depth + 1, place, in)) {
			place->bit += bit;
			return 0;
		}
		if (strlen(s) != len || memcmp(s, name, len))
			continue;
		place->bit = bit;
		place->bits = has_bits && BTF_MEMBER_BITFIELD_SIZE(m[i].offset) ? BTF_MEMBER_BITFIELD_SIZE(m[i].offset) : bits_of(b, m[i].type);
		*in = mt;
		return 0;
	}
	return -ENOENT;
}

static int member_path(const struct btf *b, const struct btf_type *t, const char *path, struct btf_place *place)
{
	struct btf_place sum = { 0 }, part;

	while (t && is_compound(t)) {
		size_t len = strcspn(path, ".");

		if (find_member(b, t, path, len, 0, &part, &t))
			return -ENOENT;
		sum.bit += part.bit;
		sum.bits = part.bits;
		path += len;
		if (!*path) {
			*place = sum;
			return 0;
		}
		path++;
	}
	return -ENOENT;
}

int btf_member(const struct btf *b, uint32_t id, const char *member, struct btf_place *place)
{
	const struct btf_type *t = id ? type_of(b, id) : NULL;

	return t ? member_path(b, t, member, place) : -ENOENT;
}

uint32_t btf_struct_size(const struct btf *b, uint32_t id)
{
	const struct btf_type *t = id ? type_of(b, id) : NULL;

	return t && is_compound(t) ? t->size : 0;
}
