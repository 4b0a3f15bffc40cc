/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transparent proxy: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void tproxy_print(struct printer *p, const struct stmt *s)
{
	enum family f = p->rule && p->rule->table ? p->rule->table->family : p->family;
	bool v6 = s->tproxy.addr && s->tproxy.addr->id == E_VALUE && s->tproxy.addr->type && s->tproxy.addr->type->cls == DT_IP6ADDR;

	prs(p, "tproxy");
	if (f == FAM_INET && s->tproxy.family != FAM_UNSPEC && s->tproxy.family != FAM_INET)
		pr(p, " %s", family_name(s->tproxy.family));
	prs(p, " to ");
	if (s->tproxy.addr) {
		prs(p, v6 ? "[" : "");
		print_expr(p, s->tproxy.addr);
		prs(p, v6 ? "]" : "");
	}
	if (s->tproxy.port) {
		prs(p, ":");
		print_expr(p, s->tproxy.port);
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops tproxy_stmt_ops = {
	.name = "tproxy",
	/* check */

	/* text out */
	.print = tproxy_print,

	/* netlink out */

	/* simulate */
};
