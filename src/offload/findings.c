/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From notes to the report: one verdict per rule and statement, one finding per statement at fault. */
#include "offload/analysis.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ findings */
/* Of a certain and a possible meeting, the one to tell about. */
static const struct meeting *worse(const struct meeting *const met[2], enum certainty *certainty)
{
	const struct meeting *sure = met[CERTAIN], *maybe = met[POSSIBLE];

	*certainty = CERTAIN;
	if (sure && (!maybe || sure->finding == maybe->finding || sure->rank >= maybe->rank))
		return sure;
	if (sure && (sure->finding != NO_FINDING) >= (maybe->finding != NO_FINDING) && sure->severity >= maybe->severity)
		return sure;
	*certainty = POSSIBLE;
	return maybe;
}

/* What an nft that does not know fast_fwd chains makes of one, when it saves and reloads it. */
static void relate_lost_hook(struct analysis *a, struct finding *f, const struct chain *c, const struct stmt *add)
{
	if (!c->is_base || c->fast_fwd || strncmp(c->name, "fast_fwd", 8))
		return;
	finding_relate(a, f, c->loc, region_printf(a->r, "chain %s is hooked as a plain chain, which is what becomes of a fast_fwd chain that another nft saves "
						   "and reloads: `type filter hook fast_fwd flowtable @%s` makes it run on the fast path", c->name, add->flow.table));
}

/* Which of two chains with one priority runs first is not to be seen in either of them. */
static void relate_order(struct analysis *a, struct finding *f, const struct rule_info *ri, const struct rule_info *add)
{
	const struct base_info *one = program_base(&a->prog, ri->chain), *two = add ? program_base(&a->prog, add->chain) : NULL;
	const struct chain *newer, *older;

	if (!one || !two || one == two || one->stage != two->stage || one->prio != two->prio)
		return;
	newer = one->chain->chain->seq > two->chain->chain->seq ? one->chain->chain : two->chain->chain;
	older = newer == one->chain->chain ? two->chain->chain : one->chain->chain;
	finding_relate(a, f, newer->loc, region_printf(a->r, "chains %s and %s have the same priority: %s is the newer one and runs first", newer->name,
						       older->name, newer->name));
}

static bool wants_words(const struct analysis *a, const struct finding *f)
{
	return f->severity >= a->opt.words_from;
}

static void report_meeting(struct analysis *a, const struct rule_info *ri, const struct stmt *st, const struct meeting *m, enum certainty certainty)
{
	struct finding *f;

	if (m->finding == NO_FINDING)
		return;
	f = finding_new(a, m->finding, m->severity, st->loc, ri);
	f->certainty = certainty;
	if (!wants_words(a, f))
		return;
	f->message = region_printf(a->r, "`%s`: %s", stmt_text(a, ri, st), clause(a, m->reason));
	f->example = m->example;
	finding_relate(a, f, m->by->stmt->loc, "from here on its connections take the fast path");
	relate_lost_hook(a, f, ri->chain->chain, m->by->stmt);
	relate_order(a, f, ri, m->by->rule);
	if (m->finding == FINDING_BYPASSED_MANGLE)
		f->fix = fix_mangle(a, ri, st, m->by);
}

/* Effects behind one match are one finding: the last of the worst. */
static bool is_covered(const struct rule_info *ri, uint32_t i, const struct meeting *m)
{
	const struct rule_note *n = note_of(ri);

	if (m->finding != FINDING_BYPASSED_MATCH && m->finding != FINDING_BYPASSED_SET)
		return false;
	for (uint32_t k = i + 1; k < ri->rule->stmts.n; k++) {
		enum certainty certainty;
		const struct meeting *o = worse(n->stmts[k].met, &certainty);

		if (o && o->finding == m->finding && ri->rule->stmts.v[k]->id != S_DYNSET)
			return true;
	}
	return false;
}

static void report_asked(struct analysis *a, const struct rule_info *ri, const struct stmt *st, const struct stmt_note *n)
{
	const char *text = n->stack || n->acct ? stmt_text(a, ri, st) : "";
	struct finding *f;

	if (n->stack) {
		f = finding_new(a, FINDING_BYPASSED_STACK, n->stack->severity, st->loc, ri);
		f->message = region_printf(a->r, "`%s` is asked for the first packets of a connection only", text);
		f->example = n->stack->example;
		finding_relate(a, f, n->stack->by->stmt->loc, "from here on its connections take the fast path");
	}
	if (n->acct && !(n->acct->by->ft->flags & 2)) {
		f = finding_new(a, FINDING_FLOWTABLE_COUNTER, SEV_INFO, st->loc, ri);
		f->message = region_printf(a->r, "`%s` reads what a connection has carried, but flowtable %s has no `counter`: packets on the fast path "
					   "are not counted", text, n->acct->by->ft->name);
		f->example = n->acct->example;
		finding_relate(a, f, n->acct->by->stmt->loc, "from here on its connections take the fast path");
		finding_relate(a, f, n->acct->by->ft->loc, "the flowtable");
	}
}

static bool ends_the_way(const struct stmt *st)
{
	return st->id == S_VERDICT || st->id == S_QUEUE;
}

static bool is_only_block(const struct analysis *a, const struct block_note *b)
{
	const struct flow_note *f = flow_note_of(a, b->add);

	return (b->tcp && !f->tcp_added) || !(f->added[CERTAIN] || f->added[POSSIBLE]);
}

static void report_blocks(struct analysis *a, const struct rule_info *ri)
{
	const struct rule_note *n = note_of(ri);

	for (uint32_t i = 0; i < n->blocks.n; i++) {
		const struct block_note *b = &n->blocks.v[i];
		bool only = is_only_block(a, b), certain = b->certain, repeated = false;
		struct finding *f;

		for (uint32_t k = 0; k < n->blocks.n; k++) {	/* one finding a statement */
			if (n->blocks.v[k].stmt != b->stmt)
				continue;
			repeated |= k < i;
			only |= is_only_block(a, &n->blocks.v[k]);
			certain |= n->blocks.v[k].certain;
		}
		if (repeated)
			continue;
		f = finding_new(a, FINDING_BLOCKS_OFFLOAD, only ? SEV_WARNING : SEV_INFO, b->stmt->loc, ri);
		f->certainty = certain ? CERTAIN : POSSIBLE;
		if (!wants_words(a, f))
			continue;
		if (ends_the_way(b->stmt))
			f->message = region_printf(a->r, only ? "`%s` ends the way of packets before `flow add`: it is left with %s to offload" :
						   "`%s` ends the way of packets before `flow add`%.0s: their connections are not offloaded",
						   stmt_text(a, ri, b->stmt), b->tcp ? "no TCP connection" : "nothing");
		else
			f->message = region_printf(a->r, "`%s`: %s", stmt_text(a, ri, b->stmt), clause(a, b->reason));
		f->example = b->example;
		finding_relate(a, f, b->add->loc, "where they would be offloaded");
		relate_order(a, f, ri, b->add_rule);
	}
}

/* Of what was noted of a statement for each flow add that it keeps packets from, the first that is sure; NULL: told already. */
static const struct block_note *one_way_of(const struct rule_note *n, uint32_t i)
{
	const struct block_note *best = &n->one_way.v[i];

	vec_each(k, &n->one_way) {
		const struct block_note *o = &n->one_way.v[k];

		if (o->stmt != best->stmt)
			continue;
		if (k < i)
			return NULL;
		if (o->certain && !best->certain)
			best = o;
	}
	return best;
}

static void report_one_way(struct analysis *a, const struct rule_info *ri)
{
	const struct rule_note *n = note_of(ri);

	vec_each(i, &n->one_way) {
		const struct block_note *b = one_way_of(n, i);
		struct finding *f;

		if (!b)
			continue;
		f = finding_new(a, FINDING_ONE_WAY_EXCEPTION, SEV_WARNING, b->stmt->loc, ri);
		f->certainty = b->certain ? CERTAIN : POSSIBLE;
		f->message = region_printf(a->r, "`%s` keeps packets of one direction from `flow add`: those of the other still offload the connection",
					   stmt_text(a, ri, b->stmt));
		f->example = b->example;
		finding_relate(a, f, b->add->loc, "the other direction comes here");
		relate_order(a, f, ri, b->add_rule);
	}
}

static void report_policies(struct analysis *a)
{
	vec_each(i, &a->policies) {
		const struct policy_note *p = &a->policies.v[i];
		const struct chain *c = p->base->chain->chain;
		enum certainty certainty;
		const struct meeting *m = worse(p->met, &certainty);
		struct finding *f;

		if (!m)
			continue;
		f = finding_new(a, m->finding, m->severity, c->policy_loc.src ? c->policy_loc : c->loc, NULL);
		f->certainty = certainty;
		f->message = region_printf(a->r, "the policy of chain %s drops packets of connections that are offloaded: packets on the fast path pass",
					   c->name);
		f->example = m->example;
		finding_relate(a, f, m->by->stmt->loc, "from here on its connections take the fast path");
	}
}

/* ------------------------------------------------------------------ verdicts */
/* A match alone is nothing: what counts is that the whole of a rule's match was true. */
static bool is_reached(const struct rule_info *ri)
{
	const struct rule_note *n = note_of(ri);
	bool effects = false;

	vec_each(i, &ri->rule->stmts) {
		const struct meeting *const *met = n->stmts[i].met;

		if (ri->rule->stmts.v[i]->id == S_MATCH)
			continue;
		effects = true;
		for (unsigned k = 0; k < 2; k++)
			if (met[k] && met[k]->class != CLASS_UNAFFECTED)
				return true;
	}
	return !effects;
}

static const char *block_reason(const struct block_note *b)
{
	return ends_the_way(b->stmt) ? "It ends the way of packets before `flow add`, so their connections are not offloaded." : b->reason;
}

/* Matches that surely hold make nothing sure: later ones may not. */
static void judge_stmt(struct analysis *a, const struct rule_info *ri, uint32_t i, struct rule_verdict *v, enum offload_class *sure)
{
	const struct stmt_note *n = &note_of(ri)->stmts[i];
	const struct stmt *st = ri->rule->stmts.v[i];
	struct stmt_verdict sv = { .stmt = st, .text = stmt_text(a, ri, st), .class = CLASS_UNAFFECTED, .reason = "" };
	enum certainty certainty;
	const struct meeting *m = worse(n->met, &certainty);

	if (st->id == S_MATCH && !is_reached(ri))
		m = NULL;
	else if ((st->id != S_MATCH || i + 1 == ri->rule->stmts.n) && n->met[CERTAIN] && n->met[CERTAIN]->class > *sure)
		*sure = n->met[CERTAIN]->class;
	if (m) {
		sv.class = m->class;
		sv.lost = m->lost;
		sv.reason = m->reason ? m->reason : "";
	}
	vec_each(k, &note_of(ri)->blocks)
		if (note_of(ri)->blocks.v[k].stmt == st) {
			sv.class = CLASS_BLOCKING;
			sv.reason = block_reason(&note_of(ri)->blocks.v[k]);
			if (note_of(ri)->blocks.v[k].certain)
				*sure = CLASS_BLOCKING;
		}
	if (sv.class > v->class || (sv.class == v->class && (!v->reason || (sv.lost && !v->lost) || (!*v->reason && *sv.reason)))) {
		v->class = sv.class;
		v->reason = sv.reason;
	}
	v->lost |= sv.lost;
	if (m && sv.class != CLASS_UNAFFECTED && (!v->example || sv.class == v->class))
		v->example = m->example;
	if (!(st->flags & STMT_IMPLIED))
		vec_push(a->r, &v->stmts, sv);
}

static const char *unaffected_reason(const struct analysis *a)
{
	return a->out->degraded ? "No packet of the fast path was found that would have met it, but not every one was tried." :
	       "No packet of the fast path would have met it.";
}

static void judge(struct analysis *a, const struct rule_info *ri)
{
	struct rule_verdict v = { .rule = ri->rule, .index = ri->index, .text = rule_text(a, ri) };
	enum offload_class sure = CLASS_UNAFFECTED;

	vec_each(i, &ri->rule->stmts)
		judge_stmt(a, ri, i, &v, &sure);
	v.certainty = sure >= v.class ? CERTAIN : POSSIBLE;
	if (v.class == CLASS_UNAFFECTED) {
		v.certainty = a->out->degraded ? POSSIBLE : CERTAIN;
		v.reason = unaffected_reason(a);
	}
	if (v.class == CLASS_BLOCKING && note_of(ri)->blocks.n)
		v.example = note_of(ri)->blocks.v[0].example;
	vec_push(a->r, &a->out->rules, v);
}

static void report_rule(struct analysis *a, const struct rule_info *ri)
{
	const struct rule_note *n = note_of(ri);

	vec_each(i, &ri->rule->stmts) {
		enum certainty certainty;
		const struct meeting *m = worse(n->stmts[i].met, &certainty);

		if (m && !is_covered(ri, i, m))
			report_meeting(a, ri, ri->rule->stmts.v[i], m, certainty);
		report_asked(a, ri, ri->rule->stmts.v[i], &n->stmts[i]);
	}
	report_blocks(a, ri);
	report_one_way(a, ri);
}

/* ------------------------------------------------------------------ fast_fwd chains */
static const struct ff_refusal *refusal_of(const ff_refusals *refusals, const struct stmt *st)
{
	vec_each(i, refusals)
		if (refusals->v[i].stmt == st)
			return &refusals->v[i];
	return NULL;
}

static void find_refusal(struct analysis *a, const struct rule_info *ri, const struct ff_refusal *no, const struct chain *base)
{
	struct finding *f = finding_new(a, FINDING_FAST_FWD_NOT_COMPILED, SEV_ERROR, no->stmt ? no->stmt->loc : ri->rule->loc, ri);

	f->message = region_printf(a->r, "`%s` cannot run on the fast path: %s%s%s", no->stmt ? stmt_text(a, ri, no->stmt) : rule_text(a, ri),
				   no->why, no->instead ? "; what works: " : "", no->instead ? no->instead : "");
	if (base->fast_fwd_loc.src)
		finding_relate(a, f, base->fast_fwd_loc, "the chain promises to run there");
}

/* A rule of a fast_fwd chain that cannot be compiled: that, and nothing else, is said about it. */
static bool report_fast_fwd(struct analysis *a, const struct rule_info *ri, const struct chain *base)
{
	struct rule_verdict v = { .rule = ri->rule, .index = ri->index, .class = CLASS_BYPASSED, .lost = true };
	ff_refusals refusals = { 0 };

	if (!ff_check_rule(a->r, ri->rule, &refusals))
		return false;
	v.text = rule_text(a, ri);
	v.reason = refusals.v[0].why;
	vec_each(i, &ri->rule->stmts) {
		struct stmt *s = ri->rule->stmts.v[i];
		const struct ff_refusal *no = refusal_of(&refusals, s);
		struct stmt_verdict sv = { s, stmt_text(a, ri, s), no ? CLASS_BYPASSED : CLASS_UNAFFECTED, no, no ? no->why : "" };

		if (!(s->flags & STMT_IMPLIED))
			vec_push(a->r, &v.stmts, sv);
	}
	vec_push(a->r, &a->out->rules, v);
	vec_each(i, &refusals)
		find_refusal(a, ri, &refusals.v[i], base);
	return true;
}

/* ------------------------------------------------------------------ order */
struct ordered { struct finding f; uint32_t source, seq; };

static int by_source(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->f.loc.start != y->f.loc.start)
		return x->f.loc.start < y->f.loc.start ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void findings_sort(struct region *r, struct offload_result *res)
{
	uint32_t n = res->findings.n;
	struct ordered *o = region_alloc(r, (n + 1) * sizeof(*o));

	for (uint32_t i = 0; i < n; i++) {
		o[i] = (struct ordered){ res->findings.v[i], i, i };
		for (uint32_t k = 0; k < i; k++)
			if (o[k].f.loc.src == o[i].f.loc.src) {
				o[i].source = o[k].source;
				break;
			}
	}
	qsort(o, n, sizeof(*o), by_source);
	for (uint32_t i = 0; i < n; i++)
		res->findings.v[i] = o[i].f;
}

/* Chains that a fast_fwd chain leads to are compiled with it. */
static void mark_fast_fwd(struct analysis *a, const struct chain_info *ci, const struct chain *base, unsigned depth);

static void mark_target(struct analysis *a, const struct chain *base, const char *name, const struct chain *block, unsigned depth)
{
	if (block)
		mark_fast_fwd(a, program_chain(&a->prog, block), base, depth + 1);
	else if (name)
		mark_fast_fwd(a, program_chain(&a->prog, table_chain(base->table, name)), base, depth + 1);
}

static void mark_targets(struct analysis *a, const struct chain *base, const struct expr *e, unsigned depth)
{
	const struct set *set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;

	if (e->id == E_VERDICT)
		mark_target(a, base, e->verdict.chain, e->verdict.block, depth);
	for (uint32_t i = 0; set && i < set->elems.n; i++)
		if (set->elems.e[i].more)
			mark_target(a, base, set->elems.e[i].more->chain, NULL, depth);
}

static void mark_fast_fwd(struct analysis *a, const struct chain_info *ci, const struct chain *base, unsigned depth)
{
	if (!ci || depth > FF_JUMPS || sim_map_get(&a->compiled, ci->chain))
		return;
	sim_map_set(a->r, &a->compiled, ci->chain, (void *)base);
	for (uint32_t i = 0; i < ci->n; i++)
		vec_each(k, &ci->rules[i].rule->stmts)
			if (ci->rules[i].rule->stmts.v[k]->id == S_VERDICT)
				mark_targets(a, base, ci->rules[i].rule->stmts.v[k]->verdict.expr, depth);
}

void findings_report(struct analysis *a)
{
	vec_each(i, &a->prog.chains)
		if (a->prog.chains.v[i]->chain->fast_fwd)
			mark_fast_fwd(a, a->prog.chains.v[i], a->prog.chains.v[i]->chain, 0);
	vec_each(i, &a->prog.chains) {
		const struct chain_info *ci = a->prog.chains.v[i];
		const struct chain *base = sim_map_get(&a->compiled, ci->chain);

		for (uint32_t k = 0; ci->reachable && k < ci->n; k++) {
			if (base && report_fast_fwd(a, &ci->rules[k], base))
				continue;
			if (!a->opt.findings_only)
				judge(a, &ci->rules[k]);
			report_rule(a, &ci->rules[k]);
		}
	}
	report_policies(a);
	findings_sort(a->r, a->out);
}
