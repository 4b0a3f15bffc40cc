/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reject: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static bool reject_is_usual(struct printer *p, const struct stmt *s)
{
	enum family f = p->rule && p->rule->table ? p->rule->table->family : p->family;

	if (s->reject.type == NFT_REJECT_TCP_RST)
		return false;
	if (s->reject.code < 0)
		return true;
	if (s->reject.type == NFT_REJECT_ICMPX_UNREACH)
		return s->reject.code == NFT_REJECT_ICMPX_PORT_UNREACH;
	return (f == FAM_IP && s->reject.family != FAM_IP6 && s->reject.code == 3) ||
	       (f == FAM_IP6 && s->reject.family != FAM_IP && s->reject.code == 4);
}

static void reject_print(struct printer *p, const struct stmt *s)
{
	const char *kind = "icmpx", *type = "icmpx_code";
	uint8_t code = s->reject.code;

	prs(p, "reject");
	if (reject_is_usual(p, s))
		return;
	if (s->reject.type == NFT_REJECT_TCP_RST) {
		prs(p, " with tcp reset");
		return;
	}
	if (s->reject.type == NFT_REJECT_ICMP_UNREACH) {
		bool v6 = s->reject.family == FAM_IP6;

		kind = v6 ? "icmpv6" : "icmp";
		type = v6 ? "icmpv6_code" : "icmp_code";
	}
	pr(p, " with %s ", kind);
	print_value(p, dtype_by_name(type), &code, 8, NULL);
}

/* ---------------------------------------------------------------- JSON out */

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
	.print = reject_print,

	/* JSON out */

	/* netlink out */
	.gen = reject_gen,

	/* simulate */
	.exec = reject_exec,
	.row = reject_row,
};
