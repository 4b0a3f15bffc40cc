/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink in: from the kernel's ops back to the checked form.
 *
 * Loads put raw expressions into registers: bytes of a header that nothing is known about yet. What consumes a register resolves them
 * by what the rule has matched so far (decode_field.c): fields, masks that cut fields out of bytes, and the implied matches that the
 * field makes superfluous in a listing. */
#ifndef NFT_MODEL_DECODE_H
#define NFT_MODEL_DECODE_H

#include "model/faces.h"
#include "model/protoctx.h"

struct stmt_vec { struct stmt **v; uint32_t n, cap; };

/* Fills rule->stmts from @ops. rule->table and rule->chain are set; anonymous sets are looked for in rule->anon_sets (by id or name),
 * then in the table, and end up in rule->anon_sets with their types completed. 0 or -errno (what is not understood is no error). */
int decode_rule(struct region *r, struct ruleset *rs, struct rule *rule, const struct ops *ops);
/* Stateful statements of a set or an element (counter, limit ...): appended to *out. */
int decode_stmts(struct region *r, struct ruleset *rs, struct table *t, const struct ops *ops, struct stmt_vec *out);

/* ------------------------------------------------------------------ for the kinds */
#define DECODE_REGS 16		/* units of 4 bytes */

struct decode_reg {
	struct expr *expr;	/* raw; NULL: nothing, or an immediate */
	const uint8_t *data;	/* immediate: bytes as they stand in the register */
	uint32_t len;
};
struct decode_dep { struct stmt *stmt; const struct header_row *header; };	/* a match that tells that @header stands there */

struct decode {
	struct region *r;
	struct ruleset *rs;
	struct table *table;
	struct rule *rule;		/* NULL: the statements of a set */
	enum family family;
	struct protoctx proto;
	const struct header_row *inner;	/* tunnel header that the op at hand looks into, or NULL */
	struct decode_reg regs[DECODE_REGS];
	struct decode_dep deps[2][BASE_INNER + 1];	/* by enum proto_base; [1]: inside a tunnel */
	struct decode_dep icmp;				/* match on one icmp type */
	bool l4_other;		/* the transport protocol is known, and is none that has a header here */
	struct stmt_vec *out;
	uint32_t anon_next, block_next;	/* of the rule's anonymous sets and blocks */
};

/* ---- registers */
void decode_load(struct decode *d, const struct op *op, unsigned dreg_attr, struct expr *e);
void decode_load_bytes(struct decode *d, const struct op *op, unsigned dreg_attr, const uint8_t *data, uint32_t len);
/* What stands in the register, as loaded; an immediate as a constant that has no type. NULL: nothing known. */
struct expr *decode_raw(struct decode *d, const struct op *op, unsigned sreg_attr);
/* A value for a place of that type: fields resolved, constants and anonymous maps typed. */
struct expr *decode_value(struct decode *d, const struct op *op, unsigned sreg_attr, const struct dtype *t, enum byte_order order, unsigned bits);
/* @bytes from the register on, as a concatenation if one value is not enough. */
struct expr *decode_bytes(struct decode *d, const struct op *op, unsigned sreg_attr, unsigned bytes);
/* Where the value of the register ends up in units: -1 if the attribute is not there. */
int decode_unit(const struct op *op, unsigned attr);

/* ---- expressions */
struct expr *decode_expr(struct decode *d, enum expr_id id, const struct dtype *t, enum byte_order order, unsigned bits);
struct expr *decode_selector(struct decode *d, enum expr_id id, const struct selector *sel);
/* Constant for comparison with @like: bytes of a register in @order. */
struct expr *decode_const(struct decode *d, const uint8_t *data, unsigned len, const struct dtype *t, enum byte_order order, unsigned bits);
struct expr *decode_string(struct decode *d, const char *text);
void decode_to_network(uint8_t *data, unsigned len, const struct dtype *t, enum byte_order order);
struct expr *decode_binop(struct decode *d, uint8_t op, struct expr *left, struct expr *right);
struct expr *decode_strip(struct expr *e);	/* without byte order conversions around it */

/* ---- sets */
struct expr *decode_setref(struct decode *d, const char *name, uint32_t id);
/* The key of a look-up: parts as the set has them. Types of anonymous sets are completed from it. NULL: not known. */
struct expr *decode_key(struct decode *d, const struct op *op, unsigned sreg_attr, struct expr *ref);

/* ---- statements */
/* Adds a match, with all that follows from it for the rule. */
void decode_match(struct decode *d, struct expr *left, uint8_t rel, struct expr *right);
struct stmt *decode_stmt(struct decode *d, enum stmt_id id);	/* appended to the rule */
int decode_unknown(struct decode *d, const struct op *op);	/* ... as something that is shown only */
/* Implied matches found so far must be shown: a statement comes between them and what needs them. */
void decode_forget_deps(struct decode *d);

/* ---- fields (decode_field.c) */
/* Everything that is known of @e: raw bytes become fields. What is thereby implied is marked. */
struct expr *decode_resolve(struct decode *d, struct expr *e);
/* The field that @mask cuts out of the raw bytes @e, and how far its value is shifted; NULL: none. */
struct expr *decode_trim(struct decode *d, const struct expr *e, const uint8_t *mask, unsigned bytes, unsigned *shift);
/* The field that begins at that place: of @bits exactly, of more, or the longest of at most as many. NULL: none. */
enum field_fit { FIELD_EXACT, FIELD_LONGER, FIELD_WITHIN };
struct expr *decode_field_at(struct decode *d, const struct expr *raw, unsigned offset, unsigned bits, enum field_fit fit);
unsigned decode_offset(const struct expr *raw);	/* in bits */
void decode_learn(struct decode *d, struct stmt *match);
void decode_use(struct decode *d, const struct expr *e);	/* marks the matches that reading @e implies */
/* Marks the match that tells the header at @base as implied. */
void decode_imply(struct decode *d, enum proto_base base);
bool decode_is_raw(const struct expr *e);

#endif
