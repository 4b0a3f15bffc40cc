/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_KERNEL_CLASH_H
#define NFT_KERNEL_CLASH_H

#include "base/diag.h"
#include "kernel/batch.h"

enum { CLASHES = 64 };	/* new elements that are compared with the old ones: enough for one typed by hand */

/* Adds to @d what the set of @cmd holds already that is in the way of the command's elements. */
void clash_tell(struct batch *b, const struct cmd *cmd, struct diag *d);

#endif
