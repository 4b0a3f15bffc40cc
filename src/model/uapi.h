/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's numbers, with those that are newer than the headers this may be built with. Include it rather than the headers. */
#ifndef NFT_MODEL_UAPI_H
#define NFT_MODEL_UAPI_H

#include <stdint.h>
#include <netinet/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

/* Macros, so that newer headers, where they are enumerators, still compile. */
#define NFTA_BITWISE_SREG2	8	/* 6.13 */
#define NFT_BITWISE_AND		3
#define NFT_BITWISE_OR		4
#define NFT_BITWISE_XOR		5

#define NFTA_DEVICE_PREFIX	2	/* 6.18: of all devices whose names begin so */
#define NFT_META_BRI_BROUTE	35	/* 6.4 */
#define NFT_PAYLOAD_TUN_HEADER	4	/* 6.2 */
#define NFTA_INNER_NUM		1
#define NFTA_INNER_TYPE		2
#define NFTA_INNER_FLAGS	3
#define NFTA_INNER_HDRSIZE	4
#define NFTA_INNER_EXPR		5

#endif
