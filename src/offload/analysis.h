/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of the offload check.
 *
 *	lives.c		which connections there are, and which of them are offloaded, by what, in which state: all of them at once
 *	lifecycle.c	the same, one class of connections after the other: what lives.c is held to
 *	classify.c	what it means that a packet of the fast path would have met a statement
 *	devices.c	which interfaces are on the fast path
 *	structure.c	what can be told without any connection
 *	findings.c	from notes to verdicts and findings; finding.c has their words
 *	witness.c	a connection that shows it
 *	fix.c		what to write instead
 */
#ifndef NFT_OFFLOAD_ANALYSIS_H
#define NFT_OFFLOAD_ANALYSIS_H

#include "fastpath/program.h"
#include "offload/offload.h"
#include "packet/many.h"

#define NO_FINDING (-1)

/* A packet of the fast path would have met a statement. */
struct meeting {
	uint8_t class;			/* enum offload_class */
	uint8_t severity;		/* enum severity */
	int16_t finding;		/* enum finding_id, NO_FINDING */
	bool lost;
	uint32_t rank;			/* the worst one is kept */
	const char *reason;
	const struct flow_note *by;	/* flow add that put the connection there */
	const struct witness *example;
};
struct stmt_note {			/* NULL: not met */
	const struct meeting *met[2];	/* by enum certainty */
	const struct meeting *stack, *acct;	/* it asks for what the fast path does not check, or count */
};

/* A rule that keeps connections from a flow add. */
struct block_note {
	const struct stmt *stmt, *add;
	const struct rule_info *add_rule;
	bool certain, tcp;
	const char *reason;
	const struct witness *example;
};
struct rule_note {
	struct stmt_note *stmts;
	VEC(struct block_note) blocks, one_way;
};

struct flow_note {			/* a flow add */
	const struct stmt *stmt;
	const struct rule_info *rule;
	const struct flowtable *ft;
	uint64_t *devices;		/* classes of names that are devices of it, or surely over one */
	uint64_t *maybe;		/* those that may be over one */
	bool added[2], tcp_added, gre_added;	/* added: by enum certainty */
	bool two_sided;			/* some connection has both sides on its devices */
	const struct witness *gre_example;
};

/* A connection that was put on the fast path. */
struct add {
	const struct flow_note *by;
	struct ct_state state;
	bool replied;			/* both directions had been seen */
	uint32_t packets;		/* that went before the fast path */
	bool possible;			/* by a packet that may not be */
	uint32_t refusals[2];		/* of run.refusals, from here to there: this packet's */
};

struct policy_note { const struct base_info *base; const struct meeting *met[2]; };
struct analysis {
	struct region *r;
	const struct ruleset *rs;
	struct offload_options opt;
	struct offload_result *out;
	struct sim sim;
	struct program prog;
	struct run run;
	struct flow flow;
	struct packet packet;
	VEC(struct flow_note *) flows;
	VEC(struct policy_note) policies;
	struct sim_map compiled;	/* chains that run on the fast path: chain -> its fast_fwd base chain */
	struct sim_map flow_of;		/* statement -> its flow_note */
	struct many *many;		/* all connections at once, or NULL */
	set_t point;			/* the packets at hand that show what is noted */
	const struct meeting *last_met;	/* often the same for all statements of a rule */
	const char *from_packet;	/* text for from_packets */
	uint32_t from_packets;
	struct shown { set_t s; const struct many_state *st; const struct add *add; uint32_t sweeps; const struct witness *w; } shown;
	/* while packets of the fast path are tried */
	const struct add *add;
	bool replied;			/* this packet comes after a reply was seen */
};

static inline struct rule_note *note_of(const struct rule_info *ri) { return ri->note; }

/* lifecycle.c */
void lifecycle_explore(struct analysis *a);
bool family_matters(const struct analysis *a, enum family family);	/* a table of it has a flow add */
struct flow_note *flow_note_of(const struct analysis *a, const struct stmt *st);
extern const struct run_watch classify_watch;	/* classify.c */

/* classify.c */
void classify_add(struct analysis *a, const struct flow_note *by);	/* also what translated its addresses */
void classify_lives(struct analysis *a, const struct flow_note *by, set_t s, const struct many_state *st);
void classify_met(struct many *m, const struct rule_info *ri, uint32_t i, enum sim_step step);
void classify_policy(struct many *m, const struct base_info *b);
bool drops_behind(const struct analysis *a, const struct rule_info *ri, uint32_t from);
bool is_condition(const struct stmt *st);	/* limit, quota ...: an effect and a match */

/* devices.c */
enum standing { STANDS_APART, STANDS_MAYBE, STANDS_ON };
const struct link_info *link_named(const struct links *links, const char *name);
enum standing device_standing(const struct analysis *a, const struct flowtable *ft, const struct link_info *l);
void devices_learn(struct analysis *a, struct program_options *po);
void devices_of_flow(struct analysis *a, struct flow_note *f);
void devices_check(struct analysis *a, const struct flowtable *ft);
void devices_note_sides(const struct analysis *a, struct flow_note *f);
bool devices_may_carry(const struct analysis *a, const struct flow_note *f);
set_t devices_carry(const struct analysis *a, const struct flow_note *f);
void devices_note_lives(const struct analysis *a, struct flow_note *f, set_t s);

/* witness.c */
const struct witness *witness_make(struct analysis *a, const char *packet);
const char *ordinal(struct region *r, uint32_t n);

/* lives.c */
void lives_explore(struct analysis *a);

/* block.c */
void note_block(struct analysis *a, const struct stmt_place *at, const struct flow_note *by, bool certain, bool tcp, bool one_way);
void note_lives_block(struct analysis *a, const struct stmt_place *at, const struct flow_note *by, set_t s, bool maybe, bool tcp, bool one_way);

/* structure.c */
void structure_check(struct analysis *a);

/* finding.c */
struct finding *finding_new(struct analysis *a, int id, enum severity severity, struct loc loc, const struct rule_info *ri);
void finding_relate(struct analysis *a, struct finding *f, struct loc loc, const char *message);
const char *stmt_text(struct analysis *a, const struct rule_info *ri, const struct stmt *st);
const char *rule_text(struct analysis *a, const struct rule_info *ri);
const char *clause(struct analysis *a, const char *sentence);	/* a sentence of the catalog, to follow a colon */

/* findings.c */
void findings_report(struct analysis *a);

/* fix.c */
const struct fix *fix_mangle(struct analysis *a, const struct rule_info *ri, const struct stmt *st, const struct flow_note *by);

#endif
