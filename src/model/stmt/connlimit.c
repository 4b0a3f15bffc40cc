/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connection counts: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void connlimit_print(struct printer *p, const struct stmt *s)
{
	pr(p, "ct count %s%u", s->connlimit.over ? "over " : "", s->connlimit.count);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops connlimit_stmt_ops = {
	.name = "connlimit",
	/* check */

	/* text out */
	.print = connlimit_print,

	/* netlink out */

	/* simulate */
};
