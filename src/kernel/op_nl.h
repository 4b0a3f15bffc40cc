/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops as netlink attributes and back, by the rows of catalog/ops.def alone. */
#ifndef NFT_KERNEL_OP_NL_H
#define NFT_KERNEL_OP_NL_H

#include "kernel/nlbuf.h"
#include "model/op.h"
#include "model/ruleset.h"

/* Appends one NFTA_LIST_ELEM per op. @rule: verdicts to its blocks go by the blocks' transaction ids; may be NULL.
 * @offsets, if not NULL, receives ops->v.n offsets in the message, for finding the op that an error is about. */
void op_nl_put_list(struct nlbuf *b, const struct ops *ops, const struct rule *rule, uint32_t *offsets);
/* One op as NFTA_EXPR_NAME and NFTA_EXPR_DATA, without anything around. */
void op_nl_put(struct nlbuf *b, const struct op *op, const struct rule *rule);
void op_nl_put_verdict(struct nlbuf *b, uint16_t type, int32_t code, const char *chain, const struct rule *rule);

/* Appends the ops of a list of NFTA_LIST_ELEM. Names that no row has become ops without a row; attributes that no row has, or whose
 * length is wrong, set op->extra. */
void op_nl_get_list(struct region *r, const struct nlattr *list, struct ops *out);
/* One op from the attribute around NFTA_EXPR_NAME and NFTA_EXPR_DATA. */
void op_nl_get(struct region *r, const struct nlattr *expr, struct ops *out);
/* The content of NFTA_DATA_*: false if it is neither value nor verdict. */
bool op_nl_get_data(struct region *r, const struct nlattr *attr, struct op_val *out);

#endif
