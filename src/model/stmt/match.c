/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches: every face of the kind. */
#include <string.h>

#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static const char *const rel_names[] = { "==", "==", "!=", "<", ">", "<=", ">=", "!" };

static const char *kind_name(const struct expr *e)
{
	switch (e->id) {
	case E_SET: case E_SETREF:	return "set";
	case E_RANGE:			return "range";
	case E_PREFIX:			return "prefix";
	case E_LIST:			return "list";
	case E_CONCAT:			return "concatenation";
	case E_VALUE:			return "value";
	}
	return e->ops->name;
}

/* { x } is x. */
static void unwrap_single(struct stmt *s)
{
	struct expr *set = s->match.right, *item;

	if (set->id != E_SET || set->list.items.n != 1)
		return;
	item = set->list.items.v[0];
	if (item->id == E_ELEM) {
		if (item->elem.catchall || item->elem.info || item->elem.data)
			return;
		item = item->elem.key;
	}
	if (item->id == E_SET) {
		s->match.right = item;
		unwrap_single(s);
		return;
	}
	if (item->id != E_CONCAT && item->id != E_SETREF && item->id != E_LIST)
		s->match.right = item;
}

/* `fib daddr oif exists`: not which interface, but whether there is one. */
static void fib_presence(const struct stmt *s)
{
	struct expr *left = s->match.left;
	const struct expr *right = s->match.right;

	if (left->id != E_FIB || left->fib.check || left->fib.result != NFT_FIB_RESULT_OIF || right->id != E_SYMBOL ||
	    !symtab_find(boolean_type.symtab, right->symbol.text))
		return;
	left->fib.check = true;
	left->type = &boolean_type;
	left->bits = key_by_id(fib_keys, n_fib_keys, KEY_BY_FAMILY)->sel.bits;
}

static bool is_ordering(const struct stmt *s)
{
	return s->match.op == REL_LT || s->match.op == REL_GT || s->match.op == REL_LTE || s->match.op == REL_GTE;
}

static int fail_undefined(struct check *c, const struct stmt *s)
{
	return check_fail2(c, s->match.right->loc, s->match.left->loc, "Relational expression (%s) is undefined for %s expressions",
			   rel_names[s->match.op], kind_name(s->match.right));
}

static bool is_ct_state(const struct expr *e)
{
	return e->id == E_CT && e->ct.row->id == NFT_CT_STATE;
}

static int check_right(struct check *c, struct stmt *s)
{
	struct expr *left = s->match.left, **right = &s->match.right;
	struct anon_spec spec = { .key = left };
	struct key_spec k;
	bool was_set = (*right)->id == E_SET;
	int ret;

	if (was_set && is_ordering(s))
		return fail_undefined(c, s);
	fib_presence(s);
	key_spec_of(&k, left);
	unwrap_single(s);
	if ((*right)->id == E_SET)
		return check_anon_set(c, right, &spec);
	if (left->id == E_CONCAT && (*right)->id == E_CONCAT)
		return check_fail2(c, left->loc, (*right)->loc, "Use concatenations with sets and maps, not singleton values");
	if ((*right)->id == E_SETREF || left->id == E_CONCAT || left->id == E_MAP)
		ret = check_expr_as(c, right, (struct check_want){ .key = k.n > 1 || (*right)->id == E_SETREF ? &k : NULL,
								   .type = k.n == 1 && (*right)->id != E_SETREF ? k.part[0].type : NULL,
								   .order = k.part[0].order, .bits = k.bits, .by = left->loc });
	else
		ret = check_expr_as(c, right, check_want_of(left));
	if (ret)
		return ret;
	/* of flags without names, a value is all of them */
	if (s->match.op == REL_IMPLICIT && left->type == &bitmask_type)
		s->match.op = REL_EQ;
	/* of named flags too, where a set asked for it; a connection has one state, so that any of one is that one */
	if (was_set && s->match.op == REL_IMPLICIT && (*right)->id == E_VALUE && check_is_bitmask(left->type) && !is_ct_state(left))
		s->match.op = REL_EQ;
	if ((*right)->id != E_SETREF)
		return 0;
	if (!key_spec_compatible(&(*right)->setref.set->key, &k))
		return check_fail2(c, (*right)->loc, left->loc, "datatype mismatch, expected %s, expression has type %s",
				   check_spec_text(c, &k), check_spec_text(c, &(*right)->setref.set->key));
	return 0;
}

static int check_operator(struct check *c, const struct stmt *s)
{
	const struct expr *left = s->match.left, *right = s->match.right;

	switch (s->match.op) {
	case REL_LT: case REL_GT: case REL_LTE: case REL_GTE:
		if (right->id != E_VALUE || right->flags & EXPR_WILDCARD)
			return fail_undefined(c, s);
		return 0;
	case REL_NEG:
		if (!check_is_bitmask(left->type) || (right->id != E_VALUE && right->id != E_LIST))
			return check_fail2(c, right->loc, left->loc, "negation can only be used with bitmask types: write != instead");
		return 0;
	}
	if (right->id == E_SETREF || expr_is_constant(right))
		return 0;
	return check_fail2(c, right->loc, left->loc, "Right hand side of relational expression (%s) must be constant", rel_names[s->match.op]);
}

/* Hours over midnight came out of check as everything but the hours between. */
static void flip_negated(struct stmt *s)
{
	if (s->match.right->id != E_RANGE || !(s->match.right->flags & EXPR_NEGATED))
		return;
	s->match.right->flags &= (uint16_t)~EXPR_NEGATED;
	s->match.op = s->match.op == REL_NEQ ? REL_EQ : REL_NEQ;
}

static struct expr *undone(struct check *c, const struct expr *left, const struct expr *value)
{
	const struct expr *by = left->binop.right;
	unsigned bytes = expr_bytes(value), have = expr_bytes(by);
	uint8_t data[WIDE_MAX], other[WIDE_MAX] = { 0 };
	unsigned shift = (unsigned)wide_get_u64(by->value.data, have);

	memcpy(data, value->value.data, bytes);
	switch (left->binop.op) {
	case BINOP_XOR:
		if (have > bytes)
			return NULL;
		memcpy(other + bytes - have, by->value.data, have);
		wide_xor(data, other, bytes);
		break;
	case BINOP_SHL:
		if (wide_low_zero_bits(data, bytes) < shift)
			return NULL;
		wide_shr(data, bytes, shift);
		break;
	default:
		return NULL;
	}
	return expr_value(c->r, value->loc, value->type, value->order, data, value->bits);
}

/* `mark xor 3 == 1` is `mark == 2`: what can be done to the constant need not be done to each packet. */
static void move_operation(struct check *c, struct stmt *s)
{
	struct expr *left = s->match.left, *v;

	if (s->match.op != REL_EQ && s->match.op != REL_NEQ && s->match.op != REL_IMPLICIT)
		return;
	while (left->id == E_BINOP && left->binop.right->id == E_VALUE && s->match.right->id == E_VALUE) {
		v = undone(c, left, s->match.right);
		if (!v)
			return;
		s->match.right = v;
		s->match.left = left = left->binop.left;
	}
}

static bool is_secmark(const struct expr *e)
{
	return (e->id == E_META && e->meta.row->id == NFT_META_SECMARK) || (e->id == E_CT && e->ct.row->id == NFT_CT_SECMARK);
}

static int match_check(struct check *c, struct stmt *s)
{
	struct check_want want = { 0 };
	const struct set *set = s->match.right->id == E_SETREF ? check_find_set(c, s->match.right->setref.name) : NULL;
	int ret;

	if (set)
		want.hint = &set->key;
	ret = check_expr_as(c, &s->match.left, want);
	if (ret)
		return ret;
	if (expr_is_constant(s->match.left))
		return check_fail(c, s->match.left->loc, "No symbol type information");
	ret = check_right(c, s);
	if (ret)
		return ret;
	if (is_secmark(s->match.left) && (expr_is_constant(s->match.right) || s->match.right->id == E_SETREF))
		return check_fail(c, s->match.right->loc, "security marks are numbers of this boot: they are set by the objects that name them");
	ret = check_operator(c, s);
	if (ret)
		return ret;
	flip_negated(s);
	move_operation(c, s);
	protoctx_match(c->r, &c->proto, s);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static bool match_shows_equals(const struct stmt *s)
{
	const struct expr *l = s->match.left, *r = s->match.right;

	if (l->id == E_BINOP)
		return true;
	return s->match.op == REL_EQ && type_is_flags(r->type) && (r->id == E_VALUE || r->id == E_LIST);
}

static const char *match_operator(const struct stmt *s)
{
	switch (s->match.op) {
	case REL_NEQ:
		return "!= ";
	case REL_LT:
		return "< ";
	case REL_GT:
		return "> ";
	case REL_LTE:
		return "<= ";
	case REL_GTE:
		return ">= ";
	case REL_NEG:
		return "! ";
	}
	return match_shows_equals(s) ? "== " : "";
}

/* Flags read as "any of these" are listed; a plain header field that equals several at once shows as a number. */
static void match_print_right(struct printer *p, const struct stmt *s)
{
	const struct expr *l = s->match.left, *r = s->match.right;
	const char *sep = " | ";

	if (l->id != E_BINOP && (s->match.op == REL_IMPLICIT || s->match.op == REL_NEG))
		sep = ",";
	else if (l->id == E_PAYLOAD)
		sep = NULL;
	if (r->id == E_VALUE)
		print_value_expr(p, r, sep);
	else
		print_expr(p, r);
}

static void match_print(struct printer *p, const struct stmt *s)
{
	print_expr(p, s->match.left);
	pr(p, " %s", match_operator(s));
	match_print_right(p, s);
}

/* ---------------------------------------------------------------- JSON out */

/* Hours over midnight are told by their "in". */
static bool match_means_any(const struct stmt *s)
{
	const struct expr *l = s->match.left, *r = s->match.right;

	if (l->id == E_BINOP || s->match.op != REL_IMPLICIT || !r->type)
		return false;
	if (r->id == E_RANGE)
		return r->type->cls == DT_HOUR && memcmp(r->range.from->value.data, r->range.to->value.data, expr_bytes(r->range.from)) > 0;
	return (type_is_flags(r->type) || r->type->cls == DT_CTLABEL) && (r->id == E_VALUE || r->id == E_LIST);
}

/* Several flags at once; the same cases as in text. */
static enum jout_flags match_flags_form(const struct stmt *s)
{
	const struct expr *l = s->match.left;

	if (l->id != E_BINOP && (s->match.op == REL_IMPLICIT || s->match.op == REL_NEG))
		return JOUT_LIST;
	return l->id == E_PAYLOAD ? JOUT_NUMBER : JOUT_OR;
}

/* Whether there is an interface is told by what it is compared with. */
static json_t *match_left_json(struct json_out *o, const struct expr *l)
{
	json_t *j = jout_expr(o, l);

	if (l->id == E_FIB && l->fib.check)
		jout_put(json_object_get(j, "fib"), "result", json_string("oif"));
	return j;
}

static json_t *match_json(struct json_out *o, const struct stmt *s)
{
	static const char *const ops[] = {
		[REL_IMPLICIT] = "==", [REL_EQ] = "==", [REL_NEQ] = "!=", [REL_LT] = "<", [REL_GT] = ">", [REL_LTE] = "<=", [REL_GTE] = ">=",
		[REL_NEG] = "!",
	};
	const struct expr *r = s->match.right;
	json_t *j = jout_one("op", json_string(match_means_any(s) ? "in" : ops[s->match.op]));

	jout_put(j, "left", match_left_json(o, s->match.left));
	jout_put(j, "right", r->id == E_VALUE ? jout_value_expr(o, r, match_flags_form(s)) : jout_expr(o, r));
	return jout_one("match", j);
}

/* ---------------------------------------------------------------- netlink out */

static const uint8_t match_ops[] = {
	[REL_IMPLICIT] = NFT_CMP_EQ, [REL_EQ] = NFT_CMP_EQ, [REL_NEQ] = NFT_CMP_NEQ, [REL_LT] = NFT_CMP_LT,
	[REL_GT] = NFT_CMP_GT, [REL_LTE] = NFT_CMP_LTE, [REL_GTE] = NFT_CMP_GTE, [REL_NEG] = NFT_CMP_NEQ,
};

/* What a match compares: bytes of a register, and constants shifted to where the field stands in them. */
struct operand {
	unsigned reg, bytes, shift;
	enum byte_order order;
};

/* Loads the left side, in network order if @ordered: the kernel compares byte by byte. */
static int load_left(struct gen *g, const struct expr *left, bool ordered, struct operand *o)
{
	struct gen_field f;
	int err = gen_alloc_for(g, left, &o->reg);

	if (err)
		return err;
	o->shift = 0;
	if (gen_field(left, &f) && f.masked) {
		o->bytes = f.bytes;
		o->shift = f.shift;
		o->order = ORDER_NET;
		return gen_load_masked(g, left, &f, o->reg);
	}
	o->bytes = left->id == E_CONCAT ? gen_bytes(left) : expr_bytes(left);
	o->order = left->id == E_CONCAT ? ORDER_NET : gen_order(left);
	if (ordered && o->order == ORDER_HOST)
		o->order = ORDER_NET;
	return gen_load(g, left, o->reg, o->bytes, o->order);
}

static int operand_const(struct gen *g, const struct operand *o, const struct expr *e, uint8_t *out)
{
	int err = gen_const(g, e, out, o->bytes);

	if (!err)
		wide_shl(out, o->bytes, o->shift);
	return err;
}

static void gen_cmp(struct gen *g, const struct operand *o, unsigned code, const uint8_t *value, unsigned bytes)
{
	struct op *op = gen_op(g, OP_cmp);

	gen_set_reg(op, NFTA_CMP_SREG, o->reg);
	op_set(op, NFTA_CMP_OP, code);
	gen_set_bytes(g, op, NFTA_CMP_DATA, value, bytes, o->order);
}

static int match_value(struct gen *g, const struct stmt *s)
{
	const struct expr *right = s->match.right;
	uint8_t value[WIDE_MAX];
	struct operand o;
	int err = load_left(g, s->match.left, is_ordering(s), &o);

	if (!err)
		err = operand_const(g, &o, right, value);
	if (err)
		return err;
	if (right->flags & EXPR_WILDCARD)	/* only the bytes before the star */
		o.bytes = expr_bytes(right);
	gen_cmp(g, &o, match_ops[s->match.op], value, o.bytes);
	return 0;
}

/* Any of the flags is set; with `!`, none is. */
static int match_flags(struct gen *g, const struct stmt *s)
{
	uint8_t mask[WIDE_MAX], zero[WIDE_MAX] = { 0 };
	struct operand o;
	int err = load_left(g, s->match.left, false, &o);

	if (!err)
		err = operand_const(g, &o, s->match.right, mask);
	if (err)
		return err;
	gen_bitwise(g, o.reg, o.reg, mask, zero, o.bytes, o.order);
	gen_cmp(g, &o, s->match.op == REL_NEG ? NFT_CMP_EQ : NFT_CMP_NEQ, zero, o.bytes);
	return 0;
}

/* Whole bytes of a prefix are compared as they are, without a mask. */
static bool prefix_is_bytes(const struct expr *left, const struct expr *prefix)
{
	struct gen_field f;

	if (!prefix->prefix.len || prefix->prefix.len % 8)
		return false;
	if (gen_field(left, &f))
		return !f.masked;
	return gen_order(left) == ORDER_NET;
}

static int match_prefix_bytes(struct gen *g, const struct stmt *s)
{
	struct expr left = *s->match.left;
	uint8_t value[WIDE_MAX];
	struct operand o;
	int err = gen_const(g, s->match.right, value, expr_bytes(&left));

	if (err)
		return err;
	left.bits = s->match.right->prefix.len;
	err = load_left(g, &left, false, &o);
	if (!err)
		gen_cmp(g, &o, match_ops[s->match.op], value, left.bits / 8);
	return err;
}

static int match_prefix(struct gen *g, const struct stmt *s)
{
	const struct expr *left = s->match.left;
	uint8_t value[WIDE_MAX], mask[WIDE_MAX], zero[WIDE_MAX] = { 0 };
	struct operand o = { .bytes = expr_bytes(left), .order = gen_order(left) };
	int err;

	if (prefix_is_bytes(left, s->match.right))
		return match_prefix_bytes(g, s);
	err = gen_alloc_for(g, left, &o.reg);
	if (!err)
		err = gen_expr(g, left, o.reg);
	if (!err)
		err = gen_const(g, s->match.right, value, o.bytes);
	if (err)
		return err;
	wide_prefix_mask(mask, o.bytes, left->bits, s->match.right->prefix.len);
	gen_bitwise(g, o.reg, o.reg, mask, zero, o.bytes, o.order);
	gen_cmp(g, &o, match_ops[s->match.op], value, o.bytes);
	return 0;
}

static int match_range(struct gen *g, const struct stmt *s)
{
	const struct expr *from = s->match.right->range.from, *to = s->match.right->range.to;
	unsigned code = match_ops[s->match.op];
	uint8_t low[WIDE_MAX], high[WIDE_MAX];
	bool swap = false;
	struct operand o;
	struct op *op;
	int err = load_left(g, s->match.left, true, &o);

	if (!err)
		err = operand_const(g, &o, from, low);
	if (!err)
		err = operand_const(g, &o, to, high);
	if (err)
		return err;
	if (memcmp(low, high, o.bytes) > 0) {	/* hours over midnight: what is not between the end and the start */
		swap = true;
		code = code == NFT_CMP_EQ ? NFT_CMP_NEQ : NFT_CMP_EQ;
	}
	op = gen_op(g, OP_range);
	gen_set_reg(op, NFTA_RANGE_SREG, o.reg);
	op_set(op, NFTA_RANGE_OP, code);
	gen_set_bytes(g, op, NFTA_RANGE_FROM_DATA, swap ? high : low, o.bytes, o.order);
	gen_set_bytes(g, op, NFTA_RANGE_TO_DATA, swap ? low : high, o.bytes, o.order);
	return 0;
}

static int match_set(struct gen *g, const struct stmt *s)
{
	const struct set *set;
	unsigned reg;
	struct op *op;
	int err = gen_set(g, s->match.right, &set);

	if (!err)
		err = gen_alloc_for(g, s->match.left, &reg);
	if (!err)
		err = gen_load_key(g, s->match.left, set, reg);
	if (err)
		return err;
	op = gen_op(g, OP_lookup);
	gen_set_reg(op, NFTA_LOOKUP_SREG, reg);
	gen_set_ref(g, op, NFTA_LOOKUP_SET, NFTA_LOOKUP_SET_ID, set);
	if (s->match.op == REL_NEQ)
		op_set(op, NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
	return 0;
}

static int match_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *right = s->match.right;
	bool equality = s->match.op == REL_IMPLICIT || s->match.op == REL_EQ || s->match.op == REL_NEQ;

	if (match_is_flags(s->match.left, s->match.op, s->match.right))
		return match_flags(g, s);
	if (right->id == E_VALUE || right->id == E_LIST || right->id == E_CONCAT)
		return match_value(g, s);
	if (!equality)
		return gen_fail(g, s->loc, "only a single value can be compared this way");
	switch (right->id) {
	case E_PREFIX:
		return match_prefix(g, s);
	case E_RANGE:
		return match_range(g, s);
	case E_SETREF:
		return match_set(g, s);
	default:
		return gen_fail(g, right->loc, "the kernel compares with constants and sets only");
	}
}

/* ---------------------------------------------------------------- netlink in */

/* The two sides of a comparison as the kernel makes it: @value big-endian. */
struct compared {
	struct expr *left;
	uint8_t rel;
	uint8_t value[WIDE_MAX];
	unsigned len;
};

static bool is_label(const struct dtype *t)
{
	return t && t->cls == DT_CTLABEL;
}

static bool is_equality(uint8_t rel)
{
	return rel == REL_IMPLICIT || rel == REL_NEQ;
}

/* A lower end that was matched right before makes a range of an upper end. */
static bool closes_range(struct decode *d, struct expr *left, struct expr *right)
{
	struct stmt *last = d->out->n ? d->out->v[d->out->n - 1] : NULL;
	struct expr *range;

	if (!last || last->id != S_MATCH || last->match.op != REL_GTE || last->match.right->id != E_VALUE ||
	    !expr_equal(last->match.left, left))
		return false;
	range = decode_expr(d, E_RANGE, left->type, left->order, left->bits);
	range->range.from = last->match.right;
	range->range.to = right;
	last->match.right = range;
	last->match.op = REL_IMPLICIT;
	return true;
}

static void emit(struct decode *d, struct expr *left, uint8_t rel, struct expr *right)
{
	if (rel == REL_LTE && closes_range(d, left, right))
		return;
	if (rel == REL_IMPLICIT && (left->id == E_BINOP || type_is_flags(left->type)))
		rel = REL_EQ;
	decode_match(d, left, rel, right);
}

/* Flags, each on its own. */
static struct expr *flag_list(struct decode *d, const struct expr *x, const struct expr *mask)
{
	struct expr *list = decode_expr(d, E_LIST, x->type, x->order, x->bits);
	unsigned bytes = expr_bytes(mask);

	for (unsigned bit = 0; bit < bytes * 8; bit++) {
		uint8_t one[WIDE_MAX] = { 0 };
		unsigned at = bytes - 1 - bit / 8;

		if (!(mask->value.data[at] & (1 << bit % 8)))
			continue;
		one[at] = (uint8_t)(1 << bit % 8);
		vec_push(d->r, &list->list.items, decode_const(d, one, bytes, x->type, ORDER_NET, x->bits));
	}
	if (list->list.items.n == 1)
		return list->list.items.v[0];
	return list;
}

/* x & mask compared: a prefix, any or none of some flags, or just that. */
static void emit_and(struct decode *d, const struct compared *c, struct expr *left)
{
	struct expr *x = left->binop.left, *mask = left->binop.right, *prefix;
	unsigned bytes = expr_bytes(mask);
	int len = wide_mask_prefix(mask->value.data, bytes, bytes * 8);

	if ((type_is_flags(x->type) || is_label(x->type)) && is_equality(c->rel) && wide_is_zero(c->value, c->len)) {
		decode_match(d, x, c->rel == REL_NEQ ? REL_IMPLICIT : REL_NEG, flag_list(d, x, mask));
		return;
	}
	if (type_takes_prefix(x->type) && is_equality(c->rel) && len >= 0) {
		prefix = decode_expr(d, E_PREFIX, x->type, x->order, x->bits);
		prefix->prefix.base = decode_const(d, c->value, c->len, x->type, ORDER_NET, x->bits);
		prefix->prefix.len = (uint16_t)len;
		emit(d, x, c->rel, prefix);
		return;
	}
	emit(d, left, c->rel, decode_const(d, c->value, c->len, x->type, ORDER_NET, left->bits));
}

/* Bits [at, at + n) of the value. */
static struct expr *slice(struct decode *d, const struct compared *c, unsigned at, unsigned n, const struct dtype *t)
{
	uint8_t v[WIDE_MAX], mask[WIDE_MAX];

	memcpy(v, c->value, c->len);
	wide_shr(v, c->len, c->len * 8 - at - n);
	wide_prefix_mask(mask, c->len, n, n);
	wide_and(v, mask, c->len);
	return decode_const(d, v, c->len, t, ORDER_NET, n);
}

/* The first bytes of a longer field. */
static struct expr *slice_prefix(struct decode *d, const struct compared *c, unsigned at, const struct expr *f)
{
	struct expr *prefix = decode_expr(d, E_PREFIX, f->type, f->order, f->bits);
	unsigned bytes = expr_bytes(f);
	uint8_t v[WIDE_MAX] = { 0 };

	memcpy(v, c->value + at / 8, c->len - at / 8);
	prefix->prefix.base = decode_const(d, v, bytes, f->type, ORDER_NET, f->bits);
	prefix->prefix.len = (uint16_t)(c->len * 8 - at);
	return prefix;
}

/* Bytes of a header against a constant: the fields that they are, one match for each. */
static void emit_bytes(struct decode *d, const struct compared *c)
{
	unsigned bits = c->len * 8, at = 0, start = decode_offset(c->left);
	struct expr *f = decode_field_at(d, c->left, start, bits, FIELD_EXACT);

	if (f) {
		emit(d, f, c->rel, slice(d, c, 0, bits, f->type));
		return;
	}
	while (at < bits && is_equality(c->rel)) {
		f = decode_field_at(d, c->left, start + at, bits - at, FIELD_WITHIN);
		if (!f || (c->rel == REL_NEQ && at + f->bits < bits))
			break;
		emit(d, f, c->rel, slice(d, c, at, f->bits, f->type));
		at += f->bits;
	}
	if (at == bits)
		return;
	f = is_equality(c->rel) && at % 8 == 0 ? decode_field_at(d, c->left, start + at, bits - at, FIELD_LONGER) : NULL;
	if (f && type_takes_prefix(f->type)) {
		emit(d, f, c->rel, slice_prefix(d, c, at, f));
		return;
	}
	f = region_memdup(d->r, c->left, sizeof(*c->left));
	f->bits = bits - at;
	if (f->id == E_PAYLOAD)
		f->payload.offset = (uint16_t)(start + at);
	else
		f->exthdr.offset = (uint16_t)(start + at);
	emit(d, f, c->rel, slice(d, c, at, bits - at, f->type));
}

static bool is_masked_raw(const struct expr *e)
{
	return e->id == E_BINOP && e->binop.op == BINOP_AND && e->binop.right->id == E_VALUE && decode_is_raw(e->binop.left);
}

/* (bytes & mask) against a constant: the field that the mask cuts out. */
static bool emit_field(struct decode *d, const struct compared *c)
{
	const struct expr *mask = c->left->binop.right;
	uint8_t rest[WIDE_MAX];
	unsigned shift;
	struct expr *f;

	if (expr_bytes(mask) != c->len)
		return false;
	memcpy(rest, mask->value.data, c->len);
	wide_not(rest, c->len);
	wide_and(rest, c->value, c->len);
	if (!wide_is_zero(rest, c->len))
		return false;
	f = decode_trim(d, c->left->binop.left, mask->value.data, c->len, &shift);
	if (!f)
		return false;
	emit(d, f, c->rel, slice(d, c, c->len * 8 - shift - f->bits, f->bits, f->type));
	return true;
}

static struct expr *whole_value(struct decode *d, const struct compared *c, const struct expr *left)
{
	struct expr *v;

	if (left->type && dtype_is(left->type, &string_type)) {
		v = expr_value(d->r, left->loc, left->type, left->order, c->value, c->len * 8);
		if (c->len < expr_bytes(left) && strnlen((const char *)c->value, c->len) == c->len)
			v->flags |= EXPR_WILDCARD;
		return v;
	}
	if (type_takes_prefix(left->type) && c->len < expr_bytes(left) && is_equality(c->rel))
		return slice_prefix(d, c, 0, left);
	return decode_const(d, c->value, c->len, left->type, ORDER_NET, left->bits);
}

/* A span of hours over midnight is the opposite of the one between its ends. */
static void emit_range(struct decode *d, struct expr *left, bool negated, struct expr *from, struct expr *to)
{
	struct expr *range = decode_expr(d, E_RANGE, left->type, left->order, left->bits);
	bool swap = negated && left->type && left->type->cls == DT_HOUR;

	range->range.from = swap ? to : from;
	range->range.to = swap ? from : to;
	decode_match(d, left, negated && !swap ? REL_NEQ : REL_IMPLICIT, range);
}

static int load_compared(const struct op *op, unsigned attr, const struct expr *raw, struct compared *c)
{
	const struct op_val *v = &op->a[attr];

	if (!v->set || !v->data || !v->len || v->len > WIDE_MAX)
		return -1;
	memcpy(c->value, v->data, v->len);
	c->len = v->len;
	decode_to_network(c->value, c->len, raw->type, raw->order);
	return 0;
}

int cmp_decode(struct decode *d, const struct op *op)
{
	static const uint8_t rels[] = {
		[NFT_CMP_EQ] = REL_IMPLICIT, [NFT_CMP_NEQ] = REL_NEQ, [NFT_CMP_LT] = REL_LT, [NFT_CMP_LTE] = REL_LTE,
		[NFT_CMP_GT] = REL_GT, [NFT_CMP_GTE] = REL_GTE,
	};
	struct expr *raw = decode_raw(d, op, NFTA_CMP_SREG), *left;
	uint64_t code = op_get(op, NFTA_CMP_OP);
	struct compared c;

	if (!raw || code >= sizeof(rels) || load_compared(op, NFTA_CMP_DATA, raw, &c))
		return decode_unknown(d, op);
	c.rel = rels[code];
	c.left = decode_strip(raw);
	if (decode_is_raw(c.left)) {
		emit_bytes(d, &c);
		return 0;
	}
	if (is_masked_raw(c.left) && emit_field(d, &c))
		return 0;
	left = decode_strip(decode_resolve(d, c.left));
	if (left->id == E_BINOP && left->binop.op == BINOP_AND && left->binop.right->id == E_VALUE)
		emit_and(d, &c, left);
	else
		emit(d, left, c.rel, whole_value(d, &c, left));
	return 0;
}

int range_decode(struct decode *d, const struct op *op)
{
	struct expr *raw = decode_raw(d, op, NFTA_RANGE_SREG), *left;
	struct compared from, to;
	unsigned shift = 0;

	if (!raw || load_compared(op, NFTA_RANGE_FROM_DATA, raw, &from) || load_compared(op, NFTA_RANGE_TO_DATA, raw, &to))
		return decode_unknown(d, op);
	left = decode_strip(raw);
	if (is_masked_raw(left) && expr_bytes(left->binop.right) == from.len) {
		struct expr *f = decode_trim(d, left->binop.left, left->binop.right->value.data, from.len, &shift);

		left = f ? f : left;
		shift = f ? shift : 0;
	}
	left = decode_strip(decode_resolve(d, left));
	wide_shr(from.value, from.len, shift);
	wide_shr(to.value, to.len, shift);
	from.rel = to.rel = REL_LT;
	emit_range(d, left, op_get(op, NFTA_RANGE_OP) == NFT_RANGE_NEQ, whole_value(d, &from, left), whole_value(d, &to, left));
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int match_exec(struct sim *s, const struct stmt *st)
{
	return sim_match(s, st);
}

static const struct stmt_row *match_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_match];
}

const struct stmt_ops match_stmt_ops = {
	.name = "match",
	/* check */
	.check = match_check,

	/* text out */
	.print = match_print,

	/* JSON out */
	.json = match_json,

	/* netlink out */
	.gen = match_gen,

	/* simulate */
	.exec = match_exec,
	.row = match_row,
};
