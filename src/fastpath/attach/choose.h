/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether packets of these devices may be sent on by XDP, which skips qdiscs, tc and all that stands on top of a device. */
#ifndef NFT_FASTPATH_ATTACH_CHOOSE_H
#define NFT_FASTPATH_ATTACH_CHOOSE_H

#include "fastpath/attach/rt.h"
#include "fastpath/bpf/codegen.h"

/* NULL: nothing would be lost. Else half a sentence that names the device and what is there. @ours: ids of programs that are ours. */
const char *choose_against_xdp(struct region *r, struct rt *rt, const struct cg_device *devices, uint32_t n, uint32_t ours);
/* The same of devices that stand on these, or that these are ports of: rules on the slow path see that one. */
const char *choose_above(struct region *r, struct rt *rt, const struct cg_device *devices, uint32_t n);
/* What acts on packets of the device beside us, for those who read the report: tc filters and programs. NULL: nothing. */
const char *choose_beside(struct region *r, struct rt *rt, uint32_t ifindex);

#endif
