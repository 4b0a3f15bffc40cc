/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Concatenations: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int concat_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	unsigned saved = g->next_reg, end = dreg + gen_bytes(e) / 4, at = dreg;
	int err = 0;

	if (end > GEN_REGS)
		return gen_fail(g, e->loc, "this is longer than the %u bytes of registers that the kernel has", GEN_REGS * 4);
	if (g->next_reg < end)
		g->next_reg = end;
	for (uint32_t i = 0; !err && i < e->list.items.n; i++) {
		const struct expr *part = e->list.items.v[i];

		err = gen_load(g, part, at, expr_bytes(part), ORDER_NONE);
		at += (expr_bytes(part) + 3) / 4;
	}
	g->next_reg = saved;
	return err;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops concat_expr_ops = {
	.name = "concat",
	/* check */

	/* text out */

	/* netlink out */
	.gen = concat_gen,

	/* simulate */
};
