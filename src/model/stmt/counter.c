/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int counter_check(struct check *c, struct stmt *s)
{
	(void)c;
	(void)s;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void counter_print(struct printer *p, const struct stmt *s)
{
	prs(p, "counter");
	if (!p->stateless)
		pr(p, " packets %llu bytes %llu", (unsigned long long)s->counter.packets, (unsigned long long)s->counter.bytes);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *counter_json(struct json_out *o, const struct stmt *s)
{
	json_t *j;

	if (o->stateless)
		return jout_one("counter", json_null());
	j = jout_one("packets", jout_u64(s->counter.packets));
	jout_put(j, "bytes", jout_u64(s->counter.bytes));
	return jout_one("counter", j);
}

/* ---------------------------------------------------------------- netlink out */

static int counter_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_counter);

	op_set(op, NFTA_COUNTER_PACKETS, s->counter.packets);
	op_set(op, NFTA_COUNTER_BYTES, s->counter.bytes);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int counter_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_COUNTER);

	s->counter.packets = op_get(op, NFTA_COUNTER_PACKETS);
	s->counter.bytes = op_get(op, NFTA_COUNTER_BYTES);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int counter_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *counter_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_counter];
}

const struct stmt_ops counter_stmt_ops = {
	.name = "counter",
	/* check */
	.check = counter_check,

	/* text out */
	.print = counter_print,

	/* JSON out */
	.json = counter_json,

	/* netlink out */
	.gen = counter_gen,

	/* simulate */
	.exec = counter_exec,
	.row = counter_row,
};
