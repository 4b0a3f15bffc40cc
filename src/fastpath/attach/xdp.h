/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs at XDP of a device, by links: nobody replaces or detaches them by mistake, and without a pin they go with who made them. */
#ifndef NFT_FASTPATH_ATTACH_XDP_H
#define NFT_FASTPATH_ATTACH_XDP_H

#include "fastpath/attach/rt.h"

/* A new link, not pinned. -EBUSY: somebody else's program is there. */
int xdp_link(uint32_t ifindex, int prog, bool generic);
/* Another program in one step. -ENOENT: nothing is pinned; -ENODEV: the link is not on that device any more. */
int xdp_replace(const char *pin, uint32_t ifindex, int prog);
void xdp_detach(const char *pin);	/* and takes the pin away */
/* Id of the program of a device, whoever it belongs to; 0: there is none. */
uint32_t xdp_program(struct rt *rt, uint32_t ifindex);

#endif
