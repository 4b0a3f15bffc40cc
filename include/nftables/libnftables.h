/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_NFTABLES_H
#define LIB_NFTABLES_H

#ifdef __cplusplus
extern "C" {
#endif

struct nft_ctx;

#ifdef __cplusplus
}
#endif

#endif /* LIB_NFTABLES_H */
