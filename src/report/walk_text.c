/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk of packets as text. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "report/walk.h"

#define RUN_SHOWN 8	/* rules in a row that do not match; of more, the first few are shown */
#define RUN_HEAD 3

struct teller { struct strbuf *out; const struct walk_list *l; bool verbose; };

static void indent(struct strbuf *b, unsigned depth)
{
	for (unsigned i = 0; i < 2 + depth; i++)
		strbuf_add(b, "  ");
}

/* ------------------------------------------------------------------ rules */
static void tell_verdict(struct strbuf *b, const struct walk_event *e)
{
	const char *name = walk_verdict_name(e->verdict);

	if (name)
		strbuf_printf(b, "  => %s", name);
	if (e->target && (e->verdict == NFT_JUMP || e->verdict == NFT_GOTO))
		strbuf_printf(b, " %s", e->target);
}

static void tell_rule(struct teller *t, const struct walk_event *e)
{
	struct strbuf *b = t->out;

	indent(b, e->depth);
	strbuf_add(b, e->matched ? "+ " : "- ");
	walk_place(b, e->rule);
	strbuf_add(b, "  ");
	walk_rule_text(b, e->rule, t->l->env);
	if (e->matched) {
		tell_verdict(b, e);
	} else {
		strbuf_add(b, "  -- no");
		if (e->stop && e->rule->stmts.n > 1 && !(e->stop->flags & STMT_IMPLIED)) {
			strbuf_add(b, " at `");
			walk_stmt_words(b, e->rule, e->stop, t->l->env);
			strbuf_addc(b, '`');
		}
		if (e->why)
			strbuf_printf(b, ": %s", e->why);
	}
	strbuf_addc(b, '\n');
}

/* Rules in a row from @i on that did not match. */
static uint32_t row_of_misses(const struct walk_report *p, uint32_t i)
{
	uint32_t n = 0;

	for (; i < p->events.n; i++, n++)
		if (p->events.v[i].kind != WALK_RULE || p->events.v[i].matched)
			break;
	return n;
}

static void tell_event(struct teller *t, const struct walk_report *p, const struct walk_event *e, const char **hook)
{
	struct strbuf *b = t->out;

	(void)p;
	if (e->kind != WALK_EFFECT && e->hook && (!*hook || strcmp(*hook, e->hook))) {
		strbuf_printf(b, "  %s\n", e->hook);
		*hook = e->hook;
	}
	switch (e->kind) {
	case WALK_CHAIN:
		strbuf_add(b, "   [");
		walk_chain_words(b, e->chain);
		strbuf_add(b, "]\n");
		break;
	case WALK_RULE:
		tell_rule(t, e);
		break;
	case WALK_BACK:
		indent(b, e->depth);
		strbuf_printf(b, "%s of chain %s\n", e->matched ? "return out" : "end", e->chain->name);
		break;
	case WALK_POLICY:
		indent(b, 0);
		strbuf_printf(b, "policy %s\n", walk_verdict_name(e->verdict));
		break;
	case WALK_KERNEL:
		strbuf_printf(b, "   (%s)\n", e->text);
		break;
	case WALK_EFFECT:
		indent(b, e->depth + 2);
		strbuf_printf(b, "%s\n", e->text);
		break;
	}
}

static void tell_events(struct teller *t, const struct walk_report *p)
{
	const char *hook = NULL;

	for (uint32_t i = 0; i < p->events.n; i++) {
		uint32_t misses = t->verbose ? 0 : row_of_misses(p, i);

		if (misses <= RUN_SHOWN) {
			tell_event(t, p, &p->events.v[i], &hook);
			continue;
		}
		for (uint32_t k = 0; k < RUN_HEAD; k++)
			tell_event(t, p, &p->events.v[i + k], &hook);
		indent(t->out, p->events.v[i].depth);
		strbuf_printf(t->out, "  ... %u more rules that do not match (--verbose shows them)\n", misses - RUN_HEAD);
		i += misses - 1;
	}
}

static void tell_assumed(struct strbuf *b, const struct walk_report *p)
{
	for (uint32_t i = 0; i < p->assumed.n; i++)
		strbuf_printf(b, "%s%s %s", i ? ", " : "  not given, so taken to be: ", p->assumed.v[i].what, p->assumed.v[i].value);
	if (p->assumed.n)
		strbuf_addc(b, '\n');
}

static void tell_result(struct teller *t, const struct walk_report *p)
{
	struct strbuf *b = t->out;

	if (strcmp(p->before, p->after))
		strbuf_printf(b, "  goes on as: %s\n", p->after);
	if (p->snat || p->dnat)
		strbuf_printf(b, "  its connection:%s%s%s%s\n", p->snat ? " source " : "", p->snat ? p->snat : "", p->dnat ? " destination " : "",
			      p->dnat ? p->dnat : "");
	if (p->mark || p->ct_mark)
		strbuf_printf(b, "  marks: packet 0x%08x, connection 0x%08x\n", p->mark, p->ct_mark);
	tell_assumed(b, p);
	strbuf_add(b, "  verdict: ");
	walk_outcome(b, p, t->l->env);
	strbuf_addc(b, '\n');
}

void walk_text(struct strbuf *out, const struct walk_list *l, bool verbose)
{
	struct teller t = { out, l, verbose };

	vec_each(i, &l->packets) {
		const struct walk_report *p = l->packets.v[i];

		if (i)
			strbuf_addc(out, '\n');
		if (l->packets.n > 1)
			strbuf_printf(out, "%u: ", i + 1);
		strbuf_printf(out, "%s (%s%s)\n", p->before, p->bridge ? "bridge " : "", walk_path_name(p->path));
		tell_events(&t, p);
		tell_result(&t, p);
	}
}

/* ------------------------------------------------------------------ a connection */
static void tell_counts(struct strbuf *b, const struct walk_list *l)
{
	strbuf_add(b, l->slow_rules ? "\n    matched  without fast path\n" : "\n    matched\n");
	for (uint32_t i = 0; i < l->n_rules; i++) {
		const struct walk_tally *r = &l->rules[i];
		uint64_t slow = l->slow_rules ? l->slow_rules[i].matched : 0;

		if (!r->matched && !slow)
			continue;
		strbuf_printf(b, "%11llu", (unsigned long long)r->matched);
		if (l->slow_rules)
			strbuf_printf(b, "%12llu%s", (unsigned long long)slow, slow != r->matched ? " *" : "  ");
		strbuf_add(b, "  ");
		walk_place(b, r->rule);
		strbuf_add(b, "  ");
		walk_rule_text(b, r->rule, l->env);
		strbuf_addc(b, '\n');
	}
	if (l->slow_rules)
		strbuf_add(b, "  * packets that the fast path takes past the rule\n");
}

void walk_connection_text(struct strbuf *out, const struct walk_list *l)
{
	vec_each(i, &l->packets) {
		const struct walk_report *p = l->packets.v[i];

		strbuf_printf(out, "%3u %-10s %s  %s%s", i + 1, p->text, p->before, p->fast ? "fast path" : p->tracked ? p->tracked : "untracked",
			      p->end == WALK_ACCEPTED ? "" : "  ");
		if (p->end != WALK_ACCEPTED)
			walk_outcome(out, p, l->env);
		if (p->flowtable) {
			strbuf_printf(out, "  %s takes the connection up: ", p->flowtable);
			walk_place(out, p->flow_rule);
		}
		strbuf_addc(out, '\n');
		if (!i && strcmp(p->before, p->after))
			strbuf_printf(out, "%15sgoes on as %s\n", "", p->after);
	}
	tell_counts(out, l);
}
