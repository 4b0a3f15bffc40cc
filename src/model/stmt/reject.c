/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reject: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

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

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops reject_stmt_ops = {
	.name = "reject",
	/* check */

	/* text out */
	.print = reject_print,

	/* netlink out */

	/* simulate */
};
