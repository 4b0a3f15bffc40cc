/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extension headers and options: every face of the kind. */
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
/* The field that is the number of the option: what it is compared with is whether the option is there. */
static bool is_number_field(const struct expr *e)
{
	const struct field_row *f = e->exthdr.field;

	return f && f->offset == 0 && (e->exthdr.op == XH_IP4 || e->exthdr.op == XH_TCP);
}

static int exthdr_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct field_row *f = e->exthdr.field;
	int ret = 0;

	if (e->exthdr.op == XH_IP6)
		ret = check_need_l3_first(c, FAM_IP6, e->loc);
	else if (e->exthdr.op == XH_IP4 && !c->in_target)
		ret = check_need_l3_first(c, FAM_IP, e->loc);
	if (ret)
		return ret;
	if (is_number_field(e) && e->exthdr.op == XH_TCP && !e->exthdr.present)
		return check_fail(c, e->loc, "the kind of an option is its number: write tcp option %s exists", e->exthdr.header->name);
	if (is_number_field(e) && !c->in_target && !c->in_typeof)
		e->exthdr.present = true;
	if (e->exthdr.present) {
		e->type = &boolean_type;
		e->bits = 8;
		e->order = ORDER_HOST;
	} else if (f) {
		e->type = f->sel.type;
		e->bits = f->sel.bits;
		e->order = f->sel.order;
	} else {
		if (!e->bits || e->bits > WIDE_MAX * 8)
			return check_fail(c, e->loc, "a raw option must have between 1 and %u bits", WIDE_MAX * 8);
		e->type = &integer_type;
		e->order = ORDER_NET;
	}
	return 0;
}

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

/* ---------------------------------------------------------------- JSON out */

static const char *const exthdr_keys[] = {
	[XH_IP6] = "exthdr", [XH_TCP] = "tcp option", [XH_IP4] = "ip option", [XH_SCTP] = "sctp chunk", [XH_DCCP] = "dccp option",
};

static json_t *exthdr_json(struct json_out *o, const struct expr *e)
{
	json_t *j = json_object();

	(void)o;
	if (e->exthdr.op == XH_DCCP) {
		jout_put(j, "type", json_integer(e->exthdr.raw_kind));
	} else if (!e->exthdr.header) {
		jout_put(j, "base", json_integer(e->exthdr.raw_kind));
		jout_put(j, "offset", json_integer(e->exthdr.offset));
		jout_put(j, "len", json_integer(e->bits));
	} else {
		jout_put(j, "name", json_string(e->exthdr.header->name));
		if (e->exthdr.field && !e->exthdr.present)
			jout_put(j, "field", json_string(e->exthdr.field->sel.name));
	}
	return jout_one(e->exthdr.op < sizeof(exthdr_keys) / sizeof(*exthdr_keys) ? exthdr_keys[e->exthdr.op] : "exthdr", j);
}

/* ---------------------------------------------------------------- netlink out */

static uint8_t exthdr_number(const struct expr *e)
{
	return e->exthdr.header ? e->exthdr.header->number : e->exthdr.raw_kind;
}

struct op *gen_exthdr_op(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes)
{
	struct op *op = gen_op(g, OP_exthdr);

	op_set(op, NFTA_EXTHDR_TYPE, exthdr_number(e));
	op_set(op, NFTA_EXTHDR_OFFSET, offset);
	op_set(op, NFTA_EXTHDR_LEN, bytes);
	op_set(op, NFTA_EXTHDR_OP, e->exthdr.op);
	return op;
}

static int exthdr_load_bytes(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg)
{
	gen_set_reg(gen_exthdr_op(g, e, offset, bytes), NFTA_EXTHDR_DREG, dreg);
	return 0;
}

static int exthdr_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op;

	if (!e->exthdr.present)
		return gen_load_field(g, e, dreg);
	op = gen_exthdr_op(g, e, 0, 1);
	gen_set_reg(op, NFTA_EXTHDR_DREG, dreg);
	op_set(op, NFTA_EXTHDR_FLAGS, NFT_EXTHDR_F_PRESENT);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

static struct expr *exthdr_raw(struct decode *d, const struct op *op)
{
	uint64_t cls = op_has(op, NFTA_EXTHDR_OP) ? op_get(op, NFTA_EXTHDR_OP) : XH_IP6;
	uint64_t offset = op_get(op, NFTA_EXTHDR_OFFSET), len = op_get(op, NFTA_EXTHDR_LEN);
	bool present = op_get(op, NFTA_EXTHDR_FLAGS) & NFT_EXTHDR_F_PRESENT;
	struct expr *e;

	if (cls > XH_DCCP || offset > 8000 || (!present && (!len || len > WIDE_MAX)))
		return NULL;
	e = decode_expr(d, E_EXTHDR, present ? &boolean_type : &integer_type, ORDER_NET, present ? 8 : (unsigned)len * 8);
	e->exthdr.op = (uint8_t)cls;
	e->exthdr.raw_kind = (uint8_t)op_get(op, NFTA_EXTHDR_TYPE);
	e->exthdr.offset = (uint16_t)(offset * 8);
	e->exthdr.present = present;
	if (present)
		e->exthdr.header = exthdr_by_number(cls, e->exthdr.raw_kind);
	return e;
}

int exthdr_decode(struct decode *d, const struct op *op)
{
	struct expr *e;
	struct stmt *s;

	if (!op_has(op, NFTA_EXTHDR_DREG) && !op_has(op, NFTA_EXTHDR_SREG)) {
		e = decode_expr(d, E_EXTHDR, &boolean_type, ORDER_NET, 8);
		e->exthdr.op = XH_TCP;
		e->exthdr.raw_kind = (uint8_t)op_get(op, NFTA_EXTHDR_TYPE);
		e->exthdr.header = exthdr_by_number(XH_TCP, e->exthdr.raw_kind);
		e->exthdr.present = true;
		decode_stmt(d, S_RESET)->reset.option = e;
		return 0;
	}
	e = exthdr_raw(d, op);
	if (!e)
		return decode_unknown(d, op);
	if (op_has(op, NFTA_EXTHDR_DREG)) {
		decode_load(d, op, NFTA_EXTHDR_DREG, e);
		return 0;
	}
	e = decode_resolve(d, e);
	s = stmt_new(d->r, S_SET, e->loc);
	s->set.target = e;
	s->set.value = decode_value(d, op, NFTA_EXTHDR_SREG, e->type, e->order, e->bits);
	if (!s->set.value)
		return decode_unknown(d, op);
	*decode_stmt(d, S_SET) = *s;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops exthdr_expr_ops = {
	.name = "exthdr",
	/* check */
	.check = exthdr_check,

	/* text out */
	.print = exthdr_print,

	/* JSON out */
	.json = exthdr_json,

	/* netlink out */
	.gen = exthdr_gen,
	.load_bytes = exthdr_load_bytes,

	/* simulate */
	.eval = sim_eval_read,
};
