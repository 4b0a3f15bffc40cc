/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hashes: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void hash_print(struct printer *p, const struct expr *e)
{
	if (e->hash.type == NFT_HASH_SYM) {
		prs(p, "symhash");
	} else {
		prs(p, "jhash ");
		print_expr(p, e->hash.arg);
	}
	pr(p, " mod %u", e->hash.mod);
	if (e->hash.has_seed)
		pr(p, " seed 0x%x", e->hash.seed);
	if (e->hash.offset)
		pr(p, " offset %u", e->hash.offset);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops hash_expr_ops = {
	.name = "hash",
	/* check */

	/* text out */
	.print = hash_print,

	/* netlink out */

	/* simulate */
};
