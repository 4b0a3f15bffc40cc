/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiled chains run for all packets of all connections at once. Every bit that rules read, compute and write is a set of packets
 * (packet/set.h): of those in which it is 1. A packet is known by the bits of its connection, on the levels below SYM_PACKET, and by
 * its own on those from there on. One run is for one family and direction. */
#ifndef NFT_FASTPATH_SYMBOLIC_H
#define NFT_FASTPATH_SYMBOLIC_H

#include "fastpath/program.h"
#include "packet/set.h"

/* Variables, in the order of their levels. */
enum sym_var {
	SYM_UDP,			/* not TCP */
	SYM_IIF, SYM_OIF,		/* place in the list of devices */
	SYM_CT_MARK, SYM_CT_STATUS, SYM_CT_ZONE,
	SYM_DPORT, SYM_SPORT, SYM_DADDR, SYM_SADDR,	/* forward view */
	SYM_ASKED_PORT, SYM_ASKED_ADDR,	/* destination of the original tuple: before DNAT */
	SYM_SHOWN_PORT, SYM_SHOWN_ADDR,	/* destination of the reply tuple: behind SNAT */
	SYM_N_CONN,
	SYM_NH = SYM_N_CONN, SYM_TH, SYM_LENGTH,	/* of the packet; NH and TH: whole headers */
	SYM_N_VARS
};
struct sym_place { uint16_t level, bits; };

struct sym_device { const char *name; uint32_t index; };
#define SYM_DEVICES 256
#define SYM_COUNT_BITS 4
#define SYM_NH_BITS 320
#define SYM_TH_BITS 160

struct sym {
	struct region *r;
	const struct ff_program *p;
	struct sets s;
	bool six, reply;
	const struct sym_device *devices;
	uint32_t n_devices;
	struct sym_place place[SYM_N_VARS];
	unsigned packet_level, end_level;
	set_t universe;			/* connections that there can be */
	/* header bits: what they are, and where rules wrote them */
	set_t nh[SYM_NH_BITS], nh_written[SYM_NH_BITS], th[SYM_TH_BITS], th_written[SYM_TH_BITS];
	set_t regs[FF_REGS * 32];
	set_t dropped;
	set_t *counted;			/* how often, by counter: SYM_COUNT_BITS each, the lowest first; chains may be jumped to more than once */
	set_t *met;			/* by rule: what a rule changed, counted, or sent elsewhere */
	/* the base chain that runs */
	set_t accepted;
	uint32_t depth;
};

/* Runs @p for @six and @reply. False: too much work. */
bool sym_run(struct sym *y, struct region *r, const struct ff_program *p, bool six, bool reply, const struct sym_device *devices, uint32_t n);

/* What a set of connections asks for, in words of nft; parts of a union are limited. */
const char *sym_condition(struct sym *y, set_t connections);

#endif
