/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: the statements of a ruleset run for sets of packets (set.h), instead of for one class after the other.
 *
 * A *lane* is a set of packets, of connections, that have come to the same place in the same state: what rules have written, how
 * addresses are translated. Its bits are those of the variables that were read, in *blocks*: first of connections (addresses
 * before all others), then, from MANY_PACKET on, of the packet. The kinds of statements know nothing of it: they run as they do
 * for the simulator, with an engine that narrows the lane's set where the other one narrows the classes of a variable.
 *
 * Where a statement asks what nobody knows, both answers are followed; what rests on it is `maybe`. */
#ifndef NFT_PACKET_MANY_H
#define NFT_PACKET_MANY_H

#include "packet/packet.h"
#include "packet/set.h"

#define MANY_FLOW	1600u	/* level of the first block of connections that is made as needed */
#define MANY_PACKET	SET_DEEP	/* of packets */
#define MANY_CHOICE	40000u	/* answers that nobody knows */
#define MANY_END	65000u

struct many_block {
	const void *key;
	uint32_t sub;
	bool packet;
	struct sim_space *space;
	uint16_t first, bits;
	bool by_class;			/* holds the number of a class: names, whose bits mean nothing */
	set_t init, sure;		/* values that there are; values that are sure */
};

/* A number whose bits are sets: bit[i] is what has the bit of weight 2^i. */
struct many_vec { bool packet; set_t bit[SIM_BYTES * 8]; };

/* What was read, or computed of it. */
enum sym_kind { SYM_NONE, SYM_CONST, SYM_BITS, SYM_CLASS, SYM_ANY };
struct sym {
	enum sym_kind kind;
	uint8_t flags;			/* SIM_VARIES ... */
	uint8_t view;			/* of SYM_CLASS */
	bool packet, unsure, filled;
	const struct many_block *block;	/* SYM_CLASS; SYM_BITS: just these bits, which `bit` holds only if filled */
	struct sim_slot *slot;		/* last one read */
	uint8_t data[SIM_BYTES];
	unsigned bits;
	set_t there, init;		/* where it can be read; values that there are */
	set_t bit[SIM_BYTES * 8];
};

/* A condition: packets for which it holds. */
enum cond_kind { COND_NEVER, COND_ALWAYS, COND_SET, COND_ANY /* nobody knows */ };
struct cond {
	enum cond_kind kind;
	uint8_t flags;
	bool packet, unsure_flow, hit_maybe, fail_maybe;
	bool member;			/* of a set, which may be large */
	set_t set, init;
};

/* What keeps a connection off the fast path, and what does beside it. */
struct many_refusal { struct stmt_place at; const struct many_refusal *before; struct many_refusal *next; };

struct many_state {
	VEC(struct written) ct, packet;
	struct sim_scalar addr[3][2], port[3][2];
	bool snat, dnat, local, maybe;
	const struct many_refusal *refused;	/* by rules that this packet met, and those before it */
	bool untracked;
	const struct stmt *added;
	const struct rule_info *added_rule;
	struct many_state *next;	/* another one */
};

struct lane { set_t s; const struct many_state *st; uint8_t cond; };
struct lanes { VEC(struct lane) l; struct lanes *up; };	/* up: others that are in use */

struct many_place { struct stmt_place at; uint32_t depth; bool is_return; set_t s; };
typedef VEC(struct many_place) many_places;
struct many_key;
/* What rules begin with, for packets that are seen with the same addresses and ports. */
#define MANY_VIEWS 16
struct many_view { struct sim_scalar addr[2], port[2]; };
struct many_head { set_t want; uint32_t upto; };	/* upto: 1 + how many matches; 0: not known yet */
struct many_heads {
	uint32_t n, now;
	struct many_view view[MANY_VIEWS];
	struct many_head *of[MANY_VIEWS];	/* by rule */
	/* what `now` is for */
	const struct many_state *st;
	enum stage stage;
	int32_t prio;
	bool reply;
};
struct many_step { struct lane lane; enum sim_step step; int32_t verdict; const char *chain; struct chain *block; uint8_t failed, written; };
struct many_outcome { set_t s; int64_t elem; uint8_t flags; };	/* of a look-up */
struct many_jump { struct lane lane; const struct stmt *stmt; const struct chain_info *to; bool is_goto; };
struct many {
	struct run *x;
	struct sets sets;
	VEC(struct many_block *) blocks;
	uint32_t next_flow, next_packet, next_choice;
	set_t sure, sure_packet;	/* values that are sure, of all blocks; of those of packets */
	struct many_state *states;
	uint32_t n_states;
	struct many_heads heads;
	VEC(struct many_vec *) vecs;
	VEC(struct many_key *) keys;	/* sets of a ruleset, as sets of their keys */
	struct sim_map key_of, grouped;
	void (*map)(struct many *m, const struct expr *e, struct sym *v);	/* many_map() */
	struct lanes *in_use;
	VEC(struct lanes *) spare;
	uint32_t gc_at, sweeps;
	void (*each_root)(void *user, set_root_fn fn, void *arg);	/* of who uses it */
	void *user;
	bool degraded, coarse;		/* coarse: a value was written of which no bits are known any more */

	/* the packet that runs */
	bool no_places;			/* refusals and translations are not told */
	bool stop_at_add;		/* nothing behind a flow add matters */
	bool keep_accepted, keep_dropped;
	bool choices;			/* answers that nobody knows are variables, so that a run can be repeated */
	set_t blame;			/* of them, those that do so in this base chain */
	struct lanes *accepted, *dropped, *added;
	struct lanes *reached;		/* by the first run: what comes to a flow add; cond: in which base chain */
	VEC(struct many_place) ends;	/* as run.ends; for pending returns */
	uint32_t path;			/* which jumps led here */
	set_t unsure;			/* connections that met a match on what is not known offline */
	struct many_refusal *refusals;	/* all there are */
	many_places nats;
	void (*met)(struct many *m, const struct rule_info *ri, uint32_t i, enum sim_step step);
	void (*policy)(struct many *m, const struct base_info *b);
	/* @add: the flow add, NULL: the one that packets at hand are tried for */
	void (*blocked)(struct many *m, const struct stmt_place *by, set_t s, const struct stmt *add, bool maybe);

	/* the statement that runs, or has run */
	const struct stmt *stmt;
	struct cond cond;
	set_t cur;			/* the packets at hand ... */
	set_t within;			/* ... as far as they are in that: many_cur() */
	const struct many_state *st;
	bool dirty, maybe;
	VEC(struct many_outcome) outcomes;
	const struct expr *outcomes_of;
	set_t outcomes_in;		/* the packets that have them */
	VEC(struct many_step) steps;	/* outcomes of statements, a stack */
	VEC(struct many_jump) jumps;	/* that wait for the rest of their rule, a stack */
};

void many_init(struct many *m, struct run *x, struct region *r, uint32_t max_nodes, uint64_t max_steps);
void many_begin(struct many *m);	/* behind flow_begin(): no packet of another protocol is kept */
void many_sweep(struct many *m);	/* room, where it is needed */

/* ------------------------------------------------------------------ lanes */
struct lanes *lanes_get(struct many *m);
void lanes_put(struct many *m, struct lanes *l);	/* the one that was got last */
void lane_add(struct many *m, struct lanes *l, set_t s, const struct many_state *st, uint8_t cond);
set_t lanes_sum(struct many *m, const struct lanes *l);

/* ------------------------------------------------------------------ packets */
const struct many_state *many_first_state(struct many *m);
void many_packet(struct many *m, const struct lanes *in, struct lanes *out);	/* packet_begin() before; out: accepted by every chain */
/* Between packets: what packets wrote, and their variables, are forgotten. */
uint8_t many_base_number(const struct many *m);	/* of the base chain that runs, from 1 */
void many_end_packet(struct many *m, struct lanes *l);
const struct many_state *many_maybe(struct many *m, const struct many_state *st, bool maybe);
void many_load(struct many *m, const struct many_state *st);
const struct many_state *many_store(struct many *m);
const struct many_state *many_intern(struct many *m, const struct many_state *st);

/* Every outcome of a statement for the lane, on top of `steps`. */
set_t many_cur(struct many *m);
void many_exec(struct many *m, const struct stmt *st, const struct lane *lane);

/* ------------------------------------------------------------------ values (many_value.c) */
struct many_block *many_block(struct many *m, struct sim_slot *slot);
void sym_eval(struct many *m, const struct expr *e, struct sym *v);
void sym_fill(struct many *m, struct sym *v);
set_t sym_within(struct many *m, struct sym *v, const uint8_t *lo, const uint8_t *hi);
struct many_vec *many_vec_new(struct many *m);
void many_add_sure(struct many *m, const struct many_block *b);
set_t many_classes(struct many *m, const struct many_block *b, const uint64_t *dom);
set_t many_value(struct many *m, const struct many_block *b, const uint8_t v[SIM_BYTES]);
set_t many_varies(struct many *m, set_t match, set_t init);	/* connections in which packets differ in whether they match */
set_t many_forget_packet(struct many *m, set_t s);

void cond_clear(struct cond *c);
set_t cond_as_set(const struct cond *c);
set_t many_choice(struct many *m, const void *about);	/* a variable for what nobody knows */
void many_value_of(struct many *m, const struct expr *e, set_t *there, uint8_t *flags);	/* only where there is one, and SIM_VARIES ... */
void cond_compare(struct many *m, const struct stmt *st, struct cond *c);	/* with anything but a set */
void many_condition(struct many *m, const struct stmt *st, struct cond *c);	/* of a match; many_key.c */
void cond_member(struct many *m, const struct expr *key, const struct set *set, bool negated, struct cond *c);	/* many_key.c */

/* ------------------------------------------------------------------ what rules begin with (many_head.c) */
/* The matches that @ri begins with, as far as they ask for addresses, ports and protocols alone: how many, and what has them. */
uint32_t many_head(struct many *m, const struct rule_info *ri, const struct many_state *st, set_t *want);

/* ------------------------------------------------------------------ maps (many_key.c) */
void many_map(struct many *m, const struct expr *e, struct sym *v);
int64_t many_lookup(struct sim *s, const struct expr *key, const struct set *set);
void many_key_roots(struct many *m, set_root_fn fn, void *arg);

extern const struct sim_engine many_engine;
extern const struct sim_env many_env;

/* ------------------------------------------------------------------ members (many_one.c) */
bool many_same_scalar(const struct sim_scalar *a, const struct sim_scalar *b);
bool many_some(struct many *m, set_t s);	/* a connection whose addresses differ */
/* Narrows to one value of what @v names, the first of @liked that there is; *out: the value. */
void many_choose(struct many *m, set_t *s, const struct sim_scalar *v, const uint8_t (*liked)[SIM_BYTES], unsigned n, const uint8_t *not_this,
		 uint8_t out[SIM_BYTES]);

#endif
