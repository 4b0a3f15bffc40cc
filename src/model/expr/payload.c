/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Header fields and raw payload: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static const char *base_name(uint8_t base)
{
	static const char *const names[] = { [BASE_LL] = "ll", [BASE_NH] = "nh", [BASE_TH] = "th", [BASE_INNER] = "ih" };

	return base < sizeof(names) / sizeof(*names) && names[base] ? names[base] : "unknown";
}

static void payload_print(struct printer *p, const struct expr *e)
{
	if (e->payload.inner && e->payload.inner != e->payload.header)
		pr(p, "%s ", e->payload.inner->name);
	if (e->payload.header && e->payload.field)
		pr(p, "%s %s", e->payload.header->name, e->payload.field->sel.name);
	else
		pr(p, "@%s,%u,%u", base_name(e->payload.base), e->payload.offset, e->bits);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops payload_expr_ops = {
	.name = "payload",
	/* check */

	/* text out */
	.print = payload_print,

	/* netlink out */

	/* simulate */
};
