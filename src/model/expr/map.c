/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int map_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct set *set;
	unsigned saved = g->next_reg, sreg = dreg;
	struct op *op;
	int err = gen_set(g, e->map.mappings, &set);

	if (!err && dreg == GEN_VERDICT)
		err = gen_alloc_for(g, e->map.arg, &sreg);
	if (!err)
		err = gen_load_key(g, e->map.arg, set, sreg);
	g->next_reg = saved;
	if (err)
		return err;
	op = gen_op(g, OP_lookup);
	gen_set_reg(op, NFTA_LOOKUP_SREG, sreg);
	gen_set_reg(op, NFTA_LOOKUP_DREG, dreg);
	gen_set_ref(g, op, NFTA_LOOKUP_SET, NFTA_LOOKUP_SET_ID, set);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops map_expr_ops = {
	.name = "map",
	/* check */

	/* text out */

	/* netlink out */
	.gen = map_gen,

	/* simulate */
};
