/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops with state that packets share: counters, limits, quotas, sets that rules fill; and look-ups. State belongs to the op, to the
 * element or to the named object that it stands in, and lives as long as the walk. */
#include <string.h>

#include "packet/walk_priv.h"

#define NS_PER_S 1000000000ull

struct known_conn { const struct conn *ct; struct tuple t; };
struct state {
	uint64_t packets, bytes;	/* counter, quota */
	uint64_t tokens, last;		/* limit */
	uint32_t turn;			/* numgen */
	bool started;
	VEC(struct known_conn) conns;	/* ct count */
};

static struct state *state_of(struct walk *w, const void *owner)
{
	struct state *s = sim_map_get(&w->states, owner);

	if (!s) {
		s = region_new(w->r, struct state);
		sim_map_set(w->r, &w->states, owner, s);
	}
	return s;
}

/* ------------------------------------------------------------------ counter, last, numgen */
static void count(struct walk *w, struct state *s)
{
	s->packets++;
	s->bytes += walk_length(w->p);
}

static void counter(struct walk *w, const struct op *op, struct regs *g)
{
	(void)g;
	count(w, state_of(w, op));
}

uint64_t walk_counted(struct walk *w, const struct op *op, uint64_t *bytes)
{
	const struct state *s = sim_map_get(&w->states, op);

	*bytes = s ? s->bytes : 0;
	return s ? s->packets : 0;
}

static void last(struct walk *w, const struct op *op, struct regs *g)
{
	(void)g;
	state_of(w, op)->last = w->now;
}

static void numgen(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t modulus = (uint32_t)op_get(op, NFTA_NG_MODULUS), v = 0;
	const struct given *known = given_for(w, op);
	struct state *s = state_of(w, op);

	if (known) {
		memcpy(REG(op, NFTA_NG_DREG), known->data, 4);
		return;
	}
	if (op_get(op, NFTA_NG_TYPE) == NFT_NG_INCREMENTAL && modulus) {
		v = s->turn;
		s->turn = (s->turn + 1) % modulus;
	}
	reg_u32(REG(op, NFTA_NG_DREG), v + (uint32_t)op_get(op, NFTA_NG_OFFSET));
}

/* ------------------------------------------------------------------ limit, quota */
struct bucket { uint64_t rate, unit, burst; bool bytes, over; };

/* A bucket of nanoseconds: a packet costs the time that its share of the rate takes. True: there was enough in it. */
static bool take(struct walk *w, struct state *s, const struct bucket *b)
{
	uint64_t nsecs = b->unit * NS_PER_S, rate = b->rate ? b->rate : 1, burst = b->burst, max, cost;

	if (!b->bytes) {
		burst = burst ? burst : LIMIT_BURST;
		max = nsecs / rate * burst;
		cost = nsecs / rate;
	} else {
		max = (uint64_t)(((unsigned __int128)nsecs * (rate + burst)) / rate);
		cost = (uint64_t)(((unsigned __int128)nsecs * walk_length(w->p)) / rate);
	}
	if (!s->started) {
		s->tokens = max;
		s->last = w->now;
		s->started = true;
	}
	s->tokens += w->now - s->last;
	s->last = w->now;
	if (s->tokens > max)
		s->tokens = max;
	if (s->tokens < cost)
		return false;
	s->tokens -= cost;
	return true;
}

static void limit_by(struct walk *w, struct state *s, const struct bucket *b, struct regs *g)
{
	if (take(w, s, b) == b->over)
		g->verdict = WALK_BREAK;
}

static void limit(struct walk *w, const struct op *op, struct regs *g)
{
	struct bucket b = {
		op_get(op, NFTA_LIMIT_RATE), op_get(op, NFTA_LIMIT_UNIT), op_get(op, NFTA_LIMIT_BURST),
		op_get(op, NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES, op_get(op, NFTA_LIMIT_FLAGS) & NFT_LIMIT_F_INV,
	};

	limit_by(w, state_of(w, op), &b, g);
}

static void quota_by(struct walk *w, struct state *s, uint64_t bytes, uint64_t used, bool over, struct regs *g)
{
	if (!s->started) {
		s->bytes = used;
		s->started = true;
	}
	s->bytes += walk_length(w->p);
	if ((s->bytes > bytes) != over)
		g->verdict = WALK_BREAK;
}

static void quota(struct walk *w, const struct op *op, struct regs *g)
{
	quota_by(w, state_of(w, op), op_get(op, NFTA_QUOTA_BYTES), op_get(op, NFTA_QUOTA_CONSUMED), op_get(op, NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV, g);
}

/* ------------------------------------------------------------------ ct count */
/* Connections that are over, or that were never confirmed, count no more. */
static void drop_dead(struct walk *w, struct state *s)
{
	uint32_t kept = 0;
	unsigned dir;

	vec_each(i, &s->conns) {
		const struct conn *ct = ct_find(w, &s->conns.v[i].t, &dir);

		if (ct && ct->tcp != TCPS_TIME_WAIT && ct->tcp != TCPS_CLOSE)
			s->conns.v[kept++] = s->conns.v[i];
	}
	s->conns.n = kept;
}

static void connlimit_by(struct walk *w, struct state *s, uint32_t most, bool over, struct regs *g)
{
	struct known_conn k = { .ct = w->p->ct };

	if (k.ct)
		k.t = k.ct->tuple[0];
	else if (!ct_tuple_of(w, &k.t)) {
		g->verdict = NF_DROP;
		return;
	}
	drop_dead(w, s);
	for (uint32_t i = 0; !k.ct || !k.ct->confirmed; i++) {	/* later packets of a connection do not make it count anew */
		if (i == s->conns.n) {
			vec_push(w->r, &s->conns, k);
			break;
		}
		if (ct_same(&s->conns.v[i].t, &k.t))
			break;
	}
	if ((s->conns.n > most) != over)
		g->verdict = WALK_BREAK;
}

static void connlimit(struct walk *w, const struct op *op, struct regs *g)
{
	connlimit_by(w, state_of(w, op), (uint32_t)op_get(op, NFTA_CONNLIMIT_COUNT), op_get(op, NFTA_CONNLIMIT_FLAGS) & NFT_CONNLIMIT_F_INV, g);
}

/* ------------------------------------------------------------------ sets */
static void lookup(struct walk *w, const struct op *op, struct regs *g)
{
	const struct set *set = walk_set_named(w, op, NFTA_LOOKUP_SET);
	bool negated = op_get(op, NFTA_LOOKUP_FLAGS) & NFT_LOOKUP_F_INV;
	struct set_elem *e = set ? walk_set_find(w, set, REG(op, NFTA_LOOKUP_SREG)) : NULL;
	unsigned len;

	if ((e != NULL) == negated) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (!e)
		return;
	if (op_has(op, NFTA_LOOKUP_DREG)) {
		if (set->is_vmap && e->more) {
			g->verdict = e->more->verdict;
			g->chain = e->more->chain;
		} else if (e->data) {
			len = walk_set_data_len(w, set);
			memcpy(REG(op, NFTA_LOOKUP_DREG), e->data, len);
		}
	}
	walk_set_run(w, e, g);
}

static const struct ops *dynset_stmts(const struct op *op)
{
	if (op_has(op, NFTA_DYNSET_EXPRESSIONS))
		return op->a[NFTA_DYNSET_EXPRESSIONS].nest;
	return op_has(op, NFTA_DYNSET_EXPR) ? op->a[NFTA_DYNSET_EXPR].nest : NULL;
}

/* A copy for the element, as each has state of its own. */
static void give_stmts(struct walk *w, struct set_elem *e, const struct op *op, const struct set *set)
{
	const struct ops *from = dynset_stmts(op);
	struct ops own = { 0 };
	struct diag_sink quiet = { .region = w->r };

	if (!from) {
		vec_each(i, &set->stmts)
			gen_stateful(w->r, set->stmts.v[i], &own, &quiet);
		from = &own;
	}
	for (uint32_t i = 0; i < from->v.n; i++)
		vec_push(w->r, &e->stmts, region_memdup(w->r, from->v.v[i], sizeof(struct op)));
}

static void dynset(struct walk *w, const struct op *op, struct regs *g)
{
	const struct set *set = walk_set_named(w, op, NFTA_DYNSET_SET_NAME);
	uint64_t how = op_get(op, NFTA_DYNSET_OP), timeout = op_get(op, NFTA_DYNSET_TIMEOUT);
	const uint8_t *key = REG(op, NFTA_DYNSET_SREG_KEY), *data = op_has(op, NFTA_DYNSET_SREG_DATA) ? REG(op, NFTA_DYNSET_SREG_DATA) : NULL;
	struct set_elem *e;
	bool fresh;

	if (!set) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (how == NFT_DYNSET_OP_DELETE) {
		walk_set_delete(w, set, key);
		return;
	}
	e = walk_set_find(w, set, key);
	fresh = !e || e->catchall;
	if (fresh)
		e = walk_set_add(w, set, key, data, timeout);
	if (!e) {
		g->verdict = WALK_BREAK;
		return;
	}
	if (fresh)
		give_stmts(w, e, op, set);
	else if (how == NFT_DYNSET_OP_UPDATE && e->timeout)
		e->expires = w->now + (timeout ? timeout * 1000000 : e->timeout);
	walk_set_run(w, e, g);
}

/* ------------------------------------------------------------------ objects */
static void run_object(struct walk *w, const struct object *o, struct regs *g)
{
	struct state *s = state_of(w, o);
	struct bucket b;

	switch (o->type) {
	case NFT_OBJECT_COUNTER:
		count(w, s);
		break;
	case NFT_OBJECT_QUOTA:
		quota_by(w, s, o->quota.bytes, o->quota.used, o->quota.over, g);
		break;
	case NFT_OBJECT_LIMIT:
		b = (struct bucket){ o->limit.rate, o->limit.unit, o->limit.burst, o->limit.bytes, o->limit.over };
		limit_by(w, s, &b, g);
		break;
	case NFT_OBJECT_CT_HELPER:
		if (w->p->ct && !w->p->ct->confirmed && w->p->ct->tuple[0].l4 == o->ct_helper.l4proto) {
			w->p->ct->helper = o->ct_helper.name;
			walk_note(w, WALK_EFFECT, "helper %s is set for the connection", o->ct_helper.name);
		}
		break;
	case NFT_OBJECT_SECMARK:
		w->p->secmark = 1;
		break;
	}
}

static void objref(struct walk *w, const struct op *op, struct regs *g)
{
	const struct object *o = NULL;
	const struct set *set;
	struct set_elem *e;

	if (op_has(op, NFTA_OBJREF_IMM_NAME)) {
		o = table_object(w->table, (uint32_t)op_get(op, NFTA_OBJREF_IMM_TYPE), (const char *)op->a[NFTA_OBJREF_IMM_NAME].data);
	} else if ((set = walk_set_named(w, op, NFTA_OBJREF_SET_NAME)) && (e = walk_set_find(w, set, REG(op, NFTA_OBJREF_SET_SREG)))) {
		if (e->more && e->more->object)
			o = table_object(w->table, set->obj_type, e->more->object);
	} else {
		g->verdict = WALK_BREAK;
	}
	if (!o)
		return;
	walk_note(w, WALK_EFFECT, "%s", o->name);
	if (o->type == NFT_OBJECT_SYNPROXY) {
		struct op stand_in = { .row = &op_rows[OP_synproxy] };

		w->exec(w, &stand_in, g);
		return;
	}
	run_object(w, o, g);
}

/* ------------------------------------------------------------------ */
const op_fn walk_state_ops[N_OPS] = {
	[OP_counter] = counter, [OP_last] = last, [OP_numgen] = numgen, [OP_limit] = limit, [OP_quota] = quota, [OP_connlimit] = connlimit,
	[OP_lookup] = lookup, [OP_dynset] = dynset, [OP_objref] = objref,
};
