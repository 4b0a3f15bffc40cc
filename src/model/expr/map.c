/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static bool mappings_are_verdicts(const struct expr *m)
{
	if (m->id == E_SETREF)
		return m->setref.set && m->setref.set->is_vmap;
	if (m->id == E_SET && m->list.items.n) {
		const struct expr *first = m->list.items.v[0];

		return first->id == E_ELEM && first->elem.data && first->elem.data->id == E_VERDICT;
	}
	return false;
}

static void map_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->map.arg);
	prs(p, mappings_are_verdicts(e->map.mappings) ? " vmap " : " map ");
	print_expr(p, e->map.mappings);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops map_expr_ops = {
	.name = "map",
	/* check */

	/* text out */
	.print = map_print,

	/* netlink out */

	/* simulate */
};
