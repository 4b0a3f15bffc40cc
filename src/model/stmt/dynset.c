/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set updates from rules: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int key_check(struct check *c, struct stmt *s, struct set *set)
{
	return check_single(c, &s->dynset.key, check_want_spec(&set->key, s->dynset.set->loc), s->loc);
}

static int data_check(struct check *c, struct stmt *s, struct set *set)
{
	struct check_want want;
	int ret;

	if (!set->is_map)
		return check_fail(c, s->dynset.data->loc, "set is not a map");
	if (set->is_vmap)
		want = check_want_type(&verdict_type, ORDER_HOST, 0);
	else
		want = check_want_spec(&set->data, s->dynset.set->loc);
	ret = check_expr_as(c, &s->dynset.data, want);
	return ret ? ret : check_compatible(c, s->dynset.data, want, s->loc);
}

/* A set that nothing defines: what is written into it says what it holds. */
static int make_unknown(struct check *c, struct stmt *s)
{
	struct key_spec k;
	int ret = check_key_expr(c, &s->dynset.key);

	if (ret)
		return ret;
	key_spec_of(&k, s->dynset.key);
	if (s->dynset.set->setref.set)
		s->dynset.set->setref.set->key = k;
	else
		s->dynset.set->setref.set = check_unknown_set(c, s->dynset.set->setref.name, s->dynset.set->loc, &k);
	if (!s->dynset.set->setref.set)
		return check_no_such(c, s->dynset.set->loc, CHECK_NEAR_SET, s->dynset.set->setref.name);
	if (!s->dynset.data)
		return 0;
	ret = check_expr_as(c, &s->dynset.data, (struct check_want){ 0 });
	return ret ? ret : check_unknown_map(c, s->dynset.set->setref.set, check_want_of(s->dynset.data));
}

static int target_check(struct check *c, struct stmt *s)
{
	struct expr *ref = s->dynset.set;
	struct set *set;
	int ret;

	ref->setref.set = check_find_set(c, ref->setref.name);
	if (!ref->setref.set || !ref->setref.set->key.n)
		return c->opt->offline || ref->setref.set ? make_unknown(c, s) : check_no_such(c, ref->loc, CHECK_NEAR_SET, ref->setref.name);
	set = ref->setref.set;
	ref->bits = set->key.bits;
	ret = key_check(c, s, set);
	if (ret || !s->dynset.data)
		return ret;
	return data_check(c, s, set);
}

/* What the kernel would refuse. */
static int fits_set(struct check *c, const struct stmt *s, const struct set *set)
{
	const struct elem_info *info = s->dynset.info;

	if (!c->opt->offline || set->unknown || set->is_meter)
		return 0;
	if (info->has_timeout && !(set->flags & NFT_SET_TIMEOUT))
		return check_fail(c, s->loc, "Could not process rule: Operation not supported; set %s has no 'flags timeout'", set->name);
	if (info->stmts.n && !(set->flags & NFT_SET_EVAL))
		return check_fail(c, s->loc, "Could not process rule: Operation not supported; set %s has no 'flags dynamic'", set->name);
	return 0;
}

static int dynset_check(struct check *c, struct stmt *s)
{
	struct elem_info *info = s->dynset.info;
	struct set *set;
	int ret = target_check(c, s);

	if (ret)
		return ret;
	set = s->dynset.set->setref.set;
	set->updated_by_rule = true;
	if (set->is_map && !s->dynset.data && s->dynset.op != NFT_DYNSET_OP_DELETE && !set->unknown)
		return check_fail(c, s->loc, "a map's element needs its data: `key : data`");
	if (!info)
		return 0;
	ret = fits_set(c, s, set);
	if (ret)
		return ret;
	vec_each(i, &info->stmts) {
		ret = check_stateful(c, info->stmts.v[i]);
		if (ret)
			return ret;
	}
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void dynset_print(struct printer *p, const struct stmt *s)
{
	static const char *const words[] = { [NFT_DYNSET_OP_ADD] = "add", [NFT_DYNSET_OP_UPDATE] = "update", [NFT_DYNSET_OP_DELETE] = "delete" };
	const struct elem_info *info = s->dynset.info;
	bool stateless = p->stateless;

	pr(p, "%s ", s->dynset.op < sizeof(words) / sizeof(*words) ? words[s->dynset.op] : "unknown");
	print_expr(p, s->dynset.set);
	prs(p, " { ");
	print_expr(p, s->dynset.key);
	p->stateless = true;
	if (info && info->has_timeout) {
		prs(p, " timeout ");
		print_duration(p, info->timeout == UINT64_MAX ? 0 : info->timeout);
	}
	if (info && info->comment) {
		prs(p, " comment ");
		print_quoted(p, info->comment);
	}
	for (uint32_t i = 0; info && i < info->stmts.n; i++) {
		prs(p, " ");
		print_stmt(p, info->stmts.v[i]);
	}
	p->stateless = stateless;
	if (s->dynset.data) {
		prs(p, " : ");
		print_expr(p, s->dynset.data);
	}
	prs(p, " }");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *dynset_json(struct json_out *o, const struct stmt *s)
{
	static const char *const words[] = { [NFT_DYNSET_OP_ADD] = "add", [NFT_DYNSET_OP_UPDATE] = "update", [NFT_DYNSET_OP_DELETE] = "delete" };
	json_t *j = jout_one("op", json_string(s->dynset.op < sizeof(words) / sizeof(*words) ? words[s->dynset.op] : "unknown"));
	const struct elem_info *info = s->dynset.info;
	struct elem_info rest = { 0 };
	bool stateless = o->stateless;

	o->stateless = true;
	if (info) {
		rest = *info;
		rest.stmts.n = 0;
	}
	jout_put(j, "elem", jout_with_info(o, jout_expr(o, s->dynset.key), &rest));
	if (s->dynset.data)
		jout_put(j, "data", jout_expr(o, s->dynset.data));
	jout_put(j, s->dynset.data ? "map" : "set", jout_expr(o, s->dynset.set));
	if (info && info->stmts.n)
		jout_put(j, "stmt", jout_stmts(o, info->stmts.v, info->stmts.n));
	o->stateless = stateless;
	return jout_one(s->dynset.data ? "map" : "set", j);
}

/* ---------------------------------------------------------------- netlink out */

static int load_data(struct gen *g, const struct expr *data, const struct set *set, unsigned *reg)
{
	unsigned at;
	int err = gen_alloc_for(g, data, reg);

	if (err)
		return err;
	if (data->id != E_CONCAT)
		return gen_load(g, data, *reg, expr_bytes(data), set->data.n ? set->data.part[0].order : ORDER_NONE);
	at = *reg;
	for (uint32_t i = 0; !err && i < data->list.items.n; i++) {
		const struct expr *part = data->list.items.v[i];

		err = gen_load(g, part, at, expr_bytes(part), i < set->data.n ? set->data.part[i].order : ORDER_NONE);
		at += (expr_bytes(part) + 3) / 4;
	}
	return err;
}

/* The stateful statements of the new element. */
int gen_dynset_stmts(struct gen *g, struct op *op, struct stmt *const *stmts, uint32_t n)
{
	struct ops *saved = g->ops;
	int err = 0;

	if (!n)
		return 0;
	g->ops = op_set_nest(g->r, op, n == 1 ? NFTA_DYNSET_EXPR : NFTA_DYNSET_EXPRESSIONS);
	if (n > 1)
		op_set(op, NFTA_DYNSET_FLAGS, NFT_DYNSET_F_EXPR);
	for (uint32_t i = 0; !err && i < n; i++)
		err = gen_stmt(g, stmts[i]);
	g->ops = saved;
	return err;
}

static int dynset_gen(struct gen *g, const struct stmt *s)
{
	const struct elem_info *info = s->dynset.info;
	const struct set *set;
	unsigned key, data;
	struct op *op;
	int err = gen_set(g, s->dynset.set, &set);

	if (!err)
		err = gen_alloc_for(g, s->dynset.key, &key);
	if (!err)
		err = gen_load_key(g, s->dynset.key, set, key);
	if (!err && s->dynset.data)
		err = load_data(g, s->dynset.data, set, &data);
	if (err)
		return err;
	op = gen_op(g, OP_dynset);
	gen_set_ref(g, op, NFTA_DYNSET_SET_NAME, NFTA_DYNSET_SET_ID, set);
	op_set(op, NFTA_DYNSET_OP, s->dynset.op);
	gen_set_reg(op, NFTA_DYNSET_SREG_KEY, key);
	if (s->dynset.data)
		gen_set_reg(op, NFTA_DYNSET_SREG_DATA, data);
	if (!info)
		return 0;
	if (info->has_timeout)
		op_set(op, NFTA_DYNSET_TIMEOUT, info->timeout);
	return gen_dynset_stmts(g, op, info->stmts.v, info->stmts.n);
}

/* ---------------------------------------------------------------- netlink in */

static struct expr *dynset_data(struct decode *d, const struct op *op, const struct set *s)
{
	struct expr *concat, *e;

	if (s && s->data.n > 1) {
		int unit = decode_unit(op, NFTA_DYNSET_SREG_DATA);

		concat = decode_expr(d, E_CONCAT, NULL, ORDER_NONE, s->data.bits);
		for (unsigned i = 0; i < s->data.n; i++) {
			const struct key_part *part = &s->data.part[i];

			if (unit < 0 || unit >= DECODE_REGS)
				return NULL;
			if (d->regs[unit].data)
				e = decode_const(d, d->regs[unit].data, d->regs[unit].len, part->type, part->order, part->bits);
			else
				e = d->regs[unit].expr ? decode_strip(decode_resolve(d, d->regs[unit].expr)) : NULL;
			if (!e)
				return NULL;
			decode_use(d, e);
			vec_push(d->r, &concat->list.items, e);
			unit += (int)(part->bits + 31) / 32;
		}
		return concat;
	}
	if (s && s->data.n)
		return decode_value(d, op, NFTA_DYNSET_SREG_DATA, s->data.part[0].type, s->data.part[0].order, s->data.part[0].bits);
	return decode_value(d, op, NFTA_DYNSET_SREG_DATA, &xinteger_type, ORDER_NET, 0);
}

static int dynset_stmts(struct decode *d, const struct op *op, struct elem_info *info)
{
	struct stmt_vec stmts = { 0 };
	int err = 0;

	if (op_has(op, NFTA_DYNSET_EXPR))
		err = decode_stmts(d->r, d->rs, d->table, op->a[NFTA_DYNSET_EXPR].nest, &stmts);
	else if (op_has(op, NFTA_DYNSET_EXPRESSIONS))
		err = decode_stmts(d->r, d->rs, d->table, op->a[NFTA_DYNSET_EXPRESSIONS].nest, &stmts);
	for (uint32_t i = 0; i < stmts.n; i++)
		vec_push(d->r, &info->stmts, stmts.v[i]);
	return err;
}

int dynset_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = stmt_new(d->r, S_DYNSET, (struct loc){ 0 });
	struct elem_info *info = region_new(d->r, struct elem_info);
	int err;

	if (!op_has(op, NFTA_DYNSET_SET_NAME))
		return decode_unknown(d, op);
	s->dynset.op = (uint8_t)op_get(op, NFTA_DYNSET_OP);
	s->dynset.set = decode_setref(d, (const char *)op->a[NFTA_DYNSET_SET_NAME].data, (uint32_t)op_get(op, NFTA_DYNSET_SET_ID));
	s->dynset.key = decode_key(d, op, NFTA_DYNSET_SREG_KEY, s->dynset.set);
	if (op_has(op, NFTA_DYNSET_SREG_DATA))
		s->dynset.data = dynset_data(d, op, s->dynset.set->setref.set);
	if (!s->dynset.key || (op_has(op, NFTA_DYNSET_SREG_DATA) && !s->dynset.data))
		return decode_unknown(d, op);
	info->has_timeout = op_has(op, NFTA_DYNSET_TIMEOUT) && op_get(op, NFTA_DYNSET_TIMEOUT);
	info->timeout = op_get(op, NFTA_DYNSET_TIMEOUT);
	err = dynset_stmts(d, op, info);
	if (err)
		return err;
	if (info->has_timeout || info->stmts.n)
		s->dynset.info = info;
	*decode_stmt(d, S_DYNSET) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

/* What the element carries decides whether the rule goes on. */
static bool has_limit(const struct stmt *st)
{
	if (st->dynset.info)
		vec_each(i, &st->dynset.info->stmts) {
			uint8_t id = st->dynset.info->stmts.v[i]->id;

			if (id == S_LIMIT || id == S_QUOTA || id == S_CONNLIMIT)
				return true;
		}
	return false;
}

static int dynset_exec(struct sim *s, const struct stmt *st)
{
	return has_limit(st) ? sim_condition(s, SIM_LIMITED) : SIM_NEXT;
}

static const struct stmt_row *dynset_row(const struct stmt *st)
{
	const struct set *set = st->dynset.set->id == E_SETREF ? st->dynset.set->setref.set : NULL;

	if (has_limit(st))
		return &stmt_rows[STROW_meter];
	if (st->dynset.op == NFT_DYNSET_OP_ADD && !(st->dynset.info && st->dynset.info->has_timeout) && !(set && set->timeout))
		return &stmt_rows[STROW_dynset_add];
	return &stmt_rows[STROW_dynset];
}

const struct stmt_ops dynset_stmt_ops = {
	.name = "dynset",
	/* check */
	.check = dynset_check,

	/* text out */
	.print = dynset_print,

	/* JSON out */
	.json = dynset_json,

	/* netlink out */
	.gen = dynset_gen,

	/* simulate */
	.exec = dynset_exec,
	.row = dynset_row,
};
