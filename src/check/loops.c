/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Without a kernel: chains that jump in a circle, which it would refuse. */
#include <errno.h>
#include "check/check_priv.h"

struct walk {
	struct check *c;
	struct table *t;
	uint8_t *state;		/* by index in t->chains: 0 not seen, 1 on the way, 2 done */
	struct dict index;	/* chain -> 1 + its index */
	int err;
};

static void visit(struct walk *w, uint32_t i);

static void follow(struct walk *w, const char *name, struct loc loc)
{
	uintptr_t at = name ? (uintptr_t)dict_get(&w->index, name) : 0;

	if (!at || w->err)
		return;
	if (w->state[at - 1] == 1) {
		w->err = check_fail(w->c, loc, "Could not process rule: Too many levels of symbolic links; chains jump in a circle here");
		return;
	}
	if (!w->state[at - 1])
		visit(w, (uint32_t)at - 1);
}

static void follow_verdict(struct walk *w, const struct expr *e)
{
	const struct set *s;

	if (e->id == E_VERDICT && e->verdict.chain)
		follow(w, e->verdict.chain, e->loc);
	if (e->id != E_MAP || e->map.mappings->id != E_SETREF)
		return;
	s = e->map.mappings->setref.set;
	for (uint32_t i = 0; s && i < s->elems.n; i++)
		if (s->elems.e[i].more)
			follow(w, s->elems.e[i].more->chain, e->loc);
}

static void visit(struct walk *w, uint32_t i)
{
	const struct chain *ch = w->t->chains.v[i];

	w->state[i] = 1;
	w->c->depth++;
	if (w->c->depth <= CHECK_MAX_DEPTH)
		vec_each(r, &ch->rules)
			vec_each(k, &ch->rules.v[r]->stmts)
				if (ch->rules.v[r]->stmts.v[k]->id == S_VERDICT)
					follow_verdict(w, ch->rules.v[r]->stmts.v[k]->verdict.expr);
	w->c->depth--;
	w->state[i] = 2;
}

int check_loops(struct check *c)
{
	int ret = 0;

	vec_each(t, &c->rs->tables) {
		struct walk w = { .c = c, .t = c->rs->tables.v[t] };

		w.state = region_alloc(c->r, w.t->chains.n + 1);
		vec_each(i, &w.t->chains)
			dict_set(c->r, &w.index, w.t->chains.v[i]->name, (void *)(uintptr_t)(i + 1));
		for (uint32_t i = 0; i < w.t->chains.n && !w.err; i++)
			if (!w.state[i])
				visit(&w, i);
		ret = w.err ? w.err : ret;
	}
	return ret;
}
