/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

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

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops meter_stmt_ops = {
	.name = "meter",
	/* check */

	/* text out */
	.print = meter_print,

	/* netlink out */

	/* simulate */
};
