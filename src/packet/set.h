/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of packets: reduced ordered binary decision diagrams, in which one node stands for a run of bits with one way out.
 *
 * A set is a number. Two sets are equal if and only if their numbers are. A node asks for some bits in a row, the first of which is
 * its *level*; levels grow on every path from the top to SET_NONE and SET_ALL. All nodes of a `struct sets` share one table, and no reference is counted: at times
 * that suit the caller, set_compact() keeps what can be reached from the sets that it is told, and renumbers them.
 *
 * Where nodes or steps run out, `exhausted` is set, and what functions return from then on is a set, but not the one asked for. */
#ifndef NFT_PACKET_SET_H
#define NFT_PACKET_SET_H

#include <stdbool.h>
#include <stdint.h>
#include "base/vec.h"

typedef uint32_t set_t;
#define SET_NONE 0u
#define SET_ALL 1u
#define SET_LEVELS 0xffffu	/* that of SET_NONE and SET_ALL */
#define SET_DEEP 20000u		/* whether a set asks for levels from here on is known without a walk */

struct set_node;
struct set_step;
struct sets {
	struct region *r;
	VEC(struct set_node *) chunks;
	uint32_t n, max_nodes;		/* nodes in use, and at most */
	uint32_t *heads, n_heads;	/* of the unique table; n_heads is a power of two */
	struct set_step *cache;		/* results of operations; a power of two */
	uint32_t n_cache;
	uint32_t stamp;			/* of operations that take more than two sets */
	uint64_t steps, max_steps;
	bool exhausted;
};

void sets_init(struct sets *s, struct region *r, uint32_t max_nodes, uint64_t max_steps);
set_t set_node(struct sets *s, unsigned level, set_t no, set_t yes);
unsigned set_level(const struct sets *s, set_t a);	/* of its top node */
/* What the top node of a set asks for: the @len levels from @level on have the value @bits: @yes; else @no. */
struct set_top { unsigned level, len; uint64_t bits; set_t no, yes; };
struct set_top set_top(const struct sets *s, set_t a);
set_t set_no(struct sets *s, set_t a);			/* what is left if the bit of its level is 0; neither SET_NONE nor SET_ALL */
set_t set_yes(struct sets *s, set_t a);

set_t set_and(struct sets *s, set_t a, set_t b);
set_t set_or(struct sets *s, set_t a, set_t b);
set_t set_diff(struct sets *s, set_t a, set_t b);	/* a without b */
set_t set_not(struct sets *s, set_t a);
set_t set_xor(struct sets *s, set_t a, set_t b);
set_t set_ite(struct sets *s, set_t cond, set_t yes, set_t no);
bool set_meets(struct sets *s, set_t a, set_t b);	/* builds nothing */
bool set_within(struct sets *s, set_t a, set_t b);	/* a is a subset of b; builds nothing */
/* Whatever the bits of levels from <= level < to are: there is a value of them; or they all are in it. */
set_t set_exists(struct sets *s, set_t a, unsigned from, unsigned to);
set_t set_forall(struct sets *s, set_t a, unsigned from, unsigned to);
/* The bit of level @first + i is replaced by the set @by[i]. */
set_t set_compose(struct sets *s, set_t a, unsigned first, unsigned n, const set_t *by);
/* Levels from @first on are moved by @delta, which must not change their order with others. */
set_t set_shift(struct sets *s, set_t a, unsigned first, int delta);
double set_count(struct sets *s, set_t a, unsigned levels);	/* members, of @levels bits */
bool set_has(const struct sets *s, set_t a, const uint8_t *bits);	/* one member, a byte a level */
uint32_t set_size(struct sets *s, set_t a);		/* nodes */

/* ------------------------------------------------------------------ of constants */
/* Numbers of @bits bits, the highest bit at level @first. Big-endian, right-aligned in @len bytes. */
set_t set_range(struct sets *s, unsigned first, unsigned bits, const uint8_t *lo, const uint8_t *hi, unsigned len, set_t then);
/* Numbers whose bits are those of @value wherever @mask has one. */
set_t set_masked(struct sets *s, unsigned first, unsigned bits, const uint8_t *value, const uint8_t *mask, unsigned len, set_t then);
/* All of @n ranges that ascend and do not touch each other. get() gives each of them. */
typedef void (*set_range_fn)(const void *arg, uint32_t i, const uint8_t **lo, const uint8_t **hi);
set_t set_ranges(struct sets *s, unsigned first, unsigned bits, unsigned len, uint32_t n, set_range_fn get, const void *arg);

/* Sums of many sets, pairwise, so that each takes part in few operations. */
struct set_sum { set_t v[32]; uint32_t used; };		/* used: a bit each */
void set_sum_add(struct sets *s, struct set_sum *sum, set_t a);
set_t set_sum_end(struct sets *s, struct set_sum *sum);

/* ------------------------------------------------------------------ compaction */
typedef void (*set_root_fn)(void *arg, set_t *a);	/* to be called on every set that is kept, twice */
void set_compact(struct sets *s, void (*each_root)(void *user, set_root_fn fn, void *arg), void *user);

#endif
