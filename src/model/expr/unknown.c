/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of a newer kernel: every face of the kind. */
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unknown_print(struct printer *p, const struct expr *e)
{
	pr(p, "unknown %s", e->unknown.text ? e->unknown.text : "expression");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *unknown_json(struct json_out *o, const struct expr *e)
{
	(void)o;
	return jout_one("unknown", jout_text(e->unknown.text));
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops unknown_expr_ops = {
	.name = "unknown",
	/* check */

	/* text out */
	.print = unknown_print,

	/* JSON out */
	.json = unknown_json,

	/* netlink out */

	/* simulate */
	.eval = sim_eval_read,
};
