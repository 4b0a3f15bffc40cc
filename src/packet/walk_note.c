/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of a walk: events, why a match does not hold, which defaults were used. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "packet/walk_priv.h"

const char *walk_kept(struct walk *w, struct strbuf *b)
{
	const char *text = region_strdup(w->r, strbuf_str(b));

	strbuf_free(b);
	return text;
}

void walk_note(struct walk *w, enum walk_event_kind kind, const char *fmt, ...)
{
	struct walk_event e = { .kind = kind, .depth = w->p->depth, .hook = w->p->hook };
	va_list ap;

	if (w->opt.no_trace)
		return;
	va_start(ap, fmt);
	e.text = region_vprintf(w->r, fmt, ap);
	va_end(ap);
	vec_push(w->r, &w->out->events, e);
}

const char *walk_stmt_text(struct walk *w, const struct code *c, const struct stmt *st)
{
	struct strbuf b = { 0 };
	struct printer p = { .out = &b, .stateless = true, .family = c->chain->table->family, .rule = c->rule };

	p.style.env = w->opt.env;
	print_stmt(&p, st);
	return walk_kept(w, &b);
}

const char *walk_addr_text(struct walk *w, enum family f, const uint8_t *addr)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(f == FAM_IP ? AF_INET : AF_INET6, addr, text, sizeof(text));
	return region_strdup(w->r, text);
}

const char *walk_end_text(struct walk *w, const struct tuple *t, bool destination, bool port)
{
	const char *a = walk_addr_text(w, (enum family)t->family, destination ? t->dst : t->src);

	if (!port)
		return a;
	return region_printf(w->r, t->family == FAM_IP ? "%s:%u" : "[%s]:%u", a, destination ? t->dport : t->sport);
}

/* ------------------------------------------------------------------ values */
/* The ops that load @e into the first register, or NULL. */
static const struct ops *loads(struct walk *w, const struct expr *e)
{
	struct ops *ops = sim_map_get(&w->pure, e);
	struct diag_sink quiet = { .region = w->r };

	if (!ops) {
		struct gen g = { .r = w->r, .sink = &quiet, .rule = w->code->rule, .family = w->code->chain->table->family };

		ops = region_new(w->r, struct ops);
		g.ops = ops;
		g.next_reg = GEN_VALUE_REGS;
		if (!e->ops->gen || gen_expr(&g, e, 0))
			ops->v.n = 0;
		sim_map_set(w->r, &w->pure, e, ops);
	}
	return ops->v.n ? ops : NULL;
}

static bool changes_by_reading(const struct expr *e)
{
	switch (e->id) {
	case E_NUMGEN: case E_MAP:
		return true;
	case E_HASH:
		return e->hash.arg && changes_by_reading(e->hash.arg);
	case E_BINOP:
		return changes_by_reading(e->binop.left) || changes_by_reading(e->binop.right);
	case E_UNARY:
		return changes_by_reading(e->unary.arg);
	}
	return false;
}

static bool read_value(struct walk *w, const struct expr *e, uint8_t out[WIDE_MAX])
{
	const struct ops *ops = changes_by_reading(e) ? NULL : loads(w, e);
	struct regs g = { .verdict = NFT_CONTINUE };
	unsigned n = expr_bytes(e);

	if (!ops || n > WIDE_MAX || !n)
		return false;
	for (uint32_t i = 0; i < ops->v.n && g.verdict == NFT_CONTINUE; i++)
		w->exec(w, ops->v.v[i], &g);
	if (g.verdict != NFT_CONTINUE)
		return false;
	memcpy(out, reg_at(&g, gen_reg_attr(0)), n);
	if (gen_order(e) == ORDER_HOST && !gen_is_string(e) && !is_be())
		wide_reverse(out, n);
	return true;
}

/* Flags one by one, as they list; else one name or number. */
static void print_value(struct walk *w, const struct expr *e, const uint8_t *v, struct strbuf *b)
{
	struct value_style style = { .env = w->opt.env };
	uint64_t all = wide_get_u64(v, expr_bytes(e)), rest = all;
	const struct symbol *s = e->type->symtab ? e->type->symtab->syms : NULL;
	const char *sep = "";

	if (dtype_is_flags(e->type) && all && s) {
		for (; s->name; s++)
			if (s->value && (rest & s->value) == s->value) {
				strbuf_printf(b, "%s%s", sep, s->name);
				sep = ",";
				rest &= ~s->value;
			}
		if (!rest)
			return;
		strbuf_add(b, sep);
		strbuf_printf(b, "0x%llx", (unsigned long long)rest);
		return;
	}
	if (gen_is_string(e) && !v[0]) {
		strbuf_add(b, "\"\"");
		return;
	}
	if (e->type->cls == DT_IFINDEX && !all) {
		strbuf_add(b, "none");
		return;
	}
	dtype_print(b, e->type, v, e->bits, &style);
}

bool walk_value(struct walk *w, const struct expr *e, struct strbuf *b)
{
	uint8_t v[WIDE_MAX];

	if (e->id == E_CONCAT) {
		vec_each(i, &e->list.items) {
			if (i)
				strbuf_add(b, " . ");
			if (!walk_value(w, e->list.items.v[i], b))
				return false;
		}
		return true;
	}
	if (!e->type || !read_value(w, e, v))
		return false;
	print_value(w, e, v, b);
	return true;
}

static const char *expr_text(struct walk *w, const struct expr *e)
{
	struct strbuf b = { 0 };
	struct printer p = { .out = &b, .stateless = true, .family = w->code->chain->table->family, .rule = w->code->rule };

	p.style.env = w->opt.env;
	print_expr(&p, e);
	return walk_kept(w, &b);
}

static const char *value_is(struct walk *w, const struct expr *e)
{
	struct strbuf b = { 0 };
	const char *name = expr_text(w, e);

	if (changes_by_reading(e))
		return NULL;
	if (!walk_value(w, e, &b)) {
		strbuf_free(&b);
		return region_printf(w->r, "there is no %s here", name);
	}
	return region_printf(w->r, "%s is %s", name, walk_kept(w, &b));
}

const char *walk_why(struct walk *w, const struct stmt *st)
{
	const struct expr *e;

	switch (st->id) {
	case S_MATCH:
		return value_is(w, st->match.left);
	case S_VERDICT:
		e = st->verdict.expr;
		return e->id == E_MAP ? value_is(w, e->map.arg) : NULL;
	case S_OBJREF:
		e = st->objref.expr;
		return e->id == E_MAP ? value_is(w, e->map.arg) : "it says no";
	case S_LIMIT:
		return st->limit.over ? "the rate is not exceeded" : "the rate is exceeded";
	case S_QUOTA:
		return st->quota.over ? "the quota is not used up" : "the quota is used up";
	case S_CONNLIMIT:
		return st->connlimit.over ? "there are not that many connections" : "there are more connections";
	case S_DYNSET: case S_METER:
		return "the element says no, or the set is full";
	case S_FLOW:
		return NULL;	/* said already */
	case S_SET:
		e = st->set.value;
		return e->id == E_MAP ? value_is(w, e->map.arg) : "what it reads or writes is not there";
	}
	return "what it needs is not there";
}

/* ------------------------------------------------------------------ defaults */
static uint32_t base_at(const struct frame *f, unsigned base)
{
	uint32_t inner = 0;

	switch (base) {
	case BASE_LL:	return 0;
	case BASE_NH:	return f->nh;
	case BASE_TH:	return f->th;
	default:	return frame_inner(f, &inner) ? inner : 0;
	}
}

static bool was_written(const struct packet *p, const struct expr *e)
{
	vec_each(i, &p->written)
		if (expr_equal(p->written.v[i], e))
			return true;
	return false;
}

/* What the walk itself knows, and no default stands for. */
static bool is_known(const struct walk *w, const struct expr *e)
{
	const struct packet *p = w->p;

	if (was_written(p, e))
		return true;
	if (e->id == E_META) {
		switch (e->meta.row->id) {
		case NFT_META_IIF: case NFT_META_IIFNAME:	return p->in.given || !p->stack_in;
		case NFT_META_OIF: case NFT_META_OIFNAME:	return p->out.given || !p->stack_out;
		case NFT_META_PROTOCOL: case NFT_META_NFPROTO: case NFT_META_L4PROTO: case NFT_META_SDIF: case NFT_META_SDIFNAME:
			return true;
		}
	}
	if (e->id != E_CT)
		return false;
	switch (e->ct.row->id) {
	case NFT_CT_STATE:
		return p->ct_given || p->ct_info == CT_INVALID || p->ct_info == CT_UNTRACKED || p->ct_info == CT_NONE ||
		       (p->ct && (p->ct->packets[0] + p->ct->packets[1] > 1));
	case NFT_CT_MARK: case NFT_CT_LABELS: case NFT_CT_STATUS: case NFT_CT_HELPER: case NFT_CT_ZONE:
		return !(p->ct && p->ct->forced);
	}
	return true;
}

static bool is_given(struct walk *w, const struct expr *e)
{
	const struct ops *ops;

	if (e->id == E_PAYLOAD)
		return frame_is_given(&w->p->f, base_at(&w->p->f, e->payload.base) * 8 + e->payload.offset, e->bits);
	if (e->id == E_EXTHDR || is_known(w, e))
		return true;
	ops = loads(w, e);
	return !ops || given_for(w, ops->v.v[ops->v.n - 1]) || given_for(w, ops->v.v[0]);
}

static void assume(struct walk *w, const struct expr *e)
{
	struct walk_assumed a;
	struct strbuf b = { 0 };

	if (changes_by_reading(e) || is_given(w, e))
		return;
	if (!walk_value(w, e, &b)) {
		strbuf_free(&b);
		if (e->id != E_SOCKET && !(e->id == E_META && (e->meta.row->id == NFT_META_SKUID || e->meta.row->id == NFT_META_SKGID)))
			return;
		strbuf_add(&b, "none");
	}
	a.what = expr_text(w, e);
	a.value = walk_kept(w, &b);
	vec_each(i, &w->out->assumed)
		if (!strcmp(w->out->assumed.v[i].what, a.what))
			return;
	vec_push(w->r, &w->out->assumed, a);
}

static void assume_all(struct walk *w, const struct expr *e)
{
	if (!e)
		return;
	switch (e->id) {
	case E_CONCAT:
		vec_each(i, &e->list.items)
			assume_all(w, e->list.items.v[i]);
		break;
	case E_BINOP:
		assume_all(w, e->binop.left);
		assume_all(w, e->binop.right);
		break;
	case E_UNARY:
		assume_all(w, e->unary.arg);
		break;
	case E_MAP:
		assume_all(w, e->map.arg);
		break;
	case E_HASH:
		if (e->hash.arg)
			assume_all(w, e->hash.arg);
		break;
	case E_PAYLOAD: case E_META: case E_CT: case E_RT: case E_SOCKET: case E_FIB: case E_OSF:
		assume(w, e);
		break;
	case E_NUMGEN:
		if (e->numgen.type == NFT_NG_RANDOM && w->out->assumed.n < 100) {
			struct walk_assumed a = { expr_text(w, e), "the first" };

			vec_push(w->r, &w->out->assumed, a);
		}
		break;
	}
}

/* Notes which defaults the statement is about to read. */
void walk_assume(struct walk *w, const struct stmt *st)
{
	if (st->flags & STMT_IMPLIED)
		return;
	switch (st->id) {
	case S_MATCH:
		assume_all(w, st->match.left);
		assume_all(w, st->match.right);
		break;
	case S_VERDICT:
		assume_all(w, st->verdict.expr);
		break;
	case S_SET:
		assume_all(w, st->set.value);
		break;
	case S_OBJREF:
		assume_all(w, st->objref.expr);
		break;
	case S_DYNSET:
		assume_all(w, st->dynset.key->id == E_ELEM ? st->dynset.key->elem.key : st->dynset.key);
		break;
	case S_NAT:
		if (st->nat.addr && st->nat.addr->id == E_MAP)
			assume_all(w, st->nat.addr);
		break;
	}
}
