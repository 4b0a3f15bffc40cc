/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of the ruleset, from the messages that tell of them. Rules and elements can be read only by the sets that they name, so
 * what the messages tell is kept. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/events.h"
#include "kernel/op_nl.h"

/* ---------------------------------------------------------------- what is known */
/* A block's chain has a name here as any other: its rules come as events of their own. */
static void name_blocks(struct ruleset *rs)
{
	vec_each(i, &rs->tables)
		vec_each(j, &rs->tables.v[i]->chains)
			rs->tables.v[i]->chains.v[j]->binding = false;
}

static void forget_table(struct ruleset *rs, const struct table *t)
{
	vec_each(i, &rs->tables)
		if (rs->tables.v[i] == t) {
			vec_remove(&rs->tables, i);
			return;
		}
}

static void forget_chain(struct ruleset *rs, struct table *t, const char *name)
{
	vec_each(i, &t->chains)
		if (!strcmp(t->chains.v[i]->name, name)) {
			dict_set(rs->region, &t->chain_dict, t->chains.v[i]->name, NULL);
			vec_remove(&t->chains, i);
			return;
		}
}

static void forget_set(struct ruleset *rs, struct table *t, const char *name)
{
	vec_each(i, &t->sets)
		if (!strcmp(t->sets.v[i]->name, name)) {
			dict_set(rs->region, &t->set_dict, t->sets.v[i]->name, NULL);
			vec_remove(&t->sets, i);
			return;
		}
}

/* ---- rules by their handle, for trace */
static const char *rule_key(struct region *r, const struct table *t, uint64_t handle)
{
	return region_printf(r, "%u %" PRIu64 " %s", t->family, handle, t->name);
}

static void keep_rule(struct events *ev, struct rule *rule)
{
	if (ev->keep_rules)
		dict_set(ev->known.region, &ev->rules, rule_key(ev->known.region, rule->table, rule->handle), rule);
}

static void forget_rule(struct events *ev, const struct rule *rule)
{
	if (ev->keep_rules)
		dict_set(ev->known.region, &ev->rules, rule_key(ev->known.region, rule->table, rule->handle), NULL);
}

static const struct rule *kept_rule(struct events *ev, const struct trace *t)
{
	const struct table *table = ruleset_table(&ev->known, t->family, t->table);

	return table && t->rule_handle ? dict_get(&ev->rules, rule_key(ev->elements, table, t->rule_handle)) : NULL;
}

static void keep_rules(struct events *ev)
{
	vec_each(i, &ev->known.tables)
		vec_each(j, &ev->known.tables.v[i]->chains)
			vec_each(k, &ev->known.tables.v[i]->chains.v[j]->rules)
				keep_rule(ev, ev->known.tables.v[i]->chains.v[j]->rules.v[k]);
}

int events_open(struct events *ev, struct kernel *k, unsigned what, jmp_buf *oom, struct diag_sink *sink)
{
	static const struct fetch_filter everything;
	const struct fetch_filter filter = { .what = what };
	struct region *r = region_create(), *elements = region_create();
	int err;

	if (!r || !elements) {
		region_free(r);
		region_free(elements);
		return -ENOMEM;
	}
	ev->known = (struct ruleset){ .region = r };
	ev->rules = (struct dict){ 0 };
	ev->elements = elements;
	ev->filling = NULL;
	ev->half = (struct half){ 0 };
	ev->f = (struct fetch){ .k = k, .r = r, .rs = &ev->known, .filter = &everything, .sink = sink };
	region_on_oom(r, oom);
	region_on_oom(elements, oom);
	err = kernel_fetch(k, &ev->known, &filter, sink);
	name_blocks(&ev->known);
	keep_rules(ev);
	return err;
}

void events_close(struct events *ev)
{
	region_free(ev->known.region);
	region_free(ev->elements);
	ev->known.region = ev->elements = NULL;
}

/* ---------------------------------------------------------------- events */
static int tell(struct events *ev, const struct cmd *cmd)
{
	struct event e = { .kind = EVENT_CHANGE, .cmd = cmd };

	if (!ev->stop)
		ev->stop = ev->fn(ev->data, &e);
	return ev->stop;
}

static enum cmd_op op_of(const struct nlmsghdr *nlh, bool gone)
{
	if (gone)
		return CMD_DELETE;
	return nlh->nlmsg_flags & NLM_F_EXCL ? CMD_CREATE : CMD_ADD;
}

static struct cmd cmd_of(enum cmd_op op, enum cmd_obj obj, const struct table *t, const char *name, uint64_t handle)
{
	return (struct cmd){ .op = op, .obj = obj, .h = { .family = t->family, .table = t->name, .name = name, .handle = handle, .has_handle = true } };
}

static int take_table(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct table *t = read_table(&ev->f, nlh), *known = t ? ruleset_table(&ev->known, t->family, t->name) : NULL;
	struct cmd cmd;

	if (!t)
		return 0;
	if (gone && known)
		forget_table(&ev->known, known);
	else if (!gone && !known)
		ruleset_add_table(&ev->known, t);
	cmd = cmd_of(op_of(nlh, gone), OBJ_TABLE, t, NULL, t->handle);
	cmd.table = t;
	return tell(ev, &cmd);
}

static int take_chain(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct chain *c = read_chain(&ev->f, nlh), *known;
	struct cmd cmd;

	if (!c)
		return 0;
	known = table_chain(c->table, c->name);
	c->binding = false;
	if (known)
		forget_chain(&ev->known, c->table, c->name);
	if (!gone)
		table_add_chain(&ev->known, c->table, c);
	cmd = cmd_of(op_of(nlh, gone), OBJ_CHAIN, c->table, c->name, c->handle);
	cmd.chain = c;
	return tell(ev, &cmd);
}

static enum cmd_op op_of_rule(const struct nlmsghdr *nlh, bool gone)
{
	if (gone)
		return CMD_DELETE;
	if (nlh->nlmsg_flags & NLM_F_REPLACE)
		return CMD_REPLACE;
	return nlh->nlmsg_flags & NLM_F_APPEND ? CMD_ADD : CMD_INSERT;
}

static int take_rule(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct rule *rule = NULL;
	struct cmd cmd;

	read_rule(&ev->f, nlh, &rule);
	if (!rule)
		return 0;
	cmd = cmd_of(op_of_rule(nlh, gone), OBJ_RULE, rule->table, rule->chain->name, rule->handle);
	cmd.rule = rule;
	if (gone)
		forget_rule(ev, rule);
	else
		keep_rule(ev, rule);
	return tell(ev, &cmd);
}

/* What an anonymous set holds shows in its rule; that it is gone is told as of any other. */
static int take_set(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct set *s = read_set(&ev->f, nlh);
	struct cmd cmd;

	if (!s)
		return 0;
	forget_set(&ev->known, s->table, s->name);
	if (!gone)
		table_add_set(&ev->known, s->table, s);
	if (s->anonymous)
		return 0;
	cmd = cmd_of(op_of(nlh, gone), s->is_map ? OBJ_MAP : OBJ_SET, s->table, s->name, s->handle);
	cmd.set = s;
	return tell(ev, &cmd);
}

static int take_object(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct object *o = read_object(&ev->f, nlh);
	struct cmd cmd;

	if (!o)
		return 0;
	cmd = cmd_of(op_of(nlh, gone), OBJ_OBJECT, o->table, o->name, o->handle);
	cmd.obj_type = o->type;
	cmd.object = o;
	return tell(ev, &cmd);
}

static int take_flowtable(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct flowtable *ft = read_flowtable(&ev->f, nlh);
	struct cmd cmd;

	if (!ft)
		return 0;
	cmd = cmd_of(op_of(nlh, gone), OBJ_FLOWTABLE, ft->table, ft->name, ft->handle);
	cmd.flowtable = ft;
	return tell(ev, &cmd);
}

static int take_generation(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct event e = { .kind = EVENT_GENERATION };
	struct attrs a;

	(void)gone;
	attrs_of_message(nlh, &a);
	e.genid = attr_u32(&a, NFTA_GEN_ID);
	e.process = attr_u32(&a, NFTA_GEN_PROC_PID);
	e.process_name = attr_str(ev->elements, &a, NFTA_GEN_PROC_NAME);
	if (!ev->stop)
		ev->stop = ev->fn(ev->data, &e);
	return ev->stop;
}

static int take_trace(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	struct trace *t = read_trace(ev->elements, nlh);
	struct event e = { .kind = EVENT_TRACE, .trace = t };

	(void)gone;
	if (ev->stop || !t)
		return ev->stop;
	t->rule = kept_rule(ev, t);
	ev->stop = ev->fn(ev->data, &e);
	return ev->stop;
}

/* ---------------------------------------------------------------- elements */
static bool is_end(const struct wire *w, uint32_t i)
{
	return w->flags && w->flags[i] & WIRE_END;
}

static const uint8_t *key_at(const struct wire *w, uint32_t i)
{
	return w->keys + (size_t)i * w->key_len;
}

/* The elements in @w, as events of their own. */
static int tell_elements(struct events *ev, struct set *s, enum cmd_op op, struct wire *w)
{
	struct cmd cmd = cmd_of(op, OBJ_ELEMENTS, s->table, s->name, 0);
	int err = wire_decode(ev->elements, s, w, &cmd.elems);

	cmd.h.has_handle = false;
	cmd.elem_set = s;
	return err || !cmd.elems.n ? 0 : tell(ev, &cmd);
}

int events_flush(struct events *ev)
{
	struct half h = ev->half;

	ev->half.set = NULL;
	return h.set && !is_end(&h.wire, 0) ? tell_elements(ev, h.set, h.op, &h.wire) : 0;
}

/* The mark at 0 that sets begin with is no end of anything. */
static bool is_leading_gap(const struct wire *w)
{
	const uint8_t *key = key_at(w, 0);

	for (unsigned i = 0; i < w->key_len; i++)
		if (key[i])
			return false;
	return is_end(w, 0);
}

/* A start and its end, whichever came first; a start that no end follows reaches the last value. */
static int take_mark(struct events *ev, const struct nlattr *nest, enum cmd_op op)
{
	struct set *s = ev->f.set;
	struct half *h = &ev->half, was;
	int start;

	if (h->set && (h->set != s || h->op != op))
		events_flush(ev);
	if (!h->set) {
		*h = (struct half){ .set = s, .op = op };
		wire_for(&h->wire, s);
	}
	ev->f.wire = &h->wire;
	fetch_element(&ev->f, nest);
	if (h->wire.n == 1) {
		if (h->wire.flags && h->wire.flags[0] & WIRE_CATCHALL)
			return events_flush(ev);
		if (is_leading_gap(&h->wire))
			h->set = NULL;
		return 0;
	}
	start = is_end(&h->wire, 0) ? 1 : 0;
	was = *h;
	h->set = NULL;
	if (is_end(&was.wire, 1 - start) && !is_end(&was.wire, start) && memcmp(key_at(&was.wire, start), key_at(&was.wire, 1 - start), was.wire.key_len) < 0)
		return tell_elements(ev, s, op, &was.wire);
	was.wire.n = 1;
	if (!is_end(&was.wire, 0))
		tell_elements(ev, s, op, &was.wire);
	return take_mark(ev, nest, op);
}

static int take_one(struct events *ev, const struct nlattr *nest, enum cmd_op op)
{
	struct set *s = ev->f.set;
	struct wire w;

	if (s->flags & NFT_SET_INTERVAL && s->key.n == 1)
		return take_mark(ev, nest, op);
	wire_for(&w, s);
	ev->f.wire = &w;
	fetch_element(&ev->f, nest);
	return tell_elements(ev, s, op, &w);
}

static void fill_anonymous(struct events *ev, const struct nlmsghdr *nlh)
{
	ev->f.r = ev->known.region;
	if (ev->filling != ev->f.set) {
		ev->filling = ev->f.set;
		wire_for(&ev->fill, ev->filling);
	}
	ev->f.wire = &ev->fill;
	fetch_elements(&ev->f, nlh);
}

static void filled(struct events *ev)
{
	if (ev->filling)
		wire_decode(ev->known.region, ev->filling, &ev->fill, &ev->filling->elems);
	ev->filling = NULL;
}

static int take_elements(struct events *ev, const struct nlmsghdr *nlh, bool gone)
{
	const struct nlattr *elem;
	struct table *t;
	struct attrs a;
	int stop = 0;

	attrs_of_message(nlh, &a);
	t = fetch_table(&ev->f, nlh, &a, NFTA_SET_ELEM_LIST_TABLE);
	if (!t || !a.a[NFTA_SET_ELEM_LIST_SET] || mnl_attr_validate(a.a[NFTA_SET_ELEM_LIST_SET], MNL_TYPE_NUL_STRING))
		return 0;
	ev->f.set = table_set(t, mnl_attr_get_str(a.a[NFTA_SET_ELEM_LIST_SET]));
	if (!ev->f.set || !a.a[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	if (ev->f.set->anonymous) {
		if (!gone)
			fill_anonymous(ev, nlh);
		return 0;
	}
	ev->f.r = ev->elements;
	mnl_attr_for_each_nested(elem, a.a[NFTA_SET_ELEM_LIST_ELEMENTS])
		stop = stop ? stop : take_one(ev, elem, op_of(nlh, gone));
	return stop;
}

/* ---------------------------------------------------------------- messages */
static const struct {
	int (*take)(struct events *ev, const struct nlmsghdr *nlh, bool gone);
	bool gone;
} messages[] = {
	[NFT_MSG_NEWTABLE] = { take_table, false },		[NFT_MSG_DELTABLE] = { take_table, true },
	[NFT_MSG_NEWCHAIN] = { take_chain, false },		[NFT_MSG_DELCHAIN] = { take_chain, true },
	[NFT_MSG_NEWRULE] = { take_rule, false },		[NFT_MSG_DELRULE] = { take_rule, true },
	[NFT_MSG_NEWSET] = { take_set, false },			[NFT_MSG_DELSET] = { take_set, true },
	[NFT_MSG_NEWSETELEM] = { take_elements, false },	[NFT_MSG_DELSETELEM] = { take_elements, true },
	[NFT_MSG_NEWOBJ] = { take_object, false },		[NFT_MSG_DELOBJ] = { take_object, true },
	[NFT_MSG_NEWFLOWTABLE] = { take_flowtable, false },	[NFT_MSG_DELFLOWTABLE] = { take_flowtable, true },
	[NFT_MSG_NEWGEN] = { take_generation, false },
	[NFT_MSG_TRACE] = { take_trace, false },
};

int events_take(struct events *ev, const struct nlmsghdr *nlh)
{
	unsigned type = nlh->nlmsg_type & 0xff;

	if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES || type >= sizeof(messages) / sizeof(*messages) || !messages[type].take)
		return 0;
	ev->stop = 0;
	if (messages[type].take != take_elements) {
		filled(ev);
		events_flush(ev);
	}
	ev->f.r = ev->known.region;
	if (!ev->stop)
		messages[type].take(ev, nlh, messages[type].gone);
	if (!ev->half.set)
		region_release(ev->elements, (struct region_mark){ 0 });
	return ev->stop;
}
