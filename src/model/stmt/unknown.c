/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a newer kernel: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int unknown_check(struct check *c, struct stmt *s)
{
	return check_fail(c, s->loc, "this statement is not understood and cannot be written back");
}

/* ---------------------------------------------------------------- text out */

static void unknown_print(struct printer *p, const struct stmt *s)
{
	pr(p, "unknown %s", s->unknown.text ? s->unknown.text : "statement");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *unknown_json(struct json_out *o, const struct stmt *s)
{
	(void)o;
	return jout_one("unknown", jout_text(s->unknown.text));
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int unknown_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_UNSURE);
}

static const struct stmt_row *unknown_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_unknown];
}

const struct stmt_ops unknown_stmt_ops = {
	.name = "unknown",
	/* check */
	.check = unknown_check,

	/* text out */
	.print = unknown_print,

	/* JSON out */
	.json = unknown_json,

	/* netlink out */

	/* simulate */
	.exec = unknown_exec,
	.row = unknown_row,
};
