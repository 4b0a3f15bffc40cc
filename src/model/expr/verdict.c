/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* `jump { ... }`: the rules of the chain that has no name. */
static void verdict_print_block(struct printer *p, const struct chain *c)
{
	prs(p, "{\n");
	p->indent++;
	vec_each(i, &c->rules) {
		for (unsigned t = 0; t <= p->indent; t++)
			prs(p, "\t");
		print_rule(p, c->rules.v[i]);
		if (p->handles)
			pr(p, " # handle %llu", (unsigned long long)c->rules.v[i]->handle);
		prs(p, "\n");
	}
	p->indent--;
	for (unsigned t = 0; t <= p->indent; t++)
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

/* ---------------------------------------------------------------- netlink out */

static int verdict_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct chain *block = e->verdict.block;
	struct op *op = gen_op(g, OP_immediate);

	gen_set_reg(op, NFTA_IMMEDIATE_DREG, dreg);
	op_set_verdict(g->r, op, NFTA_IMMEDIATE_DATA, e->verdict.code, block ? block->name : e->verdict.chain);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops verdict_expr_ops = {
	.name = "verdict",
	/* check */

	/* text out */
	.print = verdict_print,

	/* JSON out */

	/* netlink out */
	.gen = verdict_gen,

	/* simulate */
};
