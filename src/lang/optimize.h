/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that stand next to each other and differ in values only, as one rule with a set, a verdict map or a map (--optimize).
 *
 * What is merged must mean the same to every packet, and count and log the same:
 *  - The rules match the same selectors, with values that can be told apart by reading them once. What a rule does must therefore not
 *    change what the next one of them reads: either it ends there (accept, drop, nat ...), or it does nothing to the packet.
 *  - A packet that several of them match is the affair of the first one. Where all do the same and end there, it does not matter;
 *    elsewhere their values must not overlap.
 *  - Statements with a state of their own (counter, limit, quota ...) and comments that differ keep rules apart.
 * The merged rule is made as text and read like any other, so whatever the language says of it holds. */
#ifndef NFT_LANG_OPTIMIZE_H
#define NFT_LANG_OPTIMIZE_H

#include "model/ruleset.h"

struct merged {
	uint32_t cmd, chain;		/* the block: of that command, that chain of its table (0 if the command is a chain's) */
	uint32_t first, count;		/* which of its rules */
	struct source *text;		/* "add rule inet t c ..." */
	bool dropped;			/* turned out not to do */
};
struct merge_plan { VEC(struct merged) v; };

/* @cmds are checked; @was_there: chains that were loaded before ("family table chain"), of which not all rules are known. */
void optimize_plan(struct region *r, const struct cmds *cmds, const struct dict *was_there, const struct value_env *env,
		   struct merge_plan *plan);
/* Puts the rules into @cmds, which were parsed from the same text and are not checked yet. */
int optimize_apply(struct region *r, struct diag_sink *sink, const struct merge_plan *plan, struct cmds *cmds);
/* What is merged into what; @cmds are the checked ones. */
void optimize_tell(struct strbuf *b, const struct merge_plan *plan, const struct cmds *cmds);

/* The name by which was_there knows a chain. */
const char *optimize_chain_name(struct region *r, enum family f, const char *table, const char *chain);

#endif
