/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int block_check(struct check *c, struct expr *e)
{
	return c->check_block ? c->check_block(c, e->verdict.block) : check_fail(c, e->loc, "a block of rules cannot stand here");
}

static int verdict_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct dtype *want = c->want.type;

	if (c->want.key || (want && want->cls != DT_VERDICT))
		return check_fail2(c, e->loc, c->want.by, "datatype mismatch, expected %s, expression has type netfilter verdict",
				   c->want.key ? check_spec_text(c, c->want.key) : want->desc);
	e->type = &verdict_type;
	e->order = ORDER_HOST;
	if (e->verdict.block)
		return block_check(c, e);
	if (e->verdict.chain)
		return check_jump(c, e->loc, e->verdict.chain);
	return 0;
}

/* ---------------------------------------------------------------- text out */

/* `jump { ... }`: the rules of the chain that has no name. */
static void verdict_print_block(struct printer *p, const struct chain *c)
{
	prs(p, "{\n");
	p->indent++;
	vec_each(i, &c->rules) {
		for (unsigned t = 0; t < p->indent; t++)
			prs(p, "\t");
		print_rule(p, c->rules.v[i]);
		prs(p, "\n");
	}
	p->indent--;
	for (unsigned t = 0; t < p->indent; t++)
		prs(p, "\t");
	prs(p, "}");
}

static const char *verdict_word(int32_t code)
{
	switch (code) {
	case NF_ACCEPT:
		return "accept";
	case NF_DROP:
		return "drop";
	case NFT_CONTINUE:
		return "continue";
	case NFT_BREAK:
		return "break";
	case NFT_JUMP:
		return "jump";
	case NFT_GOTO:
		return "goto";
	case NFT_RETURN:
		return "return";
	case NF_QUEUE:
		return "queue";
	}
	return NULL;
}

static void verdict_print(struct printer *p, const struct expr *e)
{
	const char *word = verdict_word(e->verdict.code);

	if (word)
		prs(p, word);
	else
		pr(p, "unknown verdict value %d", e->verdict.code);
	if (e->verdict.code != NFT_JUMP && e->verdict.code != NFT_GOTO)
		return;
	prs(p, " ");
	if (e->verdict.block)
		verdict_print_block(p, e->verdict.block);
	else
		prs(p, e->verdict.chain ? e->verdict.chain : "");
}

/* ---------------------------------------------------------------- JSON out */

/* `jump { ... }`: the rules of the chain that has no name stand where the target would. */
static json_t *block_json(struct json_out *o, const struct chain *c)
{
	json_t *rules = json_array();

	vec_each(i, &c->rules) {
		const struct rule *r = c->rules.v[i];
		json_t *rule = json_object();

		if (r->comment)
			jout_put(rule, "comment", jout_text(r->comment));
		jout_put(rule, "expr", jout_stmts(o, r->stmts.v, r->stmts.n));
		json_array_append_new(rules, rule);
	}
	return jout_one("rules", rules);
}

json_t *jout_verdict(struct json_out *o, int32_t code, const char *chain, const struct chain *block)
{
	const char *word = verdict_word(code);
	json_t *to = NULL;

	if (code == NFT_JUMP || code == NFT_GOTO)
		to = block ? block_json(o, block) : jout_one("target", jout_text(chain));
	return jout_one(word ? word : "unknown", to ? to : json_null());
}

static json_t *verdict_json(struct json_out *o, const struct expr *e)
{
	return jout_verdict(o, e->verdict.code, e->verdict.chain, e->verdict.block);
}

/* ---------------------------------------------------------------- netlink out */

static int verdict_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct chain *block = e->verdict.block;
	struct op *op = gen_op(g, OP_immediate);

	gen_set_reg(op, NFTA_IMMEDIATE_DREG, dreg);
	op_set_verdict(g->r, op, NFTA_IMMEDIATE_DATA, e->verdict.code, block ? block->name : e->verdict.chain);
	op->a[NFTA_IMMEDIATE_DATA].binding = block != NULL;
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops verdict_expr_ops = {
	.name = "verdict",
	/* check */
	.check = verdict_check,

	/* text out */
	.print = verdict_print,

	/* JSON out */
	.json = verdict_json,

	/* netlink out */
	.gen = verdict_gen,

	/* simulate */
};
