/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Number generators: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int numgen_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;

	if (!e->numgen.mod)
		return check_fail(c, e->loc, "modulus must be at least 1");
	if ((uint64_t)e->numgen.mod + e->numgen.offset > (uint64_t)UINT32_MAX + 1)
		return check_fail(c, e->loc, "offset and modulus exceed 32 bits");
	e->type = &integer_type;
	e->bits = 32;
	e->order = ORDER_HOST;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void numgen_print(struct printer *p, const struct expr *e)
{
	pr(p, "numgen %s mod %u", e->numgen.type == NFT_NG_RANDOM ? "random" : "inc", e->numgen.mod);
	if (e->numgen.offset)
		pr(p, " offset %u", e->numgen.offset);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *numgen_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_one("mode", json_string(e->numgen.type == NFT_NG_RANDOM ? "random" : "inc"));

	(void)o;
	jout_put(j, "mod", json_integer(e->numgen.mod));
	jout_put(j, "offset", json_integer(e->numgen.offset));
	return jout_one("numgen", j);
}

/* ---------------------------------------------------------------- netlink out */

static int numgen_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_numgen);

	gen_set_reg(op, NFTA_NG_DREG, dreg);
	op_set(op, NFTA_NG_TYPE, e->numgen.type);
	op_set(op, NFTA_NG_MODULUS, e->numgen.mod);
	op_set(op, NFTA_NG_OFFSET, e->numgen.offset);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int numgen_decode(struct decode *d, const struct op *op)
{
	struct expr *e = decode_expr(d, E_NUMGEN, &integer_type, ORDER_HOST, 32);

	e->numgen.type = (uint32_t)op_get(op, NFTA_NG_TYPE);
	e->numgen.mod = (uint32_t)op_get(op, NFTA_NG_MODULUS);
	e->numgen.offset = (uint32_t)op_get(op, NFTA_NG_OFFSET);
	decode_load(d, op, NFTA_NG_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops numgen_expr_ops = {
	.name = "numgen",
	/* check */
	.check = numgen_check,

	/* text out */
	.print = numgen_print,

	/* JSON out */
	.json = numgen_json,

	/* netlink out */
	.gen = numgen_gen,

	/* simulate */
	.eval = sim_eval_read,
};
