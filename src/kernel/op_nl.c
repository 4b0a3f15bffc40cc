/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <string.h>
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/op_nl.h"

/* Nested lists of ops do not nest deeper than this in any kernel; what does is no rule of ours. */
#define MAX_DEPTH 4

/* ------------------------------------------------------------------ out */

static const struct chain *find_block(const struct rule *rule, const char *name)
{
	if (rule)
		vec_each(i, &rule->blocks)
			if (rule->blocks.v[i]->name && !strcmp(rule->blocks.v[i]->name, name))
				return rule->blocks.v[i];
	return NULL;
}

void op_nl_put_verdict(struct nlbuf *b, uint16_t type, int32_t code, const char *chain, const struct rule *rule)
{
	size_t outer = nl_nest(b, type), inner = nl_nest(b, NFTA_DATA_VERDICT);
	const struct chain *block = chain ? find_block(rule, chain) : NULL;

	nl_u32(b, NFTA_VERDICT_CODE, code);
	if (block)
		nl_u32(b, NFTA_VERDICT_CHAIN_ID, block->id);
	else if (chain)
		nl_str(b, NFTA_VERDICT_CHAIN, chain);
	nl_nest_end(b, inner);
	nl_nest_end(b, outer);
}

static void put_value(struct nlbuf *b, uint16_t type, const struct op_val *v)
{
	size_t nest = nl_nest(b, type);

	nl_put(b, NFTA_DATA_VALUE, v->data, v->len);
	nl_nest_end(b, nest);
}

static void put_attr(struct nlbuf *b, const struct op_attr_row *row, const struct op_val *v, const struct rule *rule)
{
	size_t nest;

	switch (row->kind) {
	case OPA_U8:
		nl_u8(b, row->num, v->num);
		break;
	case OPA_U16:
		nl_u16(b, row->num, v->num);
		break;
	case OPA_U32:
		nl_u32(b, row->num, v->num);
		break;
	case OPA_U64:
		nl_u64(b, row->num, v->num);
		break;
	case OPA_STR:
		nl_str(b, row->num, (const char *)v->data);
		break;
	case OPA_BLOB:
		nl_put(b, row->num, v->data, v->len);
		break;
	case OPA_VDATA:
		if (v->is_verdict) {
			op_nl_put_verdict(b, row->num, (int32_t)v->num, v->chain, rule);
			break;
		}
		/* fall through */
	case OPA_DATA:
		put_value(b, row->num, v);
		break;
	case OPA_NEST:
		nest = nl_nest(b, row->num);
		op_nl_put_list(b, v->nest, rule, NULL);
		nl_nest_end(b, nest);
		break;
	case OPA_EXPR:
		nest = nl_nest(b, row->num);
		if (v->nest->v.n)
			op_nl_put(b, v->nest->v.v[0], rule);
		nl_nest_end(b, nest);
		break;
	}
}

void op_nl_put(struct nlbuf *b, const struct op *op, const struct rule *rule)
{
	size_t data;

	nl_str(b, NFTA_EXPR_NAME, op->row ? op->row->name : op->unknown);
	data = nl_nest(b, NFTA_EXPR_DATA);
	for (unsigned i = 0; op->row && i < op->row->n_attrs; i++) {
		const struct op_attr_row *row = &op->row->attrs[i];

		if (op->a[row->num].set)
			put_attr(b, row, &op->a[row->num], rule);
	}
	nl_nest_end(b, data);
}

void op_nl_put_list(struct nlbuf *b, const struct ops *ops, const struct rule *rule, uint32_t *offsets)
{
	vec_each(i, &ops->v) {
		size_t elem;

		if (offsets)
			offsets[i] = b->len - b->msg;
		elem = nl_nest(b, NFTA_LIST_ELEM);
		op_nl_put(b, ops->v.v[i], rule);
		nl_nest_end(b, elem);
	}
}

/* ------------------------------------------------------------------ in */

static bool get_string(struct region *r, const struct nlattr *a, const char **out)
{
	size_t len = mnl_attr_get_payload_len(a);
	const char *s = mnl_attr_get_payload(a);

	while (len && !s[len - 1])
		len--;
	if (memchr(s, 0, len))
		return false;
	*out = region_strndup(r, s, len);
	return true;
}

static bool get_verdict(struct region *r, const struct nlattr *verdict, struct op_val *out)
{
	const struct nlattr *a;

	*out = (struct op_val){ .set = true, .is_verdict = true };
	mnl_attr_for_each_nested(a, verdict) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_VERDICT_CODE:
			if (mnl_attr_get_payload_len(a) != sizeof(uint32_t))
				return false;
			out->num = (uint64_t)(int64_t)(int32_t)ntohl(mnl_attr_get_u32(a));
			break;
		case NFTA_VERDICT_CHAIN:
			if (!get_string(r, a, &out->chain))
				return false;
			break;
		}
	}
	return true;
}

bool op_nl_get_data(struct region *r, const struct nlattr *attr, struct op_val *out)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, attr) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_DATA_VALUE:
			*out = (struct op_val){ .set = true, .len = mnl_attr_get_payload_len(a) };
			out->data = region_memdup(r, mnl_attr_get_payload(a), out->len);
			return true;
		case NFTA_DATA_VERDICT:
			return get_verdict(r, a, out);
		}
	}
	return false;
}

static const struct op_attr_row *attr_row(const struct op_row *row, unsigned num)
{
	for (unsigned i = 0; i < row->n_attrs; i++)
		if (row->attrs[i].num == num)
			return &row->attrs[i];
	return NULL;
}

static bool get_number(const struct nlattr *a, size_t len, uint64_t *out)
{
	const uint8_t *p = mnl_attr_get_payload(a);

	if (mnl_attr_get_payload_len(a) != len)
		return false;
	*out = 0;
	while (len--)
		*out = *out << 8 | *p++;
	return true;
}

static void get_list(struct region *r, const struct nlattr *list, struct ops *out, unsigned depth);
static void get_op(struct region *r, const struct nlattr *expr, struct ops *out, unsigned depth);

/* False: the attribute is not what the row says. */
static bool get_attr(struct region *r, const struct op_attr_row *row, const struct nlattr *a, struct op_val *v, unsigned depth)
{
	v->set = true;
	switch (row->kind) {
	case OPA_U8:
		return get_number(a, 1, &v->num);
	case OPA_U16:
		return get_number(a, 2, &v->num);
	case OPA_U32:
		return get_number(a, 4, &v->num);
	case OPA_U64:
		return get_number(a, 8, &v->num);
	case OPA_STR:
		return get_string(r, a, (const char **)&v->data);
	case OPA_BLOB:
		v->len = mnl_attr_get_payload_len(a);
		v->data = region_memdup(r, mnl_attr_get_payload(a), v->len);
		return true;
	case OPA_DATA:
	case OPA_VDATA:
		return op_nl_get_data(r, a, v);
	case OPA_NEST:
	case OPA_EXPR:
		if (depth >= MAX_DEPTH)
			return false;
		v->nest = region_new(r, struct ops);
		if (row->kind == OPA_EXPR)
			get_op(r, a, v->nest, depth + 1);
		else
			get_list(r, a, v->nest, depth + 1);
		return true;
	}
	return false;
}

static void get_attrs(struct region *r, const struct nlattr *data, struct op *op, unsigned depth)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, data) {
		const struct op_attr_row *row = attr_row(op->row, mnl_attr_get_type(a));
		struct op_val v = { 0 };

		if (row && get_attr(r, row, a, &v, depth))
			op->a[row->num] = v;
		else if (row || mnl_attr_get_payload_len(a))	/* empty ones only pad 64-bit numbers */
			op->extra = true;
	}
}

static void get_op(struct region *r, const struct nlattr *expr, struct ops *out, unsigned depth)
{
	const struct nlattr *a, *data = NULL;
	const struct op_row *row;
	const char *name = NULL;
	struct op *op;

	mnl_attr_for_each_nested(a, expr) {
		if (mnl_attr_get_type(a) == NFTA_EXPR_NAME)
			get_string(r, a, &name);
		else if (mnl_attr_get_type(a) == NFTA_EXPR_DATA)
			data = a;
	}
	if (!name)
		name = "?";
	row = op_row_by_name(name);
	if (row) {
		op = op_new(r, out, row - op_rows);
		if (data)
			get_attrs(r, data, op, depth);
		return;
	}
	op = region_new(r, struct op);
	op->unknown = name;
	op->extra = true;
	vec_push(r, &out->v, op);
}

static void get_list(struct region *r, const struct nlattr *list, struct ops *out, unsigned depth)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, list)
		if (mnl_attr_get_type(a) == NFTA_LIST_ELEM)
			get_op(r, a, out, depth);
}

void op_nl_get(struct region *r, const struct nlattr *expr, struct ops *out)
{
	get_op(r, expr, out, 0);
}

void op_nl_get_list(struct region *r, const struct nlattr *list, struct ops *out)
{
	get_list(r, list, out, 0);
}
