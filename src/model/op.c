/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/op.h"

#include <string.h>

struct op *op_new(struct region *r, struct ops *list, enum op_id id)
{
	struct op *op = region_new(r, struct op);

	op->row = &op_rows[id];
	op->a = region_alloc(r, (op->row->max_attr + 1) * sizeof(*op->a));
	if (list)
		vec_push(r, &list->v, op);
	return op;
}

void op_set(struct op *op, unsigned attr, uint64_t num)
{
	op->a[attr] = (struct op_val){ .set = true, .num = num };
}

void op_set_data(struct region *r, struct op *op, unsigned attr, const void *data, unsigned len)
{
	op->a[attr] = (struct op_val){ .set = true, .len = len, .data = region_memdup(r, data, len) };
}

void op_set_str(struct region *r, struct op *op, unsigned attr, const char *s)
{
	op->a[attr] = (struct op_val){ .set = true, .len = (uint32_t)strlen(s), .data = (uint8_t *)region_strdup(r, s) };
}

void op_set_verdict(struct region *r, struct op *op, unsigned attr, int32_t code, const char *chain)
{
	op->a[attr] = (struct op_val){ .set = true, .is_verdict = true, .num = (uint64_t)(int64_t)code,
				       .chain = chain ? region_strdup(r, chain) : NULL };
}

struct ops *op_set_nest(struct region *r, struct op *op, unsigned attr)
{
	struct ops *nest = region_new(r, struct ops);

	op->a[attr] = (struct op_val){ .set = true, .nest = nest };
	return nest;
}

const struct op_row *op_row_by_name(const char *name)
{
	for (unsigned i = 0; i < N_OPS; i++)
		if (!strcmp(op_rows[i].name, name))
			return &op_rows[i];
	return NULL;
}
