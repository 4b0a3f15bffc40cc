/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: what the files of the listing share. */
#ifndef NFT_LANG_LIST_PRIV_H
#define NFT_LANG_LIST_PRIV_H

#include "lang/list.h"

/* A thing stands in its table's block, or as a command on one line. */
struct list_form { const char *tab, *nl, *end, *close; bool block; };
extern const struct list_form list_block, list_line;

void list_handle(struct printer *p, uint64_t handle);
void list_begin(struct printer *p, const struct list_form *f, const char *word, const struct table *t, const char *name, uint64_t handle);
void list_comment(struct printer *p, const struct list_form *f, const char *comment, const char *end);
void list_open_table(struct printer *p, const struct table *t);
void list_elements(struct printer *p, const struct set *s);		/* "{ a,\n b }" */
void list_chain_heads(struct printer *p, const struct table *t);
void list_set_kind(struct printer *p, const struct table *t, enum cmd_obj kind);
void list_chain_line(struct printer *p, const struct chain *c);
void list_set_line(struct printer *p, const struct set *s);
void print_object(struct printer *p, const struct list_form *f, const struct object *o);
void print_flowtable(struct printer *p, const struct list_form *f, const struct flowtable *ft);

#endif
