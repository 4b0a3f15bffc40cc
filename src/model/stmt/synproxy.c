/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synproxy: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int synproxy_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_synproxy);

	op_set(op, NFTA_SYNPROXY_MSS, s->synproxy.mss);
	op_set(op, NFTA_SYNPROXY_WSCALE, s->synproxy.wscale);
	op_set(op, NFTA_SYNPROXY_FLAGS, s->synproxy.flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int synproxy_exec(struct sim *s, const struct stmt *st)
{
	return s->env->act(s, st);
}

static const struct stmt_row *synproxy_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_synproxy];
}

const struct stmt_ops synproxy_stmt_ops = {
	.name = "synproxy",
	/* check */

	/* text out */

	/* netlink out */
	.gen = synproxy_gen,

	/* simulate */
	.exec = synproxy_exec,
	.row = synproxy_row,
};
