/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the fast_fwd chains of a flowtable to struct ff_program. */
#include "fastpath/compile.h"

#include <errno.h>
#include <stdlib.h>

#include "base/diag.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- rules */
static void refuse(struct ff_compiler *c, const struct stmt *st, const struct ff_refusal_row *row)
{
	struct ff_refusal no = { .rule = c->rule->rule, .stmt = st, .why = row->why, .instead = row->instead };

	vec_push(c->r, c->refusals, no);
}

static bool refuse_stmts(struct ff_compiler *c, const struct rule *rule)
{
	bool refused = false;

	vec_each(i, &rule->stmts) {
		const struct ff_refusal_row *row = ff_refuse_stmt(rule->stmts.v[i]);

		if (row) {
			refuse(c, rule->stmts.v[i], row);
			refused = true;
		}
	}
	return refused;
}

static void compile_ops(struct ff_compiler *c, const struct rule *rule, const struct ops *ops)
{
	enum family f = c->rule->chain->chain->table->family;

	c->family = f == FAM_IP || f == FAM_IP6 ? f : FAM_INET;
	c->l4proto = -1;
	c->dead = false;
	for (uint32_t i = 0; i < ops->v.n && !c->dead; i++) {
		const struct ff_refusal_row *why = NULL;

		c->stmt = rule->stmts.v[ops->v.v[i]->stmt];
		if (ff_compile_op(c, ops->v.v[i], &why)) {
			refuse(c, c->stmt, why);
			return;
		}
	}
}

/* Registers are checked once, here. */
static bool fits(const struct ff_insn *in)
{
	unsigned len = (in->op == FF_map ? in->set->data_len : in->len), key = in->op == FF_map ? in->set->key_len : in->len;

	return in->dreg * 4u + (len + 3) / 4 * 4 <= FF_REGS * 4 && in->sreg * 4u + (key + 3) / 4 * 4 <= FF_REGS * 4 &&
	       in->sreg2 * 4u + (len + 3) / 4 * 4 <= FF_REGS * 4;
}

static void compile_rule(struct ff_compiler *c, struct ff_rule *out)
{
	struct diag_sink sink = { .region = c->r };
	struct ops ops = { 0 };

	c->rule = out;
	if (refuse_stmts(c, out->rule))
		return;
	if (gen_rule(c->r, out->rule, &ops, &sink)) {
		refuse(c, out->rule->stmts.n ? out->rule->stmts.v[0] : NULL, &ff_bad[FF_BAD_op]);
		return;
	}
	compile_ops(c, out->rule, &ops);
	vec_each(i, &out->insns) {
		const struct ff_insn *in = &out->insns.v[i];

		if (!fits(in)) {
			refuse(c, in->stmt, &ff_bad[FF_BAD_op]);
			return;
		}
		out->packet |= in->packet;
		if (in->op == FF_input)
			c->out->inputs |= 1u << in->input;
		if (in->op == FF_counter)
			c->out->inputs |= 1u << FF_IN_length;
		if (in->op == FF_header || in->op == FF_mangle || in->op == FF_write)
			c->out->headers |= (uint8_t)(1u << in->header);
	}
	c->out->packet |= out->packet;
}

/* ---------------------------------------------------------------- chains */
static void compile_chain(struct ff_compiler *c, struct ff_chain *out)
{
	vec_each(i, &out->chain->rules) {
		struct ff_rule *rule = region_new(c->r, struct ff_rule);

		rule->id = c->out->rules.n;
		rule->rule = out->chain->rules.v[i];
		rule->index = i;
		rule->chain = out;
		vec_push(c->r, &c->out->rules, rule);
		vec_push(c->r, &out->rules, rule);
		compile_rule(c, rule);
	}
}

static int by_turn(const void *a, const void *b)
{
	const struct chain *x = *(const struct chain *const *)a, *y = *(const struct chain *const *)b;

	if (x->prio.value != y->prio.value)
		return x->prio.value < y->prio.value ? -1 : 1;
	if (x->seq != y->seq)	/* the newest first */
		return x->seq > y->seq ? -1 : 1;
	return 0;
}

static void find_bases(struct ff_compiler *c, const struct flowtable *ft)
{
	VEC(const struct chain *) bases = { 0 };

	vec_each(i, &ft->table->chains) {
		const struct chain *chain = ft->table->chains.v[i];

		if (chain->is_base && chain->fast_fwd && !strcmp(chain->fast_fwd, ft->name))
			vec_push(c->r, &bases, chain);
	}
	if (bases.n)
		qsort(bases.v, bases.n, sizeof(*bases.v), by_turn);
	vec_each(i, &bases)
		vec_push(c->r, &c->out->bases, ff_chain_for(c, bases.v[i]));
}

/* ---------------------------------------------------------------- what rules before change of what rules behind read */
static uint64_t span(const struct ff_insn *in)
{
	return ((in->len < 64 ? 1ull << in->len : 0) - 1) << in->offset;
}

static void note_rewritten(struct ff_program *p)
{
	uint64_t written[2] = { 0 };

	vec_each(i, &p->rules)
		vec_each(k, &p->rules.v[i]->insns) {
			const struct ff_insn *in = &p->rules.v[i]->insns.v[k];

			if (in->op == FF_mangle || in->op == FF_write)
				written[ff_headers[in->header].transport] |= span(in);
		}
	vec_each(i, &p->rules)
		vec_each(k, &p->rules.v[i]->insns) {
			const struct ff_insn *in = &p->rules.v[i]->insns.v[k];

			if (in->op == FF_header && (written[ff_headers[in->header].transport] & span(in)))
				p->rules.v[i]->rewritten = true;
		}
}

int ff_check_rule(struct region *r, const struct rule *rule, ff_refusals *refusals)
{
	struct ff_chain chain = { .chain = rule->chain };
	struct ff_rule out = { .rule = rule, .chain = &chain };
	struct ff_program prog = { 0 };
	struct ff_compiler c = { .r = r, .out = &prog, .refusals = refusals, .dry = true };
	uint32_t had = refusals->n;

	compile_rule(&c, &out);
	return refusals->n == had ? 0 : -EOPNOTSUPP;
}

int ff_compile(struct region *r, const struct ruleset *rs, const struct flowtable *ft, struct ff_program *out, ff_refusals *refusals)
{
	struct ff_compiler c = { .r = r, .rs = rs, .out = out, .refusals = refusals };
	uint32_t had = refusals->n;

	*out = (struct ff_program){ .flowtable = ft };
	find_bases(&c, ft);
	for (uint32_t i = 0; i < out->chains.n; i++)	/* grows as chains are jumped to */
		compile_chain(&c, out->chains.v[i]);
	note_rewritten(out);
	return refusals->n == had ? 0 : -EOPNOTSUPP;
}
