/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotas: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void quota_print(struct printer *p, const struct stmt *s)
{
	prs(p, "quota ");
	print_quota_spec(p, &s->quota);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops quota_stmt_ops = {
	.name = "quota",
	/* check */

	/* text out */
	.print = quota_print,

	/* netlink out */

	/* simulate */
};
