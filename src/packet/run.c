/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet on its way: hooks, base chains by priority, rules, verdicts. */
#include "packet/packet.h"

#include <string.h>
#include "model/uapi.h"

#define MAX_JUMPS 48	/* the kernel allows 16; the ruleset may be one that it would refuse */

static int32_t run_chain(struct run *x, const struct chain_info *ci, uint8_t cond);

/* ------------------------------------------------------------------ rules that end a packet's way, as if they did not */
static void note_end(struct run *x, const struct rule_info *ri, const struct stmt *st, int32_t verdict)
{
	struct end_place e = { { ri, st }, x->depth, verdict == NFT_RETURN };

	vec_push(x->s->region, &x->ends, e);
}

/* A `return` ends nothing but its chain. */
static void leave_chain(struct run *x)
{
	uint32_t kept = 0;

	vec_each(i, &x->ends)
		if (!(x->ends.v[i].is_return && x->ends.v[i].depth == x->depth))
			x->ends.v[kept++] = x->ends.v[i];
	x->ends.n = kept;
}

/* True: the verdict is passed over. */
static bool pass_over(struct run *x, const struct rule_info *ri, const struct stmt *st, int32_t verdict)
{
	if (x->mode != RUN_UNBLOCKED || !x->base->chain->has_flow)
		return false;
	if (verdict == NFT_RETURN ? !ri->chain->has_flow : verdict != NF_ACCEPT && verdict != NF_QUEUE)
		return false;
	note_end(x, ri, st, verdict);
	return true;
}

/* ------------------------------------------------------------------ rules */
static const struct chain_info *jump_target(const struct run *x, const struct rule_info *ri)
{
	const struct sim *s = x->s;

	if (s->block)
		return program_chain(x->prog, s->block);
	return s->chain ? program_chain(x->prog, table_chain(ri->chain->chain->table, s->chain)) : NULL;
}

static int32_t follow(struct run *x, const struct rule_info *ri, const struct stmt *st, int32_t verdict)
{
	const struct chain_info *to = jump_target(x, ri);
	int32_t v;

	if (!to || x->depth >= MAX_JUMPS)
		return NFT_CONTINUE;
	v = run_chain(x, to, x->s->cond);
	if (v != NFT_CONTINUE || verdict == NFT_JUMP)
		return v;
	if (x->mode == RUN_UNBLOCKED && ri->chain->has_flow) {
		note_end(x, ri, st, verdict);
		return NFT_CONTINUE;
	}
	return NFT_RETURN;
}

/* Whether a later statement wrote something depends on the packet. */
static void taint_rest(struct run *x, const struct rule *rule, uint32_t from)
{
	for (uint32_t i = from; i < rule->stmts.n; i++)
		if (rule->stmts.v[i]->id == S_SET)
			x->s->env->taint(x->s, rule->stmts.v[i]->set.target);
}

static int32_t run_stmts(struct run *x, const struct rule_info *ri, uint8_t cond)
{
	const struct rule *rule = ri->rule;
	struct sim *s = x->s;

	s->rule = rule;
	s->cond = cond;
	x->rule = ri;
	vec_each(i, &rule->stmts) {
		const struct stmt *st = rule->stmts.v[i];
		enum sim_step step;

		s->failed = 0;
		s->rejected = false;
		step = st->ops->exec ? (enum sim_step)st->ops->exec(s, st) : SIM_NEXT;
		if (s->exhausted)
			return NF_DROP;
		if (x->watch && x->mode == RUN_FAST)
			x->watch->stmt(x, ri, i, step);
		if (step == SIM_BREAK) {
			if (s->failed & SIM_VARIES)
				taint_rest(x, rule, i + 1);
			return NFT_CONTINUE;
		}
		if (step == SIM_NEXT)
			continue;
		if (s->verdict == NFT_JUMP || s->verdict == NFT_GOTO)
			return follow(x, ri, st, s->verdict);
		return pass_over(x, ri, st, s->verdict) ? NFT_CONTINUE : s->verdict;
	}
	return NFT_CONTINUE;
}

static int32_t run_rule(struct run *x, const struct rule_info *ri, uint8_t cond)
{
	if (!ri->inert || x->in_inert)
		return run_stmts(x, ri, cond);
	if (x->mode != RUN_FAST)
		return NFT_CONTINUE;
	/* who meets it is of interest, but nothing else depends on it */
	x->in_inert = true;
	sim_push(x->s, true);
	while (sim_next(x->s))
		run_stmts(x, ri, cond);
	sim_pop(x->s);
	x->in_inert = false;
	return NFT_CONTINUE;
}

static int32_t run_chain(struct run *x, const struct chain_info *ci, uint8_t cond)
{
	int32_t v = NFT_CONTINUE;
	uint32_t n = ci->n;

	/* the rest of a base chain that accepts whatever comes; a policy to drop needs the rules that accept before */
	if (x->mode != RUN_FAST && x->depth == 0 && ci->chain->policy != NF_DROP)
		n = ci->quiet_from;
	x->depth++;
	for (uint32_t i = 0; i < n && v == NFT_CONTINUE; i++) {
		v = run_rule(x, &ci->rules[i], cond);
		x->s->steps++;
		if (x->mode == RUN_UNBLOCKED && x->added)
			v = NF_ACCEPT;
	}
	if (x->mode == RUN_UNBLOCKED && !x->added)
		leave_chain(x);
	x->depth--;
	return v == NFT_RETURN ? NFT_CONTINUE : v;
}

/* ------------------------------------------------------------------ base chains */
static bool is_for(const struct base_info *b, const struct run *x)
{
	switch (b->chain->chain->table->family) {
	case FAM_IP:	return x->flow->family == FAM_IP;
	case FAM_IP6:	return x->flow->family == FAM_IP6;
	default:	return true;
	}
}

bool base_on_device(const struct chain *c, const uint8_t *rep)
{
	vec_each(i, &c->devices) {
		const char *name = c->devices.v[i];
		size_t n = strlen(name);

		if (n && name[n - 1] == '*' ? !strncmp(name, (const char *)rep, n - 1) : !strncmp(name, (const char *)rep, SIM_BYTES))
			return true;
	}
	return false;
}

/* Chains at ingress are on some devices only. */
static bool is_on_device(struct run *x, const struct base_info *b)
{
	struct sim_slot *in = packet_device(x, false);
	uint32_t *on = sim_scratch(x->s, in->space->n);

	for (uint32_t i = 0; i < in->space->n; i++)
		on[i] = base_on_device(b->chain->chain, in->space->classes[i].rep);
	return sim_pick(x->s, in, on);
}

/* False: the packet goes no farther. */
static bool run_base(struct run *x, const struct base_info *b)
{
	int32_t v;

	x->base = b;
	x->packet->stage = b->stage;
	x->packet->prio = b->prio;
	x->ends.n = 0;
	x->drops_at_policy = false;
	if (b->stage == STAGE_INGRESS && !is_on_device(x, b))
		return true;
	v = run_chain(x, b->chain, 0);
	if (x->mode == RUN_UNBLOCKED && x->added)
		return false;
	if (v == NFT_CONTINUE) {
		v = b->chain->chain->policy == NF_DROP ? NF_DROP : NF_ACCEPT;
		x->drops_at_policy = v == NF_DROP;
		if (x->watch && x->mode == RUN_FAST && x->drops_at_policy)
			x->watch->policy(x, b);
	}
	return v == NF_ACCEPT || v == NF_QUEUE;
}

enum run_end run_packet(struct run *x)
{
	x->ends.n = 0;
	x->depth = 0;
	x->in_inert = false;
	vec_each(i, &x->prog->bases) {
		const struct base_info *b = &x->prog->bases.v[i];

		if (!is_for(b, x) || (b->nat && x->packet->kind != PACKET_FIRST))
			continue;
		if (run_base(x, b))
			continue;
		if (x->local)
			return END_LOCAL;
		return b->stage < STAGE_PREROUTING || (b->stage == STAGE_PREROUTING && b->prio < PRIO_CONNTRACK) ? END_UNTRACKED : END_DROPPED;
	}
	return END_ACCEPTED;
}
