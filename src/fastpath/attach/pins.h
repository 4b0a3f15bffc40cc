/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where programs of fast_fwd chains are kept between commands: a directory of bpffs for the network namespace, in it one for each flowtable. */
#ifndef NFT_FASTPATH_ATTACH_PINS_H
#define NFT_FASTPATH_ATTACH_PINS_H

#include <stdbool.h>
#include "base/vec.h"

#define PINS_ROOT	"/sys/fs/bpf"
#define PINS_INTENT	"intent"	/* the record of a run that has not come to its end */

/* The directory of this network namespace; it need not be there. NULL: the kernel does not tell namespaces apart. */
const char *pins_dir(struct region *r);
bool pins_exist(const char *dir);
/* Makes it, with bpffs mounted if it was not. */
int pins_make(struct region *r, const char *dir);
/* Name of a flowtable's directory, made of what tells it from all others. */
const char *pins_name(struct region *r, const char *family, const char *table, const char *flowtable);
typedef VEC(const char *) pin_names;
void pins_list(struct region *r, const char *dir, pin_names *out);
/* Takes a directory away with all that is in it. */
int pins_remove(struct region *r, const char *dir);

#endif
