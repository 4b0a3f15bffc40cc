/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interfaces of this machine, as far as the offload check asks about them. */
#ifndef NFT_MODEL_LINK_H
#define NFT_MODEL_LINK_H

#include "base/vec.h"

enum link_kind { LINK_PLAIN, LINK_BRIDGE, LINK_VLAN, LINK_PPP };
struct link_info {
	const char *name;
	uint32_t index;
	uint32_t below;		/* index of what it stands on, of a VLAN; else 0 */
	uint32_t master;	/* index of the bridge that it is a port of, or 0 */
	enum link_kind kind;
};
struct links { VEC(struct link_info) v; };

#endif
