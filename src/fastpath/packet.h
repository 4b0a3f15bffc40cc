/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet on the way through the fast path of the interpreter: which packets it takes, NAT, ttl, checksums. */
#ifndef NFT_FASTPATH_PACKET_H
#define NFT_FASTPATH_PACKET_H

#include "fastpath/interp.h"

struct ff_packet {
	uint8_t *nh, *th;
	uint32_t length;	/* from the network header on, without what a frame is padded with */
	uint8_t nfproto, l4proto;
};

/* Is it one that the fast path takes, of the connection? */
bool ff_packet_take(struct ff_packet *pkt, const struct ff_facts *f, uint8_t *packet, size_t len, enum ff_left *why);
/* From how it came to how the forward hook sees it, and from there to how it leaves. */
void ff_packet_enter(struct ff_packet *pkt, const struct ff_facts *f);
void ff_packet_leave(struct ff_packet *pkt, const struct ff_facts *f);

/* Bytes of a header; NULL: the packet has no such header, or it ends before. */
uint8_t *ff_packet_at(const struct ff_packet *pkt, enum ff_header header, unsigned offset, unsigned len);
/* Writes as the kernel's nft does; @csum: FF_CSUM_*. */
void ff_packet_write(struct ff_packet *pkt, uint8_t *at, const uint8_t *bytes, unsigned len, uint8_t csum);

#endif
