/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: what the faces of the kinds need to run a rule for a packet. The floor above (packet/) knows what a packet is.
 *
 * A packet is a set of variables. What is known of a variable is its *domain*: which of finitely many classes of values it may
 * still have, where no constant of the ruleset tells two values of one class apart. A variable with one class left is a value;
 * a packet that is fully known has only such. Where an outcome depends on a variable that is not decided, the run takes one
 * outcome, narrows the domain to it, and the run is repeated for each of the others: so that together the runs are every packet.
 *
 * The choices of a run stand on the tape of a *level*. Levels nest: one level is a connection, another the packets that it might
 * send next. A choice about the connection belongs to the nearest level below that absorbs such choices, one about the packet to
 * the topmost level. When a run of a level ends, what its choices narrowed is widened again. */
#ifndef NFT_MODEL_SIM_H
#define NFT_MODEL_SIM_H

#include "model/faces.h"

#define SIM_BYTES 16	/* of a variable: numbers stand at the right end, strings at the left */

/* ------------------------------------------------------------------ values, by classes */
struct sim_class { uint8_t rep[SIM_BYTES], lo[SIM_BYTES], hi[SIM_BYTES]; bool single; };	/* one interval of the class; single: one value */
struct sim_slot;
struct sim_space {
	const struct dtype *type;
	uint16_t bits;
	bool string;
	uint32_t n, words;		/* classes, and 64-bit words of a domain */
	struct sim_class *classes;
	uint32_t *index;		/* names of interfaces: their indexes, or NULL */
	struct sim_slot *unused;
};

/* A variable. */
struct sim_slot {
	struct sim_space *space;
	uint64_t *dom;			/* classes that it may still have */
	uint64_t *init;			/* what it could have before any rule ran */
	const uint64_t *sure;		/* outside of these, what happens is only possible; NULL: no such */
	struct sim_slot *differs;	/* another one that has another value, or NULL */
	uint32_t cur;			/* class taken while an expression is evaluated */
	const void *key;		/* what it is of a connection or packet: the same key and sub, the same variable */
	uint32_t sub;
	uint32_t block;			/* for an engine that runs many packets at once */
	bool packet;			/* anew for every packet */
	bool unsure;			/* not known offline: what rests on a match of it is only possible */
	struct sim_slot *next;		/* unused */
};

enum sim_kind {
	SIM_CONST,
	SIM_SLOT,
	SIM_ANY,	/* any value, another one each time it is read */
	SIM_BITS,	/* a function of variables, bit by bit: for an engine that runs many packets at once */
	SIM_NONE,	/* cannot be read here: the rule ends */
};
#define SIM_VARIES	1	/* differs between packets of a connection */
#define SIM_UNSURE	2
#define SIM_CHANGES	4	/* depends on a set that changes while connections run */
#define SIM_LIMITED	8	/* depends on state that packets share */
#define SIM_STACK	16	/* fib, ipsec: checks of the IP stack */
#define SIM_ACCT	32	/* packets and bytes of the connection */
enum sim_view { SIM_PLAIN, SIM_PLUS_ONE /* ttl before it was decremented */, SIM_IFINDEX /* index of the interface of that name */ };

struct sim_scalar {
	uint8_t kind;		/* enum sim_kind */
	uint8_t flags;		/* SIM_VARIES ... */
	uint8_t view;		/* enum sim_view of the slot */
	uint8_t data[SIM_BYTES];
	struct sim_slot *slot;
	const void *vec;	/* SIM_BITS */
};

/* What an expression evaluates to with every variable in it decided. */
struct sim_value {
	bool broken;		/* cannot be read: the rule ends */
	bool blob;		/* concatenated data of a map, as the set holds them */
	uint16_t len;		/* of a blob */
	uint8_t data[64];
};

/* ------------------------------------------------------------------ runs */
#define SIM_LEVELS 64
struct sim_turn { uint32_t taken, n; };
struct sim_undo { struct sim_slot *slot; uint32_t at; };
struct sim_blob { const uint8_t *data; uint32_t len, next; };
struct sim_level {
	bool absorb;			/* takes choices about the connection, too */
	bool started, possible;
	VEC(struct sim_turn) tape;
	uint32_t pos;
	VEC(struct sim_undo) undo;
	VEC(uint64_t) words;
};

enum sim_step { SIM_NEXT, SIM_BREAK /* the rule ends, it does not match */, SIM_VERDICT /* in sim.verdict */ };

/* What the floor above provides. */
struct sim;
struct sim_env {
	void (*read)(struct sim *s, const struct expr *e, struct sim_scalar *out);	/* a selector */
	void (*write)(struct sim *s, const struct expr *target, const struct sim_scalar *v);
	void (*taint)(struct sim *s, const struct expr *target);	/* whether it was written depends on the packet */
	struct sim_slot *(*fact)(struct sim *s, const void *what, const struct sim_slot *about, bool packet);	/* yes or no, the same when asked again */
	enum sim_step (*flow)(struct sim *s, const struct stmt *st);
	enum sim_step (*act)(struct sim *s, const struct stmt *st);	/* nat, notrack, helper, synproxy, tproxy ...: acts on the connection */
};

/* Another way to run statements: for all packets of a set at once, instead of for one class of each variable. */
struct sim_engine {
	enum sim_step (*condition)(struct sim *s, uint8_t flags);
	int (*value_of)(struct sim *s, const struct expr *e, struct sim_scalar *out);	/* neither constant nor a known map */
	int64_t (*lookup)(struct sim *s, const struct expr *key, const struct set *set);
	void (*possible)(struct sim *s, bool packet);
};

struct sim_ref { const struct expr *e; struct sim_scalar v; };
struct sim_map { const void **keys; void **vals; uint32_t cap, n; };
void *sim_map_get(const struct sim_map *m, const void *key);
void sim_map_set(struct region *r, struct sim_map *m, const void *key, void *val);

struct sim {
	struct region *region;
	const struct sim_env *env;
	void *ctx;				/* of env */
	const struct sim_engine *engine;	/* NULL: one class after the other */
	void *engine_ctx;
	struct sim_level levels[SIM_LEVELS];
	uint32_t depth;
	uint64_t runs, steps, max_steps;
	bool exhausted;				/* max_steps were not enough */
	struct sim_space *yes_no;

	/* the rule that runs */
	const struct rule *rule;
	uint8_t cond;				/* SIM_VARIES ... of the matches that led here */
	int32_t verdict;			/* with SIM_VERDICT: NF_*, NFT_* */
	const char *chain;			/* to jump to ... */
	struct chain *block;			/* ... or the chain itself */
	bool rejected;				/* the drop is a reject */
	uint8_t failed;				/* SIM_VARIES ... of a match that does not hold */
	uint8_t written;			/* SIM_VARIES ... of the value that was written last */

	/* scratch and caches */
	struct sim_ref refs[64];
	uint32_t n_refs;
	struct sim_map outcomes, answers, sets, values;
	VEC(uint32_t) found, temp;
	VEC(uint32_t) seen;
	uint32_t stamp;
	VEC(struct sim_blob) blobs;
	uint32_t blob_hash[4096];
};

void sim_init(struct sim *s, struct region *r, const struct sim_env *env, void *ctx);

struct sim_slot *sim_slot_new(struct sim *s, struct sim_space *space, bool packet);	/* domain: everything */
void sim_slot_free(struct sim_slot *slot);
struct sim_space *sim_space_new(struct region *r, const struct dtype *t, unsigned bits, uint32_t n);

/* Levels: sim_push(); while (sim_next()) { one run } sim_pop(). */
void sim_push(struct sim *s, bool absorb);
bool sim_next(struct sim *s);
void sim_pop(struct sim *s);
bool sim_possible(const struct sim *s);		/* the present run rests on something unknown */
void sim_set_possible(struct sim *s, bool packet);

/* One of @n ways, each in a run of its own. */
uint32_t sim_choose(struct sim *s, bool packet, uint32_t n);
/* One of the outcomes that the classes of the domain have; the domain is narrowed to the classes that have it. */
uint32_t sim_pick(struct sim *s, struct sim_slot *slot, const uint32_t *outcome);
/* The same where the outcome is yes or no; @yes: the classes that have it. */
bool sim_pick_yes(struct sim *s, struct sim_slot *slot, const uint64_t *yes);
/* Narrows without a choice; false: nothing would be left, and nothing was done. */
bool sim_narrow(struct sim *s, struct sim_slot *slot, const uint64_t *to);

static inline bool dom_has(const uint64_t *d, uint32_t i) { return d[i / 64] >> (i % 64) & 1; }
static inline void dom_add(uint64_t *d, uint32_t i) { d[i / 64] |= 1ull << (i % 64); }
static inline void dom_del(uint64_t *d, uint32_t i) { d[i / 64] &= ~(1ull << (i % 64)); }
uint32_t dom_count(const uint64_t *d, uint32_t words);
uint32_t dom_first(const uint64_t *d, uint32_t words);		/* UINT32_MAX: empty */
bool dom_meets(const uint64_t *a, const uint64_t *b, uint32_t words);

/* ------------------------------------------------------------------ services for the faces */
bool sim_is_string(const struct dtype *t);
/* Constant bytes as a variable holds them. */
void sim_from_bytes(uint8_t out[SIM_BYTES], const uint8_t *data, unsigned bits, bool string);
uint64_t sim_number(const uint8_t v[SIM_BYTES]);
void sim_scalar_u64(struct sim_scalar *v, uint64_t n);

bool sim_const(const struct expr *e, uint8_t out[SIM_BYTES]);		/* false: no constant */
void sim_class_value(const struct sim_space *sp, uint8_t view, uint32_t class, uint8_t out[SIM_BYTES]);	/* view: enum sim_view */
int sim_eval(struct sim *s, const struct expr *e, struct sim_value *out);	/* every selector in it decided; -errno: not evaluable */
int sim_eval_read(struct sim *s, const struct expr *e, struct sim_value *out);	/* eval face of selectors */
bool sim_compare(const struct sim_value *v, enum rel_op op, const struct expr *left, const struct expr *right);

/* ---- what depends on variables (sim_split.c, sim_lookup.c) */
typedef uint32_t (*sim_outcome_fn)(struct sim *s, const void *arg);
bool sim_split_begin(struct sim *s, const struct expr *a, const struct expr *b);	/* reads what they read; false: the rule ends */
bool sim_read_packet(const struct sim *s);
bool sim_split_any(const struct sim *s, uint8_t *flags);	/* something read has no value of its own */
/* Lets the run take one outcome of @fn, which depends on what was read. @arg is the key under which outcomes are remembered. */
uint32_t sim_split(struct sim *s, sim_outcome_fn fn, const void *arg, uint8_t *flags);
bool sim_split_yes(struct sim *s, sim_outcome_fn fn, const void *arg, uint8_t *flags);	/* outcomes are 0 and 1 */
struct sim_slot *sim_split_slot(struct sim *s, const struct expr *e, uint8_t *flags);
uint32_t *sim_scratch(struct sim *s, uint32_t n);	/* 0, 1, 2 ...; until the next call */
bool sim_varies_within(const uint64_t *dom, const uint32_t *outcome, uint32_t n);

enum sim_step sim_match(struct sim *s, const struct stmt *st);
/* A condition that holds for some packets and not for others; flags say why. */
enum sim_step sim_condition(struct sim *s, uint8_t flags);
/* Value of @e as one scalar (or blob), narrowing domains as needed; -1: cannot be read, the rule ends. */
int sim_value_of(struct sim *s, const struct expr *e, struct sim_scalar *out);

/* Element of @set that @key is in: its index, or one of these. */
#define SIM_KEY_PAD(bits) (((bits) + 31) / 32 * 4)	/* bytes of a part of a key */
#define SIM_MISS	(-1)
#define SIM_BROKEN	(-2)
#define SIM_SOME	(-3)	/* in it, but the elements are not known */
int64_t sim_lookup(struct sim *s, const struct expr *key, const struct set *set);
int64_t sim_look(struct sim *s, const struct expr *key, const struct set *set);	/* what is found may be only possible: SIM_UNSURE in sim.cond */
/* Element that a key whose every part is decided is in; keys as elements hold them. */
int64_t sim_set_find(struct sim *s, const struct set *set, const uint8_t *key);
uint32_t sim_set_group(struct sim *s, const struct set *set, uint64_t i);	/* first element with the same data */
uint32_t sim_set_nth(struct sim *s, const struct set *set, uint32_t k);		/* in key order, without the catchall; UINT32_MAX: no more */
int64_t sim_set_catchall(struct sim *s, const struct set *set);
bool sim_set_part_in(const struct set *set, uint32_t i, unsigned offset, unsigned bytes, const uint8_t *v);
bool sim_set_known(const struct set *set);	/* its elements are those that the ruleset shows */
bool sim_set_changes(const struct set *set);	/* while connections run */

#endif
