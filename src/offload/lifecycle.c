/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of connections, one class of connections after the other: first packet, answer, the packets that may reach a
 * `flow add`, and then what the rules would have done with the packets that skip them. */
#include "offload/analysis.h"

#include <netinet/in.h>
#include <string.h>

#define MAX_STATES 32		/* of a connection's marks and the like, before it is offloaded */
#define MAX_CASCADE 4		/* changes of them by packets that skip the rules */

/* A connection before it is offloaded, in one of the states that its packets can bring it to. */
struct node { struct ct_state state; uint32_t packets; bool possible; };
struct story {
	struct analysis *a;
	bool tcp;
	VEC(struct node) nodes;
	VEC(struct add) adds;
	bool established_add[2];	/* by direction: a packet of an answered connection was added */
	uint32_t refusals;		/* that hold for every packet: of the first two */
	VEC(struct add) refused;
};

struct flow_note *flow_note_of(const struct analysis *a, const struct stmt *st)
{
	return sim_map_get(&a->flow_of, st);
}

/* ------------------------------------------------------------------ states */
static void copy_state(struct analysis *a, struct ct_state *to, const struct ct_state *from)
{
	to->replied = from->replied;
	to->values.n = 0;
	vec_each(i, &from->values)
		vec_push(a->r, &to->values, from->values.v[i]);
}

static struct ct_state saved_state(struct analysis *a)
{
	struct ct_state s = { .replied = a->flow.ct.replied };

	copy_state(a, &s, &a->flow.ct);
	return s;
}

static bool same_state(const struct ct_state *x, const struct ct_state *y)
{
	if (x->replied != y->replied || x->values.n != y->values.n)
		return false;
	vec_each(i, &x->values) {
		const struct written *v = &x->values.v[i], *w = &y->values.v[i];

		if (v->key != w->key || v->sub != w->sub || v->v.kind != w->v.kind || v->v.flags != w->v.flags || v->v.slot != w->v.slot ||
		    memcmp(v->v.data, w->v.data, SIM_BYTES))
			return false;
	}
	return true;
}

static void add_node(struct story *st, uint32_t packets)
{
	bool possible = sim_possible(&st->a->sim);
	struct node n;

	vec_each(i, &st->nodes)
		if (same_state(&st->nodes.v[i].state, &st->a->flow.ct) && st->nodes.v[i].possible <= possible)
			return;
	if (st->nodes.n == MAX_STATES) {
		st->a->out->degraded = true;
		return;
	}
	n = (struct node){ saved_state(st->a), packets, possible };
	vec_push(st->a->r, &st->nodes, n);
}

/* ------------------------------------------------------------------ single packets */
/* In a run for one packet: it rests on what is only possible. */
static void begin_possible(struct analysis *a, bool possible)
{
	if (possible)
		sim_set_possible(&a->sim, true);
}

static enum run_end send_packet(struct analysis *a, enum run_mode mode, enum packet_kind kind, bool reply, bool is_new)
{
	a->run.mode = mode;
	packet_begin(&a->run, &a->packet, kind, reply, is_new);
	return run_packet(&a->run);
}

static bool first_packets(struct analysis *a, bool tcp)
{
	bool passed = send_packet(a, RUN_REAL, PACKET_FIRST, false, true) == END_ACCEPTED;

	packet_end(&a->run, &a->packet);
	if (!passed || !tcp)
		return passed;
	passed = send_packet(a, RUN_REAL, PACKET_SYNACK, true, false) == END_ACCEPTED;
	packet_end(&a->run, &a->packet);
	a->flow.ct.replied = true;
	return passed;
}

/* Sides of the connection that may be on a device of the flowtable. */
static bool uses_device(const struct analysis *a, const struct flow_note *by)
{
	uint32_t words = a->prog.device->space->words;

	return dom_meets(a->flow.device[0]->dom, by->devices, words) || dom_meets(a->flow.device[1]->dom, by->devices, words);
}

/* ------------------------------------------------------------------ packets of the fast path */
static void fast_packets(struct analysis *a, const struct add *add, const struct ct_state *state, uint32_t depth);

/* A packet comes in by a device of the flowtable; or by another one, that may be on top of such a device. False: by one that is not. */
static bool enter(struct analysis *a, const struct add *add, bool reply)
{
	enum { APART, ON, MAYBE };
	struct sim_slot *in = a->flow.device[reply];
	uint32_t *outcome = sim_scratch(&a->sim, in->space->n);

	for (uint32_t i = 0; i < in->space->n; i++)
		outcome[i] = dom_has(add->by->devices, i) ? ON : dom_has(add->by->maybe, i) ? MAYBE : APART;
	switch (sim_pick(&a->sim, in, outcome)) {
	case APART:
		return false;
	case MAYBE:
		sim_set_possible(&a->sim, false);
	}
	return true;
}

static void fast_packet(struct analysis *a, const struct add *add, const struct ct_state *state, bool reply, bool is_new, uint32_t depth)
{
	sim_push(&a->sim, true);
	while (sim_next(&a->sim)) {
		struct ct_state after;

		begin_possible(a, add->possible);
		copy_state(a, &a->flow.ct, state);
		a->flow.ct.replied |= !is_new;
		a->add = add;
		a->replied = !is_new;
		if (!enter(a, add, reply))
			continue;
		send_packet(a, RUN_FAST, PACKET_LATER, reply, is_new);
		packet_end(&a->run, &a->packet);
		if (depth >= MAX_CASCADE || (same_state(&a->flow.ct, state) && state->replied == !is_new))
			continue;
		if (a->flow.ct.values.n == 0)
			continue;
		after = saved_state(a);
		after.replied = state->replied || !is_new;
		if (!same_state(&after, state)) {
			struct add possible = *add;

			possible.possible = sim_possible(&a->sim);
			fast_packets(a, &possible, &after, depth + 1);
		}
	}
	sim_pop(&a->sim);
	a->add = NULL;
}

static void fast_packets(struct analysis *a, const struct add *add, const struct ct_state *state, uint32_t depth)
{
	fast_packet(a, add, state, false, false, depth);
	fast_packet(a, add, state, true, false, depth);
	if (!state->replied)
		fast_packet(a, add, state, false, true, depth);
}

/* ------------------------------------------------------------------ packets that may be the one */
static bool same_add(const struct add *x, const struct add *y)
{
	return x->by == y->by && x->replied == y->replied && x->possible <= y->possible && same_state(&x->state, &y->state);
}

static void record_add(struct story *st, const struct node *n, bool reply, uint32_t refusals)
{
	struct analysis *a = st->a;
	struct flow_note *by = flow_note_of(a, a->run.added);
	struct add add;

	if (!by || !by->ft || !by->ft->devices.n || !devices_may_carry(a, by))
		return;
	add = (struct add){ by, saved_state(a), a->flow.ct.replied, n->packets + 1, sim_possible(&a->sim), { refusals, a->run.refusals.n } };
	if (st->tcp && n->packets == 2 && reply)	/* the last packet of the handshake goes before */
		add.packets++;
	if (st->refusals || a->run.refusals.n > refusals) {
		vec_push(a->r, &st->refused, add);
		return;
	}
	if (a->flow.ct.replied)
		st->established_add[reply] = true;
	classify_add(a, by);
	vec_each(i, &st->adds)
		if (same_add(&st->adds.v[i], &add))
			return;
	vec_push(a->r, &st->adds, add);
}

static void later_packet(struct story *st, uint32_t node, bool reply, bool is_new)
{
	struct analysis *a = st->a;

	sim_push(&a->sim, false);
	while (sim_next(&a->sim)) {
		uint32_t refusals = a->run.refusals.n;
		struct node n = st->nodes.v[node];
		enum run_end end;

		begin_possible(a, n.possible);
		copy_state(a, &a->flow.ct, &n.state);
		a->flow.ct.replied |= reply;
		end = send_packet(a, RUN_REAL, PACKET_LATER, reply, is_new);
		if (a->run.added)
			record_add(st, &n, reply, refusals);
		else if (end != END_UNTRACKED && a->run.refusals.n == refusals)
			add_node(st, n.packets + 1);
		packet_end(&a->run, &a->packet);
	}
	sim_pop(&a->sim);
}

static void try_adding(struct story *st)
{
	for (uint32_t i = 0; i < st->nodes.n; i++) {
		later_packet(st, i, false, !st->nodes.v[i].state.replied);
		later_packet(st, i, true, false);
	}
}

/* ------------------------------------------------------------------ what keeps connections away */
static void blame_refusals(struct story *st, const struct add *add)
{
	struct analysis *a = st->a;

	vec_each(i, &a->run.refusals)
		if (i < st->refusals || (i >= add->refusals[0] && i < add->refusals[1]))
			note_block(a, &(struct stmt_place){ a->run.refusals.v[i].rule, a->run.refusals.v[i].stmt }, add->by,
				   !add->possible && !sim_possible(&a->sim) && uses_device(a, add->by), st->tcp, false);
}

static bool adds_to(const struct story *st, const struct flowtable *ft)
{
	vec_each(i, &st->adds)
		if (st->adds.v[i].by->ft == ft)
			return true;
	return false;
}

/* One way: the connection is in a flowtable already; that packets of the other direction miss another one exempts nothing. */
static void unblocked_packet(struct story *st, const struct node *n, bool reply, bool is_new, bool one_way)
{
	struct analysis *a = st->a;

	sim_push(&a->sim, false);
	while (sim_next(&a->sim)) {
		const struct flow_note *by;

		begin_possible(a, n->possible);
		copy_state(a, &a->flow.ct, &n->state);
		a->flow.ct.replied |= reply;
		send_packet(a, RUN_UNBLOCKED, PACKET_LATER, reply, is_new);
		by = a->run.added ? flow_note_of(a, a->run.added) : NULL;
		if (by && by->ft && by->ft->devices.n && a->run.ends.n && !(one_way && !adds_to(st, by->ft)))
			note_block(a, &a->run.ends.v[0].at, by, !sim_possible(&a->sim) && uses_device(a, by), st->tcp, one_way);
		packet_end(&a->run, &a->packet);
	}
	sim_pop(&a->sim);
}

static void find_blocks(struct story *st)
{
	vec_each(i, &st->nodes) {
		const struct node *n = &st->nodes.v[i];

		unblocked_packet(st, n, false, !n->state.replied, false);
		unblocked_packet(st, n, true, false, false);
	}
	vec_each(i, &st->refused)
		blame_refusals(st, &st->refused.v[i]);
}

/* Answered connections are added by one direction; does a rule take the packets of the other out, for nothing? */
static void find_one_way(struct story *st)
{
	bool reply = !st->established_add[1];

	if (st->established_add[0] == st->established_add[1])
		return;
	vec_each(i, &st->nodes)
		if (st->nodes.v[i].state.replied)
			unblocked_packet(st, &st->nodes.v[i], reply, false, true);
}

/* ------------------------------------------------------------------ connections whose first packets are not tracked */
static void swap_scalars(struct sim_scalar t[3][2])
{
	for (unsigned i = 0; i < 3; i++) {
		struct sim_scalar v = t[i][0];

		t[i][0] = t[i][1];
		t[i][1] = v;
	}
}

static void swap_sides(struct flow *f)
{
	struct sim_slot *d = f->device[0];

	f->device[0] = f->device[1];
	f->device[1] = d;
	swap_scalars(f->addr);
	swap_scalars(f->port);
}

static bool next_added(struct analysis *a)
{
	uint32_t refusals = a->run.refusals.n;
	bool added = false;

	sim_push(&a->sim, false);
	while (sim_next(&a->sim)) {
		send_packet(a, RUN_REAL, PACKET_LATER, false, true);
		added |= a->run.added && a->run.refusals.n == refusals;
		packet_end(&a->run, &a->packet);
	}
	sim_pop(&a->sim);
	return added;
}

/* The answers alone make a connection, the other way round. Is that one offloaded? */
static bool reverse_offloads(struct story *st)
{
	struct analysis *a = st->a;
	uint32_t refusals = a->run.refusals.n;
	bool added = false;

	swap_sides(&a->flow);
	sim_push(&a->sim, false);
	while (sim_next(&a->sim)) {
		bool passed = send_packet(a, RUN_REAL, PACKET_FIRST, false, true) == END_ACCEPTED && a->run.refusals.n == refusals;

		packet_end(&a->run, &a->packet);
		if (passed)
			added |= next_added(a);
		a->run.refusals.n = refusals;
	}
	sim_pop(&a->sim);
	swap_sides(&a->flow);
	a->run.refusals.n = refusals;
	return added;
}

static bool is_untracked(const struct run *x)
{
	vec_each(i, &x->refusals)
		if (x->refusals.v[i].notrack && !x->refusals.v[i].reply)
			return true;
	return false;
}

/* ------------------------------------------------------------------ whole lives */
static void live(struct story *st)
{
	struct analysis *a = st->a;

	st->nodes.n = st->adds.n = st->refused.n = 0;
	st->established_add[0] = st->established_add[1] = false;
	if (!first_packets(a, st->tcp))
		return;
	if (!st->tcp && is_untracked(&a->run) && reverse_offloads(st))
		return;
	st->refusals = a->run.refusals.n;
	add_node(st, st->tcp ? 2 : 1);
	try_adding(st);
	if (!st->adds.n) {
		find_blocks(st);
		return;
	}
	find_one_way(st);
	vec_each(i, &st->adds)
		fast_packets(a, &st->adds.v[i], &st->adds.v[i].state, 0);
}

static void explore(struct analysis *a, enum family family, uint8_t l4proto)
{
	struct story st = { .a = a, .tcp = l4proto == IPPROTO_TCP };

	sim_push(&a->sim, true);
	while (sim_next(&a->sim)) {
		flow_begin(&a->run, &a->flow, family, l4proto);
		live(&st);
		flow_end(&a->run, &a->flow);
	}
	sim_pop(&a->sim);
	a->out->degraded |= a->sim.exhausted;
	a->sim.exhausted = false;
}

/* Families of the tables that have a flow add. */
bool family_matters(const struct analysis *a, enum family family)
{
	vec_each(i, &a->flows) {
		enum family f = a->flows.v[i]->rule->chain->chain->table->family;

		if (f == family || f == FAM_INET)
			return true;
	}
	return false;
}

void lifecycle_explore(struct analysis *a)
{
	static const enum family families[] = { FAM_IP, FAM_IP6 };
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_GRE };
	uint64_t all = a->sim.max_steps;
	unsigned left = 3 * (family_matters(a, FAM_IP) + family_matters(a, FAM_IP6));

	for (unsigned i = 0; i < 2; i++)
		for (unsigned k = 0; k < 3 && family_matters(a, families[i]); k++) {
			uint64_t used = a->sim.steps < all ? a->sim.steps : all;

			a->sim.max_steps = a->sim.steps + (all - used) / left--;	/* each has its share of what is left */
			explore(a, families[i], protocols[k]);
		}
}
