/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains that are to be compiled: those that verdicts name. */
#include "fastpath/compile.h"

#include "model/uapi.h"

struct ff_chain *ff_chain_for(struct ff_compiler *c, const struct chain *chain)
{
	struct ff_chain *out = sim_map_get(&c->chain_of, chain);

	if (out)
		return out;
	out = region_new(c->r, struct ff_chain);
	out->chain = chain;
	out->id = c->out->chains.n;
	out->stage = c->stage;
	out->base = chain->is_base;
	out->drops = chain->is_base && chain->policy == NF_DROP;
	out->family = chain->table->family;
	vec_push(c->r, &c->out->chains, out);	/* its rules are compiled in their turn */
	sim_map_set(c->r, &c->chain_of, chain, out);
	return out;
}

struct ff_chain *ff_compile_target(struct ff_compiler *c, const char *name)
{
	const struct rule *rule = c->rule->rule;
	const struct chain *chain = NULL;

	vec_each(i, &rule->blocks)
		if (!strcmp(rule->blocks.v[i]->name, name))
			chain = rule->blocks.v[i];
	if (!chain)
		chain = table_chain(c->rule->chain->chain->table, name);
	return chain ? ff_chain_for(c, chain) : NULL;
}
