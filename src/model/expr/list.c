/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma lists of flags: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void list_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, ",");
		if (e->list.items.v[i]->flags & EXPR_NEGATED)
			prs(p, "! ");
		print_expr(p, e->list.items.v[i]);
	}
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

/* Flags, or'ed. */
static int list_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	struct sim_value item;

	vec_each(i, &e->list.items) {
		int err = sim_eval(s, e->list.items.v[i], &item);

		if (err)
			return err;
		wide_or(out->data, item.data, SIM_BYTES);
	}
	return 0;
}

const struct expr_ops list_expr_ops = {
	.name = "list",
	/* check */

	/* text out */
	.print = list_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
	.eval = list_eval,
};
