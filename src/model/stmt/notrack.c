/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notrack: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int notrack_check(struct check *c, struct stmt *s)
{
	(void)c;
	(void)s;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void notrack_print(struct printer *p, const struct stmt *s)
{
	(void)s;
	prs(p, "notrack");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *notrack_json(struct json_out *o, const struct stmt *s)
{
	(void)o;
	(void)s;
	return jout_one("notrack", json_null());
}

/* ---------------------------------------------------------------- netlink out */

static int notrack_gen(struct gen *g, const struct stmt *s)
{
	(void)s;
	gen_op(g, OP_notrack);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int notrack_decode(struct decode *d, const struct op *op)
{
	(void)op;
	decode_stmt(d, S_NOTRACK);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int notrack_exec(struct sim *s, const struct stmt *st)
{
	return s->env->act(s, st);
}

static const struct stmt_row *notrack_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_notrack];
}

const struct stmt_ops notrack_stmt_ops = {
	.name = "notrack",
	/* check */
	.check = notrack_check,

	/* text out */
	.print = notrack_print,

	/* JSON out */
	.json = notrack_json,

	/* netlink out */
	.gen = notrack_gen,

	/* simulate */
	.exec = notrack_exec,
	.row = notrack_row,
};
