/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int mappings_check(struct check *c, struct expr *e, const struct expr *arg, struct check_want want)
{
	struct anon_spec spec = { .key = arg, .is_map = true, .obj_type = c->obj_map };
	struct key_spec data = { 0 };

	if (want.type && want.type->cls == DT_VERDICT)
		spec.is_vmap = true;
	else if (want.key)
		spec.data = want.key;
	else if (want.type && !spec.obj_type) {
		data.n = 1;
		data.bits = want.bits;
		data.part[0] = (struct key_part){ .type = want.type, .bits = want.bits, .order = want.order };
		spec.data = &data;
	}
	return check_anon_set(c, &e->map.mappings, &spec);
}

static int named_check(struct check *c, struct expr *e, const struct expr *arg)
{
	struct key_spec k;
	struct set *s;
	int ret;

	key_spec_of(&k, arg);
	ret = check_expr_as(c, &e->map.mappings, (struct check_want){ .key = &k });
	if (ret)
		return ret;
	if (e->map.mappings->id != E_SETREF)
		return check_fail(c, e->map.mappings->loc, "Expression is not a map");
	s = e->map.mappings->setref.set;
	if (s->unknown)
		return check_unknown_map(c, s, c->want);
	if (!s->is_map)
		return check_fail(c, e->map.mappings->loc, "Expression is not a map");
	if (!key_spec_compatible(&s->key, &k))
		return check_fail2(c, e->map.mappings->loc, arg->loc, "datatype mismatch, map expects %s, mapping expression has type %s",
				   check_spec_text(c, &s->key), check_spec_text(c, &k));
	return 0;
}

static int map_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *arg;
	struct check_want want = c->want;
	const struct set *s;
	int ret;

	ret = check_key_expr(c, &e->map.arg);
	if (ret)
		return ret;
	arg = e->map.arg;
	if (e->map.mappings->id == E_SET)
		ret = mappings_check(c, e, arg, want);
	else
		ret = named_check(c, e, arg);
	if (ret)
		return ret;
	s = e->map.mappings->setref.set;
	if (s->is_vmap)
		e->type = &verdict_type;
	else if (s->data.n == 1)
		e->type = s->data.part[0].type;
	e->bits = s->data.bits;
	e->order = s->data.n == 1 ? s->data.part[0].order : ORDER_NONE;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static bool mappings_are_verdicts(const struct expr *m)
{
	if (m->id == E_SETREF)
		return m->setref.set && m->setref.set->is_vmap;
	if (m->id == E_SET && m->list.items.n) {
		const struct expr *first = m->list.items.v[0];

		return first->id == E_ELEM && first->elem.data && first->elem.data->id == E_VERDICT;
	}
	return false;
}

static void map_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->map.arg);
	prs(p, mappings_are_verdicts(e->map.mappings) ? " vmap " : " map ");
	print_expr(p, e->map.mappings);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *map_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_one("key", jout_expr(o, e->map.arg));

	jout_put(j, "data", jout_expr(o, e->map.mappings));
	return jout_one(mappings_are_verdicts(e->map.mappings) ? "vmap" : "map", j);
}

/* ---------------------------------------------------------------- netlink out */

static int map_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	const struct set *set;
	unsigned saved = g->next_reg, sreg = dreg;
	struct op *op;
	int err = gen_set(g, e->map.mappings, &set);

	if (!err && dreg == GEN_VERDICT)
		err = gen_alloc_for(g, e->map.arg, &sreg);
	if (!err)
		err = gen_load_key(g, e->map.arg, set, sreg);
	g->next_reg = saved;
	if (err)
		return err;
	op = gen_op(g, OP_lookup);
	gen_set_reg(op, NFTA_LOOKUP_SREG, sreg);
	gen_set_reg(op, NFTA_LOOKUP_DREG, dreg);
	gen_set_ref(g, op, NFTA_LOOKUP_SET, NFTA_LOOKUP_SET_ID, set);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

static struct expr *map_of(struct decode *d, struct expr *key, struct expr *ref)
{
	const struct set *s = ref->setref.set;
	struct expr *e = decode_expr(d, E_MAP, NULL, ORDER_NONE, 0);

	e->map.arg = key;
	e->map.mappings = ref;
	if (s && s->data.n) {
		e->type = s->data.n == 1 ? s->data.part[0].type : NULL;
		e->order = s->data.n == 1 ? s->data.part[0].order : ORDER_NONE;
		e->bits = s->data.bits;
	}
	return e;
}

/* A match, a verdict map, or a value from a map. */
int lookup_decode(struct decode *d, const struct op *op)
{
	const char *name = op_has(op, NFTA_LOOKUP_SET) ? (const char *)op->a[NFTA_LOOKUP_SET].data : NULL;
	bool invert = op_get(op, NFTA_LOOKUP_FLAGS) & NFT_LOOKUP_F_INV;
	struct expr *ref, *key;

	if (!name)
		return decode_unknown(d, op);
	ref = decode_setref(d, name, (uint32_t)op_get(op, NFTA_LOOKUP_SET_ID));
	key = decode_key(d, op, NFTA_LOOKUP_SREG, ref);
	if (!key)
		return decode_unknown(d, op);
	if (!op_has(op, NFTA_LOOKUP_DREG))
		decode_match(d, key, invert ? REL_NEQ : key->id == E_BINOP ? REL_EQ : REL_IMPLICIT, ref);
	else if (op_get(op, NFTA_LOOKUP_DREG) == NFT_REG_VERDICT)
		decode_stmt(d, S_VERDICT)->verdict.expr = map_of(d, key, ref);
	else
		decode_load(d, op, NFTA_LOOKUP_DREG, map_of(d, key, ref));
	return 0;
}

/* ---------------------------------------------------------------- simulate */

/* With the key decided; look-ups that depend on variables go through sim_value_of(). */
static int map_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	const struct set *set = e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	uint8_t key[WIDE_MAX] = { 0 };
	struct sim_value v;
	int64_t i;
	int err;

	if (!set || !set->elems.data) {
		out->broken = true;
		return 0;
	}
	err = sim_eval(s, e->map.arg, &v);
	if (err)
		return err;
	if (v.blob)
		memcpy(key, v.data, v.len);
	else if (set->elems.key_len <= SIM_BYTES)
		memcpy(key, sim_is_string(e->map.arg->type) ? v.data : v.data + SIM_BYTES - set->elems.key_len, set->elems.key_len);
	i = v.broken ? SIM_MISS : sim_set_find(s, set, key);
	if (i < 0)
		out->broken = true;
	else
		sim_from_bytes(out->data, set->elems.data + (size_t)i * set->elems.data_len, set->data.part[0].bits,
			       sim_is_string(set->data.part[0].type));
	return 0;
}

const struct expr_ops map_expr_ops = {
	.name = "map",
	/* check */
	.check = map_check,

	/* text out */
	.print = map_print,

	/* JSON out */
	.json = map_json,

	/* netlink out */
	.gen = map_gen,

	/* simulate */
	.eval = map_eval,
};
