/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to named objects: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int map_check(struct check *c, struct stmt *s)
{
	const struct set *set;
	int ret;

	c->obj_map = s->objref.type;
	ret = check_expr_as(c, &s->objref.expr, (struct check_want){ 0 });
	c->obj_map = 0;
	if (ret)
		return ret;
	set = s->objref.expr->map.mappings->setref.set;
	if (!set->unknown && set->obj_type != s->objref.type)
		return check_fail2(c, s->objref.expr->map.mappings->loc, s->loc, "this map does not give objects of that kind");
	return 0;
}

static int objref_check(struct check *c, struct stmt *s)
{
	const struct expr *e = s->objref.expr;
	const char *name;

	if (e->id == E_MAP)
		return map_check(c, s);
	if (e->id != E_SYMBOL && e->id != E_VALUE)
		return check_fail(c, e->loc, "the name of an object is needed here");
	name = e->id == E_SYMBOL ? e->symbol.text : region_strndup(c->r, (const char *)e->value.data, expr_bytes(e));
	if (!check_find_object(c, s->objref.type, name))
		return check_perhaps_missing(c, e->loc, CHECK_NEAR_OBJECT, region_printf(c->r, "%u/%s", s->objref.type, name));
	return 0;
}

/* ---------------------------------------------------------------- text out */

static const char *objref_words(uint32_t type)
{
	static const char *const words[] = {
		[NFT_OBJECT_COUNTER] = "counter name", [NFT_OBJECT_QUOTA] = "quota name", [NFT_OBJECT_CT_HELPER] = "ct helper set",
		[NFT_OBJECT_LIMIT] = "limit name", [NFT_OBJECT_CONNLIMIT] = "connlimit name", [NFT_OBJECT_TUNNEL] = "tunnel name",
		[NFT_OBJECT_CT_TIMEOUT] = "ct timeout set", [NFT_OBJECT_SECMARK] = "meta secmark set",
		[NFT_OBJECT_CT_EXPECT] = "ct expectation set", [NFT_OBJECT_SYNPROXY] = "synproxy name",
	};

	return type < sizeof(words) / sizeof(*words) && words[type] ? words[type] : "unknown";
}

static void objref_print(struct printer *p, const struct stmt *s)
{
	const struct expr *e = s->objref.expr;

	pr(p, "%s ", objref_words(s->objref.type));
	if (e->id == E_SYMBOL)
		print_quoted(p, e->symbol.text);
	else
		print_expr(p, e);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *objref_json(struct json_out *o, const struct stmt *s)
{
	const char *word = symtab_name(&object_type_symtab, s->objref.type);

	return jout_one(word ? word : "unknown", jout_expr(o, s->objref.expr));
}

/* ---------------------------------------------------------------- netlink out */

static const char *object_name(struct gen *g, const struct expr *e)
{
	if (e->id == E_SYMBOL)
		return e->symbol.text;
	if (e->id == E_VALUE)
		return region_strndup(g->r, (const char *)e->value.data, expr_bytes(e));
	return NULL;
}

static int objref_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *e = s->objref.expr;
	const struct set *set;
	struct op *op;
	unsigned reg;
	int err;

	if (e->id != E_MAP) {
		const char *name = object_name(g, e);

		if (!name)
			return gen_fail(g, e->loc, "the name of an object is needed here");
		op = gen_op(g, OP_objref);
		op_set(op, NFTA_OBJREF_IMM_TYPE, s->objref.type);
		op_set_str(g->r, op, NFTA_OBJREF_IMM_NAME, name);
		return 0;
	}
	err = gen_set(g, e->map.mappings, &set);
	if (!err)
		err = gen_alloc_for(g, e->map.arg, &reg);
	if (!err)
		err = gen_load_key(g, e->map.arg, set, reg);
	if (err)
		return err;
	op = gen_op(g, OP_objref);
	gen_set_reg(op, NFTA_OBJREF_SET_SREG, reg);
	gen_set_ref(g, op, NFTA_OBJREF_SET_NAME, NFTA_OBJREF_SET_ID, set);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* The map tells the type of the object. */
int objref_decode(struct decode *d, const struct op *op)
{
	struct expr *ref, *key, *map;
	struct stmt *s;

	if (op_has(op, NFTA_OBJREF_IMM_NAME)) {
		s = decode_stmt(d, S_OBJREF);
		s->objref.type = (uint32_t)op_get(op, NFTA_OBJREF_IMM_TYPE);
		s->objref.expr = decode_string(d, (const char *)op->a[NFTA_OBJREF_IMM_NAME].data);
		return 0;
	}
	if (!op_has(op, NFTA_OBJREF_SET_NAME))
		return decode_unknown(d, op);
	ref = decode_setref(d, (const char *)op->a[NFTA_OBJREF_SET_NAME].data, (uint32_t)op_get(op, NFTA_OBJREF_SET_ID));
	key = decode_key(d, op, NFTA_OBJREF_SET_SREG, ref);
	if (!key)
		return decode_unknown(d, op);
	map = decode_expr(d, E_MAP, &string_type, ORDER_HOST, 0);
	map->map.arg = key;
	map->map.mappings = ref;
	s = decode_stmt(d, S_OBJREF);
	s->objref.type = ref->setref.set ? ref->setref.set->obj_type : 0;
	s->objref.expr = map;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int objref_exec(struct sim *s, const struct stmt *st)
{
	const struct expr *e = st->objref.expr;

	if (e->id == E_MAP && e->map.mappings->id == E_SETREF) {
		int64_t i = sim_lookup(s, e->map.arg, e->map.mappings->setref.set);

		if (i == SIM_MISS || i == SIM_BROKEN)
			return SIM_BREAK;
	}
	switch (st->objref.type) {
	case NFT_OBJECT_QUOTA: case NFT_OBJECT_LIMIT: case NFT_OBJECT_CONNLIMIT:
		return sim_condition(s, SIM_LIMITED);
	case NFT_OBJECT_CT_HELPER: case NFT_OBJECT_SYNPROXY:
		return s->env->act(s, st);
	}
	return SIM_NEXT;
}

static const struct stmt_row *objref_row(const struct stmt *st)
{
	switch (st->objref.type) {
	case NFT_OBJECT_COUNTER:	return &stmt_rows[STROW_objref_counter];
	case NFT_OBJECT_QUOTA:		return &stmt_rows[STROW_objref_quota];
	case NFT_OBJECT_LIMIT:		return &stmt_rows[STROW_objref_limit];
	case NFT_OBJECT_CONNLIMIT:	return &stmt_rows[STROW_connlimit];
	case NFT_OBJECT_CT_HELPER:	return &stmt_rows[STROW_ct_helper_set];
	case NFT_OBJECT_CT_TIMEOUT:	return &stmt_rows[STROW_ct_timeout_set];
	case NFT_OBJECT_CT_EXPECT:	return &stmt_rows[STROW_ct_expectation_set];
	case NFT_OBJECT_SECMARK:	return &stmt_rows[STROW_objref_secmark];
	case NFT_OBJECT_TUNNEL:		return &stmt_rows[STROW_objref_tunnel];
	case NFT_OBJECT_SYNPROXY:	return &stmt_rows[STROW_synproxy];
	default:			return &stmt_rows[STROW_objref];
	}
}

const struct stmt_ops objref_stmt_ops = {
	.name = "objref",
	/* check */
	.check = objref_check,

	/* text out */
	.print = objref_print,

	/* JSON out */
	.json = objref_json,

	/* netlink out */
	.gen = objref_gen,

	/* simulate */
	.exec = objref_exec,
	.row = objref_row,
};
