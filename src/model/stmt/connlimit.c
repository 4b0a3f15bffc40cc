/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connection counts: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int connlimit_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_connlimit);

	op_set(op, NFTA_CONNLIMIT_COUNT, s->connlimit.count);
	op_set(op, NFTA_CONNLIMIT_FLAGS, s->connlimit.over ? NFT_CONNLIMIT_F_INV : 0);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops connlimit_stmt_ops = {
	.name = "connlimit",
	/* check */

	/* text out */

	/* netlink out */
	.gen = connlimit_gen,

	/* simulate */
};
