/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of semantic analysis and its services for the faces of the kinds. src/check/ drives it, one command after the other.
 *
 * Byte order: a constant takes the order of what it is compared with. E_UNARY appears only where a value that was read flows into
 * a place of another order (`meta mark set ip dscp`, the operand of a shift); the conversion that a comparison by order needs
 * (`<`, ranges, interval sets on a host-order value) is not in the checked form: netlink out makes it, decoding drops it. */
#ifndef NFT_MODEL_CHECK_CTX_H
#define NFT_MODEL_CHECK_CTX_H

#include "model/faces.h"
#include "model/protoctx.h"

struct check_options {
	bool offline;		/* no kernel behind: what is named but not defined here is taken as given */
	bool reverse_order;
};

/* What the place where an expression stands expects; type NULL: nothing. */
struct check_want {
	const struct dtype *type;
	uint8_t order;
	uint32_t bits;
	uint64_t max;		/* greatest value allowed, 0: what bits hold */
	const struct key_spec *key;	/* concatenation expected: its parts */
	const struct expr *key_expr;	/* what the value is compared with, or NULL */
};

struct check {
	struct region *r;
	struct diag_sink *sink;
	struct ruleset *rs;		/* what exists: earlier commands are applied to it */
	const struct check_options *opt;
	struct cmd *cmd;
	enum family family;
	struct table *table;		/* where the thing lives, in rs; NULL outside tables */
	struct table *block;		/* table block being checked: its things are visible too, or NULL */
	struct chain *chain;
	struct rule *rule;
	struct stmt *stmt;		/* statement being checked */
	struct check_want want;
	struct protoctx proto;
	VEC(struct stmt *) out;		/* the rule's statements as checked so far; implied ones are appended here */
	uint32_t anon;			/* counter for names of anonymous sets */
	bool in_elem;			/* inside an element of a set: ranges and prefixes are welcome */
	bool in_set_stmt;		/* value of `X set ...` */
	bool in_typeof;			/* nothing may be added to the rule */
	uint32_t depth;			/* of nested expressions: bounded */
};
#define CHECK_MAX_DEPTH 128

/* ---- expected type */
struct check_want check_want_of(const struct expr *left);
int check_expr_as(struct check *c, struct expr **e, struct check_want want);	/* check_expr with c->want replaced for the while */

/* ---- errors: return -errno so that `return check_fail(...)` reads well */
int check_fail(struct check *c, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int check_fail2(struct check *c, struct loc loc, struct loc also, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* ---- implied statements */
/* Makes sure that @h stands where the rule will look for it, adding matches to c->out as needed. */
int check_need_header(struct check *c, const struct header_row *h, struct loc loc);
int check_need_l3(struct check *c, enum family l3, struct loc loc);
void check_imply(struct check *c, struct expr *left, struct expr *value);

/* ---- names: in the block under check, else in the table; NULL and a diagnostic ("did you mean") if there is none and it matters */
struct set *check_find_set(struct check *c, const char *name);
struct chain *check_find_chain(struct check *c, const char *name);
struct object *check_find_object(struct check *c, uint32_t type, const char *name);
struct flowtable *check_find_flowtable(struct check *c, const char *name);

/* ---- sets (src/model/check_set.c) */
/* Turns E_SET into an anonymous set of c->rule keyed like @key, an E_SETREF naming it takes its place. */
int check_anon_set(struct check *c, struct expr **set, const struct expr *key, const struct key_spec *data, bool is_map, bool is_vmap);
/* Checks the elements of @init against the spec of @s and appends them to @out. */
int check_elems(struct check *c, struct set *s, struct expr *init, struct elems *out);
/* Key spec of an expression that was checked. */
void key_spec_of(struct key_spec *k, const struct expr *e);
bool key_spec_compatible(const struct key_spec *a, const struct key_spec *b);

#endif
