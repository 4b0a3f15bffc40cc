/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a batch has to do with the programs of fast_fwd chains. */
#ifndef NFT_API_FASTPATH_H
#define NFT_API_FASTPATH_H

#include "api/run.h"

/* Whole rulesets are needed: programs are made of all rules of their chains. */
bool fastpath_wants_all(struct run *run);
/* kernel_commit(), with the programs loaded before and attached after it. */
int fastpath_commit(struct run *run, unsigned flags);
/* A command that reads takes away what other tools left behind. */
int fastpath_look_after(struct run *run);
/* `nft fastpath sync`, `nft list fastpath` */
int fastpath_sync(struct run *run);
int fastpath_list(struct run *run);

#endif
