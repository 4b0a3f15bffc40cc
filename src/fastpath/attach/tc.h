/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs at tc egress of a device, as one filter of ours in its clsact qdisc. A filter that is there already is replaced in one step. */
#ifndef NFT_FASTPATH_ATTACH_TC_H
#define NFT_FASTPATH_ATTACH_TC_H

#include "fastpath/attach/rt.h"

/* @made: the clsact qdisc was not there before. */
int tc_attach(struct rt *rt, uint32_t ifindex, int prog, bool *made);
/* Takes our filter away, and with @qdisc the clsact qdisc if nothing else uses it. 0 also if nothing is there. */
int tc_detach(struct rt *rt, uint32_t ifindex, bool qdisc);
/* Id of the program of our filter; 0: there is none. */
uint32_t tc_program(struct rt *rt, uint32_t ifindex);
/* How many filters of others its clsact qdisc has. */
unsigned tc_others(struct rt *rt, uint32_t ifindex);

#endif
