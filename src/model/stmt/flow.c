/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow add: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void flow_print(struct printer *p, const struct stmt *s)
{
	pr(p, "flow add @%s", s->flow.table ? s->flow.table : "");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops flow_stmt_ops = {
	.name = "flow",
	/* check */

	/* text out */
	.print = flow_print,

	/* netlink out */

	/* simulate */
};
