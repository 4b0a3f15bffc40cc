/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink out: from the checked form of a rule to the ops that the kernel runs, and the services that the kinds need for it.
 *
 * Registers are counted in units of 4 bytes, 0 to GEN_REGS - 1. A single value takes 16 bytes, a concatenation as many units as its
 * padded parts; so later values stand where nft puts them too. An expression is loaded into a register in a known byte order:
 * gen_order() says which, gen_load() converts. */
#ifndef NFT_MODEL_GEN_H
#define NFT_MODEL_GEN_H

#include "model/faces.h"

#define GEN_REGS	16	/* units of 4 bytes that the kernel has */
#define GEN_VALUE_REGS	4	/* units of a single value */
#define GEN_VERDICT	(~0u)	/* the verdict register */

struct gen {
	struct region *r;
	struct diag_sink *sink;
	const struct rule *rule;	/* NULL: the stateful statements of a set */
	enum family family;
	struct ops *ops;		/* where ops go: the rule's, or those nested in inner and dynset */
	unsigned next_reg;		/* first free register */
};

/* ---- whole things */
/* Appends the ops of @rule to @out. 0, or -errno with a diagnostic at the statement that cannot be encoded. */
int gen_rule(struct region *r, const struct rule *rule, struct ops *out, struct diag_sink *sink);
/* One stateful statement (counter, limit, quota, connlimit, last) of a set, an element or a dynamic update. */
int gen_stateful(struct region *r, const struct stmt *s, struct ops *out, struct diag_sink *sink);
/* Text of --debug=netlink: the anonymous sets, then `FAMILY TABLE CHAIN` and the ops. */
void gen_debug_rule(struct strbuf *b, const struct rule *rule, const struct ops *ops);
/* A set with a name, and what is added to it or taken out of it: `NAME TABLE FLAGS`, `NAME TABLE 0` and the elements. */
void gen_debug_set(struct strbuf *b, struct region *r, const struct set *s, const char *table);
void gen_debug_added(struct strbuf *b, struct region *r, const struct set *s, const char *table, const struct elems *es);
/* The elements of a set in the same form: one line. */
void gen_debug_elems(struct strbuf *b, struct region *r, const struct set *s, const struct elems *es);

/* ---- errors: return -errno, so that `return gen_fail(...)` reads well */
int gen_fail(struct gen *g, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- registers */
/* Room for @bytes (a concatenation if @concat); -ENOSPC and a diagnostic if the kernel has no more. Give back by restoring next_reg. */
int gen_alloc(struct gen *g, struct loc loc, unsigned bytes, bool concat, unsigned *reg);
int gen_alloc_for(struct gen *g, const struct expr *e, unsigned *reg);
unsigned gen_bytes(const struct expr *e);	/* that it takes in registers: parts of a concatenation are padded */
uint32_t gen_reg_attr(unsigned reg);	/* as netlink numbers it */

/* ---- ops */
struct op *gen_op(struct gen *g, enum op_id id);
void gen_set_reg(struct op *op, unsigned attr, unsigned reg);
/* A value of @bytes given big-endian, stored as a register of @order holds it. */
void gen_set_bytes(struct gen *g, struct op *op, unsigned attr, const uint8_t *value, unsigned bytes, enum byte_order order);
void gen_immediate(struct gen *g, unsigned reg, const uint8_t *value, unsigned bytes, enum byte_order order);
void gen_bitwise(struct gen *g, unsigned sreg, unsigned dreg, const uint8_t *mask, const uint8_t *xor, unsigned bytes, enum byte_order order);
void gen_bitwise_regs(struct gen *g, unsigned code, unsigned reg, unsigned other, unsigned bytes);	/* reg = reg CODE other; NFT_BITWISE_* */
void gen_shift(struct gen *g, unsigned reg, unsigned bytes, bool left, uint32_t bits);
/* Nothing if the orders agree or do not matter. */
int gen_convert(struct gen *g, struct loc loc, unsigned reg, unsigned bytes, enum byte_order from, enum byte_order to);

/* ---- values */
/* Order in which gen_expr() leaves @e in a register; ORDER_NONE: strings and single bytes, it does not matter. */
enum byte_order gen_order(const struct expr *e);
/* Loads @e, a constant or something read, as @bytes in @want order (ORDER_NONE: as it comes). */
int gen_load(struct gen *g, const struct expr *e, unsigned dreg, unsigned bytes, enum byte_order want);
/* Loads a key the way the elements of @set are held. */
int gen_load_key(struct gen *g, const struct expr *key, const struct set *set, unsigned dreg);
/* The constant @e (value, or'ed list, base of a prefix) as @bytes, big-endian; strings padded at their end. -EINVAL: not constant, or too long. */
int gen_const(struct gen *g, const struct expr *e, uint8_t *out, unsigned bytes);
bool gen_is_string(const struct expr *e);
/* The set that @ref names, checked to be there. */
int gen_set(struct gen *g, const struct expr *ref, const struct set **set);
void gen_set_ref(struct gen *g, struct op *op, unsigned name_attr, unsigned id_attr, const struct set *set);

/* ---- fields that need not be whole bytes: payload, exthdr */
struct gen_field {
	unsigned offset, bytes;		/* of the bytes that hold it, from the base */
	unsigned shift;			/* bits to the right of it */
	bool masked;			/* other bits beside it */
};
/* False: @e is no such field. */
bool gen_field(const struct expr *e, struct gen_field *f);
/* Loads the bytes and masks the others out, without shifting: constants to compare with must be shifted instead. */
int gen_load_masked(struct gen *g, const struct expr *e, const struct gen_field *f, unsigned dreg);
/* Loads @bytes at @offset of the header of @e. */
int gen_load_bytes(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg);

/* Loads the value of the field: shifted down to a number in host order if it does not end on a byte, else in network order. */
int gen_load_field(struct gen *g, const struct expr *e, unsigned dreg);
/* Loads a field that the kernel cannot convert as it stands (3 bytes) as a number in host order. False: not needed. */
bool gen_load_wide(struct gen *g, const struct expr *e, unsigned dreg, int *err);
void gen_field_mask(const struct expr *e, const struct gen_field *f, uint8_t *mask);	/* f->bytes: ones where the field stands */

/* Where the op goes that reads inside of a tunnel header. */
struct ops *gen_inner(struct gen *g, const struct tunnel_row *tunnel);
/* Writes the bytes of the field @e, minding the checksum (expr/payload.c). */
void gen_payload_store(struct gen *g, const struct expr *e, const struct gen_field *f, unsigned sreg);
struct op *gen_exthdr_op(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes);	/* without a register */
/* The stateful statements of the element that a dynset op makes (stmt/dynset.c). */
int gen_dynset_stmts(struct gen *g, struct op *op, struct stmt *const *stmts, uint32_t n);
/* Whether @e is &, | or ^ with a constant on one side. */
bool gen_is_constant_bool(const struct expr *e);
/* Follows &, | and ^ with constants from @e, a binop, down to what they are applied to: @e is (*base & mask) ^ xor. */
int gen_fold_binop(struct gen *g, const struct expr *e, unsigned bytes, uint8_t *mask, uint8_t *xor, const struct expr **base);


/* Rules where adjacent fields of a header are compared with constants: one load does for both. Returns @stmts, or a copy with the
 * merged matches (NULL where one was taken up by another). */
struct stmt *const *gen_merge_payload(struct region *r, struct stmt *const *stmts, uint32_t n);

#endif
