/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xtables extensions: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void xt_print(struct printer *p, const struct stmt *s)
{
	pr(p, "xt %s \"%s\"", s->xt.kind, s->xt.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops xt_stmt_ops = {
	.name = "xt",
	/* check */

	/* text out */
	.print = xt_print,

	/* netlink out */

	/* simulate */
};
