/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte order conversions: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unary_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->unary.arg);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int unary_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	return gen_load(g, e->unary.arg, dreg, expr_bytes(e), e->unary.ntoh ? ORDER_HOST : ORDER_NET);
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

/* Values are numbers here, whatever their order in a register. */
static int unary_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	return sim_eval(s, e->unary.arg, out);
}

const struct expr_ops unary_expr_ops = {
	.name = "unary",
	/* check */

	/* text out */
	.print = unary_print,

	/* JSON out */

	/* netlink out */
	.gen = unary_gen,

	/* simulate */
	.eval = unary_eval,
};
