/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/btf_out.h"

#include <linux/btf.h>
#include <string.h>

enum { ID_INT = 1, ID_STRUCT, ID_STRUCT_PTR, ID_VOID_PTR, ID_MAIN_PROTO, ID_SUB_PROTO };

static const char strings[] = "\0int\0scratch\0main\0rules\0s";
enum { STR_INT = 1, STR_STRUCT = 5, STR_MAIN = 13, STR_SUB = 18, STR_ARG = 24 };

struct type_with_word { struct btf_type t; uint32_t word; };
struct type_with_param { struct btf_type t; struct btf_param p; };
struct types {
	struct type_with_word number;
	struct btf_type scratch, scratch_ptr, void_ptr;
	struct type_with_param main_proto, sub_proto;
	struct btf_type main, sub;
};
struct blob { struct btf_header head; struct types types; char strings[sizeof(strings)]; };

static uint32_t info(uint32_t kind, uint32_t vlen)
{
	return kind << 24 | vlen;
}

void *btf_out_make(struct region *r, uint32_t size, uint32_t *len)
{
	struct blob *b = region_new(r, struct blob);

	*b = (struct blob){
		.head = { .magic = BTF_MAGIC, .version = BTF_VERSION, .hdr_len = sizeof(b->head), .type_len = sizeof(b->types),
			  .str_off = sizeof(b->types), .str_len = sizeof(strings) },
		.types = {
			.number = { { .name_off = STR_INT, .info = info(BTF_KIND_INT, 0), .size = 4 }, BTF_INT_SIGNED << 24 | 32 },
			.scratch = { .name_off = STR_STRUCT, .info = info(BTF_KIND_STRUCT, 0), .size = size },
			.scratch_ptr = { .info = info(BTF_KIND_PTR, 0), .type = ID_STRUCT },
			.void_ptr = { .info = info(BTF_KIND_PTR, 0) },
			.main_proto = { { .info = info(BTF_KIND_FUNC_PROTO, 1), .type = ID_INT }, { STR_ARG, ID_VOID_PTR } },
			.sub_proto = { { .info = info(BTF_KIND_FUNC_PROTO, 1), .type = ID_INT }, { STR_ARG, ID_STRUCT_PTR } },
			.main = { .name_off = STR_MAIN, .info = info(BTF_KIND_FUNC, BTF_FUNC_STATIC), .type = ID_MAIN_PROTO },
			.sub = { .name_off = STR_SUB, .info = info(BTF_KIND_FUNC, BTF_FUNC_GLOBAL), .type = ID_SUB_PROTO },
		},
	};
	memcpy(b->strings, strings, sizeof(strings));
	*len = sizeof(b->head) + sizeof(b->types) + sizeof(strings);
	return b;
}
