/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running kernel offers: where members of its structures stand, and the functions that programs may call. */
#ifndef NFT_FASTPATH_BPF_HOST_H
#define NFT_FASTPATH_BPF_HOST_H

#include "fastpath/bpf/btf.h"
#include "fastpath/bpf/object.h"

enum host_structure {
#define STRUCTURE(ident) HOST_STRUCT_##ident,
#define MEMBER(id, structure, member)
#include "fastpath/bpf/members.def"
#undef STRUCTURE
#undef MEMBER
	N_HOST_STRUCTURES
};
enum host_member {
#define STRUCTURE(ident)
#define MEMBER(id, structure, member) HOST_##id,
#include "fastpath/bpf/members.def"
#undef STRUCTURE
#undef MEMBER
	N_HOST_MEMBERS
};

struct host_kfunc { uint32_t id; uint8_t fd_slot; };	/* id 0: this kernel has none; fd_slot: in fd_array, 0: vmlinux */
struct host {
	struct btf_place member[N_HOST_MEMBERS];	/* bits 0: not known */
	uint32_t tuple_size;				/* of struct nf_conntrack_tuple_hash */
	uint32_t rhash_size;				/* of struct flow_offload_tuple_rhash */
	uint32_t two_longs;				/* BTF id of a structure of nothing but these; 0: none */
	struct host_kfunc kfunc[N_KFUNCS];
	const char *kfunc_module[N_KFUNCS];		/* NULL: in vmlinux */
	int fd_array[1 + N_KFUNCS];			/* module BTFs */
	unsigned n_fds;
	uint32_t release[2];				/* 6, 12 */
};

/* Reads BTF; needs no rights. -ENOENT: this kernel tells nothing of its types. */
int host_read(struct region *r, struct host *h);
/* Opens the module BTFs that the kernel functions of @o need. -EPERM: that takes CAP_SYS_ADMIN; -ENOENT: @missing names a function that
 * is not there. */
int host_open_kfuncs(struct host *h, const struct bpf_object *o, const char **missing);
void host_close(struct host *h);
bool host_from(const struct host *h, uint32_t major, uint32_t minor);
static inline uint32_t host_at(const struct host *h, enum host_member m) { return h->member[m].bit / 8; }
static inline bool host_has(const struct host *h, enum host_member m) { return h->member[m].bits; }

#endif
