/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All packets at once: what rules begin with. Matches of addresses, ports and protocols ask the same of every packet of a connection
 * that goes the same way, and most rules begin with some: they are made a set once, not in each of the packets that are run. */
#include "packet/many.h"

#include <string.h>

static bool same_view(const struct many_view *a, const struct many_view *b)
{
	for (unsigned i = 0; i < 2; i++)
		if (!many_same_scalar(&a->addr[i], &b->addr[i]) || !many_same_scalar(&a->port[i], &b->port[i]))
			return false;
	return true;
}

/* MANY_VIEWS: there are too many. */
static uint32_t view_number(struct many *m, const struct many_state *st)
{
	struct many_heads *h = &m->heads;
	const struct packet *p = m->x->packet;
	size_t size = (m->x->prog->n_rules + 1) * sizeof(struct many_head);
	struct many_view v;

	if (h->st == st && h->reply == p->reply && h->stage == p->stage && h->prio == p->prio)
		return h->now;
	if (m->st != st || m->dirty)
		many_load(m, st);
	h->st = st;
	h->reply = p->reply;
	h->stage = p->stage;
	h->prio = p->prio;
	for (unsigned i = 0; i < 2; i++) {
		v.addr[i] = packet_addr(m->x, i);
		v.port[i] = packet_port(m->x, i);
	}
	for (h->now = 0; h->now < h->n; h->now++)
		if (same_view(&h->view[h->now], &v))
			return h->now;
	if (h->n == MANY_VIEWS)
		return MANY_VIEWS;
	h->view[h->n] = v;
	if (!h->of[h->n])
		h->of[h->n] = region_alloc(m->sets.r, size);
	memset(h->of[h->n], 0, size);
	h->n++;
	return h->now;
}

/* What a match asks for, if that is the same for all packets that go one way; else ROLE_NONE. */
static enum role head_role(const struct many *m, const struct stmt *st)
{
	const struct expr *left;
	const struct leaf *l;

	if (st->id != S_MATCH)
		return ROLE_NONE;
	left = st->match.left;
	while (left->id == E_UNARY)
		left = left->unary.arg;
	if (left->id == E_BINOP && expr_is_constant(left->binop.right))
		left = left->binop.left;
	l = program_leaf(m->x->prog, left);
	if (!l || l->use->written || l->stack)
		return ROLE_NONE;
	if (st->match.right->id == E_SETREF ? sim_set_changes(st->match.right->setref.set) : !expr_is_constant(st->match.right))
		return ROLE_NONE;
	return l->role == ROLE_ADDR || l->role == ROLE_PORT || l->role == ROLE_FAMILY || l->role == ROLE_PROTOCOL ? l->role : ROLE_NONE;
}

/* Most that do not hold at all are of another protocol. */
static bool other_protocol(struct many *m, const struct rule_info *ri)
{
	for (uint32_t i = 0; i < ri->rule->stmts.n; i++) {
		const struct stmt *one = ri->rule->stmts.v[i];
		enum role role = head_role(m, one);

		if (role == ROLE_NONE)
			return false;
		if (role != ROLE_FAMILY && role != ROLE_PROTOCOL)
			continue;
		many_condition(m, one, &m->cond);
		if (m->cond.kind == COND_NEVER && !m->cond.flags)
			return true;
	}
	return false;
}

static void make_head(struct many *m, const struct rule_info *ri, const struct many_state *st, struct many_head *h)
{
	struct cond *c = &m->cond;
	uint32_t i = 0;

	h->want = SET_ALL;
	if (m->st != st || m->dirty)
		many_load(m, st);
	if (other_protocol(m, ri))
		h->want = SET_NONE;
	for (; i < ri->rule->stmts.n && h->want != SET_NONE; i++) {
		const struct stmt *one = ri->rule->stmts.v[i];

		if (head_role(m, one) == ROLE_NONE)
			break;
		many_condition(m, one, c);
		if (c->kind == COND_ANY || c->packet || c->flags || c->hit_maybe || c->member)
			break;
		h->want = set_and(&m->sets, h->want, cond_as_set(c));
	}
	h->upto = i + 1;
}

uint32_t many_head(struct many *m, const struct rule_info *ri, const struct many_state *st, set_t *want)
{
	uint32_t v = view_number(m, st);
	struct many_head *h;

	*want = SET_ALL;
	if (v == MANY_VIEWS)
		return 0;
	h = &m->heads.of[v][ri->chain->first + ri->index];
	if (!h->upto)
		make_head(m, ri, st, h);
	if (m->sets.exhausted)
		h->upto = 0;
	*want = h->want;
	return h->upto ? h->upto - 1 : 0;
}
