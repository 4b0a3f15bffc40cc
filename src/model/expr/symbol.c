/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unresolved words: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void symbol_print(struct printer *p, const struct expr *e)
{
	pr(p, e->symbol.form == SYM_STRING ? "\"%s\"" : "%s", e->symbol.text);
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops symbol_expr_ops = {
	.name = "symbol",
	/* check */

	/* text out */
	.print = symbol_print,

	/* JSON out */

	/* netlink out */

	/* simulate */
};
