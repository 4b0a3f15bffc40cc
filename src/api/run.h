/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One batch on its way from text to the kernel. */
#ifndef NFT_API_RUN_H
#define NFT_API_RUN_H

#include "api/context.h"
#include "base/diag.h"
#include "lang/lang.h"
#include "model/faces.h"
#include "offload/offload.h"

struct actions_report;
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
	struct source *src;
	struct json_request *request;	/* the commands came as JSON */
	struct lang_trivia trivia;	/* of text: where comments stand, which files were read */
	struct offload_result found;
	const struct actions_report *actions;	/* with --report actions */
	struct strbuf echoed;		/* messages of the kernel: what was added */
	struct strbuf told;		/* for --debug: tokens, messages of the socket */
	bool offline, has_found;
	jmp_buf oom;
};

/* Makes a run, has @body do its work, tells what is in the sink, and frees everything. -1, or what @body gives. */
typedef int (*run_body)(struct run *run, const void *arg);
int run_with(struct nft_ctx *ctx, run_body body, const void *arg);
int run_read_source(struct run *run, const char *path, struct source **src);
int run_parse(struct run *run, struct source *src);	/* text or JSON; commands are appended */
void run_say(struct run *run);	/* what is in the sink goes to the error stream */

/* --debug: what is told so far; the same after parsing, and after check. */
void debug_say(struct run *run);
void debug_parsed(struct run *run);
void debug_checked(struct run *run);

bool run_wants_json(const struct run *run);
struct printer run_printer(struct run *run, struct strbuf *out);

/* What the batch added, from run->echoed. */
int echo_events(struct run *run);
/* `monitor`: until the output or the command ends it. */
int monitor(struct run *run, const struct watch *watch);

/* Analyses @rs; text is reported at once. 0, RUN_FINDINGS if --error-on says so, RUN_AGAIN if files were mended, or -errno. */
int findings_of(struct run *run, struct ruleset *rs);
/* Machine formats tell findings and errors of the whole batch, so they are printed at its end, also if it failed. */
void findings_finish(struct run *run);

/* Makes the action lists of @rs, and tells them. */
void actions_find(struct run *run, const struct ruleset *rs, unsigned kernel_version);
void actions_tell(struct run *run, struct strbuf *out);

/* The edits that need nobody to look at them: as a diff; or made, which gives their number or -errno. */
void fix_show(struct run *run, const struct offload_result *res);
int fix_apply(struct run *run, const struct offload_result *res);

#endif
