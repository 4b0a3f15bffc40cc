/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What it means that a packet of the fast path would have met a statement. */
#include "offload/analysis.h"

#include <string.h>
#include "model/uapi.h"

bool is_condition(const struct stmt *st)
{
	const struct stmt_row *row = stmt_row_of(st);

	switch (st->id) {
	case S_LIMIT: case S_QUOTA: case S_CONNLIMIT: case S_METER:
		return true;
	case S_OBJREF:
		return st->objref.type == NFT_OBJECT_LIMIT || st->objref.type == NFT_OBJECT_QUOTA || st->objref.type == NFT_OBJECT_CONNLIMIT;
	case S_DYNSET:
		return row == &stmt_rows[STROW_meter];
	}
	return false;
}

/* ------------------------------------------------------------------ drops behind a statement */
static bool chain_drops(const struct analysis *a, const struct chain_info *ci, unsigned depth);

static bool stmt_drops(const struct analysis *a, const struct table *t, const struct stmt *st, unsigned depth)
{
	const struct expr *e;
	const struct set *set;

	if (st->id == S_REJECT || st->id == S_QUEUE)
		return true;
	if (st->id != S_VERDICT)
		return false;
	e = st->verdict.expr;
	if (e->id == E_VERDICT) {
		if (e->verdict.code == NF_DROP || e->verdict.code == NF_QUEUE)
			return true;
		if (e->verdict.block)
			return chain_drops(a, program_chain(&a->prog, e->verdict.block), depth);
		return e->verdict.chain && chain_drops(a, program_chain(&a->prog, table_chain(t, e->verdict.chain)), depth);
	}
	set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	for (uint32_t i = 0; set && i < set->elems.n; i++)
		if (set->elems.e[i].more && set->elems.e[i].more->verdict == NF_DROP)
			return true;
	return false;
}

static bool chain_drops(const struct analysis *a, const struct chain_info *ci, unsigned depth)
{
	if (!ci || depth > 8)
		return false;
	for (uint32_t i = 0; i < ci->n; i++)
		vec_each(k, &ci->rules[i].rule->stmts)
			if (stmt_drops(a, ci->chain->table, ci->rules[i].rule->stmts.v[k], depth + 1))
				return true;
	return false;
}

bool drops_behind(const struct analysis *a, const struct rule_info *ri, uint32_t from)
{
	for (uint32_t i = from; i < ri->rule->stmts.n; i++)
		if (stmt_drops(a, ri->chain->chain->table, ri->rule->stmts.v[i], 0))
			return true;
	return false;
}

/* ------------------------------------------------------------------ one statement, met once */
struct context {
	const struct analysis *a;
	const struct rule_info *ri;
	const struct stmt *st;
	uint32_t i;
	bool varies, changes, limited;	/* what led here */
	bool value_varies;		/* what is written differs from packet to packet */
	bool fast_fwd;			/* the fast path runs this rule, too */
	int32_t verdict;
	enum stage stage;
};

static void unaffected(struct meeting *m)
{
	m->class = CLASS_UNAFFECTED;
}

static void harmless(struct meeting *m)
{
	m->class = CLASS_OFFLOADABLE;
}

static void lost(struct meeting *m, enum offload_class class, int finding, enum severity severity)
{
	m->class = class;
	m->lost = true;
	m->finding = finding;
	m->severity = severity;
}

/* An effect behind a condition that a fast path does not look at; false: there is none. */
static bool behind(const struct context *c, struct meeting *m)
{
	bool drops = drops_behind(c->a, c->ri, c->i);

	if (c->limited) {
		lost(m, CLASS_BYPASSED, NO_FINDING, SEV_INFO);
		m->reason = "It stands behind a limit that packets on the fast path never come to.";
	} else if (c->varies) {
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MATCH, drops ? SEV_ERROR : SEV_WARNING);
		m->reason = "It depends on what differs from packet to packet, and on the fast path nothing looks at that.";
	} else if (c->changes) {
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_SET, drops ? SEV_WARNING : SEV_INFO);
		m->reason = "It depends on a set that changes, and connections on the fast path do not notice.";
	}
	return m->lost;
}

static void write_varies(const struct context *c, struct meeting *m)
{
	lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MANGLE, SEV_WARNING);
	if (c->st->set.target->id == E_CT)
		m->reason = "The value differs from packet to packet, and packets on the fast path do not write theirs.";
	else
		m->reason = stmt_rows[STROW_payload_set_packet].reason;
}

/* ------------------------------------------------------------------ `ct packets 1-5 return` before a flow add */
static bool is_low(const struct expr *e, bool from_one)
{
	uint8_t v[SIM_BYTES], one[SIM_BYTES];

	wide_set_u64(one, SIM_BYTES, from_one);
	return e->id == E_VALUE && sim_const(e, v) && memcmp(v, one, SIM_BYTES) <= 0;
}

/* True for the first packets or bytes of a connection, and for no later ones: what it counts never goes down. */
static bool asks_for_first(const struct analysis *a, const struct stmt *st)
{
	const struct leaf *l = program_leaf(&a->prog, st->match.left);
	const struct expr *right = st->match.right;

	if (!l || l->role != ROLE_CT_ACCT || l->e->ct.row->id == NFT_CT_AVGPKT)
		return false;
	if (right->id == E_RANGE)
		return st->match.op != REL_NEQ && is_low(right->range.from, l->dir != 1);
	return st->match.op == REL_LT || st->match.op == REL_LTE;
}

static bool stays_the_same(const struct analysis *a, const struct stmt *st)
{
	const struct leaf *l = program_leaf(&a->prog, st->match.left);

	switch (l ? l->role : ROLE_RANDOM) {
	case ROLE_ADDR: case ROLE_PORT: case ROLE_DEVICE: case ROLE_FAMILY: case ROLE_PROTOCOL: case ROLE_ETHERTYPE:
	case ROLE_CT_DIRECTION: case ROLE_CT_ADDR: case ROLE_CT_PORT: case ROLE_CT_PROTOCOL: case ROLE_CT_FAMILY:
		return st->match.right->id != E_SETREF || !sim_set_changes(st->match.right->setref.set);
	default:
		return false;
	}
}

/* Ends the way of the first packets before they come to the flow add of this chain: packets of the fast path are none of them. */
static bool is_warm_up(const struct context *c)
{
	const struct rule_info *add = c->a->add->by->rule;
	bool asks = false;

	if (add->chain != c->ri->chain || add->index <= c->ri->index || (c->verdict != NF_ACCEPT && c->verdict != NFT_RETURN))
		return false;
	for (uint32_t i = 0; i < c->i; i++) {
		const struct stmt *st = c->ri->rule->stmts.v[i];

		if (st->id != S_MATCH)
			continue;
		if (asks_for_first(c->a, st))
			asks = true;
		else if (!stays_the_same(c->a, st))
			return false;
	}
	return asks;
}

static void meet_native(const struct context *c, struct meeting *m)
{
	bool leads = c->st->id == S_VERDICT && (c->verdict == NFT_JUMP || c->verdict == NFT_GOTO || c->verdict == NFT_CONTINUE);

	harmless(m);
	if (c->fast_fwd || leads)
		return;
	if (c->varies && c->st->id == S_VERDICT && is_warm_up(c)) {
		unaffected(m);
		return;
	}
	if (!behind(c, m) && c->value_varies)
		write_varies(c, m);
}

static void meet_verdict(const struct context *c, struct meeting *m)
{
	bool plain_drop = c->st->id == S_VERDICT && c->verdict == NF_DROP;

	if (c->fast_fwd && plain_drop)
		harmless(m);
	else if (!behind(c, m))
		lost(m, plain_drop ? CLASS_OFFLOADABLE : CLASS_BYPASSED, FINDING_BYPASSED_VERDICT, SEV_ERROR);
}

static void meet_action(const struct context *c, struct meeting *m)
{
	if (c->fast_fwd)
		harmless(m);
	else if (c->limited)
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MANGLE, SEV_WARNING);
	else if (!behind(c, m) && c->value_varies)
		write_varies(c, m);
	else if (!m->lost)
		lost(m, CLASS_OFFLOADABLE, FINDING_BYPASSED_MANGLE, SEV_WARNING);
}

static void meet_observe(const struct context *c, struct meeting *m)
{
	if (c->fast_fwd && (c->st->id == S_COUNTER || stmt_row_of(c->st) == &stmt_rows[STROW_objref_counter]))
		harmless(m);
	else if (c->limited || !behind(c, m))
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_OBSERVE, SEV_INFO);
}

static void meet_state(const struct context *c, struct meeting *m)
{
	if (is_condition(c->st))
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_LIMIT, drops_behind(c->a, c->ri, c->i + 1) ? SEV_ERROR : SEV_WARNING);
	else if (c->st->id == S_DYNSET && !c->limited && !c->varies)
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_SET, SEV_INFO);
	else
		meet_observe(c, m);
}

static void meet_packet(const struct context *c, struct meeting *m)
{
	if (c->st->id == S_DUP)
		meet_observe(c, m);
	else if (c->limited || !behind(c, m))
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MANGLE, SEV_WARNING);
}

static void meet_mark(const struct context *c, struct meeting *m)
{
	if (c->stage == STAGE_PREROUTING)	/* routing has taken the mark, and the route is kept */
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MANGLE, SEV_INFO);
	else if (c->limited || !behind(c, m))
		lost(m, CLASS_BYPASSED, FINDING_BYPASSED_MANGLE, SEV_WARNING);
}

static void meet_unknown(const struct context *c, struct meeting *m)
{
	(void)c;
	lost(m, CLASS_BLOCKING, FINDING_BYPASSED_MANGLE, SEV_WARNING);
}

static void meet_nothing(const struct context *c, struct meeting *m)
{
	(void)c;
	unaffected(m);
}

static void meet_flow(const struct context *c, struct meeting *m)
{
	(void)c;
	harmless(m);
}

static void (*const meet[])(const struct context *c, struct meeting *m) = {
	[OFC_NONE] = meet_nothing,
	[OFC_NATIVE] = meet_native,
	[OFC_ACTION] = meet_action,
	[OFC_OBSERVE] = meet_observe,
	[OFC_STATE] = meet_state,
	[OFC_COUNT] = meet_observe,
	[OFC_PACKET] = meet_packet,
	[OFC_REFUSE] = meet_nothing,
	[OFC_VERDICT] = meet_verdict,
	[OFC_FLOW] = meet_flow,
	[OFC_MARK] = meet_mark,
	[OFC_UNKNOWN] = meet_unknown,
};

/* ------------------------------------------------------------------ notes: the worst is kept */
static const char *packet_text(struct analysis *a)
{
	if (!a->from_packet || a->from_packets != a->add->packets) {
		a->from_packets = a->add->packets;
		a->from_packet = region_printf(a->r, "from its %s packet on", ordinal(a->r, a->add->packets + 1));
	}
	return a->from_packet;
}

/* Statements of one rule are shown by the same packet. */
static const struct witness *example(struct analysis *a)
{
	const struct many *all = a->many;
	struct shown now = { a->point, all ? all->st : NULL, a->add, all ? all->sweeps : 0, NULL };

	if (all && a->shown.w && a->shown.s == now.s && a->shown.st == now.st && a->shown.add == now.add && a->shown.sweeps == now.sweeps)
		return a->shown.w;
	now.w = witness_make(a, packet_text(a));
	if (all)
		a->shown = now;
	return now.w;
}

/* Of findings that are equally bad the first that fits is told. */
static uint32_t precedence(int finding)
{
	switch (finding) {
	case FINDING_BYPASSED_LIMIT:	return 6;
	case FINDING_BYPASSED_MATCH:	return 5;
	case FINDING_BYPASSED_SET:	return 4;
	case FINDING_BYPASSED_VERDICT:	return 3;
	case FINDING_BYPASSED_MANGLE:	return 2;
	case FINDING_BYPASSED_OBSERVE:	return 1;
	default:			return 0;
	}
}

static uint32_t rank_of(const struct analysis *a, const struct meeting *m)
{
	uint32_t severity = m->finding == NO_FINDING ? 0 : a->replied ? 1 + (uint32_t)m->severity : 1 + SEV_INFO;

	return (severity * 16 + (uint32_t)m->class * 4 + (m->lost ? 2 : 0) + a->replied) * 8 + precedence(m->finding);
}

static bool same_meeting(const struct meeting *a, const struct meeting *b)
{
	return a->class == b->class && a->severity == b->severity && a->finding == b->finding && a->lost == b->lost && a->rank == b->rank &&
	       a->reason == b->reason && a->by == b->by && a->example == b->example;
}

static bool is_worse(const struct meeting *old, uint32_t rank)
{
	return !old || old->rank < rank;
}

static void keep(struct analysis *a, const struct meeting **old, struct meeting *m)
{
	if (!a->replied && m->finding != NO_FINDING)	/* only as long as nobody answers */
		m->severity = SEV_INFO;
	m->rank = rank_of(a, m);
	if (!is_worse(*old, m->rank))
		return;
	m->by = a->add->by;
	if (!a->opt.findings_only || (m->finding != NO_FINDING && m->severity >= a->opt.words_from))
		m->example = example(a);
	if (!a->last_met || !same_meeting(a->last_met, m))
		a->last_met = region_memdup(a->r, m, sizeof(*m));
	*old = a->last_met;
}

/* Of all packets at hand, some that are surely there; else some. */
static void keep_some(struct analysis *a, const struct meeting *met[2], struct meeting *m)
{
	struct many *all = a->many;
	uint32_t rank = rank_of(a, m);
	set_t sure;

	if (!is_worse(met[CERTAIN], rank) || (!is_worse(met[POSSIBLE], rank) && all->maybe))
		return;
	many_cur(all);
	sure = all->maybe ? SET_NONE : set_and(&all->sets, all->cur, all->sure);
	if (many_some(all, sure)) {
		a->point = sure;
		keep(a, &met[CERTAIN], m);
	} else if (is_worse(met[POSSIBLE], rank) && many_some(all, all->cur)) {
		a->point = all->cur;
		keep(a, &met[POSSIBLE], m);
	}
}

static void keep_met(struct analysis *a, const struct meeting *met[2], struct meeting *m)
{
	if (a->many)
		keep_some(a, met, m);
	else
		keep(a, &met[sim_possible(&a->sim) ? POSSIBLE : CERTAIN], m);
}

static void keep_asked(struct analysis *a, const struct meeting **old, struct meeting *m)
{
	if (a->many) {
		if (!is_worse(*old, rank_of(a, m)) || !many_some(a->many, many_cur(a->many)))
			return;
		a->point = a->many->cur;
	}
	keep(a, old, m);
}

/* Does the fast path skip this base chain at all? */
static bool is_skipped(const struct analysis *a, const struct base_info *b)
{
	return b->stage != STAGE_INGRESS || b->prio > a->add->by->ft->prio.value;
}

static bool is_fast_fwd(const struct analysis *a, const struct base_info *b)
{
	const struct chain *c = b->chain->chain;
	const struct flowtable *ft = a->add->by->ft;

	return c->fast_fwd && c->table == ft->table && !strcmp(c->fast_fwd, ft->name);
}

static bool is_met(const struct stmt *st, enum sim_step step)
{
	return step != SIM_BREAK || st->id == S_FLOW || is_condition(st);
}

static const struct stmt_row *row_for(const struct stmt *st, int32_t verdict)
{
	if (st->id != S_VERDICT)
		return stmt_row_of(st);
	if (verdict == NF_DROP)
		return &stmt_rows[STROW_drop];
	return verdict == NF_QUEUE ? &stmt_rows[STROW_queue] : stmt_row_of(st);
}

/* A match decides; what it asks for may be what the fast path leaves out. */
static void meet_match(struct analysis *a, struct stmt_note *n, uint8_t cond, enum sim_step step)
{
	struct meeting m = { .finding = NO_FINDING, .class = CLASS_OFFLOADABLE };

	if (cond & SIM_STACK) {
		struct meeting s = { .finding = FINDING_BYPASSED_STACK, .severity = SEV_WARNING };

		keep_asked(a, &n->stack, &s);
	}
	if (cond & SIM_ACCT) {
		struct meeting s = { .finding = FINDING_FLOWTABLE_COUNTER, .severity = SEV_INFO };

		keep_asked(a, &n->acct, &s);
	}
	if (step != SIM_BREAK && !a->opt.findings_only)
		keep_met(a, n->met, &m);
}

static void watch_stmt(struct run *x, const struct rule_info *ri, uint32_t i, enum sim_step step)
{
	struct analysis *a = x->user;
	const struct stmt *st = ri->rule->stmts.v[i];
	struct stmt_note *n = &note_of(ri)->stmts[i];
	struct meeting m = { .finding = NO_FINDING };
	uint8_t cond = x->s->cond;
	const struct stmt_row *row;
	struct context c;

	x->s->cond &= (uint8_t)~(SIM_STACK | SIM_ACCT);
	if (!is_skipped(a, x->base))
		return;
	if (st->id == S_MATCH) {
		meet_match(a, n, cond, step);
		return;
	}
	if (!is_met(st, step))
		return;
	c = (struct context){
		.a = a, .ri = ri, .st = st, .i = i,
		.varies = cond & SIM_VARIES, .changes = cond & SIM_CHANGES, .limited = cond & SIM_LIMITED,
		.value_varies = st->id == S_SET && (x->s->written & SIM_VARIES),
		.fast_fwd = is_fast_fwd(a, x->base), .verdict = x->s->verdict, .stage = x->packet->stage,
	};
	row = row_for(st, c.verdict);
	m.reason = row ? row->reason : "";
	meet[row ? row->offload : OFC_UNKNOWN](&c, &m);
	if (c.fast_fwd && !m.lost)
		m.reason = "The chain runs on the fast path, too.";
	keep_met(a, n->met, &m);
}

static void watch_policy(struct run *x, const struct base_info *b)
{
	struct analysis *a = x->user;
	struct meeting m = { .finding = NO_FINDING, .reason = stmt_rows[STROW_drop].reason };
	struct policy_note *p = NULL;

	if (!is_skipped(a, b))
		return;
	vec_each(i, &a->policies)
		if (a->policies.v[i].base == b)
			p = &a->policies.v[i];
	if (!p) {
		struct policy_note fresh = { .base = b };

		vec_push(a->r, &a->policies, fresh);
		p = &a->policies.v[a->policies.n - 1];
	}
	lost(&m, CLASS_OFFLOADABLE, FINDING_BYPASSED_VERDICT, SEV_ERROR);
	keep_met(a, p->met, &m);
}

void classify_met(struct many *m, const struct rule_info *ri, uint32_t i, enum sim_step step)
{
	watch_stmt(m->x, ri, i, step);
}

void classify_policy(struct many *m, const struct base_info *b)
{
	watch_policy(m->x, b);
}

const struct run_watch classify_watch = { .stmt = watch_stmt, .policy = watch_policy };

/* ------------------------------------------------------------------ a connection is added */
static uint32_t index_of(const struct rule *rule, const struct stmt *st)
{
	uint32_t i = 0;

	while (i < rule->stmts.n && rule->stmts.v[i] != st)
		i++;
	return i;
}

static void add_stmt(struct analysis *a, const struct rule_info *ri, const struct stmt *st)
{
	uint32_t i = index_of(ri->rule, st);
	struct meeting m = { .finding = NO_FINDING, .class = CLASS_OFFLOADABLE };
	const struct stmt_row *row = stmt_row_of(st);

	m.reason = row ? row->reason : "";
	if (i < ri->rule->stmts.n)
		keep_met(a, note_of(ri)->stmts[i].met, &m);
}

void classify_add(struct analysis *a, const struct flow_note *by)
{
	struct flow_note *f = (struct flow_note *)by;
	const struct add add = { .by = by, .packets = 2 };

	a->add = &add;
	a->replied = true;
	f->added[sim_possible(&a->sim) ? POSSIBLE : CERTAIN] = true;
	devices_note_sides(a, f);
	f->tcp_added |= a->flow.l4proto == IPPROTO_TCP;
	if (a->flow.l4proto == IPPROTO_GRE && !f->gre_added) {
		f->gre_added = true;
		f->gre_example = witness_make(a, "");
	}
	add_stmt(a, by->rule, by->stmt);
	vec_each(i, &a->run.nats)
		add_stmt(a, a->run.nats.v[i].rule, a->run.nats.v[i].stmt);
	a->add = NULL;
	a->shown.w = NULL;
}

/* The same for all connections that @by adds in one state. */
void classify_lives(struct analysis *a, const struct flow_note *by, set_t s, const struct many_state *st)
{
	struct flow_note *f = (struct flow_note *)by;
	const struct add add = { .by = by, .packets = 2 };
	struct many *m = a->many;
	bool gre = a->flow.l4proto == IPPROTO_GRE && !f->gre_added;

	many_load(m, st);
	m->cur = s;
	if (!many_some(m, s))
		return;
	a->add = &add;
	a->replied = true;
	f->added[!st->maybe && many_some(m, set_diff(&m->sets, set_and(&m->sets, s, m->sure), m->unsure)) ? CERTAIN : POSSIBLE] = true;
	devices_note_lives(a, f, s);
	f->tcp_added |= a->flow.l4proto == IPPROTO_TCP;
	add_stmt(a, by->rule, by->stmt);
	if (gre) {
		f->gre_added = true;
		a->point = s;
		f->gre_example = witness_make(a, "");
	}
	vec_each(i, &m->nats) {
		m->cur = set_and(&m->sets, s, many_forget_packet(m, m->nats.v[i].s));
		if (m->cur != SET_NONE)
			add_stmt(a, m->nats.v[i].at.rule, m->nats.v[i].at.stmt);
	}
	a->add = NULL;
	a->shown.w = NULL;
}
