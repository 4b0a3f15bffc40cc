/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON text to a tree that knows where everything stood: diagnostics need the places, which parsers of plain JSON do not keep.
 * Strict: RFC 8259, no NUL in strings, nested at most JSON_MAX_DEPTH deep. The last of several members of one name counts. */
#ifndef NFT_JSON_READER_H
#define NFT_JSON_READER_H

#include "base/diag.h"

#define JSON_MAX_DEPTH 128

enum jkind { J_NULL, J_FALSE, J_TRUE, J_INTEGER, J_REAL, J_STRING, J_ARRAY, J_OBJECT };

struct jnode {
	uint8_t kind;			/* enum jkind */
	bool fits;			/* J_INTEGER: @num is it */
	uint32_t start, end;		/* bytes of the text */
	uint32_t n;			/* items, members */
	const char *key;		/* in an object: its name, ... */
	uint32_t key_start, key_end;	/* ... and where that stands, with its quotes */
	struct jnode *up, *next;
	union {
		const char *text;	/* J_STRING: decoded; J_INTEGER, J_REAL: as written */
		struct jnode *first;
	};
	int64_t num;
};

/* The tree of @src, or NULL and a diagnostic. */
struct jnode *json_read(struct region *r, struct diag_sink *sink, const struct source *src);

#define j_each(item, node) for (struct jnode *item = (node)->first; item; item = item->next)
struct jnode *json_member(const struct jnode *object, const char *key);		/* NULL: none, or no object */
const char *json_kind_name(const struct jnode *n);				/* "an object" ... */
/* The smallest node of the tree that holds the bytes from @start to @end. */
const struct jnode *json_at(const struct jnode *root, uint32_t start, uint32_t end);
/* JSON pointer (RFC 6901) of @n in its tree: "/nftables/3/add/rule". */
const char *json_pointer(struct region *r, const struct jnode *n);

#endif
