/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains as code. Jumps are followed beforehand: every rule stands once for each way that leads to it, at a position of its own,
 * and all control goes to higher positions. The positions are written out up to three times:
 *   all	every rule in its order: for small programs, and where a connection has too many rules to remember
 *   learn	the tests that a connection decides, which list the positions that may matter to it
 *   some	the positions of a list only, found by halves
 * Each is cut into functions, as jumps reach 32,767 instructions and calls reach anywhere. */
#include "fastpath/bpf/emit_plan.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define SEGMENT		12000	/* instructions, about, of one function */
#define INLINE_SIZE	300	/* up to which rules stand in the main function */

/* ---------------------------------------------------------------- flattening */
struct flat { struct emit *e; struct plan *plan; };

static void flatten_chain(struct flat *f, const struct ff_chain *c, const uint32_t *ret, const uint32_t *end, bool uncertain, bool ends_there);

static struct inst *add_inst(struct flat *f, enum inst_kind kind, const uint32_t *ret, const uint32_t *end, bool uncertain)
{
	struct plan *p = f->plan;

	vec_push(f->e->r, &p->inst, ((struct inst){ .kind = kind, .ret = ret, .end = end, .uncertain = uncertain }));
	return &p->inst.v[p->inst.n - 1];
}

static const struct ff_insn *last_insn(const struct ff_rule *rule)
{
	return rule->insns.n ? &rule->insns.v[rule->insns.n - 1] : NULL;
}

static bool goes_to_chain(const struct ff_verdict *v)
{
	return v->code == NFT_JUMP || v->code == NFT_GOTO;
}

static bool rule_known(const struct ff_rule *rule)
{
	vec_each(i, &rule->insns)
		if (!insn_is_conn(rule, &rule->insns.v[i]))
			return false;
	return true;
}

static void take_verdicts(struct flat *f, struct inst *in)
{
	const struct ff_insn *last = last_insn(in->rule);

	if (last && last->op == FF_verdict) {
		in->verdicts = region_memdup(f->e->r, &last->verdict, sizeof(last->verdict));
		in->n_verdicts = 1;
	} else if (last && last->op == FF_vmap) {
		in->n_verdicts = vmap_verdicts(f->e->r, last->set, &in->verdicts);
	}
	in->targets = region_alloc(f->e->r, (in->n_verdicts + 1) * sizeof(*in->targets));
}

static void flatten_rule(struct flat *f, const struct ff_rule *rule, const uint32_t *ret, const uint32_t *end, bool uncertain, bool last, bool ends_there)
{
	struct inst *in = add_inst(f, I_RULE, ret, end, uncertain);
	uint32_t *next = region_alloc(f->e->r, sizeof(*next)), n, left = 0, *targets;
	struct ff_verdict *verdicts;
	bool inner;

	in->rule = rule;
	in->next = next;
	in->known = rule_known(rule);
	take_verdicts(f, in);
	inner = uncertain || !in->known;
	verdicts = in->verdicts;	/* the vector of instances moves */
	targets = in->targets;
	n = in->n_verdicts;
	for (uint32_t i = 0; i < n; i++)
		left += goes_to_chain(&verdicts[i]);
	for (uint32_t i = 0; i < n; i++) {
		if (!goes_to_chain(&verdicts[i]))
			continue;
		left--;
		targets[i] = f->plan->inst.n;
		if (verdicts[i].code == NFT_JUMP)
			flatten_chain(f, verdicts[i].target, next, end, inner, !left);
		else
			flatten_chain(f, verdicts[i].target, ret, end, inner, !left && last && ends_there);
	}
	*next = f->plan->inst.n;
}

/* @ends_there: @ret is the position right behind the chain. */
static void flatten_chain(struct flat *f, const struct ff_chain *c, const uint32_t *ret, const uint32_t *end, bool uncertain, bool ends_there)
{
	vec_each(i, &c->rules) {
		if (f->plan->inst.n >= POS_MAX)
			return;
		flatten_rule(f, c->rules.v[i], ret, end, uncertain, i + 1 == c->rules.n, ends_there);
	}
	if (!ends_there)
		add_inst(f, I_GOTO, ret, end, uncertain);
}

/* Those of netdev see both families, on the devices that they name; what comes to their end is dropped if their policy says so. */
static void flatten_base(struct flat *f, const struct ff_chain *c, enum ff_stage stage)
{
	uint32_t *end = region_alloc(f->e->r, sizeof(*end)), *policy = c->drops ? region_alloc(f->e->r, sizeof(*policy)) : end;

	if (stage != FF_FORWARD_STAGE)
		add_inst(f, I_DEVICE, end, end, false)->chain = c;
	else if (c->family != FAM_INET)
		add_inst(f, I_FAMILY, end, end, false)->nfproto = c->family == FAM_IP ? NFPROTO_IPV4 : NFPROTO_IPV6;
	flatten_chain(f, c, policy, end, false, true);
	*policy = f->plan->inst.n;
	if (c->drops)
		add_inst(f, I_DROP, end, end, false);
	*end = f->plan->inst.n;
}

static const struct ff_chain *stage_chain(const struct emit *e, enum ff_stage stage, uint32_t i)
{
	const struct ff_program *p = e->p;

	if (stage == FF_FORWARD_STAGE)
		return i < p->bases.n ? p->bases.v[i] : NULL;
	if (stage == FF_INGRESS)
		return i < p->ingress.n ? p->ingress.v[i] : NULL;
	return i < p->egress.n ? p->egress.v[i] : NULL;
}

bool emit_has_stage(const struct emit *e, enum ff_stage stage)
{
	return stage_chain(e, stage, 0);
}

int emit_chain_plan(struct emit *e)
{
	for (enum ff_stage stage = FF_INGRESS; stage <= FF_EGRESS; stage++) {
		struct plan *p = region_alloc(e->r, sizeof(*p));
		struct flat f = { e, p };
		const struct ff_chain *c;

		e->plans[stage] = e->plan = p;
		for (uint32_t i = 0; (c = stage_chain(e, stage, i)); i++)
			flatten_base(&f, c, stage);
		if (p->inst.n >= POS_MAX) {
			e->why = "more than 65,519 rules after all jumps are followed";
			return -E2BIG;
		}
		if (stage == FF_FORWARD_STAGE)
			emit_memo_plan(e, p);
	}
	return 0;
}

/* ---------------------------------------------------------------- code of one position */
enum mode { MODE_ALL, MODE_LEARN, MODE_SOME, MODE_EFFECT };

struct pending { uint32_t pos; label l; };
struct writer {
	struct emit *e;
	struct plan *plan;
	enum mode mode;
	uint32_t pos, listed;		/* listed: 1 + the position that is in the list when control comes here */
	label drop, done;		/* of this function */
	label rest;			/* MODE_SOME: behind the rule */
	VEC(struct pending) pending;	/* positions jumped to that are still to come */
};

static label label_of(struct writer *w, uint32_t pos)
{
	vec_each(i, &w->pending)
		if (w->pending.v[i].pos == pos)
			return w->pending.v[i].l;
	vec_push(w->e->r, &w->pending, ((struct pending){ pos, asm_label(w->e->a) }));
	return w->pending.v[w->pending.n - 1].l;
}

static void go(struct writer *w, uint32_t pos)
{
	struct asm_buf *a = w->e->a;

	if (w->mode != MODE_SOME) {
		asm_jump(a, label_of(w, pos));
		return;
	}
	if (w->plan->skips && pos != w->pos + 1)
		asm_storei(a, W32, R7, S(cur), (int32_t)pos);
	asm_jump(a, w->rest);
}

/* This position may matter to the connection. */
static void append(struct writer *w)
{
	struct asm_buf *a = w->e->a;
	label full = asm_label(a), on = asm_label(a);

	if (w->listed == w->pos + 1)
		return;
	w->listed = w->pos + 1;
	asm_load(a, W32, R1, R7, S(n_list));
	asm_ifi(a, BPF_JGT, R1, LIST_MAX - 2, full);
	asm_mov(a, R2, R1);
	asm_alui(a, BPF_ADD, R1, 1);
	asm_store(a, W32, R7, S(n_list), R1);
	asm_alui(a, BPF_LSH, R2, 1);
	asm_alu(a, BPF_ADD, R2, R7);
	asm_storei(a, W16, R2, S(list), (int32_t)w->pos);
	asm_jump(a, on);
	asm_place(a, full);
	asm_storei(a, W32, R7, S(overflow), 1);
	asm_place(a, on);
}

static void do_verdict(struct writer *w, const struct inst *in, uint32_t i)
{
	const struct ff_verdict *v = &in->verdicts[i];

	switch (v->code) {
	case NF_ACCEPT:		go(w, *in->end); return;
	case NFT_RETURN:	go(w, *in->ret); return;
	case NFT_JUMP: case NFT_GOTO:
		go(w, in->targets[i]);
		return;
	case NF_DROP:
		if (w->mode == MODE_EFFECT) {
			emit_memo_drop(w->e);
			asm_jump(w->e->a, w->done);
			return;
		}
		if (w->mode == MODE_LEARN)
			append(w);
		asm_jump(w->e->a, w->mode == MODE_LEARN ? w->done : w->drop);
		return;
	}
	go(w, *in->next);
}

static void do_vmap(struct writer *w, const struct inst *in, const struct ff_insn *insn, label fail)
{
	struct asm_buf *a = w->e->a;

	emit_vmap(w->e, insn->set, S_REG(insn->sreg), fail);
	for (uint32_t i = 0; i < in->n_verdicts; i++) {
		label other = asm_label(a);
		uint32_t listed = w->listed;

		asm_ifi(a, BPF_JNE, R8, (int32_t)i, other);
		do_verdict(w, in, i);
		w->listed = listed;
		asm_place(a, other);
	}
	asm_jump(a, fail);
}

/* One that is no verdict, and the test behind it where that is part of it. Returns the last one. */
static uint32_t put_insn(struct writer *w, const struct ff_rule *rule, uint32_t i, label fail)
{
	const struct ff_insn *insn = &rule->insns.v[i];

	if (insn_is_test(rule, i)) {
		emit_test(w->e, insn, insn + 1, fail);
		return i + 1;
	}
	if (w->mode == MODE_EFFECT && insn_is_effect(insn))
		emit_effect(w->e, insn);
	else
		emit_insn(w->e, insn, fail);
	return i;
}

/* Where the rule is listed for a connection: tests before that have told all that they can. */
static uint32_t listed_at(const struct inst *in)
{
	vec_each(i, &in->rule->insns) {
		const struct ff_insn *insn = &in->rule->insns.v[i];

		if (!insn_is_conn(in->rule, insn) || insn_is_effect(insn) || insn->op == FF_verdict || insn->op == FF_vmap)
			return i;
	}
	return in->rule->insns.n;
}

/* The rule as it runs. */
static void run_rule(struct writer *w, const struct inst *in, label fail)
{
	uint64_t known = w->mode == MODE_SOME ? insns_known(in->rule, listed_at(in)) : 0;

	for (uint32_t i = 0; i < in->rule->insns.n; i++) {
		const struct ff_insn *insn = &in->rule->insns.v[i];

		if (i < 64 && known >> i & 1)
			continue;
		if (insn->op == FF_verdict)
			do_verdict(w, in, 0);
		else if (insn->op == FF_vmap)
			do_vmap(w, in, insn, fail);
		else
			i = put_insn(w, in->rule, i, fail);
	}
}

/* Lists the rule if the connection does not rule it out; goes on where it would, as far as the connection decides that. */
static void learn_rule(struct writer *w, const struct inst *in, label fail)
{
	for (uint32_t i = 0; i < in->rule->insns.n; i++) {
		const struct ff_insn *insn = &in->rule->insns.v[i];
		bool conn = insn_is_conn(in->rule, insn), verdict = insn->op == FF_verdict || insn->op == FF_vmap;

		if (w->listed != w->pos + 1 && (!conn || insn_is_effect(insn) || (verdict && in->uncertain))) {
			if (conn && insn->op == FF_vmap)
				emit_vmap(w->e, insn->set, S_REG(insn->sreg), fail);
			append(w);
		}
		if (!conn || (verdict && in->uncertain))
			return;		/* all that may follow is looked at */
		if (insn->op == FF_verdict)
			do_verdict(w, in, 0);
		else if (insn->op == FF_vmap)
			do_vmap(w, in, insn, fail);
		else if (!insn_is_effect(insn))
			i = put_insn(w, in->rule, i, fail);
	}
}

static void put_device_test(struct writer *w, const struct inst *in)
{
	struct asm_buf *a = w->e->a;
	const struct cg_options *opt = w->e->opt;
	label on = asm_label(a);

	asm_load(a, W32, R1, R7, w->e->stage == FF_INGRESS ? S_IN(FF_IN_iif) : S_IN(FF_IN_oif));
	for (uint32_t i = 0; i < opt->n_devices; i++)
		if (ff_chain_on(in->chain, opt->devices[i].name))
			asm_ifi(a, BPF_JEQ, R1, (int32_t)opt->devices[i].ifindex, on);
	asm_jump(a, label_of(w, *in->end));
	asm_place(a, on);
}

/* All that comes to the end of the chain is dropped. What a packet decides may still go past it, so learning goes on behind it. */
static void put_policy(struct writer *w)
{
	struct asm_buf *a = w->e->a;

	if (w->mode == MODE_LEARN) {
		append(w);
		return;
	}
	if (w->mode == MODE_EFFECT)
		emit_memo_drop(w->e);
	asm_jump(a, w->mode == MODE_EFFECT ? w->done : w->drop);
}

static void put_inst(struct writer *w, const struct inst *in)
{
	struct asm_buf *a = w->e->a;
	label here = asm_label(a), fail;

	switch (in->kind) {
	case I_FAMILY:
		if (w->mode == MODE_SOME)
			return;
		emit_nfproto(w->e, in->nfproto, label_of(w, *in->end));
		return;
	case I_DEVICE:
		put_device_test(w, in);
		return;
	case I_DROP:
		put_policy(w);
		return;
	case I_GOTO:
		if (w->mode != MODE_LEARN || !in->uncertain)
			go(w, *in->ret);
		else
			append(w);
		return;
	case I_RULE:
		fail = *in->next == w->pos + 1 || w->mode == MODE_SOME ? here : label_of(w, *in->next);
		if (w->mode == MODE_LEARN)
			learn_rule(w, in, fail);
		else
			run_rule(w, in, fail);
		if (w->mode == MODE_SOME && w->plan->skips && *in->next != w->pos + 1) {
			/* a rule that comes to its end without a verdict does not stand before chains */
			asm_place(a, here);
			asm_storei(a, W32, R7, S(cur), (int32_t)*in->next);
			return;
		}
		asm_place(a, here);
		return;
	}
}

static uint32_t estimate(const struct emit *e, const struct inst *in)
{
	uint32_t n = 30;

	if (in->kind == I_RULE)
		vec_each(i, &in->rule->insns)
			n += insn_estimate(e, &in->rule->insns.v[i]);
	return n + 6 * in->n_verdicts;
}

/* ---------------------------------------------------------------- functions */
#define SUB_CONTINUE	0
#define SUB_DROP	1
#define SUB_DONE	2

static void begin_sub(struct writer *w, label sub)
{
	struct asm_buf *a = w->e->a;
	label there = asm_label(a);

	asm_place_sub(a, sub);
	asm_ifi(a, BPF_JNE, R1, 0, there);	/* it always is, which the verifier does not know of a function that it looks at alone */
	asm_movi(a, R0, SUB_CONTINUE);
	asm_exit(a);
	asm_place(a, there);
	asm_mov(a, R7, R1);
	w->drop = asm_label(a);
	w->done = asm_label(a);
}

static void end_sub(struct writer *w)
{
	struct asm_buf *a = w->e->a;

	asm_movi(a, R0, SUB_CONTINUE);
	asm_exit(a);
	asm_place(a, w->drop);
	asm_movi(a, R0, SUB_DROP);
	asm_exit(a);
	asm_place(a, w->done);
	asm_movi(a, R0, SUB_DONE);
	asm_exit(a);
}

static void place_pending(struct writer *w, uint32_t pos)
{
	vec_each(i, &w->pending)
		if (w->pending.v[i].pos == pos) {
			asm_place(w->e->a, w->pending.v[i].l);
			vec_remove(&w->pending, i);
			return;
		}
}

/* Jumps to where this function does not reach: the place is noted, and the next function goes there. */
static void leave_segment(struct writer *w, uint32_t next)
{
	struct asm_buf *a = w->e->a;
	label out = asm_label(a);

	asm_storei(a, W32, R7, S(cur), (int32_t)next);
	asm_jump(a, out);
	vec_each(i, &w->pending) {
		asm_place(a, w->pending.v[i].l);
		asm_storei(a, W32, R7, S(cur), (int32_t)w->pending.v[i].pos);
		asm_jump(a, out);
	}
	asm_place(a, out);
}

static void enter_segment(struct writer *w, uint32_t first)
{
	struct asm_buf *a = w->e->a;

	if (w->pending.n)
		asm_load(a, W32, R1, R7, S(cur));
	vec_each(i, &w->pending) {
		if (w->pending.v[i].pos == first)
			continue;
		w->pending.v[i].l = asm_label(a);
		asm_ifi(a, BPF_JEQ, R1, (int32_t)w->pending.v[i].pos, w->pending.v[i].l);
	}
	vec_each(i, &w->pending)
		if (w->pending.v[i].pos == first) {	/* falls through to it */
			vec_remove(&w->pending, i);
			break;
		}
}

static uint32_t segment_end(const struct emit *e, const struct plan *p, uint32_t lo)
{
	uint32_t hi = lo, n = 0;

	while (hi < p->inst.n && (hi == lo || n + estimate(e, &p->inst.v[hi]) < SEGMENT))
		n += estimate(e, &p->inst.v[hi++]);
	return hi;
}

static void put_linear(struct emit *e, enum mode mode, const struct segment *seg, uint32_t n)
{
	struct writer w = { .e = e, .plan = e->plan, .mode = mode };

	for (uint32_t s = 0; s < n; s++) {
		begin_sub(&w, seg[s].sub);
		enter_segment(&w, seg[s].lo);
		for (w.pos = seg[s].lo; w.pos < seg[s].hi; w.pos++) {
			place_pending(&w, w.pos);
			put_inst(&w, &w.plan->inst.v[w.pos]);
		}
		if (s + 1 < n) {
			leave_segment(&w, seg[s].hi);
		} else {
			vec_each(i, &w.pending)
				asm_place(e->a, w.pending.v[i].l);
		}
		end_sub(&w);
	}
}

/* R8 = the next position of the list. */
static void next_of_list(struct asm_buf *a)
{
	asm_load(a, W32, R1, R7, S(at));
	asm_alui(a, BPF_ADD, R1, 1);
	asm_store(a, W32, R7, S(at), R1);
	asm_alui(a, BPF_AND, R1, LIST_MAX - 1);
	asm_alui(a, BPF_LSH, R1, 1);
	asm_alu(a, BPF_ADD, R1, R7);
	asm_load(a, W16, R8, R1, S(list));
}

static void put_some(struct writer *w, uint32_t lo, uint32_t hi)
{
	struct asm_buf *a = w->e->a;
	uint32_t mid = lo + (hi - lo) / 2;
	label right, out;

	if (hi - lo == 1) {
		w->pos = lo;
		w->rest = asm_label(a);
		if (w->plan->skips) {
			asm_load(a, W32, R1, R7, S(cur));
			asm_ifi(a, BPF_JGT, R1, (int32_t)lo, w->rest);
		}
		put_inst(w, &w->plan->inst.v[lo]);
		asm_place(a, w->rest);
		next_of_list(a);
		return;
	}
	right = asm_label(a);
	out = asm_label(a);
	asm_ifi(a, BPF_JGE, R8, (int32_t)mid, right);
	put_some(w, lo, mid);
	asm_ifi(a, BPF_JGE, R8, (int32_t)hi, out);
	asm_place(a, right);
	put_some(w, mid, hi);
	asm_place(a, out);
}

static void put_listed(struct emit *e, const struct segment *seg, uint32_t n)
{
	struct writer w = { .e = e, .plan = e->plan, .mode = MODE_SOME };

	for (uint32_t s = 0; s < n; s++) {
		begin_sub(&w, seg[s].sub);
		asm_load(e->a, W32, R8, R7, S(next));
		put_some(&w, seg[s].lo, seg[s].hi);
		asm_store(e->a, W32, R7, S(next), R8);
		end_sub(&w);
	}
}

static void put_subs(struct emit *e, struct plan *p)
{
	if (p->in_main)
		return;
	if (emit_memo_may_fail(p))
		put_linear(e, MODE_ALL, p->all.v, p->all.n);
	if (!p->cached)
		return;
	put_linear(e, p->pure ? MODE_EFFECT : MODE_LEARN, p->learn.v, p->learn.n);
	if (!p->pure)
		put_listed(e, p->some.v, p->some.n);
}

void emit_chain_subs(struct emit *e)
{
	for (e->stage = FF_INGRESS; e->stage <= FF_EGRESS; e->stage++) {
		e->plan = e->plans[e->stage];
		put_subs(e, e->plan);
	}
}

/* ---------------------------------------------------------------- in the main function */
static void call_linear(struct emit *e, struct segment *seg, uint32_t n, label drop)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a);

	asm_storei(a, W32, R7, S(cur), 0);
	for (uint32_t s = 0; s < n; s++) {
		asm_mov(a, R1, R7);
		asm_call_sub(a, seg[s].sub);
		asm_ifi(a, BPF_JEQ, R0, SUB_DROP, drop);
		asm_ifi(a, BPF_JEQ, R0, SUB_DONE, done);
	}
	asm_place(a, done);
}

/* Those that the list has rules of, found by halves. */
static void call_some(struct emit *e, const struct segment *seg, uint32_t lo, uint32_t hi)
{
	struct asm_buf *a = e->a;
	label over = asm_label(a);

	asm_load(a, W32, R1, R7, S(next));
	asm_ifi(a, BPF_JGE, R1, (int32_t)seg[hi - 1].hi, over);
	if (hi - lo == 1) {
		asm_mov(a, R1, R7);
		asm_call_sub(a, seg[lo].sub);
		asm_ifi(a, BPF_JEQ, R0, SUB_DROP, e->drop);
	} else {
		call_some(e, seg, lo, lo + (hi - lo) / 2);
		call_some(e, seg, lo + (hi - lo) / 2, hi);
	}
	asm_place(a, over);
}

static void call_listed(struct emit *e, struct segment *seg, uint32_t n)
{
	struct asm_buf *a = e->a;

	asm_storei(a, W32, R7, S(cur), 0);
	asm_storei(a, W32, R7, S(at), 0);
	asm_load(a, W16, R1, R7, S(list));
	asm_store(a, W32, R7, S(next), R1);
	call_some(e, seg, 0, n);
}

/* A few rules need no function. */
static void put_in_main(struct emit *e, struct plan *p)
{
	struct writer w = { .e = e, .plan = p, .mode = MODE_ALL, .drop = e->drop };

	for (w.pos = 0; w.pos < p->inst.n; w.pos++) {
		place_pending(&w, w.pos);
		put_inst(&w, &p->inst.v[w.pos]);
	}
	vec_each(i, &w.pending)
		asm_place(e->a, w.pending.v[i].l);
}

static void make_segments(struct emit *e, struct plan *p)
{
	for (uint32_t lo = 0, hi; lo < p->inst.n; lo = hi) {
		hi = segment_end(e, p, lo);
		vec_push(e->r, &p->all, ((struct segment){ asm_label(e->a), lo, hi }));
		if (!p->cached)
			continue;
		vec_push(e->r, &p->learn, ((struct segment){ asm_label(e->a), lo, hi }));
		vec_push(e->r, &p->some, ((struct segment){ asm_label(e->a), lo, hi }));
	}
}

static bool is_small(const struct emit *e, const struct plan *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->inst.n && n <= INLINE_SIZE; i++)
		n += estimate(e, &p->inst.v[i]);
	return n <= INLINE_SIZE;
}

static void call_by_list(struct emit *e, struct plan *p)
{
	struct asm_buf *a = e->a;
	label miss = asm_label(a), have = asm_label(a), learned = asm_label(a), some = asm_label(a), done = asm_label(a);

	emit_memo_recall(e, p, miss);
	asm_jump(a, have);
	asm_place(a, miss);
	emit_list_begin(e, p);
	call_linear(e, p->learn.v, p->learn.n, learned);
	asm_place(a, learned);
	emit_list_end(e, p);
	emit_memo_keep(e, p);
	asm_place(a, have);
	asm_load(a, W16, R1, R7, S(list));
	asm_ifi(a, BPF_JNE, R1, LIST_ALL, some);
	call_linear(e, p->all.v, p->all.n, e->drop);
	asm_jump(a, done);
	asm_place(a, some);
	call_listed(e, p->some.v, p->some.n);
	asm_place(a, done);
}

static void call_by_memo(struct emit *e, struct plan *p)
{
	struct asm_buf *a = e->a;
	label miss = asm_label(a), have = asm_label(a), learned = asm_label(a), memo = asm_label(a), done = asm_label(a);

	emit_memo_recall(e, p, miss);
	asm_jump(a, have);
	asm_place(a, miss);
	emit_memo_begin(e, p);
	call_linear(e, p->learn.v, p->learn.n, learned);
	asm_place(a, learned);
	emit_memo_keep(e, p);
	asm_place(a, have);
	if (emit_memo_may_fail(p)) {
		asm_load(a, W8, R1, R7, S(memo.all));
		asm_ifi(a, BPF_JEQ, R1, 0, memo);
		call_linear(e, p->all.v, p->all.n, e->drop);
		asm_jump(a, done);
	}
	asm_place(a, memo);
	emit_memo_do(e, p, done);
	asm_place(a, done);
}

void emit_chain_call(struct emit *e, enum ff_stage stage)
{
	struct plan *p = e->plans[stage];

	e->plan = p;
	e->stage = stage;
	if (!p->inst.n)
		return;
	p->in_main = !p->cached && is_small(e, p);
	if (p->in_main) {
		put_in_main(e, p);
		return;
	}
	make_segments(e, p);
	if (p->cached && p->pure)
		call_by_memo(e, p);
	else if (p->cached)
		call_by_list(e, p);
	else
		call_linear(e, p->all.v, p->all.n, e->drop);
}
