/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: what the files of the listing share. */
#ifndef NFT_JSON_LIST_PRIV_H
#define NFT_JSON_LIST_PRIV_H

#include "model/json.h"

/* For jansson's dump: into a struct strbuf. */
int json_append(const char *text, size_t len, void *out);
struct json_out json_out_for(const struct printer *p);

json_t *json_table(struct json_out *o, const struct table *t);
json_t *json_chain(struct json_out *o, const struct chain *c);
json_t *json_rule(struct json_out *o, const struct rule *r);
json_t *json_set(struct json_out *o, const struct set *s);
json_t *json_object_of(struct json_out *o, const struct object *obj);
json_t *json_flowtable(struct json_out *o, const struct flowtable *ft);

#endif
