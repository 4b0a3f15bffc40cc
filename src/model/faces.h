/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The faces of a kind: what every kind of expression and statement can do, as one table of functions a kind.
 *
 * THE CHECKED FORM. check turns what was parsed into it, decoding a kernel rule gives it directly, and text out, JSON out,
 * netlink out, the simulator and the offload check read nothing else:
 *  - Every expression has type, bits and order. No E_SYMBOL is left. Constants are E_VALUE with (bits+7)/8 big-endian bytes
 *    (numbers) or left-aligned bytes (strings); `order` says only how a register holds the value. A 6-bit dscp is one byte, unshifted.
 *  - match: left is what is read (payload, meta, ct, fib, E_CONCAT of such, E_BINOP of such with a constant ...); right is E_VALUE,
 *    E_PREFIX, E_RANGE, E_LIST (or'ed flags), E_CONCAT of these, E_SETREF (named set, or set->anonymous), or something read.
 *    op stays as written: REL_IMPLICIT means == , or "any of these flags" for bitmask types; `!` is REL_NEG.
 *  - `tcp flags syn / syn,ack` and `tcp flags & (syn|ack) == syn` are both match{E_BINOP(AND, payload, value), REL_EQ, value}.
 *  - "eth*" is E_VALUE with EXPR_WILDCARD and bits = 8 * characters before the star.
 *  - Anonymous sets and maps have become struct set (anonymous, elems filled, in rule->anon_sets) named by an E_SETREF.
 *    A map expression is E_MAP{arg, mappings = E_SETREF}; a verdict map statement is S_VERDICT{E_MAP} whose set is_vmap.
 *  - Protocol dependencies (`tcp dport` needs `meta l4proto tcp`) stand in rule->stmts as S_MATCH with STMT_IMPLIED right before
 *    the statement that needs them; not printed; sent to the kernel.
 *  - Set keys and data in struct elems are unshifted and big-endian per part, whatever the kernel wants; parts of a concatenation are
 *    padded with zeros at their end to 4 bytes. Ends are inclusive. What the kernel wants (host order, shifted sub-byte fields, interval-end
 *    markers, key_end attributes) is made and unmade by netlink out and in. In the kernel a number part is in network order if
 *    set->flags has NFT_SET_INTERVAL, else in key.part[i].order.
 */
#ifndef NFT_MODEL_FACES_H
#define NFT_MODEL_FACES_H

#include "model/op.h"
#include "model/ruleset.h"

/* ------------------------------------------------------------------ text out */
struct printer {
	struct strbuf *out;
	struct value_style style;
	bool stateless, handles, terse, numeric_all;
	unsigned indent;
	enum family family;
	const struct rule *rule;
};
void print_expr(struct printer *p, const struct expr *e);
void print_stmt(struct printer *p, const struct stmt *s);
void print_rule(struct printer *p, const struct rule *r);	/* statements and comment, one line, no newline */

/* ------------------------------------------------------------------ JSON out (model/json.h has the services) */
struct json_t;
struct json_out;

/* ------------------------------------------------------------------ check (model/check_ctx.h has the services) */
struct check;
int check_expr(struct check *c, struct expr **e);
int check_stmt(struct check *c, struct stmt *s);

/* ------------------------------------------------------------------ netlink out (model/gen.h) */
struct gen;
int gen_expr(struct gen *g, const struct expr *e, unsigned dreg);	/* loads e into register dreg */
int gen_stmt(struct gen *g, const struct stmt *s);

/* ------------------------------------------------------------------ netlink in (model/decode.h) */
struct decode;
typedef int (*decode_fn)(struct decode *d, const struct op *op);

/* ------------------------------------------------------------------ simulate (model/sim.h) */
struct sim;
struct sim_value;

struct expr_ops {
	const char *name;
	int (*check)(struct check *c, struct expr **e);		/* may replace *e */
	void (*print)(struct printer *p, const struct expr *e);
	struct json_t *(*json)(struct json_out *o, const struct expr *e);
	int (*gen)(struct gen *g, const struct expr *e, unsigned dreg);
	int (*load_bytes)(struct gen *g, const struct expr *e, unsigned offset, unsigned bytes, unsigned dreg);	/* of a header: payload, exthdr */
	int (*eval)(struct sim *s, const struct expr *e, struct sim_value *out);
};
struct stmt_ops {
	const char *name;
	int (*check)(struct check *c, struct stmt *s);
	void (*print)(struct printer *p, const struct stmt *s);
	struct json_t *(*json)(struct json_out *o, const struct stmt *s);
	int (*gen)(struct gen *g, const struct stmt *s);
	int (*exec)(struct sim *s, const struct stmt *st);
	const struct stmt_row *(*row)(const struct stmt *s);	/* catalog row: offload code and reason */
};
extern const struct expr_ops *const expr_kinds[N_EXPRS];
extern const struct stmt_ops *const stmt_kinds[N_STMTS];
extern const decode_fn decode_kinds[N_OPS];	/* by op id; NULL: no kind knows it */

#endif
