/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last use: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int last_check(struct check *c, struct stmt *s)
{
	(void)c;
	(void)s;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void last_print(struct printer *p, const struct stmt *s)
{
	prs(p, "last");
	if (p->stateless)
		return;
	prs(p, " used ");
	if (s->last.set)
		print_duration(p, s->last.used);
	else
		prs(p, "never");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *last_json(struct json_out *o, const struct stmt *s)
{
	if (o->stateless || !s->last.set)
		return jout_one("last", json_null());
	return jout_one("last", jout_one("used", jout_u64(s->last.used)));
}

/* ---------------------------------------------------------------- netlink out */

static int last_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_last);

	op_set(op, NFTA_LAST_SET, s->last.set);
	op_set(op, NFTA_LAST_MSECS, s->last.used);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int last_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_LAST);

	s->last.set = op_get(op, NFTA_LAST_SET);
	s->last.used = op_get(op, NFTA_LAST_MSECS);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int last_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *last_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_last];
}

const struct stmt_ops last_stmt_ops = {
	.name = "last",
	/* check */
	.check = last_check,

	/* text out */
	.print = last_print,

	/* JSON out */
	.json = last_json,

	/* netlink out */
	.gen = last_gen,

	/* simulate */
	.exec = last_exec,
	.row = last_row,
};
