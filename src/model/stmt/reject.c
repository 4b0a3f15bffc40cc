/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reject: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

#define ICMP_PORT_UNREACH	3
#define ICMPV6_PORT_UNREACH	4

static int reject_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_reject);
	int code = s->reject.code;

	if (s->reject.type == NFT_REJECT_TCP_RST)
		code = 0;
	else if (code < 0 && s->reject.type == NFT_REJECT_ICMPX_UNREACH)
		code = NFT_REJECT_ICMPX_PORT_UNREACH;
	else if (code < 0)
		code = s->reject.family == FAM_IP6 ? ICMPV6_PORT_UNREACH : ICMP_PORT_UNREACH;
	op_set(op, NFTA_REJECT_TYPE, s->reject.type);
	op_set(op, NFTA_REJECT_ICMP_CODE, (unsigned)code);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int reject_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	s->verdict = NF_DROP;
	s->rejected = true;
	return SIM_VERDICT;
}

static const struct stmt_row *reject_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_reject];
}

const struct stmt_ops reject_stmt_ops = {
	.name = "reject",
	/* check */

	/* text out */

	/* netlink out */
	.gen = reject_gen,

	/* simulate */
	.exec = reject_exec,
	.row = reject_row,
};
