/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nft sim`: packets, or a connection, through a ruleset, without the kernel. */
#ifndef NFT_API_SIM_H
#define NFT_API_SIM_H

#include "api/context.h"

enum sim_fast { SIM_FAST_BOTH, SIM_FAST_ON, SIM_FAST_OFF };

struct sim_request {
	const char *const *files;
	unsigned n_files;		/* 0: the running ruleset */
	const char *const *packets;	/* descriptions */
	unsigned n_packets;
	bool connection;		/* the one description is that of a connection */
	unsigned data;			/* packets of data in it */
	enum sim_fast fast;
	const char *expect;		/* accept, drop ..., or NULL */
	const char *at;			/* when it is, or NULL: now */
	const char *const *addresses;	/* "device=address" */
	unsigned n_addresses;
};

/* 0; RUN_FINDINGS: not as expected; -1: an error, which has been told. */
int sim_run(struct nft_ctx *ctx, const struct sim_request *q);

#endif
