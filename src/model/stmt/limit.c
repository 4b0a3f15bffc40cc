/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rate limits: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void limit_print(struct printer *p, const struct stmt *s)
{
	prs(p, "limit ");
	print_limit_spec(p, &s->limit, false);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops limit_stmt_ops = {
	.name = "limit",
	/* check */

	/* text out */
	.print = limit_print,

	/* netlink out */

	/* simulate */
};
