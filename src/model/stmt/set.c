/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes to metadata, conntrack and headers: every face of the kind. */
#include <errno.h>
#include <string.h>

#include "model/check_ctx.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int target_check(struct check *c, struct stmt *s)
{
	struct expr *t;
	int ret;

	c->in_target = true;
	ret = check_expr_as(c, &s->set.target, (struct check_want){ 0 });
	c->in_target = false;
	if (ret)
		return ret;
	t = s->set.target;
	switch (t->id) {
	case E_META:
		if (!(t->meta.row->flags & KEY_SETTABLE))
			return check_fail(c, t->loc, "meta %s cannot be set", t->meta.row->sel.name);
		return 0;
	case E_CT:
		if (!(t->ct.row->flags & KEY_SETTABLE))
			return check_fail(c, t->loc, "ct %s cannot be set", t->ct.row->sel.name);
		return 0;
	case E_PAYLOAD:
		if (t->payload.inner || t->payload.base == BASE_INVALID)
			return check_fail(c, t->loc, "payload statement for this expression is not supported");
		return 0;
	case E_EXTHDR:
		if (!t->exthdr.field && !t->exthdr.raw_kind)
			return check_fail(c, t->loc, "the field of the option to be set is missing");
		return 0;
	}
	return check_fail(c, t->loc, "this cannot be set");
}

static int value_check(struct check *c, struct stmt *s)
{
	struct check_want want = check_want_of(s->set.target);
	struct expr *v;
	int ret;

	c->in_value = true;
	ret = check_expr_as(c, &s->set.value, want);
	if (!ret)
		ret = check_compatible(c, s->set.value, want, s->loc);
	c->in_value = false;
	if (ret)
		return ret;
	v = s->set.value;
	if (v->id == E_RANGE || v->id == E_PREFIX || v->id == E_CONCAT || v->id == E_VERDICT || v->id == E_SETREF)
		return check_fail(c, v->loc, "a single value is needed here");
	return 0;
}

static int set_check(struct check *c, struct stmt *s)
{
	int ret = target_check(c, s);

	if (!ret && s->set.value->id == E_LIST && s->set.target->type->cls == DT_CTLABEL)	/* several bits have no notation */
		return check_fail(c, s->set.value->loc, "one label is set at a time: `ct label set foo ct label set bar`");
	return ret ? ret : value_check(c, s);
}

/* ---------------------------------------------------------------- text out */

/* The value written: flags are listed. */
static void set_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->set.target);
	prs(p, " set ");
	if (s->set.value->id == E_VALUE)
		print_value_expr(p, s->set.value, s->set.target->id == E_PAYLOAD || s->set.target->id == E_EXTHDR ? " | " : ",");
	else
		print_expr(p, s->set.value);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *set_json(struct json_out *o, const struct stmt *s)
{
	const struct expr *value = s->set.value;
	enum jout_flags form = s->set.target->id == E_PAYLOAD || s->set.target->id == E_EXTHDR ? JOUT_OR : JOUT_LIST;
	json_t *j = jout_one("key", jout_expr(o, s->set.target));

	jout_put(j, "value", value->id == E_VALUE ? jout_value_expr(o, value, form) : jout_expr(o, value));
	return jout_one("mangle", j);
}

/* ---------------------------------------------------------------- netlink out */

/* The value, loaded as the target wants it. */
static int load_value(struct gen *g, const struct stmt *s, unsigned bytes, enum byte_order order, unsigned *reg)
{
	int err = gen_alloc_for(g, s->set.value, reg);

	return err ? err : gen_load(g, s->set.value, *reg, bytes, order);
}

static int set_meta(struct gen *g, const struct stmt *s)
{
	const struct expr *target = s->set.target;
	struct op *op;
	unsigned reg;
	int err = load_value(g, s, expr_bytes(target), target->order, &reg);

	if (err)
		return err;
	op = gen_op(g, OP_meta);
	op_set(op, NFTA_META_KEY, target->meta.row->id);
	gen_set_reg(op, NFTA_META_SREG, reg);
	return 0;
}

static int set_ct(struct gen *g, const struct stmt *s)
{
	const struct expr *target = s->set.target;
	struct op *op;
	unsigned reg;
	int err = load_value(g, s, expr_bytes(target), target->order, &reg);

	if (err)
		return err;
	op = gen_op(g, OP_ct);
	op_set(op, NFTA_CT_KEY, target->ct.row->id);
	gen_set_reg(op, NFTA_CT_SREG, reg);
	if (target->ct.dir >= 0)
		op_set(op, NFTA_CT_DIRECTION, (uint8_t)target->ct.dir);
	return 0;
}

static int set_exthdr(struct gen *g, const struct stmt *s)
{
	const struct expr *target = s->set.target;
	struct gen_field f;
	unsigned reg;
	int err;

	if (!gen_field(target, &f) || f.masked)
		return gen_fail(g, target->loc, "the kernel can write whole bytes of an option only");
	err = load_value(g, s, f.bytes, ORDER_NET, &reg);
	if (!err)
		gen_set_reg(gen_exthdr_op(g, target, f.offset, f.bytes), NFTA_EXTHDR_SREG, reg);
	return err;
}

/* The bytes to write: checksums are made of 16-bit words, and a VLAN tag is one. */
static void written_bytes(const struct expr *e, struct gen_field *f)
{
	const struct header_row *h = e->payload.header;

	gen_field(e, f);
	if (f->bytes % 2 == 0 || !(e->payload.base == BASE_INNER || (h && (h->has_csum || h->id == HDR_vlan))))
		return;
	if (f->offset % 2)
		f->offset--;
	else
		f->shift += 8;
	f->bytes++;
	f->masked = true;
}

static bool same_field(const struct expr *a, const struct expr *b)
{
	return b->id == E_PAYLOAD && a->payload.base == b->payload.base && a->payload.offset == b->payload.offset && a->bits == b->bits &&
	       a->payload.inner == b->payload.inner;
}

/* Constant bits for the field, or the field itself with constants: one load, one op, one write.
 * mask and xor are what becomes of the field's bits; -ENOENT: it is neither. */
static int constant_change(struct gen *g, const struct stmt *s, unsigned bytes, uint8_t *mask, uint8_t *xor)
{
	const struct expr *value = s->set.value, *base;
	int err;

	if (value->id == E_VALUE || value->id == E_LIST) {
		memset(mask, 0, bytes);
		return gen_const(g, value, xor, bytes);
	}
	if (value->id != E_BINOP || !gen_is_constant_bool(value))
		return -ENOENT;
	err = gen_fold_binop(g, value, bytes, mask, xor, &base);
	if (err)
		return err;
	while (base->id == E_UNARY)
		base = base->unary.arg;
	return same_field(s->set.target, base) ? 0 : -ENOENT;
}

/* The other bits of the bytes stay: they are read, changed and written back. */
static int set_bits(struct gen *g, const struct stmt *s, const struct gen_field *f)
{
	const struct expr *target = s->set.target;
	uint8_t mask[WIDE_MAX], xor[WIDE_MAX], field[WIDE_MAX], keep[WIDE_MAX];
	unsigned reg, other;
	int err, change;

	if (f->bytes > 16)
		return gen_fail(g, target->loc, "a field of %u bits cannot be written", target->bits);
	gen_field_mask(target, f, field);
	memcpy(keep, field, f->bytes);
	wide_not(keep, f->bytes);
	change = constant_change(g, s, f->bytes, mask, xor);
	if (change && change != -ENOENT)
		return change;
	err = gen_alloc(g, s->loc, f->bytes, false, &reg);
	if (!err)
		err = gen_load_bytes(g, target, f->offset, f->bytes, reg);
	if (err)
		return err;
	if (change == 0) {
		wide_shl(mask, f->bytes, f->shift);
		wide_and(mask, field, f->bytes);
		wide_or(keep, mask, f->bytes);
		wide_shl(xor, f->bytes, f->shift);
		wide_and(xor, field, f->bytes);
		gen_bitwise(g, reg, reg, keep, xor, f->bytes, ORDER_NET);
	} else {
		memset(xor, 0, f->bytes);
		gen_bitwise(g, reg, reg, keep, xor, f->bytes, ORDER_NET);
		err = gen_alloc_for(g, s->set.value, &other);
		if (!err)
			err = gen_load(g, s->set.value, other, f->bytes, ORDER_HOST);
		if (!err && f->shift)
			gen_shift(g, other, f->bytes, true, f->shift);
		if (!err)
			err = gen_convert(g, s->loc, other, f->bytes, ORDER_HOST, ORDER_NET);
		if (err)
			return err;
		gen_bitwise(g, other, other, field, xor, f->bytes, ORDER_NET);
		gen_bitwise_regs(g, NFT_BITWISE_OR, reg, other, f->bytes);
	}
	gen_payload_store(g, target, f, reg);
	return 0;
}

static int set_payload(struct gen *g, const struct stmt *s)
{
	struct gen_field f;
	unsigned reg;
	int err;

	if (s->set.target->payload.inner)
		return gen_fail(g, s->set.target->loc, "the kernel cannot write inside of a tunnel header");
	written_bytes(s->set.target, &f);
	if (f.masked)
		return set_bits(g, s, &f);
	err = load_value(g, s, f.bytes, ORDER_NET, &reg);
	if (!err)
		gen_payload_store(g, s->set.target, &f, reg);
	return err;
}

static int set_gen(struct gen *g, const struct stmt *s)
{
	switch (s->set.target->id) {
	case E_META:
		return set_meta(g, s);
	case E_CT:
		return set_ct(g, s);
	case E_PAYLOAD:
		return set_payload(g, s);
	case E_EXTHDR:
		return set_exthdr(g, s);
	default:
		return gen_fail(g, s->set.target->loc, "this cannot be set");
	}
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

static int set_exec(struct sim *s, const struct stmt *st)
{
	struct sim_scalar v;

	if (sim_value_of(s, st->set.value, &v))
		return SIM_BREAK;
	v.flags |= s->cond & SIM_VARIES;
	s->written = v.flags;
	s->env->write(s, st->set.target, &v);
	return SIM_NEXT;
}

static const struct stmt_row *set_row(const struct stmt *st)
{
	const struct expr *t = st->set.target;

	switch (t->id) {
	case E_META:
		switch (t->meta.row->id) {
		case NFT_META_NFTRACE:	return &stmt_rows[STROW_meta_nftrace_set];
		case NFT_META_PKTTYPE:	return &stmt_rows[STROW_meta_pkttype_set];
		case NFT_META_BRI_BROUTE:	return &stmt_rows[STROW_meta_broute_set];
		default:		return &stmt_rows[STROW_meta_set];
		}
	case E_CT:
		return &stmt_rows[t->ct.row->id == NFT_CT_MARK ? STROW_ct_mark_set : STROW_ct_set];
	case E_PAYLOAD:
		if (t->payload.header && t->payload.header->base == BASE_LL)
			return &stmt_rows[STROW_ether_set];
		if (!t->payload.header || !t->payload.field || t->payload.inner)
			return &stmt_rows[STROW_payload_set_packet];
		return &stmt_rows[t->payload.field->sel.action || t->payload.header->id == HDR_th ? STROW_payload_set : STROW_payload_set_packet];
	case E_EXTHDR:
		return &stmt_rows[t->exthdr.header && t->exthdr.header->variance == VAR_FACT ? STROW_tcp_syn_option_set : STROW_exthdr_set];
	}
	return &stmt_rows[STROW_unknown];
}

const struct stmt_ops set_stmt_ops = {
	.name = "set",
	/* check */
	.check = set_check,

	/* text out */
	.print = set_print,

	/* JSON out */
	.json = set_json,

	/* netlink out */
	.gen = set_gen,

	/* simulate */
	.exec = set_exec,
	.row = set_row,
};
