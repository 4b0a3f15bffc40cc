/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte order conversions: every face of the kind. */
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void unary_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->unary.arg);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *unary_json(struct json_out *o, const struct expr *e)
{
	return jout_expr(o, e->unary.arg);
}

/* ---------------------------------------------------------------- netlink out */

static int unary_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	return gen_load(g, e->unary.arg, dreg, expr_bytes(e), e->unary.ntoh ? ORDER_HOST : ORDER_NET);
}

/* ---------------------------------------------------------------- netlink in */

int byteorder_decode(struct decode *d, const struct op *op)
{
	struct expr *e = decode_raw(d, op, NFTA_BYTEORDER_SREG), *out;
	bool ntoh = op_get(op, NFTA_BYTEORDER_OP) == NFT_BYTEORDER_NTOH;

	if (!e)
		return decode_unknown(d, op);
	out = decode_expr(d, E_UNARY, e->type, ntoh ? ORDER_HOST : ORDER_NET, e->bits);
	out->unary.arg = e;
	out->unary.ntoh = ntoh;
	decode_load(d, op, NFTA_BYTEORDER_DREG, out);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

/* Values are numbers here, whatever their order in a register. */
static int unary_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	return sim_eval(s, e->unary.arg, out);
}

const struct expr_ops unary_expr_ops = {
	.name = "unary",
	/* check */

	/* text out */
	.print = unary_print,

	/* JSON out */
	.json = unary_json,

	/* netlink out */
	.gen = unary_gen,

	/* simulate */
	.eval = unary_eval,
};
