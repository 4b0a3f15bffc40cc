/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: statements. Each is an object with one member, whose name tells the kind. */
#include <string.h>

#include <linux/netfilter/nf_synproxy.h>

#include "json/parse_priv.h"
#include "model/uapi.h"

static struct stmt *new_stmt(struct jin *j, const struct jnode *n, enum stmt_id id)
{
	return stmt_new(j->r, id, jin_loc(j, n));
}

/* ------------------------------------------------------------------ match, verdicts */

static bool is_bool(const struct jnode *n)
{
	return n->kind == J_TRUE || n->kind == J_FALSE;
}

static struct stmt *match(struct jin *j, const struct jnode *n)
{
	static const struct flag_row ops[] = {
		{ "in", 1 + REL_IMPLICIT }, { "==", 1 + REL_EQ }, { "!=", 1 + REL_NEQ }, { "<", 1 + REL_LT }, { ">", 1 + REL_GT },
		{ "<=", 1 + REL_LTE }, { ">=", 1 + REL_GTE }, { "!", 1 + REL_NEG }, { NULL, 0 },
	};
	struct stmt *s = new_stmt(j, n, S_MATCH);
	uint32_t op = 0;

	if (!jin_need_word(j, n, "op", ops, &op))
		return NULL;
	s->match.op = (uint8_t)(op - 1);
	s->match.left = jin_need_expr(j, n, "left");
	s->match.right = s->match.left ? jin_need_expr(j, n, "right") : NULL;
	if (!s->match.right)
		return NULL;
	if (s->match.left->id == E_EXTHDR && !s->match.left->exthdr.field && is_bool(json_member(n, "right")))
		s->match.left->exthdr.present = true;	/* of an option that has no name */
	return s;
}

static struct stmt *verdict(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_VERDICT);

	s->verdict.expr = jin_verdict(j, n);
	return s->verdict.expr ? s : NULL;
}

static struct stmt *vmap(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_VERDICT);

	s->verdict.expr = jin_map(j, n);
	return s->verdict.expr ? s : NULL;
}

/* ------------------------------------------------------------------ references to objects */

/* "name", or {"map": ...} */
static bool is_object_ref(const struct jnode *n)
{
	return n->kind == J_STRING || (n->kind == J_OBJECT && n->n == 1 && !strcmp(n->first->key, "map"));
}

static struct stmt *objref_to(struct jin *j, const struct jnode *n, uint32_t type)
{
	struct stmt *s = new_stmt(j, n, S_OBJREF);

	s->objref.type = type;
	if (!is_object_ref(n))
		return jin_fail(j, n, "expected the name of an object or a map, not %s", json_kind_name(n));
	s->objref.expr = jin_expr(j, n);
	return s->objref.expr ? s : NULL;
}

static struct stmt *objref(struct jin *j, const struct jnode *n)
{
	const struct symbol *sym = symtab_find(&object_type_symtab, n->key);

	return objref_to(j, n, (uint32_t)sym->value);
}

/* ------------------------------------------------------------------ counters, limits */

static struct stmt *counter(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_COUNTER);

	if (is_object_ref(n))
		return objref(j, n);
	return jin_get_number(j, n, "packets", UINT64_MAX, &s->counter.packets) &&
	       jin_get_number(j, n, "bytes", UINT64_MAX, &s->counter.bytes) ? s : NULL;
}

static const struct flag_row byte_units[] = { { "bytes", 1 }, { "kbytes", 1 << 10 }, { "mbytes", 1 << 20 }, { NULL, 0 } };
static const struct flag_row rate_units[] = { { "packets", UINT32_MAX }, { "bytes", 1 }, { "kbytes", 1 << 10 }, { "mbytes", 1 << 20 }, { NULL, 0 } };

bool jin_bytes(struct jin *j, const struct jnode *object, const char *key, const char *unit_key, uint64_t *out)
{
	uint32_t unit = 0;

	if (!jin_get_number(j, object, key, UINT64_MAX, out) || !jin_get_word(j, object, unit_key, byte_units, &unit))
		return false;
	if (!unit || !__builtin_mul_overflow(*out, (uint64_t)unit, out))
		return true;
	jin_fail(j, object, "number is too large");
	return false;
}

static struct stmt *quota(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_QUOTA);

	if (is_object_ref(n))
		return objref(j, n);
	return jin_need(j, n, "val") && jin_bytes(j, n, "val", "val_unit", &s->quota.bytes) &&
	       jin_bytes(j, n, "used", "used_unit", &s->quota.used) && jin_get_bool(j, n, "inv", &s->quota.over) ? s : NULL;
}

/* "second", and "seconds" too */
static bool per(struct jin *j, const struct jnode *n, uint64_t *unit)
{
	const struct jnode *m = json_member(n, "per");
	struct jin_near near = { .want = "second" };
	size_t len;

	if (!jin_get_string(j, n, "per", &near.want))
		return false;
	len = strlen(near.want);
	if (len > 1 && near.want[len - 1] == 's')
		near.want = region_strndup(j->r, near.want, len - 1);
	*unit = flag_find(limit_units, near.want);
	if (*unit)
		return true;
	for (const struct flag_row *row = limit_units; row->name; row++)
		jin_try(&near, row->name);
	jin_unknown(j, m, "unit of time", &near);
	return false;
}

bool jin_limit(struct jin *j, const struct jnode *n, struct limit_spec *l)
{
	uint32_t unit = 0;

	if (!jin_need_number(j, n, "rate", UINT64_MAX, &l->rate) || !jin_get_word(j, n, "rate_unit", rate_units, &unit) ||
	    !per(j, n, &l->unit) || !jin_get_bool(j, n, "inv", &l->over))
		return false;
	if (!l->rate) {
		jin_fail(j, n, "limit rate must not be 0");
		return false;
	}
	l->has_burst = json_member(n, "burst") != NULL;
	if (!unit || unit == UINT32_MAX)
		return jin_get_number(j, n, "burst", UINT32_MAX, &l->burst);
	l->bytes = true;
	if (__builtin_mul_overflow(l->rate, (uint64_t)unit, &l->rate)) {
		jin_fail(j, n, "number is too large");
		return false;
	}
	return jin_bytes(j, n, "burst", "burst_unit", &l->burst);
}

static struct stmt *limit(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_LIMIT);

	if (is_object_ref(n))
		return objref(j, n);
	return jin_limit(j, n, &s->limit) ? s : NULL;
}

static struct stmt *last(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_LAST);

	s->last.set = json_member(n, "used") != NULL;
	return jin_get_number(j, n, "used", UINT64_MAX, &s->last.used) ? s : NULL;
}

static struct stmt *connlimit(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_CONNLIMIT);
	uint64_t count = 0;

	if (!jin_need_number(j, n, "val", UINT32_MAX, &count) || !jin_get_bool(j, n, "inv", &s->connlimit.over))
		return NULL;
	s->connlimit.count = (uint32_t)count;
	return s;
}

/* ------------------------------------------------------------------ log, reject, queue, xt */

static bool log_level(struct jin *j, const struct jnode *n, struct stmt *s)
{
	const struct jnode *m = json_member(n, "level");
	struct jin_near near = { .want = m ? jin_string(j, m) : NULL };
	const struct symbol *sym;

	if (!near.want)
		return !m;
	sym = symtab_find(&log_level_symtab, near.want);
	if (!sym) {
		for (sym = log_level_symtab.syms; sym->name; sym++)
			jin_try(&near, sym->name);
		jin_unknown(j, m, "log level", &near);
		return false;
	}
	s->log.level = (uint32_t)sym->value;
	s->log.has_level = true;
	s->log.audit = !strcmp(sym->name, "audit");
	return true;
}

static bool log_number(struct jin *j, const struct jnode *n, const char *key, uint64_t max, uint32_t *value, bool *has)
{
	uint64_t v = 0;

	*has = json_member(n, key) != NULL;
	if (!jin_get_number(j, n, key, max, &v))
		return false;
	*value = (uint32_t)v;
	return true;
}

static struct stmt *log_stmt(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_LOG);
	const struct jnode *prefix = json_member(n, "prefix");

	if (prefix) {
		s->log.prefix = expr_new(j->r, E_SYMBOL, jin_loc(j, prefix));
		s->log.prefix->symbol.form = SYM_STRING;
		s->log.prefix->symbol.text = jin_string(j, prefix);
		if (!s->log.prefix->symbol.text)
			return NULL;
	}
	return log_number(j, n, "group", UINT16_MAX, &s->log.group, &s->log.has_group) &&
	       log_number(j, n, "snaplen", UINT32_MAX, &s->log.snaplen, &s->log.has_snaplen) &&
	       log_number(j, n, "queue-threshold", UINT16_MAX, &s->log.qthreshold, &s->log.has_qthreshold) &&
	       log_level(j, n, s) && jin_get_flags(j, n, "flags", log_flags, &s->log.flags) ? s : NULL;
}

static struct stmt *reject(struct jin *j, const struct jnode *n)
{
	static const struct flag_row kinds[] = { { "tcp reset", 1 }, { "icmpx", 2 }, { "icmp", 3 }, { "icmpv6", 4 }, { NULL, 0 } };
	static const struct { uint8_t type, family; } what[] = {
		{ 0, 0 }, { NFT_REJECT_TCP_RST, FAM_UNSPEC }, { NFT_REJECT_ICMPX_UNREACH, FAM_UNSPEC },
		{ NFT_REJECT_ICMP_UNREACH, FAM_IP }, { NFT_REJECT_ICMP_UNREACH, FAM_IP6 },
	};
	struct stmt *s = new_stmt(j, n, S_REJECT);
	uint32_t kind = 0;

	s->reject.code = -1;
	if (!jin_get_word(j, n, "type", kinds, &kind) || !kind)
		return json_member(n, "type") ? NULL : s;
	s->reject.type = what[kind].type;
	s->reject.family = what[kind].family;
	if (kind == 1)
		return s;
	if (!jin_get_expr(j, n, "expr", &s->reject.expr))
		return NULL;
	if (!s->reject.expr) {
		s->reject.expr = expr_new(j->r, E_SYMBOL, jin_loc(j, n));
		s->reject.expr->symbol.text = "port-unreachable";
	}
	return s;
}

static struct stmt *queue(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_QUEUE);

	return jin_get_expr(j, n, "num", &s->queue.queue) && jin_get_flags(j, n, "flags", queue_flags, &s->queue.flags) ? s : NULL;
}

static struct stmt *xt(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_XT);

	s->xt.kind = jin_need_string(j, n, "type");
	s->xt.name = s->xt.kind ? jin_need_string(j, n, "name") : NULL;
	return s->xt.name ? s : NULL;
}

/* ------------------------------------------------------------------ nat, tproxy, dup, fwd, synproxy, flow */

/* "netmap" goes without saying where "type_flags" has "prefix". */
static bool nat_flag(struct jin *j, const struct jnode *n, void *arg)
{
	if (n->kind == J_STRING && !strcmp(n->text, "netmap"))
		return true;
	return jin_flag(j, n, nat_flags, arg);
}

static bool nat_flags_of(struct jin *j, const struct jnode *n, struct stmt *s)
{
	static const struct flag_row types[] = { { "interval", 1 }, { "prefix", 2 }, { "concat", 4 }, { NULL, 0 } };
	const struct jnode *flags = json_member(n, "flags");
	uint32_t type = 0;

	if ((flags && !jin_each(j, flags, nat_flag, &s->nat.flags)) || !jin_get_flags(j, n, "type_flags", types, &type))
		return false;
	s->nat.interval = type & 1;
	s->nat.prefix = type & 2;
	s->nat.concat = type & 4;
	return true;
}

static struct stmt *nat(struct jin *j, const struct jnode *n)
{
	static const char *const kinds[] = { [NAT_SNAT] = "snat", [NAT_DNAT] = "dnat", [NAT_MASQ] = "masquerade", [NAT_REDIR] = "redirect" };
	struct stmt *s = new_stmt(j, n, S_NAT);
	enum family family = FAM_UNSPEC;

	while (strcmp(kinds[s->nat.kind], n->key))
		s->nat.kind++;
	if (!jin_get_family(j, n, "family", &family) || !jin_get_expr(j, n, "addr", &s->nat.addr) ||
	    !jin_get_expr(j, n, "port", &s->nat.proto) || !nat_flags_of(j, n, s))
		return NULL;
	s->nat.family = (uint8_t)family;
	return s;
}

static struct stmt *tproxy(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_TPROXY);
	enum family family = FAM_UNSPEC;

	if (!jin_get_family(j, n, "family", &family) || !jin_get_expr(j, n, "addr", &s->tproxy.addr) ||
	    !jin_get_expr(j, n, "port", &s->tproxy.port))
		return NULL;
	s->tproxy.family = (uint8_t)family;
	return s;
}

static struct stmt *dup(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_DUP);

	s->dup.to = jin_need_expr(j, n, "addr");
	return s->dup.to && jin_get_expr(j, n, "dev", &s->dup.dev) ? s : NULL;
}

/* Without an address the device is all there is. */
static struct stmt *fwd(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_FWD);
	enum family family = FAM_UNSPEC;

	s->dup.dev = jin_need_expr(j, n, "dev");
	if (!s->dup.dev || !jin_get_expr(j, n, "addr", &s->dup.to) || !jin_get_family(j, n, "family", &family))
		return NULL;
	s->dup.family = (uint8_t)family;
	if (s->dup.to && family == FAM_UNSPEC)
		return jin_fail(j, n, "an address needs its \"family\" beside it");
	if (!s->dup.to) {
		s->dup.to = s->dup.dev;
		s->dup.dev = NULL;
	}
	return s;
}

bool jin_synproxy(struct jin *j, const struct jnode *n, uint32_t *mss, uint32_t *wscale, uint32_t *flags)
{
	uint64_t m = 0, w = 0;

	if (!jin_get_number(j, n, "mss", UINT16_MAX, &m) || !jin_get_number(j, n, "wscale", 14, &w) ||
	    !jin_get_flags(j, n, "flags", synproxy_flags, flags))
		return false;
	*mss = (uint32_t)m;
	*wscale = (uint32_t)w;
	if (json_member(n, "mss"))
		*flags |= NF_SYNPROXY_OPT_MSS;
	if (json_member(n, "wscale"))
		*flags |= NF_SYNPROXY_OPT_WSCALE;
	return true;
}

static struct stmt *synproxy(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_SYNPROXY);

	if (is_object_ref(n))
		return objref(j, n);
	return jin_synproxy(j, n, &s->synproxy.mss, &s->synproxy.wscale, &s->synproxy.flags) ? s : NULL;
}

static struct stmt *flow(struct jin *j, const struct jnode *n)
{
	static const struct flag_row ops[] = { { "add", 1 }, { NULL, 0 } };
	const struct jnode *m = jin_need(j, n, "flowtable");
	struct stmt *s = new_stmt(j, n, S_FLOW);
	uint32_t op;

	if (!m || !jin_need_word(j, n, "op", ops, &op))
		return NULL;
	s->flow.ref = jin_set_ref(j, m);
	if (!s->flow.ref)
		return NULL;
	s->flow.table = s->flow.ref->setref.name;
	return s;
}

/* ------------------------------------------------------------------ sets that rules update */

struct stmts { VEC(struct stmt *) v; };

static bool add_stmt(struct jin *j, const struct jnode *n, void *arg)
{
	struct stmts *list = arg;
	struct stmt *s = jin_stmt(j, n);

	if (s)
		vec_push(j->r, &list->v, s);
	return s;
}

static bool stateful_stmts(struct jin *j, const struct jnode *n, struct stmts *list)
{
	const struct jnode *m = json_member(n, "stmt");

	return !m || jin_each(j, m, add_stmt, list);
}

static struct stmt *dynset_of(struct jin *j, const struct jnode *n, const char *set_key)
{
	static const struct flag_row ops[] = {
		{ "add", 1 + NFT_DYNSET_OP_ADD }, { "update", 1 + NFT_DYNSET_OP_UPDATE }, { "delete", 1 + NFT_DYNSET_OP_DELETE }, { NULL, 0 },
	};
	const struct jnode *set = jin_need(j, n, set_key), *key = set ? jin_need(j, n, "elem") : NULL;
	struct stmt *s = new_stmt(j, n, S_DYNSET);
	struct stmts more = { 0 };
	struct expr *elem;
	uint32_t op = 0;

	if (!key || !jin_need_word(j, n, "op", ops, &op))
		return NULL;
	s->dynset.op = (uint8_t)(op - 1);
	s->dynset.set = jin_set_ref(j, set);
	elem = s->dynset.set ? jin_elem(j, key) : NULL;
	if (!elem || !jin_get_expr(j, n, "data", &s->dynset.data) || !stateful_stmts(j, n, &more))
		return NULL;
	if (!elem->elem.key)
		return jin_fail(j, key, "a rule adds elements with a key");
	s->dynset.key = elem->elem.key;
	s->dynset.info = elem->elem.info;
	if (more.v.n && !s->dynset.info)
		s->dynset.info = region_new(j->r, struct elem_info);
	vec_each(i, &more.v)
		vec_push(j->r, &s->dynset.info->stmts, more.v.v[i]);
	return s;
}

static struct stmt *dynset(struct jin *j, const struct jnode *n)
{
	return dynset_of(j, n, "set");
}

static struct stmt *dynmap(struct jin *j, const struct jnode *n)
{
	return jin_need(j, n, "data") ? dynset_of(j, n, "map") : NULL;
}

static struct stmt *meter(struct jin *j, const struct jnode *n)
{
	const struct jnode *key = jin_need(j, n, "key");
	struct stmt *s = new_stmt(j, n, S_METER);
	struct stmts list = { 0 };
	uint64_t size = 0;

	s->meter.name = key ? jin_need_string(j, n, "name") : NULL;
	if (!s->meter.name || !jin_need(j, n, "stmt") || !stateful_stmts(j, n, &list) || !jin_get_number(j, n, "size", UINT32_MAX, &size))
		return NULL;
	s->meter.size = (uint32_t)size;
	s->meter.key = jin_elem(j, key);
	memcpy(&s->meter.stmts, &list.v, sizeof(list.v));
	return s->meter.key ? s : NULL;
}

/* ------------------------------------------------------------------ writing to the packet */

/* What ct helper and meta secmark are set to may be objects. */
static uint32_t assigned_object(const struct expr *key, const struct jnode *value)
{
	if (!is_object_ref(value))
		return 0;
	if (key->id == E_CT && !strcmp(key->ct.row->sel.name, "helper"))
		return NFT_OBJECT_CT_HELPER;
	if (key->id == E_META && !strcmp(key->meta.row->sel.name, "secmark"))
		return NFT_OBJECT_SECMARK;
	return 0;
}

static struct stmt *mangle(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_SET);
	const struct jnode *value;
	uint32_t type;

	s->set.target = jin_need_expr(j, n, "key");
	value = s->set.target ? jin_need(j, n, "value") : NULL;
	if (!value)
		return NULL;
	type = assigned_object(s->set.target, value);
	if (type)
		return objref_to(j, value, type);
	s->set.value = jin_expr(j, value);
	return s->set.value ? s : NULL;
}

static struct stmt *reset(struct jin *j, const struct jnode *n)
{
	struct stmt *s = new_stmt(j, n, S_RESET);

	s->reset.option = jin_expr(j, n);
	if (!s->reset.option)
		return NULL;
	if (s->reset.option->id != E_EXTHDR || s->reset.option->exthdr.op != XH_TCP || s->reset.option->exthdr.field)
		return jin_fail(j, n, "only a tcp option can be reset");
	return s;
}

static struct stmt *notrack(struct jin *j, const struct jnode *n)
{
	return new_stmt(j, n, S_NOTRACK);
}

/* ------------------------------------------------------------------ all */

#define STATEFUL	1
#define BARE		2	/* null will do */
#define OBJREF		4	/* the name of an object will do */

static const struct { const char *key; struct stmt *(*parse)(struct jin *j, const struct jnode *n); unsigned flags; } kinds[] = {
	{ "match", match, 0 }, { "accept", verdict, BARE }, { "drop", verdict, BARE }, { "continue", verdict, BARE }, { "return", verdict, BARE },
	{ "jump", verdict, 0 }, { "goto", verdict, 0 }, { "vmap", vmap, 0 },
	{ "counter", counter, OBJREF | STATEFUL | BARE }, { "limit", limit, OBJREF | STATEFUL }, { "quota", quota, OBJREF | STATEFUL }, { "last", last, STATEFUL | BARE },
	{ "ct count", connlimit, STATEFUL }, { "mangle", mangle, 0 }, { "log", log_stmt, BARE }, { "reject", reject, BARE },
	{ "snat", nat, BARE }, { "dnat", nat, BARE }, { "masquerade", nat, BARE }, { "redirect", nat, BARE }, { "tproxy", tproxy, 0 },
	{ "dup", dup, 0 }, { "fwd", fwd, 0 }, { "synproxy", synproxy, OBJREF | BARE }, { "notrack", notrack, BARE }, { "queue", queue, BARE },
	{ "flow", flow, 0 }, { "set", dynset, 0 }, { "map", dynmap, 0 }, { "meter", meter, 0 }, { "ct helper", objref, OBJREF },
	{ "ct timeout", objref, OBJREF }, { "ct expectation", objref, OBJREF }, { "secmark", objref, OBJREF }, { "tunnel", objref, OBJREF },
	{ "reset", reset, 0 }, { "xt", xt, 0 },
};
#define N_KINDS (sizeof(kinds) / sizeof(*kinds))

bool jin_is_stateful(const char *key)
{
	for (unsigned i = 0; i < N_KINDS; i++)
		if (!strcmp(kinds[i].key, key))
			return kinds[i].flags & STATEFUL;
	return false;
}

struct stmt *jin_stmt_member(struct jin *j, const struct jnode *n)
{
	struct jin_near near = { .want = n->key };

	for (unsigned i = 0; i < N_KINDS; i++) {
		jin_try(&near, kinds[i].key);
		if (strcmp(kinds[i].key, n->key))
			continue;
		if (n->kind == J_OBJECT || (n->kind == J_NULL && kinds[i].flags & BARE) || (n->kind == J_STRING && kinds[i].flags & OBJREF))
			return kinds[i].parse(j, n);
		return jin_fail(j, n, "\"%s\" cannot be %s", n->key, json_kind_name(n));
	}
	return jin_unknown_member(j, n, "statement", &near);
}

struct stmt *jin_stmt(struct jin *j, const struct jnode *n)
{
	if (n->kind != J_OBJECT)
		return jin_fail(j, n, "a statement is an object with one member, not %s", json_kind_name(n));
	if (n->n != 1)
		return jin_fail(j, n, "a statement is an object with one member, not %u", n->n);
	return jin_stmt_member(j, n->first);
}

bool jin_rule_body(struct jin *j, const struct jnode *n, struct rule *r)
{
	const struct jnode *list = jin_need(j, n, "expr");
	struct stmt *s;

	if (!list || !jin_get_comment(j, n, &r->comment))
		return false;
	r->loc = jin_loc(j, list);
	if (list->kind != J_ARRAY) {
		jin_fail(j, list, "expected an array of statements, not %s", json_kind_name(list));
		return false;
	}
	j_each(i, list) {
		s = jin_stmt(j, i);
		if (!s)
			return false;
		vec_push(j->r, &r->stmts, s);
	}
	return true;
}
