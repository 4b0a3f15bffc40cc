/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ruleset made ready to run: its chains in order, and which rules make no difference to others. */
#include "packet/program.h"

#include <stdlib.h>
#include <string.h>
#include "model/uapi.h"

struct chain_info *program_chain(const struct program *p, const struct chain *c)
{
	return c ? sim_map_get(&p->chain_of, c) : NULL;
}

const struct base_info *program_base(const struct program *p, const struct chain_info *ci)
{
	vec_each(i, &p->bases)
		if (p->bases.v[i].chain == ci)
			return &p->bases.v[i];
	return NULL;
}

static void add_chain(struct program *p, struct chain *c)
{
	struct chain_info *ci = region_new(p->r, struct chain_info);

	ci->chain = c;
	ci->n = c->rules.n;
	ci->first = p->n_rules;
	p->n_rules += ci->n;
	ci->rules = region_alloc(p->r, (ci->n + 1) * sizeof(*ci->rules));
	for (uint32_t i = 0; i < ci->n; i++) {
		const struct rule *rule = c->rules.v[i];

		ci->rules[i] = (struct rule_info){ .rule = rule, .chain = ci, .index = i };
		vec_each(k, &rule->blocks)
			add_chain(p, rule->blocks.v[k]);
	}
	vec_push(p->r, &p->chains, ci);
	sim_map_set(p->r, &p->chain_of, c, ci);
}

/* ------------------------------------------------------------------ base chains */
static int stage_of(const struct chain *c, enum family f)
{
	static const struct { const char *hook; enum stage stage; } stages[] = {
		{ "ingress", STAGE_INGRESS }, { "prerouting", STAGE_PREROUTING }, { "forward", STAGE_FORWARD },
		{ "fast_fwd", STAGE_FORWARD }, { "postrouting", STAGE_POSTROUTING },
	};

	if (!c->is_base || !c->hook || !(f == FAM_IP || f == FAM_IP6 || f == FAM_INET || f == FAM_NETDEV))
		return -1;
	for (unsigned i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (!strcmp(c->hook, stages[i].hook))
			return (int)stages[i].stage;
	return -1;
}

static int by_turn(const void *a, const void *b)
{
	const struct base_info *x = a, *y = b;

	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	if (x->prio != y->prio)
		return x->prio < y->prio ? -1 : 1;
	if (x->chain->chain->seq != y->chain->chain->seq)	/* the newest first */
		return x->chain->chain->seq > y->chain->chain->seq ? -1 : 1;
	return 0;
}

static void add_base(struct program *p, struct chain_info *ci)
{
	const struct chain *c = ci->chain;
	int stage = stage_of(c, c->table->family);
	struct base_info b;

	if (stage < 0)
		return;
	b = (struct base_info){ ci, (enum stage)stage, c->prio.value, c->type && !strcmp(c->type, "nat") };
	if (b.nat)	/* all of them run where addresses are translated */
		b.prio = stage == STAGE_PREROUTING ? PRIO_DNAT : PRIO_SNAT;
	vec_push(p->r, &p->bases, b);
}

/* ------------------------------------------------------------------ where verdicts lead */
static struct chain_info *target(const struct program *p, const struct rule_info *ri, const char *name, const struct chain *block)
{
	if (block)
		return program_chain(p, block);
	return name ? program_chain(p, table_chain(ri->chain->chain->table, name)) : NULL;
}

typedef void (*visit_fn)(const struct program *p, struct chain_info *to, bool *found);

static void each_target(const struct program *p, const struct rule_info *ri, const struct stmt *st, visit_fn fn, bool *found)
{
	const struct expr *e = st->verdict.expr;
	const struct set *set;
	struct chain_info *to;

	if (st->id != S_VERDICT)
		return;
	if (e->id == E_VERDICT) {
		to = target(p, ri, e->verdict.chain, e->verdict.block);
		if (to)
			fn(p, to, found);
		return;
	}
	set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	for (uint32_t i = 0; set && i < set->elems.n; i++) {
		to = set->elems.e[i].more ? target(p, ri, set->elems.e[i].more->chain, NULL) : NULL;
		if (to)
			fn(p, to, found);
	}
}

static void reach(const struct program *p, struct chain_info *ci, bool *found)
{
	if (ci->reachable)
		return;
	ci->reachable = true;
	for (uint32_t i = 0; i < ci->n; i++)
		vec_each(k, &ci->rules[i].rule->stmts)
			each_target(p, &ci->rules[i], ci->rules[i].rule->stmts.v[k], reach, found);
}

static void find_flow(const struct program *p, struct chain_info *ci, bool *found)
{
	if (!ci->visited) {
		ci->visited = true;
		for (uint32_t i = 0; i < ci->n; i++)
			vec_each(k, &ci->rules[i].rule->stmts) {
				const struct stmt *st = ci->rules[i].rule->stmts.v[k];

				ci->has_flow |= st->id == S_FLOW;
				each_target(p, &ci->rules[i], st, find_flow, &ci->has_flow);
			}
	}
	*found |= ci->has_flow;
}

/* ------------------------------------------------------------------ rules that only watch, or write what nobody reads */
static bool chain_inert(const struct program *p, struct chain_info *ci);

static bool stmt_inert(const struct program *p, const struct rule_info *ri, const struct stmt *st)
{
	const struct expr *e;
	struct chain_info *to;

	switch (st->id) {
	case S_MATCH: case S_COUNTER: case S_LIMIT: case S_QUOTA: case S_LAST: case S_CONNLIMIT: case S_LOG: case S_DUP:
	case S_DYNSET: case S_METER: case S_RESET:
		return true;
	case S_SET:
		return !program_reads(p, st->set.target);
	case S_OBJREF:
		return st->objref.type != NFT_OBJECT_CT_HELPER && st->objref.type != NFT_OBJECT_SYNPROXY;
	case S_VERDICT:
		e = st->verdict.expr;
		if (e->id != E_VERDICT)
			return false;
		if (e->verdict.code == NFT_CONTINUE)
			return true;
		to = e->verdict.code == NFT_JUMP ? target(p, ri, e->verdict.chain, e->verdict.block) : NULL;
		return to && chain_inert(p, to);
	}
	return false;
}

static bool rule_inert(const struct program *p, const struct rule_info *ri)
{
	vec_each(i, &ri->rule->stmts)
		if (!stmt_inert(p, ri, ri->rule->stmts.v[i]))
			return false;
	return true;
}

static bool chain_inert(const struct program *p, struct chain_info *ci)
{
	if (ci->visited)	/* also in a circle, which the kernel refuses */
		return ci->inert;
	ci->visited = true;
	ci->inert = false;
	for (uint32_t i = 0; i < ci->n; i++)
		ci->rules[i].inert = rule_inert(p, &ci->rules[i]);
	for (uint32_t i = 0; i < ci->n; i++)
		if (!ci->rules[i].inert)
			return false;
	return ci->inert = true;
}

/* ------------------------------------------------------------------ rules that let every packet pass, sooner or later */
static bool chain_quiet(const struct program *p, struct chain_info *ci);

static bool verdict_quiet(const struct program *p, const struct rule_info *ri, int32_t code, const char *name, const struct chain *block)
{
	struct chain_info *to;

	if (code != NFT_JUMP && code != NFT_GOTO)
		return code == NF_ACCEPT || code == NFT_CONTINUE || code == NFT_RETURN;
	to = target(p, ri, name, block);
	return to && chain_quiet(p, to);
}

static bool stmt_quiet(const struct program *p, const struct rule_info *ri, const struct stmt *st)
{
	const struct expr *e = st->id == S_VERDICT ? st->verdict.expr : NULL;
	const struct set *set;

	if (!e)
		return stmt_inert(p, ri, st);
	if (e->id == E_VERDICT)
		return verdict_quiet(p, ri, e->verdict.code, e->verdict.chain, e->verdict.block);
	set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	if (!set || !sim_set_known(set))
		return false;
	for (uint32_t i = 0; i < set->elems.n; i++) {
		const struct elem_more *m = set->elems.e[i].more;

		if (m && !verdict_quiet(p, ri, m->verdict, m->chain, NULL))
			return false;
	}
	return true;
}

static bool chain_quiet(const struct program *p, struct chain_info *ci)
{
	if (ci->visited)
		return ci->quiet;
	ci->visited = true;
	ci->quiet_from = ci->n;
	while (ci->quiet_from) {
		const struct rule_info *ri = &ci->rules[ci->quiet_from - 1];

		vec_each(i, &ri->rule->stmts)
			if (!stmt_quiet(p, ri, ri->rule->stmts.v[i]))
				return false;
		ci->quiet_from--;
	}
	return ci->quiet = true;
}

static void forget_visits(const struct program *p)
{
	vec_each(i, &p->chains)
		p->chains.v[i]->visited = false;
}

/* ------------------------------------------------------------------ */
#define TABLE_DORMANT 1

int program_make(struct region *r, const struct ruleset *rs, const struct program_options *opt, struct sim *sim, struct program *out)
{
	bool found = false;

	*out = (struct program){ .r = r, .rs = rs, .sim = sim, .opt = *opt };
	vec_each(i, &rs->tables) {
		const struct table *t = rs->tables.v[i];

		if (t->flags & TABLE_DORMANT)
			continue;
		vec_each(k, &t->chains)
			add_chain(out, t->chains.v[k]);
	}
	vec_each(i, &out->chains)
		add_base(out, out->chains.v[i]);
	if (out->bases.n)
		qsort(out->bases.v, out->bases.n, sizeof(*out->bases.v), by_turn);
	vec_each(i, &out->bases)
		reach(out, out->bases.v[i].chain, &found);
	vec_each(i, &out->chains)
		find_flow(out, out->chains.v[i], &found);
	program_learn(out);
	forget_visits(out);
	vec_each(i, &out->chains)
		chain_inert(out, out->chains.v[i]);
	forget_visits(out);
	vec_each(i, &out->chains)
		chain_quiet(out, out->chains.v[i]);
	return 0;
}
