/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vector in a region: VEC(type) names the struct, vec_push grows it by doubling. */
#ifndef NFT_BASE_VEC_H
#define NFT_BASE_VEC_H

#include <string.h>
#include "base/region.h"

#define VEC(type) struct { type *v; uint32_t n, cap; }

#define vec_push(r, vec, item) do { \
	if ((vec)->n == (vec)->cap) \
		vec_grow_((r), (void **)&(vec)->v, &(vec)->cap, sizeof(*(vec)->v)); \
	(vec)->v[(vec)->n++] = (item); \
} while (0)

#define vec_insert(r, vec, at, item) do { \
	uint32_t at_ = (at); \
	if ((vec)->n == (vec)->cap) \
		vec_grow_((r), (void **)&(vec)->v, &(vec)->cap, sizeof(*(vec)->v)); \
	memmove(&(vec)->v[at_ + 1], &(vec)->v[at_], ((vec)->n - at_) * sizeof(*(vec)->v)); \
	(vec)->v[at_] = (item); \
	(vec)->n++; \
} while (0)

#define vec_remove(vec, at) do { \
	uint32_t at_ = (at); \
	memmove(&(vec)->v[at_], &(vec)->v[at_ + 1], ((vec)->n - at_ - 1) * sizeof(*(vec)->v)); \
	(vec)->n--; \
} while (0)

#define vec_each(i, vec) for (uint32_t i = 0; i < (vec)->n; i++)

static inline void vec_grow_(struct region *r, void **v, uint32_t *cap, size_t size)
{
	uint32_t ncap = *cap ? *cap * 2 : 4;
	void *n = region_alloc(r, (size_t)ncap * size);

	if (*cap)
		memcpy(n, *v, *cap * size);
	*v = n;
	*cap = ncap;
}

#endif
