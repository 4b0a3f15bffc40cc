/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of semantic analysis and its services for the faces of the kinds. src/check/ drives it, one command after the other.
 *
 * Byte order: a constant takes the order of what it is compared with or written to. What was read keeps its own order even where it
 * flows into a place of another (`meta mark set ip saddr`): netlink out converts, so check makes no E_UNARY.
 */
#ifndef NFT_MODEL_CHECK_CTX_H
#define NFT_MODEL_CHECK_CTX_H

#include "model/faces.h"
#include "model/protoctx.h"

struct check_options {
	bool offline;		/* no kernel behind: what is named but not defined here is taken as given */
	struct value_env *env;	/* what the names of users, interfaces ... mean */
};

/* What the place where an expression stands expects; type NULL: nothing. */
struct check_want {
	const struct dtype *type;
	uint8_t order;
	uint32_t bits;
	const struct key_spec *key;	/* a concatenation is expected: its parts */
	const struct key_spec *hint;	/* types of the constants among what is read: ip saddr . 80 @set */
	struct loc by;			/* what asks for it, for messages that show both places */
};

struct check {
	struct region *r;
	struct diag_sink *sink;
	struct ruleset *rs;		/* what exists: earlier commands are applied to it */
	const struct check_options *opt;
	struct cmd *cmd;
	enum family family;
	struct table *table;		/* where the thing lives, in rs; NULL: no such table, or outside tables */
	struct chain *chain;
	struct rule *rule;
	struct stmt *stmt;		/* statement being checked */
	struct check_want want;
	struct protoctx proto;
	VEC(struct stmt *) out;		/* the rule's statements as checked so far; implied ones are appended here */
	uint32_t obj_map;		/* NFT_OBJECT_* that the map under check shall give, 0: none */
	int (*check_block)(struct check *c, struct chain *block);	/* rules of `jump { ... }` */
	bool in_elem;			/* inside an element of a set */
	bool in_value;			/* value of `X set ...` */
	bool in_target;			/* what is written, not read */
	bool in_typeof;			/* only types matter: nothing may be added to the rule */
	uint32_t depth;			/* of nested expressions: bounded */
	uint32_t overlap_work;		/* comparisons of new elements with old ones */
};
#define CHECK_MAX_DEPTH 128

/* ---- expected type */
struct check_want check_want_of(const struct expr *left);
struct check_want check_want_type(const struct dtype *t, enum byte_order order, uint32_t bits);
struct check_want check_want_key(const struct key_spec *k, unsigned part, struct loc by);	/* one part of a key */
struct check_want check_want_spec(const struct key_spec *k, struct loc by);		/* the whole key */
int check_expr_as(struct check *c, struct expr **e, struct check_want want);	/* check_expr with c->want replaced for the while */

/* ---- errors: return -errno so that `return check_fail(...)` reads well */
int check_fail(struct check *c, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int check_fail2(struct check *c, struct loc loc, struct loc also, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* ---- implied statements */
/* Makes sure that @h stands where the rule will look for it (inside @tunnel, if any), adding matches to c->out as needed. */
int check_need_header(struct check *c, const struct header_row *h, const struct header_row *tunnel, struct loc loc);
int check_need_l3(struct check *c, enum family l3, struct loc loc);
/* What was implied last, from @from on, goes before the statement at @to. */
void check_move_last(struct check *c, uint32_t from, uint32_t to);
int check_need_l3_first(struct check *c, enum family l3, struct loc loc);
/* An error if the rule is known to see only the other IP version; implies nothing. */
int check_l3_fits(struct check *c, enum family l3, struct loc loc);
struct stmt *check_match_new(struct check *c, struct expr *left, struct expr *right, enum rel_op op);	/* an implied match */

/* ---- names in c->table; NULL: none */
struct set *check_find_set(struct check *c, const char *name);
struct chain *check_find_chain(struct check *c, const char *name);
struct object *check_find_object(struct check *c, uint32_t type, const char *name);
struct flowtable *check_find_flowtable(struct check *c, const char *name);
/* -ENOENT and "No such file or directory", with what was perhaps meant. */
enum check_near { CHECK_NEAR_NONE, CHECK_NEAR_TABLE, CHECK_NEAR_CHAIN, CHECK_NEAR_SET, CHECK_NEAR_OBJECT, CHECK_NEAR_FLOWTABLE };
int check_no_such(struct check *c, struct loc loc, enum check_near kind, const char *name);
/* Where a name that is not found may still be the kernel's to judge: an error offline, if the table is whole, and with a kernel
 * if there is a name like it. */
int check_perhaps_missing(struct check *c, struct loc loc, enum check_near kind, const char *name);
/* Offline: is the table whole, so that what it lacks is missing? */
bool check_table_is_known(const struct check *c);
int check_jump(struct check *c, struct loc loc, const char *chain);
/* Offline: a set that nothing defines, with keys as they are used here. */
struct set *check_unknown_set(struct check *c, const char *name, struct loc loc, const struct key_spec *key);
int check_unknown_map(struct check *c, struct set *s, struct check_want data);

/* ---- places that read something */
/* Checks what is looked up in a set or map: no constant, every part with a type of its own. */
int check_key_expr(struct check *c, struct expr **e);
/* Is a checked @e of the type that @want asks for? -EINVAL and "datatype mismatch" if not. @whole: place shown beside. */
int check_compatible(struct check *c, const struct expr *e, struct check_want want, struct loc whole);

/* Checks *e as one value of @want's type: no range, prefix or set. */
int check_single(struct check *c, struct expr **e, struct check_want want, struct loc stmt);

/* ---- addresses and ports of nat, tproxy, dup, fwd */
/* Completes *family (FAM_UNSPEC: not said) from what the rule knows; stays FAM_UNSPEC only where no address needs it. */
int check_address_family(struct check *c, struct loc loc, uint8_t *family, bool has_address, const char *statement);
struct check_want check_want_address(enum family f, struct loc by);
int check_port(struct check *c, struct expr **port, struct loc stmt);

/* ---- constants */
bool check_is_bitmask(const struct dtype *t);
bool check_is_string(const struct dtype *t);
bool check_is_address(const struct dtype *t);	/* IPv4, IPv6 or link layer */
/* Or's the values of an E_LIST together; an E_VALUE comes back as it is. NULL: not all are values. */
struct expr *check_fold_list(struct check *c, struct expr *e);
/* Text of a type for messages: description, "concatenation of (...)". */
const char *check_type_text(struct check *c, const struct expr *e);
const char *check_spec_text(struct check *c, const struct key_spec *k);

/* ---- sets (check_set.c, check_elem.c) */
/* Turns E_SET into an anonymous set of c->rule with keys like @key; an E_SETREF that names it takes its place.
 * @data: type of the map data, NULL: a set. @obj_type: object map. */
struct anon_spec { const struct expr *key; const struct key_spec *data; bool is_map, is_vmap; uint32_t obj_type; };
int check_anon_set(struct check *c, struct expr **set, const struct anon_spec *spec);
/* An anonymous set of checked values, for an implied match. */
struct expr *check_implied_set(struct check *c, const struct expr *key, struct expr *const *values, unsigned n);
/* Checks the elements of @init against the spec of @s and appends them to @out; s->flags learns NFT_SET_INTERVAL if @s is anonymous. */
int check_elems(struct check *c, struct set *s, struct expr *init, struct elems *out);
/* Sorts and merges (or refuses) overlapping intervals of @es; @have: elements that are there already, or NULL. */
int check_overlaps(struct check *c, struct set *s, struct elems *es, const struct elems *have);
/* The same statement list checks as a rule has: counter, limit ... per element. */
int check_stateful(struct check *c, struct stmt *s);
/* Key spec of an expression that was checked. */
void key_spec_of(struct key_spec *k, const struct expr *e);
bool key_spec_compatible(const struct key_spec *a, const struct key_spec *b);

#endif
