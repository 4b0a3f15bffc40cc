/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operating system fingerprints: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void osf_print(struct printer *p, const struct expr *e)
{
	const char *ttl = flag_name(osf_ttl, e->osf.ttl);

	if (ttl)
		pr(p, "osf ttl %s %s", ttl, e->osf.version ? "version" : "name");
	else
		pr(p, "osf %s", e->osf.version ? "version" : "name");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops osf_expr_ops = {
	.name = "osf",
	/* check */

	/* text out */
	.print = osf_print,

	/* netlink out */

	/* simulate */
};
