/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotas: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int quota_check(struct check *c, struct stmt *s)
{
	(void)c;
	(void)s;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void quota_print(struct printer *p, const struct stmt *s)
{
	prs(p, "quota ");
	print_quota_spec(p, &s->quota);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *quota_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = json_object();

	jout_put_quota(o, j, &s->quota);
	return jout_one("quota", j);
}

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

int quota_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_QUOTA);

	s->quota.bytes = op_get(op, NFTA_QUOTA_BYTES);
	s->quota.used = op_get(op, NFTA_QUOTA_CONSUMED);
	s->quota.over = op_get(op, NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int quota_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_LIMITED);
}

static const struct stmt_row *quota_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_quota];
}

const struct stmt_ops quota_stmt_ops = {
	.name = "quota",
	/* check */
	.check = quota_check,

	/* text out */
	.print = quota_print,

	/* JSON out */
	.json = quota_json,

	/* netlink out */
	.gen = quota_gen,

	/* simulate */
	.exec = quota_exec,
	.row = quota_row,
};
