/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A BPF program as text, for --debug=bpf: one instruction a line, with its number, jump targets as numbers. */
#ifndef NFT_FASTPATH_BPF_DISASM_H
#define NFT_FASTPATH_BPF_DISASM_H

#include "base/strbuf.h"
#include "fastpath/bpf/asm.h"

struct disasm_names {		/* may be NULL, as may each of them */
	const char *(*map)(const void *data, uint32_t index);
	const char *(*kfunc)(const void *data, uint32_t index);
	const void *data;
};

void disasm(struct strbuf *b, const struct asm_buf *a, const struct disasm_names *names);

#endif
