/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set elements: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
static int elem_check(struct check *c, struct expr **ep)
{
	return check_fail(c, (*ep)->loc, "an element cannot stand outside a set");
}

/* ---------------------------------------------------------------- text out */

static void elem_print(struct printer *p, const struct expr *e)
{
	if (e->elem.catchall)
		prs(p, "*");
	else
		print_expr(p, e->elem.key);
	if (e->elem.info)
		print_elem_info(p, e->elem.info);
	if (e->elem.data) {
		prs(p, " : ");
		print_expr(p, e->elem.data);
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *elem_json(struct json_out *o, const struct expr *e)
{
	json_t *key = e->elem.catchall ? json_string("*") : jout_expr(o, e->elem.key), *pair;

	key = jout_with_info(o, key, e->elem.info);
	if (!e->elem.data)
		return key;
	pair = json_array();
	json_array_append_new(pair, key);
	json_array_append_new(pair, jout_expr(o, e->elem.data));
	return pair;
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops elem_expr_ops = {
	.name = "elem",
	/* check */
	.check = elem_check,

	/* text out */
	.print = elem_print,

	/* JSON out */
	.json = elem_json,

	/* netlink out */

	/* simulate */
};
