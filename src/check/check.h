/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Semantic analysis: names, types, families, hooks, protocol dependencies. Turns parsed commands into checked ones. */
#ifndef NFT_CHECK_CHECK_H
#define NFT_CHECK_CHECK_H

#include "model/check_ctx.h"

/* Checks each command against @rs and then applies it to @rs, so that later commands see it. All commands are looked at, as far
 * as the sink takes errors; 0, or -errno of the first failure. @rs lives in (or longer than) @r. */
int check_cmds(struct region *r, struct diag_sink *sink, struct ruleset *rs, struct cmds *cmds, const struct check_options *opt);
/* What @cmd names is in @rs: 0, or -ENOENT and a diagnostic that says what is near. */
int check_exists(struct region *r, struct diag_sink *sink, struct ruleset *rs, struct cmd *cmd, const struct check_options *opt);

#endif
