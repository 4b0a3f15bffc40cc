/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
#define DEFAULT_SIZE 65535

static struct set *meter_set(struct check *c, const struct stmt *s, const struct expr *key, bool timeout)
{
	struct set *set = set_new(c->rs->region);

	set->name = s->meter.name;
	set->loc = s->loc;
	set->is_meter = true;
	set->table = c->table;
	set->flags = NFT_SET_EVAL | (timeout ? NFT_SET_TIMEOUT : 0);
	set->size = s->meter.size ? s->meter.size : DEFAULT_SIZE;
	set->updated_by_rule = true;
	key_spec_of(&set->key, key);
	if (c->table)
		table_add_set(c->rs, c->table, set);
	vec_push(c->r, &c->rule->anon_sets, set);
	return set;
}

/* A meter is a set of its own that the rule updates. */
static int meter_check(struct check *c, struct stmt *s)
{
	struct expr *elem = s->meter.key, *ref;
	struct elem_info *info = elem->id == E_ELEM ? elem->elem.info : NULL;
	struct stmt old = *s;
	struct set *set = check_find_set(c, s->meter.name);
	struct key_spec k;
	int ret;

	if (!c->rule)
		return check_fail(c, s->loc, "a meter can stand only in a rule");
	if (elem->id == E_ELEM)
		elem = elem->elem.key;
	ret = check_key_expr(c, &elem);
	if (ret)
		return ret;
	vec_each(i, &s->meter.stmts) {
		ret = check_stateful(c, s->meter.stmts.v[i]);
		if (ret)
			return ret;
	}
	key_spec_of(&k, elem);
	if (set && !key_spec_compatible(&set->key, &k))
		return check_fail(c, s->loc, "meter %s exists with keys of another type", s->meter.name);
	if (!set)
		set = meter_set(c, s, elem, info && info->has_timeout);
	if (!info)
		info = region_new(c->r, struct elem_info);
	vec_each(i, &old.meter.stmts)
		vec_push(c->r, &info->stmts, old.meter.stmts.v[i]);
	ref = expr_new(c->r, E_SETREF, s->loc);
	ref->setref.name = set->name;
	ref->setref.set = set;
	ref->bits = set->key.bits;
	s->id = S_DYNSET;
	s->ops = stmt_kinds[S_DYNSET];
	memset(&s->dynset, 0, sizeof(s->dynset));
	s->dynset.set = ref;
	s->dynset.key = elem;
	s->dynset.info = info;
	s->dynset.op = info->has_timeout ? NFT_DYNSET_OP_UPDATE : NFT_DYNSET_OP_ADD;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void meter_print(struct printer *p, const struct stmt *s)
{
	bool stateless = p->stateless;

	pr(p, "meter %s", s->meter.name ? s->meter.name : "");
	if (s->meter.size)
		pr(p, " size %u", s->meter.size);
	prs(p, " { ");
	print_expr(p, s->meter.key);
	p->stateless = true;
	vec_each(i, &s->meter.stmts) {
		prs(p, " ");
		print_stmt(p, s->meter.stmts.v[i]);
	}
	p->stateless = stateless;
	prs(p, " }");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *meter_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = jout_one("key", jout_expr(o, s->meter.key));
	bool stateless = o->stateless;

	o->stateless = true;
	if (s->meter.stmts.n)
		jout_put(j, "stmt", jout_stmt(o, s->meter.stmts.v[0]));
	o->stateless = stateless;
	if (s->meter.size)
		jout_put(j, "size", json_integer(s->meter.size));
	jout_put(j, "name", jout_text(s->meter.name));
	return jout_one("meter", j);
}

/* ---------------------------------------------------------------- netlink out */

static int meter_gen(struct gen *g, const struct stmt *s)
{
	const struct table *t = g->rule ? g->rule->table : NULL;
	const struct set *set = t ? table_set(t, s->meter.name) : NULL;
	struct op *op;
	unsigned key;
	int err;

	if (!set)
		return gen_fail(g, s->loc, "there is no set for the meter %s", s->meter.name);
	err = gen_alloc_for(g, s->meter.key, &key);
	if (!err)
		err = gen_load_key(g, s->meter.key, set, key);
	if (err)
		return err;
	op = gen_op(g, OP_dynset);
	gen_set_ref(g, op, NFTA_DYNSET_SET_NAME, NFTA_DYNSET_SET_ID, set);
	op_set(op, NFTA_DYNSET_OP, NFT_DYNSET_OP_ADD);
	gen_set_reg(op, NFTA_DYNSET_SREG_KEY, key);
	return gen_dynset_stmts(g, op, s->meter.stmts.v, s->meter.stmts.n);
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int meter_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	return sim_condition(s, SIM_LIMITED);
}

static const struct stmt_row *meter_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_meter];
}

const struct stmt_ops meter_stmt_ops = {
	.name = "meter",
	/* check */
	.check = meter_check,

	/* text out */
	.print = meter_print,

	/* JSON out */
	.json = meter_json,

	/* netlink out */
	.gen = meter_gen,

	/* simulate */
	.exec = meter_exec,
	.row = meter_row,
};
