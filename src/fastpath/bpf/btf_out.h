/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of our own programs: functions that take one pointer. The kernel verifies a function that it knows the type of once and
 * by itself; others it follows anew along every path that leads to them. */
#ifndef NFT_FASTPATH_BPF_BTF_OUT_H
#define NFT_FASTPATH_BPF_BTF_OUT_H

#include "base/region.h"

enum btf_out_id { BTF_OUT_MAIN = 7, BTF_OUT_SUB = 8 };	/* types of functions */

/* int main(void *), and int sub(struct of @size bytes *). */
void *btf_out_make(struct region *r, uint32_t size, uint32_t *len);

#endif
