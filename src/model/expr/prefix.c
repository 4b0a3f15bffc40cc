/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address prefixes: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
static int prefix_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *base;
	uint8_t mask[WIDE_MAX] = { 0 }, data[WIDE_MAX];
	unsigned bytes;
	int ret;

	ret = check_expr(c, &e->prefix.base);
	if (ret)
		return ret;
	base = e->prefix.base;
	if (base->id != E_VALUE)
		return check_fail(c, base->loc, "a prefix needs a constant address");
	if (check_is_string(base->type) || base->type->cls == DT_VERDICT)
		return check_fail(c, e->loc, "Prefix expression is undefined for %s types", base->type->desc);
	if (e->prefix.len > base->bits)
		return check_fail(c, e->loc, "Prefix length %u is invalid for type of %u bits width", e->prefix.len, base->bits);
	if (e->prefix.len == base->bits && (base->bits % 8 == 0 || c->in_elem)) {
		base->loc = e->loc;
		base->flags |= EXPR_WHOLE_PREFIX;
		*ep = base;
		return 0;
	}
	bytes = expr_bytes(base);
	wide_prefix_mask(mask, bytes, base->bits, e->prefix.len);
	memcpy(data, base->value.data, bytes);
	wide_and(data, mask, bytes);
	e->prefix.base = expr_value(c->r, base->loc, base->type, base->order, data, base->bits);
	e->type = base->type;
	e->bits = base->bits;
	e->order = base->order;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void prefix_print(struct printer *p, const struct expr *e)
{
	print_expr(p, e->prefix.base);
	pr(p, "/%u", e->prefix.len);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *prefix_json(struct json_out *o, const struct expr *e)
{
	return jout_prefix(jout_expr(o, e->prefix.base), e->prefix.len);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops prefix_expr_ops = {
	.name = "prefix",
	/* check */
	.check = prefix_check,

	/* text out */
	.print = prefix_print,

	/* JSON out */
	.json = prefix_json,

	/* netlink out */

	/* simulate */
};
