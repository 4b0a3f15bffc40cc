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

	c->family = f == FAM_IP || f == FAM_IP6 ? f : FAM_INET;	/* those of netdev: either */
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

static bool names_device(const char *pattern, const char *device)
{
	size_t n = strlen(pattern);

	return n && pattern[n - 1] == '*' ? !strncmp(pattern, device, n - 1) : !strcmp(pattern, device);
}

bool ff_chain_on(const struct ff_chain *c, const char *device)
{
	vec_each(i, &c->chain->devices)
		if (names_device(c->chain->devices.v[i], device))
			return true;
	return false;
}

/* Base chains at a hook of devices, on some device of @ft; at ingress those that run before it. */
static bool runs_beside(const struct chain *chain, const struct flowtable *ft, enum ff_stage stage)
{
	const struct ff_chain probe = { .chain = chain };

	if (!chain->is_base || !chain->hook || strcmp(chain->hook, stage == FF_INGRESS ? "ingress" : "egress"))
		return false;
	if (stage == FF_INGRESS && chain->prio.value >= ft->prio.value)
		return false;
	vec_each(i, &ft->devices)
		if (ff_chain_on(&probe, ft->devices.v[i]))
			return true;
	return false;
}

static void find_beside(struct ff_compiler *c, enum ff_stage stage)
{
	const struct flowtable *ft = c->out->flowtable;
	VEC(const struct chain *) found = { 0 };

	c->stage = stage;
	memset(&c->chain_of, 0, sizeof(c->chain_of));	/* a chain may be jumped to at ingress and at egress */
	vec_each(i, &c->rs->tables)
		vec_each(k, &c->rs->tables.v[i]->chains)
			if (runs_beside(c->rs->tables.v[i]->chains.v[k], ft, stage))
				vec_push(c->r, &found, c->rs->tables.v[i]->chains.v[k]);
	if (found.n)
		qsort(found.v, found.n, sizeof(*found.v), by_turn);
	vec_each(i, &found) {
		if (stage == FF_INGRESS)
			vec_push(c->r, &c->out->ingress, ff_chain_for(c, found.v[i]));
		else
			vec_push(c->r, &c->out->egress, ff_chain_for(c, found.v[i]));
	}
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
	struct ff_compiler c = { .r = r, .out = &prog, .refusals = refusals, .stage = FF_FORWARD_STAGE, .dry = true };
	uint32_t had = refusals->n;

	compile_rule(&c, &out);
	return refusals->n == had ? 0 : -EOPNOTSUPP;
}

int ff_compile_devices(struct region *r, const struct ruleset *rs, struct ff_program *p, ff_refusals *refusals)
{
	struct ff_compiler c = { .r = r, .rs = rs, .out = p, .refusals = refusals };
	const struct ff_program was = *p;
	uint32_t had = refusals->n;

	for (enum ff_stage stage = FF_INGRESS; stage <= FF_EGRESS; stage++) {
		uint32_t first = p->chains.n;

		if (stage == FF_FORWARD_STAGE)
			continue;
		find_beside(&c, stage);
		for (uint32_t i = first; i < p->chains.n; i++)
			compile_chain(&c, p->chains.v[i]);
	}
	note_rewritten(p);
	if (refusals->n == had)
		return 0;
	*p = was;
	return -EOPNOTSUPP;
}

int ff_compile(struct region *r, const struct ruleset *rs, const struct flowtable *ft, struct ff_program *out, ff_refusals *refusals)
{
	struct ff_compiler c = { .r = r, .rs = rs, .out = out, .refusals = refusals, .stage = FF_FORWARD_STAGE };
	uint32_t had = refusals->n;

	*out = (struct ff_program){ .flowtable = ft };
	find_bases(&c, ft);
	for (uint32_t i = 0; i < out->chains.n; i++)	/* grows as chains are jumped to */
		compile_chain(&c, out->chains.v[i]);
	note_rewritten(out);
	return refusals->n == had ? 0 : -EOPNOTSUPP;
}
