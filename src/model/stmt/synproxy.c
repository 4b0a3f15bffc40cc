/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synproxy: every face of the kind. */
#include <linux/netfilter/nf_synproxy.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void synproxy_print(struct printer *p, const struct stmt *s)
{
	prs(p, "synproxy");
	if (s->synproxy.flags & NF_SYNPROXY_OPT_MSS)
		pr(p, " mss %u", s->synproxy.mss);
	if (s->synproxy.flags & NF_SYNPROXY_OPT_WSCALE)
		pr(p, " wscale %u", s->synproxy.wscale);
	if (s->synproxy.flags & NF_SYNPROXY_OPT_TIMESTAMP)
		prs(p, " timestamp");
	if (s->synproxy.flags & NF_SYNPROXY_OPT_SACK_PERM)
		prs(p, " sack-perm");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops synproxy_stmt_ops = {
	.name = "synproxy",
	/* check */

	/* text out */
	.print = synproxy_print,

	/* netlink out */

	/* simulate */
};
