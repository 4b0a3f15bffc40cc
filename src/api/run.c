/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One batch, from text to the kernel: parse, check, look for findings, commit, list. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/fastpath.h"
#include "api/run.h"
#include "check/check.h"
#include "fastpath/attach/show.h"
#include "json/list.h"
#include "json/parse.h"
#include "kernel/kernel.h"
#include "lang/describe.h"
#include "lang/lang.h"
#include "lang/list.h"
#include "lang/optimize.h"
#include "model/gen.h"
#include "offload/offload.h"
#include "report/diag_text.h"

static const char errors_more[] = "Too many errors: the rest is not shown\n";

#define MAX_ERRORS_SHOWN 20
#define MAX_FIX_ROUNDS 16

void run_say(struct run *run)
{
	struct strbuf b = { 0 };
	unsigned errors = 0;

	if (run->request)
		json_point(run->request, &run->sink);
	vec_each(i, &run->sink.diags) {
		errors += run->sink.diags.v[i]->level == DIAG_ERROR;
		if (errors <= MAX_ERRORS_SHOWN)
			diag_text(&b, run->sink.diags.v[i]);
	}
	if (errors > MAX_ERRORS_SHOWN)
		strbuf_add(&b, errors_more);
	stream_write(&run->ctx->err, strbuf_str(&b), b.len);
	strbuf_free(&b);
	run->sink.diags.n = 0;
}

/* ---------------------------------------------------------------- what the commands need of the kernel */
static bool changes_something(const struct cmd *cmd)
{
	return cmd->op <= CMD_FLUSH || cmd->op == CMD_RENAME;
}

static bool reads_something(const struct cmd *cmd)
{
	return cmd->op == CMD_LIST || cmd->op == CMD_GET || cmd->op == CMD_RESET || cmd->op == CMD_CHECK || cmd->op == CMD_MONITOR || cmd->op == CMD_SYNC;
}

static bool names_elements(const struct cmd *cmd)
{
	return cmd->obj == OBJ_ELEMENTS;	/* they are read by the types of their set */
}

static bool any_cmd(const struct cmds *cmds, bool (*test)(const struct cmd *))
{
	vec_each(i, &cmds->v)
		if (test(cmds->v.v[i]))
			return true;
	return false;
}

static int open_kernel(struct run *run)
{
	struct nft_ctx *ctx = run->ctx;
	struct loc nowhere = { 0 };
	int err;

	if (ctx->check.offline) {
		run->offline = true;
		return 0;
	}
	err = kernel_open(&run->kernel);
	if (!err && ctx->debug & NFT_DEBUG_MNL)
		kernel_trace(run->kernel, &run->told);
	if (!err)
		return 0;
	if (ctx->dry_run && ctx->check.fall_back_offline) {
		run->offline = true;
		diag_note(&run->sink, nowhere, "the kernel cannot be asked (%s): checked without it", strerror(-err));
		return 0;
	}
	diag_error(&run->sink, nowhere, "%s%s", strerror(-err), err == -EPERM ? " (you must be root)" : "");
	return err;
}

/* A batch that begins by flushing everything needs to know nothing of what was there. */
static bool starts_afresh(const struct cmds *cmds)
{
	const struct cmd *first = cmds->v.n ? cmds->v.v[0] : NULL;

	return first && first->op == CMD_FLUSH && first->obj == OBJ_RULESET && first->h.family == FAM_UNSPEC;
}

static bool needs_rules(const struct cmd *cmd)
{
	return cmd->h.has_index || (cmd->obj == OBJ_RULE && cmd->op == CMD_REPLACE);
}

static bool adds_flowtable(const struct cmd *cmd)
{
	return cmd->obj == OBJ_FLOWTABLE || (cmd->obj == OBJ_TABLE && cmd->op <= CMD_CREATE && cmd->table && cmd->table->flowtables.n);
}

/* The offload check looks at whole rulesets; without a flowtable there is nothing for it to look at. */
static int fetch_what_is_there(struct run *run)
{
	struct fetch_filter filter = { .what = FETCH_HEADERS };
	bool check = run->ctx->check.enabled;
	int err;

	if (run->offline || starts_afresh(&run->cmds))
		return 0;
	if (check && any_cmd(&run->cmds, adds_flowtable))
		filter.what = FETCH_ALL;
	if (any_cmd(&run->cmds, needs_rules))
		filter.what |= FETCH_RULES;
	err = kernel_fetch(run->kernel, &run->rs, &filter, &run->sink);
	if (err || filter.what == FETCH_ALL || !((check && offload_applies(&run->rs)) || fastpath_wants_all(run)))
		return err;
	filter.what = FETCH_ALL;
	run->rs = (struct ruleset){ .region = run->r };
	return kernel_fetch(run->kernel, &run->rs, &filter, &run->sink);
}

/* ---------------------------------------------------------------- --debug=netlink */
/* @b NULL: only to see whether the rule can be encoded. */
static int debug_rule(struct run *run, const struct rule *rule, struct strbuf *b)
{
	struct region_mark m;
	struct ops ops = { 0 };
	int err = 0;

	vec_each(i, &rule->blocks)
		vec_each(j, &rule->blocks.v[i]->rules)
			err = err ? err : debug_rule(run, rule->blocks.v[i]->rules.v[j], b);
	m = region_mark(run->r);
	err = err ? err : gen_rule(run->r, rule, &ops, &run->sink);
	if (!err && b)
		gen_debug_rule(b, rule, &ops);
	if (!run->sink.diags.n)
		region_release(run->r, m);
	return err;
}

static int debug_rules_of(struct run *run, struct cmd *cmd, struct strbuf *b)
{
	int err = 0;

	if (cmd->obj == OBJ_RULE && cmd->rule)
		return debug_rule(run, cmd->rule, b);
	if (cmd->obj == OBJ_CHAIN && cmd->op <= CMD_CREATE && cmd->chain)
		vec_each(i, &cmd->chain->rules)
			err = err ? err : debug_rule(run, cmd->chain->rules.v[i], b);
	if (cmd->obj != OBJ_TABLE || cmd->op > CMD_CREATE || !cmd->table)
		return err;
	vec_each(i, &cmd->table->chains)
		vec_each(j, &cmd->table->chains.v[i]->rules)
			err = err ? err : debug_rule(run, cmd->table->chains.v[i]->rules.v[j], b);
	return err;
}

static void debug_sets_of(struct run *run, const struct cmd *cmd, struct strbuf *b)
{
	bool adds = cmd->op <= CMD_CREATE;

	if (cmd->obj == OBJ_ELEMENTS && cmd->elem_set && (adds || cmd->op == CMD_DELETE || cmd->op == CMD_DESTROY))
		gen_debug_added(b, run->r, cmd->elem_set, cmd->h.table, &cmd->elems);
	if (adds && (cmd->obj == OBJ_SET || cmd->obj == OBJ_MAP) && cmd->set)
		gen_debug_set(b, run->r, cmd->set, cmd->h.table);
	for (uint32_t i = 0; adds && cmd->obj == OBJ_TABLE && cmd->table && i < cmd->table->sets.n; i++)
		gen_debug_set(b, run->r, cmd->table->sets.v[i], cmd->h.table);
}

static int debug_netlink(struct run *run)
{
	struct strbuf b = { 0 };
	int err = 0;

	vec_each(i, &run->cmds.v) {
		debug_sets_of(run, run->cmds.v.v[i], &b);
		err = err ? err : debug_rules_of(run, run->cmds.v.v[i], &b);
	}
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

/* Without a kernel nobody else would say that a rule cannot be expressed in its terms. */
static int encode_only(struct run *run)
{
	int err = 0;

	vec_each(i, &run->cmds.v)
		err = err ? err : debug_rules_of(run, run->cmds.v.v[i], NULL);
	return err;
}

/* ---------------------------------------------------------------- reading */
static unsigned what_is_reset(enum cmd_obj obj)
{
	switch (obj) {
	case OBJ_OBJECT: case OBJ_OBJECTS:		return FETCH_OBJECTS;
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
	case OBJ_ELEMENTS:				return FETCH_ELEMENTS;
	default:					return FETCH_RULES;
	}
}

static struct fetch_filter filter_of(const struct cmd *cmd, unsigned output_flags)
{
	struct fetch_filter f = { .family = cmd->h.family, .table = cmd->h.table };

	if (f.table && f.family == FAM_UNSPEC)
		f.family = FAM_IP;
	switch (cmd->obj) {
	case OBJ_TABLES:	f.what = 0; break;
	case OBJ_CHAINS:	f.what = FETCH_CHAINS; break;
	case OBJ_CHAIN:		f.what = FETCH_RULES | FETCH_CHAINS | FETCH_SETS | FETCH_OBJECTS; f.chain = cmd->h.name; break;
	case OBJ_SETS: case OBJ_MAPS: case OBJ_METERS:
				f.what = FETCH_SETS | FETCH_ELEMENTS; break;
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
				f.what = FETCH_SETS | FETCH_ELEMENTS; f.set = cmd->h.name; break;
	case OBJ_ELEMENTS:	f.what = FETCH_SETS; f.set = cmd->h.name; break;
	case OBJ_FLOWTABLE: case OBJ_FLOWTABLES:
				f.what = FETCH_FLOWTABLES; break;
	case OBJ_OBJECT: case OBJ_OBJECTS:
				f.what = FETCH_OBJECTS; f.obj_type = cmd->obj_type; f.object = cmd->h.name; break;
	default:		f.what = FETCH_ALL; break;
	}
	if (output_flags & NFT_CTX_OUTPUT_TERSE)
		f.what &= ~FETCH_ELEMENTS;
	if (cmd->op == CMD_RESET)
		f.reset = what_is_reset(cmd->obj);
	return f;
}

static int get_elements(struct run *run, struct ruleset *rs, struct cmd *cmd)
{
	struct table *t = ruleset_table(rs, cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family, cmd->h.table);
	struct set *s = t ? table_set(t, cmd->h.name) : NULL;
	int err;

	if (!s)
		return -ENOENT;
	s->elems = (struct elems){ 0 };
	err = kernel_get_elements(run->kernel, run->r, s, &cmd->elems, cmd->op == CMD_RESET, &s->elems);
	cmd->elems = s->elems;
	return err;
}

/* Names what may have been meant. */
static void say_missing(struct run *run, struct cmd *cmd)
{
	struct fetch_filter filter = { .what = FETCH_HEADERS };
	struct ruleset rs = { .region = run->r };

	if (!run->kernel || kernel_fetch(run->kernel, &rs, &filter, &run->sink))
		return;
	check_exists(run->r, &run->sink, &rs, cmd, &(struct check_options){ .offline = false });
}

static struct loc loc_of_missing(const struct cmd *cmd)
{
	if (cmd->h.name_loc.src)
		return cmd->h.name_loc;
	return cmd->h.table_loc.src ? cmd->h.table_loc : cmd->loc;
}

static int fastpath_cmd(struct run *run, const struct cmd *cmd)
{
	if (run->offline || run->ctx->dry_run)
		return 0;
	return cmd->op == CMD_SYNC ? fastpath_sync(run) : fastpath_list(run);
}

static bool has_xt(const struct table *t)
{
	vec_each(i, &t->chains)
		vec_each(j, &t->chains.v[i]->rules)
			vec_each(k, &t->chains.v[i]->rules.v[j]->stmts)
				if (t->chains.v[i]->rules.v[j]->stmts.v[k]->id == S_XT)
					return true;
	return false;
}

/* Rules of iptables-nft cannot be loaded again from what is listed. */
static void warn_of_iptables(struct run *run, const struct ruleset *rs, const struct cmd *cmd)
{
	struct strbuf b = { 0 };

	if (run_wants_json(run) || (cmd->obj != OBJ_RULESET && cmd->obj != OBJ_TABLE && cmd->obj != OBJ_CHAIN))
		return;
	vec_each(i, &rs->tables)
		if (has_xt(rs->tables.v[i]))
			strbuf_printf(&b, "# Warning: table %s %s is managed by iptables-nft, do not touch!\n",
				      family_name(rs->tables.v[i]->family), rs->tables.v[i]->name);
	stream_write(&run->ctx->err, strbuf_str(&b), b.len);
	strbuf_free(&b);
}

static int read_cmd(struct run *run, struct cmd *cmd)
{
	struct fetch_filter filter = filter_of(cmd, run->ctx->output_flags);
	struct ruleset rs = { .region = run->r };
	struct strbuf b = { 0 };
	struct printer p = run_printer(run, &b);
	int err = 0;

	if (run->offline)
		rs = run->rs;
	else
		err = kernel_fetch(run->kernel, &rs, &filter, &run->sink);
	if (!err && !run->offline && filter.what & FETCH_RULES)
		show_add_counts(run->r, &rs, filter.reset & FETCH_RULES);
	if (!err && cmd->obj == OBJ_ELEMENTS && !run->offline)
		err = get_elements(run, &rs, cmd);
	if (!err && cmd->op == CMD_CHECK)
		return findings_of(run, &rs);
	if (!err)
		err = run_wants_json(run) ? json_list_cmd(&p, &rs, cmd) : list_cmd(&p, &rs, cmd);
	if (err == -ENOENT && !run->sink.errors && cmd->obj != OBJ_ELEMENTS)
		say_missing(run, cmd);
	if (err && !run->sink.errors)
		diag_error(&run->sink, loc_of_missing(cmd), "%s", strerror(-err));
	if (!err)
		warn_of_iptables(run, &rs, cmd);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

static int list_hooks_cmd(struct run *run, const struct cmd *cmd)
{
	struct hooked_list list = { 0 };
	struct strbuf b = { 0 };
	struct printer p = run_printer(run, &b);
	int err = 0;

	if (run->kernel)
		err = kernel_hooks(run->kernel, run->r, cmd->h.family, cmd->h.name, &list);
	if (err)
		diag_error(&run->sink, cmd->loc, "Could not process rule: %s", strerror(-err));
	else if (!run_wants_json(run))
		list_hooks(&p, &list);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

static int describe_cmd(struct run *run, struct cmd *cmd)
{
	struct strbuf b = { 0 };
	int err = describe(&b, cmd->expr);

	if (err)
		diag_error(&run->sink, cmd->expr->loc, "%s is neither an expression nor a datatype", cmd->expr->symbol.text);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

/* ---------------------------------------------------------------- the batch */
static int echo(struct run *run)
{
	struct strbuf b = { 0 };
	struct printer p = run_printer(run, &b);

	if (!run->request)
		return echo_events(run);
	json_echo_request(&p, run->request);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return 0;
}

static int commit(struct run *run)
{
	unsigned flags = run->ctx->dry_run ? KERNEL_DRY_RUN : 0;
	int err;

	if (!any_cmd(&run->cmds, changes_something))
		return 0;
	if (run->offline)
		return run->ctx->dry_run ? 0 : -EPERM;
	if (run->ctx->output_flags & NFT_CTX_OUTPUT_ECHO)
		flags |= KERNEL_ECHO;
	err = fastpath_commit(run, flags);
	if (!err && flags & KERNEL_ECHO)
		err = echo(run);
	strbuf_free(&run->echoed);
	return err;
}

static int run_reads(struct run *run)
{
	int err = 0;

	vec_each(i, &run->cmds.v) {
		struct cmd *cmd = run->cmds.v.v[i];

		if (!err && cmd->op == CMD_DESCRIBE)
			err = describe_cmd(run, cmd);
		else if (!err && cmd->op == CMD_MONITOR)
			err = monitor(run, cmd->watch);
		else if (!err && cmd->obj == OBJ_HOOKS)
			err = list_hooks_cmd(run, cmd);
		else if (!err && cmd->obj == OBJ_FASTPATH)
			err = fastpath_cmd(run, cmd);
		else if (!err && reads_something(cmd))
			err = read_cmd(run, cmd);
	}
	return err;
}

static int findings_of_batch(struct run *run)
{
	return any_cmd(&run->cmds, changes_something) ? findings_of(run, &run->rs) : 0;
}

/* Chains that are loaded: not all of their rules are in the batch. */
static void note_chains(struct run *run, struct dict *chains)
{
	vec_each(i, &run->rs.tables) {
		const struct table *t = run->rs.tables.v[i];

		vec_each(j, &t->chains)
			dict_set(run->r, chains, optimize_chain_name(run->r, t->family, t->name, t->chains.v[j]->name), run);
	}
}

/* Against what is there; @chains, if not NULL, hears of the chains. */
static int check_batch(struct run *run, struct dict *chains)
{
	int err = 0;

	run->rs = (struct ruleset){ .region = run->r };
	if (any_cmd(&run->cmds, changes_something) || any_cmd(&run->cmds, names_elements))
		err = fetch_what_is_there(run);
	else if (any_cmd(&run->cmds, reads_something))
		err = fastpath_look_after(run);
	if (!err && chains)
		note_chains(run, chains);
	run->env = (struct value_env){ .offline = run->offline, .region = run->r };
	if (err)
		return err;
	return check_cmds(run->r, &run->sink, &run->rs, &run->cmds, &(struct check_options){ .offline = run->offline, .env = &run->env });
}

/* ---------------------------------------------------------------- --optimize */
#define MERGE_TRIES 4

/* Rules that were merged and do not pass: they stay as they were. */
static void drop_refused(const struct run *run, struct merge_plan *plan)
{
	bool some = false;

	vec_each(i, &plan->v)
		vec_each(j, &run->sink.diags)
			if (run->sink.diags.v[j]->loc.src == plan->v.v[i].text)
				some = plan->v.v[i].dropped = true;
	for (uint32_t i = 0; !some && i < plan->v.n; i++)
		plan->v.v[i].dropped = true;
}

/* The commands anew, with the rules that the plan merges. */
static int check_merged(struct run *run, const struct merge_plan *plan, uint32_t diags)
{
	int err;

	run->cmds = (struct cmds){ 0 };
	run->sink.diags.n = diags;
	run->sink.errors = 0;
	run->trivia.comments.n = run->trivia.sources.n = 0;
	err = run_parse(run, run->src);
	if (!err)
		err = optimize_apply(run->r, &run->sink, plan, &run->cmds);
	return err ? err : check_batch(run, NULL);
}

static int optimize(struct run *run, const struct dict *chains, uint32_t diags)
{
	const struct cmds checked = run->cmds;
	struct merge_plan plan = { 0 };
	struct strbuf b = { 0 };
	int err;

	optimize_plan(run->r, &checked, chains, &run->env, &plan);
	if (!plan.v.n)
		return 0;
	for (unsigned i = 0; (err = check_merged(run, &plan, diags)) && i < MERGE_TRIES; i++)
		drop_refused(run, &plan);
	if (!err)
		optimize_tell(&b, &plan, &checked);
	stream_write(&run->ctx->err, strbuf_str(&b), b.len);
	strbuf_free(&b);
	return err;
}

static int prepare(struct run *run)
{
	bool merges = run->ctx->optimize && !run->request;
	struct dict chains = { 0 };
	uint32_t diags;
	int err = 0;

	if (any_cmd(&run->cmds, changes_something) || any_cmd(&run->cmds, reads_something))
		err = open_kernel(run);
	diags = run->sink.diags.n;
	if (!err)
		err = check_batch(run, merges ? &chains : NULL);
	return err || !merges ? err : optimize(run, &chains, diags);
}

static int run_cmds(struct run *run)
{
	int err = prepare(run);

	if (!err)
		debug_checked(run);
	if (!err && run->ctx->debug & NFT_DEBUG_NETLINK)
		err = debug_netlink(run);
	else if (!err && run->offline)
		err = encode_only(run);
	if (!err)
		err = findings_of_batch(run);
	if (!err)
		err = commit(run);
	if (!err)
		err = run_reads(run);
	return err;
}

/* "name=value" of the command line or nft_ctx_add_var(). */
static struct lang_define define_of(struct region *r, const char *var)
{
	const char *eq = strchr(var, '=');

	return (struct lang_define){ region_strndup(r, var, (size_t)(eq - var)), region_strdup(r, eq + 1) };
}

int run_parse(struct run *run, struct source *src)
{
	const struct nft_ctx *ctx = run->ctx;
	struct lang_define *defines = region_alloc(run->r, (ctx->vars.n + 1) * sizeof(*defines));
	struct lang_options opt = {
		.include_paths = (const char *const *)ctx->include_paths.v, .n_include_paths = ctx->include_paths.n,
		.defines = defines, .n_defines = ctx->vars.n,
		.trivia = ctx->check.enabled ? &run->trivia : NULL,
		.tokens = ctx->debug & NFT_DEBUG_SCANNER ? &run->told : NULL,
	};

	if ((run_wants_json(run) || ctx->input_flags & NFT_CTX_INPUT_JSON) && json_looks_like(src))
		return json_parse(run->r, &run->sink, src, &run->cmds, &run->request);
	for (unsigned i = 0; i < ctx->vars.n; i++)
		defines[i] = define_of(run->r, ctx->vars.v[i]);
	return lang_parse(run->r, &run->sink, &opt, src, &run->cmds);
}

int run_read_source(struct run *run, const char *path, struct source **src)
{
	struct loc nowhere = { 0 };
	int err = source_read(run->r, path, src);

	if (err)
		diag_error(&run->sink, nowhere, "Could not open file \"%s\": %s", path, strerror(-err));
	return err;
}

static void drop(struct run *run)
{
	if (run->kernel)
		kernel_close(run->kernel);
	debug_say(run);
	region_free(run->r);
}

static void finish(struct run *run, bool has_memory)
{
	if (has_memory)
		findings_finish(run);
	run_say(run);
	if (!run->ctx->out.buffered && run->ctx->out.fp)
		fflush(run->ctx->out.fp);
	drop(run);
}

struct input { const char *text, *path; };	/* one of them */

static int run_all(struct run *run, const void *arg)
{
	const struct input *in = arg;
	struct source *src = NULL;
	int err = 0;

	if (in->path)
		err = run_read_source(run, in->path, &src);
	else
		src = source_new(run->r, SOURCE_BUFFER, NULL, in->text, (uint32_t)strlen(in->text));
	run->src = src;
	if (!err)
		err = run_parse(run, src);
	debug_parsed(run);
	if (!err)
		err = run_cmds(run);
	return err >= 0 && run->sink.errors ? -EINVAL : err;
}

/* Memory that runs out anywhere ends here; what was allocated goes with the region. */
static int run_guarded(struct run *run, run_body body, const void *arg)
{
	static const char message[] = "Error: out of memory\n";

	if (setjmp(run->oom)) {
		run->sink.diags.n = 0;
		stream_write(&run->ctx->err, message, sizeof(message) - 1);
		return -ENOMEM;
	}
	region_on_oom(run->r, &run->oom);
	return body(run, arg);
}

int run_with(struct nft_ctx *ctx, run_body body, const void *arg)
{
	struct run *run = calloc(1, sizeof(*run));
	int err;

	if (run)
		run->r = region_create();
	if (!run || !run->r) {
		free(run);
		return -1;
	}
	run->ctx = ctx;
	run->sink.region = run->rs.region = run->r;
	err = run_guarded(run, body, arg);
	if (err == RUN_AGAIN)
		drop(run);
	else
		finish(run, err != -ENOMEM);
	free(run);
	return err < 0 ? -1 : err;
}

/* A fix may make room for another; each round makes one at least, so there is an end to it. */
static int run_source(struct nft_ctx *ctx, const char *text, const char *path)
{
	struct input in = { text, path };
	bool fix = ctx->check.fix;
	int err;

	for (unsigned round = 0; (err = run_with(ctx, run_all, &in)) == RUN_AGAIN; round++)
		ctx->check.fix = round < MAX_FIX_ROUNDS;
	ctx->check.fix = fix;
	return err;
}

int run_buffer(struct nft_ctx *ctx, const char *text)
{
	return run_source(ctx, text, NULL);
}

int run_file(struct nft_ctx *ctx, const char *path)
{
	return run_source(ctx, NULL, path);
}

int nft_run_cmd_from_buffer(struct nft_ctx *ctx, const char *buf)
{
	return run_buffer(ctx, buf) ? -1 : 0;
}

int nft_run_cmd_from_filename(struct nft_ctx *ctx, const char *filename)
{
	return run_file(ctx, filename) ? -1 : 0;
}
