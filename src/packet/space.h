/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Classes of values that no constant of the ruleset tells apart. Constants are collected first, classes made from them once. */
#ifndef NFT_PACKET_SPACE_H
#define NFT_PACKET_SPACE_H

#include "model/sim.h"

struct interval { uint8_t lo[SIM_BYTES], hi[SIM_BYTES]; uint64_t id; };
struct masked { uint8_t mask[SIM_BYTES], value[SIM_BYTES]; };

struct space_builder {
	const void *key;		/* whose values: a datatype, or a field that shares its type's values with no other */
	const struct dtype *type;
	unsigned bits;
	bool string;
	bool whole;			/* one class is enough */
	VEC(struct interval) intervals;
	VEC(struct masked) masks;
	struct sim_space *space;	/* when made */
};

#define SPACE_MAX_PRODUCT 4096

/* Values in [lo, hi] are treated unlike others. Intervals of one id are treated alike; id 0: made from the ends. */
void space_interval(struct region *r, struct space_builder *b, const uint8_t *lo, const uint8_t *hi, uint64_t id);
void space_point(struct region *r, struct space_builder *b, uint64_t value);
/* value & mask is compared with a constant. */
void space_mask(struct region *r, struct space_builder *b, const uint8_t *mask, const uint8_t *value);
/* false: there are too many combinations of bits, classes are missing. */
bool space_make(struct region *r, struct space_builder *b);

#endif
