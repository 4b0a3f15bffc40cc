/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of the compiler from chains to struct ff_program.
 *
 *	refuse.c	what rules may be made of, told of expressions and statements
 *	compile_op.c	one op of the kernel to an instruction
 *	sets.c		sets and their elements as registers hold them
 *	targets.c	chains that are to be compiled
 *	compile.c	rules, chains, and what they add up to */
#ifndef NFT_FASTPATH_COMPILE_H
#define NFT_FASTPATH_COMPILE_H

#include "fastpath/program.h"
#include "model/op.h"
#include "model/sim.h"

struct ff_refusal_row { const char *why, *instead; };
enum ff_bad {
#define BAD_STMT(...)
#define BAD_META(...)
#define BAD_CT(...)
#define BAD_EXPR(...)
#define BAD(ident, ...) FF_BAD_##ident,
#include "fastpath/refusals.def"
#undef BAD_STMT
#undef BAD_META
#undef BAD_CT
#undef BAD_EXPR
#undef BAD
	FF_N_BAD
};
extern const struct ff_refusal_row ff_bad[FF_N_BAD];

/* Why @st cannot be in a fast_fwd chain; NULL: nothing is known against it. */
const struct ff_refusal_row *ff_refuse_stmt(const struct stmt *st);

struct ff_compiler {
	struct region *r;
	const struct ruleset *rs;
	struct ff_program *out;
	ff_refusals *refusals;
	enum ff_stage stage;
	bool dry;			/* nobody wants the elements of sets */
	struct sim_map set_of, chain_of;	/* of the model's */
	/* the rule that is compiled */
	struct ff_rule *rule;
	const struct stmt *stmt;
	enum family family;		/* that is proven; FAM_INET: none */
	int l4proto;			/* that is proven, or -1 */
	bool dead;			/* no packet of the fast path comes this far */
};

/* compile_op.c: 0, or -EOPNOTSUPP with *why */
int ff_compile_op(struct ff_compiler *c, const struct op *op, const struct ff_refusal_row **why);
/* targets.c: a chain, and one that the rule names (NULL: there is no such chain); made if there is none yet, without rules: those
 * are compiled in their turn. */
struct ff_chain *ff_chain_for(struct ff_compiler *c, const struct chain *chain);
struct ff_chain *ff_compile_target(struct ff_compiler *c, const char *name);
/* sets.c: the same of a set. NULL: *why. */
const struct ff_set *ff_compile_set(struct ff_compiler *c, const struct set *set, const struct ff_refusal_row **why);

/* Is any of these bytes different in packets of one connection? */
bool ff_header_varies(enum ff_header header, unsigned offset, unsigned len);

#endif
