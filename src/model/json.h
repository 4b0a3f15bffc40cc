/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: what the kinds share. Functions return a new tree, or NULL where memory ran out; it is fine to put NULL into a tree
 * (the member goes missing, and the whole cannot be told from one that is complete: memory that short ends the command elsewhere). */
#ifndef NFT_MODEL_JSON_H
#define NFT_MODEL_JSON_H

#include <jansson.h>
#include "model/faces.h"

struct json_out {
	struct value_style style;
	bool stateless, terse;
	enum family family;
	const struct rule *rule;
};

/* How several flags at once are told. */
enum jout_flags { JOUT_NUMBER, JOUT_LIST /* any of these: ["syn", "ack"] */, JOUT_OR /* {"|": ["syn", "ack"]} */ };

json_t *jout_expr(struct json_out *o, const struct expr *e);
json_t *jout_stmt(struct json_out *o, const struct stmt *s);
json_t *jout_stmts(struct json_out *o, struct stmt *const *v, uint32_t n);	/* array, without the implied ones */

/* ---- building */
json_t *jout_text(const char *s);				/* what is no UTF-8 is replaced */
json_t *jout_textn(const char *s, size_t n);
json_t *jout_u64(uint64_t v);					/* as text if JSON readers could not hold it */
json_t *jout_one(const char *key, json_t *value);		/* {key: value} */
json_t *jout_pair(const char *key, json_t *a, json_t *b);	/* {key: [a, b]} */
json_t *jout_ref(const char *name);				/* "@name" */
json_t *jout_flag_names(const struct flag_row *rows, uint32_t flags);	/* array */
static inline void jout_put(json_t *o, const char *key, json_t *value) { json_object_set_new(o, key, value); }

/* ---- values, keys, sets */
json_t *jout_value(struct json_out *o, const struct dtype *t, const uint8_t *v, unsigned bits, enum jout_flags flags);
json_t *jout_value_expr(struct json_out *o, const struct expr *e, enum jout_flags flags);
json_t *jout_verdict(struct json_out *o, int32_t code, const char *chain, const struct chain *block);
struct value_style jout_range_style(const struct json_out *o);
json_t *jout_prefix(json_t *addr, unsigned len);
json_t *jout_elems(struct json_out *o, const struct set *s);	/* array; the items of maps are pairs */
/* @val, or an elem around it if there is more to tell. */
json_t *jout_with_info(struct json_out *o, json_t *val, const struct elem_info *info);
json_t *jout_selector(const struct key_row *row);		/* {"key": ..., "family": ...} */

/* ---- what statements and objects have in common; put into @to */
void jout_put_quota(struct json_out *o, json_t *to, const struct quota_spec *q);
void jout_put_limit(json_t *to, const struct limit_spec *l);
json_t *jout_per(const struct limit_spec *l);

#endif
