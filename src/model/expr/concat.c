/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Concatenations: every face of the kind. */
#include <string.h>
#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"

/* ---------------------------------------------------------------- check */
static int part_check(struct check *c, struct expr *e, uint32_t i)
{
	struct expr *part;
	int ret;

	if (c->want.key)
		ret = check_expr_as(c, &e->list.items.v[i], check_want_key(c->want.key, i, c->want.by));
	else if (c->want.hint && i < c->want.hint->n && expr_is_constant(e->list.items.v[i]))
		ret = check_expr_as(c, &e->list.items.v[i], check_want_key(c->want.hint, i, e->loc));
	else
		ret = check_expr_as(c, &e->list.items.v[i], (struct check_want){ 0 });
	if (ret)
		return ret;
	part = e->list.items.v[i];
	if (c->rule && !c->in_typeof && part->id == E_OSF)
		return check_fail(c, part->loc, "can not use variable sized data types (string) in concat expressions");
	if (part->id == E_CONCAT || part->id == E_SETREF || part->id == E_VERDICT || part->id == E_LIST)
		return check_fail(c, part->loc, "this cannot be a part of a concatenation");
	if (part->id == E_CT && part->ct.row->sel.type->cls == DT_INVALID)
		return check_fail(c, part->loc, "specify `ip' or `ip6' for address selector");
	if (c->want.key)
		return check_compatible(c, part, check_want_key(c->want.key, i, c->want.by), e->loc);
	return 0;
}

static int concat_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	uint32_t n = e->list.items.n, bits = 0;
	int ret;

	if (c->want.type)
		return check_fail2(c, e->loc, c->want.by, "too many concatenation components%s",
				   dtype_is(c->want.type, &ipv4_addr_type) ? ": an IPv4 address is four numbers" : "");
	if (c->want.key && n != c->want.key->n)
		return check_fail2(c, e->loc, c->want.by, "too %s concatenation components", n > c->want.key->n ? "many" : "few");
	for (uint32_t i = 0; i < n; i++) {
		ret = part_check(c, e, i);
		if (ret)
			return ret;
		bits += (expr_bytes(e->list.items.v[i]) + 3) / 4 * 32;
	}
	if (bits > WIDE_MAX * 8)
		return check_fail(c, e->loc, "Concatenation of size %u exceeds maximum size of %u", bits, WIDE_MAX * 8);
	e->bits = bits;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void concat_print(struct printer *p, const struct expr *e)
{
	vec_each(i, &e->list.items) {
		if (i)
			prs(p, " . ");
		print_expr(p, e->list.items.v[i]);
	}
}

/* ---------------------------------------------------------------- JSON out */

static json_t *concat_json(struct json_out *o, const struct expr *e)
{
	json_t *list = json_array();

	vec_each(i, &e->list.items)
		json_array_append_new(list, jout_expr(o, e->list.items.v[i]));
	return jout_one("concat", list);
}

/* ---------------------------------------------------------------- netlink out */

static int concat_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	unsigned saved = g->next_reg, end = dreg + gen_bytes(e) / 4, at = dreg;
	int err = 0;

	if (end > GEN_REGS)
		return gen_fail(g, e->loc, "this is longer than the %u bytes of registers that the kernel has", GEN_REGS * 4);
	if (g->next_reg < end)
		g->next_reg = end;
	for (uint32_t i = 0; !err && i < e->list.items.n; i++) {
		const struct expr *part = e->list.items.v[i];

		err = gen_load(g, part, at, expr_bytes(part), ORDER_NONE);
		at += (expr_bytes(part) + 3) / 4;
	}
	g->next_reg = saved;
	return err;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

/* The parts as elements of a set hold them: each padded at its end to 4 bytes. */
static int concat_eval(struct sim *s, const struct expr *e, struct sim_value *out)
{
	out->blob = true;
	vec_each(i, &e->list.items) {
		const struct expr *part = e->list.items.v[i];
		unsigned bytes = expr_bytes(part);
		struct sim_value v;
		int err = sim_eval(s, part, &v);

		if (err)
			return err;
		if (v.broken || bytes > SIM_BYTES || out->len + bytes + 3 > sizeof(out->data)) {
			out->broken = true;
			return 0;
		}
		memcpy(out->data + out->len, sim_is_string(part->type) ? v.data : v.data + SIM_BYTES - bytes, bytes);
		out->len += (bytes + 3) / 4 * 4;
	}
	return 0;
}

const struct expr_ops concat_expr_ops = {
	.name = "concat",
	/* check */
	.check = concat_check,

	/* text out */
	.print = concat_print,

	/* JSON out */
	.json = concat_json,

	/* netlink out */
	.gen = concat_gen,

	/* simulate */
	.eval = concat_eval,
};
