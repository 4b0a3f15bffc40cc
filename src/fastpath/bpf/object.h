/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program with the maps and kernel functions that it needs, before the kernel has seen it. */
#ifndef NFT_FASTPATH_BPF_OBJECT_H
#define NFT_FASTPATH_BPF_OBJECT_H

#include "base/strbuf.h"
#include "fastpath/bpf/asm.h"
#include "fastpath/bpf/sys.h"

struct bpf_map {
	struct sys_map spec;
	uint32_t n;			/* elements that it begins with */
	const uint8_t *keys, *values;	/* n of them; keys NULL: 0, 1, 2 ... */
	int fd;				/* -1 until it is loaded; given before that: a map that is there already */
};

enum bpf_kfunc { KFUNC_SKB_CT_LOOKUP, KFUNC_CT_RELEASE, KFUNC_XDP_FLOW_LOOKUP, KFUNC_RDONLY_CAST, N_KFUNCS };
extern const char *const bpf_kfunc_names[N_KFUNCS];

struct bpf_object {
	struct asm_buf code;		/* kernel functions are enum bpf_kfunc */
	VEC(struct bpf_map) maps;
	uint32_t prog_type, attach_type;
	const char *name;
	uint32_t sub_arg;		/* bytes that the argument of every function points at; 0: there are no functions, or the kernel need not know */
	int fd;				/* -1 until it is loaded */
};

void bpf_object_init(struct region *r, struct bpf_object *o);
uint32_t bpf_object_map(struct bpf_object *o, const char *name, uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t max_entries);
/* Closes what was opened; maps that were given stay. */
void bpf_object_close(struct bpf_object *o);
void bpf_object_print(struct strbuf *b, const struct bpf_object *o);

#endif
