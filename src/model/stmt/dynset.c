/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set updates from rules: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void dynset_print(struct printer *p, const struct stmt *s)
{
	static const char *const words[] = { [NFT_DYNSET_OP_ADD] = "add", [NFT_DYNSET_OP_UPDATE] = "update", [NFT_DYNSET_OP_DELETE] = "delete" };
	const struct elem_info *info = s->dynset.info;
	bool stateless = p->stateless;

	pr(p, "%s ", s->dynset.op < sizeof(words) / sizeof(*words) ? words[s->dynset.op] : "unknown");
	print_expr(p, s->dynset.set);
	prs(p, " { ");
	print_expr(p, s->dynset.key);
	p->stateless = true;
	if (info && info->has_timeout) {
		prs(p, " timeout ");
		print_duration(p, info->timeout == UINT64_MAX ? 0 : info->timeout);
	}
	if (info && info->comment) {
		prs(p, " comment ");
		print_quoted(p, info->comment);
	}
	for (uint32_t i = 0; info && i < info->stmts.n; i++) {
		prs(p, " ");
		print_stmt(p, info->stmts.v[i]);
	}
	p->stateless = stateless;
	if (s->dynset.data) {
		prs(p, " : ");
		print_expr(p, s->dynset.data);
	}
	prs(p, " }");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops dynset_stmt_ops = {
	.name = "dynset",
	/* check */

	/* text out */
	.print = dynset_print,

	/* netlink out */

	/* simulate */
};
