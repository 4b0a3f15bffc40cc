/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket keys: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int socket_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;

	(void)c;
	e->type = e->meta.row->sel.type;
	e->bits = e->meta.row->sel.bits;
	e->order = e->meta.row->sel.order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void socket_print(struct printer *p, const struct expr *e)
{
	pr(p, "socket %s", e->meta.row->sel.name);
	if (e->meta.row->id == NFT_SOCKET_CGROUPV2)
		pr(p, " level %u", e->meta.level);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *socket_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_selector(e->meta.row);

	(void)o;
	if (e->meta.row->flags & KEY_LEVEL)
		jout_put(j, "level", json_integer(e->meta.level));
	return jout_one("socket", j);
}

/* ---------------------------------------------------------------- netlink out */

static int socket_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_socket);

	gen_set_reg(op, NFTA_SOCKET_DREG, dreg);
	op_set(op, NFTA_SOCKET_KEY, e->meta.row->id);
	if (e->meta.row->id == NFT_SOCKET_CGROUPV2)
		op_set(op, NFTA_SOCKET_LEVEL, e->meta.level);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int socket_decode(struct decode *d, const struct op *op)
{
	const struct key_row *row = key_by_id(socket_keys, n_socket_keys, (uint32_t)op_get(op, NFTA_SOCKET_KEY));
	struct expr *e;

	if (!row)
		return decode_unknown(d, op);
	e = decode_selector(d, E_SOCKET, &row->sel);
	e->meta.row = row;
	e->meta.level = (uint32_t)op_get(op, NFTA_SOCKET_LEVEL);
	decode_load(d, op, NFTA_SOCKET_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops socket_expr_ops = {
	.name = "socket",
	/* check */
	.check = socket_check,

	/* text out */
	.print = socket_print,

	/* JSON out */
	.json = socket_json,

	/* netlink out */
	.gen = socket_gen,

	/* simulate */
	.eval = sim_eval_read,
};
