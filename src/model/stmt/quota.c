/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotas: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int quota_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_quota);

	op_set(op, NFTA_QUOTA_BYTES, s->quota.bytes);
	op_set(op, NFTA_QUOTA_CONSUMED, s->quota.used);
	op_set(op, NFTA_QUOTA_FLAGS, s->quota.over ? NFT_QUOTA_F_INV : 0);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops quota_stmt_ops = {
	.name = "quota",
	/* check */

	/* text out */

	/* netlink out */
	.gen = quota_gen,

	/* simulate */
};
