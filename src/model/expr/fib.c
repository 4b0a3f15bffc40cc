/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routing table look-ups: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int fib_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	uint32_t f = e->fib.flags;
	const struct key_row *row = key_by_id(fib_keys, n_fib_keys, e->fib.check ? KEY_BY_FAMILY : e->fib.result);

	if (!row)
		return check_fail(c, e->loc, "fib: what shall be looked up?");
	if (!(f & (NFTA_FIB_F_SADDR | NFTA_FIB_F_DADDR)))
		return check_fail(c, e->loc, "fib: need either saddr or daddr");
	if ((f & NFTA_FIB_F_SADDR) && (f & NFTA_FIB_F_DADDR))
		return check_fail(c, e->loc, "fib: saddr and daddr are mutually exclusive");
	if ((f & NFTA_FIB_F_IIF) && (f & NFTA_FIB_F_OIF))
		return check_fail(c, e->loc, "fib: iif and oif are mutually exclusive");
	e->type = row->sel.type;
	e->bits = row->sel.bits;
	e->order = row->sel.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void fib_print(struct printer *p, const struct expr *e)
{
	const struct key_row *row = e->fib.check ? key_by_name(fib_keys, n_fib_keys, "check") : key_by_id(fib_keys, n_fib_keys, e->fib.result);

	prs(p, "fib ");
	print_flags(p, fib_flags, e->fib.flags, " . ");
	pr(p, " %s", row ? row->sel.name : "unknown");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *fib_json(struct json_out *o, const struct expr *e)
{
	const struct key_row *row = e->fib.check ? key_by_name(fib_keys, n_fib_keys, "check") : key_by_id(fib_keys, n_fib_keys, e->fib.result);
	json_t *j = jout_one("result", json_string(row ? row->sel.name : "unknown"));

	(void)o;
	jout_put(j, "flags", jout_flag_names(fib_flags, e->fib.flags));
	return jout_one("fib", j);
}

/* ---------------------------------------------------------------- netlink out */

static int fib_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_fib);

	gen_set_reg(op, NFTA_FIB_DREG, dreg);
	op_set(op, NFTA_FIB_RESULT, e->fib.result);
	op_set(op, NFTA_FIB_FLAGS, e->fib.flags | (e->fib.check ? NFTA_FIB_F_PRESENT : 0));
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int fib_decode(struct decode *d, const struct op *op)
{
	uint32_t flags = (uint32_t)op_get(op, NFTA_FIB_FLAGS), result = (uint32_t)op_get(op, NFTA_FIB_RESULT);
	const struct key_row *row = flags & NFTA_FIB_F_PRESENT ? key_by_name(fib_keys, n_fib_keys, "check") :
				    key_by_id(fib_keys, n_fib_keys, result);
	struct expr *e;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_FIB, &row->sel);
	e->fib.flags = flags & ~(uint32_t)NFTA_FIB_F_PRESENT;
	e->fib.result = result;
	e->fib.check = flags & NFTA_FIB_F_PRESENT;
	decode_load(d, op, NFTA_FIB_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops fib_expr_ops = {
	.name = "fib",
	/* check */
	.check = fib_check,

	/* text out */
	.print = fib_print,

	/* JSON out */
	.json = fib_json,

	/* netlink out */
	.gen = fib_gen,

	/* simulate */
	.eval = sim_eval_read,
};
