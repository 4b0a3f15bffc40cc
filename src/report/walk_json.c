/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk of packets as JSON; doc/nft-sim.8.adoc tells the shape. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "report/findings.h"
#include "report/json_text.h"
#include "report/walk.h"

static void put(json_t *o, const char *key, const char *text)
{
	if (text)
		json_object_set_new(o, key, json_text(text));
}

static void put_chain(json_t *o, const struct chain *c)
{
	put(o, "family", family_name(c->table->family));
	put(o, "table", c->table->name);
	put(o, "chain", c->name);
}

static void put_rule(json_t *o, const struct rule *rule, const struct chain *c, uint32_t index, const struct value_env *env)
{
	struct span s = span_of(rule->loc);
	struct strbuf b = { 0 };

	put_chain(o, c);
	json_object_set_new(o, "index", json_integer(index));
	put(o, "file", s.file);
	json_object_set_new(o, "line", json_integer(s.line));
	if (rule->handle)
		json_object_set_new(o, "handle", json_integer((json_int_t)rule->handle));
	walk_rule_text(&b, rule, env);
	json_put_taken(o, "text", &b);
}

static json_t *event(const struct walk_event *e, const struct value_env *env)
{
	static const char *const kinds[] = { "chain", "rule", "back", "policy", "stack", "effect" };
	json_t *o = json_object();
	struct strbuf b = { 0 };

	put(o, "type", kinds[e->kind]);
	put(o, "hook", e->hook);
	if (e->kind == WALK_RULE) {
		put_rule(o, e->rule, e->chain, e->index, env);
		json_object_set_new(o, "matched", json_boolean(e->matched));
		if (e->stop) {
			walk_stmt_words(&b, e->rule, e->stop, env);
			json_put_taken(o, "stopped_at", &b);
		}
		put(o, "why", e->why);
	} else if (e->chain) {
		put_chain(o, e->chain);
	}
	if (e->kind == WALK_CHAIN)
		json_object_set_new(o, "priority", json_integer(e->chain->prio.value));
	put(o, "verdict", walk_verdict_name(e->verdict));
	put(o, "target", e->target);
	json_object_set_new(o, "depth", json_integer(e->depth));
	put(o, "text", e->text);
	return o;
}

static void put_bytes(json_t *o, const char *key, const uint8_t *bytes, uint32_t n)
{
	struct strbuf b = { 0 };

	for (uint32_t i = 0; i < n; i++)
		strbuf_printf(&b, "%02x", bytes[i]);
	json_put_taken(o, key, &b);
}

static json_t *packet(const struct walk_report *p, const struct value_env *env)
{
	json_t *o = json_object(), *list = json_array(), *assumed = json_object();

	put(o, "packet", p->text);
	put(o, "family", p->family);
	put(o, "path", walk_path_name(p->path));
	put(o, "path_end", walk_path_name(p->path_end));
	json_object_set_new(o, "bridge", json_boolean(p->bridge));
	json_object_set_new(o, "fast_path", json_boolean(p->fast));
	put(o, "verdict", walk_end_name(p->end));
	put(o, "verdict_text", p->end_text);
	if (p->by_policy || p->rule) {
		json_t *by = json_object();

		put(by, "type", p->rule && !p->by_policy ? "rule" : "policy");
		if (p->rule && !p->by_policy)
			put_rule(by, p->rule, p->chain, p->index, env);
		else
			put_chain(by, p->chain);
		json_object_set_new(o, "by", by);
	}
	put(o, "before", p->before);
	put(o, "after", p->after);
	put_bytes(o, "bytes_before", p->bytes_before, p->len_before);
	put_bytes(o, "bytes_after", p->bytes_after, p->len_after);
	put(o, "ct_state", p->tracked);
	json_object_set_new(o, "mark", json_integer(p->mark));
	json_object_set_new(o, "ct_mark", p->has_ct ? json_integer(p->ct_mark) : json_null());
	put(o, "snat", p->snat);
	put(o, "dnat", p->dnat);
	json_object_set_new(o, "offloaded", json_boolean(p->offloaded));
	put(o, "flowtable", p->flowtable);
	for (uint32_t i = 0; i < p->assumed.n; i++)
		put(assumed, p->assumed.v[i].what, p->assumed.v[i].value);
	json_object_set_new(o, "assumed", assumed);
	for (uint32_t i = 0; i < p->events.n; i++)
		json_array_append_new(list, event(&p->events.v[i], env));
	json_object_set_new(o, "path_taken", list);
	return o;
}

static json_t *tally(const struct walk_tally *t, const struct walk_tally *slow, const struct value_env *env)
{
	json_t *o = json_object(), *counters = json_array();

	put_rule(o, t->rule, t->chain, t->index, env);
	json_object_set_new(o, "looked_at", json_integer((json_int_t)t->looked_at));
	json_object_set_new(o, "matched", json_integer((json_int_t)t->matched));
	if (slow)
		json_object_set_new(o, "matched_without_fast_path", json_integer((json_int_t)slow->matched));
	for (uint32_t i = 0; i < t->counters.n; i++) {
		json_t *c = json_object();

		json_object_set_new(c, "packets", json_integer((json_int_t)t->counters.v[i].packets));
		json_object_set_new(c, "bytes", json_integer((json_int_t)t->counters.v[i].bytes));
		json_array_append_new(counters, c);
	}
	json_object_set_new(o, "counters", counters);
	return o;
}

void walk_json(struct strbuf *out, const struct walk_list *l, const struct diag_sink *errors)
{
	json_t *root = json_object(), *packets = json_array(), *rules = json_array();

	json_object_set_new(root, "version", json_integer(1));
	vec_each(i, &l->packets)
		json_array_append_new(packets, packet(l->packets.v[i], l->env));
	for (uint32_t i = 0; i < l->n_rules; i++)
		json_array_append_new(rules, tally(&l->rules[i], l->slow_rules ? &l->slow_rules[i] : NULL, l->env));
	json_object_set_new(root, "packets", packets);
	json_object_set_new(root, "rules", rules);
	if (errors->errors)
		json_object_set_new(root, "errors", json_errors(errors));
	json_line(out, root);
}
