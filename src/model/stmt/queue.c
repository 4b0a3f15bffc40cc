/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing to user space: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int check_number(struct check *c, struct stmt *s)
{
	const struct expr *e = s->queue.queue;
	uint64_t top = 0;

	if (e->id == E_NUMGEN)
		top = (uint64_t)e->numgen.mod + e->numgen.offset;
	else if (e->id == E_HASH)
		top = (uint64_t)e->hash.mod + e->hash.offset;
	else if (e->id != E_VALUE && e->id != E_RANGE && e->id != E_MAP)
		return check_fail(c, e->loc, "queue number expression of type %s is not supported", e->ops->name);
	if (top > 65536)
		return check_fail(c, e->loc, "queue expression max value exceeds 65535");
	return 0;
}

static int queue_check(struct check *c, struct stmt *s)
{
	int ret;

	if (s->queue.queue) {
		ret = check_expr_as(c, &s->queue.queue, check_want_type(&integer_type, ORDER_HOST, 16));
		ret = ret ? ret : check_number(c, s);
		if (ret)
			return ret;
	}
	if (s->queue.flags & NFT_QUEUE_FLAG_CPU_FANOUT && (!s->queue.queue || s->queue.queue->id != E_RANGE))
		return check_fail(c, s->loc, "fanout requires a range to be specified");
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void queue_print(struct printer *p, const struct stmt *s)
{
	prs(p, "queue");
	if (s->queue.flags) {
		prs(p, " flags ");
		print_flags(p, queue_flags, s->queue.flags, ",");
	}
	prs(p, " to ");
	if (s->queue.queue)
		print_expr(p, s->queue.queue);
	else
		prs(p, "0");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *queue_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = jout_one("num", s->queue.queue ? jout_expr(o, s->queue.queue) : json_integer(0));

	if (s->queue.flags)
		jout_put(j, "flags", jout_flag_names(queue_flags, s->queue.flags));
	return jout_one("queue", j);
}

/* ---------------------------------------------------------------- netlink out */

static int queue_number(struct gen *g, const struct expr *e, unsigned *number)
{
	uint8_t value[2];
	int err = gen_const(g, e, value, sizeof(value));

	*number = (unsigned)wide_get_u64(value, sizeof(value));
	return err;
}

static int queue_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *e = s->queue.queue;
	unsigned from = 0, to = 0, reg = 0;
	bool read = e && e->id != E_VALUE && e->id != E_RANGE;
	struct op *op;
	int err = 0;

	if (read) {
		err = gen_alloc_for(g, e, &reg);
		if (!err)
			err = gen_load(g, e, reg, expr_bytes(e), ORDER_HOST);
	} else if (e) {
		err = queue_number(g, e->id == E_RANGE ? e->range.from : e, &from);
		if (!err)
			err = queue_number(g, e->id == E_RANGE ? e->range.to : e, &to);
	}
	if (err)
		return err;
	op = gen_op(g, OP_queue);
	if (read) {
		gen_set_reg(op, NFTA_QUEUE_SREG_QNUM, reg);
	} else {
		op_set(op, NFTA_QUEUE_NUM, from);
		op_set(op, NFTA_QUEUE_TOTAL, to - from + 1);
	}
	if (s->queue.flags)
		op_set(op, NFTA_QUEUE_FLAGS, s->queue.flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

static struct expr *queue_value(struct decode *d, uint64_t n)
{
	return expr_value_u64(d->r, (struct loc){ 0 }, &integer_type, ORDER_NET, 16, n);
}

int queue_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = stmt_new(d->r, S_QUEUE, (struct loc){ 0 });
	uint64_t num = op_get(op, NFTA_QUEUE_NUM), total = op_get(op, NFTA_QUEUE_TOTAL);

	s->queue.flags = (uint32_t)op_get(op, NFTA_QUEUE_FLAGS);
	if (op_has(op, NFTA_QUEUE_SREG_QNUM)) {
		s->queue.queue = decode_value(d, op, NFTA_QUEUE_SREG_QNUM, &integer_type, ORDER_HOST, 16);
	} else if (total > 1) {
		s->queue.queue = decode_expr(d, E_RANGE, &integer_type, ORDER_NET, 16);
		s->queue.queue->range.from = queue_value(d, num);
		s->queue.queue->range.to = queue_value(d, num + total - 1);
	} else {
		s->queue.queue = queue_value(d, num);
	}
	*decode_stmt(d, S_QUEUE) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int queue_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	s->verdict = NF_QUEUE;
	return SIM_VERDICT;
}

static const struct stmt_row *queue_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_queue];
}

const struct stmt_ops queue_stmt_ops = {
	.name = "queue",
	/* check */
	.check = queue_check,

	/* text out */
	.print = queue_print,

	/* JSON out */
	.json = queue_json,

	/* netlink out */
	.gen = queue_gen,

	/* simulate */
	.exec = queue_exec,
	.row = queue_row,
};
