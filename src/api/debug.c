/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --debug: what a batch is at each step of its way, but for the bytecode (run.c). */
#include "api/run.h"
#include "lang/list.h"
#include "model/gen.h"
#include "model/protoctx.h"
#include "model/uapi.h"

/* The text of each command, as it was split up. */
static void tell_parsed(struct strbuf *b, const struct run *run)
{
	vec_each(i, &run->cmds.v) {
		const struct loc *l = &run->cmds.v.v[i]->loc;
		unsigned len = l->src ? l->end - l->start : 0;

		strbuf_printf(b, "command %u: ", (unsigned)i + 1);
		if (len)
			strbuf_printf(b, "%.*s", (int)len, l->src->text + l->start);
		strbuf_addc(b, '\n');
	}
}

/* What check made of the commands. */
static void tell_checked(struct strbuf *b, const struct run *run)
{
	struct printer p = { .out = b };

	vec_each(i, &run->cmds.v)
		list_checked(&p, run->cmds.v.v[i]);
}

/* ---------------------------------------------------------------- for every rule, set */

typedef void (*rule_fn)(struct strbuf *b, struct region *r, const struct rule *rule);

static void each_rule_of(struct strbuf *b, struct region *r, const struct chain *c, rule_fn fn)
{
	vec_each(i, &c->rules)
		fn(b, r, c->rules.v[i]);
}

static void each_rule(struct strbuf *b, const struct run *run, rule_fn fn)
{
	vec_each(i, &run->cmds.v) {
		const struct cmd *cmd = run->cmds.v.v[i];

		if (cmd->obj == OBJ_RULE && cmd->rule)
			fn(b, run->r, cmd->rule);
		if (cmd->op > CMD_CREATE)
			continue;
		if (cmd->obj == OBJ_CHAIN && cmd->chain)
			each_rule_of(b, run->r, cmd->chain, fn);
		for (uint32_t j = 0; cmd->obj == OBJ_TABLE && cmd->table && j < cmd->table->chains.n; j++)
			each_rule_of(b, run->r, cmd->table->chains.v[j], fn);
	}
}

/* The headers known behind each match. */
static void tell_headers(struct strbuf *b, struct region *r, const struct rule *rule)
{
	static const char *const bases[] = { [BASE_LL] = "link", [BASE_NH] = "network", [BASE_TH] = "transport" };
	struct protoctx p;

	protoctx_init(&p, rule->table ? rule->table->family : FAM_UNSPEC);
	vec_each(i, &rule->stmts) {
		const struct stmt *s = rule->stmts.v[i];
		struct printer out = { .out = b, .family = p.family, .rule = rule };

		if (s->id != S_MATCH)
			continue;
		protoctx_match(r, &p, s);
		print_stmt(&out, s);
		for (unsigned base = BASE_LL; base <= BASE_TH; base++) {
			const struct header_row *h = protoctx_header(&p, base);

			strbuf_printf(b, "%s %s %s", base == BASE_LL ? ":" : ",", bases[base], h ? h->name : "unknown");
		}
		strbuf_addc(b, '\n');
	}
}

static void tell_set(struct strbuf *b, struct region *r, const struct set *s, const struct elems *es)
{
	if (!(s->flags & NFT_SET_INTERVAL) || !es->n)
		return;
	strbuf_printf(b, "set %s:\n", s->name);
	gen_debug_elems(b, r, s, es);
}

static void tell_sets_of_rule(struct strbuf *b, struct region *r, const struct rule *rule)
{
	vec_each(i, &rule->anon_sets)
		tell_set(b, r, rule->anon_sets.v[i], &rule->anon_sets.v[i]->elems);
}

/* Intervals as the kernel gets them: where each begins and ends. */
static void tell_intervals(struct strbuf *b, const struct run *run)
{
	vec_each(i, &run->cmds.v) {
		const struct cmd *cmd = run->cmds.v.v[i];

		if (cmd->obj == OBJ_ELEMENTS && cmd->elem_set)
			tell_set(b, run->r, cmd->elem_set, &cmd->elems);
		if (cmd->op > CMD_CREATE)
			continue;
		if ((cmd->obj == OBJ_SET || cmd->obj == OBJ_MAP) && cmd->set)
			tell_set(b, run->r, cmd->set, &cmd->set->elems);
		for (uint32_t j = 0; cmd->obj == OBJ_TABLE && cmd->table && j < cmd->table->sets.n; j++)
			tell_set(b, run->r, cmd->table->sets.v[j], &cmd->table->sets.v[j]->elems);
	}
	each_rule(b, run, tell_sets_of_rule);
}

/* ---------------------------------------------------------------- */

void debug_say(struct run *run)
{
	stream_write(&run->ctx->out, strbuf_str(&run->told), run->told.len);
	strbuf_free(&run->told);
}

void debug_parsed(struct run *run)
{
	if (run->ctx->debug & NFT_DEBUG_PARSER)
		tell_parsed(&run->told, run);
	debug_say(run);
}

void debug_checked(struct run *run)
{
	if (run->ctx->debug & NFT_DEBUG_EVALUATION)
		tell_checked(&run->told, run);
	if (run->ctx->debug & NFT_DEBUG_PROTO_CTX)
		each_rule(&run->told, run, tell_headers);
	if (run->ctx->debug & NFT_DEBUG_SEGTREE)
		tell_intervals(&run->told, run);
	debug_say(run);
}
