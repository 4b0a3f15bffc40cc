/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fast_fwd chain can be made of. */
#include "offload/analysis.h"

#include "model/uapi.h"

static const char *refuse_set(const struct set *set)
{
	if (!set)
		return NULL;
	if (sim_set_changes(set))
		return "its set changes by itself, by timeouts or rules, and cannot be kept on the fast path";
	return NULL;
}

static const char *refuse_selector(const struct analysis *a, const struct expr *e)
{
	const struct leaf *l = program_leaf(&a->prog, e);

	switch (l ? l->role : ROLE_RANDOM) {
	case ROLE_DEVICE_OTHER: case ROLE_MARK: case ROLE_CT_ACCT: case ROLE_FIB: case ROLE_RANDOM: case ROLE_TIME: case ROLE_ZERO:
		return "what it reads is not known on the fast path";
	case ROLE_CT_VALUE:
		if (e->ct.row->id != NFT_CT_MARK && e->ct.row->id != NFT_CT_ZONE)
			return "of what rules write into a connection, only its mark and zone are known on the fast path";
		return NULL;
	case ROLE_CONST:
		return e->id == E_CT ? NULL : "what it reads is not known on the fast path";
	case ROLE_PACKET:
		if (e->id == E_META && e->meta.row->id != NFT_META_LEN)
			return "what it reads is not known on the fast path";
		return NULL;
	default:
		return NULL;
	}
}

static const char *refuse_expr(const struct analysis *a, const struct expr *e)
{
	const char *why;

	switch (e->id) {
	case E_VALUE: case E_VERDICT: case E_PREFIX: case E_RANGE:
		return NULL;
	case E_SETREF:
		return refuse_set(e->setref.set);
	case E_BINOP:
		why = refuse_expr(a, e->binop.left);
		return why ? why : refuse_expr(a, e->binop.right);
	case E_UNARY:
		return refuse_expr(a, e->unary.arg);
	case E_MAP:
		why = refuse_expr(a, e->map.arg);
		return why ? why : refuse_expr(a, e->map.mappings);
	case E_CONCAT: case E_LIST:
		vec_each(i, &e->list.items) {
			why = refuse_expr(a, e->list.items.v[i]);
			if (why)
				return why;
		}
		return NULL;
	}
	return refuse_selector(a, e);
}

static const char *refuse_write(const struct analysis *a, const struct stmt *st)
{
	const struct expr *t = st->set.target;

	if (t->id != E_PAYLOAD || !t->payload.field || t->payload.inner || stmt_row_of(st)->offload != OFC_ACTION ||
	    (t->payload.header->id == HDR_udp && t->payload.field->sel.type != &inet_service_type))
		return "a fast_fwd chain can write dscp, ecn, ttl, hoplimit, flowlabel, addresses and ports only";
	return refuse_expr(a, st->set.value);
}

static const char *refuse_stmt(const struct analysis *a, const struct stmt *st)
{
	const char *why;

	switch (st->id) {
	case S_MATCH:
		why = refuse_expr(a, st->match.left);
		return why ? why : refuse_expr(a, st->match.right);
	case S_VERDICT:
		if (st->verdict.expr->id == E_VERDICT && st->verdict.expr->verdict.code == NF_QUEUE)
			break;
		return refuse_expr(a, st->verdict.expr);
	case S_COUNTER:
		return NULL;
	case S_SET:
		return refuse_write(a, st);
	}
	return "a fast_fwd chain can match, write header fields, count, accept, drop, return and jump only";
}

bool fast_fwd_refuses(struct analysis *a, const struct rule_info *ri, const struct stmt **st, const char **why)
{
	vec_each(i, &ri->rule->stmts) {
		const char *reason = refuse_stmt(a, ri->rule->stmts.v[i]);

		if (reason) {
			*st = ri->rule->stmts.v[i];
			*why = reason;
			return true;
		}
	}
	return false;
}
