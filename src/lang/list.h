/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: rulesets and what they hold, in the form that reads back. */
#ifndef NFT_LANG_LIST_H
#define NFT_LANG_LIST_H

#include "model/event.h"
#include "model/faces.h"
#include "model/hook.h"

void list_ruleset(struct printer *p, const struct ruleset *rs, enum family f);	/* FAM_UNSPEC: every family */
void list_table(struct printer *p, const struct table *t);
void list_chain(struct printer *p, const struct chain *c);			/* from here on inside its `table x { }` */
void list_set(struct printer *p, const struct set *s);
void list_object(struct printer *p, const struct object *o);
void list_flowtable(struct printer *p, const struct flowtable *f);

/* What a `list` (or `get`, `reset`) command shows of @rs. -ENOENT if the thing that it names is not there (nothing is printed then). */
int list_cmd(struct printer *p, const struct ruleset *rs, const struct cmd *cmd);
void list_hooks(struct printer *p, const struct hooked_list *list);
/* A change as one line: "add rule ip t c accept". Several elements are several lines. */
void list_change(struct printer *p, const struct cmd *cmd);
/* A checked command that adds, and what its block brings along, as such lines; nothing for others. */
void list_checked(struct printer *p, const struct cmd *cmd);
void list_trace(struct printer *p, const struct trace *t);
/* An event as `monitor` shows it. */
void list_event(struct printer *p, const struct event *e);

#endif
