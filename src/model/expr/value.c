/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int value_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;

	if (e->type)
		return 0;
	if (!c->want.type)
		return check_fail(c, e->loc, "No symbol type information");
	e->type = c->want.type;
	e->order = c->want.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void value_print(struct printer *p, const struct expr *e)
{
	print_value_expr(p, e, " | ");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *value_json(struct json_out *o, const struct expr *e)
{
	return jout_value_expr(o, e, JOUT_OR);
}

/* ---------------------------------------------------------------- netlink out */

static int value_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	return gen_load(g, e, dreg, expr_bytes(e), ORDER_NONE);
}

/* ---------------------------------------------------------------- netlink in */

/* The chain that `jump { ... }` made; those that are not sent yet are used in turn. */
static struct chain *block_of(struct decode *d, const char *name)
{
	struct chain *c;

	while (d->rule && d->block_next < d->rule->blocks.n) {
		c = d->rule->blocks.v[d->block_next++];
		if (c->name && !strcmp(c->name, name))
			return c;
	}
	c = d->table ? table_chain(d->table, name) : NULL;
	return c && c->binding ? c : NULL;
}

/* A verdict ends the rule here; anything else waits in a register for what uses it. */
int immediate_decode(struct decode *d, const struct op *op)
{
	const struct op_val *v = &op->a[NFTA_IMMEDIATE_DATA];
	struct stmt *s;

	if (!v->set)
		return decode_unknown(d, op);
	if (!v->is_verdict) {
		decode_load_bytes(d, op, NFTA_IMMEDIATE_DREG, v->data, v->len);
		return 0;
	}
	s = decode_stmt(d, S_VERDICT);
	s->verdict.expr = expr_verdict(d->r, s->loc, (int32_t)v->num, v->chain);
	s->verdict.expr->verdict.block = v->chain ? block_of(d, v->chain) : NULL;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int value_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	(void)s;
	sim_from_bytes(out->data, e->value.data, e->bits, sim_is_string(e->type));
	return 0;
}

const struct expr_ops value_expr_ops = {
	.name = "value",
	/* check */
	.check = value_check,

	/* text out */
	.print = value_print,

	/* JSON out */
	.json = value_json,

	/* netlink out */
	.gen = value_gen,

	/* simulate */
	.eval = value_eval,
};
