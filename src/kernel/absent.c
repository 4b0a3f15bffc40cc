/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In place of the kernel back end until it is there: everything that asks the kernel fails. */
#include <errno.h>
#include "kernel/kernel.h"

int kernel_open(struct kernel **out)
{
	(void)out;
	return -ENOSYS;
}

void kernel_close(struct kernel *k)
{
	(void)k;
}

int kernel_commit(struct kernel *k, struct region *r, const struct ruleset *rs, struct cmds *cmds, struct diag_sink *sink, unsigned flags)
{
	(void)k, (void)r, (void)rs, (void)cmds, (void)sink, (void)flags;
	return -ENOSYS;
}

int kernel_fetch(struct kernel *k, struct ruleset *rs, const struct fetch_filter *filter, struct diag_sink *sink)
{
	(void)k, (void)rs, (void)filter, (void)sink;
	return -ENOSYS;
}

int kernel_get_elements(struct kernel *k, struct region *r, const struct set *s, const struct elems *ask, bool reset, struct elems *out)
{
	(void)k, (void)r, (void)s, (void)ask, (void)reset, (void)out;
	return -ENOSYS;
}
