/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Number generators: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void numgen_print(struct printer *p, const struct expr *e)
{
	pr(p, "numgen %s mod %u", e->numgen.type == NFT_NG_RANDOM ? "random" : "inc", e->numgen.mod);
	if (e->numgen.offset)
		pr(p, " offset %u", e->numgen.offset);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops numgen_expr_ops = {
	.name = "numgen",
	/* check */

	/* text out */
	.print = numgen_print,

	/* netlink out */

	/* simulate */
};
