/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --optimize: which rules become one, and that one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lang/lang.h"
#include "lang/optimize_priv.h"
#include "model/print.h"

#define ROWS_MAX 16384		/* of one set: more become several */
#define BOXES_MAX 128		/* of a set of several selectors with ranges: each is compared with every other */

struct tuple { const struct value *part[OPTIMIZE_SELECTORS]; uint32_t row; };	/* by column of the first row; NULL: no values */

struct group {
	struct optimizer *o;
	VEC(struct row *) rows;
	VEC(struct tuple) tuples;
	VEC(uint32_t) sorted;		/* tuples by where the one column with ranges begins */
	struct dict seen;		/* index + 1 of tuples by their text */
	bool varies[OPTIMIZE_SELECTORS];
	bool ranges;			/* some column that varies has them */
	bool same_tail, same_verdict_form, same_nat_form;
	bool overlaps;			/* harmless while all do the same, or the first one of them is meant */
	bool all_end;
};

/* ------------------------------------------------------------------ rows that go together */

static const struct column *column_like(const struct row *row, const struct column *c)
{
	for (unsigned i = 0; i < row->n; i++)
		if (!strcmp(row->columns[i].name, c->name))
			return &row->columns[i];
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The same selectors, in any order; what has no values is the same. */
static bool same_selectors(const struct row *a, const struct row *b)
{
	if (a->n != b->n || !same_text(a->rule->comment, b->rule->comment))
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		const struct column *c = column_like(b, &a->columns[i]);

		if (!c || !a->columns[i].n != !c->n || (!c->n && strcmp(c->match, a->columns[i].match)))
			return false;
	}
	return true;
}

static unsigned columns_that_vary(const struct group *g)
{
	unsigned n = 0;

	for (unsigned i = 0; i < g->rows.v[0]->n; i++)
		n += g->varies[i];
	return n;
}

/* ------------------------------------------------------------------ values that do not overlap */

static bool apart(const struct value *a, const struct value *b)
{
	if (a->len != b->len)
		return strcmp(a->text, b->text) != 0 && a->exact && b->exact;
	return memcmp(a->hi, b->lo, a->len) < 0 || memcmp(b->hi, a->lo, a->len) < 0;
}

static bool tuples_apart(const struct group *g, const struct tuple *a, const struct tuple *b)
{
	for (unsigned i = 0; i < g->rows.v[0]->n; i++)
		if (a->part[i] && g->varies[i] && apart(a->part[i], b->part[i]))
			return true;
	return false;
}

static const char *tuple_text(struct group *g, const struct tuple *t, bool all)
{
	const char *text = "";

	for (unsigned i = 0; i < g->rows.v[0]->n; i++)
		if (t->part[i] && (all || g->varies[i]))
			text = region_printf(g->o->r, "%s%s%s", text, *text ? " . " : "", t->part[i]->text);
	return text;
}

static const struct value *only_part(const struct group *g, const struct tuple *t)
{
	for (unsigned i = 0; i < g->rows.v[0]->n; i++)
		if (g->varies[i])
			return t->part[i];
	return NULL;
}

/* Where @v begins among the sorted tuples; they do not overlap, unless that does no harm. */
static uint32_t place_in_order(const struct group *g, const struct value *v)
{
	uint32_t lo = 0, hi = g->sorted.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (memcmp(only_part(g, &g->tuples.v[g->sorted.v[mid]])->lo, v->lo, v->len) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool clashes_in_order(struct group *g, uint32_t index)
{
	const struct value *v = only_part(g, &g->tuples.v[index]);
	uint32_t at = place_in_order(g, v);
	bool clash = at > 0 && !apart(only_part(g, &g->tuples.v[g->sorted.v[at - 1]]), v);

	clash |= at < g->sorted.n && !apart(only_part(g, &g->tuples.v[g->sorted.v[at]]), v);
	vec_insert(g->o->r, &g->sorted, at, index);
	return clash;
}

static bool clashes_in_boxes(const struct group *g, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++)
		if (!tuples_apart(g, &g->tuples.v[i], &g->tuples.v[index]))
			return true;
	return false;
}

/* Whether the tuple overlaps one before it; those before it do not, as far as it matters. */
static bool clashes(struct group *g, uint32_t index)
{
	const char *text;

	if (g->ranges)
		return columns_that_vary(g) > 1 ? clashes_in_boxes(g, index) : clashes_in_order(g, index);
	text = tuple_text(g, &g->tuples.v[index], true);
	if (dict_get(&g->seen, text))
		return true;
	dict_set(g->o->r, &g->seen, text, &g->tuples);
	return false;
}

/* What varies, and whether there are ranges, is another matter with the new row: the tuples are looked at anew. */
static bool look_again(struct group *g)
{
	bool clash = false;

	g->sorted.n = 0;
	g->seen = (struct dict){ 0 };
	if (g->ranges && columns_that_vary(g) > 1 && g->tuples.n > BOXES_MAX)
		return true;
	for (uint32_t i = 0; i < g->tuples.n; i++)
		clash |= clashes(g, i);
	return clash;
}

/* ------------------------------------------------------------------ a row more */

static bool push_tuples(struct group *g, const struct row *row, uint32_t index, unsigned column, struct tuple t)
{
	const struct row *first = g->rows.n ? g->rows.v[0] : row;
	const struct column *c;

	if (column == first->n) {
		t.row = index;
		vec_push(g->o->r, &g->tuples, t);
		return true;
	}
	c = column_like(row, &first->columns[column]);
	t.part[column] = NULL;
	if (!c->n)
		return push_tuples(g, row, index, column + 1, t);
	for (uint32_t i = 0; i < c->n; i++) {
		t.part[column] = &c->values[i];
		if (!push_tuples(g, row, index, column + 1, t))
			return false;
	}
	return true;
}

static uint32_t tuples_of(const struct row *row)
{
	uint32_t n = 1;

	for (unsigned i = 0; i < row->n && n <= OPTIMIZE_VALUES; i++)
		n *= row->columns[i].n ? row->columns[i].n : 1;
	return n;
}

/* A column varies once two rows say different things of it, or one row more than one. */
static bool learn_variation(struct group *g, const struct row *row)
{
	const struct row *first = g->rows.v[0];
	bool news = false;

	for (unsigned i = 0; i < first->n; i++) {
		const struct column *a = &first->columns[i], *b = column_like(row, a);
		bool ranges = false;

		if (!g->varies[i] && strcmp(a->match, b->match))
			news = g->varies[i] = true;
		for (uint32_t j = 0; j < a->n; j++)
			ranges |= !a->values[j].exact;
		for (uint32_t j = 0; j < b->n; j++)
			ranges |= !b->values[j].exact;
		if (g->varies[i] && ranges && !g->ranges)
			news = g->ranges = true;
	}
	return news;
}

static void learn_tails(struct group *g, const struct row *row)
{
	const struct row *first = g->rows.v[0];

	g->same_tail &= same_text(first->tail, row->tail);
	g->same_verdict_form &= first->verdict && row->verdict;
	g->same_nat_form &= first->nat && row->nat && same_text(first->nat_form, row->nat_form) && same_text(first->nat_flags, row->nat_flags);
}

static bool start(struct group *g, struct row *row)
{
	struct optimizer *o = g->o;

	*g = (struct group){ .o = o, .same_tail = true, .all_end = row->ends, .same_verdict_form = row->verdict != NULL, .same_nat_form = row->nat != NULL };
	if (tuples_of(row) > OPTIMIZE_VALUES)
		return false;
	push_tuples(g, row, 0, 0, (struct tuple){ 0 });
	vec_push(o->r, &g->rows, row);
	look_again(g);
	return true;
}

/* False: the group is as it was. */
static bool add(struct group *g, struct row *row)
{
	struct group before = *g;
	uint32_t from = g->tuples.n;
	bool clash = false;

	if (g->rows.n >= ROWS_MAX || !same_selectors(g->rows.v[0], row) || tuples_of(row) > OPTIMIZE_VALUES)
		return false;
	g->all_end &= row->ends;
	learn_tails(g, row);
	if (!g->same_tail && !g->same_verdict_form && !g->same_nat_form) {
		*g = before;	/* nothing was added yet */
		return false;
	}
	push_tuples(g, row, g->rows.n, 0, (struct tuple){ 0 });
	if (learn_variation(g, row))
		clash = look_again(g);
	else
		for (uint32_t i = from; i < g->tuples.n; i++)
			clash |= clashes(g, i);
	if (g->ranges && columns_that_vary(g) > 1 && (clash || g->tuples.n > BOXES_MAX))
		goto refuse;	/* the kernel takes no overlap there */
	/* all end: the first one has the packet. Of the same element twice the first one is written, too. */
	if ((clash || g->overlaps) && !(g->all_end && (g->same_tail || !g->ranges)))
		goto refuse;
	g->overlaps |= clash;
	vec_push(g->o->r, &g->rows, row);
	return true;
refuse:
	g->tuples.n = from;
	memcpy(g->varies, before.varies, sizeof(g->varies));
	g->ranges = before.ranges;
	g->all_end = before.all_end;
	g->same_tail = before.same_tail;
	g->same_verdict_form = before.same_verdict_form;
	g->same_nat_form = before.same_nat_form;
	return false;
}

/* ------------------------------------------------------------------ the rule that says it all */

struct writer { struct group *g; struct strbuf b; };

static void write_names(struct writer *w)
{
	const struct row *first = w->g->rows.v[0];
	const char *dot = "";

	for (unsigned i = 0; i < first->n; i++) {
		if (!w->g->varies[i])
			continue;
		strbuf_printf(&w->b, "%s%s", dot, first->columns[i].name);
		dot = " . ";
	}
}

/* Matches that all have in common. */
static void write_common(struct writer *w)
{
	const struct row *first = w->g->rows.v[0];

	for (unsigned i = 0; i < first->n; i++)
		if (!w->g->varies[i])
			strbuf_printf(&w->b, "%s ", first->columns[i].match);
}

/* Elements, each once. */
static void write_elements(struct writer *w, const char *(*data)(const struct row *))
{
	struct dict told = { 0 };
	const char *comma = "";

	strbuf_add(&w->b, "{ ");
	vec_each(i, &w->g->tuples) {
		const struct tuple *t = &w->g->tuples.v[i];
		const char *text = tuple_text(w->g, t, false);

		if (dict_get(&told, text))
			continue;
		dict_set(w->g->o->r, &told, text, w);
		strbuf_printf(&w->b, "%s%s", comma, text);
		if (data)
			strbuf_printf(&w->b, " : %s", data(w->g->rows.v[t->row]));
		comma = ", ";
	}
	strbuf_add(&w->b, " }");
}

static const char *verdict_data(const struct row *row) { return row->verdict; }
static const char *nat_data(const struct row *row) { return row->nat_value; }

static void write_statements(struct writer *w)
{
	const struct row *first = w->g->rows.v[0];
	bool varies = columns_that_vary(w->g) > 0;

	write_common(w);
	if (w->g->same_tail) {
		if (varies) {
			write_names(w);
			strbuf_addc(&w->b, ' ');
			write_elements(w, NULL);
			strbuf_addc(&w->b, ' ');
		}
		strbuf_add(&w->b, first->tail);
	} else if (w->g->same_verdict_form) {
		write_names(w);
		strbuf_add(&w->b, " vmap ");
		write_elements(w, verdict_data);
	} else {
		strbuf_add(&w->b, first->nat_head);
		write_names(w);
		strbuf_add(&w->b, " map ");
		write_elements(w, nat_data);
		strbuf_add(&w->b, first->nat_flags);
	}
}

static void finish(struct group *g, uint32_t cmd, uint32_t chain, uint32_t first)
{
	const struct rule *rule = g->rows.v[0]->rule;
	struct writer w = { .g = g };
	struct merged m = { .cmd = cmd, .chain = chain, .first = first, .count = g->rows.n };
	struct printer p = { .out = &w.b };

	if (g->rows.n < 2)
		return;
	strbuf_printf(&w.b, "add rule %s %s %s ", family_name(rule->table->family), rule->table->name, rule->chain->name);
	write_statements(&w);
	if (rule->comment) {
		prs(&p, " comment ");
		print_quoted(&p, rule->comment);
	}
	strbuf_addc(&w.b, '\n');
	if (!w.b.failed) {
		m.text = source_new(g->o->r, SOURCE_BUFFER, NULL, region_strdup(g->o->r, w.b.s), (uint32_t)w.b.len);
		vec_push(g->o->r, &g->o->plan->v, m);
	}
	strbuf_free(&w.b);
}

/* ------------------------------------------------------------------ chains */

static void plan_chain(struct optimizer *o, uint32_t cmd, uint32_t chain, const struct chain *c)
{
	struct group g = { .o = o };
	uint32_t first = 0;

	for (uint32_t i = 0; i < c->rules.n; i++) {
		struct row *row = region_new(o->r, struct row);
		bool readable = optimize_read(o, c->rules.v[i], row);

		if (readable && g.rows.n && add(&g, row))
			continue;
		if (g.rows.n)
			finish(&g, cmd, chain, first);
		g.rows.n = 0;
		first = i;
		if (!readable || !start(&g, row))
			g = (struct group){ .o = o };
	}
	if (g.rows.n)
		finish(&g, cmd, chain, first);
}

void optimize_plan(struct region *r, const struct cmds *cmds, const struct dict *was_there, const struct value_env *env,
		   struct merge_plan *plan)
{
	struct optimizer o = { .r = r, .cmds = cmds, .was_there = was_there, .env = env, .plan = plan };

	optimize_learn(&o);
	vec_each(i, &cmds->v) {
		const struct cmd *cmd = cmds->v.v[i];

		if (cmd->op > CMD_CREATE)
			continue;
		if (cmd->obj == OBJ_CHAIN && cmd->chain)
			plan_chain(&o, i, 0, cmd->chain);
		for (uint32_t j = 0; cmd->obj == OBJ_TABLE && cmd->table && j < cmd->table->chains.n; j++)
			plan_chain(&o, i, j, cmd->table->chains.v[j]);
	}
}

/* ------------------------------------------------------------------ the plan carried out */

static struct chain *chain_of(const struct cmds *cmds, const struct merged *m)
{
	struct cmd *cmd = cmds->v.v[m->cmd];

	return cmd->obj == OBJ_CHAIN ? cmd->chain : cmd->table->chains.v[m->chain];
}

/* From the last to the first, so that the numbers of those before stay what they are; each chain's rules move once. */
int optimize_apply(struct region *r, struct diag_sink *sink, const struct merge_plan *plan, struct cmds *cmds)
{
	int err = 0;

	for (uint32_t i = 0; i < plan->v.n && !err; i++) {
		const struct merged *m = &plan->v.v[i];
		struct chain *c = chain_of(cmds, m);
		struct cmds one = { 0 };

		if (m->dropped)
			continue;
		err = lang_parse(r, sink, NULL, m->text, &one);
		if (err || one.v.n != 1)
			return err ? err : -EINVAL;
		one.v.v[0]->rule->table = c->rules.v[m->first]->table;
		one.v.v[0]->rule->chain = c->rules.v[m->first]->chain;
		c->rules.v[m->first] = one.v.v[0]->rule;
		for (uint32_t j = 1; j < m->count; j++)
			c->rules.v[m->first + j] = NULL;
	}
	for (uint32_t i = 0; i < plan->v.n; i++) {
		struct chain *c = chain_of(cmds, &plan->v.v[i]);
		uint32_t n = 0;

		if (i && plan->v.v[i - 1].cmd == plan->v.v[i].cmd && plan->v.v[i - 1].chain == plan->v.v[i].chain)
			continue;
		vec_each(j, &c->rules)
			if (c->rules.v[j])
				c->rules.v[n++] = c->rules.v[j];
		c->rules.n = n;
	}
	return err;
}

static void tell_rule(struct strbuf *b, const struct rule *rule)
{
	const struct loc *l = &rule->loc;
	uint32_t line, column, last_line, last_column, len;
	const char *text;

	if (!l->src)
		return;
	source_position(l->src, l->start, &line, &column);
	source_position(l->src, l->end ? l->end - 1 : 0, &last_line, &last_column);
	source_line(l->src, line, &text, &len);
	strbuf_printf(b, "%s%s%u:%u-%u: %.*s\n", source_name(l->src), *source_name(l->src) ? ":" : "", line, column, last_column, (int)len, text);
}

void optimize_tell(struct strbuf *b, const struct merge_plan *plan, const struct cmds *cmds)
{
	vec_each(i, &plan->v) {
		const struct merged *m = &plan->v.v[i];
		const struct chain *c = chain_of(cmds, m);
		const char *text = m->text->text;

		if (m->dropped)
			continue;
		for (unsigned word = 0; word < 5; word++)	/* add rule FAMILY TABLE CHAIN */
			text = strchr(text, ' ') + 1;
		strbuf_add(b, "Merging:\n");
		for (uint32_t j = 0; j < m->count; j++)
			tell_rule(b, c->rules.v[m->first + j]);
		strbuf_printf(b, "into:\n\t%s", text);
	}
}
