/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interpreter: what a packet looks like that a flowtable forwards, with the fast_fwd chains applied. It runs compiled chains
 * or an action list over the bytes of a packet, needs no kernel, and is what every back end is held to. */
#ifndef NFT_FASTPATH_INTERP_H
#define NFT_FASTPATH_INTERP_H

#include "fastpath/actions.h"

struct ff_tuple {		/* bytes as packets have them; IPv4: the first 4 bytes of addresses */
	uint8_t saddr[16], daddr[16];
	uint8_t sport[2], dport[2];	/* GRE: 0 */
};
/* What is known of the connection when one of its packets comes. */
struct ff_facts {
	uint8_t nfproto, l4proto;
	bool reply;			/* direction of the packet */
	struct ff_tuple tuple[2];	/* original and reply, as conntrack has them: NAT is where they are no mirror images */
	uint32_t ct_status, ct_mark;	/* IPS_* */
	uint16_t ct_zone;
	uint32_t iif, oif;
	char iifname[16], oifname[16];
};

struct ff_count { uint64_t packets, bytes; };

enum ff_outcome {
	FF_FORWARD,	/* the packet is changed, and goes out */
	FF_DROPPED,	/* nothing is left of it */
	FF_LEFT,	/* nothing was changed and nothing counted: the IP stack has to look after it */
};
enum ff_left {
	FF_LEFT_NOT_IP, FF_LEFT_TRUNCATED, FF_LEFT_OPTIONS, FF_LEFT_FRAGMENT, FF_LEFT_PROTOCOL, FF_LEFT_TTL, FF_LEFT_OTHER,
	FF_N_LEFT
};
extern const char *const ff_left_names[FF_N_LEFT];

/* @packet: @len bytes from the network header on, as they came in; they become what is sent. @counts: one for each counter of @p,
 * added to. @why: with FF_LEFT. Addresses, ports and ttl are changed as the kernel's fast path does, between them what @p says. */
enum ff_outcome ff_run(const struct ff_program *p, const struct ff_facts *f, uint8_t *packet, size_t len, struct ff_count *counts, enum ff_left *why);
/* The same with the action list of the connection's class, which has no rule that is left to a program. */
enum ff_outcome ff_list_run(const struct action_class *c, const struct ff_facts *f, uint8_t *packet, size_t len, struct ff_count *counts, enum ff_left *why);
/* Where the network header of an Ethernet frame is; 0: what it encloses is left alone (VLAN tags, PPPoE, ARP ...). */
size_t ff_frame_network(const uint8_t *frame, size_t len);

#endif
