/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink in: from the kernel's ops back to the checked form. */
#ifndef NFT_MODEL_DECODE_H
#define NFT_MODEL_DECODE_H

#include "model/faces.h"

/* Fills rule->stmts from @ops. rule->table and rule->chain are set; anonymous sets are looked for in rule->anon_sets (by id or name),
 * then in the table, and end up in rule->anon_sets with their types completed. 0 or -errno (what is not understood is no error). */
int decode_rule(struct region *r, struct ruleset *rs, struct rule *rule, const struct ops *ops);

/* Stateful statements of a set or an element (counter, limit ...): appended to *out, a VEC(struct stmt *). */
struct stmt_vec { struct stmt **v; uint32_t n, cap; };
int decode_stmts(struct region *r, struct ruleset *rs, struct table *t, const struct ops *ops, struct stmt_vec *out);

#endif
