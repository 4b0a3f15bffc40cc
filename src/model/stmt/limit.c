/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rate limits: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int limit_check(struct check *c, struct stmt *s)
{
	if (!s->limit.rate)
		return check_fail(c, s->loc, "limit rate must be at least 1");
	if (s->limit.has_burst && !s->limit.burst && !s->limit.bytes)
		return check_fail(c, s->loc, "packet limit burst must be > 0");
	limit_spec_complete(&s->limit);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void limit_print(struct printer *p, const struct stmt *s)
{
	prs(p, "limit ");
	print_limit_spec(p, &s->limit, false);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *limit_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = json_object();

	(void)o;
	jout_put_limit(j, &s->limit);
	return jout_one("limit", j);
}

/* ---------------------------------------------------------------- netlink out */

static int limit_gen(struct gen *g, const struct stmt *s)
{
	uint64_t burst = s->limit.burst;
	struct op *op = gen_op(g, OP_limit);

	if (burst > UINT32_MAX)
		return gen_fail(g, s->loc, "a burst of more than %u bytes is not possible", UINT32_MAX);
	op_set(op, NFTA_LIMIT_RATE, s->limit.rate);
	op_set(op, NFTA_LIMIT_UNIT, s->limit.unit);
	op_set(op, NFTA_LIMIT_BURST, burst);
	op_set(op, NFTA_LIMIT_TYPE, s->limit.bytes ? NFT_LIMIT_PKT_BYTES : NFT_LIMIT_PKTS);
	op_set(op, NFTA_LIMIT_FLAGS, s->limit.over ? NFT_LIMIT_F_INV : 0);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int limit_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_LIMIT);

	s->limit.rate = op_get(op, NFTA_LIMIT_RATE);
	s->limit.unit = op_get(op, NFTA_LIMIT_UNIT);
	s->limit.burst = op_get(op, NFTA_LIMIT_BURST);
	s->limit.bytes = op_get(op, NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES;
	s->limit.over = op_get(op, NFTA_LIMIT_FLAGS) & NFT_LIMIT_F_INV;
	s->limit.has_burst = s->limit.burst != 0;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int limit_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_LIMITED);
}

static const struct stmt_row *limit_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_limit];
}

const struct stmt_ops limit_stmt_ops = {
	.name = "limit",
	/* check */
	.check = limit_check,

	/* text out */
	.print = limit_print,

	/* JSON out */
	.json = limit_json,

	/* netlink out */
	.gen = limit_gen,

	/* simulate */
	.exec = limit_exec,
	.row = limit_row,
};
