/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to sets: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
static int setref_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	struct set *s = e->setref.set;

	if (!s)
		s = check_find_set(c, e->setref.name);
	if (!s && c->opt->offline)
		s = check_unknown_set(c, e->setref.name, e->loc, c->want.key);
	if (!s)
		return check_no_such(c, e->loc, CHECK_NEAR_SET, e->setref.name);
	if (s->unknown && !s->key.n && c->want.key)
		s->key = *c->want.key;
	e->setref.set = s;
	e->bits = s->key.bits;
	if (s->key.n == 1) {
		e->type = s->key.part[0].type;
		e->order = s->key.part[0].order;
	}
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void setref_print(struct printer *p, const struct expr *e)
{
	if (e->setref.set && e->setref.set->anonymous)
		print_elems_inline(p, e->setref.set);
	else
		pr(p, "@%s", e->setref.name);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *setref_json(struct json_out *o, const struct expr *e)
{
	if (e->setref.set && e->setref.set->anonymous)
		return jout_one("set", jout_elems(o, e->setref.set));
	return jout_ref(e->setref.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops setref_expr_ops = {
	.name = "setref",
	/* check */
	.check = setref_check,

	/* text out */
	.print = setref_print,

	/* JSON out */
	.json = setref_json,

	/* netlink out */

	/* simulate */
};
