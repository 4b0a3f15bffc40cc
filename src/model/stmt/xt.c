/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xtables extensions: every face of the kind. */
#include "model/check_ctx.h"
#include "model/json.h"
#include <linux/netfilter/nf_tables_compat.h>

#include "model/faces.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/decode.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int xt_check(struct check *c, struct stmt *s)
{
	return check_fail(c, s->loc, "unsupported xtables compat expression, use iptables-nft with this ruleset");
}

/* ---------------------------------------------------------------- text out */

static void xt_print(struct printer *p, const struct stmt *s)
{
	pr(p, "xt %s \"%s\"", s->xt.kind, s->xt.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *xt_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = jout_one("type", jout_text(s->xt.kind));

	(void)o;
	jout_put(j, "name", jout_text(s->xt.name));
	return jout_one("xt", j);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

int xt_match_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_XT);

	s->xt.kind = "match";
	s->xt.name = op_has(op, NFTA_MATCH_NAME) ? (const char *)op->a[NFTA_MATCH_NAME].data : "";
	return 0;
}

int xt_target_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_XT);

	s->xt.kind = "target";
	s->xt.name = op_has(op, NFTA_TARGET_NAME) ? (const char *)op->a[NFTA_TARGET_NAME].data : "";
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int xt_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_UNSURE);
}

static const struct stmt_row *xt_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_xt];
}

const struct stmt_ops xt_stmt_ops = {
	.name = "xt",
	/* check */
	.check = xt_check,

	/* text out */
	.print = xt_print,

	/* JSON out */
	.json = xt_json,

	/* netlink out */

	/* simulate */
	.exec = xt_exec,
	.row = xt_row,
};
