/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdict statements and verdict maps: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int verdict_check(struct check *c, struct stmt *s)
{
	struct expr *e;
	int ret = check_expr_as(c, &s->verdict.expr, check_want_type(&verdict_type, ORDER_HOST, 0));

	if (ret)
		return ret;
	e = s->verdict.expr;
	if (e->id == E_VERDICT)
		return 0;
	if (e->id != E_MAP || !e->map.mappings->setref.set->is_vmap)
		return check_fail(c, e->loc, "datatype mismatch: expected netfilter verdict, expression has type %s", check_type_text(c, e));
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void verdict_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->verdict.expr);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *verdict_json(struct json_out *o, const struct stmt *s)
{
	return jout_expr(o, s->verdict.expr);
}

/* ---------------------------------------------------------------- netlink out */

static int verdict_gen(struct gen *g, const struct stmt *s)
{
	return gen_expr(g, s->verdict.expr, GEN_VERDICT);
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int verdict_exec(struct sim *s, const struct stmt *st)
{
	const struct expr *e = st->verdict.expr;
	const struct set *set;
	int64_t i;

	s->chain = NULL;
	s->block = NULL;
	if (e->id == E_VERDICT) {
		s->verdict = e->verdict.code;
		s->chain = e->verdict.chain;
		s->block = e->verdict.block;
		return SIM_VERDICT;
	}
	if (e->id != E_MAP || e->map.mappings->id != E_SETREF)
		return SIM_BREAK;
	set = e->map.mappings->setref.set;
	i = sim_lookup(s, e->map.arg, set);
	if (i == SIM_MISS || i == SIM_BROKEN)
		return SIM_BREAK;
	if (i == SIM_SOME) {	/* elements are not known: whatever ends the packet's way */
		s->verdict = sim_choose(s, true, 2) ? NF_DROP : NF_ACCEPT;
		return SIM_VERDICT;
	}
	if (!set->elems.e[i].more)
		return SIM_BREAK;
	s->verdict = set->elems.e[i].more->verdict;
	s->chain = set->elems.e[i].more->chain;
	return SIM_VERDICT;
}

static const struct stmt_row *verdict_row(const struct stmt *st)
{
	static const uint8_t rows[] = {
		[-NFT_CONTINUE] = STROW_continue, [-NFT_JUMP] = STROW_jump, [-NFT_GOTO] = STROW_goto, [-NFT_RETURN] = STROW_return,
	};
	int32_t code;

	if (st->verdict.expr->id != E_VERDICT)
		return &stmt_rows[STROW_vmap];
	code = st->verdict.expr->verdict.code;
	if (code < 0 && code >= NFT_RETURN)
		return &stmt_rows[rows[-code]];
	return &stmt_rows[code == NF_ACCEPT ? STROW_accept : code == NF_QUEUE ? STROW_queue : STROW_drop];
}

const struct stmt_ops verdict_stmt_ops = {
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
	.exec = verdict_exec,
	.row = verdict_row,
};
