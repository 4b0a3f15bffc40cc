/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unknown_print(struct printer *p, const struct stmt *s)
{
	pr(p, "unknown %s", s->unknown.text ? s->unknown.text : "statement");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops unknown_stmt_ops = {
	.name = "unknown",
	/* check */

	/* text out */
	.print = unknown_print,

	/* netlink out */

	/* simulate */
};
