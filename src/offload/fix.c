/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to write instead. */
#include "offload/analysis.h"

#include <netinet/in.h>
#include <string.h>

/* Everything in the rule that stands before the statement must go along with it. */
static bool can_move(struct analysis *a, const struct rule_info *ri, const struct stmt *st, bool *alone)
{
	ff_refusals refusals = { 0 };

	*alone = true;
	if (ff_check_rule(a->r, ri->rule, &refusals))
		return false;
	vec_each(i, &ri->rule->stmts) {
		const struct stmt *o = ri->rule->stmts.v[i];

		if (o != st && o->id != S_MATCH)
			*alone = false;
	}
	return true;
}

/* The text of a rule up to and including a statement. */
static char *rule_head(struct analysis *a, const struct rule_info *ri, const struct stmt *st)
{
	struct strbuf b = { 0 };
	char *text;

	vec_each(i, &ri->rule->stmts) {
		const struct stmt *o = ri->rule->stmts.v[i];

		if (!(o->flags & STMT_IMPLIED) && (o == st || o->id == S_MATCH)) {
			if (b.len)
				strbuf_addc(&b, ' ');
			strbuf_add(&b, stmt_text(a, ri, o));
		}
		if (o == st)
			break;
	}
	text = region_strdup(a->r, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

/* White space that the line of @loc begins with. */
static const char *indent_of(struct analysis *a, struct loc loc)
{
	const char *text = loc.src->text;
	uint32_t start = loc.start, n = 0;

	while (start && text[start - 1] != '\n')
		start--;
	while (text[start + n] == ' ' || text[start + n] == '\t')
		n++;
	return region_strndup(a->r, text + start, n);
}

static bool is_first_on_line(struct loc loc)
{
	const char *text = loc.src->text;

	for (uint32_t i = loc.start; i && text[i - 1] != '\n'; i--)
		if (text[i - 1] != ' ' && text[i - 1] != '\t')
			return false;
	return true;
}

/* The rule's whole line, with what is behind it, if nothing but a comment is. */
static struct loc whole_line(struct loc loc)
{
	const char *text = loc.src->text;
	uint32_t end = loc.end;

	while (text[end] == ' ' || text[end] == '\t' || text[end] == ';')
		end++;
	if (!is_first_on_line(loc) || (text[end] && text[end] != '\n' && text[end] != '#'))
		return loc;
	while (loc.start && text[loc.start - 1] != '\n')
		loc.start--;
	while (text[end] && text[end] != '\n')
		end++;
	loc.end = text[end] ? end + 1 : end;
	return loc;
}

static const char *chain_text(struct analysis *a, const struct rule_info *ri, const struct base_info *base, const struct stmt *st,
			      const struct flowtable *ft, const char *indent)
{
	const struct chain *c = base->chain->chain;
	struct strbuf prio = { 0 };
	const char *text;

	prio_print(&prio, c->table->family, "forward", c->prio.value, false);
	text = region_printf(a->r, "chain fast_fwd {\n%s%stype filter hook fast_fwd flowtable @%s priority %s; policy accept;\n%s%s%s\n%s}\n%s",
			     indent, *indent == ' ' ? "    " : "\t", ft->name, strbuf_str(&prio), indent, *indent == ' ' ? "    " : "\t",
			     rule_head(a, ri, st), indent, indent);
	strbuf_free(&prio);
	return text;
}

enum gre { GRE_MAYBE, GRE_NOT, GRE_IN_SET };

/* What the match of a rule on protocols says of GRE. */
static enum gre gre_in(const struct analysis *a, const struct stmt *m)
{
	const struct leaf *l = m->id == S_MATCH ? program_leaf(&a->prog, m->match.left) : NULL;
	const struct expr *right = m->match.right;
	const struct set *set;

	if (!l || l->role != ROLE_PROTOCOL || m->match.op == REL_NEQ)
		return GRE_MAYBE;
	if (right->id == E_VALUE)
		return *right->value.data == IPPROTO_GRE ? GRE_MAYBE : GRE_NOT;
	set = right->id == E_SETREF ? right->setref.set : NULL;
	if (!set || !set->anonymous || !right->loc.src)
		return GRE_MAYBE;
	for (uint32_t k = 0; k < set->elems.n; k++)
		if (set->elems.keys[k * set->elems.key_len] == IPPROTO_GRE)
			return GRE_IN_SET;
	return GRE_NOT;
}

/* `{ tcp, udp, gre }` without gre. */
static struct edit edit_without_gre(struct analysis *a, const struct stmt *m)
{
	const struct set *set = m->match.right->setref.set;
	struct strbuf b = { 0 };
	struct edit e = { .loc = m->match.right->loc };

	for (uint32_t k = 0; k < set->elems.n; k++) {
		const uint8_t *key = set->elems.keys + k * set->elems.key_len;

		if (*key == IPPROTO_GRE)
			continue;
		strbuf_add(&b, b.len ? ", " : "{ ");
		dtype_print(&b, &inet_proto_type, key, 8, &(struct value_style){ 0 });
	}
	strbuf_add(&b, b.len ? " }" : "{ }");
	e.text = region_strdup(a->r, strbuf_str(&b));
	strbuf_free(&b);
	return e;
}

/* By now, or when the fixes of other findings are made. */
static bool has_fast_fwd(const struct analysis *a, const struct table *t)
{
	vec_each(i, &a->out->findings) {
		const struct finding *f = &a->out->findings.v[i];

		if (f->fix && f->fix->machine && f->rule && f->rule->chain->table == t)
			return true;
	}
	return table_chain(t, "fast_fwd") != NULL;
}

/* The chain is for one flowtable: what others take would still be lost. */
static bool is_only_flowtable(const struct analysis *a, const struct flowtable *ft)
{
	vec_each(i, &a->flows)
		if (a->flows.v[i]->ft != ft)
			return false;
	return true;
}

/* No back end of fast_fwd chains can see connections of GRE. */
static bool takes_gre(const struct analysis *a, const struct flowtable *ft)
{
	vec_each(i, &a->flows)
		if (a->flows.v[i]->ft == ft && a->flows.v[i]->gre_added)
			return true;
	return false;
}

/* So every rule that puts them into the flowtable leaves that, also those that came too late for them so far. */
static void leave_gre(struct analysis *a, const struct flowtable *ft, struct fix *fix)
{
	uint32_t rules = 0;

	vec_each(i, &a->flows) {
		const struct rule *rule = a->flows.v[i]->rule->rule;
		enum gre gre = GRE_MAYBE;

		if (a->flows.v[i]->ft != ft)
			continue;
		for (uint32_t k = 0; k < rule->stmts.n && gre == GRE_MAYBE; k++) {
			gre = gre_in(a, rule->stmts.v[k]);
			if (gre == GRE_IN_SET)
				vec_push(a->r, &fix->edits, edit_without_gre(a, rule->stmts.v[k]));
		}
		rules++;
		if (gre == GRE_MAYBE || rules > 1)	/* one of them may be left with nothing to take */
			fix->machine = false;
	}
}

const struct fix *fix_mangle(struct analysis *a, const struct rule_info *ri, const struct stmt *st, const struct flow_note *by)
{
	const struct base_info *base = program_base(&a->prog, ri->chain);
	const struct chain *c = ri->chain->chain;
	struct loc at = c->loc, rule = ri->rule->loc;
	struct edit insert, removal;
	struct fix *fix;
	bool alone;

	if (!by || !by->ft || by->ft->table != c->table || st->id != S_SET || st->set.target->id != E_PAYLOAD)
		return NULL;
	if (!base || base->stage != STAGE_FORWARD || c->fast_fwd || !can_move(a, ri, st, &alone))
		return NULL;
	if (!at.src || !rule.src || at.src != rule.src || !at.src->text || rule.start < at.start)
		return NULL;
	fix = region_new(a->r, struct fix);
	fix->title = takes_gre(a, by->ft) ? "move it to a fast_fwd chain, which holds on the fast path, too (not for gre: leave that to the classic path)" :
				     "move it to a fast_fwd chain, which holds on the fast path, too";
	/* whatever else the rule does would come after the change: then somebody has to look */
	fix->machine = alone && ri->index == 0 && is_first_on_line(at) && !has_fast_fwd(a, c->table) && is_only_flowtable(a, by->ft);
	at.end = at.start;
	insert = (struct edit){ at, chain_text(a, ri, base, st, by->ft, indent_of(a, at)) };
	removal = (struct edit){ alone ? whole_line(rule) : st->loc, "" };
	vec_push(a->r, &fix->edits, insert);
	vec_push(a->r, &fix->edits, removal);
	if (takes_gre(a, by->ft))
		leave_gre(a, by->ft, fix);
	return fix;
}
