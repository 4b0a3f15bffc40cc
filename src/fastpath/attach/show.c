/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "fastpath/attach/show.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdlib.h>
#include <unistd.h>

#include "fastpath/attach/choose.h"
#include "fastpath/attach/live.h"
#include "fastpath/attach/pins.h"
#include "fastpath/attach/tc.h"
#include "fastpath/attach/xdp.h"
#include "fastpath/bpf/codegen.h"

struct told_rule { struct meta_rule where; uint64_t packets, bytes; };
struct told {			/* one flowtable */
	struct meta meta;
	const char *dir, *drift;	/* drift: what does not agree, or NULL */
	struct told_rule *rules;
	uint64_t reasons[CG_N_REASONS], ways[CG_N_WAYS][META_DEVICES];
	const char *beside[META_DEVICES];	/* what others have at tc of the device, or NULL */
};
struct connections { uint64_t all, offload, hw_offload; };

/* ---------------------------------------------------------------- reading what is pinned */
static int open_pin(struct region *r, const char *dir, const char *name)
{
	return sys_open_pin(region_printf(r, "%s/%s", dir, name));
}

static void read_rules(struct region *r, struct told *t)
{
	int rules = open_pin(r, t->dir, "rules"), counters = open_pin(r, t->dir, "counters");
	unsigned cpus = sys_possible_cpus();
	struct cg_count *c = region_alloc(r, cpus * sizeof(*c));

	t->rules = region_alloc(r, (t->meta.n_counters + 1) * sizeof(*t->rules));
	for (uint32_t i = 0; rules >= 0 && counters >= 0 && i < t->meta.n_counters; i++) {
		struct told_rule *told = &t->rules[i];

		if (sys_map_lookup(rules, &i, &told->where) || sys_map_lookup(counters, &i, c))
			continue;
		told->packets = told->where.packets;
		told->bytes = told->where.bytes;
		for (unsigned k = 0; k < cpus; k++) {
			told->packets += c[k].packets;
			told->bytes += c[k].bytes;
		}
	}
	if (rules >= 0)
		close(rules);
	if (counters >= 0)
		close(counters);
}

static void read_reasons(struct region *r, struct told *t, const char *name)
{
	unsigned cpus = sys_possible_cpus();
	size_t size = (cg_scratch_size() + 7u) & ~7u;
	uint8_t *values = region_alloc(r, cpus * size);
	int fd = open_pin(r, t->dir, name);
	uint32_t zero = 0;

	if (fd < 0)
		return;
	if (!sys_map_lookup(fd, &zero, values))
		for (unsigned k = 0; k < cpus; k++)
			for (unsigned i = 0; i < CG_N_REASONS; i++)
				t->reasons[i] += *(const uint64_t *)(values + k * size + cg_reasons_offset() + 8 * i);
	for (unsigned k = 0; k < cpus; k++)
		for (uint32_t i = 0; i < t->meta.n_devices; i++)
			for (unsigned way = 0; way < CG_N_WAYS; way++)
				t->ways[way][i] += *(const uint64_t *)(values + k * size + cg_way_offset(way, i));
	close(fd);
}

static void reset_rule(struct region *r, struct told *t, uint32_t i)
{
	int rules = open_pin(r, t->dir, "rules"), counters = open_pin(r, t->dir, "counters");
	struct meta_rule where = t->rules[i].where;

	where.packets = where.bytes = 0;
	if (rules >= 0 && counters >= 0) {
		sys_map_update(rules, &i, &where);
		sys_map_update(counters, &i, region_alloc(r, sys_possible_cpus() * sizeof(struct cg_count)));
	}
	if (rules >= 0)
		close(rules);
	if (counters >= 0)
		close(counters);
}

/* ---------------------------------------------------------------- conntrack */
static int take_connection(const struct nlmsghdr *nlh, void *data)
{
	struct connections *n = data;
	const struct nlattr *attr;

	n->all++;
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		uint32_t status;

		if (mnl_attr_get_type(attr) != CTA_STATUS || mnl_attr_get_payload_len(attr) < 4)
			continue;
		status = ntohl(mnl_attr_get_u32(attr));
		n->offload += !!(status & IPS_OFFLOAD);
		n->hw_offload += !!(status & IPS_HW_OFFLOAD);
	}
	return MNL_CB_OK;
}

/* Which flowtable a connection is in the kernel does not tell. */
static int count_connections(struct connections *n)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	static uint8_t buf[1 << 16];
	struct nlmsghdr *nlh;
	struct nfgenmsg *g;
	int ret = 1;

	*n = (struct connections){ 0 };
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID)) {
		if (nl)
			mnl_socket_close(nl);
		return -errno;
	}
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = 1;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->nfgen_family = AF_UNSPEC;
	g->version = NFNETLINK_V0;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		ret = -1;
	while (ret > 0) {
		ssize_t got = mnl_socket_recvfrom(nl, buf, sizeof(buf));

		ret = got < 0 ? -1 : mnl_cb_run(buf, (size_t)got, 1, mnl_socket_get_portid(nl), take_connection, n);
	}
	mnl_socket_close(nl);
	return ret;
}

/* ---------------------------------------------------------------- as text and JSON */
static bool is_attached(struct rt *rt, const struct meta *m, uint32_t i)
{
	return tc_program(rt, m->device[i].ifindex) == m->program && (!m->xdp || xdp_program(rt, m->device[i].ifindex) == m->xdp);
}

static void text_of(struct strbuf *b, const struct told *t, struct rt *rt)
{
	const struct meta *m = &t->meta;

	strbuf_printf(b, "fastpath %s %s %s {\n\tbackend %s\n\tmode %s\n\tprogram %u\n", m->family, m->table, m->flowtable,
		      live_mode_names[m->backend], live_mode_names[m->mode], m->program);
	if (*m->reason)
		strbuf_printf(b, "\treason \"%s\"\n", m->reason);
	for (uint32_t i = 0; i < m->n_devices; i++) {
		strbuf_printf(b, "\tdevice \"%s\" %s", m->device[i].name, is_attached(rt, m, i) ? "attached" : "detached");
		if (t->ways[CG_WAY_FAST][i] || t->ways[CG_WAY_SLOW][i])
			strbuf_printf(b, " fast %" PRIu64 " slow %" PRIu64, t->ways[CG_WAY_FAST][i], t->ways[CG_WAY_SLOW][i]);
		if (t->beside[i])
			strbuf_printf(b, " beside \"%s\"", t->beside[i]);
		strbuf_add(b, "\n");
	}
	for (uint32_t i = 0; i < m->n_counters; i++)
		strbuf_printf(b, "\trule handle %" PRIu64 " packets %" PRIu64 " bytes %" PRIu64 "\n", t->rules[i].where.rule_handle, t->rules[i].packets, t->rules[i].bytes);
	for (unsigned i = 0; i < CG_N_REASONS; i++)
		if (t->reasons[i])
			strbuf_printf(b, "\t%s %" PRIu64 "\n", cg_reasons[i].name, t->reasons[i]);
	if (t->drift)
		strbuf_printf(b, "\tdrift \"%s\"\n", t->drift);
	strbuf_add(b, "}\n");
}

static json_t *json_of(const struct told *t, struct rt *rt)
{
	const struct meta *m = &t->meta;
	json_t *devices = json_array(), *rules = json_array(), *reasons = json_object(), *o;

	for (uint32_t i = 0; i < m->n_devices; i++)
		json_array_append_new(devices, json_pack("{s:s, s:b, s:I, s:I, s:s*}", "name", m->device[i].name, "attached", is_attached(rt, m, i),
							 "fast", (json_int_t)t->ways[CG_WAY_FAST][i], "slow", (json_int_t)t->ways[CG_WAY_SLOW][i], "beside", t->beside[i]));
	for (uint32_t i = 0; i < m->n_counters; i++)
		json_array_append_new(rules, json_pack("{s:I, s:I, s:I}", "handle", (json_int_t)t->rules[i].where.rule_handle,
						       "packets", (json_int_t)t->rules[i].packets, "bytes", (json_int_t)t->rules[i].bytes));
	for (unsigned i = 0; i < CG_N_REASONS; i++)
		json_object_set_new(reasons, cg_reasons[i].name, json_integer((json_int_t)t->reasons[i]));
	o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o}", "family", m->family, "table", m->table, "name", m->flowtable,
		      "backend", live_mode_names[m->backend], "mode", live_mode_names[m->mode], "program", (int)m->program,
		      "devices", devices, "rules", rules, "packets", reasons);
	if (o && *m->reason)
		json_object_set_new(o, "reason", json_string(m->reason));
	if (o && t->drift)
		json_object_set_new(o, "drift", json_string(t->drift));
	return o;
}

static void finish_json(struct strbuf *b, json_t *list, const struct connections *n, bool counted)
{
	json_t *root = json_pack("{s:[{s:{s:s, s:i}}]}", "nftables", "metainfo", "version", PACKAGE_VERSION, "json_schema_version", 1);
	char *text;
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o)
		json_array_append_new(json_object_get(root, "nftables"), json_pack("{s:O}", "fastpath", o));
	if (counted)
		json_array_append_new(json_object_get(root, "nftables"), json_pack("{s:{s:I, s:I, s:I}}", "connections", "all", (json_int_t)n->all,
			"offload", (json_int_t)n->offload, "hw_offload", (json_int_t)n->hw_offload));
	text = json_dumps(root, 0);
	if (text)
		strbuf_printf(b, "%s\n", text);
	free(text);
	json_decref(root);
	json_decref(list);
}

int show_fastpath(struct region *r, const struct ruleset *rs, struct diag_sink *sink, bool json, struct strbuf *b)
{
	const char *dir = pins_dir(r);
	json_t *list = json_array();
	pin_names names = { 0 };
	struct connections n;
	struct rt *rt;
	bool counted;
	int err = rt_open(&rt);

	if (err) {
		json_decref(list);
		return err;
	}
	if (dir)
		pins_list(r, dir, &names);
	vec_each(i, &names) {
		struct told *t = region_new(r, struct told);

		t->dir = region_printf(r, "%s/%s", dir, names.v[i]);
		if (meta_read(t->dir, &t->meta))
			continue;
		read_rules(r, t);
		read_reasons(r, t, "scratch");
		read_reasons(r, t, "xdp-scratch");
		for (uint32_t k = 0; k < t->meta.n_devices; k++)
			t->beside[k] = choose_beside(r, rt, t->meta.device[k].ifindex);
		t->drift = live_drift(r, rs, sink, &t->meta);
		if (json)
			json_array_append_new(list, json_of(t, rt));
		else
			text_of(b, t, rt);
	}
	counted = !count_connections(&n);
	rt_close(rt);
	if (json) {
		finish_json(b, list, &n, counted);
		return 0;
	}
	json_decref(list);
	if (counted)
		strbuf_printf(b, "connections all %" PRIu64 " offload %" PRIu64 " hw-offload %" PRIu64 "\n", n.all, n.offload, n.hw_offload);
	return 0;
}

/* ---------------------------------------------------------------- counters of rules */
static struct stmt *nth_counter(const struct rule *rule, uint64_t nth)
{
	vec_each(i, &rule->stmts)
		if (rule->stmts.v[i]->id == S_COUNTER && !nth--)
			return rule->stmts.v[i];
	return NULL;
}

static struct stmt *counter_in(const struct table *t, const struct meta_rule *where)
{
	vec_each(i, &t->chains) {
		if (t->chains.v[i]->handle != where->chain_handle)
			continue;
		vec_each(k, &t->chains.v[i]->rules)
			if (t->chains.v[i]->rules.v[k]->handle == where->rule_handle)
				return nth_counter(t->chains.v[i]->rules.v[k], where->nth);
	}
	return NULL;
}

static struct stmt *counter_of(const struct ruleset *rs, const struct meta_rule *where)
{
	vec_each(i, &rs->tables)
		if (rs->tables.v[i]->handle == where->table_handle)
			return counter_in(rs->tables.v[i], where);
	return NULL;
}

void show_add_counts(struct region *r, struct ruleset *rs, bool reset)
{
	const char *dir = pins_dir(r);
	pin_names names = { 0 };

	if (!pins_exist(dir))
		return;
	pins_list(r, dir, &names);
	vec_each(i, &names) {
		struct told t = { .dir = region_printf(r, "%s/%s", dir, names.v[i]) };

		if (meta_read(t.dir, &t.meta) || !t.meta.n_counters)
			continue;
		read_rules(r, &t);
		for (uint32_t n = 0; n < t.meta.n_counters; n++) {
			struct stmt *st = counter_of(rs, &t.rules[n].where);

			if (!st)
				continue;
			st->counter.packets += t.rules[n].packets;
			st->counter.bytes += t.rules[n].bytes;
			if (reset)
				reset_rule(r, &t, n);
		}
	}
}
