/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --report actions: the action lists of each flowtable of a ruleset. */
#include "api/run.h"

#include "report/actions.h"

static struct actions_of *actions_of(struct run *run, const struct ruleset *rs, const struct flowtable *ft)
{
	struct actions_of *f = region_new(run->r, struct actions_of);

	f->flowtable = ft;
	if (ff_compile(run->r, rs, ft, &f->prog, &f->refusals) || !f->prog.bases.n)
		return f;
	ff_compile_devices(run->r, rs, &f->prog, &f->beside);
	ff_classes(run->r, &f->prog, &run->env, &f->classes);
	return f;
}

void actions_find(struct run *run, const struct ruleset *rs, unsigned kernel_version)
{
	struct actions_report *rep = region_new(run->r, struct actions_report);

	rep->kernel_version = kernel_version;
	vec_each(i, &rs->tables)
		vec_each(k, &rs->tables.v[i]->flowtables)
			vec_push(run->r, &rep->flowtables, actions_of(run, rs, rs->tables.v[i]->flowtables.v[k]));
	run->actions = rep;
}

void actions_tell(struct run *run, struct strbuf *out)
{
	static const struct actions_report none;
	const struct actions_report *rep = run->actions ? run->actions : &none;

	if (run->ctx->output_flags & NFT_CTX_OUTPUT_JSON)
		actions_json(run->r, out, rep, &run->sink);
	else if (run->actions)
		actions_text(run->r, out, rep);
}
