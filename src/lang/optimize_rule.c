/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --optimize: what a rule matches and does, as far as that matters for merging it with its neighbours. */
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "lang/optimize_priv.h"
#include "model/print.h"

/* ------------------------------------------------------------------ chains */
struct chain_facts {
	bool writes;			/* changes what a match reads, or may */
	uint8_t state;			/* 0: not looked at, 1: being looked at, 2: pure, 3: not */
	VEC(const char *) jumps;	/* by name, as below */
};

const char *optimize_chain_name(struct region *r, enum family f, const char *table, const char *chain)
{
	return region_printf(r, "%u %s %s", f, table, chain);
}

static struct chain_facts *facts_of(struct optimizer *o, const char *name, bool make)
{
	struct chain_facts *f = dict_get(&o->chains, name);

	if (!f && make) {
		f = region_new(o->r, struct chain_facts);
		dict_set(o->r, &o->chains, name, f);
	}
	return f;
}

static void learn_verdict(struct optimizer *o, const struct rule *rule, struct chain_facts *f, const struct expr *e)
{
	if (e->id != E_VERDICT || e->verdict.block || !rule->table)
		f->writes = true;	/* a map of verdicts may lead anywhere */
	else if (e->verdict.code == NFT_JUMP || e->verdict.code == NFT_GOTO)
		vec_push(o->r, &f->jumps, optimize_chain_name(o->r, rule->table->family, rule->table->name, e->verdict.chain));
}

static void learn_rule(struct optimizer *o, const struct rule *rule, struct chain_facts *f)
{
	vec_each(i, &rule->stmts) {
		const struct stmt *s = rule->stmts.v[i];

		switch (s->id) {
		case S_VERDICT:
			learn_verdict(o, rule, f, s->verdict.expr);
			break;
		case S_MATCH: case S_COUNTER: case S_LIMIT: case S_QUOTA: case S_LAST: case S_CONNLIMIT: case S_LOG: case S_REJECT: case S_DUP: case S_FWD: case S_QUEUE: case S_FLOW:
			break;
		default:
			f->writes = true;
		}
	}
}

static void learn_chain(struct optimizer *o, enum family family, const char *table, const char *chain, const struct rule *const *rules, uint32_t n)
{
	struct chain_facts *f = facts_of(o, optimize_chain_name(o->r, family, table, chain), true);

	for (uint32_t i = 0; i < n; i++)
		learn_rule(o, rules[i], f);
}

void optimize_learn(struct optimizer *o)
{
	vec_each(i, &o->cmds->v) {
		const struct cmd *cmd = o->cmds->v.v[i];
		enum family family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;

		if (cmd->obj == OBJ_RULE && cmd->op <= CMD_REPLACE && cmd->rule)
			learn_chain(o, family, cmd->h.table, cmd->h.name, (const struct rule *const *)&cmd->rule, 1);
		if (cmd->op > CMD_CREATE)
			continue;
		if (cmd->obj == OBJ_CHAIN && cmd->chain)
			learn_chain(o, family, cmd->h.table, cmd->h.name, (const struct rule *const *)cmd->chain->rules.v, cmd->chain->rules.n);
		for (uint32_t j = 0; cmd->obj == OBJ_TABLE && cmd->table && j < cmd->table->chains.n; j++) {
			const struct chain *c = cmd->table->chains.v[j];

			learn_chain(o, cmd->table->family, cmd->table->name, c->name, (const struct rule *const *)c->rules.v, c->rules.n);
		}
	}
}

/* Whether a packet comes back from the chain as it went in. Chains that were loaded before hold rules that are not known here. */
static bool is_pure(struct optimizer *o, const char *name)
{
	struct chain_facts *f = facts_of(o, name, false);

	if (!f || f->writes || f->state == 1 || dict_get(o->was_there, name))
		return false;
	if (f->state)
		return f->state == 2;
	f->state = 1;
	for (uint32_t i = 0; i < f->jumps.n; i++)
		if (!is_pure(o, f->jumps.v[i])) {
			f->state = 3;
			return false;
		}
	f->state = 2;
	return true;
}

/* ------------------------------------------------------------------ text */
static const char *text_of(struct optimizer *o, const struct rule *rule, void (*print)(struct printer *, const void *), const void *what)
{
	struct strbuf b = { 0 };
	struct printer p = { .out = &b, .family = rule->table->family, .rule = rule, .style.env = o->env };
	const char *text;

	print(&p, what);
	text = region_strdup(o->r, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

static void stmt_text(struct printer *p, const void *s) { print_stmt(p, s); }
static void expr_text(struct printer *p, const void *e) { print_expr(p, e); }

/* ------------------------------------------------------------------ values */
static void push_value(struct optimizer *o, struct column *c, struct value v)
{
	struct value *grown;

	if (!(c->n & (c->n - 1))) {	/* full: none, or a power of two */
		grown = region_alloc(o->r, (c->n ? 2 * c->n : 1) * sizeof(*grown));
		if (c->n)
			memcpy(grown, c->values, c->n * sizeof(*grown));
		c->values = grown;
	}
	c->values[c->n++] = v;
}

static bool add_constant(struct optimizer *o, const struct rule *rule, struct column *c, const struct expr *e)
{
	struct value v = { .text = text_of(o, rule, expr_text, e), .len = expr_bytes(e) };
	uint8_t *hi;

	if (c->n == OPTIMIZE_VALUES)
		return false;
	switch (e->id) {
	case E_VALUE:
		if (e->flags & EXPR_WILDCARD)
			return false;
		v.lo = v.hi = e->value.data;
		v.exact = true;
		break;
	case E_RANGE:
		if (e->range.from->id != E_VALUE || e->range.to->id != E_VALUE)
			return false;
		v.len = expr_bytes(e->range.from);
		v.lo = e->range.from->value.data;
		v.hi = e->range.to->value.data;
		if (memcmp(v.lo, v.hi, v.len) > 0)	/* hours over midnight */
			return false;
		break;
	case E_PREFIX:
		if (e->prefix.base->id != E_VALUE || e->prefix.base->bits % 8)
			return false;
		v.len = expr_bytes(e->prefix.base);
		v.lo = e->prefix.base->value.data;
		hi = region_memdup(o->r, v.lo, v.len);
		for (unsigned bit = e->prefix.len; bit < v.len * 8; bit++)
			hi[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		v.hi = hi;
		break;
	default:
		return false;
	}
	push_value(o, c, v);
	return true;
}

static void elem_text(struct printer *p, const void *set)
{
	print_elem(p, set, ((const struct set *)set)->count);
}

static bool add_set(struct optimizer *o, const struct rule *rule, struct column *c, const struct set *s)
{
	struct set one = *s;

	if (!s->anonymous || s->is_map || s->key.n != 1 || s->elems.n > OPTIMIZE_VALUES)
		return false;
	vec_each(i, &s->elems) {
		const struct elem *e = &s->elems.e[i];
		struct value v = { .len = s->elems.key_len, .lo = s->elems.keys + (size_t)i * s->elems.key_len };

		if (e->flags & (ELEM_CATCHALL | ELEM_WILDCARD) || e->more || c->n == OPTIMIZE_VALUES)
			return false;
		v.hi = s->elems.ends ? s->elems.ends + (size_t)i * s->elems.key_len : v.lo;
		v.exact = !memcmp(v.lo, v.hi, v.len);
		one.count = i;		/* which one to print */
		v.text = text_of(o, rule, elem_text, &one);
		push_value(o, c, v);
	}
	return c->n > 0;
}

/* A packet has one state: asked for several, it is asked for each in turn. */
static bool add_states(struct optimizer *o, const struct rule *rule, struct column *c, const struct expr *e)
{
	uint64_t bits = 0;

	if (e->id == E_LIST) {
		for (uint32_t i = 0; i < e->list.items.n; i++)
			if (e->list.items.v[i]->flags & EXPR_NEGATED || !add_states(o, rule, c, e->list.items.v[i]))
				return false;
		return c->n > 0;
	}
	if (e->id != E_VALUE || e->bits != 32)
		return false;
	for (unsigned i = 0; i < 4; i++)
		bits = bits << 8 | e->value.data[i];
	for (unsigned i = 0; i < 32; i++)
		if (bits >> i & 1 && !add_constant(o, rule, c, expr_value_u64(o->r, e->loc, e->type, (enum byte_order)e->order, 32, UINT64_C(1) << i)))
			return false;
	return c->n > 0;
}

/* What reading twice gives the same for, unless something is done to the packet between. */
static bool reads_the_packet(const struct expr *e)
{
	switch (e->id) {
	case E_META:
		return e->meta.row->id != NFT_META_PRANDOM;
	case E_BINOP:
		return reads_the_packet(e->binop.left) && expr_is_constant(e->binop.right);
	case E_PAYLOAD: case E_CT: case E_EXTHDR: case E_FIB: case E_RT: case E_SOCKET:
		return true;
	}
	return false;
}

/* One of several values of a field: what an element of a set can be. */
static bool read_values(struct optimizer *o, const struct rule *rule, const struct stmt *s, struct column *c)
{
	const struct expr *left = s->match.left, *right = s->match.right;
	bool implicit = s->match.op == REL_IMPLICIT;

	if (left->id == E_BINOP || left->id == E_FIB || (left->id == E_EXTHDR && left->exthdr.present) || (!implicit && s->match.op != REL_EQ))
		return false;
	if (right->id == E_SETREF)
		return right->setref.set && add_set(o, rule, c, right->setref.set);
	if (implicit && dtype_is_flags(right->type))
		return left->id == E_CT && left->ct.row->id == NFT_CT_STATE && add_states(o, rule, c, right);
	return add_constant(o, rule, c, right);
}

static bool read_match(struct optimizer *o, const struct rule *rule, const struct stmt *s, struct row *row)
{
	struct column *c = &row->columns[row->n];

	if (row->n == OPTIMIZE_SELECTORS || !reads_the_packet(s->match.left))
		return false;
	*c = (struct column){ .name = text_of(o, rule, expr_text, s->match.left), .match = text_of(o, rule, stmt_text, s) };
	for (unsigned i = 0; i < row->n; i++)
		if (!strcmp(row->columns[i].name, c->name))
			return false;
	row->n++;
	if (!read_values(o, rule, s, c))
		c->n = 0;
	return true;
}

/* ------------------------------------------------------------------ what it does */
static void read_nat(struct optimizer *o, const struct rule *rule, const struct stmt *s, struct row *row)
{
	static const char *const words[] = { "snat", "dnat", "masquerade", "redirect" };
	const struct expr *addr = s->nat.addr, *port = s->nat.proto;
	bool inet = rule->table->family == FAM_INET;
	struct stmt flags = *s;

	if ((addr && addr->id != E_VALUE) || (port && port->id != E_VALUE) || (!addr && !port) || s->nat.prefix || s->nat.interval || s->nat.concat)
		return;
	flags.nat.addr = flags.nat.proto = NULL;
	row->nat = s;
	row->nat_head = region_printf(o->r, "%s%s%s to %s", words[s->nat.kind & 3], inet && addr ? " " : "",
				      inet && addr ? family_name(s->nat.family) : "", addr ? "" : ":");
	row->nat_form = region_printf(o->r, "%s %d %d", row->nat_head, addr != NULL, port != NULL);
	row->nat_flags = text_of(o, rule, stmt_text, &flags) + strlen(words[s->nat.kind & 3]);
	row->nat_value = addr ? text_of(o, rule, expr_text, addr) : "";
	if (port)
		row->nat_value = region_printf(o->r, "%s%s%s", row->nat_value, addr ? " . " : "", text_of(o, rule, expr_text, port));
}

static bool read_verdict(struct optimizer *o, const struct rule *rule, const struct stmt *s, struct row *row, bool only)
{
	const struct expr *e = s->verdict.expr;

	if (e->id != E_VERDICT || e->verdict.block)
		return false;
	if (e->verdict.code == NFT_JUMP &&
	    !is_pure(o, optimize_chain_name(o->r, rule->table->family, rule->table->name, e->verdict.chain)))
		return false;
	row->ends = e->verdict.code == NF_ACCEPT || e->verdict.code == NF_DROP || e->verdict.code == NFT_RETURN || e->verdict.code == NFT_GOTO;
	if (only && (row->ends || e->verdict.code == NFT_JUMP))
		row->verdict = text_of(o, rule, stmt_text, s);
	return true;
}

/* Marks of the packet and the connection are no part of what a match of another selector reads. */
static bool writes_a_mark(const struct stmt *s, const struct row *row)
{
	const struct expr *e = s->set.target;
	const char *word = e->id == E_META && e->meta.row->id == NFT_META_PRIORITY ? "priority" : "mark";

	if (!(e->id == E_META && (e->meta.row->id == NFT_META_MARK || e->meta.row->id == NFT_META_PRIORITY)) &&
	    !(e->id == E_CT && e->ct.row->id == NFT_CT_MARK))
		return false;
	if (s->set.value->id != E_VALUE)
		return false;
	for (unsigned i = 0; i < row->n; i++)
		if (strstr(row->columns[i].name, word))
			return false;
	return true;
}

/* No map, which may have nothing to say, and nothing that goes round. */
static bool is_fixed(const struct expr *e)
{
	return !e || expr_is_constant(e);
}

static bool read_tail(struct optimizer *o, const struct rule *rule, uint32_t at, struct row *row)
{
	bool only = at + 1 == rule->stmts.n;

	row->tail = "";
	for (uint32_t i = at; i < rule->stmts.n; i++) {
		const struct stmt *s = rule->stmts.v[i];

		if (s->flags & STMT_IMPLIED)
			continue;
		switch (s->id) {
		case S_LOG:
			break;
		case S_SET:
			if (!writes_a_mark(s, row))
				return false;
			break;
		case S_REJECT:
			row->ends = true;
			break;
		case S_NAT:
			if (!is_fixed(s->nat.addr) || !is_fixed(s->nat.proto))
				return false;
			row->ends = true;
			if (only)
				read_nat(o, rule, s, row);
			break;
		case S_VERDICT:
			if (!read_verdict(o, rule, s, row, only))
				return false;
			break;
		default:
			return false;
		}
		row->tail = region_printf(o->r, "%s%s%s", row->tail, *row->tail ? " " : "", text_of(o, rule, stmt_text, s));
	}
	return *row->tail != '\0';
}

bool optimize_read(struct optimizer *o, const struct rule *rule, struct row *out)
{
	uint32_t i = 0;

	*out = (struct row){ .rule = rule };
	if (!rule->table || !rule->chain)
		return false;
	for (; i < rule->stmts.n; i++) {
		const struct stmt *s = rule->stmts.v[i];

		if (s->flags & STMT_IMPLIED)
			continue;
		if (s->id != S_MATCH)
			break;
		if (!read_match(o, rule, s, out))
			return false;
	}
	return out->n && read_tail(o, rule, i, out);
}
