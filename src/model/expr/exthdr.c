/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extension headers and options: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static const char *exthdr_words(const struct expr *e)
{
	static const char *const words[] = {
		[XH_TCP] = "tcp option ", [XH_IP4] = "ip option ", [XH_SCTP] = "sctp chunk ", [XH_DCCP] = "dccp option ",
	};

	if (e->exthdr.op < sizeof(words) / sizeof(*words) && words[e->exthdr.op])
		return words[e->exthdr.op];
	return e->exthdr.field ? "" : "exthdr ";
}

static void exthdr_print(struct printer *p, const struct expr *e)
{
	prs(p, exthdr_words(e));
	if (e->exthdr.header)
		prs(p, e->exthdr.header->name);
	else if (e->exthdr.present || e->exthdr.op != XH_TCP)
		pr(p, "%u", e->exthdr.raw_kind);
	else
		pr(p, "@%u,%u,%u", e->exthdr.raw_kind, e->exthdr.offset, e->bits);
	if (e->exthdr.field && !e->exthdr.present)
		pr(p, " %s", e->exthdr.field->sel.name);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops exthdr_expr_ops = {
	.name = "exthdr",
	/* check */

	/* text out */
	.print = exthdr_print,

	/* netlink out */

	/* simulate */
};
