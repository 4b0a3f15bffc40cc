/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_PACKET_WALK_OPS_H
#define NFT_PACKET_WALK_OPS_H

#include "packet/walk_priv.h"

/* Does what the kernel does for @op; what we do not know ends the rule. */
void walk_exec(struct walk *w, const struct op *op, struct regs *g);

#endif
