/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dictionary from string to pointer, in a region. Keys are borrowed: they must live as long as the dictionary. */
#ifndef NFT_BASE_DICT_H
#define NFT_BASE_DICT_H

#include <stdint.h>
#include "base/region.h"

struct dict_slot { const char *key; void *val; uint32_t hash; };
struct dict { struct dict_slot *slots; uint32_t n, cap, used; };	/* zero-initialise */

void *dict_get(const struct dict *d, const char *key);
void dict_set(struct region *r, struct dict *d, const char *key, void *val);	/* replaces; NULL val removes */

/* The string among the keys that is nearest to @key by edit distance, or NULL if none is near (for "did you mean"). */
const char *dict_nearest(const struct dict *d, const char *key);
/* Letters to change, add, leave out or swap with the next, in either case; names over 64 bytes are taken as farther apart than @limit. */
int edit_distance(const char *a, const char *b, int limit);

#endif
