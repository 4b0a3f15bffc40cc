/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unresolved words: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/json.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */
/* "eth*": the bytes before the star. "eth\*" ends in a star. */
static int string_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep, *v;
	uint8_t data[WIDE_MAX] = { 0 };
	size_t len = strlen(e->symbol.text), max = c->want.bits ? c->want.bits / 8 : sizeof(data);
	bool star = len && e->symbol.text[len - 1] == '*', escaped = star && len > 1 && e->symbol.text[len - 2] == '\\';

	if (max > sizeof(data))
		max = sizeof(data);
	if (!len)
		return check_fail(c, e->loc, "Empty string is not allowed");
	if (len - escaped >= max)
		return check_fail(c, e->loc, "String exceeds maximum length of %zu", max);
	memcpy(data, e->symbol.text, len);
	if (escaped) {
		data[len - 2] = '*';
		data[len - 1] = 0;
	} else if (star) {
		if (len == 1)
			return check_fail(c, e->loc, "All-wildcard strings are not supported");
		data[--len] = 0;
		v = expr_value(c->r, e->loc, c->want.type, c->want.order, data, (unsigned)len * 8);
		v->flags |= EXPR_WILDCARD;
		*ep = v;
		return 0;
	}
	*ep = expr_value(c->r, e->loc, c->want.type, c->want.order, data, (unsigned)max * 8);
	return 0;
}

static int out_of_range(struct check *c, const struct expr *e, unsigned bits)
{
	uint8_t top[WIDE_MAX] = { 0 };
	struct strbuf b = { 0 };
	int ret;

	wide_prefix_mask(top, (bits + 7) / 8, bits, bits);
	wide_print_dec(&b, top, (bits + 7) / 8);
	ret = check_fail(c, e->loc, "Value %s exceeds valid range 0-%s", e->symbol.text, strbuf_str(&b));
	strbuf_free(&b);
	return ret;
}

/* Number of a plain integer: the message names the range. @done: it was one. */
static int integer_check(struct check *c, struct expr **ep, bool *done)
{
	struct expr *e = *ep;
	unsigned bits = c->want.bits;
	uint8_t wide[WIDE_MAX], data[WIDE_MAX] = { 0 };
	size_t len = (bits + 7) / 8;

	*done = false;
	if (e->symbol.form != SYM_NUMBER || !bits || len > sizeof(wide))
		return 0;
	if (wide_parse(e->symbol.text, wide, sizeof(wide), sizeof(wide) * 8))
		return 0;
	if (!wide_fits(wide, sizeof(wide), bits))
		return out_of_range(c, e, bits);
	memcpy(data, wide + sizeof(wide) - len, len);
	*ep = expr_value(c->r, e->loc, c->want.type, c->want.order, data, bits);
	*done = true;
	return 0;
}

static bool plain_number(const struct dtype *t)
{
	return t->cls == DT_INTEGER || t->cls == DT_XINTEGER || t->cls == DT_BITMASK || t->cls == DT_MARK || t->cls == DT_SYMBOL;
}

static int symbol_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct dtype *t = c->want.type;
	uint8_t data[WIDE_MAX] = { 0 };
	const char *why = NULL;
	unsigned bits;
	bool done;
	int ret;

	if (c->want.key)
		return check_fail(c, e->loc, "invalid data type, expected %s", check_spec_text(c, c->want.key));
	if (!t || t->cls == DT_INVALID)
		return check_fail(c, e->loc, "Can't parse symbolic invalid expressions");
	if (t->cls == DT_VERDICT)
		return check_fail(c, e->loc, "expected a verdict (accept, drop, jump ...)");
	if (check_is_string(t))
		return string_check(c, ep);
	if (plain_number(t)) {
		ret = integer_check(c, ep, &done);
		if (ret || done)
			return ret;
	}
	bits = c->want.bits ? c->want.bits : t->bits;
	if (!bits || bits > sizeof(data) * 8)
		return check_fail(c, e->loc, "a value has no width here");
	if (dtype_parse(c->r, c->opt->env, t, e->symbol.text, e->symbol.form == SYM_STRING, bits, data, &why))
		return check_fail(c, e->loc, "%s", why ? why : region_printf(c->r, "Could not parse %s", t->desc));
	if (t->cls == DT_BOOLEAN && wide_get_u64(data, (bits + 7) / 8) > 1)
		return check_fail(c, e->loc, "Value %s exceeds valid range 0-1", e->symbol.text);
	*ep = expr_value(c->r, e->loc, t, c->want.order, data, bits);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void symbol_print(struct printer *p, const struct expr *e)
{
	pr(p, e->symbol.form == SYM_STRING ? "\"%s\"" : "%s", e->symbol.text);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *symbol_json(struct json_out *o, const struct expr *e)
{
	(void)o;
	return jout_text(e->symbol.text);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct expr_ops symbol_expr_ops = {
	.name = "symbol",
	/* check */
	.check = symbol_check,

	/* text out */
	.print = symbol_print,

	/* JSON out */
	.json = symbol_json,

	/* netlink out */

	/* simulate */
};
