/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing table look-ups: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void fib_print(struct printer *p, const struct expr *e)
{
	const struct key_row *row = e->fib.check ? key_by_name(fib_keys, n_fib_keys, "check") : key_by_id(fib_keys, n_fib_keys, e->fib.result);

	prs(p, "fib ");
	print_flags(p, fib_flags, e->fib.flags, " . ");
	pr(p, " %s", row ? row->sel.name : "unknown");
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int fib_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_fib);

	gen_set_reg(op, NFTA_FIB_DREG, dreg);
	op_set(op, NFTA_FIB_RESULT, e->fib.result);
	op_set(op, NFTA_FIB_FLAGS, e->fib.flags | (e->fib.check ? NFTA_FIB_F_PRESENT : 0));
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops fib_expr_ops = {
	.name = "fib",
	/* check */

	/* text out */
	.print = fib_print,

	/* JSON out */

	/* netlink out */
	.gen = fib_gen,

	/* simulate */
	.eval = sim_eval_read,
};
