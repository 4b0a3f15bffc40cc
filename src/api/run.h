/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One batch on its way from text to the kernel. */
#ifndef NFT_API_RUN_H
#define NFT_API_RUN_H

#include "api/context.h"
#include "base/diag.h"
#include "model/ruleset.h"

struct json_request;
struct kernel;

struct run {
	struct nft_ctx *ctx;
	struct region *r;
	struct diag_sink sink;
	struct cmds cmds;
	struct ruleset rs;		/* as it is after the batch */
	struct kernel *kernel;
	struct value_env env;		/* offline: names that this machine does not know */
	struct json_request *request;	/* the commands came as JSON */
	bool offline, reported;
	jmp_buf oom;
};

/* Analyses @rs and reports. 0, RUN_FINDINGS if --error-on says so, or -errno. */
int findings_of(struct run *run, struct ruleset *rs);
/* A batch that failed: a machine format that was asked for is still printed, with the errors in it. */
void findings_of_failure(struct run *run);

#endif
