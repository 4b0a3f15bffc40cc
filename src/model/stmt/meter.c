/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void meter_print(struct printer *p, const struct stmt *s)
{
	bool stateless = p->stateless;

	pr(p, "meter %s", s->meter.name ? s->meter.name : "");
	if (s->meter.size)
		pr(p, " size %u", s->meter.size);
	prs(p, " { ");
	print_expr(p, s->meter.key);
	p->stateless = true;
	vec_each(i, &s->meter.stmts) {
		prs(p, " ");
		print_stmt(p, s->meter.stmts.v[i]);
	}
	p->stateless = stateless;
	prs(p, " }");
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int meter_gen(struct gen *g, const struct stmt *s)
{
	const struct table *t = g->rule ? g->rule->table : NULL;
	const struct set *set = t ? table_set(t, s->meter.name) : NULL;
	struct op *op;
	unsigned key;
	int err;

	if (!set)
		return gen_fail(g, s->loc, "there is no set for the meter %s", s->meter.name);
	err = gen_alloc_for(g, s->meter.key, &key);
	if (!err)
		err = gen_load_key(g, s->meter.key, set, key);
	if (err)
		return err;
	op = gen_op(g, OP_dynset);
	gen_set_ref(g, op, NFTA_DYNSET_SET_NAME, NFTA_DYNSET_SET_ID, set);
	op_set(op, NFTA_DYNSET_OP, NFT_DYNSET_OP_ADD);
	gen_set_reg(op, NFTA_DYNSET_SREG_KEY, key);
	return gen_dynset_stmts(g, op, s->meter.stmts.v, s->meter.stmts.n);
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int meter_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_LIMITED);
}

static const struct stmt_row *meter_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_meter];
}

const struct stmt_ops meter_stmt_ops = {
	.name = "meter",
	/* check */

	/* text out */
	.print = meter_print,

	/* JSON out */

	/* netlink out */
	.gen = meter_gen,

	/* simulate */
	.exec = meter_exec,
	.row = meter_row,
};
