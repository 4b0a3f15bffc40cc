/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In place of the analysis until it is there. */
#include <errno.h>
#include "offload/offload.h"

bool offload_applies(const struct ruleset *rs)
{
	(void)rs;
	return false;
}

int offload_analyse(struct region *r, const struct ruleset *rs, const struct offload_options *opt, struct offload_result *out)
{
	(void)r, (void)rs, (void)opt, (void)out;
	return -ENOSYS;
}
