/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What set.c and set_const.c share. */
#ifndef NFT_PACKET_SET_NODE_H
#define NFT_PACKET_SET_NODE_H

#include "packet/set.h"

#define SET_CHUNK (1u << 15)

struct set_node {
	uint16_t level;
	uint16_t marked;
	uint32_t next;		/* with the same hash */
	set_t no, yes;
};
struct set_step { uint32_t op; set_t a, b, result; };

/* Operations with numbers of N_SET_OPS and more are one call each. */
enum set_op { OP_NOTHING, OP_AND, OP_OR, OP_DIFF, OP_XOR, OP_MEETS, OP_WITHIN, OP_EXISTS, N_SET_OPS };

static inline struct set_node *set_at(const struct sets *s, set_t a)
{
	return &s->chunks.v[a / SET_CHUNK][a % SET_CHUNK];
}

struct set_step *set_step(struct sets *s, uint32_t op, set_t a, set_t b, bool *known);
set_t set_learn(struct sets *s, uint32_t op, set_t a, set_t b, set_t result);

#endif
