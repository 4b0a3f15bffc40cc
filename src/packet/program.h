/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ruleset made ready to run packets through it. */
#ifndef NFT_PACKET_PROGRAM_H
#define NFT_PACKET_PROGRAM_H

#include "packet/space.h"

enum stage { STAGE_INGRESS, STAGE_PREROUTING, STAGE_FORWARD, STAGE_POSTROUTING, N_STAGES };
#define PRIO_CONNTRACK	(-200)
#define PRIO_DNAT	(-100)
#define PRIO_SNAT	100
#define ROUTE_UNICAST	1	/* type of the addresses of forwarded packets, unless a network is odd */

struct chain_info;
struct rule_info {
	const struct rule *rule;
	struct chain_info *chain;
	uint32_t index;
	bool inert;		/* whether it runs makes no difference to any other rule, nor to the packet's way */
	void *note;		/* of who watches */
};
struct chain_info {
	const struct chain *chain;
	struct rule_info *rules;
	uint32_t n, first;	/* first: rules of chains before it */
	bool inert, has_flow;	/* has_flow: a flow add can be reached from here */
	bool visited, reachable;
	bool quiet;		/* nothing in it drops, adds or changes anything */
	uint32_t quiet_from;	/* from this rule on, that holds for the rest */
};
struct base_info {
	struct chain_info *chain;
	enum stage stage;
	int32_t prio;
	bool nat;
};

/* What a selector is to a packet. */
enum role {
	ROLE_NONE,		/* cannot be read on the way of a forwarded packet */
	ROLE_ADDR, ROLE_PORT,	/* sub: 0 source, 1 destination */
	ROLE_DEVICE,		/* sub: 0 in, 1 out; by name */
	ROLE_DEVICE_INDEX,
	ROLE_DEVICE_OTHER,	/* group, kind, type of the device */
	ROLE_FAMILY, ROLE_PROTOCOL, ROLE_ETHERTYPE, ROLE_VERSION, ROLE_HDRLEN,
	ROLE_FRAG, ROLE_TTL, ROLE_TCPFLAGS,
	ROLE_MARK,		/* of the packet: 0 unless written */
	ROLE_CT_STATE, ROLE_CT_DIRECTION, ROLE_CT_STATUS, ROLE_CT_ADDR, ROLE_CT_PORT, ROLE_CT_FAMILY, ROLE_CT_PROTOCOL,
	ROLE_CT_VALUE,		/* mark, label, zone ...: 0 unless written */
	ROLE_CT_ACCT,
	ROLE_OPTION, ROLE_OPTION_FIELD,
	ROLE_FIB,
	ROLE_ZERO,		/* always 0 here */
	ROLE_CONST,		/* constant per connection and direction */
	ROLE_PACKET,		/* anew in every packet */
	ROLE_RANDOM,		/* anew each time */
	ROLE_TIME,
};
struct use { const void *key; uint32_t sub; bool of_ct, read, written; };	/* of_ct: kept with the connection */
struct leaf {
	const struct expr *e;
	enum role role;
	const void *key;		/* with sub: what is written and read again */
	uint32_t sub;
	struct space_builder *space;
	enum family family;		/* only in packets of it, or FAM_UNSPEC */
	enum family raw_family;		/* what its raw bytes are known for; in packets of the other family they are just bytes */
	uint8_t l4proto;		/* only in packets of it, or 0 */
	bool ports;			/* only with ports */
	bool unsure;			/* not known offline */
	bool stack;			/* a check of the IP stack */
	bool syn_only;			/* option of SYN packets */
	uint32_t option;		/* number of the option that it is a field of */
	const struct expr *canonical;	/* first one that reads the same */
	struct use *use;		/* what rules do with what it names */
	int8_t dir;			/* of ct, -1: none */
};

struct program_options {
	uint32_t port_min, port_max;		/* of clients */
	bool whole;				/* numbers need no classes */
	const struct value_env *env;		/* names of interfaces that do not exist here, or NULL */
	VEC(const char *) devices;		/* names that are to be told apart, beside those in the ruleset */
};
extern const char device_type[];		/* key of the type of a device: space of its own */
struct device_index { const char *name; uint32_t index; };
struct program {
	struct region *r;
	const struct ruleset *rs;
	struct sim *sim;
	VEC(struct chain_info *) chains;
	uint32_t n_rules;
	VEC(struct base_info) bases;	/* in the order they run */
	VEC(struct leaf *) leaves;
	VEC(struct use *) uses;
	VEC(struct space_builder *) spaces;
	VEC(struct device_index) indexes;
	struct sim_map chain_of, leaf_of;
	struct space_builder *addr4, *addr6, *port, *device, *yes_no;
	bool inexact;			/* classes are missing */
	VEC(const struct stmt *) copies;	/* statements that write */
	struct program_options opt;
};
int program_make(struct region *r, const struct ruleset *rs, const struct program_options *opt, struct sim *sim, struct program *out);
/* Parts of program_make(): selectors (leaf.c) and constants (learn.c). */
void program_spaces(struct program *p);
struct leaf *program_add_leaf(struct program *p, const struct expr *e);
void program_learn(struct program *p);
void program_learn_device(struct program *p, const char *name);
const struct base_info *program_base(const struct program *p, const struct chain_info *ci);	/* NULL: no base chain */
struct chain_info *program_chain(const struct program *p, const struct chain *c);
const struct leaf *program_leaf(const struct program *p, const struct expr *e);
/* Does any rule read what @target names? */
bool program_reads(const struct program *p, const struct expr *target);

#endif
