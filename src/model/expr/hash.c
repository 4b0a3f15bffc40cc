/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hashes: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int hash_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	int ret;

	if (!e->hash.mod)
		return check_fail(c, e->loc, "modulus must be at least 1");
	if ((uint64_t)e->hash.mod + e->hash.offset > (uint64_t)UINT32_MAX + 1)
		return check_fail(c, e->loc, "offset and modulus exceed 32 bits");
	if (e->hash.arg) {
		ret = check_expr_as(c, &e->hash.arg, (struct check_want){ 0 });
		if (ret)
			return ret;
	}
	e->type = &integer_type;
	e->bits = 32;
	e->order = ORDER_HOST;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void hash_print(struct printer *p, const struct expr *e)
{
	if (e->hash.type == NFT_HASH_SYM) {
		prs(p, "symhash");
	} else {
		prs(p, "jhash ");
		print_expr(p, e->hash.arg);
	}
	pr(p, " mod %u", e->hash.mod);
	if (e->hash.has_seed)
		pr(p, " seed 0x%x", e->hash.seed);
	if (e->hash.offset)
		pr(p, " offset %u", e->hash.offset);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *hash_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_one("mod", json_integer(e->hash.mod));
	bool sym = e->hash.type == NFT_HASH_SYM;

	if (e->hash.has_seed)
		jout_put(j, "seed", json_integer(e->hash.seed));
	if (e->hash.offset)
		jout_put(j, "offset", json_integer(e->hash.offset));
	if (!sym)
		jout_put(j, "expr", jout_expr(o, e->hash.arg));
	return jout_one(sym ? "symhash" : "jhash", j);
}

/* ---------------------------------------------------------------- netlink out */

static int hash_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	unsigned saved = g->next_reg, sreg = 0;
	struct op *op;
	int err;

	if (e->hash.type != NFT_HASH_SYM) {
		err = gen_alloc_for(g, e->hash.arg, &sreg);
		if (!err)
			err = gen_expr(g, e->hash.arg, sreg);
		g->next_reg = saved;
		if (err)
			return err;
	}
	op = gen_op(g, OP_hash);
	gen_set_reg(op, NFTA_HASH_DREG, dreg);
	op_set(op, NFTA_HASH_TYPE, e->hash.type);
	op_set(op, NFTA_HASH_MODULUS, e->hash.mod);
	op_set(op, NFTA_HASH_OFFSET, e->hash.offset);
	if (e->hash.type == NFT_HASH_SYM)
		return 0;
	gen_set_reg(op, NFTA_HASH_SREG, sreg);
	op_set(op, NFTA_HASH_LEN, gen_bytes(e->hash.arg));
	if (e->hash.has_seed)
		op_set(op, NFTA_HASH_SEED, e->hash.seed);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int hash_decode(struct decode *d, const struct op *op)
{
	struct expr *e = decode_expr(d, E_HASH, &integer_type, ORDER_HOST, 32);

	e->hash.type = op_has(op, NFTA_HASH_TYPE) ? (uint32_t)op_get(op, NFTA_HASH_TYPE) : NFT_HASH_JENKINS;
	e->hash.mod = (uint32_t)op_get(op, NFTA_HASH_MODULUS);
	e->hash.seed = (uint32_t)op_get(op, NFTA_HASH_SEED);
	e->hash.has_seed = op_has(op, NFTA_HASH_SEED);
	e->hash.offset = (uint32_t)op_get(op, NFTA_HASH_OFFSET);
	if (e->hash.type != NFT_HASH_SYM) {
		e->hash.arg = decode_bytes(d, op, NFTA_HASH_SREG, (unsigned)op_get(op, NFTA_HASH_LEN));
		if (!e->hash.arg)
			return decode_unknown(d, op);
	}
	decode_load(d, op, NFTA_HASH_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops hash_expr_ops = {
	.name = "hash",
	/* check */
	.check = hash_check,

	/* text out */
	.print = hash_print,

	/* JSON out */
	.json = hash_json,

	/* netlink out */
	.gen = hash_gen,

	/* simulate */
	.eval = sim_eval_read,
};
