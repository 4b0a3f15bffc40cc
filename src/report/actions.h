/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fast_fwd chains do to each class of connections: --report actions. */
#ifndef NFT_REPORT_ACTIONS_H
#define NFT_REPORT_ACTIONS_H

#include "base/diag.h"
#include "fastpath/actions.h"

struct actions_of {			/* of one flowtable */
	const struct flowtable *flowtable;
	struct ff_program prog;
	ff_refusals refusals;		/* any: there are no classes */
	ff_refusals beside;		/* of chains at ingress and egress; any: those chains are not in the lists */
	struct action_classes classes;
};
struct actions_report {
	VEC(struct actions_of *) flowtables;
	unsigned kernel_version;	/* major << 8 | minor; 0: the newest */
};

void actions_text(struct region *r, struct strbuf *out, const struct actions_report *rep);
/* @errors: why the ruleset was refused (@rep is then empty). */
void actions_json(struct region *r, struct strbuf *out, const struct actions_report *rep, const struct diag_sink *errors);

#endif
