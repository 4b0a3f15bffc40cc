/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removal of a TCP option: every face of the kind. */
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int reset_check(struct check *c, struct stmt *s)
{
	return check_expr_as(c, &s->reset.option, (struct check_want){ 0 });
}

/* ---------------------------------------------------------------- text out */

static void reset_print(struct printer *p, const struct stmt *s)
{
	prs(p, "reset ");
	print_expr(p, s->reset.option);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *reset_json(struct json_out *o, const struct stmt *s)
{
	json_t *option = jout_expr(o, s->reset.option);

	if (!s->reset.option->exthdr.header)	/* the whole of it, however long */
		json_object_set_new(json_object_get(option, "tcp option"), "len", json_integer(0));
	return jout_one("reset", option);
}

/* ---------------------------------------------------------------- netlink out */

static int reset_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *option = s->reset.option;
	struct op *op = gen_op(g, OP_exthdr);

	op_set(op, NFTA_EXTHDR_TYPE, option->exthdr.header ? option->exthdr.header->number : option->exthdr.raw_kind);
	op_set(op, NFTA_EXTHDR_OP, option->exthdr.op);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int reset_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *reset_row(const struct stmt *st)
{
	const struct exthdr_row *h = st->reset.option->id == E_EXTHDR ? st->reset.option->exthdr.header : NULL;

	return &stmt_rows[h && h->variance == VAR_FACT ? STROW_tcp_syn_option_set : STROW_exthdr_reset];
}

const struct stmt_ops reset_stmt_ops = {
	.name = "reset",
	/* check */
	.check = reset_check,

	/* text out */
	.print = reset_print,

	/* JSON out */
	.json = reset_json,

	/* netlink out */
	.gen = reset_gen,

	/* simulate */
	.exec = reset_exec,
	.row = reset_row,
};
