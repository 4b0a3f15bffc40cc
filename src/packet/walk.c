/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet's way: hooks in turn, in each the base chains and what the stack itself does there by priority, rules, jumps. */
#include <stdlib.h>
#include <string.h>

#include "packet/walk_ops.h"

#define PRIO_CT (-200)
#define PRIO_NAT_DST (-100)
#define PRIO_NAT_SRC 100
#define MAX_JUMPS 16
#define TABLE_IS_DORMANT 1
#define FLOW_IDLE_NS 30000000000ull

/* ------------------------------------------------------------------ code */
static void number_anonymous(struct walk *w, const struct rule *rule)
{
	vec_each(i, &rule->anon_sets)
		if (!rule->anon_sets.v[i]->id)
			rule->anon_sets.v[i]->id = 0x80000000u + w->tallies.n + i * 0x10000u;
}

static void tally_chain(struct walk *w, struct chain *c)
{
	struct chain_code *cc = region_new(w->r, struct chain_code);

	cc->chain = c;
	cc->n = c->rules.n;
	cc->rules = region_alloc(w->r, (cc->n + 1) * sizeof(*cc->rules));
	vec_each(i, &c->rules) {
		struct rule *rule = c->rules.v[i];
		struct walk_tally t = { .rule = rule, .chain = c, .index = i };

		cc->rules[i] = (struct code){ .rule = rule, .chain = c, .index = i, .tally = w->tallies.n };
		vec_push(w->r, &w->tallies, t);
		number_anonymous(w, rule);
		vec_each(k, &rule->blocks)
			tally_chain(w, rule->blocks.v[k]);
	}
	vec_push(w->r, &w->all, cc);
	sim_map_set(w->r, &w->chains, c, cc);
}

/* As the kernel would be sent it, but each op with the statement that it comes from. */
static void compile(struct walk *w, struct code *c)
{
	struct diag_sink quiet = { .region = w->r };
	struct gen g = { .r = w->r, .sink = &quiet, .rule = c->rule, .family = c->chain->table->family };
	struct stmt *const *stmts = gen_merge_payload(w->r, c->rule->stmts.v, c->rule->stmts.n);

	for (uint32_t i = 0; i < c->rule->stmts.n; i++) {
		struct ops ops = { 0 };

		if (!stmts[i])
			continue;
		g.ops = &ops;
		g.next_reg = 0;
		if (gen_stmt(&g, stmts[i])) {
			c->unknown = true;
			c->why_unknown = quiet.diags.n ? quiet.diags.v[0]->message : "it cannot be expressed in the kernel's terms";
			return;
		}
		vec_each(k, &ops.v) {
			struct step s = { i, ops.v.v[k] };

			vec_push(w->r, &c->steps, s);
		}
	}
}

/* ------------------------------------------------------------------ rules */
static int32_t run_chain(struct walk *w, struct chain_code *cc);

static struct walk_event *note_rule(struct walk *w, const struct code *c)
{
	struct walk_event e = { .kind = WALK_RULE, .depth = w->p->depth, .hook = w->p->hook, .chain = c->chain, .rule = c->rule,
				.index = c->index, .verdict = NFT_CONTINUE };

	vec_push(w->r, &w->out->events, e);
	return &w->out->events.v[w->out->events.n - 1];
}

static void note_set(struct walk *w, const struct stmt *st)
{
	struct strbuf b = { 0 };
	struct strbuf name = { 0 };
	struct printer p = { .out = &name, .family = w->table->family, .rule = w->code->rule };

	vec_push(w->r, &w->p->written, st->set.target);
	if (w->opt.no_trace)
		return;
	print_expr(&p, st->set.target);
	if (walk_value(w, st->set.target, &b))
		walk_note(w, WALK_EFFECT, "%s becomes %s", strbuf_str(&name), strbuf_str(&b));
	strbuf_free(&b);
	strbuf_free(&name);
}

/* Where the rule stopped: the number of a statement, or their count. */
static uint32_t run_steps(struct walk *w, const struct code *c, struct regs *g)
{
	uint32_t now = UINT32_MAX;

	vec_each(i, &c->steps) {
		const struct step *s = &c->steps.v[i];

		w->stmt = c->rule->stmts.v[s->stmt];
		if (s->stmt != now && !w->opt.no_trace)
			walk_assume(w, w->stmt);
		now = s->stmt;
		w->exec(w, s->op, g);
		if (g->verdict == WALK_BREAK)
			return now;
		if (w->stmt->id == S_SET && (i + 1 == c->steps.n || c->steps.v[i + 1].stmt != now))
			note_set(w, w->stmt);
		if (g->verdict != NFT_CONTINUE)
			break;
	}
	return c->rule->stmts.n;
}

static const struct chain *jump_target(const struct walk *w, const struct code *c, const struct regs *g)
{
	const struct expr *e = w->stmt && w->stmt->id == S_VERDICT ? w->stmt->verdict.expr : NULL;

	if (e && e->id == E_VERDICT && e->verdict.block)
		return e->verdict.block;
	return g->chain ? table_chain(c->chain->table, g->chain) : NULL;
}

static void note_back(struct walk *w, const struct chain *from, bool returned)
{
	struct walk_event e = { .kind = WALK_BACK, .depth = w->p->depth, .hook = w->p->hook, .chain = from, .matched = returned };

	if (!w->opt.no_trace)
		vec_push(w->r, &w->out->events, e);
}

static int32_t follow(struct walk *w, const struct code *c, const struct regs *g)
{
	const struct chain *to = jump_target(w, c, g);
	struct chain_code *cc = to ? sim_map_get(&w->chains, to) : NULL;
	int32_t v;

	if (!cc || w->p->depth >= MAX_JUMPS) {
		walk_note(w, WALK_EFFECT, cc ? "too many jumps: the kernel drops it" : "there is no such chain");
		return cc ? NF_DROP : NFT_CONTINUE;
	}
	w->p->depth++;
	v = run_chain(w, cc);
	if (v == NFT_CONTINUE || v == NFT_RETURN)
		note_back(w, to, v == NFT_RETURN);
	w->p->depth--;
	if (v != NFT_CONTINUE && v != NFT_RETURN)
		return v;
	return g->verdict == NFT_GOTO ? NFT_RETURN : NFT_CONTINUE;
}

static bool is_nat(const struct chain *c)
{
	return c->type && !strcmp(c->type, "nat");
}

/* Who accepts is asked of the chains that filter, first of all. */
static void decided_by(struct walk *w, const struct code *c, int32_t verdict)
{
	if (verdict == NF_ACCEPT && is_nat(w->p->base) && w->out->rule)
		return;
	w->out->rule = c->rule;
	w->out->index = c->index;
	w->out->chain = c->chain;
	w->out->by_policy = false;
}

static int32_t run_rule(struct walk *w, struct code *c)
{
	struct regs g = { .verdict = NFT_CONTINUE };
	struct walk_event *e = NULL, *fresh;
	uint32_t at = 0, stop;

	if (!c->steps.n && !c->unknown)
		compile(w, c);
	w->code = c;
	w->table = c->chain->table;
	w->tallies.v[c->tally].looked_at++;
	if (!w->opt.no_trace) {
		at = w->out->events.n;
		e = note_rule(w, c);
	}
	if (c->unknown) {
		if (e)
			e->why = region_printf(w->r, "it is not simulated (%s): taken not to match", c->why_unknown);
		return NFT_CONTINUE;
	}
	stop = run_steps(w, c, &g);
	if (g.verdict != WALK_BREAK)
		w->tallies.v[c->tally].matched++;
	if (e) {
		const struct stmt *st = stop < c->rule->stmts.n ? c->rule->stmts.v[stop] : NULL;
		const char *why = st ? walk_why(w, st) : NULL;

		fresh = &w->out->events.v[at];
		fresh->matched = g.verdict != WALK_BREAK;
		fresh->stop = st;
		fresh->why = why;
		fresh->verdict = g.verdict == WALK_BREAK ? NFT_CONTINUE : g.verdict;
		fresh->target = g.verdict == NFT_JUMP || g.verdict == NFT_GOTO ? g.chain : NULL;
	}
	if (g.verdict == WALK_BREAK || g.verdict == NFT_CONTINUE)
		return NFT_CONTINUE;
	if (g.verdict == NFT_JUMP || g.verdict == NFT_GOTO)
		return follow(w, c, &g);
	if (g.verdict != NFT_RETURN)
		decided_by(w, c, g.verdict);
	return g.verdict;
}

static int32_t run_chain(struct walk *w, struct chain_code *cc)
{
	int32_t v = NFT_CONTINUE;

	for (uint32_t i = 0; i < cc->n && v == NFT_CONTINUE; i++)
		v = run_rule(w, &cc->rules[i]);
	return v;
}

/* ------------------------------------------------------------------ base chains */
static void note_chain(struct walk *w, const struct chain *c, enum walk_event_kind kind, int32_t verdict)
{
	struct walk_event e = { .kind = kind, .chain = c, .hook = w->p->hook, .verdict = verdict };

	if (!w->opt.no_trace)
		vec_push(w->r, &w->out->events, e);
}

static int32_t run_base(struct walk *w, const struct chain *c)
{
	int32_t v;

	w->p->base = c;
	w->p->depth = 0;
	note_chain(w, c, WALK_CHAIN, NFT_CONTINUE);
	v = run_chain(w, sim_map_get(&w->chains, c));
	w->p->depth = 0;
	if (v == NFT_CONTINUE || v == NFT_RETURN) {
		v = c->policy == NF_DROP ? NF_DROP : NF_ACCEPT;
		note_chain(w, c, WALK_POLICY, v);
		if (v == NF_ACCEPT && w->out->rule)
			return v;
		w->out->rule = NULL;
		w->out->chain = c;
		w->out->by_policy = true;
	}
	return v == NF_QUEUE ? NF_ACCEPT : v;
}

enum item_kind { ITEM_CHAIN, ITEM_CT, ITEM_NAT, ITEM_FLOW };
struct item { enum item_kind kind; int32_t prio; uint64_t seq; const struct chain *chain; const struct flowtable *flow; };
typedef VEC(struct item) items;

static int by_turn(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->prio != y->prio)
		return x->prio < y->prio ? -1 : 1;
	return x->seq > y->seq ? -1 : x->seq < y->seq;
}

static bool names_device(const struct chain *c, const char *name)
{
	vec_each(i, &c->devices) {
		const char *d = c->devices.v[i];
		size_t n = strlen(d);

		if (n && d[n - 1] == '*' ? !strncmp(d, name, n - 1) : !strcmp(d, name))
			return true;
	}
	return false;
}

static bool serves(enum family table, enum family at)
{
	return table == at || (table == FAM_INET && (at == FAM_IP || at == FAM_IP6));
}

static void each_base(struct walk *w, enum family f, const char *hook, items *out, bool nat)
{
	vec_each(i, &w->rs->tables) {
		const struct table *t = w->rs->tables.v[i];

		if (t->flags & TABLE_IS_DORMANT || !serves(t->family, f))
			continue;
		vec_each(k, &t->chains) {
			const struct chain *c = t->chains.v[k];
			struct item it = { ITEM_CHAIN, c->prio.value, c->seq, c, NULL };

			if (c->is_base && c->hook && is_nat(c) == nat &&
			    (!strcmp(c->hook, hook) || (!strcmp(c->hook, "fast_fwd") && !strcmp(hook, "forward"))))
				vec_push(w->r, out, it);
		}
	}
}

/* When the stack's own translation was hooked in: with the first nat chain of the family. */
static bool nat_since(const struct walk *w, enum family f, uint64_t *seq)
{
	bool any = false;

	vec_each(i, &w->rs->tables) {
		const struct table *t = w->rs->tables.v[i];

		if (t->flags & TABLE_IS_DORMANT || !serves(t->family, f))
			continue;
		vec_each(k, &t->chains)
			if (is_nat(t->chains.v[k]) && t->chains.v[k]->is_base && (!any || t->chains.v[k]->seq < *seq)) {
				*seq = t->chains.v[k]->seq;
				any = true;
			}
	}
	return any;
}

static void add_stack(struct walk *w, enum family f, const char *hook, items *out)
{
	bool entry = !strcmp(hook, "prerouting") || !strcmp(hook, "output");
	struct item ct = { ITEM_CT, PRIO_CT, UINT64_MAX, NULL, NULL }, nat = { ITEM_NAT, entry ? PRIO_NAT_DST : PRIO_NAT_SRC, 0, NULL, NULL };

	if (entry)
		vec_push(w->r, out, ct);
	if ((f == FAM_IP || f == FAM_IP6) && strcmp(hook, "forward") && nat_since(w, f, &nat.seq))
		vec_push(w->r, out, nat);
}

static void sort_items(items *v)
{
	if (v->n)
		qsort(v->v, v->n, sizeof(*v->v), by_turn);
}

/* ------------------------------------------------------------------ hooks */
/* Chains of type nat see the first packet of a connection; the first that decides ends it. */
static int32_t run_nat(struct walk *w, enum family f, const char *hook)
{
	bool destination = !strcmp(hook, "prerouting") || !strcmp(hook, "output");
	struct packet *p = w->p;
	items chains = { 0 };
	int32_t v;

	if (!p->ct)
		return NF_ACCEPT;
	if (!nat_is_done(p, destination) && (p->ct_info == CT_NEW || (p->ct_info == CT_RELATED && !p->ct->confirmed))) {
		each_base(w, f, hook, &chains, true);
		sort_items(&chains);
		vec_each(i, &chains) {
			v = run_base(w, chains.v[i].chain);
			if (v != NF_ACCEPT)
				return v;
			if (nat_is_done(p, destination))
				break;
		}
		if (!nat_is_done(p, destination))
			nat_bind_null(w, destination);
	}
	nat_mangle(w, destination);
	return NF_ACCEPT;
}

static void say_tracked(struct walk *w)
{
	const char *word = ct_state_word(w->p);

	w->out->tracked = word;
	if (!word)
		return;
	if (w->p->ct)
		walk_note(w, WALK_KERNEL, "connection tracking: %s%s", word, w->p->dir ? ", reply" : "");
	else
		walk_note(w, WALK_KERNEL, "connection tracking: %s", word);
}

static int32_t run_item(struct walk *w, const struct item *it, enum family f, const char *hook)
{
	switch (it->kind) {
	case ITEM_CT:
		ct_track(w);
		say_tracked(w);
		return NF_ACCEPT;
	case ITEM_NAT:
		return run_nat(w, f, hook);
	default:
		return run_base(w, it->chain);
	}
}

static bool settle(struct walk *w, int32_t v)
{
	if (v == NF_ACCEPT)
		return true;
	if (v == NF_STOLEN)
		w->out->end = WALK_STOLEN;
	else if (w->out->end != WALK_REJECTED || w->out->by_policy)
		w->out->end = WALK_DROPPED;
	return false;
}

/* False: the packet goes no farther. */
static bool run_hook(struct walk *w, enum family f, const char *hook, bool in, bool out)
{
	items v = { 0 };

	w->p->hook = hook;
	w->p->stack_in = in;
	w->p->stack_out = out;
	each_base(w, f, hook, &v, false);
	if (f == FAM_IP || f == FAM_IP6 || (f == FAM_BRIDGE && !strcmp(hook, "prerouting")))
		add_stack(w, f, hook, &v);
	sort_items(&v);
	vec_each(i, &v)
		if (!settle(w, run_item(w, &v.v[i], f, hook)))
			return false;
	return true;
}

/* ------------------------------------------------------------------ the fast path */
static void tear_down(struct walk *w, struct conn *c, const char *why)
{
	c->status &= ~(uint32_t)ST_OFFLOAD;
	c->flow = NULL;
	walk_note(w, WALK_KERNEL, "the flow entry is taken down: %s", why);
}

/* The entry that this packet uses; NULL: it goes the slow path. */
static struct conn *flow_entry(struct walk *w, const struct flowtable *ft, unsigned *dir)
{
	const struct frame *f = &w->p->f;
	const struct value_env *env = w->opt.env;
	unsigned kernel = w->opt.kernel_version ? w->opt.kernel_version : 6 << 8 | 14;
	bool four = f->protocol == ETHERTYPE_IP4;
	uint8_t flags, ttl;
	struct conn *c;
	struct tuple t;

	(void)env;
	if (!ct_tuple_of(w, &t) || (four && ((f->b[f->nh] & 15) != 5 || frame_bits(f, (f->nh + 6) * 8 + 2, 14))) ||
	    (!four && f->b[f->nh + 6] != f->l4))
		return NULL;
	c = ct_find(w, &t, dir);
	if (!c || c->flow != ft || !(c->status & ST_OFFLOAD) || !c->flow_in[*dir] || strcmp(c->flow_in[*dir], w->p->in.name))
		return NULL;
	ttl = f->b[f->nh + (four ? 8 : 7)];
	if (ttl <= 1)
		return NULL;
	if (w->now > c->since + FLOW_IDLE_NS) {
		tear_down(w, c, "idle for 30 s");
		return NULL;
	}
	flags = f->l4 == WALK_TCP ? f->b[f->th + 13] : 0;
	if (flags & 5 && kernel < (6 << 8 | 14)) {
		tear_down(w, c, "FIN or RST");
		return NULL;
	}
	if (flags & 2 && c->last_dir) {
		tear_down(w, c, "SYN on a closing connection");
		return NULL;
	}
	if (flags & 5)
		c->last_dir = 1;
	return c;
}

/* A connection of UDP is new to the packets that began it until an answer was seen. */
static uint8_t state_there(const struct packet *p)
{
	return p->f.l4 == WALK_TCP || p->dir || p->ct->status & ST_SEEN_REPLY ? CT_ESTABLISHED : CT_NEW;
}

/* What runs there all the same; as at the hook forward, which these chains have on the slow path. False: dropped. */
static bool run_fast_fwd(struct walk *w, const struct flowtable *ft)
{
	struct packet *p = w->p;
	items v = { 0 };

	p->ct_info = state_there(p);
	p->hook = "fast_fwd";
	p->stack_in = p->stack_out = true;
	p->has_ll = false;
	each_base(w, p->f.protocol == ETHERTYPE_IP4 ? FAM_IP : FAM_IP6, "forward", &v, false);
	sort_items(&v);
	vec_each(i, &v) {
		const struct chain *c = v.v[i].chain;

		if (c->fast_fwd && c->table == ft->table && !strcmp(c->fast_fwd, ft->name) && !settle(w, run_base(w, c)))
			return false;
	}
	/* no connection is attached to what leaves the fast path */
	p->ct_info = CT_NONE;
	return true;
}

static bool take_fast_path(struct walk *w, struct conn *c, unsigned dir)
{
	struct packet *p = w->p;
	struct frame *f = &p->f;

	w->out->fast = true;
	p->ct = c;
	p->dir = (uint8_t)dir;
	p->out = (struct device){ c->flow_in[!dir], p->out.index, true };
	walk_note(w, WALK_KERNEL, "fast path of %s: prerouting, forward and postrouting are skipped", c->flow->name);
	if (c->flow->flags & 2) {	/* counter */
		c->packets[dir]++;
		c->bytes[dir] += walk_length(p);
	}
	c->since = w->now;
	nat_mangle(w, true);
	f->b[f->nh + (f->protocol == ETHERTYPE_IP4 ? 8 : 7)]--;
	frame_checksums(f);
	if (!run_fast_fwd(w, c->flow))
		return false;
	nat_mangle(w, false);
	frame_checksums(f);
	return true;
}

static void add_flowtables(struct walk *w, items *v)
{
	vec_each(i, &w->rs->tables) {
		const struct table *t = w->rs->tables.v[i];

		if (t->flags & TABLE_IS_DORMANT)
			continue;
		vec_each(k, &t->flowtables) {
			const struct flowtable *ft = t->flowtables.v[k];
			struct item it = { ITEM_FLOW, ft->prio.value, 0, NULL, ft };

			if (walk_holds_device(ft, w->p->in.name))
				vec_push(w->r, v, it);
		}
	}
}

/* 1: the fast path took it; 0: on; -1: no farther. */
static int run_ingress(struct walk *w)
{
	struct packet *p = w->p;
	items v = { 0 };
	bool ip = p->f.protocol == ETHERTYPE_IP4 || p->f.protocol == ETHERTYPE_IP6;

	p->hook = "ingress";
	p->stack_in = true;
	p->stack_out = false;
	each_base(w, FAM_NETDEV, "ingress", &v, false);
	if (ip)
		each_base(w, FAM_IP, "ingress", &v, false);
	add_flowtables(w, &v);
	sort_items(&v);
	vec_each(i, &v) {
		const struct item *it = &v.v[i];
		struct conn *c;
		unsigned dir = 0;

		if (it->kind == ITEM_FLOW) {
			c = w->opt.no_fast_path ? NULL : flow_entry(w, it->flow, &dir);
			if (c)
				return take_fast_path(w, c, dir) ? 1 : -1;
		} else if (names_device(it->chain, p->in.name) && !settle(w, run_base(w, it->chain))) {
			return -1;
		}
	}
	return 0;
}

/* The router's own address, and one for the next hop. */
static void new_link_layer(struct frame *f)
{
	static const uint8_t macs[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };

	frame_set_bits(f, 0, 96, macs);
	memset(f->given, 0, 12);
}

static bool run_egress(struct walk *w)
{
	struct packet *p = w->p;
	items v = { 0 };

	if (!p->manner.bridge)
		new_link_layer(&p->f);

	p->hook = "egress";
	p->stack_in = false;
	p->stack_out = true;
	each_base(w, FAM_NETDEV, "egress", &v, false);
	sort_items(&v);
	p->has_ll = p->at_egress = true;
	vec_each(i, &v)
		if (names_device(v.v[i].chain, p->out.name) && !settle(w, run_base(w, v.v[i].chain)))
			return false;
	return true;
}

/* ------------------------------------------------------------------ paths */
static bool drop_by_stack(struct walk *w, const char *why)
{
	walk_note(w, WALK_KERNEL, "%s", why);
	w->out->end = WALK_DROPPED;
	w->out->end_text = why;
	w->out->rule = NULL;
	w->out->chain = NULL;
	w->out->by_policy = false;
	return false;
}

/* The router's own work between prerouting and forward. */
static bool forward(struct walk *w)
{
	struct frame *f = &w->p->f;
	uint8_t *ttl = f->b + f->nh + (f->protocol == ETHERTYPE_IP4 ? 8 : 7);

	/* the router's idea of what is urgent, by the type of service */
	if (f->protocol == ETHERTYPE_IP4)
		w->p->priority = (uint32_t[]){ 0, 2, 6, 4 }[f->b[f->nh + 1] >> 3 & 3];
	if (*ttl <= 1)
		return drop_by_stack(w, "the packet has lived too long: the stack drops it with an ICMP error");
	(*ttl)--;
	frame_checksums(f);
	return true;
}

static bool is_local(const struct walk *w)
{
	uint8_t a[16];

	frame_addr(&w->p->f, true, a);
	vec_each(i, &w->addresses)
		if (!memcmp(w->addresses.v[i].addr, a, 16) && (w->addresses.v[i].family == FAM_IP) == (w->p->f.protocol == ETHERTYPE_IP4))
			return true;
	return false;
}

static void turn_to(struct walk *w, const char *device)
{
	if (!device || !strcmp(device, w->p->out.name))
		return;
	w->p->out = walk_device(w, device);
	walk_note(w, WALK_KERNEL, "routed by its new destination: out by %s", device);
}

/* Where a new destination leads: away from this host, or to it. */
static void route(struct walk *w)
{
	struct packet *p = w->p;
	bool moved = p->ct && !p->dir && p->ct->status & ST_DST_NAT;
	bool for_us = p->manner.reply && p->path == WALK_FORWARD && is_local(w);	/* its translation was not undone */

	if ((!moved && !for_us) || p->manner.path != WALK_AUTO)
		return;
	if (p->path == WALK_INPUT && w->out->path == WALK_INPUT && !is_local(w) && w->addresses.n) {
		p->path = WALK_FORWARD;
		walk_note(w, WALK_KERNEL, "routed by its new destination: forwarded");
	} else if (p->path == WALK_FORWARD && is_local(w)) {
		p->path = WALK_INPUT;
		walk_note(w, WALK_KERNEL, for_us ? "to this host: its translation is not undone" : "routed by its new destination: to this host");
	}
	if (p->path == WALK_FORWARD)
		turn_to(w, walk_way_to(w, true));
}

static void walk_routed(struct walk *w, enum family f)
{
	struct packet *p = w->p;
	int fast = 0;

	if (p->path == WALK_OUTPUT) {
		if (!run_hook(w, f, "output", false, true) || !run_hook(w, f, "postrouting", false, true))
			return;
		ct_confirm(w);
		run_egress(w);
		return;
	}
	p->has_ll = true;
	fast = run_ingress(w);
	if (fast < 0)
		return;
	if (fast) {
		run_egress(w);
		return;
	}
	if (!run_hook(w, f, "prerouting", true, false))
		return;
	route(w);
	if (p->path == WALK_INPUT) {
		if (run_hook(w, f, "input", true, false))
			ct_confirm(w);
		return;
	}
	if (!forward(w) || !run_hook(w, f, "forward", true, true) || !run_hook(w, f, "postrouting", true, true))
		return;
	ct_confirm(w);
	run_egress(w);
}

static void walk_arp(struct walk *w)
{
	struct packet *p = w->p;

	if (p->path == WALK_OUTPUT) {
		if (run_hook(w, FAM_ARP, "output", false, true))
			run_egress(w);
		return;
	}
	p->has_ll = true;
	if (!run_ingress(w))
		run_hook(w, FAM_ARP, p->path == WALK_FORWARD ? "forward" : "input", true, p->path == WALK_FORWARD);
}

static void walk_bridged(struct walk *w)
{
	struct packet *p = w->p;

	p->has_ll = true;
	if (p->path == WALK_OUTPUT) {
		if (run_hook(w, FAM_BRIDGE, "output", false, true) && run_hook(w, FAM_BRIDGE, "postrouting", false, true))
			run_egress(w);
		return;
	}
	if (run_ingress(w) || !run_hook(w, FAM_BRIDGE, "prerouting", true, false))
		return;
	if (p->path == WALK_INPUT) {
		if (run_hook(w, FAM_BRIDGE, "input", true, false))
			ct_confirm(w);
		return;
	}
	if (!run_hook(w, FAM_BRIDGE, "forward", true, true) || !run_hook(w, FAM_BRIDGE, "postrouting", false, true))
		return;
	ct_confirm(w);
	run_egress(w);
}

/* ------------------------------------------------------------------ */
static const char *frame_line(struct walk *w)
{
	struct strbuf b = { 0 };

	frame_text(w->r, &w->p->f, &b);
	return walk_kept(w, &b);
}

static void conclude(struct walk *w)
{
	struct walk_report *o = w->out;
	struct packet *p = w->p;

	o->after = frame_line(w);
	o->bytes_after = p->f.b + p->f.nh;
	o->len_after = p->f.len - p->f.nh;
	o->mark = p->mark;
	o->path_end = p->path;
	if (!p->ct)
		return;
	o->has_ct = true;
	o->ct_mark = p->ct->mark;
	o->offloaded = p->ct->status & ST_OFFLOAD;
	if (p->ct->status & (ST_SRC_NAT | ST_DST_NAT)) {
		struct tuple sent;
		bool ports;

		ct_invert(&sent, &p->ct->tuple[1]);
		ports = sent.l4 == WALK_TCP || sent.l4 == WALK_UDP;
		if (p->ct->status & ST_SRC_NAT)
			o->snat = walk_end_text(w, &sent, false, ports);
		if (p->ct->status & ST_DST_NAT)
			o->dnat = walk_end_text(w, &sent, true, ports);
	}
	p->ct->since = p->ct->status & ST_OFFLOAD && !w->opt.no_fast_path ? w->now : p->ct->since;
}

const struct walk_report *walk_packet(struct walk *w, const char *text)
{
	struct packet *p = w->p;
	struct walk_report *o = region_new(w->r, struct walk_report);
	uint16_t proto = p->f.protocol;

	w->out = o;
	o->text = text;
	o->path = p->path;
	o->bridge = p->manner.bridge;
	o->family = proto == ETHERTYPE_IP4 ? "ip" : proto == ETHERTYPE_IP6 ? "ip6" : proto == ETHERTYPE_ARP ? "arp" : "other";
	frame_parse(&p->f);
	o->before = frame_line(w);
	o->len_before = p->f.len - p->f.nh;
	o->bytes_before = region_memdup(w->r, p->f.b + p->f.nh, o->len_before);
	o->end = WALK_ACCEPTED;
	vec_each(i, &p->assumed)
		vec_push(w->r, &o->assumed, p->assumed.v[i]);
	if (p->manner.bridge)
		walk_bridged(w);
	else if (proto == ETHERTYPE_ARP)
		walk_arp(w);
	else if (proto == ETHERTYPE_IP4 || proto == ETHERTYPE_IP6)
		walk_routed(w, proto == ETHERTYPE_IP4 ? FAM_IP : FAM_IP6);
	else if (p->path == WALK_OUTPUT)
		run_egress(w);
	else
		run_ingress(w);
	conclude(w);
	return o;
}

int walk_new(struct region *r, const struct ruleset *rs, const struct walk_options *opt, struct diag_sink *sink, struct walk **out)
{
	struct walk *w = region_new(r, struct walk);

	(void)sink;
	w->r = r;
	w->rs = rs;
	w->opt = *opt;
	w->now = opt->now_ns;
	w->exec = walk_exec;
	vec_each(i, &rs->tables)
		vec_each(k, &rs->tables.v[i]->chains)
			tally_chain(w, rs->tables.v[i]->chains.v[k]);
	*out = w;
	return 0;
}

void walk_address(struct walk *w, const char *device, enum family f, const uint8_t *addr, unsigned prefix)
{
	struct address a = { .device = region_strdup(w->r, device), .family = (uint8_t)f, .prefix = (uint8_t)prefix };

	memcpy(a.addr, addr, f == FAM_IP ? 4 : 16);
	vec_push(w->r, &w->addresses, a);
}

void walk_pass_time(struct walk *w, uint64_t ns)
{
	w->now += ns;
}

void walk_set_time(struct walk *w, uint64_t ns)
{
	w->now = ns;
}

uint64_t walk_time(const struct walk *w)
{
	return w->now;
}

/* ------------------------------------------------------------------ at the end */
static void tally_counters(struct walk *w, const struct code *c)
{
	struct walk_tally *t = &w->tallies.v[c->tally];

	t->counters.n = 0;
	vec_each(i, &c->rule->stmts) {
		const struct stmt *st = c->rule->stmts.v[i];
		struct walk_counter n = { 0 };

		if (st->id != S_COUNTER)
			continue;
		vec_each(k, &c->steps)
			if (c->steps.v[k].stmt == i)
				n.packets = walk_counted(w, c->steps.v[k].op, &n.bytes);
		n.packets += st->counter.packets;
		n.bytes += st->counter.bytes;
		vec_push(w->r, &t->counters, n);
	}
}

uint32_t walk_tallies(struct walk *w, const struct walk_tally **out)
{
	vec_each(i, &w->all)
		for (uint32_t k = 0; k < w->all.v[i]->n; k++)
			tally_counters(w, &w->all.v[i]->rules[k]);
	*out = w->tallies.v;
	return w->tallies.n;
}

const char *walk_end_name(enum walk_end e)
{
	static const char *const names[] = { "accept", "drop", "reject", "stolen", "queue" };

	return names[e];
}

const char *walk_path_name(enum walk_path p)
{
	static const char *const names[] = { "auto", "input", "forward", "output" };

	return names[p];
}
