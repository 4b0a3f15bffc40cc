/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of a set as the kernel holds them, made from and into the flat arrays of struct elems.
 *
 * Where the two differ: number parts in host order; sub-byte fields shifted in anonymous sets; intervals of one part as a start and an
 * exclusive end (an element of its own); intervals of concatenations as key and key_end; interval data as both ends in a row. */
#ifndef NFT_MODEL_WIRE_H
#define NFT_MODEL_WIRE_H

#include "model/ruleset.h"

struct wire_part {
	uint16_t offset, len;	/* bytes within the key or data, and what they count without padding */
	uint8_t shift;		/* bits to the left in the kernel */
	bool swap;		/* the kernel holds it in host order, and the host is little-endian */
};
struct wire_side {
	struct wire_part part[16];
	uint8_t n;
	uint16_t len;		/* bytes: NFTA_SET_KEY_LEN, or NFTA_SET_DATA_LEN of one end */
};
struct wire_layout {
	struct wire_side key, data;	/* data.n 0: none, or verdicts, or objects */
	bool interval;			/* keys have ends: in ... */
	bool concat;			/* ... key_end rather than elements of their own */
	bool data_interval;		/* data is start and end in a row, 2 * data.len bytes */
};

#define WIRE_END	1	/* as NFT_SET_ELEM_INTERVAL_END */
#define WIRE_CATCHALL	2	/* as NFT_SET_ELEM_CATCHALL; no key */
#define WIRE_OPEN	4	/* the interval reaches the last value: no end element, user data says so */

struct wire {
	uint32_t n, cap;
	uint16_t key_len, data_len;
	uint8_t *keys;		/* n * key_len */
	uint8_t *key_ends;	/* n * key_len; NULL unless concatenations with intervals */
	uint8_t *data;		/* n * data_len, or NULL */
	uint8_t *flags;		/* WIRE_*; NULL: all 0 */
	uint32_t *index;	/* which of the elems; UINT32_MAX: none (leading gap); NULL: the same index */
	struct elem_more **more;/* verdicts, comments ...; NULL: none has any */
};

#define WIRE_TEXT	1	/* for --debug=netlink: everything big-endian */
#define WIRE_GAP	2	/* begin with the end element at 0 that new interval sets get */
#define WIRE_BARE	4	/* to delete or get: no data */

/* Bits that a field is shifted left by when it is read as whole bytes from @bit_offset: 2 for ip dscp. */
static inline unsigned wire_field_shift(unsigned bit_offset, unsigned bits)
{
	return (8 - (bit_offset + bits) % 8) % 8;
}

/* The shift of the elements of an anonymous set whose only key part is @e: of payload and exthdr fields that are no whole bytes. */
unsigned wire_expr_shift(const struct expr *e);

void wire_layout(const struct set *s, unsigned flags, struct wire_layout *out);
/* One key, or one end of data, of @model_len bytes as the kernel holds it: side->len bytes. */
void wire_value(const struct wire_side *side, const uint8_t *model, unsigned model_len, uint8_t *out);
unsigned wire_key_len(const struct set *s);
unsigned wire_data_len(const struct set *s);	/* 0: verdicts, objects or a set */

/* Elements as the kernel wants them. Intervals are sorted; those of anonymous and of auto-merge sets merged if they touch.
 * What needs no change is borrowed from @es. -EINVAL: the elements do not fit the set. */
int wire_encode(struct region *r, const struct set *s, const struct elems *es, unsigned flags, struct wire *out);

/* The reverse, of a whole set or of what the kernel told about some elements (WIRE_BARE has no meaning here). Sorted by key where nft
 * sorts. Takes over the arrays of @w. */
int wire_decode(struct region *r, const struct set *s, struct wire *w, struct elems *out);

/* Room for one more element; keys and data are to be filled in. NULL more array is made when it is first needed. */
uint32_t wire_push(struct region *r, struct wire *w, bool ends, bool data);
void wire_set_flags(struct region *r, struct wire *w, uint32_t i, uint8_t flags);
void wire_set_more(struct region *r, struct wire *w, uint32_t i, struct elem_more *more);

/* An anonymous set came from the kernel and its rule shows that the key is a sub-byte field: shift the elements back. */
void wire_unshift(struct set *s, unsigned shift, unsigned bits);

/* The rule shows what part @i of the key or the data of its anonymous set is: type, length and byte order, and with them the elements. */
/* The parts of a key of the same length in all have other lengths than was thought when the elements were read. */
void wire_measure(struct set *s, const struct key_spec *like);
void wire_retype(struct region *r, struct set *s, bool data, unsigned i, const struct key_part *like);

#endif
