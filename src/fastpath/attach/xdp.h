/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs at XDP of a device. */
#ifndef NFT_FASTPATH_ATTACH_XDP_H
#define NFT_FASTPATH_ATTACH_XDP_H

#include "fastpath/attach/rt.h"

/* Replaces what is there. */
int xdp_attach(struct rt *rt, uint32_t ifindex, int prog, bool generic);
int xdp_detach(struct rt *rt, uint32_t ifindex, bool generic);
/* Id of the program of a device, whoever it belongs to; 0: there is none. */
uint32_t xdp_program(struct rt *rt, uint32_t ifindex);

#endif
