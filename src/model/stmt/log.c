/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logging: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static int log_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_log);

	if (s->log.prefix) {
		if (s->log.prefix->id != E_VALUE)
			return gen_fail(g, s->log.prefix->loc, "the prefix of a log message must be a string");
		op_set_str(g->r, op, NFTA_LOG_PREFIX,
			   region_strndup(g->r, (const char *)s->log.prefix->value.data, expr_bytes(s->log.prefix)));
	}
	if (s->log.has_group)
		op_set(op, NFTA_LOG_GROUP, s->log.group);
	if (s->log.has_snaplen)
		op_set(op, NFTA_LOG_SNAPLEN, s->log.snaplen);
	if (s->log.has_qthreshold)
		op_set(op, NFTA_LOG_QTHRESHOLD, s->log.qthreshold);
	if (s->log.audit)
		op_set(op, NFTA_LOG_LEVEL, NFT_LOGLEVEL_AUDIT);
	else if (s->log.has_level)
		op_set(op, NFTA_LOG_LEVEL, s->log.level);
	if (s->log.flags)
		op_set(op, NFTA_LOG_FLAGS, s->log.flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int log_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *log_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_log];
}

const struct stmt_ops log_stmt_ops = {
	.name = "log",
	/* check */

	/* text out */

	/* netlink out */
	.gen = log_gen,

	/* simulate */
	.exec = log_exec,
	.row = log_row,
};
