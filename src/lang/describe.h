/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_LANG_DESCRIBE_H
#define NFT_LANG_DESCRIBE_H

#include "model/expr.h"

/* What an expression or a datatype is: kind, type, width, names of values. -ENOENT: @e is a word that names neither. */
int describe(struct strbuf *out, const struct expr *e);

#endif
