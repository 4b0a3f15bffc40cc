/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_KERNEL_MERGE_H
#define NFT_KERNEL_MERGE_H

#include "kernel/batch.h"

/* True of sets whose intervals join and are cut. */
bool merge_applies(const struct set *s);
/* Elements that a new set starts with. */
void merge_note(struct batch *b, const struct set *s, const struct elems *es);
/* What adding, or deleting, @es means to the kernel: @gone to delete, then @come to add. */
void merge_add(struct batch *b, const struct set *s, const struct elems *es, struct elems *gone, struct elems *come);
void merge_delete(struct batch *b, const struct set *s, const struct elems *es, struct elems *gone, struct elems *come);

#endif
