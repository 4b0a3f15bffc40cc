/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: what the files of the parser share. A function that returns NULL or false has told the sink why. */
#ifndef NFT_JSON_PARSE_PRIV_H
#define NFT_JSON_PARSE_PRIV_H

#include "json/reader.h"
#include "model/ruleset.h"

struct jin;
struct jin_near;

/* What stands inside of an expression: parse_expr.c comes before the files that know these, which call it themselves. */
struct jin_inner {
	/* What reads packets: NULL and *known false if @n, the member of an expression, has another name. */
	struct expr *(*selector)(struct jin *j, const struct jnode *n, bool *known);
	void (*try_selectors)(struct jin_near *near);
	bool (*is_stateful)(const char *key);
	struct stmt *(*stmt)(struct jin *j, const struct jnode *member);
	bool (*rule_body)(struct jin *j, const struct jnode *n, struct rule *r);
};

struct jin {
	struct region *r;
	struct diag_sink *sink;
	const struct source *src;
	const struct jin_inner *inner;
};

/* ---- diagnostics */
struct loc jin_loc(const struct jin *j, const struct jnode *n);
void *jin_fail(struct jin *j, const struct jnode *n, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The name nearest to @want among those that are tried. */
struct jin_near { const char *want, *name; int distance; };
void jin_try(struct jin_near *near, const char *name);
void *jin_unknown(struct jin *j, const struct jnode *n, const char *what, const struct jin_near *near);
void *jin_unknown_member(struct jin *j, const struct jnode *n, const char *what, const struct jin_near *near);	/* by its name */

/* ---- members; the need_ forms fail where there is none, the others leave *out alone and are content */
const struct jnode *jin_need(struct jin *j, const struct jnode *object, const char *key);
const char *jin_string(struct jin *j, const struct jnode *n);
const char *jin_need_string(struct jin *j, const struct jnode *object, const char *key);
bool jin_get_string(struct jin *j, const struct jnode *object, const char *key, const char **out);
bool jin_number(struct jin *j, const struct jnode *n, uint64_t max, uint64_t *out);
bool jin_get_number(struct jin *j, const struct jnode *object, const char *key, uint64_t max, uint64_t *out);
bool jin_need_number(struct jin *j, const struct jnode *object, const char *key, uint64_t max, uint64_t *out);
bool jin_get_bool(struct jin *j, const struct jnode *object, const char *key, bool *out);
bool jin_get_family(struct jin *j, const struct jnode *object, const char *key, enum family *out);
bool jin_get_comment(struct jin *j, const struct jnode *object, const char **out);
bool jin_flag(struct jin *j, const struct jnode *n, const struct flag_row *rows, uint32_t *out);
/* One name or an array of names out of @rows. */
bool jin_get_flags(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out);
/* Exactly one of them. */
bool jin_get_word(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out);
bool jin_need_word(struct jin *j, const struct jnode *object, const char *key, const struct flag_row *rows, uint32_t *out);
/* Calls @fn with the node itself, or with every item if it is an array. */
bool jin_each(struct jin *j, const struct jnode *n, bool (*fn)(struct jin *j, const struct jnode *item, void *arg), void *arg);
/* "@name" */
const char *jin_ref_name(struct jin *j, const struct jnode *n);

/* ---- expressions (parse_expr.c, parse_select.c) */
struct expr *jin_expr(struct jin *j, const struct jnode *n);
struct expr *jin_need_expr(struct jin *j, const struct jnode *object, const char *key);
bool jin_get_expr(struct jin *j, const struct jnode *object, const char *key, struct expr **out);	/* missing: NULL */
struct expr *jin_symbol(struct jin *j, const struct jnode *n);
struct expr *jin_verdict(struct jin *j, const struct jnode *n);
bool jin_is_verdict(const char *key);
struct expr *jin_map(struct jin *j, const struct jnode *n);		/* {"key": ..., "data": ...} */
/* One item or an array of them, as E_SET; items that are pairs have data. */
struct expr *jin_set(struct jin *j, const struct jnode *n);
struct expr *jin_elem(struct jin *j, const struct jnode *n);
struct expr *jin_set_ref(struct jin *j, const struct jnode *n);

/* parse_select.c */
struct expr *jin_selector(struct jin *j, const struct jnode *n, bool *known);
void jin_try_selectors(struct jin_near *near);

/* ---- statements (parse_stmt.c) */
struct stmt *jin_stmt(struct jin *j, const struct jnode *n);
bool jin_is_stateful(const char *key);
struct stmt *jin_stmt_member(struct jin *j, const struct jnode *member);	/* the "counter": ... of an object */
bool jin_limit(struct jin *j, const struct jnode *n, struct limit_spec *l);
bool jin_bytes(struct jin *j, const struct jnode *object, const char *key, const char *unit_key, uint64_t *out);
bool jin_synproxy(struct jin *j, const struct jnode *n, uint32_t *mss, uint32_t *wscale, uint32_t *flags);
bool jin_rule_body(struct jin *j, const struct jnode *n, struct rule *r);	/* "expr" and "comment" */

/* ---- things (parse_thing.c, parse_object.c): what stands in {"chain": ...} and so on, for commands that make them */
bool jin_table(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_chain(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_rule(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_set_thing(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_elements(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_flowtable(struct jin *j, const struct jnode *n, struct cmd *cmd);
bool jin_object(struct jin *j, const struct jnode *n, struct cmd *cmd);

#endif
