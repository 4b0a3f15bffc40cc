/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma lists of flags: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int list_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *v;
	int ret;

	if (!c->want.type)
		return check_fail(c, e->loc, "No symbol type information");
	if (c->want.key || !check_is_bitmask(c->want.type))
		return check_fail(c, e->loc, "Basetype of type %s is not bitmask: several values are a set, { a, b }",
				  c->want.key ? check_spec_text(c, c->want.key) : c->want.type->desc);
	vec_each(i, &e->list.items) {
		ret = check_expr(c, &e->list.items.v[i]);
		if (ret)
			return ret;
		v = e->list.items.v[i];
		if (v->id != E_VALUE)
			return check_fail(c, v->loc, "List member must be a constant");
	}
	e->type = c->want.type;
	e->bits = c->want.bits;
	e->order = c->want.order;
	if (c->in_value || c->in_elem)
		*ep = check_fold_list(c, e);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void list_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, ",");
		if (e->list.items.v[i]->flags & EXPR_NEGATED)
			prs(p, "! ");
		print_expr(p, e->list.items.v[i]);
	}
	if (!e->list.items.n)	/* none of the flags */
		prs(p, "0x0");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *list_json(struct json_out *o, const struct expr *e)
{
	json_t *list = json_array();

	vec_each(i, &e->list.items)
		json_array_append_new(list, jout_expr(o, e->list.items.v[i]));
	if (e->list.items.n)
		return list;
	json_decref(list);
	return json_integer(0);	/* none of the flags */
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

/* Flags, or'ed. */
static int list_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	struct sim_value item;

	vec_each(i, &e->list.items) {
		int err = sim_eval(s, e->list.items.v[i], &item);

		if (err)
			return err;
		wide_or(out->data, item.data, SIM_BYTES);
	}
	return 0;
}

const struct expr_ops list_expr_ops = {
	.name = "list",
	/* check */
	.check = list_check,

	/* text out */
	.print = list_print,

	/* JSON out */
	.json = list_json,

	/* netlink out */

	/* simulate */
	.eval = list_eval,
};
