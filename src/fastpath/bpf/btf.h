/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's own description of its types (BTF): where members stand, which functions programs may call. */
#ifndef NFT_FASTPATH_BPF_BTF_H
#define NFT_FASTPATH_BPF_BTF_H

#include <linux/btf.h>
#include <stdbool.h>
#include "base/region.h"

struct btf {
	const struct btf *base;		/* of a module: vmlinux, which its types continue */
	const uint8_t *types;
	const char *strings;
	uint32_t types_len, strings_len;
	uint32_t first_id, n_types;	/* ids first_id ... first_id + n_types - 1 */
	uint32_t first_string;
	uint32_t *offset;		/* of each type */
};

struct btf_place { uint32_t bit, bits; };	/* from the start of the structure; bits 0: not known */

/* Reads @data, which has to live as long as @out. -EINVAL: that is no BTF. */
int btf_parse(struct region *r, const void *data, uint32_t len, const struct btf *base, struct btf *out);
/* /sys/kernel/btf/@name: "vmlinux" or a module. -ENOENT: there is none. */
int btf_read(struct region *r, const char *name, const struct btf *base, struct btf *out);

/* Ids of what is wanted by name, in one look through all types (base is not looked at). */
struct btf_wanted { const char *name; uint32_t kind; uint32_t id; };	/* kind BTF_KIND_*; id: found, 0 before */
void btf_find(const struct btf *b, struct btf_wanted *w, unsigned n);
/* Where a member of the structure @id stands; structures and unions without a name are looked into, and "a.b" names a member of a
 * member. -ENOENT. */
int btf_member(const struct btf *b, uint32_t id, const char *member, struct btf_place *place);
/* Bytes of a structure, 0: that is none. */
uint32_t btf_struct_size(const struct btf *b, uint32_t id);

#endif
