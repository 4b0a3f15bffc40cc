/* SPDX-License-Identifier: GPL-2.0-or-later */
/* User data: bytes that the kernel keeps for its users beside tables, chains, rules, sets, elements and objects. One byte type, one
 * byte length, then the value; 256 bytes in all. Types and values are nft's own, so that both tools read each other's. */
#ifndef NFT_KERNEL_UDATA_H
#define NFT_KERNEL_UDATA_H

#include "model/ruleset.h"

#define UDATA_MAX 256

enum udata_type {
	UDATA_COMMENT = 0,		/* of tables, chains, rules, elements and objects */
	UDATA_ELEM_FLAGS = 1,		/* of elements */
	UDATA_CHAIN_FAST_FWD = 0xf0,	/* ours: name of the flowtable */
};
enum udata_set_type {
	UDATA_SET_KEY_ORDER, UDATA_SET_DATA_ORDER, UDATA_SET_MERGE, UDATA_SET_KEY_TYPEOF, UDATA_SET_DATA_TYPEOF, UDATA_SET_EXPR,
	UDATA_SET_DATA_INTERVAL, UDATA_SET_COMMENT,
};
#define UDATA_ELEM_OPEN 1	/* in UDATA_ELEM_FLAGS: the interval has no end element */

struct udata {
	uint8_t p[UDATA_MAX];
	unsigned len;
	bool full;		/* something did not fit */
};

void udata_put(struct udata *u, uint8_t type, const void *data, unsigned len);
void udata_put_u32(struct udata *u, uint8_t type, uint32_t v);	/* host order, as nft does */
void udata_put_str(struct udata *u, uint8_t type, const char *s);
unsigned udata_nest(struct udata *u, uint8_t type);
void udata_nest_end(struct udata *u, unsigned nest);

/* Walks well-formed entries; false at the end or at the first damage. */
struct udata_iter { const uint8_t *p; unsigned left; uint8_t type, len; const uint8_t *value; };
bool udata_next(struct udata_iter *it);
bool udata_get(const uint8_t *p, unsigned len, uint8_t type, struct udata_iter *out);
const char *udata_get_str(struct region *r, const uint8_t *p, unsigned len, uint8_t type);	/* NULL: none */
uint32_t udata_u32(const struct udata_iter *it);

/* A set's key and data: byte orders, typeof, merge flag, comment. */
void udata_put_set(struct udata *u, const struct set *s);
void udata_get_set(struct region *r, const uint8_t *p, unsigned len, struct set *s);

/* `typeof` expressions (udata_typeof.c). False: nft has no form for it. */
bool udata_put_typeof(struct udata *u, uint8_t type, const struct expr *e);
struct expr *udata_get_typeof(struct region *r, const uint8_t *p, unsigned len);

#endif
