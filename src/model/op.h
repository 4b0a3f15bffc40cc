/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Op: one expression of the kernel's virtual machine, as rows of catalog/ops.def describe it. Rules are compiled to ops
 * (netlink out), ops are what a listing is rebuilt from (netlink in), and `--debug=netlink` prints them. */
#ifndef NFT_MODEL_OP_H
#define NFT_MODEL_OP_H

#include <stdbool.h>
#include <stdint.h>
#include "base/diag.h"
#include "base/strbuf.h"
#include "base/vec.h"

struct op;

enum op_attr_kind { OPA_U8, OPA_U16, OPA_U32, OPA_U64, OPA_STR, OPA_DATA, OPA_VDATA, OPA_NEST, OPA_EXPR, OPA_BLOB };

struct ops;
struct op_val {
	bool set, is_verdict;
	bool binding;			/* is_verdict: the chain is a block of the rule and has no name of its own */
	uint8_t order;			/* enum byte_order of DATA; ORDER_HOST prints as the number it is */
	uint32_t len;			/* of data */
	union {
		uint64_t num;		/* U8 .. U64; verdict code (as int32_t) if is_verdict */
		const uint8_t *data;	/* STR (NUL-terminated), DATA, BLOB */
		struct ops *nest;	/* NEST; EXPR: exactly one op */
	};
	const char *chain;		/* is_verdict: jump/goto target */
};
struct op_attr_row { const char *name; uint8_t num; uint8_t kind; const char *since; };
struct op_row {
	const char *name;		/* the kernel's name: "payload", "cmp" ... */
	const struct op_attr_row *attrs;
	unsigned n_attrs, max_attr;
	void (*print)(struct strbuf *b, const struct op *op);	/* without brackets: "meta load mark => reg 1" */
};
struct op {
	const struct op_row *row;	/* NULL: a name that we do not know */
	const char *unknown;		/* its name then */
	bool extra;			/* carried an attribute that no row describes */
	struct op_val *a;		/* by attribute number (NFTA_...), row->max_attr + 1 of them */
	struct loc loc;			/* the statement that it was made for ... */
	uint32_t stmt;			/* ... and its place in the rule */
};
struct ops { VEC(struct op *) v; };	/* i-th: ops->v.v[i] */

enum op_id {
#define OP(ident, name) OP_##ident,
#define ATTR(...)
#define ENDOP(...)
#include "catalog/ops.def"
#undef OP
#undef ATTR
#undef ENDOP
	N_OPS
};
extern const struct op_row op_rows[N_OPS];
const struct op_row *op_row_by_name(const char *name);

static inline bool op_is(const struct op *op, enum op_id id) { return op->row == &op_rows[id]; }

struct op *op_new(struct region *r, struct ops *list, enum op_id id);	/* appended to list */
void op_set(struct op *op, unsigned attr, uint64_t num);
void op_set_data(struct region *r, struct op *op, unsigned attr, const void *data, unsigned len);
void op_set_str(struct region *r, struct op *op, unsigned attr, const char *s);
void op_set_verdict(struct region *r, struct op *op, unsigned attr, int32_t code, const char *chain);
struct ops *op_set_nest(struct region *r, struct op *op, unsigned attr);
static inline uint64_t op_get(const struct op *op, unsigned attr) { return op->a[attr].num; }
static inline bool op_has(const struct op *op, unsigned attr) { return op->a[attr].set; }

/* Form of the conformance corpus: one line `  [ cmp eq reg 1 0x00000006 ]` per op. */
void ops_print(struct strbuf *b, const struct ops *ops);
void op_print_data(struct strbuf *b, const uint8_t *data, uint32_t len, uint8_t order);
const char *op_verdict_name(int32_t code);

#endif
