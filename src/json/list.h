/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: rulesets and what they hold, and changes. Everything is written to p->out. */
#ifndef NFT_JSON_LIST_H
#define NFT_JSON_LIST_H

#include "model/faces.h"

/* What a `list` (or `get`, `reset`) command shows of @rs, as one line. -ENOENT if the thing that it names is not there. */
int json_list_cmd(const struct printer *p, const struct ruleset *rs, const struct cmd *cmd);

/* A change as one object, without a newline: {"add": {"rule": ...}}. */
int json_change(const struct printer *p, const struct cmd *cmd);

#endif
