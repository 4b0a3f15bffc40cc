/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: tables, chains and sets, each in the form that reads back. Objects and flowtables: list_object.c. */
#include <inttypes.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/list.h"
#include "lang/list_priv.h"
#include "model/print.h"

/* ------------------------------------------------------------------ chains */

static void print_devices(struct printer *p, const struct list_form *f, const struct chain *c)
{
	if (c->devices.n == 1 && f->block) {
		pr(p, " device \"%s\"", c->devices.v[0]);
	} else if (c->devices.n) {
		prs(p, " devices = { ");
		vec_each(i, &c->devices)
			pr(p, "%s\"%s\"", i ? ", " : "", c->devices.v[i]);
		prs(p, " }");
	}
}

static void print_hook(struct printer *p, const struct list_form *f, const struct chain *c)
{
	const char *hook = c->hook ? c->hook : hook_name(c->table->family, c->hooknum);

	if (c->fast_fwd)
		pr(p, "type %s hook fast_fwd flowtable @%s", c->type ? c->type : "filter", c->fast_fwd);
	else
		pr(p, "type %s hook %s", c->type ? c->type : "filter", hook ? hook : "unknown");
	print_devices(p, f, c);
	prs(p, " priority ");
	prio_print(p->out, c->table->family, c->fast_fwd ? "forward" : hook, c->prio.value, p->style.numeric_prio);
	prs(p, ";");
	if (c->policy >= 0 || c->fast_fwd)
		pr(p, " policy %s;", c->policy == NF_DROP ? "drop" : "accept");
	if (c->flags & NFT_CHAIN_HW_OFFLOAD)
		prs(p, " flags offload;");
}

static void print_chain(struct printer *p, const struct chain *c, bool rules)
{
	pr(p, "\tchain %s {", c->name);
	list_handle(p, c->handle);
	prs(p, "\n");
	list_comment(p, &list_block, c->comment, "\n");
	if (c->is_base) {
		prs(p, "\t\t");
		print_hook(p, &list_block, c);
		prs(p, "\n");
	}
	p->indent = 2;
	for (uint32_t i = 0; rules && i < c->rules.n; i++) {
		prs(p, "\t\t");
		print_rule(p, c->rules.v[i]);
		list_handle(p, c->rules.v[i]->handle);
		prs(p, "\n");
	}
	p->indent = 0;
	prs(p, "\t}\n");
}

void list_chain_line(struct printer *p, const struct chain *c)
{
	pr(p, "chain %s %s %s", family_name(c->table->family), c->table->name, c->name);
	if (c->is_base) {
		prs(p, " { ");
		print_hook(p, &list_line, c);
		prs(p, " }");
	}
}

/* ------------------------------------------------------------------ sets */

void list_elements(struct printer *p, const struct set *s)
{
	static const char wrap[] = ",\n\t\t\t     ";
	unsigned width = elems_per_line(s), on_line = 0;

	prs(p, "{ ");
	for (uint32_t i = 0; i < s->elems.n; i++) {
		if (i && on_line >= width) {
			prs(p, wrap);
			on_line = 0;
		} else if (i) {
			prs(p, ", ");
		}
		print_elem(p, s, i);
		on_line++;
	}
	prs(p, " }");
}

static void print_set_stmts(struct printer *p, const struct set *s)
{
	bool stateless = p->stateless;

	p->stateless = true;
	vec_each(i, &s->stmts) {
		prs(p, i ? " " : "");
		print_stmt(p, s->stmts.v[i]);
	}
	p->stateless = stateless;
}

static void print_set_size(struct printer *p, const struct list_form *f, const struct set *s)
{
	if (!s->size)
		return;
	pr(p, "%s%ssize %u", f->tab, f->tab, s->size);
	if (s->count)
		pr(p, "%s# count %u", f->tab, s->count);
	prs(p, f->end);
}

static void print_set_times(struct printer *p, const struct list_form *f, const struct set *s)
{
	if (s->timeout) {
		pr(p, "%s%stimeout ", f->tab, f->tab);
		print_duration(p, s->timeout);
		prs(p, f->end);
	}
	if (s->gc_interval) {
		pr(p, "%s%sgc-interval ", f->tab, f->tab);
		print_duration(p, s->gc_interval);
		prs(p, f->end);
	}
}

static void print_set_header(struct printer *p, const struct list_form *f, const struct set *s)
{
	uint32_t flags = s->flags & (NFT_SET_CONSTANT | NFT_SET_INTERVAL | NFT_SET_TIMEOUT | NFT_SET_EVAL);

	pr(p, "%s%s", f->tab, f->tab);
	print_set_type(p, s);
	prs(p, f->end);
	if (s->policy == NFT_SET_POL_MEMORY)
		pr(p, "%s%spolicy memory%s", f->tab, f->tab, f->end);
	print_set_size(p, f, s);
	/* The flag alone goes without saying where there is a timeout. */
	if (flags && !(s->timeout && flags == NFT_SET_TIMEOUT)) {
		pr(p, "%s%sflags ", f->tab, f->tab);
		print_flags(p, set_flags, flags, ",");
		prs(p, f->end);
	}
	if (s->stmts.n) {
		pr(p, "%s%s", f->tab, f->tab);
		print_set_stmts(p, s);
		prs(p, f->end);
	}
	if (s->auto_merge)
		pr(p, "%s%sauto-merge%s", f->tab, f->tab, f->end);
	print_set_times(p, f, s);
	list_comment(p, f, s->comment, f->end);
}

static const char *set_word(const struct set *s)
{
	return s->is_map || s->is_vmap || s->obj_type ? "map" : "set";
}

static void print_set(struct printer *p, const struct set *s, bool elements)
{
	list_begin(p, &list_block, set_word(s), s->table, s->name, s->handle);
	print_set_header(p, &list_block, s);
	if (elements && s->elems.n) {
		prs(p, "\t\telements = ");
		list_elements(p, s);
		prs(p, "\n");
	}
	prs(p, "\t}\n");
}

void list_set_line(struct printer *p, const struct set *s)
{
	list_begin(p, &list_line, set_word(s), s->table, s->name, s->handle);
	print_set_header(p, &list_line, s);
	prs(p, list_line.close);
}

/* ------------------------------------------------------------------ tables */

/* Returns whether a blank line must come before what follows. */
static bool print_table_head(struct printer *p, const struct table *t)
{
	if (t->flags) {
		prs(p, "\tflags ");
		print_flags(p, table_flags, t->flags, ",");
		prs(p, "\n");
	}
	if (t->comment) {
		prs(p, "\tcomment ");
		print_quoted(p, t->comment);
		prs(p, "\n");
	}
	return t->flags != 0;
}

static void between(struct printer *p, bool *need)
{
	if (*need)
		prs(p, "\n");
	*need = true;
}

static void list_table_things(struct printer *p, const struct table *t, bool need)
{
	vec_each(i, &t->objects) {
		between(p, &need);
		print_object(p, &list_block, t->objects.v[i]);
	}
	vec_each(i, &t->sets) {
		if (t->sets.v[i]->anonymous)
			continue;
		between(p, &need);
		print_set(p, t->sets.v[i], !p->terse);
	}
	vec_each(i, &t->flowtables) {
		between(p, &need);
		print_flowtable(p, &list_block, t->flowtables.v[i]);
	}
	vec_each(i, &t->chains) {
		if (t->chains.v[i]->binding)
			continue;
		between(p, &need);
		print_chain(p, t->chains.v[i], true);
	}
}

void list_table(struct printer *p, const struct table *t)
{
	list_open_table(p, t);
	list_table_things(p, t, print_table_head(p, t));
	prs(p, "}\n");
}

void list_ruleset(struct printer *p, const struct ruleset *rs, enum family f)
{
	vec_each(i, &rs->tables)
		if (f == FAM_UNSPEC || rs->tables.v[i]->family == f)
			list_table(p, rs->tables.v[i]);
}

/* ------------------------------------------------------------------ one thing of a table */

void list_chain(struct printer *p, const struct chain *c)
{
	list_open_table(p, c->table);
	print_chain(p, c, true);
	prs(p, "}\n");
}

void list_set(struct printer *p, const struct set *s)
{
	list_open_table(p, s->table);
	print_set(p, s, !p->terse);
	prs(p, "}\n");
}

void list_chain_heads(struct printer *p, const struct table *t)
{
	vec_each(i, &t->chains)
		if (!t->chains.v[i]->binding)
			print_chain(p, t->chains.v[i], false);
}

/* Sets, maps or meters as OBJ_* asks. */
void list_set_kind(struct printer *p, const struct table *t, enum cmd_obj kind)
{
	vec_each(i, &t->sets) {
		const struct set *s = t->sets.v[i];
		bool map = s->is_map || s->is_vmap || s->obj_type;

		if (s->anonymous || (kind == OBJ_SETS && map) || (kind == OBJ_MAPS && !map) ||
		    (kind == OBJ_METERS && !(s->flags & NFT_SET_EVAL)))
			continue;
		print_set(p, s, !p->terse);
	}
}
