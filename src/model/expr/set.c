/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Braces: anonymous sets and maps: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
/* Where a set may stand, its place asks for it (check_anon_set); everywhere else it is one too many. */
static int set_check(struct check *c, struct expr **ep)
{
	if (c->in_value)
		return check_fail(c, (*ep)->loc, "you cannot specify a set here, unknown value to use");
	return check_fail(c, (*ep)->loc, "a set cannot stand here");
}

/* ---------------------------------------------------------------- text out */

static void set_print(struct printer *p, const struct expr *e)
{
	prs(p, "{ ");
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, ", ");
		print_expr(p, e->list.items.v[i]);
	}
	prs(p, e->list.items.n ? " }" : "}");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *set_json(struct json_out *o, const struct expr *e)
{
	json_t *list = json_array();

	vec_each(i, &e->list.items)
		json_array_append_new(list, jout_expr(o, e->list.items.v[i]));
	return jout_one("set", list);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops set_expr_ops = {
	.name = "set",
	/* check */
	.check = set_check,

	/* text out */
	.print = set_print,

	/* JSON out */
	.json = set_json,

	/* netlink out */

	/* simulate */
};
