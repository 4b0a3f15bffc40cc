/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an object to a program in the kernel. */
#ifndef NFT_FASTPATH_BPF_LOAD_H
#define NFT_FASTPATH_BPF_LOAD_H

#include "base/diag.h"
#include "fastpath/bpf/host.h"

/* Makes the maps, fills them, and loads the program. What is missing (rights, functions of the kernel) is an error in @sink at
 * @loc; a program that the verifier refuses is told as the bug of ours that it is. @debug: where the disassembly and the
 * verifier's words go, or NULL. 0, or -errno with everything closed. */
int bpf_object_load(struct bpf_object *o, struct host *h, struct diag_sink *sink, struct loc loc, struct strbuf *debug);

#endif
