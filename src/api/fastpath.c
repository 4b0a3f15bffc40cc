/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/fastpath.h"

#include "fastpath/attach/live.h"
#include "fastpath/attach/show.h"

static struct live_options options_of(struct run *run)
{
	return (struct live_options){
		.mode = run->ctx->fast_fwd_mode,
		.debug = run->ctx->debug & NFT_DEBUG_BPF ? &run->told : NULL,
	};
}

static bool adds_fast_fwd(const struct cmd *cmd)
{
	if (cmd->op > CMD_CREATE)
		return false;
	if (cmd->obj == OBJ_CHAIN)
		return cmd->chain && cmd->chain->fast_fwd;
	if (cmd->obj == OBJ_TABLE && cmd->table)
		vec_each(i, &cmd->table->chains)
			if (cmd->table->chains.v[i]->fast_fwd)
				return true;
	return false;
}

bool fastpath_wants_all(struct run *run)
{
	if (run->ctx->dry_run)
		return false;
	vec_each(i, &run->cmds.v)
		if (adds_fast_fwd(run->cmds.v.v[i]))
			return true;
	return live_wanted(&run->rs) || live_present(run->r);
}

static int fetch_all(struct run *run, struct ruleset *rs)
{
	struct fetch_filter filter = { .what = FETCH_ALL };

	*rs = (struct ruleset){ .region = run->r };
	return kernel_fetch(run->kernel, rs, &filter, &run->sink);
}

/* Programs need modules whose functions they call; having the kernel look at the batch loads them. */
static int load_modules(struct run *run)
{
	if (!live_wanted(&run->rs) || live_has_modules())
		return 0;
	return kernel_commit(run->kernel, run->r, &run->rs, &run->cmds, &run->sink, KERNEL_DRY_RUN, NULL);
}

int fastpath_commit(struct run *run, unsigned flags)
{
	struct live_options opt = options_of(run);
	struct live *live = NULL;
	struct ruleset now;
	int err, after;

	if (run->ctx->dry_run || (!live_wanted(&run->rs) && !live_present(run->r)))
		return kernel_commit(run->kernel, run->r, &run->rs, &run->cmds, &run->sink, flags, &run->echoed);
	err = load_modules(run);
	if (!err)
		err = live_prepare(run->r, &run->rs, &run->sink, &opt, &live);
	if (err)
		return err;
	err = live_begin(live, &run->sink);
	if (!err)
		err = kernel_commit(run->kernel, run->r, &run->rs, &run->cmds, &run->sink, flags, &run->echoed);
	after = fetch_all(run, &now);
	if (!after)
		after = live_finish(live, &now, &run->sink);
	live_close(live);
	return err ? err : after;
}

int fastpath_sync(struct run *run)
{
	struct live_options opt = options_of(run);
	struct ruleset now;
	int err = fetch_all(run, &now);

	return err ? err : live_sync(run->r, &now, &run->sink, &opt);
}

int fastpath_list(struct run *run)
{
	bool json = run->ctx->output_flags & NFT_CTX_OUTPUT_JSON;
	struct strbuf b = { 0 };
	struct ruleset now;
	int err = fetch_all(run, &now);

	if (!err)
		err = show_fastpath(run->r, &now, &run->sink, json, &b);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

int fastpath_look_after(struct run *run)
{
	struct fetch_filter filter = { .what = FETCH_HEADERS };
	struct ruleset rs = { .region = run->r };
	bool record = false;
	uint32_t genid;
	int err;

	if (run->ctx->dry_run || !run->kernel || !live_present(run->r))
		return 0;
	err = kernel_generation(run->kernel, &genid);
	if (err || live_is_current(run->r, genid))
		return err;
	err = kernel_fetch(run->kernel, &rs, &filter, &run->sink);
	if (!err)
		err = live_tidy(run->r, &rs, &run->sink, &record);
	return !err && record ? fastpath_sync(run) : err;
}
