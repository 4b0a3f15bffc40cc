/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is attached to the kernel's hooks: chains, and functions of other parts of it. */
#ifndef NFT_MODEL_HOOK_H
#define NFT_MODEL_HOOK_H

#include "base/vec.h"
#include "catalog/catalog.h"

struct hooked {
	enum family family;	/* of the hook */
	uint32_t hooknum;
	int32_t prio;
	const char *device;	/* that the hook is of, or NULL */
	const char *function, *module;	/* or NULL */
	const char *word;	/* "chain", "flowtable", or NULL: a function of the kernel */
	enum family table_family;
	const char *table, *name;	/* of those */
};
struct hooked_list { VEC(struct hooked) v; };	/* in the order in which packets meet them, hook by hook */

#endif
