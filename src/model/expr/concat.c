/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Concatenations: every face of the kind. */
#include <string.h>

#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void concat_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, " . ");
		print_expr(p, e->list.items.v[i]);
	}
}

/* ---------------------------------------------------------------- JSON out */

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

/* The parts as elements of a set hold them: each padded at its end to 4 bytes. */
static int concat_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	out->blob = true;
	vec_each(i, &e->list.items) {
		const struct expr *part = e->list.items.v[i];
		unsigned bytes = expr_bytes(part);
		struct sim_value v;
		int err = sim_eval(s, part, &v);

		if (err)
			return err;
		if (v.broken || bytes > SIM_BYTES || out->len + bytes + 3 > sizeof(out->data)) {
			out->broken = true;
			return 0;
		}
		memcpy(out->data + out->len, sim_is_string(part->type) ? v.data : v.data + SIM_BYTES - bytes, bytes);
		out->len += (bytes + 3) / 4 * 4;
	}
	return 0;
}

const struct expr_ops concat_expr_ops = {
	.name = "concat",
	/* check */

	/* text out */
	.print = concat_print,

	/* JSON out */

	/* netlink out */
	.gen = concat_gen,

	/* simulate */
	.eval = concat_eval,
};
