/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: the way through rules, chains and hooks. run.c does the same for one class of packets. */
#include "packet/many.h"

#include <string.h>
#include "model/uapi.h"

#define MAX_JUMPS 48
#define STEPS_A_RULE 10	/* beside those that its sets take */
#define MAX_OPEN 8	/* bits that packets may differ in, where a rule keeps them with the connection */

static void run_chain(struct many *m, const struct chain_info *ci, const struct lanes *in, uint8_t cond, struct lanes *out);

/* ------------------------------------------------------------------ a rule */
/* What is neither `gone` nor said to be elsewhere goes on behind the rule as it came. A lane is *apart* once its packets are
 * `gone`: then it has to be told where they go. */
struct rule_run {
	const struct rule_info *ri;
	struct lane start;
	set_t gone;
	set_t want;			/* matches that have not been applied to the lane's set yet ... */
	set_t last, last_set;		/* ... or have been, to all that came: and what that gave */
	struct lanes *out, *back;	/* behind the rule; behind the chain */
};

static void go_apart(struct many *m, struct rule_run *rr, const struct lane *lane, bool *apart)
{
	if (!*apart && rr->gone == SET_NONE && lane->s == rr->last_set)
		rr->gone = rr->last;	/* takes the same away as the set, and is smaller */
	else if (!*apart)
		rr->gone = set_or(&m->sets, rr->gone, lane->s);
	*apart = true;
}

/* False: nothing is left. */
static bool apply_want(struct many *m, struct rule_run *rr, struct lane *lane)
{
	if (rr->want != SET_ALL) {
		set_t s = set_and(&m->sets, lane->s, rr->want);

		if (lane->s == rr->start.s) {
			rr->last_set = s;
			rr->last = rr->want;
		}
		lane->s = s;
		rr->want = SET_ALL;
	}
	return lane->s != SET_NONE && !m->sets.exhausted;
}

static bool writes_behind(const struct rule *rule, uint32_t from)
{
	for (uint32_t i = from; i < rule->stmts.n; i++)
		if (rule->stmts.v[i]->id == S_SET)
			return true;
	return false;
}

static const struct many_state *tainted(struct many *m, const struct rule *rule, uint32_t from, const struct many_state *st)
{
	many_load(m, st);
	for (uint32_t i = from; i < rule->stmts.n; i++)
		if (rule->stmts.v[i]->id == S_SET)
			m->x->s->env->taint(m->x->s, rule->stmts.v[i]->set.target);
	return many_store(m);
}

/* Packets for which the rule ends at statement @i. */
static void fail(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, uint8_t flags, bool maybe, bool apart)
{
	const struct many_state *st = lane.st;

	if (lane.s == SET_NONE)
		return;
	if ((flags & SIM_VARIES) && writes_behind(rr->ri->rule, i + 1))
		st = tainted(m, rr->ri->rule, i + 1, st);
	if (maybe)
		st = many_maybe(m, st, true);
	if (st != lane.st)
		go_apart(m, rr, &lane, &apart);
	if (apart)
		lane_add(m, rr->out, lane.s, st, 0);
}

static void tell(struct many *m, const struct rule_run *rr, uint32_t i, enum sim_step step, const struct lane *lane)
{
	struct sim *s = m->x->s;
	int32_t verdict = s->verdict;

	if (lane->s == SET_NONE || m->sets.exhausted)
		return;
	many_load(m, lane->st);
	m->cur = lane->s;
	m->within = rr->want;
	for (uint32_t k = 0; k < i; k++)	/* what led here */
		if (rr->ri->rule->stmts.v[k]->id == S_MATCH && rr->ri->rule->stmts.v[i]->id != S_MATCH) {
			s->cond = 0;
			m->met(m, rr->ri, k, SIM_NEXT);
		}
	s->cond = lane->cond;
	s->verdict = verdict;
	m->met(m, rr->ri, i, step);
	m->within = SET_ALL;
}

static bool watched(const struct many *m)
{
	return m->x->mode == RUN_FAST;
}

/* ------------------------------------------------------------------ verdicts */
static bool is_passed_over(const struct many *m, const struct rule_info *ri, int32_t verdict)
{
	const struct run *x = m->x;

	if (x->mode != RUN_UNBLOCKED || !x->base->chain->has_flow)
		return false;
	return verdict == NFT_RETURN ? ri->chain->has_flow : verdict == NF_ACCEPT || verdict == NF_QUEUE;
}

/* Who ends these packets' way is told; what is left of them goes on. */
static set_t end_noted(struct many *m, const struct rule_info *ri, const struct stmt *st, int32_t verdict, set_t s, bool maybe)
{
	set_t here = m->blame == SET_NONE ? SET_NONE : set_and(&m->sets, s, m->blame);
	struct many_place p = { { ri, st }, m->x->depth, verdict == NFT_RETURN, here };

	if (here == SET_NONE)
		return s;
	if (!m->ends.n && verdict != NFT_RETURN) {
		m->blocked(m, &p.at, here, NULL, maybe);
		return set_diff(&m->sets, s, here);
	}
	vec_push(m->sets.r, &m->ends, p);
	return s;
}

static void leave_chain(struct many *m)
{
	uint32_t kept = 0;

	vec_each(i, &m->ends)
		if (!(m->ends.v[i].is_return && m->ends.v[i].depth == m->x->depth))
			m->ends.v[kept++] = m->ends.v[i];
	m->ends.n = kept;
}

static void blame_ends(struct many *m, set_t s, const struct stmt *add, bool maybe)
{
	vec_each(i, &m->ends) {
		set_t hit = set_and(&m->sets, s, m->ends.v[i].s);

		if (hit != SET_NONE && !m->sets.exhausted)
			m->blocked(m, &m->ends.v[i].at, hit, add, maybe);
		s = set_diff(&m->sets, s, hit);
		if (s == SET_NONE)
			return;
	}
}

static const struct chain_info *target(const struct many *m, const struct rule_info *ri, const char *chain, const struct chain *block)
{
	if (block)
		return program_chain(m->x->prog, block);
	return chain ? program_chain(m->x->prog, table_chain(ri->chain->chain->table, chain)) : NULL;
}

/* Packets that get a verdict. Their set is not asked for where nobody needs it. */
static void verdict(struct many *m, struct rule_run *rr, const struct stmt *st, int32_t code, const char *chain, struct chain *block,
		    struct lane lane, bool apart)
{
	struct run *x = m->x;
	struct many_jump jump = { lane, st, NULL, code == NFT_GOTO };
	set_t rest;
	bool keep;

	if (code == NFT_JUMP || code == NFT_GOTO) {
		jump.to = target(m, rr->ri, chain, block);
		if (jump.to && x->depth < MAX_JUMPS) {
			if (!apply_want(m, rr, &lane))
				return;
			jump.lane = lane;
			go_apart(m, rr, &lane, &apart);
			vec_push(m->sets.r, &m->jumps, jump);
			return;
		}
		code = NFT_CONTINUE;
	}
	if (is_passed_over(m, rr->ri, code)) {
		if (!apply_want(m, rr, &lane))
			return;
		rest = end_noted(m, rr->ri, st, code, lane.s, lane.st->maybe);
		if (rest != lane.s) {
			go_apart(m, rr, &lane, &apart);
			lane.s = rest;
		}
		code = NFT_CONTINUE;
	}
	if (code == NFT_CONTINUE) {
		if (apart && apply_want(m, rr, &lane))
			lane_add(m, rr->out, lane.s, lane.st, 0);
		return;
	}
	keep = code == NFT_RETURN || ((code == NF_ACCEPT || code == NF_QUEUE) ? m->accepted != NULL : m->dropped != NULL);
	if (!keep && !apart && rr->want != SET_ALL && lane.s == rr->start.s && rr->gone == SET_NONE) {
		rr->gone = rr->want;
		rr->want = SET_ALL;
		return;
	}
	if (!apply_want(m, rr, &lane))
		return;
	go_apart(m, rr, &lane, &apart);
	if (!keep)
		return;
	lane_add(m, code == NFT_RETURN ? rr->back : code == NF_ACCEPT || code == NF_QUEUE ? m->accepted : m->dropped, lane.s, lane.st, 0);
}

/* ------------------------------------------------------------------ matches */
static void walk(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, bool apart);

static void tell_asked(struct many *m, struct rule_run *rr, uint32_t i, struct lane *lane, uint8_t flags)
{
	if (!watched(m) || !(flags & (SIM_STACK | SIM_ACCT)) || !apply_want(m, rr, lane))
		return;
	many_load(m, lane->st);
	m->cur = lane->s;
	m->x->s->cond = flags & (SIM_STACK | SIM_ACCT);
	m->met(m, rr->ri, i, SIM_BREAK);
}

/* Answers that nobody knows. */
static void fork_lane(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, const struct cond *c, bool apart)
{
	struct lane yes, no;

	if (!apply_want(m, rr, &lane))
		return;
	go_apart(m, rr, &lane, &apart);
	yes = no = lane;
	if (m->choices) {
		set_t var = many_choice(m, rr->ri->rule->stmts.v[i]);

		yes.s = set_and(&m->sets, lane.s, var);
		no.s = set_diff(&m->sets, lane.s, var);
	}
	yes.cond |= c->flags;
	if (c->hit_maybe)
		yes.st = many_maybe(m, yes.st, true);
	fail(m, rr, i, no, c->flags, c->fail_maybe, true);
	walk(m, rr, i + 1, yes, true);
}

/* What packets of one connection may differ in. */
static void split_varying(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, const struct cond *c, bool apart)
{
	set_t in = cond_as_set(c), varies = many_varies(m, in, c->init), constrained;
	uint8_t flags = c->flags;
	bool hit_maybe = c->hit_maybe;

	if (!apply_want(m, rr, &lane))
		return;
	constrained = set_and(&m->sets, lane.s, c->init);
	if (constrained != lane.s) {	/* values that no packet has go nowhere */
		set_t none = set_diff(&m->sets, lane.s, constrained);

		if (!apart)
			rr->gone = set_or(&m->sets, rr->gone, none);
		lane.s = constrained;
	}
	for (unsigned way = 0; way < 2; way++) {
		struct lane part = lane, hit;

		part.s = way ? set_diff(&m->sets, lane.s, varies) : set_and(&m->sets, lane.s, varies);
		if (part.s == SET_NONE)
			continue;
		hit = part;
		hit.s = set_and(&m->sets, part.s, in);
		hit.cond |= way ? flags : flags | SIM_VARIES;
		part.s = set_diff(&m->sets, part.s, in);
		fail(m, rr, i, part, way ? flags : flags | SIM_VARIES, false, apart);
		if (hit.s == SET_NONE)
			continue;
		if (hit_maybe && !hit.st->maybe) {
			bool was = apart;

			go_apart(m, rr, &hit, &was);
			hit.st = many_maybe(m, hit.st, true);
			walk(m, rr, i + 1, hit, true);
		} else {
			walk(m, rr, i + 1, hit, apart);
		}
		if (m->sets.exhausted)
			return;
	}
}

/* The lane goes on with those that match; false: it has ended, or others go on. */
static bool match(struct many *m, struct rule_run *rr, uint32_t i, struct lane *lane, bool *apart)
{
	const struct stmt *st = rr->ri->rule->stmts.v[i];
	struct cond *c = &m->cond;
	struct lane no;
	set_t in;

	if (m->st != lane->st || m->dirty)
		many_load(m, lane->st);
	many_condition(m, st, c);
	tell_asked(m, rr, i, lane, c->flags);
	if (c->kind == COND_ANY) {
		struct cond copy = *c;

		fork_lane(m, rr, i, *lane, &copy, *apart);
		return false;
	}
	if (c->kind == COND_NEVER) {
		if ((*apart || c->flags & SIM_VARIES) && apply_want(m, rr, lane))
			fail(m, rr, i, *lane, c->flags, false, *apart);
		rr->want = SET_ALL;
		return false;
	}
	if (c->packet && c->kind != COND_ALWAYS) {
		struct cond copy = *c;

		split_varying(m, rr, i, *lane, &copy, *apart);
		return false;
	}
	lane->cond |= c->flags;
	if (c->kind == COND_SET && !c->member && !*apart && !c->hit_maybe) {
		rr->want = set_and(&m->sets, rr->want, c->set);
		if (rr->want != SET_NONE)
			return true;
		rr->want = SET_ALL;
		return false;
	}
	if (c->kind != COND_ALWAYS || c->hit_maybe) {
		if (!apply_want(m, rr, lane))
			return false;
		in = cond_as_set(c);
		no = *lane;
		if (*apart)
			no.s = set_diff(&m->sets, lane->s, in);
		lane->s = set_and(&m->sets, lane->s, in);
		if (*apart)
			fail(m, rr, i, no, c->flags, false, true);
	}
	if (lane->s != SET_NONE && c->hit_maybe) {
		if (c->unsure_flow && m->x->mode == RUN_REAL)
			m->unsure = set_or(&m->sets, m->unsure, many_forget_packet(m, lane->s));
		if (!lane->st->maybe) {
			go_apart(m, rr, lane, apart);
			lane->st = many_maybe(m, lane->st, true);
		}
	}
	return lane->s != SET_NONE;
}

/* ------------------------------------------------------------------ other statements */
static bool is_passive(const struct stmt *st)
{
	return st->id == S_COUNTER || st->id == S_LOG || st->id == S_LAST || st->id == S_DUP || st->id == S_RESET;
}

/* A value that no rule reads: what matters is whether there is one, and whether it is the same in every packet. */
static bool write_unread(struct many *m, struct rule_run *rr, uint32_t i, struct lane *lane, bool apart)
{
	const struct stmt *st = rr->ri->rule->stmts.v[i];
	struct lane no = *lane;
	uint8_t flags = 0;
	set_t there = SET_ALL;

	many_load(m, lane->st);
	many_value_of(m, st->set.value, &there, &flags);
	no.s = set_diff(&m->sets, lane->s, there);
	fail(m, rr, i, no, flags, false, apart);
	lane->s = set_and(&m->sets, lane->s, there);
	if (lane->s == SET_NONE)
		return false;
	m->x->s->written = flags | (lane->cond & SIM_VARIES);
	if (watched(m))
		tell(m, rr, i, SIM_NEXT, lane);
	return true;
}

/* Of the base chain that runs, from 1. */
uint8_t many_base_number(const struct many *m)
{
	size_t i = (size_t)(m->x->base - m->x->prog->bases.v);

	return (uint8_t)(i < 255 ? i + 1 : 255);
}

static void added(struct many *m, struct lane lane)
{
	if (m->x->mode == RUN_UNBLOCKED && m->ends.n)
		blame_ends(m, lane.s, lane.st->added, lane.st->maybe);
	lane_add(m, m->added, lane.s, lane.st, many_base_number(m));
}

/* What a statement made of the lane. */
static void outcome(struct many *m, struct rule_run *rr, uint32_t i, const struct many_step *o, bool apart)
{
	const struct stmt *st = rr->ri->rule->stmts.v[i];
	struct sim *s = m->x->s;

	if (watched(m)) {
		s->verdict = o->verdict;
		s->written = o->written;
		tell(m, rr, i, o->step, &o->lane);
	}
	if (o->step == SIM_BREAK) {
		fail(m, rr, i, o->lane, o->failed, false, apart);
	} else if (o->step == SIM_VERDICT) {
		verdict(m, rr, st, o->verdict, o->chain, o->block, o->lane, apart);
	} else if (st->id == S_FLOW && o->lane.st->added == st && (m->stop_at_add || m->x->mode == RUN_UNBLOCKED)) {
		struct lane lane = o->lane;

		go_apart(m, rr, &lane, &apart);
		added(m, lane);
	} else {
		walk(m, rr, i + 1, o->lane, apart);
	}
}

static void statement(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, bool apart)
{
	uint32_t from = m->steps.n;

	many_exec(m, rr->ri->rule->stmts.v[i], &lane);
	if (m->steps.n != from + 1 || m->steps.v[from].lane.st != lane.st || m->steps.v[from].lane.s != lane.s)
		go_apart(m, rr, &lane, &apart);
	for (uint32_t k = from; k < m->steps.n && !m->sets.exhausted; k++) {
		struct many_step o = m->steps.v[k];

		outcome(m, rr, i, &o, apart);
	}
	m->steps.n = from;
}

static bool plain_verdict(const struct stmt *st, int32_t *code, const char **chain, struct chain **block)
{
	*chain = NULL;
	*block = NULL;
	switch (st->id) {
	case S_VERDICT:
		if (st->verdict.expr->id != E_VERDICT)
			return false;
		*code = st->verdict.expr->verdict.code;
		*chain = st->verdict.expr->verdict.chain;
		*block = st->verdict.expr->verdict.block;
		return true;
	case S_REJECT:
		*code = NF_DROP;
		return true;
	case S_QUEUE:
		*code = NF_QUEUE;
		return true;
	}
	return false;
}

/* The rest of the rule, from statement @i on, for one lane. */
static void walk(struct many *m, struct rule_run *rr, uint32_t i, struct lane lane, bool apart)
{
	const struct rule *rule = rr->ri->rule;
	struct chain *block;
	const char *chain;
	int32_t code;

	if (i == 0)
		i = many_head(m, rr->ri, lane.st, &rr->want);
	if (rr->want == SET_NONE) {
		rr->want = SET_ALL;
		return;
	}
	for (; i < rule->stmts.n && !m->sets.exhausted; i++) {
		const struct stmt *st = rule->stmts.v[i];

		m->x->s->rule = rule;
		m->x->rule = rr->ri;
		if (st->id == S_MATCH) {
			if (!match(m, rr, i, &lane, &apart))
				return;
			continue;
		}
		if (!watched(m) && is_passive(st))
			continue;
		if (watched(m) && rr->want != SET_ALL && !set_meets(&m->sets, lane.s, rr->want))
			break;
		if (watched(m) && is_passive(st)) {
			tell(m, rr, i, SIM_NEXT, &lane);
			continue;
		}
		if (plain_verdict(st, &code, &chain, &block)) {
			m->x->s->verdict = code;
			m->x->s->rejected = st->id == S_REJECT;
			m->x->s->chain = chain;
			m->x->s->block = block;
			if (watched(m))
				tell(m, rr, i, SIM_VERDICT, &lane);
			verdict(m, rr, st, code, chain, block, lane, apart);
			return;
		}
		if (!apply_want(m, rr, &lane))
			return;
		if (st->id == S_SET && !program_reads(m->x->prog, st->set.target)) {
			if (!write_unread(m, rr, i, &lane, apart))
				return;
			continue;
		}
		statement(m, rr, i, lane, apart);
		return;
	}
	if (i < rule->stmts.n)	/* nothing comes so far */
		rr->want = SET_ALL;
	else if (watched(m) && rule->stmts.n && rule->stmts.v[rule->stmts.n - 1]->id == S_MATCH && apply_want(m, rr, &lane))
		for (uint32_t k = 0; k < rule->stmts.n; k++)	/* nothing but matches behind the last effect */
			if (rule->stmts.v[k]->id == S_MATCH) {
				many_load(m, lane.st);
				m->cur = lane.s;
				m->x->s->cond = 0;
				m->met(m, rr->ri, k, SIM_NEXT);
			}
	if (apart && apply_want(m, rr, &lane))
		lane_add(m, rr->out, lane.s, lane.st, 0);
	rr->want = SET_ALL;
}

/* ------------------------------------------------------------------ chains */
static void follow(struct many *m, struct rule_run *rr, const struct many_jump *j)
{
	struct lanes *in = lanes_get(m), *out = lanes_get(m);
	const struct rule_info *ri = rr->ri;
	uint32_t path = m->path;

	lane_add(m, in, j->lane.s, j->lane.st, 0);
	m->path = (path + 1) * 0x9e3779b1u ^ (uint32_t)((uintptr_t)j->stmt >> 4);
	run_chain(m, j->to, in, j->lane.cond, out);
	m->path = path;
	vec_each(i, &out->l) {
		const struct lane *l = &out->l.v[i];

		if (!j->is_goto) {
			lane_add(m, rr->out, l->s, l->st, 0);
		} else if (m->x->mode == RUN_UNBLOCKED && ri->chain->has_flow) {
			lane_add(m, rr->out, end_noted(m, ri, j->stmt, NFT_GOTO, l->s, l->st->maybe), l->st, 0);
		} else {
			lane_add(m, rr->back, l->s, l->st, 0);
		}
	}
	lanes_put(m, out);
	lanes_put(m, in);
}

static void run_rule(struct many *m, const struct rule_info *ri, const struct lane *lane, uint8_t cond, struct lanes *out, struct lanes *back)
{
	struct rule_run rr;
	uint32_t jumps = m->jumps.n;

	m->sets.steps += STEPS_A_RULE;
	rr.ri = ri;
	rr.start = *lane;
	rr.start.cond = cond;
	rr.gone = SET_NONE;
	rr.want = SET_ALL;
	rr.last = rr.last_set = SET_NONE;
	rr.out = out;
	rr.back = back;
	walk(m, &rr, 0, rr.start, false);
	if (m->sets.exhausted)
		return;
	lane_add(m, out, set_diff(&m->sets, rr.start.s, rr.gone), rr.start.st, 0);
	while (m->jumps.n > jumps && !m->sets.exhausted) {
		struct many_jump j = m->jumps.v[--m->jumps.n];

		follow(m, &rr, &j);
	}
}

/* Whether it runs makes no difference but to who watches. */
static void run_inert(struct many *m, const struct rule_info *ri, const struct lanes *cur, uint8_t cond)
{
	struct lanes *out = lanes_get(m);

	m->x->in_inert = true;
	vec_each(i, &cur->l) {
		struct lane lane = cur->l.v[i];

		out->l.n = 0;
		run_rule(m, ri, &lane, cond, out, out);
	}
	m->x->in_inert = false;
	lanes_put(m, out);
}

static void swap_lanes(struct lanes *a, struct lanes *b)
{
	struct lane *v = a->l.v;
	uint32_t n = a->l.n, cap = a->l.cap;

	a->l.v = b->l.v;
	a->l.n = b->l.n;
	a->l.cap = b->l.cap;
	b->l.v = v;
	b->l.n = n;
	b->l.cap = cap;
}

static void run_chain(struct many *m, const struct chain_info *ci, const struct lanes *in, uint8_t cond, struct lanes *out)
{
	struct run *x = m->x;
	struct lanes *cur = lanes_get(m), *next = lanes_get(m);
	uint32_t n = ci->n;

	vec_each(i, &in->l)
		lane_add(m, cur, in->l.v[i].s, in->l.v[i].st, 0);
	if (x->mode != RUN_FAST && x->depth == 0 && ci->chain->policy != NF_DROP)
		n = ci->quiet_from;
	x->depth++;
	for (uint32_t i = 0; i < n && cur->l.n && !m->sets.exhausted; i++) {
		const struct rule_info *ri = &ci->rules[i];

		if (ri->inert && !x->in_inert) {
			if (x->mode == RUN_FAST)
				run_inert(m, ri, cur, cond);
			continue;
		}
		many_sweep(m);
		next->l.n = 0;
		for (uint32_t k = 0; k < cur->l.n; k++) {	/* sweeping moves what is in it */
			struct lane lane = cur->l.v[k];

			run_rule(m, ri, &lane, cond, next, out);
		}
		swap_lanes(cur, next);
	}
	if (x->mode == RUN_UNBLOCKED)
		leave_chain(m);
	x->depth--;
	vec_each(i, &cur->l)
		lane_add(m, out, cur->l.v[i].s, cur->l.v[i].st, 0);
	lanes_put(m, next);
	lanes_put(m, cur);
}

/* ------------------------------------------------------------------ base chains */
static set_t on_device(struct many *m, const struct base_info *b)
{
	const struct many_block *in = many_block(m, packet_device(m->x, false));
	set_t all = SET_NONE;

	for (uint32_t c = 0; c < in->space->n; c++) {
		uint8_t n[SIM_BYTES];

		wide_set_u64(n, SIM_BYTES, c);
		if (base_on_device(b->chain->chain, in->space->classes[c].rep))
			all = set_or(&m->sets, all, many_value(m, in, n));
	}
	return all;
}

/* Packets that the chain's policy drops. */
static void drop_at_policy(struct many *m, const struct base_info *b, const struct lanes *l)
{
	vec_each(i, &l->l) {
		if (watched(m) && !m->sets.exhausted) {
			many_load(m, l->l.v[i].st);
			m->cur = l->l.v[i].s;
			m->policy(m, b);
		}
		if (m->dropped)
			lane_add(m, m->dropped, l->l.v[i].s, l->l.v[i].st, 0);
	}
}

static void run_base(struct many *m, const struct base_info *b, const struct lanes *in, struct lanes *out, bool keep)
{
	struct run *x = m->x;
	struct lanes *here = lanes_get(m), *fall = lanes_get(m), *dropped = m->dropped;
	set_t on = SET_ALL;

	x->base = b;
	x->packet->stage = b->stage;
	x->packet->prio = b->prio;
	x->depth = 0;
	m->ends.n = 0;
	m->st = NULL;
	m->blame = SET_NONE;
	for (uint32_t i = 0; m->reached && i < m->reached->l.n; i++)
		if (m->reached->l.v[i].cond == many_base_number(m))
			m->blame = set_or(&m->sets, m->blame, m->reached->l.v[i].s);
	if (b->stage == STAGE_INGRESS)
		on = on_device(m, b);
	vec_each(i, &in->l) {
		const struct lane *l = &in->l.v[i];

		lane_add(m, here, set_and(&m->sets, l->s, on), l->st, 0);
		lane_add(m, out, set_diff(&m->sets, l->s, on), l->st, 0);
	}
	m->accepted = keep ? out : NULL;
	if (b->stage < STAGE_PREROUTING || (b->stage == STAGE_PREROUTING && b->prio < PRIO_CONNTRACK))
		m->dropped = NULL;	/* nobody ever saw them */
	run_chain(m, b->chain, here, 0, fall);
	if (b->chain->chain->policy == NF_DROP)
		drop_at_policy(m, b, fall);
	else if (keep)
		vec_each(i, &fall->l)
			lane_add(m, out, fall->l.v[i].s, fall->l.v[i].st, 0);
	m->dropped = dropped;
	lanes_put(m, fall);
	lanes_put(m, here);
}

static bool is_for(const struct many *m, const struct base_info *b)
{
	enum family f = b->chain->chain->table->family;

	if (b->nat && m->x->packet->kind != PACKET_FIRST)
		return false;
	return f == FAM_IP || f == FAM_IP6 ? f == m->x->flow->family : true;
}

void many_packet(struct many *m, const struct lanes *in, struct lanes *out)
{
	const struct program *p = m->x->prog;
	struct lanes *cur = lanes_get(m), *next = lanes_get(m);
	uint32_t last = p->bases.n;

	m->path = 0;
	m->x->in_inert = false;
	vec_each(i, &p->bases)
		if (is_for(m, &p->bases.v[i]))
			last = i;
	vec_each(i, &in->l)
		lane_add(m, cur, in->l.v[i].s, in->l.v[i].st, 0);
	for (uint32_t i = 0; i < p->bases.n && cur->l.n && !m->sets.exhausted; i++) {
		if (!is_for(m, &p->bases.v[i]))
			continue;
		next->l.n = 0;
		run_base(m, &p->bases.v[i], cur, next, i != last || m->keep_accepted);
		swap_lanes(cur, next);
	}
	vec_each(i, &cur->l)
		lane_add(m, out, cur->l.v[i].s, cur->l.v[i].st, 0);
	lanes_put(m, next);
	lanes_put(m, cur);
}

/* ------------------------------------------------------------------ between packets */
struct settle { struct lane lane; struct many_state st; uint32_t which; struct lanes *out; };

static void settle_value(struct many *m, struct settle *t);

static void settled(struct many *m, const struct settle *t, set_t s, uint8_t kind, const uint8_t *data)
{
	struct settle one = *t;
	struct sim_scalar *v = &one.st.ct.v[t->which].v, was = *v;

	if (s == SET_NONE || m->sets.exhausted)
		return;
	v->kind = kind;
	v->vec = NULL;
	memcpy(v->data, data, SIM_BYTES);
	if (kind == SIM_ANY) {
		v->flags |= SIM_VARIES | SIM_UNSURE;
		m->coarse = true;
	}
	one.lane.s = s;
	one.which++;
	settle_value(m, &one);
	*v = was;
}

/* A number that packets differ in: one lane for each that it may be. */
static void settle_bits(struct many *m, const struct settle *t, const struct many_vec *vec, set_t s, unsigned bit, const uint8_t *sofar)
{
	uint8_t data[SIM_BYTES];

	while (bit < SIM_BYTES * 8 && vec->bit[bit] == SET_NONE)
		bit++;
	if (s == SET_NONE || m->sets.exhausted)
		return;
	if (bit == SIM_BYTES * 8) {
		settled(m, t, s, SIM_CONST, sofar);
		return;
	}
	memcpy(data, sofar, SIM_BYTES);
	settle_bits(m, t, vec, set_diff(&m->sets, s, vec->bit[bit]), bit + 1, data);
	data[SIM_BYTES - 1 - bit / 8] |= (uint8_t)(1u << (bit % 8));
	settle_bits(m, t, vec, set_and(&m->sets, s, vec->bit[bit]), bit + 1, data);
}

static unsigned bits_open(struct many *m, const struct many_vec *vec, set_t s)
{
	unsigned open = 0;

	for (unsigned i = 0; i < SIM_BYTES * 8; i++)
		open += vec->bit[i] > SET_ALL && set_meets(&m->sets, s, vec->bit[i]) && !set_within(&m->sets, s, vec->bit[i]);
	return open;
}

static void settle_value(struct many *m, struct settle *t)
{
	static const uint8_t zero[SIM_BYTES] = { 0 };

	for (; t->which < t->st.ct.n; t->which++) {
		const struct sim_scalar *v = &t->st.ct.v[t->which].v;
		const struct many_vec *vec = v->vec;

		if (v->kind != SIM_BITS || !vec->packet)
			continue;
		if (bits_open(m, vec, t->lane.s) <= MAX_OPEN)
			settle_bits(m, t, vec, t->lane.s, 0, zero);
		else
			settled(m, t, t->lane.s, SIM_ANY, zero);
		return;
	}
	lane_add(m, t->out, many_forget_packet(m, t->lane.s), many_intern(m, &t->st), 0);
}

void many_end_packet(struct many *m, struct lanes *l)
{
	struct lanes *out = lanes_get(m);

	vec_each(i, &l->l) {
		struct settle t = { .lane = l->l.v[i], .st = *l->l.v[i].st, .out = out };
		set_t all = t.lane.s;

		t.st.packet.n = 0;
		t.st.ct.v = region_memdup(m->sets.r, t.st.ct.v, t.st.ct.n * sizeof(*t.st.ct.v));
		t.lane.s = set_and(&m->sets, all, m->sure_packet);
		settle_value(m, &t);
		t.lane.s = set_diff(&m->sets, all, m->sure_packet);
		t.which = 0;
		t.st.maybe = true;
		if (t.lane.s != SET_NONE)
			settle_value(m, &t);
	}
	swap_lanes(l, out);
	lanes_put(m, out);
}
