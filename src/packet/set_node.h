/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What set.c, set_table.c and set_const.c share. */
#ifndef NFT_PACKET_SET_NODE_H
#define NFT_PACKET_SET_NODE_H

#include "packet/set.h"

#define SET_CHUNK (1u << 15)
#define SET_SPAN 64u		/* bits that one node asks for, at most */

/* Asks whether the @len levels from @level on have the value @bits, whose lowest bit is that of the last level. Below a run of bits
 * that all but one value leave for the same place stands one node, not one for each bit: a rule's addresses and ports are such runs.
 *
 * What is told by several nodes is told by the fewest, counted from below, so that equal sets have equal numbers: a node takes as
 * many bits of the run that ends at it as it can hold; one that asks for a single bit asks whether it is 1. */
struct set_node {
	uint16_t level;
	uint8_t len;
	bool marked : 1;
	bool deep : 1;		/* asks for a level from SET_DEEP on, here or below */
	bool path : 1;		/* one value of all bits that it asks for, here and below */
	uint32_t next;		/* with the same hash */
	set_t no, yes;		/* any other value; this one */
	uint64_t bits;
};
struct set_step { uint32_t op; set_t a, b, result; };

/* Operations with numbers of N_SET_OPS and more are one call each; below, they have the bits that the sets lack above them. */
enum set_op { OP_NOTHING, OP_AND, OP_OR, OP_DIFF, OP_XOR, OP_MEETS, OP_WITHIN, OP_EXISTS };
#define N_SET_OPS (1u << 16)

static inline struct set_node *set_at(const struct sets *s, set_t a)
{
	return &s->chunks.v[a / SET_CHUNK][a % SET_CHUNK];
}

static inline uint64_t set_low_bits(uint64_t bits, unsigned n)
{
	return n < 64 ? bits & (((uint64_t)1 << n) - 1) : bits;
}

static inline bool set_is_path(const struct sets *s, set_t a)
{
	return set_at(s, a)->path;
}

struct set_step *set_step(struct sets *s, uint32_t op, set_t a, set_t b, bool *known);
set_t set_learn(struct sets *s, uint32_t op, set_t a, set_t b, set_t result);
/* What is left of a node below its first @off levels, if they have the value that it asks for. */
set_t set_rest(struct sets *s, set_t a, unsigned off);
/* Where the @len levels from @level on have the value @bits: @yes; else @no. Both ask for levels below those only. */
set_t set_chain(struct sets *s, unsigned level, unsigned len, uint64_t bits, set_t no, set_t yes);

#endif
