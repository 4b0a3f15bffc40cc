/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections and their packets on the way through the hooks. */
#ifndef NFT_PACKET_PACKET_H
#define NFT_PACKET_PACKET_H

#include "packet/program.h"

/* ------------------------------------------------------------------ connections and packets */
struct var { const void *key; uint32_t sub; struct sim_slot *slot; };
struct written { const void *key; uint32_t sub; struct sim_scalar v; };

struct ct_state {		/* what rules change, and packets read again */
	VEC(struct written) values;
	bool replied;
};
struct flow {
	enum family family;
	uint8_t l4proto;
	/* [0] source, [1] destination, as the first packet comes; then as the forward chain sees them; then as it leaves */
	struct sim_scalar addr[3][2], port[3][2];
	struct sim_slot *device[2];
	bool snat, dnat;
	VEC(struct var) vars;
	VEC(struct sim_slot *) slots;	/* to be given back */
	struct ct_state ct;
};

enum packet_kind { PACKET_FIRST, PACKET_SYNACK, PACKET_LATER };
struct packet {
	enum packet_kind kind;
	bool reply;
	bool is_new;			/* ct state new */
	bool fast;			/* would be on the fast path */
	enum stage stage;
	int32_t prio;
	VEC(struct var) vars;
	VEC(struct written) values;
};

/* Why the kernel will not offload the connection. */
struct refusal { const struct rule_info *rule; const struct stmt *stmt; bool notrack, reply; };

enum run_mode {
	RUN_REAL,		/* what the kernel does */
	RUN_FAST,		/* what it would have done with a packet of the fast path */
	RUN_UNBLOCKED,		/* as if no rule ended a packet's way before `flow add`, but for drops */
};
enum run_end { END_ACCEPTED, END_DROPPED, END_LOCAL, END_UNTRACKED /* dropped before conntrack saw it */ };

struct stmt_place { const struct rule_info *rule; const struct stmt *stmt; };
struct end_place { struct stmt_place at; uint32_t depth; bool is_return; };
struct run;
struct run_watch {		/* with RUN_FAST */
	void (*stmt)(struct run *x, const struct rule_info *ri, uint32_t i, enum sim_step step);
	void (*policy)(struct run *x, const struct base_info *b);
};
struct run {
	struct sim *s;
	const struct program *prog;
	struct flow *flow;
	struct packet *packet;
	enum run_mode mode;
	const struct run_watch *watch;
	void *user;
	bool rst_on_fast;			/* FIN and RST stay on the fast path */

	const struct base_info *base;		/* running */
	const struct rule_info *rule;
	uint32_t depth;
	bool in_inert;
	/* results */
	const struct stmt *added;		/* flow add that succeeded ... */
	const struct rule_info *added_rule;	/* ... and its rule */
	VEC(struct end_place) ends;		/* RUN_UNBLOCKED: what was passed over in this base chain; the first one ends the packet's way */
	bool drops_at_policy, local;
	VEC(struct refusal) refusals;
	VEC(struct stmt_place) nats;
};

extern const struct sim_env packet_env;

void flow_begin(struct run *x, struct flow *f, enum family family, uint8_t l4proto);
void flow_end(struct run *x, struct flow *f);
void packet_begin(struct run *x, struct packet *p, enum packet_kind kind, bool reply, bool is_new);
void packet_end(struct run *x, struct packet *p);
struct sim_scalar packet_addr(const struct run *x, bool destination);
struct sim_scalar packet_port(const struct run *x, bool destination);
struct sim_slot *packet_device(const struct run *x, bool out);
/* For those who run many packets at once. */
bool base_on_device(const struct chain *c, const uint8_t *name);
bool packet_readable(const struct run *x, const struct leaf *l);
bool packet_tracked(const struct run *x);		/* conntrack has seen it */
struct sim_slot *packet_option(struct run *x, uint32_t option);		/* is it there? */
struct sim_slot *packet_field(struct run *x, const struct leaf *l);	/* its value */
struct sim_slot *flow_variable(struct run *x, const void *key, uint32_t sub, struct sim_space *space);

enum run_end run_packet(struct run *x);

#endif
