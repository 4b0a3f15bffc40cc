/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk of packets through a ruleset as the kernel takes them: bytes, registers, and the ops that the kernel would be sent. Where
 * the engine of model/sim.h asks what all packets do, this asks what one does, and shares nothing with it but the ruleset.
 *
 *	walk_new(); for each packet { walk_describe(); walk_packet(); }
 *
 * State lives on from packet to packet: connections, limits, quotas, counters, dynamic sets, flow entries, and the clock. */
#ifndef NFT_PACKET_WALK_H
#define NFT_PACKET_WALK_H

#include "model/faces.h"

struct walk;

enum walk_path { WALK_AUTO, WALK_INPUT, WALK_FORWARD, WALK_OUTPUT };

/* How it ended. */
enum walk_end { WALK_ACCEPTED, WALK_DROPPED, WALK_REJECTED, WALK_STOLEN, WALK_QUEUED };

enum walk_event_kind {
	WALK_CHAIN,		/* a base chain begins */
	WALK_RULE,		/* a rule was looked at */
	WALK_BACK,		/* the end of a chain that was jumped to, or its `return` */
	WALK_POLICY,		/* the end of a base chain */
	WALK_KERNEL,		/* something that the stack does: text */
	WALK_EFFECT,		/* something that a statement did: text */
};
struct walk_event {
	enum walk_event_kind kind;
	unsigned depth;			/* of jumps */
	const struct chain *chain;
	const char *hook;
	const struct rule *rule;
	uint32_t index;			/* of the rule in its chain */
	bool matched;			/* every statement ran */
	const struct stmt *stop;	/* else: the one that ended it */
	const char *why;
	int32_t verdict;		/* with WALK_RULE, WALK_POLICY: NF_*, NFT_*; NFT_CONTINUE: none */
	const char *target;		/* chain of a jump or goto */
	const char *text;
};

/* What the description left open, and a rule asked for. */
struct walk_assumed { const char *what, *value; };

struct walk_report {		/* of one packet */
	const char *text;	/* its description */
	enum walk_path path, path_end;	/* translation may lead it elsewhere */
	const char *family;	/* "ip", "ip6", "arp", "other" */
	enum walk_end end;
	bool bridge, fast;	/* fast: it took the fast path */
	bool by_policy;
	const struct rule *rule;	/* that decided, or NULL */
	uint32_t index;
	const struct chain *chain;	/* whose policy or rule decided, or NULL: nothing did */
	const char *end_text;		/* "reject with tcp reset", "to lan0" ... or NULL */
	const char *before, *after;	/* the packet in a line, as it came and as it went on */
	const uint8_t *bytes_before, *bytes_after;	/* from the network header on */
	uint32_t len_before, len_after;
	const char *tracked;		/* state of its connection: "new" ... or NULL: not looked up */
	uint32_t mark, ct_mark;
	bool has_ct, offloaded;
	const char *flowtable;		/* that took its connection up with this packet, or NULL */
	const struct rule *flow_rule;
	const char *snat, *dnat;	/* of its connection: new source, new destination, or NULL */
	VEC(struct walk_event) events;
	VEC(struct walk_assumed) assumed;
};

/* Per rule over all packets so far. */
struct walk_counter { uint64_t packets, bytes; };
struct walk_tally {
	const struct rule *rule;
	const struct chain *chain;
	uint32_t index;
	uint64_t looked_at, matched;
	VEC(struct walk_counter) counters;	/* of its counter statements */
};

struct walk_options {
	const struct value_env *env;
	unsigned kernel_version;	/* 0xMMmm */
	uint64_t now_ns;		/* since the epoch */
	bool no_fast_path;		/* `flow add` takes connections up, and their packets go the slow path all the same */
	bool no_trace;			/* events are not kept */
};

/* How a packet is described, beside what the match language says of it. */
struct walk_manner {
	enum walk_path path;
	bool bridge;		/* through a bridge rather than routed */
	bool reply;		/* turned round: what was described answers to it */
	uint8_t tcp_flags;	/* 0: as described, or as its connection needs */
	uint32_t payload;	/* bytes of data; 0: as described */
};

/* 0, or -errno with a diagnostic (rules that the kernel has no form for). */
int walk_new(struct region *r, const struct ruleset *rs, const struct walk_options *opt, struct diag_sink *sink, struct walk **out);
/* An address of an interface, for masquerade and redirect; the net of @prefix bits around it is reached by that interface. */
void walk_address(struct walk *w, const char *device, enum family f, const uint8_t *addr, unsigned prefix);
void walk_pass_time(struct walk *w, uint64_t ns);
void walk_set_time(struct walk *w, uint64_t ns);
uint64_t walk_time(const struct walk *w);

/* Whether @rule, checked, describes a packet; a diagnostic where it does not. */
int walk_describe(struct walk *w, const struct rule *rule, const struct walk_manner *m, struct diag_sink *sink);
bool walk_is_tcp(const struct walk *w);		/* the packet described last */
/* Sends the packet described last on its way. */
const struct walk_report *walk_packet(struct walk *w, const char *text);

uint32_t walk_tallies(struct walk *w, const struct walk_tally **out);	/* every rule of every chain, in the order of the ruleset */
const char *walk_end_name(enum walk_end e);
const char *walk_path_name(enum walk_path p);

#endif
