/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"

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

/* ---------------------------------------------------------------- netlink out */

static int value_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	return gen_load(g, e, dreg, expr_bytes(e), ORDER_NONE);
}

/* ---------------------------------------------------------------- netlink in */

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

	/* netlink out */
	.gen = value_gen,

	/* simulate */
	.eval = value_eval,
};
