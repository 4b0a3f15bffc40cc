/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connection counts: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int connlimit_check(struct check *c, struct stmt *s)
{
	(void)c;
	(void)s;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void connlimit_print(struct printer *p, const struct stmt *s)
{
	pr(p, "ct count %s%u", s->connlimit.over ? "over " : "", s->connlimit.count);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *connlimit_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = jout_one("val", json_integer(s->connlimit.count));

	(void)o;
	if (s->connlimit.over)
		jout_put(j, "inv", json_true());
	return jout_one("ct count", j);
}

/* ---------------------------------------------------------------- netlink out */

static int connlimit_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_connlimit);

	op_set(op, NFTA_CONNLIMIT_COUNT, s->connlimit.count);
	op_set(op, NFTA_CONNLIMIT_FLAGS, s->connlimit.over ? NFT_CONNLIMIT_F_INV : 0);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int connlimit_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_CONNLIMIT);

	s->connlimit.count = (uint32_t)op_get(op, NFTA_CONNLIMIT_COUNT);
	s->connlimit.over = op_get(op, NFTA_CONNLIMIT_FLAGS) & NFT_CONNLIMIT_F_INV;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int connlimit_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_LIMITED);
}

static const struct stmt_row *connlimit_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_connlimit];
}

const struct stmt_ops connlimit_stmt_ops = {
	.name = "connlimit",
	/* check */
	.check = connlimit_check,

	/* text out */
	.print = connlimit_print,

	/* JSON out */
	.json = connlimit_json,

	/* netlink out */
	.gen = connlimit_gen,

	/* simulate */
	.exec = connlimit_exec,
	.row = connlimit_row,
};
