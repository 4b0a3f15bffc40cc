/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "offload/analysis.h"

#include <string.h>

#define DEFAULT_CASES 100000	/* a few seconds */
#define STEPS_PER_CASE 600
#define NEWEST_KERNEL (0xff << 8)
#define KERNEL_RST_ON_FAST (6u << 8 | 14)	/* FIN and RST stay on the fast path from here on */

bool offload_applies(const struct ruleset *rs)
{
	vec_each(i, &rs->tables)
		if (rs->tables.v[i]->flowtables.n)
			return true;
	return false;
}

/* ------------------------------------------------------------------ what there is to note about */
static const struct flowtable *flowtable_of(const struct rule_info *ri, const struct stmt *st)
{
	return st->flow.table ? table_flowtable(ri->chain->chain->table, st->flow.table) : NULL;
}

static void note_flow(struct analysis *a, const struct rule_info *ri, const struct stmt *st)
{
	struct flow_note *f = region_new(a->r, struct flow_note);

	f->stmt = st;
	f->rule = ri;
	f->ft = flowtable_of(ri, st);
	devices_of_flow(a, f);
	vec_push(a->r, &a->flows, f);
	sim_map_set(a->r, &a->flow_of, st, f);
}

static void make_notes(struct analysis *a)
{
	vec_each(i, &a->prog.chains) {
		struct chain_info *ci = a->prog.chains.v[i];

		for (uint32_t k = 0; k < ci->n; k++) {
			const struct rule *rule = ci->rules[k].rule;
			struct rule_note *note = region_new(a->r, struct rule_note);

			note->stmts = region_alloc(a->r, (rule->stmts.n + 1) * sizeof(*note->stmts));
			ci->rules[k].note = note;
			vec_each(m, &rule->stmts)
				if (rule->stmts.v[m]->id == S_FLOW)
					note_flow(a, &ci->rules[k], rule->stmts.v[m]);
		}
	}
}

static void list_flowtables(struct analysis *a)
{
	vec_each(i, &a->rs->tables)
		vec_each(k, &a->rs->tables.v[i]->flowtables) {
			const struct flowtable *ft = a->rs->tables.v[i]->flowtables.v[k];
			struct flowtable_report rep = { .flowtable = ft, .hardware = ft->flags & 1 };

			vec_each(m, &a->flows)
				if (a->flows.v[m]->ft == ft)
					vec_push(a->r, &rep.adds, a->flows.v[m]->stmt->loc);
			vec_push(a->r, &a->out->flowtables, rep);
		}
}

int offload_analyse(struct region *r, const struct ruleset *rs, const struct offload_options *opt, struct offload_result *out)
{
	struct analysis *a = region_new(r, struct analysis);
	struct program_options po = {
		.port_min = opt->client_port_min, .port_max = opt->client_port_max, .whole = !opt->enumerate, .env = opt->env,
	};
	int err;

	memset(out, 0, sizeof(*out));
	a->r = r;
	a->rs = rs;
	a->opt = *opt;
	a->out = out;
	if (!po.port_max) {
		po.port_min = 1024;
		po.port_max = 65535;
	}
	sim_init(&a->sim, r, &packet_env, &a->run);
	a->sim.max_steps = (opt->max_cases ? opt->max_cases : DEFAULT_CASES) * STEPS_PER_CASE;
	devices_learn(a, &po);
	err = program_make(r, rs, &po, &a->sim, &a->prog);
	if (err)
		return err;
	a->run = (struct run){ .s = &a->sim, .prog = &a->prog, .watch = &classify_watch, .user = a };
	a->run.rst_on_fast = (opt->kernel_version ? opt->kernel_version : NEWEST_KERNEL) >= KERNEL_RST_ON_FAST;
	make_notes(a);
	list_flowtables(a);
	if (opt->enumerate)
		lifecycle_explore(a);
	else
		lives_explore(a);
	out->degraded |= a->prog.inexact;
	structure_check(a);
	findings_report(a);
	return 0;
}
