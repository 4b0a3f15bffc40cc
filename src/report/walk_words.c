/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that the reports of a walk share. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "report/findings.h"
#include "report/walk.h"

const char *walk_verdict_name(int32_t verdict)
{
	switch (verdict) {
	case NF_ACCEPT:		return "accept";
	case NF_DROP:		return "drop";
	case NF_STOLEN:		return "stolen";
	case NF_QUEUE:		return "queue";
	case NFT_RETURN:	return "return";
	case NFT_JUMP:		return "jump";
	case NFT_GOTO:		return "goto";
	}
	return NULL;
}

static struct printer printer(struct strbuf *b, const struct rule *rule, const struct value_env *env)
{
	struct printer p = { .out = b, .stateless = true, .family = rule->table->family, .rule = rule };

	p.style.env = env;
	return p;
}

void walk_rule_text(struct strbuf *b, const struct rule *rule, const struct value_env *env)
{
	struct printer p = printer(b, rule, env);

	print_rule(&p, rule);
}

void walk_stmt_words(struct strbuf *b, const struct rule *rule, const struct stmt *st, const struct value_env *env)
{
	struct printer p = printer(b, rule, env);

	print_stmt(&p, st);
}

void walk_place(struct strbuf *b, const struct rule *rule)
{
	struct span s = span_of(rule->loc);

	if (s.line)
		strbuf_printf(b, "%s:%u", s.file, s.line);
	else
		strbuf_printf(b, "handle %llu", (unsigned long long)rule->handle);
}

void walk_chain_words(struct strbuf *b, const struct chain *c)
{
	strbuf_printf(b, "%s %s %s", family_name(c->table->family), c->table->name, c->name);
	if (!c->is_base || !c->hook)
		return;
	strbuf_printf(b, ", %s, priority ", c->type ? c->type : "filter");
	prio_print(b, c->table->family, c->hook, c->prio.value, false);
}

void walk_outcome(struct strbuf *b, const struct walk_report *p, const struct value_env *env)
{
	strbuf_add(b, walk_end_name(p->end));
	if (p->end_text)
		strbuf_printf(b, " (%s)", p->end_text);
	if (p->fast && p->end == WALK_ACCEPTED)
		strbuf_add(b, " on the fast path");
	else if (p->by_policy)
		strbuf_printf(b, " by the policy of %s %s %s", family_name(p->chain->table->family), p->chain->table->name, p->chain->name);
	else if (!p->rule && !p->end_text)
		strbuf_add(b, " as no chain looks at it");
	if (!p->rule || p->by_policy || (p->fast && p->end == WALK_ACCEPTED))
		return;
	strbuf_add(b, " by ");
	walk_place(b, p->rule);
	strbuf_printf(b, " (%s %s %s): ", family_name(p->chain->table->family), p->chain->table->name, p->chain->name);
	walk_rule_text(b, p->rule, env);
}
