/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
static int range_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *from, *to;
	int ret, order;

	ret = check_expr(c, &e->range.from);
	if (ret)
		return ret;
	ret = check_expr(c, &e->range.to);
	if (ret)
		return ret;
	from = e->range.from;
	to = e->range.to;
	if (from->id != E_VALUE || to->id != E_VALUE)
		return check_fail(c, e->loc, "both ends of a range must be single constants");
	if (check_is_string(from->type) || check_is_string(to->type))
		return check_fail(c, e->loc, "Range expression is undefined for %s types", from->type->desc);
	if (from->bits != to->bits)
		return check_fail(c, e->loc, "both ends of a range must be of one type");
	e->type = from->type;
	e->bits = from->bits;
	e->order = from->order;
	order = memcmp(from->value.data, to->value.data, expr_bytes(from));
	if (order > 0) {
		if (e->type->cls != DT_HOUR)
			return check_fail(c, e->loc, "Range negative size");
		/* over midnight: everything but the hours between */
		e->range.from = to;
		e->range.to = from;
		e->flags |= EXPR_NEGATED;
	}
	if (!order) {
		from->loc = e->loc;
		*ep = from;
	}
	return 0;
}

/* ---------------------------------------------------------------- text out */

/* Several flags at once are a number here. */
static void print_end(struct printer *p, const struct expr *end)
{
	if (end->id == E_VALUE)
		print_value_expr(p, end, NULL);
	else
		print_expr(p, end);
}

static void range_print(struct printer *p, const struct expr *e)
{
	const struct value_style style = p->style;

	p->style = print_range_style(p, e->type);
	print_end(p, e->range.from);
	prs(p, "-");
	print_end(p, e->range.to);
	p->style = style;
}

/* ---------------------------------------------------------------- JSON out */

static json_t *end_json(struct json_out *o, const struct expr *end)
{
	return end->id == E_VALUE ? jout_value_expr(o, end, JOUT_NUMBER) : jout_expr(o, end);
}

static json_t *range_json(struct json_out *o, const struct expr *e)
{
	const struct value_style style = o->style;
	json_t *j;

	o->style = jout_range_style(o);
	j = jout_pair("range", end_json(o, e->range.from), end_json(o, e->range.to));
	o->style = style;
	return j;
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops range_expr_ops = {
	.name = "range",
	/* check */
	.check = range_check,

	/* text out */
	.print = range_print,

	/* JSON out */
	.json = range_json,

	/* netlink out */

	/* simulate */
};
