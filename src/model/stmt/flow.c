/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow add: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int flow_check(struct check *c, struct stmt *s)
{
	struct loc loc = s->flow.ref ? s->flow.ref->loc : s->loc;

	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, s->loc, "flow add is only supported in ip, ip6 and inet tables");
	if (!check_find_flowtable(c, s->flow.table))
		return check_perhaps_missing(c, loc, CHECK_NEAR_FLOWTABLE, s->flow.table);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void flow_print(struct printer *p, const struct stmt *s)
{
	pr(p, "flow add @%s", s->flow.table ? s->flow.table : "");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *flow_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = jout_one("op", json_string("add"));

	(void)o;
	jout_put(j, "flowtable", jout_ref(s->flow.table));
	return jout_one("flow", j);
}

/* ---------------------------------------------------------------- netlink out */

static int flow_gen(struct gen *g, const struct stmt *s)
{
	op_set_str(g->r, gen_op(g, OP_flow_offload), NFTA_FLOW_TABLE_NAME, s->flow.table);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int flow_decode(struct decode *d, const struct op *op)
{
	struct stmt *s;

	if (!op_has(op, NFTA_FLOW_TABLE_NAME))
		return decode_unknown(d, op);
	s = decode_stmt(d, S_FLOW);
	s->flow.table = (const char *)op->a[NFTA_FLOW_TABLE_NAME].data;
	return 0;
}

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
	.check = flow_check,

	/* text out */
	.print = flow_print,

	/* JSON out */
	.json = flow_json,

	/* netlink out */
	.gen = flow_gen,

	/* simulate */
	.exec = flow_exec,
	.row = flow_row,
};
