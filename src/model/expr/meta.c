/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meta keys: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void meta_print(struct printer *p, const struct expr *e)
{
	if (e->meta.inner)
		pr(p, "%s ", e->meta.inner->name);
	pr(p, "%s%s", e->meta.row->flags & KEY_LIST_BARE ? "" : "meta ", e->meta.row->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops meta_expr_ops = {
	.name = "meta",
	/* check */

	/* text out */
	.print = meta_print,

	/* netlink out */

	/* simulate */
};
