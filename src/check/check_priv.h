/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this floor share: one function for each thing that a command may carry. */
#ifndef NFT_CHECK_CHECK_PRIV_H
#define NFT_CHECK_CHECK_PRIV_H

#include "check/check.h"

int check_table_header(struct check *c, struct table *t);
int check_chain(struct check *c, struct chain *ch);
int check_rule(struct check *c, struct rule *rule);
int check_block_rules(struct check *c, struct chain *block);
int check_set(struct check *c, struct set *s);
int check_set_elems(struct check *c, struct set *s);
int check_elements(struct check *c, struct cmd *cmd);
int check_object(struct check *c, struct object *o);
int check_flowtable(struct check *c, struct flowtable *f);
int check_loops(struct check *c);
/* Completes `priority NAME + offset`. @hook NULL: of a flowtable. */
int check_priority(struct check *c, struct prio_spec *p, const char *hook, struct loc loc);
/* Names of devices: those written as expressions join the others. */
struct names { const char **v; uint32_t n, cap; };
int check_devices(struct check *c, struct names *names, struct expr *const *exprs, uint32_t n);

#endif
