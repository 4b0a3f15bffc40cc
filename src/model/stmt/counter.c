/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void counter_print(struct printer *p, const struct stmt *s)
{
	prs(p, "counter");
	if (!p->stateless)
		pr(p, " packets %llu bytes %llu", (unsigned long long)s->counter.packets, (unsigned long long)s->counter.bytes);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops counter_stmt_ops = {
	.name = "counter",
	/* check */

	/* text out */
	.print = counter_print,

	/* netlink out */

	/* simulate */
};
