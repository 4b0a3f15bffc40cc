/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snat, dnat, masquerade, redirect: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void nat_print_addr(struct printer *p, const struct expr *e, bool brackets)
{
	if (e->type && e->type->cls == DT_IP6ADDR && brackets && e->id == E_RANGE) {
		nat_print_addr(p, e->range.from, true);
		prs(p, "-");
		nat_print_addr(p, e->range.to, true);
	} else if (e->type && e->type->cls == DT_IP6ADDR && brackets && e->id == E_VALUE) {
		prs(p, "[");
		print_expr(p, e);
		prs(p, "]");
	} else {
		print_expr(p, e);
	}
}

/* The address family is named where it does not follow from the table, and with maps whose data hold more than one address. */
static bool nat_shows_family(struct printer *p, const struct stmt *s)
{
	enum family f = p->rule && p->rule->table ? p->rule->table->family : p->family;

	if (!s->nat.addr || (s->nat.family != FAM_IP && s->nat.family != FAM_IP6))
		return false;
	return f == FAM_INET || s->nat.concat || s->nat.prefix || (s->nat.interval && s->nat.addr->id == E_MAP);
}

static void nat_print(struct printer *p, const struct stmt *s)
{
	static const char *const names[] = { "snat", "dnat", "masquerade", "redirect" };

	prs(p, names[s->nat.kind & 3]);
	if (s->nat.addr || s->nat.proto) {
		if (nat_shows_family(p, s))
			pr(p, " %s", family_name(s->nat.family));
		prs(p, s->nat.prefix ? " prefix to " : " to ");
		if (s->nat.addr)
			nat_print_addr(p, s->nat.addr, s->nat.proto);
		if (s->nat.proto) {
			prs(p, ":");
			print_expr(p, s->nat.proto);
		}
	}
	if (s->nat.flags) {
		prs(p, " ");
		print_flags(p, nat_flags, s->nat.flags, ",");
	}
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops nat_stmt_ops = {
	.name = "nat",
	/* check */

	/* text out */
	.print = nat_print,

	/* netlink out */

	/* simulate */
};
