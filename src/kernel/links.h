/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_KERNEL_LINKS_H
#define NFT_KERNEL_LINKS_H

#include "model/link.h"

/* Asks rtnetlink, which needs no rights. 0 or -errno; then @out is as it was. */
int kernel_links(struct region *r, struct links *out);

#endif
