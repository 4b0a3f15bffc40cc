/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lives of all connections at once: what lifecycle.c does for one class of connections after the other, for sets of them. */
#include "offload/analysis.h"

#include <netinet/in.h>
#include <string.h>

#define MAX_NODES 256		/* states that connections are brought to */
#define LIVES_NODES (4u << 20)
#define LIVES_STEPS 140000000ull	/* some seconds */
#define LIVES_RESERVE 16	/* of these, a part for each kind of connections that is still to come */
#define STEPS_PER_CASE 600

/* Connections before they are offloaded, in one of the states that their packets can bring them to. */
struct node { const struct many_state *st; bool replied; set_t all, todo; uint32_t packets; };
/* Connections that were put on the fast path. */
struct life_add { const struct flow_note *by; const struct many_state *st; bool replied; set_t s; uint32_t packets; };
/* Packets of the fast path, of connections in a state. */
struct fast { const struct flow_note *by; const struct many_state *st; set_t seen[2], todo[2]; uint32_t packets; };	/* [only as long as nobody answers] */
struct told { const struct flow_note *by; set_t s; };
struct refused { const struct flow_note *by; set_t s; const struct many_refusal *why; bool maybe; };

struct lives {
	struct analysis *a;
	struct many *m;
	bool tcp, keeps;		/* keeps: rules write what later packets read */
	/* connections that began alike */
	set_t group, added, established[2];	/* of them: added; by direction, an answered one */
	bool maybe;
	const struct many_refusal *refused;
	VEC(struct node) nodes;
	VEC(struct refused) refusals;
	VEC(struct told) into;		/* added to the flowtable of `by` */
	VEC(struct life_add) adds;	/* of all groups */
	VEC(struct fast) fast;
	bool one_way;
};

static void each_root(void *user, set_root_fn fn, void *arg)
{
	struct lives *v = user;

	fn(arg, &v->group);
	fn(arg, &v->added);
	fn(arg, &v->established[0]);
	fn(arg, &v->established[1]);
	fn(arg, &v->a->point);
	vec_each(i, &v->nodes) {
		fn(arg, &v->nodes.v[i].all);
		fn(arg, &v->nodes.v[i].todo);
	}
	vec_each(i, &v->refusals)
		fn(arg, &v->refusals.v[i].s);
	vec_each(i, &v->into)
		fn(arg, &v->into.v[i].s);
	vec_each(i, &v->adds)
		fn(arg, &v->adds.v[i].s);
	vec_each(i, &v->fast)
		for (unsigned k = 0; k < 2; k++) {
			fn(arg, &v->fast.v[i].seen[k]);
			fn(arg, &v->fast.v[i].todo[k]);
		}
}

/* ------------------------------------------------------------------ packets */
static void send_packets(struct lives *v, enum run_mode mode, enum packet_kind kind, bool reply, bool is_new, const struct lanes *in, struct lanes *out)
{
	struct analysis *a = v->a;

	a->run.mode = mode;
	packet_begin(&a->run, &a->packet, kind, reply, is_new);
	many_packet(v->m, in, out);
	packet_end(&a->run, &a->packet);
	a->run.packet = NULL;
}

static set_t devices(struct lives *v, const uint64_t *which, unsigned side)
{
	return many_classes(v->m, many_block(v->m, v->a->flow.device[side]), which);
}

/* ------------------------------------------------------------------ nodes */
static const struct many_state *plain(struct lives *v, const struct many_state *st)
{
	struct many_state p = *st;

	p.added = NULL;
	p.added_rule = NULL;
	p.refused = NULL;
	p.untracked = false;
	p.maybe |= v->maybe;
	return many_intern(v->m, &p);
}

static void add_node(struct lives *v, const struct many_state *st, bool replied, set_t s, uint32_t packets)
{
	struct node n = { plain(v, st), replied, s, s, packets };
	const struct many_state *sure = NULL;

	if (n.st->maybe)
		sure = many_maybe(v->m, n.st, false);
	for (uint32_t i = 0; sure && i < v->nodes.n; i++)	/* what surely is so need not be looked at as possible, too */
		if (v->nodes.v[i].replied == replied && v->nodes.v[i].st == sure)
			n.all = n.todo = s = set_diff(&v->m->sets, s, v->nodes.v[i].all);
	if (s == SET_NONE)
		return;
	vec_each(i, &v->nodes) {
		struct node *o = &v->nodes.v[i];
		set_t fresh;

		if (o->st != n.st || o->replied != replied)
			continue;
		fresh = set_diff(&v->m->sets, s, o->all);
		o->all = set_or(&v->m->sets, o->all, fresh);
		o->todo = set_or(&v->m->sets, o->todo, fresh);
		return;
	}
	if (v->nodes.n == MAX_NODES)
		v->m->degraded = true;
	else
		vec_push(v->a->r, &v->nodes, n);
}

static void record_refusal(struct lives *v, const struct flow_note *by, const struct lane *l, const struct many_refusal *why)
{
	struct refused t = { by, l->s, why, l->st->maybe };

	vec_push(v->a->r, &v->refusals, t);
}

static void record_into(struct lives *v, const struct flow_note *by, set_t s)
{
	struct told t = { by, s };

	vec_each(i, &v->into)
		if (v->into.v[i].by->ft == by->ft) {
			v->into.v[i].s = set_or(&v->m->sets, v->into.v[i].s, s);
			return;
		}
	vec_push(v->a->r, &v->into, t);
}

static void record_add(struct lives *v, struct lane *l, uint32_t packets, bool reply, bool replied)
{
	const struct flow_note *by = flow_note_of(v->a, l->st->added);
	struct life_add add = { by, NULL, replied, SET_NONE, packets };

	if (!by || !by->ft || !by->ft->devices.n)
		return;
	add.s = l->s = set_and(&v->m->sets, l->s, devices_carry(v->a, by));
	if (l->s == SET_NONE)
		return;
	if (v->refused || l->st->refused) {
		if (v->refused)
			record_refusal(v, by, l, v->refused);
		if (l->st->refused)
			record_refusal(v, by, l, l->st->refused);
		return;
	}
	v->added = set_or(&v->m->sets, v->added, l->s);
	if (replied)
		v->established[reply] = set_or(&v->m->sets, v->established[reply], l->s);
	record_into(v, by, l->s);
	classify_lives(v->a, by, l->s, l->st);
	add.st = plain(v, l->st);
	vec_each(i, &v->adds) {
		struct life_add *o = &v->adds.v[i];

		if (o->by == by && o->st == add.st && o->replied == replied) {
			o->s = set_or(&v->m->sets, o->s, l->s);
			o->packets = o->packets < packets ? o->packets : packets;
			return;
		}
	}
	vec_push(v->a->r, &v->adds, add);
}

/* What packets that were not added leave behind. */
static void after_packet(struct lives *v, struct lanes *l, bool replied, uint32_t packets)
{
	many_end_packet(v->m, l);
	for (uint32_t i = 0; i < l->l.n && !v->m->sets.exhausted; i++)
		if (!l->l.v[i].st->refused)
			add_node(v, l->l.v[i].st, replied, l->l.v[i].s, packets);
}

static void take_added(struct lives *v, struct lanes *from, struct lanes *to)
{
	uint32_t kept = 0;

	vec_each(i, &from->l) {
		if (from->l.v[i].st->added)
			lane_add(v->m, to, from->l.v[i].s, from->l.v[i].st, 0);
		else
			from->l.v[kept++] = from->l.v[i];
	}
	from->l.n = kept;
}

static void later_packet(struct lives *v, uint32_t node, const struct lanes *in, bool reply, bool is_new)
{
	struct many *m = v->m;
	struct node n = v->nodes.v[node];
	struct lanes *out = lanes_get(m), *dropped = lanes_get(m), *added = lanes_get(m);
	bool replied = n.replied || reply, matters = v->keeps || replied != n.replied;

	m->keep_accepted = matters;
	m->dropped = matters ? dropped : NULL;
	m->added = added;
	send_packets(v, RUN_REAL, PACKET_LATER, reply, is_new, in, out);
	m->dropped = NULL;
	take_added(v, out, added);
	take_added(v, dropped, added);
	many_end_packet(m, added);
	if (!m->sets.exhausted) {
		vec_each(i, &added->l)
			record_add(v, &added->l.v[i], n.packets + 1 + (v->tcp && n.packets == 2 && reply), reply, replied);
		if (matters) {
			after_packet(v, out, replied, n.packets + 1);
			after_packet(v, dropped, replied, n.packets + 1);
		}
	}
	lanes_put(m, added);
	lanes_put(m, dropped);
	lanes_put(m, out);
}

static void try_adding(struct lives *v)
{
	struct many *m = v->m;
	bool more = true;

	while (more && !m->sets.exhausted) {
		more = false;
		for (uint32_t i = 0; i < v->nodes.n && !m->sets.exhausted; i++) {
			struct lanes *in;

			if (v->nodes.v[i].todo == SET_NONE)
				continue;
			more = true;
			in = lanes_get(m);
			lane_add(m, in, v->nodes.v[i].todo, v->nodes.v[i].st, 0);
			v->nodes.v[i].todo = SET_NONE;
			later_packet(v, i, in, false, !v->nodes.v[i].replied);
			later_packet(v, i, in, true, false);
			lanes_put(m, in);
		}
	}
}

/* ------------------------------------------------------------------ what keeps connections away */
static set_t added_into(const struct lives *v, const struct flowtable *ft)
{
	vec_each(i, &v->into)
		if (v->into.v[i].by->ft == ft)
			return v->into.v[i].s;
	return SET_NONE;
}

static void blocked(struct many *m, const struct stmt_place *at, set_t s, const struct stmt *add, bool maybe)
{
	struct lives *v = m->user;
	uint8_t number = many_base_number(m);

	vec_each(i, &m->reached->l) {
		const struct lane *l = &m->reached->l.v[i];
		const struct flow_note *by = flow_note_of(v->a, l->st->added);
		set_t hit, sure;

		if (!by || !by->ft || !by->ft->devices.n || (add && l->st->added != add) || l->cond != number)
			continue;
		hit = set_and(&m->sets, s, l->s);
		sure = set_and(&m->sets, hit, m->sure_packet);
		hit = many_forget_packet(m, sure == SET_NONE ? hit : sure);
		if (v->one_way)
			hit = set_and(&m->sets, hit, added_into(v, by->ft));
		if (hit != SET_NONE && !m->sets.exhausted)
			note_lives_block(v->a, at, by, hit, maybe || sure == SET_NONE || l->st->maybe || v->maybe, v->tcp, v->one_way);
	}
}

/* Twice: first to see what would be added, then to see what ends these packets' way. */
static void unblocked_packet(struct lives *v, const struct node *n, set_t s, bool reply, bool one_way)
{
	struct many *m = v->m;
	struct lanes *in = lanes_get(m), *out = lanes_get(m), *again = lanes_get(m), *reached = lanes_get(m);
	bool is_new = !reply && !n->replied;
	const struct many_state *st = n->st;

	lane_add(m, in, s, st, 0);
	m->keep_accepted = false;
	m->choices = true;
	m->reached = NULL;
	m->added = reached;
	v->one_way = one_way;
	if (s != SET_NONE)
		send_packets(v, RUN_UNBLOCKED, PACKET_LATER, reply, is_new, in, out);
	if (reached->l.n && !m->sets.exhausted) {
		lane_add(m, again, lanes_sum(m, reached), st, 0);
		m->reached = reached;
		m->added = out;
		send_packets(v, RUN_UNBLOCKED, PACKET_LATER, reply, is_new, again, out);
	}
	m->blame = SET_NONE;
	m->choices = false;
	m->added = m->reached = NULL;
	lanes_put(m, reached);
	lanes_put(m, again);
	lanes_put(m, out);
	lanes_put(m, in);
}

static void blame_refusals(struct lives *v)
{
	struct many *m = v->m;

	for (uint32_t i = 0; i < v->refusals.n && !m->sets.exhausted; i++) {
		struct refused r = v->refusals.v[i];

		r.s = set_diff(&m->sets, r.s, v->added);
		for (const struct many_refusal *o = r.why; o && r.s != SET_NONE && !m->sets.exhausted; o = o->before)
			note_lives_block(v->a, &o->at, r.by, r.s, r.maybe || v->maybe, v->tcp, false);
	}
}

static void find_blocks(struct lives *v)
{
	struct many *m = v->m;

	for (uint32_t i = 0; i < v->nodes.n && !m->sets.exhausted; i++)
		for (unsigned reply = 0; reply < 2; reply++) {
			struct node n = v->nodes.v[i];

			unblocked_packet(v, &n, set_diff(&m->sets, n.all, v->added), reply, false);
		}
	blame_refusals(v);
}

/* Answered connections are added by one direction; does a rule take the packets of the other out, for nothing? */
static void find_one_way(struct lives *v)
{
	struct many *m = v->m;

	for (unsigned reply = 0; reply < 2; reply++)
		for (uint32_t i = 0; i < v->nodes.n && !m->sets.exhausted; i++) {
			struct node n = v->nodes.v[i];
			set_t s = set_diff(&m->sets, v->established[!reply], v->established[reply]);

			if (n.replied)
				unblocked_packet(v, &n, set_and(&m->sets, s, n.all), reply, true);
		}
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

static void swap_devices(struct flow *f)
{
	struct sim_slot *d = f->device[0];

	f->device[0] = f->device[1];
	f->device[1] = d;
}

/* The answers alone make a connection, the other way round: those of which are offloaded? */
static set_t reverse_offloads(struct lives *v, set_t s, const struct many_state *st)
{
	struct many *m = v->m;
	struct lanes *in = lanes_get(m), *first = lanes_get(m), *out = lanes_get(m), *added = lanes_get(m);
	struct many_state other = *plain(v, st);
	set_t all = SET_NONE;

	swap_scalars(other.addr);
	swap_scalars(other.port);
	swap_devices(&v->a->flow);
	m->no_places = true;
	m->added = added;
	m->keep_accepted = true;
	lane_add(m, in, s, many_intern(m, &other), 0);
	send_packets(v, RUN_REAL, PACKET_FIRST, false, true, in, first);
	many_end_packet(m, first);
	in->l.n = 0;
	vec_each(i, &first->l)
		if (!first->l.v[i].st->refused)
			lane_add(m, in, first->l.v[i].s, first->l.v[i].st, 0);
	send_packets(v, RUN_REAL, PACKET_LATER, false, true, in, out);
	take_added(v, out, added);
	vec_each(i, &added->l)
		if (!added->l.v[i].st->refused)
			all = set_or(&m->sets, all, many_forget_packet(m, added->l.v[i].s));
	m->no_places = false;
	swap_devices(&v->a->flow);
	lanes_put(m, added);
	lanes_put(m, out);
	lanes_put(m, first);
	lanes_put(m, in);
	return all;
}

/* ------------------------------------------------------------------ packets of the fast path */
static void add_fast(struct lives *v, const struct flow_note *by, const struct many_state *st, unsigned fresh, set_t s, uint32_t packets)
{
	struct sets *sets = &v->m->sets;
	struct fast f = { .by = by, .st = st, .packets = packets };
	struct fast *o = NULL;
	set_t news;

	vec_each(i, &v->fast)
		if (v->fast.v[i].by == by && v->fast.v[i].st == st)
			o = &v->fast.v[i];
	if (!o) {
		if (v->fast.n == MAX_NODES) {
			v->m->degraded = true;
			return;
		}
		vec_push(v->a->r, &v->fast, f);
		o = &v->fast.v[v->fast.n - 1];
	}
	o->packets = o->packets < packets ? o->packets : packets;
	news = set_diff(sets, s, o->seen[fresh]);
	o->seen[fresh] = set_or(sets, o->seen[fresh], news);
	o->todo[fresh] = set_or(sets, o->todo[fresh], news);
}

static void fast_packet(struct lives *v, uint32_t which, unsigned fresh, set_t s, bool reply, bool is_new)
{
	struct many *m = v->m;
	struct analysis *a = v->a;
	struct fast f = v->fast.v[which];
	struct lanes *in = lanes_get(m), *out = lanes_get(m), *dropped = lanes_get(m);
	struct add add = { .by = f.by, .packets = f.packets };
	set_t on;

	lane_add(m, in, s, f.st, 0);
	in->l.n = 0;
	on = devices(v, f.by->devices, reply);
	lane_add(m, in, set_and(&m->sets, s, on), f.st, 0);
	on = devices(v, f.by->maybe, reply);
	lane_add(m, in, set_and(&m->sets, s, on), many_maybe(m, f.st, true), 0);	/* it may be on top of such a device */
	a->add = &add;
	a->shown.w = NULL;
	a->replied = !is_new;
	m->keep_accepted = v->keeps;
	m->dropped = v->keeps ? dropped : NULL;
	send_packets(v, RUN_FAST, PACKET_LATER, reply, is_new, in, out);
	m->dropped = NULL;
	a->add = NULL;
	if (v->keeps && !m->sets.exhausted) {
		vec_each(i, &dropped->l)
			lane_add(m, out, dropped->l.v[i].s, dropped->l.v[i].st, 0);
		many_end_packet(m, out);
		vec_each(i, &out->l)
			for (unsigned k = 0; k <= fresh; k++)	/* and when an answer has come */
				if (!m->sets.exhausted && out->l.v[i].st != f.st)
					add_fast(v, f.by, out->l.v[i].st, k, out->l.v[i].s, f.packets);
	}
	lanes_put(m, dropped);
	lanes_put(m, out);
	lanes_put(m, in);
}

static void fast_packets(struct lives *v)
{
	struct many *m = v->m;
	bool more = true;

	vec_each(i, &v->adds) {
		const struct life_add *add = &v->adds.v[i];
		set_t sure = set_diff(&m->sets, add->s, m->unsure), maybe = set_and(&m->sets, add->s, m->unsure);

		for (unsigned fresh = 0; fresh <= !add->replied; fresh++) {
			add_fast(v, add->by, add->st, fresh, sure, add->packets);
			add_fast(v, add->by, many_maybe(m, add->st, true), fresh, maybe, add->packets);
		}
	}
	while (more && !m->sets.exhausted) {
		more = false;
		for (uint32_t i = 0; i < v->fast.n && !m->sets.exhausted; i++)
			for (unsigned fresh = 0; fresh < 2 && !m->sets.exhausted; fresh++) {
				set_t s = v->fast.v[i].todo[fresh];
				struct lanes *keep;

				v->fast.v[i].todo[fresh] = SET_NONE;
				if (s == SET_NONE)
					continue;
				more = true;
				keep = lanes_get(m);
				lane_add(m, keep, s, v->fast.v[i].st, 0);
				fast_packet(v, i, fresh, keep->l.v[0].s, false, fresh);
				if (!fresh)
					fast_packet(v, i, fresh, keep->l.v[0].s, true, false);
				lanes_put(m, keep);
			}
	}
}

/* ------------------------------------------------------------------ whole lives */
static void live(struct lives *v, const struct lane *begin)
{
	struct many *m = v->m;

	v->nodes.n = v->refusals.n = v->into.n = 0;
	v->added = v->established[0] = v->established[1] = SET_NONE;
	v->maybe = begin->st->maybe;
	v->refused = begin->st->refused;
	v->group = begin->s;
	if (!v->tcp && begin->st->untracked)
		v->group = set_diff(&m->sets, v->group, reverse_offloads(v, v->group, begin->st));
	add_node(v, begin->st, v->tcp, v->group, v->tcp ? 2 : 1);
	try_adding(v);
	if (m->sets.exhausted)
		return;
	find_blocks(v);
	find_one_way(v);
}

static set_t all_connections(struct lives *v)
{
	struct analysis *a = v->a;
	struct many *m = v->m;
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES];
	const struct many_block *port = many_block(m, a->flow.port[0][0].slot);
	set_t s;

	wide_set_u64(lo, SIM_BYTES, a->prog.opt.port_min);
	wide_set_u64(hi, SIM_BYTES, a->prog.opt.port_max);
	s = set_range(&m->sets, port->first, port->bits, lo, hi, SIM_BYTES, SET_ALL);
	for (unsigned i = 0; i < 2; i++)
		s = set_and(&m->sets, s, many_block(m, a->flow.device[i])->init);
	return s;
}

static void explore(struct lives *v, enum family family, uint8_t l4proto)
{
	struct analysis *a = v->a;
	struct many *m = v->m;
	struct lanes *begin, *out;

	v->tcp = l4proto == IPPROTO_TCP;
	v->nodes.n = v->refusals.n = v->into.n = v->adds.n = v->fast.n = 0;
	v->group = v->added = v->established[0] = v->established[1] = a->point = SET_NONE;
	flow_begin(&a->run, &a->flow, family, l4proto);
	many_begin(m);
	begin = lanes_get(m);
	out = lanes_get(m);
	lane_add(m, begin, all_connections(v), many_first_state(m), 0);
	m->keep_accepted = true;
	m->dropped = NULL;
	send_packets(v, RUN_REAL, PACKET_FIRST, false, true, begin, out);
	many_end_packet(m, out);
	if (v->tcp) {
		begin->l.n = 0;
		send_packets(v, RUN_REAL, PACKET_SYNACK, true, false, out, begin);
		many_end_packet(m, begin);
		out->l.n = 0;
		vec_each(i, &begin->l)
			lane_add(m, out, begin->l.v[i].s, begin->l.v[i].st, 0);
	}
	m->unsure = SET_NONE;
	for (uint32_t i = 0; i < out->l.n && !m->sets.exhausted; i++) {
		struct lane l = out->l.v[i];

		live(v, &l);
	}
	if (!m->sets.exhausted)
		fast_packets(v);
	a->out->degraded |= m->sets.exhausted || m->degraded;
	a->out->coarse |= m->coarse;
	m->sets.exhausted = false;
	flow_end(&a->run, &a->flow);
}

/* Do rules write with a connection what they read again? And may a rule behind a flow add undo it? */
static bool keeps(const struct analysis *a)
{
	vec_each(i, &a->prog.uses)
		if (a->prog.uses.v[i]->of_ct && a->prog.uses.v[i]->read && a->prog.uses.v[i]->written)
			return true;
	return false;
}

/* Steps for the next kind of connections: what is left, but for a reserve for each of the @others that come. */
static uint64_t budget(uint64_t all, uint64_t used, unsigned others)
{
	uint64_t reserve = all / LIVES_RESERVE, kept = used + others * reserve;

	return kept + reserve < all ? all - kept : reserve;
}

void lives_explore(struct analysis *a)
{
	static const enum family families[] = { FAM_IP, FAM_IP6 };
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_GRE };
	struct lives v = { .a = a };
	struct many *m = region_new(a->r, struct many);
	uint64_t all = a->opt.max_cases ? a->opt.max_cases * STEPS_PER_CASE : LIVES_STEPS;
	unsigned left = 3 * (family_matters(a, FAM_IP) + family_matters(a, FAM_IP6));

	v.m = a->many = m;
	v.keeps = keeps(a);
	a->sim.engine = &many_engine;
	a->sim.engine_ctx = m;
	a->sim.env = &many_env;
	a->sim.max_steps = UINT64_MAX;
	many_init(m, &a->run, a->r, LIVES_NODES, 0);
	m->stop_at_add = !v.keeps;
	m->each_root = each_root;
	m->user = &v;
	m->met = classify_met;
	m->policy = classify_policy;
	m->blocked = blocked;
	for (unsigned i = 0; i < 2; i++)
		for (unsigned k = 0; k < 3 && family_matters(a, families[i]); k++) {
			m->sets.max_steps = m->sets.steps + budget(all, m->sets.steps, --left);
			explore(&v, families[i], protocols[k]);
		}
	a->many = NULL;
}
