/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow add: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void flow_print(struct printer *p, const struct stmt *s)
{
	pr(p, "flow add @%s", s->flow.table ? s->flow.table : "");
}

/* ---------------------------------------------------------------- JSON out */

/* ---------------------------------------------------------------- netlink out */

static int flow_gen(struct gen *g, const struct stmt *s)
{
	op_set_str(g->r, gen_op(g, OP_flow_offload), NFTA_FLOW_TABLE_NAME, s->flow.table);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int flow_exec(struct sim *s, const struct stmt *st)
{
	return s->env->flow(s, st);
}

static const struct stmt_row *flow_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_flow];
}

const struct stmt_ops flow_stmt_ops = {
	.name = "flow",
	/* check */

	/* text out */
	.print = flow_print,

	/* JSON out */

	/* netlink out */
	.gen = flow_gen,

	/* simulate */
	.exec = flow_exec,
	.row = flow_row,
};
