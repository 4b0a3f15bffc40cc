/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings that need no connection to be tried, or follow from the fact that there is none. */
#include "offload/analysis.h"

#include <string.h>

#define FLOWTABLE_HARDWARE 1

/* ------------------------------------------------------------------ flow add */
static const struct stmt *statement_behind(const struct rule *rule, const struct stmt *st)
{
	bool behind = false;

	vec_each(i, &rule->stmts) {
		if (behind && !(rule->stmts.v[i]->flags & STMT_IMPLIED))
			return rule->stmts.v[i];
		behind |= rule->stmts.v[i] == st;
	}
	return NULL;
}

static void check_order(struct analysis *a, const struct flow_note *f)
{
	const struct stmt *next = statement_behind(f->rule->rule, f->stmt);
	struct finding *finding;

	if (!next)
		return;
	finding = finding_new(a, FINDING_FLOW_ADD_ORDER, SEV_WARNING, f->stmt->loc, f->rule);
	finding->message = region_printf(a->r, "`%s` runs at most once per connection: on every other packet `flow add` ends the rule",
					 stmt_text(a, f->rule, next));
	finding_relate(a, finding, next->loc, "it stands behind `flow add` in the same rule");
}

static void relate_blocks(struct analysis *a, const struct flow_note *f, struct finding *finding)
{
	vec_each(i, &a->prog.chains) {
		const struct chain_info *ci = a->prog.chains.v[i];

		for (uint32_t k = 0; k < ci->n; k++) {
			const struct rule_note *n = note_of(&ci->rules[k]);

			vec_each(m, &n->blocks)
				if (n->blocks.v[m].add == f->stmt)
					finding_relate(a, finding, n->blocks.v[m].stmt->loc, "this takes packets out before they come here");
		}
	}
}

static void check_never(struct analysis *a, const struct flow_note *f)
{
	const struct chain *c = f->rule->chain->chain;
	struct finding *finding;

	if (f->added[CERTAIN] || f->added[POSSIBLE] || (f->ft && !f->ft->devices.n))
		return;
	finding = finding_new(a, FINDING_FLOW_ADD_NEVER, SEV_WARNING, f->stmt->loc, f->rule);
	finding->certainty = a->out->degraded ? POSSIBLE : CERTAIN;
	if (c->is_base && c->hook && strcmp(c->hook, "forward"))
		finding->message = region_printf(a->r, "no connection can ever be offloaded here: the kernel takes `flow add` at the hook forward only, "
						 "and chain %s is at %s", c->name, c->hook);
	else if (!f->rule->chain->reachable)
		finding->message = "no connection can ever be offloaded here: no chain at a hook leads to this rule";
	else
		finding->message = "no connection can ever be offloaded here: none comes to it that passed and is in a state the kernel takes "
				   "(TCP: established; UDP: after its first packet)";
	relate_blocks(a, f, finding);
}

/* ------------------------------------------------------------------ flowtables */
static const struct chain *fast_fwd_chain(const struct flowtable *ft)
{
	vec_each(i, &ft->table->chains) {
		const struct chain *c = ft->table->chains.v[i];

		if (c->fast_fwd && !strcmp(c->fast_fwd, ft->name))
			return c;
	}
	return NULL;
}

static void relate_add(struct analysis *a, const struct flowtable *ft, struct finding *f)
{
	vec_each(i, &a->flows)
		if (a->flows.v[i]->ft == ft) {
			finding_relate(a, f, a->flows.v[i]->stmt->loc, "connections are added to it here");
			return;
		}
}

static bool has_device(const struct flowtable *ft, const char *name)
{
	vec_each(i, &ft->devices)
		if (!strcmp(ft->devices.v[i], name))
			return true;
	return false;
}

/* Programs and kernel would have to agree on which of two flowtables takes a packet. */
static void check_shared(struct analysis *a, const struct flowtable *ft, const struct flowtable *other, const struct chain *c)
{
	struct finding *f;

	vec_each(i, &ft->devices) {
		const char *name = ft->devices.v[i];

		if (!has_device(other, name))
			continue;
		f = finding_new(a, FINDING_FLOWTABLE_DEVICES, SEV_ERROR, ft->loc, NULL);
		f->message = region_printf(a->r, "device %s is in flowtable %s of table %s %s, too: packets that are forwarded there miss the fast_fwd chain %s",
					   name, other->name, family_name(other->table->family), other->table->name, c->name);
		finding_relate(a, f, c->fast_fwd_loc.src ? c->fast_fwd_loc : c->loc, "the chain that shall run for every packet");
		finding_relate(a, f, other->loc, "the other flowtable");
	}
}

static void check_sharing(struct analysis *a, const struct flowtable *ft)
{
	const struct chain *c = fast_fwd_chain(ft);

	if (!c)
		return;
	vec_each(i, &a->rs->tables)
		vec_each(k, &a->rs->tables.v[i]->flowtables)
			if (a->rs->tables.v[i]->flowtables.v[k] != ft)
				check_shared(a, ft, a->rs->tables.v[i]->flowtables.v[k], c);
}

static bool shares_device(const struct chain *c, const struct flowtable *ft)
{
	vec_each(i, &c->devices)
		if (has_device(ft, c->devices.v[i]))
			return true;
	return false;
}

/* Chains at egress, which the software's fast path does pass. */
static void relate_egress(struct analysis *a, const struct flowtable *ft, struct finding *f)
{
	vec_each(i, &a->rs->tables)
		vec_each(k, &a->rs->tables.v[i]->chains) {
			const struct chain *c = a->rs->tables.v[i]->chains.v[k];

			if (c->is_base && c->hook && !strcmp(c->hook, "egress") && shares_device(c, ft))
				finding_relate(a, f, c->loc, "this chain at egress does not see them, then");
		}
}

static void check_flowtable(struct analysis *a, const struct flowtable *ft)
{
	const struct chain *c = fast_fwd_chain(ft);
	struct finding *f;

	devices_check(a, ft);
	check_sharing(a, ft);
	if (ft->flags & FLOWTABLE_HARDWARE) {
		f = finding_new(a, FINDING_HARDWARE_OFFLOAD, c ? SEV_ERROR : SEV_WARNING, ft->loc, NULL);
		if (c) {
			f->message = region_printf(a->r, "hardware takes the connections of flowtable %s and skips the fast_fwd chain %s", ft->name, c->name);
			finding_relate(a, f, c->loc, "the chain that hardware skips");
		} else {
			f->message = region_printf(a->r, "hardware takes the connections of flowtable %s: chains at egress, queueing disciplines and "
						   "traffic control do not see their packets either", ft->name);
		}
		relate_add(a, ft, f);
		relate_egress(a, ft, f);
	}
}

/* What goes without saying, once for each flowtable that is used. */
static void check_stack(struct analysis *a, const struct flowtable *ft)
{
	vec_each(i, &a->flows) {
		const struct flow_note *n = a->flows.v[i];
		struct finding *f;

		if (n->ft != ft || !(n->added[CERTAIN] || n->added[POSSIBLE]))
			continue;
		f = finding_new(a, FINDING_BYPASSED_STACK, SEV_INFO, n->stmt->loc, n->rule);
		f->certainty = n->added[CERTAIN] ? CERTAIN : POSSIBLE;
		f->message = "offloaded connections skip what the IP stack checks for each packet: IPsec policies, reverse paths, routing rules";
		return;
	}
}

/* No back end can see connections of GRE: they would miss the chain. */
static void check_gre(struct analysis *a, const struct flow_note *n)
{
	const struct chain *c = n->ft && n->gre_added ? fast_fwd_chain(n->ft) : NULL;
	struct finding *f;

	if (!c)
		return;
	f = finding_new(a, FINDING_FAST_FWD_NOT_COMPILED, SEV_ERROR, n->stmt->loc, n->rule);
	f->message = region_printf(a->r, "connections of GRE are offloaded here, and chain %s cannot be run for them on the fast path: "
				   "restrict this rule to tcp and udp", c->name);
	finding_relate(a, f, c->fast_fwd_loc.src ? c->fast_fwd_loc : c->loc, "the chain that shall run for every packet");
	f->example = n->gre_example;
}

/* Nor those of a zone, wherever they get it. */
static void check_zones(struct analysis *a, const struct flow_note *n)
{
	const struct chain *c = n->ft && (n->added[CERTAIN] || n->added[POSSIBLE]) ? fast_fwd_chain(n->ft) : NULL;
	const struct stmt *st = c ? ff_sets_zone(a->rs) : NULL;
	struct finding *f;

	if (!st)
		return;
	f = finding_new(a, FINDING_FAST_FWD_NOT_COMPILED, SEV_ERROR, n->stmt->loc, n->rule);
	f->message = region_printf(a->r, "connections are put into zones, and chain %s cannot be run for those on the fast path: "
				   "do without zones, or without the chain", c->name);
	finding_relate(a, f, st->loc, "which gives them a zone");
	finding_relate(a, f, c->fast_fwd_loc.src ? c->fast_fwd_loc : c->loc, "the chain that shall run for every packet");
}

void structure_check(struct analysis *a)
{
	vec_each(i, &a->flows) {
		check_order(a, a->flows.v[i]);
		check_never(a, a->flows.v[i]);
		check_gre(a, a->flows.v[i]);
		check_zones(a, a->flows.v[i]);
	}
	vec_each(i, &a->rs->tables)
		vec_each(k, &a->rs->tables.v[i]->flowtables) {
			check_flowtable(a, a->rs->tables.v[i]->flowtables.v[k]);
			check_stack(a, a->rs->tables.v[i]->flowtables.v[k]);
		}
}
