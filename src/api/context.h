/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands behind struct nft_ctx; the command sets what the public header has no call for. */
#ifndef NFT_API_CONTEXT_H
#define NFT_API_CONTEXT_H

#include <nftables/libnftables.h>
#include "base/strbuf.h"

enum report_format { REPORT_NONE, REPORT_TEXT, REPORT_JSON, REPORT_SARIF, REPORT_GITHUB, REPORT_GCC, REPORT_RULES, REPORT_ACTIONS };

/* The offload check: off for library users, on for the command. */
struct check_settings {
	bool enabled;			/* look for findings at all */
	bool offline;			/* never ask the kernel */
	bool fall_back_offline;		/* --check where the kernel may not be asked: go on without it, with a note */
	bool verbose;			/* text shows severity info too */
	bool fix, diff;			/* make the edits that findings come with, show them */
	enum report_format format;
	const char *error_on;		/* error, warning, info or the name of a finding; NULL: none */
	unsigned kernel_version;	/* 0xMMmm of --kernel, 0: the running one */
	uint32_t client_port_min, client_port_max;
};

struct stream { FILE *fp; bool buffered; struct strbuf buf; };

struct string_list { char **v; unsigned n; };

#define NFT_DEBUG_BPF	0x80	/* programs of fast_fwd chains; beside those of the public header */

struct nft_ctx {
	struct stream out, err;
	struct strbuf last_out, last_err;	/* what the get functions hand out */
	unsigned output_flags, input_flags, debug;
	uint32_t optimize;
	bool dry_run;
	bool end_on_signals;			/* SIGINT and SIGTERM end `monitor` rather than the process */
	struct string_list include_paths, vars;
	struct check_settings check;
	unsigned fast_fwd_mode;		/* enum live_mode; 0: as it was */
};

#define RUN_FINDINGS 2	/* run_* result: findings that --error-on asks to fail for */
#define RUN_AGAIN 3	/* within a run: its files were changed, read them anew */

/* 0, -1, or RUN_FINDINGS. */
int run_buffer(struct nft_ctx *ctx, const char *text);
int run_file(struct nft_ctx *ctx, const char *path);

void stream_write(struct stream *s, const char *text, size_t len);

#endif
