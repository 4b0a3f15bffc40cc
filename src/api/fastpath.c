/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/fastpath.h"

#include <string.h>

#include "fastpath/attach/live.h"
#include "fastpath/attach/show.h"
#include "check/check.h"
#include "lang/list.h"

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

/* ---------------------------------------------------------------- taking a batch back */
static bool changes_table(const struct cmds *cmds, const struct table *t)
{
	vec_each(i, &cmds->v) {
		const struct cmd *cmd = cmds->v.v[i];

		if (cmd->op > CMD_FLUSH && cmd->op != CMD_RENAME)
			continue;
		if (cmd->obj == OBJ_RULESET && (cmd->h.family == FAM_UNSPEC || cmd->h.family == t->family))
			return true;
		if (cmd->h.table && !strcmp(cmd->h.table, t->name) && (cmd->h.family == t->family || (cmd->h.family == FAM_UNSPEC && t->family == FAM_IP)))
			return true;
		if (!cmd->h.table)	/* by its handle */
			return true;
	}
	return false;
}

/* Tables that the batch may have changed, as they were. */
static void put_tables(struct run *run, const struct ruleset *before, const struct ruleset *now, struct strbuf *text)
{
	struct printer p = { .out = text, .style = { .env = &run->env } };

	vec_each(i, &now->tables) {
		const struct table *t = now->tables.v[i];

		if (changes_table(&run->cmds, t))
			strbuf_printf(text, "delete table %s %s\n", family_name(t->family), t->name);
	}
	vec_each(i, &before->tables)
		if (changes_table(&run->cmds, before->tables.v[i]))
			list_table(&p, before->tables.v[i]);
}

static int load_text(struct run *run, const struct ruleset *now, const char *text, size_t len)
{
	struct source *src = source_new(run->r, SOURCE_BUFFER, NULL, text, (uint32_t)len);
	struct diag_sink sink = { .region = run->r };
	struct ruleset rs = *now;
	struct cmds cmds = { 0 };
	int err = lang_parse(run->r, &sink, NULL, src, &cmds);

	if (!err)
		err = check_cmds(run->r, &sink, &rs, &cmds, &(struct check_options){ .env = &run->env });
	return err ? err : kernel_commit(run->kernel, run->r, &rs, &cmds, &sink, 0, NULL);
}

/* The batch is in the kernel, and its programs could not take the place of those that run: the ruleset goes back to what these are made
 * of. */
static void take_back(struct run *run, struct live *live, const struct ruleset *before)
{
	struct diag_sink unheard = { .region = run->r };
	struct loc nowhere = { 0 };
	struct strbuf text = { 0 };
	struct ruleset now, old;
	int err = fetch_all(run, &now);

	if (!err) {
		put_tables(run, before, &now, &text);
		err = load_text(run, &now, strbuf_str(&text), text.len);
		strbuf_free(&text);
	}
	if (!err)
		err = fetch_all(run, &old);
	if (!err)
		err = live_finish(live, &old, &unheard);
	if (err)
		diag_error(&run->sink, nowhere, "and the ruleset could not be put back as it was: %s; `nft fastpath sync` makes the programs anew", strerror(-err));
	else
		diag_error(&run->sink, nowhere, "so the ruleset was put back as it was before");
}

int fastpath_commit(struct run *run, unsigned flags)
{
	struct live_options opt = options_of(run);
	struct live *live = NULL;
	struct ruleset now, before;
	int err, after;

	if (run->ctx->dry_run || (!live_wanted(&run->rs) && !live_present(run->r)))
		return kernel_commit(run->kernel, run->r, &run->rs, &run->cmds, &run->sink, flags, &run->echoed);
	err = load_modules(run);
	if (!err)
		err = live_prepare(run->r, &run->rs, &run->sink, &opt, &live);
	if (err)
		return err;
	err = fetch_all(run, &before);
	if (err) {
		live_close(live);
		return err;
	}
	err = live_begin(live, &run->sink);
	if (!err)
		err = kernel_commit(run->kernel, run->r, &run->rs, &run->cmds, &run->sink, flags, &run->echoed);
	after = fetch_all(run, &now);
	if (!after)
		after = live_finish(live, &now, &run->sink);
	if (!err && after)
		take_back(run, live, &before);
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
