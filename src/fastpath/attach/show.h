/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs on the fast path, told: `nft list fastpath`, and the counters of fast_fwd rules. */
#ifndef NFT_FASTPATH_ATTACH_SHOW_H
#define NFT_FASTPATH_ATTACH_SHOW_H

#include "model/ruleset.h"

/* @rs: the kernel's whole ruleset. */
int show_fastpath(struct region *r, const struct ruleset *rs, struct diag_sink *sink, bool json, struct strbuf *b);
/* Adds what the programs counted to the counters of the rules in @rs; with @reset they begin anew. */
void show_add_counts(struct region *r, struct ruleset *rs, bool reset);

#endif
