/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "lang/parser.h"

/* ------------------------------------------------------------------ match */
static bool is_mask(const struct expr *e)
{
	return e->id == E_BINOP && e->binop.op == BINOP_MASK;
}

/* `a,b / c,d` was read as the list a, b/c, d: takes it apart. Returns the mask c,d and leaves a,b in *value; NULL: no mask. */
static struct expr *take_mask(struct parser *p, struct expr **value)
{
	struct expr *list = *value, *mask = NULL, *left = NULL, *item;

	if (is_mask(list)) {
		if (list->binop.right->id == E_SYMBOL && strpbrk(list->binop.right->symbol.text, ".:"))
			parse_error(p, list->binop.right->loc, "behind the slash of an address stands its prefix length; other masks are written as "
				    "`ip saddr & 255.0.255.0 == 10.0.1.0`");
		*value = list->binop.left;
		return list->binop.right;
	}
	if (list->id != E_LIST)
		return NULL;
	vec_each(i, &list->list.items) {
		item = list->list.items.v[i];
		if (mask && is_mask(item)) {
			parse_error(p, item->loc, "more than one mask");
		} else if (is_mask(item)) {
			left = left ? append(p, loc_join(left->loc, item->binop.left->loc), E_LIST, left, item->binop.left) : item->binop.left;
			mask = item->binop.right;
		} else if (mask) {
			mask = append(p, loc_join(mask->loc, item->loc), E_LIST, mask, item);
		} else {
			left = left ? append(p, loc_join(left->loc, item->loc), E_LIST, left, item) : item;
		}
	}
	if (mask)
		*value = left;
	return mask;
}

struct stmt *match(struct parser *p, struct loc loc, struct expr *left, enum rel_op op, struct expr *right)
{
	struct stmt *s = stmt_new(p->region, S_MATCH, loc);
	struct expr *mask = take_mask(p, &right);

	if (mask) {
		p->slash.src = NULL;
		left = binary(p, left->loc, BINOP_AND, left, mask);
		if (op == REL_IMPLICIT)
			op = REL_EQ;
	}
	s->match.left = left;
	s->match.op = (uint8_t)op;
	s->match.right = right;
	return s;
}

struct stmt *verdict_stmt(struct parser *p, struct loc loc, struct expr *e)
{
	struct stmt *s = stmt_new(p->region, S_VERDICT, loc);

	s->verdict.expr = e;
	return s;
}

/* ------------------------------------------------------------------ counters, limits */
struct quota_spec *quota(struct parser *p, struct loc loc, bool over, uint64_t n, uint64_t unit)
{
	struct quota_spec *q = region_new(p->region, struct quota_spec);

	q->bytes = times(p, loc, n, unit);
	q->over = over;
	return q;
}

static struct limit_spec *limit(struct parser *p, bool over, uint64_t rate, uint64_t unit)
{
	struct limit_spec *l = region_new(p->region, struct limit_spec);

	l->over = over;
	l->rate = rate;
	l->unit = unit;
	return l;
}

struct limit_spec *limit_packets(struct parser *p, bool over, uint64_t rate, uint64_t unit)
{
	return limit(p, over, rate, unit);
}

/* `mbytes/second` is one word; with blanks it may be `mbytes/ second` or (then @per is given apart) `mbytes / second`. */
struct limit_spec *limit_bytes(struct parser *p, struct loc loc, bool over, uint64_t rate, const char *unit, const char *per)
{
	const char *slash = strchr(unit, '/');
	const char *amount = slash ? region_strndup(p->region, unit, (size_t)(slash - unit)) : unit;
	struct limit_spec *l;

	if (slash && slash[1])
		per = slash + 1;
	l = limit(p, over, rate, per ? time_unit(p, loc, per) : 1);
	if (!per)
		parse_error(p, loc, "syntax error, unexpected string: a rate is per second, minute, hour, day or week, as in `1 mbytes/second`");
	if (!strcmp(amount, "packets"))
		return l;
	l->bytes = true;
	l->rate = times(p, loc, rate, byte_unit(p, loc, amount));
	return l;
}

void limit_burst(struct parser *p, struct loc loc, struct limit_spec *l, uint64_t burst, const char *unit)
{
	bool packets = !strcmp(unit, "packets");

	if (packets == l->bytes)
		parse_error(p, loc, "burst must be in %s as the rate is", l->bytes ? "bytes" : "packets");
	l->has_burst = true;
	l->burst = packets ? burst : times(p, loc, burst, byte_unit(p, loc, unit));
}

struct stmt *connlimit(struct parser *p, struct loc loc, bool over, uint64_t count)
{
	struct stmt *s = stmt_new(p->region, S_CONNLIMIT, loc);

	s->connlimit.count = (uint32_t)count;
	s->connlimit.over = over;
	return s;
}

/* ------------------------------------------------------------------ log */
void log_number(struct parser *p, struct stmt *s, struct loc_word what, uint64_t value)
{
	if (!strcmp(what.w.text, "group")) {
		if (value > UINT16_MAX)
			parse_error(p, what.loc, "log group must be at most %u", UINT16_MAX);
		s->log.group = (uint32_t)value;
		s->log.has_group = true;
	} else if (!strcmp(what.w.text, "snaplen")) {
		s->log.snaplen = (uint32_t)value;
		s->log.has_snaplen = true;
	} else {
		if (value > UINT16_MAX)
			parse_error(p, what.loc, "log queue-threshold must be at most %u", UINT16_MAX);
		s->log.qthreshold = (uint32_t)value;
		s->log.has_qthreshold = true;
	}
}

void log_level(struct parser *p, struct stmt *s, struct loc loc, const char *level)
{
	const struct symbol *sym = symtab_find(&log_level_symtab, level);

	if (!sym) {
		unknown_word(p, loc, "log level", level, symtab_nearest(&log_level_symtab, level));
		return;
	}
	s->log.level = (uint32_t)sym->value;
	s->log.has_level = true;
	s->log.audit = !strcmp(sym->name, "audit");
}

void log_flag(struct parser *p, struct stmt *s, struct loc loc, const char *flag, const char *part)
{
	const char *name = part ? region_printf(p->region, "%s %s", flag, part) : flag;
	uint32_t value = flag_find(log_flags, name);

	if (!value)
		unknown_word(p, loc, "log flag", name, nearest_flag(log_flags, name));
	s->log.flags |= value;
}

/* ------------------------------------------------------------------ reject */
struct stmt *reject_with(struct parser *p, struct loc loc, struct loc_word kind, struct loc_word code)
{
	static const struct { const char *name; uint8_t type, family; } kinds[] = {
		{ "icmp", NFT_REJECT_ICMP_UNREACH, FAM_IP }, { "icmpv6", NFT_REJECT_ICMP_UNREACH, FAM_IP6 },
		{ "icmpx", NFT_REJECT_ICMPX_UNREACH, FAM_UNSPEC }, { "tcp", NFT_REJECT_TCP_RST, FAM_UNSPEC },
	};
	struct stmt *s = stmt_new(p->region, S_REJECT, loc);
	unsigned i = 0;

	while (i < 4 && strcmp(kinds[i].name, kind.w.text))
		i++;
	if (i == 4) {
		parse_error(p, kind.loc, "syntax error, unexpected %s, expecting icmp or icmpv6 or icmpx or tcp reset", kind.w.text);
		return s;
	}
	s->reject.type = kinds[i].type;
	s->reject.family = kinds[i].family;
	s->reject.code = -1;
	if (s->reject.type != NFT_REJECT_TCP_RST)
		s->reject.expr = symbol(p, code.loc, code.w.text, SYM_WORD);
	else if (strcmp(code.w.text, "reset"))
		parse_error(p, code.loc, "syntax error, unexpected %s, expecting reset", code.w.text);
	return s;
}

/* ------------------------------------------------------------------ nat, tproxy, dup, fwd, queue */
struct stmt *nat(struct parser *p, struct loc loc, enum nat_kind kind)
{
	struct stmt *s = stmt_new(p->region, S_NAT, loc);

	s->nat.kind = (uint8_t)kind;
	return s;
}

struct stmt *nat_target(struct stmt *s, struct loc loc, struct expr *addr, struct expr *port)
{
	s->loc = loc;
	s->nat.addr = addr;
	s->nat.proto = port;
	return s;
}

/* `snat ip addr . port to`: an old way to say that the map gives both. */
void nat_concat(struct parser *p, struct stmt *s, struct loc_word addr, struct loc_word port)
{
	if (strcmp(addr.w.text, "addr"))
		parse_error(p, addr.loc, "syntax error, unexpected string, expecting addr");
	if (strcmp(port.w.text, "port"))
		parse_error(p, port.loc, "syntax error, unexpected string, expecting port");
	s->nat.concat = true;
}

struct stmt *nat_flag(struct parser *p, struct loc loc, struct stmt *s, struct loc_word flag)
{
	uint32_t value = flag_find(nat_flags, flag.w.text);
	const char *near = nearest_flag(nat_flags, flag.w.text);

	s->loc = loc;
	s->nat.flags |= value;
	if (!value)
		parse_error(p, flag.loc, near ? "syntax error, unexpected string; did you mean '%s'?" : "syntax error, unexpected string", near);
	return s;
}

struct stmt *queue_to(struct parser *p, struct loc loc, struct stmt *s, struct expr *queue)
{
	if (!s)
		s = stmt_new(p->region, S_QUEUE, loc);
	no_slash(p);
	s->loc = loc;
	s->queue.queue = queue;
	return s;
}

struct stmt *queue_flag(struct parser *p, struct loc loc, struct stmt *s, struct loc_word flag)
{
	uint32_t value = flag_find(queue_flags, flag.w.text);
	const char *near = nearest_flag(queue_flags, flag.w.text);

	if (!s)
		s = stmt_new(p->region, S_QUEUE, loc);
	s->loc = loc;
	s->queue.flags |= value;
	if (!value)
		parse_error(p, flag.loc, near ? "syntax error, unexpected string; did you mean '%s'?" : "syntax error, unexpected string", near);
	return s;
}

struct stmt *dup_fwd(struct parser *p, struct loc loc, enum stmt_id id, const char *family, struct expr *to, struct expr *dev)
{
	struct stmt *s = stmt_new(p->region, id, loc);

	s->dup.to = to;
	s->dup.dev = dev;
	if (family)
		s->dup.family = (uint8_t)family_by_name(family);
	return s;
}

struct stmt *flow(struct parser *p, struct loc loc, struct loc name_loc, const char *name)
{
	struct stmt *s = stmt_new(p->region, S_FLOW, loc);

	s->flow.table = name;
	s->flow.ref = set_ref(p, name_loc, name);
	return s;
}

/* `flow offload` is the old form of `flow add`. */
void flow_verb(struct parser *p, struct loc_word verb)
{
	if (strcmp(verb.w.text, "offload"))
		parse_error(p, verb.loc, "syntax error, unexpected string, expecting add");
}

/* ------------------------------------------------------------------ sets that rules update */
struct stmt *dynset(struct parser *p, struct loc loc, int op, struct expr *set, struct expr *elem)
{
	struct stmt *s = stmt_new(p->region, S_DYNSET, loc);

	s->dynset.op = (uint8_t)op;
	s->dynset.set = set;
	s->dynset.key = elem->elem.key;
	s->dynset.data = elem->elem.data;
	s->dynset.info = elem->elem.info;
	return s;
}

struct stmt *meter(struct parser *p, struct loc loc, const char *name, uint64_t size, struct expr *elem)
{
	struct stmt *s = stmt_new(p->region, S_METER, loc);
	struct elem_info *info = elem->elem.info;

	s->meter.name = name;
	s->meter.size = (uint32_t)size;
	s->meter.key = elem;
	if (info) {
		memcpy(&s->meter.stmts, &info->stmts, sizeof(info->stmts));
		memset(&info->stmts, 0, sizeof(info->stmts));
	}
	return s;
}

/* ------------------------------------------------------------------ synproxy, objects, set */
void synproxy_number(struct stmt *s, struct token_word what, uint64_t value)
{
	if (!strcmp(what.text, "mss")) {
		s->synproxy.mss = (uint32_t)value;
		s->synproxy.flags |= NF_SYNPROXY_OPT_MSS;
	} else {
		s->synproxy.wscale = (uint32_t)value;
		s->synproxy.flags |= NF_SYNPROXY_OPT_WSCALE;
	}
}

void synproxy_flag(struct parser *p, uint32_t *flags, struct loc_word flag)
{
	uint32_t value = flag_find(synproxy_flags, flag.w.text);
	const char *near = nearest_flag(synproxy_flags, flag.w.text);

	*flags |= value;
	if (!value)
		parse_error(p, flag.loc, near ? "syntax error, unexpected string; did you mean '%s'?" : "syntax error, unexpected string", near);
}

struct stmt *objref(struct parser *p, struct loc loc, uint32_t type, struct expr *value)
{
	struct stmt *s = stmt_new(p->region, S_OBJREF, loc);

	s->objref.type = type;
	s->objref.expr = value;
	return s;
}

/* What `ct helper set` and `meta secmark set` assign is an object, by name or from a map. */
static uint32_t assigned_object(const struct expr *target, const struct expr *value)
{
	bool names = value->id == E_SYMBOL || value->id == E_MAP;

	if (names && target->id == E_CT && !strcmp(target->ct.row->sel.name, "helper"))
		return NFT_OBJECT_CT_HELPER;
	if (names && target->id == E_META && !strcmp(target->meta.row->sel.name, "secmark"))
		return NFT_OBJECT_SECMARK;
	return 0;
}

struct stmt *set_stmt(struct parser *p, struct loc loc, struct expr *target, struct expr *value)
{
	uint32_t type = assigned_object(target, value);
	struct stmt *s;

	if (type)
		return objref(p, loc, type, value);
	s = stmt_new(p->region, S_SET, loc);
	s->set.target = target;
	s->set.value = value;
	return s;
}

struct stmt *reset_stmt(struct parser *p, struct loc loc, struct expr *option)
{
	struct stmt *s = stmt_new(p->region, S_RESET, loc);

	if (option->id != E_EXTHDR || option->exthdr.op != XH_TCP || option->exthdr.field)
		if (option->id != E_SYMBOL)	/* that had its error already */
			parse_error(p, option->loc, "only a tcp option can be reset");
	s->reset.option = option;
	return s;
}
