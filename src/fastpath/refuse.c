/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fast_fwd chain can be made of, told of the checked form, where the reasons are plain. What passes here may still be
 * refused for what the rule as a whole shows (compile_op.c). */
#include "fastpath/compile.h"

#include "model/sim.h"
#include "model/uapi.h"

const struct ff_refusal_row ff_bad[FF_N_BAD] = {
#define BAD_STMT(...)
#define BAD_META(...)
#define BAD_CT(...)
#define BAD_EXPR(...)
#define BAD(ident, why, instead) [FF_BAD_##ident] = { why, instead },
#include "fastpath/refusals.def"
#undef BAD_STMT
#undef BAD_META
#undef BAD_CT
#undef BAD_EXPR
#undef BAD
};

enum { OF_STMT, OF_META, OF_CT, OF_EXPR };
struct keyed { uint8_t of; uint32_t key; struct ff_refusal_row row; };
static const struct keyed keyed[] = {
#define BAD_STMT(key, why, instead) { OF_STMT, key, { why, instead } },
#define BAD_META(key, why, instead) { OF_META, key, { why, instead } },
#define BAD_CT(key, why, instead) { OF_CT, key, { why, instead } },
#define BAD_EXPR(key, why, instead) { OF_EXPR, key, { why, instead } },
#define BAD(...)
#include "fastpath/refusals.def"
#undef BAD_STMT
#undef BAD_META
#undef BAD_CT
#undef BAD_EXPR
#undef BAD
};

static const struct ff_refusal_row *find(unsigned of, uint32_t key)
{
	for (unsigned i = 0; i < sizeof(keyed) / sizeof(*keyed); i++)
		if (keyed[i].of == of && keyed[i].key == key)
			return &keyed[i].row;
	return NULL;
}

static const struct ff_refusal_row *find_or_other(unsigned of, uint32_t key)
{
	const struct ff_refusal_row *row = find(of, key);

	return row ? row : &ff_bad[FF_BAD_other];
}

static bool is_input(unsigned kind, uint32_t key, int dir)
{
	if (kind == FF_KIND_CT) {
		if (key == NFT_CT_SRC_IP || key == NFT_CT_SRC_IP6)
			key = NFT_CT_SRC;
		if (key == NFT_CT_DST_IP || key == NFT_CT_DST_IP6)
			key = NFT_CT_DST;
	}
	for (unsigned i = 0; i < FF_N_INPUTS; i++)
		if (ff_inputs[i].kind == kind && ff_inputs[i].key == key && (ff_inputs[i].dir == dir || ff_inputs[i].dir == FF_DIR_ANY))
			return true;
	return false;
}

static const struct ff_refusal_row *refuse_set(const struct set *set)
{
	if (!set)
		return &ff_bad[FF_BAD_other];
	if (sim_set_changes(set))
		return &ff_bad[FF_BAD_set_changes];
	if (set->stmts.n)
		return &ff_bad[FF_BAD_set_stmts];
	if (set->data_interval)
		return &ff_bad[FF_BAD_data_interval];
	if (set->obj_type)
		return &ff_bad[FF_BAD_objects];
	for (uint32_t i = 0; i < set->elems.n; i++)
		if (set->elems.e[i].more && set->elems.e[i].more->info.stmts.n)
			return &ff_bad[FF_BAD_set_stmts];
	return NULL;
}

static const struct ff_refusal_row *refuse_payload(const struct expr *e)
{
	const struct header_row *h = e->payload.header;
	unsigned first = e->payload.offset, last = first + e->bits;

	if (e->payload.inner)
		return &ff_bad[FF_BAD_inner];
	switch (e->payload.base) {
	case BASE_LL:
		return &ff_bad[FF_BAD_link];
	case BASE_NH: case BASE_TH:
		break;
	default:
		return &ff_bad[FF_BAD_payload];
	}
	if (h && h->has_csum && (h->id == HDR_ip || h->id == HDR_tcp || h->id == HDR_udp) &&
	    first < h->csum_offset * 8u + 16 && last > h->csum_offset * 8u)
		return &ff_bad[FF_BAD_checksum];
	return NULL;
}

static const struct ff_refusal_row *refuse_expr(const struct expr *e)
{
	const struct ff_refusal_row *why;

	switch (e->id) {
	case E_VALUE: case E_VERDICT: case E_PREFIX: case E_RANGE:
		return NULL;
	case E_SETREF:
		return refuse_set(e->setref.set);
	case E_BINOP:
		why = refuse_expr(e->binop.left);
		return why ? why : refuse_expr(e->binop.right);
	case E_UNARY:
		return refuse_expr(e->unary.arg);
	case E_MAP:
		why = refuse_expr(e->map.arg);
		return why ? why : refuse_expr(e->map.mappings);
	case E_CONCAT: case E_LIST:
		vec_each(i, &e->list.items) {
			why = refuse_expr(e->list.items.v[i]);
			if (why)
				return why;
		}
		return NULL;
	case E_PAYLOAD:
		return refuse_payload(e);
	case E_EXTHDR:	/* neither IP options nor extension headers are on the fast path */
		return e->exthdr.present && e->exthdr.op != NFT_EXTHDR_OP_TCPOPT ? NULL : find_or_other(OF_EXPR, e->id);
	case E_META:
		if (e->meta.inner)
			return &ff_bad[FF_BAD_inner];
		return is_input(FF_KIND_META, e->meta.row->id, -1) ? NULL : find_or_other(OF_META, e->meta.row->id);
	case E_CT:
		return is_input(FF_KIND_CT, e->ct.row->id, e->ct.dir) ? NULL : find_or_other(OF_CT, e->ct.row->id);
	}
	return find_or_other(OF_EXPR, e->id);
}

static const struct ff_refusal_row *refuse_write(const struct stmt *st)
{
	const struct expr *t = st->set.target;
	const struct field_row *f = t->payload.field;

	switch (t->id) {
	case E_META:
		return &ff_bad[FF_BAD_write_meta];
	case E_CT:
		return &ff_bad[FF_BAD_write_ct];
	case E_EXTHDR:
		return find_or_other(OF_EXPR, t->id);
	case E_PAYLOAD:
		break;
	default:
		return &ff_bad[FF_BAD_write];
	}
	if (!f || !t->payload.header || t->payload.inner)
		return &ff_bad[FF_BAD_write];
	if (t->payload.header->id == HDR_th)
		return &ff_bad[FF_BAD_write_th];
	switch (f->sel.action) {
	case FLOW_MANGLE_IP4: case FLOW_MANGLE_IP6: case FLOW_MANGLE_TCP:
		return refuse_expr(st->set.value);
	case FLOW_MANGLE_UDP:
		return f->sel.type == &inet_service_type ? refuse_expr(st->set.value) : &ff_bad[FF_BAD_write];
	}
	return &ff_bad[FF_BAD_write];
}

const struct ff_refusal_row *ff_refuse_stmt(const struct stmt *st)
{
	const struct ff_refusal_row *why;

	switch (st->id) {
	case S_MATCH:
		why = refuse_expr(st->match.left);
		return why ? why : refuse_expr(st->match.right);
	case S_VERDICT:
		if (st->verdict.expr->id == E_VERDICT && st->verdict.expr->verdict.code == NF_QUEUE)
			return find(OF_STMT, S_QUEUE);
		return refuse_expr(st->verdict.expr);
	case S_COUNTER:
		return NULL;
	case S_SET:
		return refuse_write(st);
	}
	return find_or_other(OF_STMT, st->id);
}

static const struct stmt *zone_stmt(const struct chain *c)
{
	vec_each(i, &c->rules)
		vec_each(k, &c->rules.v[i]->stmts) {
			const struct stmt *st = c->rules.v[i]->stmts.v[k];

			if (st->id == S_SET && st->set.target->id == E_CT && st->set.target->ct.row->id == NFT_CT_ZONE)
				return st;
		}
	return NULL;
}

const struct stmt *ff_sets_zone(const struct ruleset *rs)
{
	vec_each(i, &rs->tables)
		vec_each(k, &rs->tables.v[i]->chains) {
			const struct stmt *st = zone_stmt(rs->tables.v[i]->chains.v[k]);

			if (st)
				return st;
		}
	return NULL;
}
