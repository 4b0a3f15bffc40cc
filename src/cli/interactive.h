/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_CLI_INTERACTIVE_H
#define NFT_CLI_INTERACTIVE_H

#include <nftables/libnftables.h>

/* Reads commands line by line until end of input or `quit`; 0. A line that ends in a backslash goes on in the next. */
int interactive(struct nft_ctx *ctx);

#endif
