/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells about rules and connections: the counters of all rules, the status of one connection. */
#ifndef VM_RULEREAD_H
#define VM_RULEREAD_H

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "frame.h"

#define MAX_RULES 1024
struct rule_count {
	uint64_t first, second;	/* packets of its first two counters */
	unsigned counters;
	uint8_t family;
	char table[32], chain[64];
};
struct rule_counts {
	unsigned n;
	struct rule_count rule[MAX_RULES];
};
struct attr {
	const uint8_t *data;
	size_t len;
};

static inline void attrs_of(const uint8_t *p, size_t len, struct attr *out, unsigned max)
{
	memset(out, 0, (max + 1) * sizeof(*out));
	while (len >= NLA_HDRLEN) {
		const struct nlattr *a = (const struct nlattr *)p;
		unsigned type = a->nla_type & NLA_TYPE_MASK;
		size_t whole = NLA_ALIGN(a->nla_len);

		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			return;
		if (type <= max)
			out[type] = (struct attr){ p + NLA_HDRLEN, a->nla_len - NLA_HDRLEN };
		if (whole >= len)
			return;
		p += whole;
		len -= whole;
	}
}

static inline uint64_t attr_number(struct attr a)
{
	uint64_t v = 0;

	for (size_t i = 0; i < a.len; i++)
		v = v << 8 | a.data[i];
	return v;
}

static inline void attr_text(char *out, size_t size, struct attr a)
{
	snprintf(out, size, "%.*s", (int)a.len, a.data ? (const char *)a.data : "");
}

/* Sends a request without attributes and hands every answer to each(); 0, or the kernel's error. */
static inline int ask(int fd, uint16_t type, uint16_t flags, void (*each)(const struct nlmsghdr *, void *), void *arg)
{
	struct {
		struct nlmsghdr h;
		struct nfgenmsg g;
	} req = { .h = { .nlmsg_len = sizeof(req), .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags } };
	static char buf[1 << 17];

	if (send(fd, &req, sizeof(req), 0) < 0)
		return -errno;
	for (;;) {
		ssize_t left = recv(fd, buf, sizeof(buf), 0);

		if (left < 0)
			return -errno;
		for (struct nlmsghdr *h = (struct nlmsghdr *)buf; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return 0;
			if (h->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)NLMSG_DATA(h))->error;
			each(h, arg);
		}
	}
}

static inline void body_of(const struct nlmsghdr *h, struct attr *out, unsigned max)
{
	size_t skip = NLMSG_LENGTH(sizeof(struct nfgenmsg));

	attrs_of((const uint8_t *)h + skip, h->nlmsg_len - skip, out, max);
}

static inline void read_expr(struct attr elem, struct rule_count *r)
{
	struct attr e[NFTA_EXPR_MAX + 1], c[NFTA_COUNTER_MAX + 1];

	attrs_of(elem.data, elem.len, e, NFTA_EXPR_MAX);
	if (!e[NFTA_EXPR_NAME].len || strcmp((const char *)e[NFTA_EXPR_NAME].data, "counter"))
		return;
	attrs_of(e[NFTA_EXPR_DATA].data, e[NFTA_EXPR_DATA].len, c, NFTA_COUNTER_MAX);
	if (r->counters == 0)
		r->first = attr_number(c[NFTA_COUNTER_PACKETS]);
	if (r->counters == 1)
		r->second = attr_number(c[NFTA_COUNTER_PACKETS]);
	r->counters++;
}

static inline void read_rule(const struct nlmsghdr *h, void *arg)
{
	struct rule_counts *all = arg;
	struct attr a[NFTA_RULE_MAX + 1];
	struct rule_count *r;
	const uint8_t *p;
	size_t left;

	if (h->nlmsg_type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE) || all->n == MAX_RULES)
		return;
	body_of(h, a, NFTA_RULE_MAX);
	r = &all->rule[all->n++];
	memset(r, 0, sizeof(*r));
	r->family = ((struct nfgenmsg *)NLMSG_DATA(h))->nfgen_family;
	attr_text(r->table, sizeof(r->table), a[NFTA_RULE_TABLE]);
	attr_text(r->chain, sizeof(r->chain), a[NFTA_RULE_CHAIN]);
	p = a[NFTA_RULE_EXPRESSIONS].data;
	left = a[NFTA_RULE_EXPRESSIONS].len;
	while (left >= NLA_HDRLEN) {
		const struct nlattr *e = (const struct nlattr *)p;
		size_t whole = NLA_ALIGN(e->nla_len);

		read_expr((struct attr){ p + NLA_HDRLEN, e->nla_len - NLA_HDRLEN }, r);
		if (whole >= left)
			break;
		p += whole;
		left -= whole;
	}
}

static inline int read_rules(int fd, struct rule_counts *all)
{
	all->n = 0;
	return ask(fd, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE, NLM_F_DUMP, read_rule, all);
}

/* ------------------------------------------------------------------ connections */
struct ct_query {
	uint8_t proto;
	const struct endpoint *from, *to;
	uint32_t status;	/* 0: no such connection */
};

static inline bool same_end(struct attr addr, struct attr port, const struct endpoint *e, bool ports)
{
	return addr.data && addr.len == (e->addr.v6 ? 16 : 4) && !memcmp(addr.data, e->addr.bytes, addr.len) &&
	       (!ports || attr_number(port) == e->port);
}

static inline void match_ct(const struct nlmsghdr *h, void *arg)
{
	struct attr a[CTA_MAX + 1], t[CTA_TUPLE_MAX + 1], ip[CTA_IP_MAX + 1], l4[CTA_PROTO_MAX + 1];
	struct ct_query *q = arg;
	bool v6 = q->from->addr.v6, ports = q->proto == IPPROTO_TCP || q->proto == IPPROTO_UDP;

	body_of(h, a, CTA_MAX);
	attrs_of(a[CTA_TUPLE_ORIG].data, a[CTA_TUPLE_ORIG].len, t, CTA_TUPLE_MAX);
	attrs_of(t[CTA_TUPLE_IP].data, t[CTA_TUPLE_IP].len, ip, CTA_IP_MAX);
	attrs_of(t[CTA_TUPLE_PROTO].data, t[CTA_TUPLE_PROTO].len, l4, CTA_PROTO_MAX);
	if (attr_number(l4[CTA_PROTO_NUM]) != q->proto)
		return;
	if (same_end(ip[v6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC], l4[CTA_PROTO_SRC_PORT], q->from, ports) &&
	    same_end(ip[v6 ? CTA_IP_V6_DST : CTA_IP_V4_DST], l4[CTA_PROTO_DST_PORT], q->to, ports))
		q->status = attr_number(a[CTA_STATUS]);
}

static inline uint32_t ct_status(int fd, uint8_t proto, const struct endpoint *from, const struct endpoint *to)
{
	struct ct_query q = { proto, from, to, 0 };

	ask(fd, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, NLM_F_DUMP, match_ct, &q);
	return q.status;
}

static inline int ct_flush(int fd)
{
	return ask(fd, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, NLM_F_ACK, match_ct, NULL);
}

#endif
