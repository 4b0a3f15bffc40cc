/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/choose.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "base/vec.h"
#include "fastpath/attach/tc.h"
#include "fastpath/bpf/sys.h"

/* <linux/netdev.h> of 6.3 */
#define NETDEV_FAMILY		"netdev"
#define NETDEV_DEV_GET		1
#define NETDEV_IFINDEX		1
#define NETDEV_XDP_FEATURES	3
#define XDP_BASIC		(1u << 0)
#define XDP_REDIRECT_FROM	(1u << 1)
#define XDP_REDIRECT_TO		(1u << 2)
#define XDP_NEEDED		(XDP_BASIC | XDP_REDIRECT_FROM | XDP_REDIRECT_TO)

#define TCX_INGRESS		46	/* enum bpf_attach_type of 6.6 */
#define TCX_EGRESS		47

/* ---------------------------------------------------------------- links */
struct link { uint32_t ifindex, below, master, xdp; char name[16], kind[16]; };
struct links { struct region *r; VEC(struct link) v; };

static int take_kind(const struct nlattr *attr, void *data)
{
	struct link *l = data;

	if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
		strncpy(l->kind, mnl_attr_get_str(attr), sizeof(l->kind) - 1);
	return MNL_CB_OK;
}

static int take_xdp(const struct nlattr *attr, void *data)
{
	struct link *l = data;

	if (mnl_attr_get_type(attr) == IFLA_XDP_PROG_ID)
		l->xdp = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int take_link(const struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(nlh);
	struct links *links = data;
	struct link l = { .ifindex = (uint32_t)info->ifi_index };
	const struct nlattr *attr;
	bool elsewhere = false;

	mnl_attr_for_each(attr, nlh, sizeof(*info)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_IFNAME: strncpy(l.name, mnl_attr_get_str(attr), sizeof(l.name) - 1); break;
		case IFLA_LINK: l.below = mnl_attr_get_u32(attr); break;
		case IFLA_LINK_NETNSID: elsewhere = true; break;
		case IFLA_MASTER: l.master = mnl_attr_get_u32(attr); break;
		case IFLA_LINKINFO: mnl_attr_parse_nested(attr, take_kind, &l); break;
		case IFLA_XDP: mnl_attr_parse_nested(attr, take_xdp, &l); break;
		}
	}
	if (elsewhere || !strcmp(l.kind, "veth"))	/* a veth is on top of nothing: it names its peer */
		l.below = 0;
	vec_push(links->r, &links->v, l);
	return MNL_CB_OK;
}

static void find_links(struct rt *rt, struct links *links)
{
	struct nlmsghdr *nlh = rt_begin(rt, RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));

	info->ifi_family = AF_UNSPEC;
	rt_ask(rt, nlh, take_link, links);
}

static const struct link *link_of(const struct links *links, uint32_t ifindex)
{
	vec_each(i, &links->v)
		if (links->v.v[i].ifindex == ifindex)
			return &links->v.v[i];
	return NULL;
}

static const char *above_link(const struct links *links, const struct link *l)
{
	const struct link *master = l->master ? link_of(links, l->master) : NULL;

	if (l->master)
		return region_printf(links->r, "device %s is a port of %s", l->name, master ? master->name : "another device");
	vec_each(i, &links->v)
		if (links->v.v[i].below == l->ifindex)
			return region_printf(links->r, "device %s stands on device %s", links->v.v[i].name, l->name);
	return NULL;
}

static const char *against_link(const struct links *links, const struct link *l)
{
	if (!strcmp(l->kind, "veth"))
		return region_printf(links->r, "device %s is a veth, which takes frames of XDP only while its peer polls", l->name);
	return above_link(links, l);
}

const char *choose_above(struct region *r, struct rt *rt, const struct cg_device *devices, uint32_t n)
{
	struct links links = { .r = r };
	const char *why = NULL;

	find_links(rt, &links);
	for (uint32_t i = 0; i < n && !why; i++) {
		const struct link *l = link_of(&links, devices[i].ifindex);

		why = l ? above_link(&links, l) : NULL;
	}
	return why;
}

/* ---------------------------------------------------------------- what the driver can do */
struct features { uint16_t family; uint64_t xdp; };

static int take_family(const struct nlmsghdr *nlh, void *data)
{
	struct features *f = data;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			f->family = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static int take_features(const struct nlmsghdr *nlh, void *data)
{
	struct features *f = data;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NETDEV_XDP_FEATURES && mnl_attr_get_payload_len(attr) >= 8)
			f->xdp = mnl_attr_get_u64(attr);
	return MNL_CB_OK;
}

static struct nlmsghdr *begin_generic(struct rt *g, uint16_t family, uint8_t cmd)
{
	struct nlmsghdr *nlh = rt_begin(g, family, NLM_F_ACK);
	struct genlmsghdr *head = mnl_nlmsg_put_extra_header(nlh, sizeof(*head));

	head->cmd = cmd;
	head->version = 1;
	return nlh;
}

static const char *against_driver(struct region *r, struct rt *g, uint16_t family, const struct link *l)
{
	struct nlmsghdr *nlh = begin_generic(g, family, NETDEV_DEV_GET);
	struct features f = { 0 };

	mnl_attr_put_u32(nlh, NETDEV_IFINDEX, l->ifindex);
	if (!rt_ask(g, nlh, take_features, &f) && (f.xdp & XDP_NEEDED) == XDP_NEEDED)
		return NULL;
	return region_printf(r, "the driver of device %s %s", l->name, !(f.xdp & XDP_BASIC) ? "has no XDP" : "does not send on frames of XDP");
}

/* A socket of generic netlink, and the family; NULL before 6.3. */
static struct rt *open_features(uint16_t *family)
{
	struct features f = { 0 };
	struct nlmsghdr *nlh;
	struct rt *g;

	if (rt_open_generic(&g))
		return NULL;
	nlh = begin_generic(g, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NETDEV_FAMILY);
	if (rt_ask(g, nlh, take_family, &f) || !f.family) {
		rt_close(g);
		return NULL;
	}
	*family = f.family;
	return g;
}

/* ---------------------------------------------------------------- qdiscs, tc */
struct qdisc { uint32_t ifindex; char kind[16]; };

static int take_qdisc(const struct nlmsghdr *nlh, void *data)
{
	static const char *const plain[] = { "noqueue", "pfifo_fast", "fq", "fq_codel", "mq" };
	const struct tcmsg *tc = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	struct qdisc *q = data;

	if ((uint32_t)tc->tcm_ifindex != q->ifindex || *q->kind)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(*tc)) {
		const char *kind = mnl_attr_get_str(attr);
		bool known = false;

		if (mnl_attr_get_type(attr) != TCA_KIND)
			continue;
		for (unsigned i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
			known |= !strcmp(kind, plain[i]) && !TC_H_MAJ(tc->tcm_handle);	/* those with a handle somebody has put there */
		if (!known && strcmp(kind, "clsact") && strcmp(kind, "ingress"))
			strncpy(q->kind, kind, sizeof(q->kind) - 1);
	}
	return MNL_CB_OK;
}

static const char *against_qdisc(struct region *r, struct rt *rt, const struct link *l)
{
	struct nlmsghdr *nlh = rt_begin(rt, RTM_GETQDISC, NLM_F_DUMP);
	struct tcmsg *tc = mnl_nlmsg_put_extra_header(nlh, sizeof(*tc));
	struct qdisc q = { .ifindex = l->ifindex };

	tc->tcm_family = AF_UNSPEC;
	tc->tcm_ifindex = (int)l->ifindex;
	rt_ask(rt, nlh, take_qdisc, &q);
	return *q.kind ? region_printf(r, "device %s has a qdisc %s of its own", l->name, q.kind) : NULL;
}

const char *choose_beside(struct region *r, struct rt *rt, uint32_t ifindex)
{
	unsigned filters = tc_others(rt, ifindex);
	int in = sys_prog_count(ifindex, TCX_INGRESS), out = sys_prog_count(ifindex, TCX_EGRESS);

	if (filters)
		return region_printf(r, "%u tc filter%s", filters, filters == 1 ? "" : "s");
	return in > 0 || out > 0 ? "programs of tcx" : NULL;
}

const char *choose_against_xdp(struct region *r, struct rt *rt, const struct cg_device *devices, uint32_t n, uint32_t ours)
{
	struct links links = { .r = r };
	const char *why = NULL, *beside;
	uint16_t family = 0;
	struct rt *g = open_features(&family);

	if (!g)
		return "this kernel does not tell which drivers have XDP (6.3 does)";
	find_links(rt, &links);
	for (uint32_t i = 0; i < n && !why; i++) {
		const struct link *l = link_of(&links, devices[i].ifindex);

		if (!l)
			continue;
		why = against_link(&links, l);
		why = why ? why : against_driver(r, g, family, l);
		why = why ? why : against_qdisc(r, rt, l);
		if (!why && l->xdp && l->xdp != ours)
			why = region_printf(r, "device %s has an XDP program of its own", l->name);
		beside = why ? NULL : choose_beside(r, rt, l->ifindex);
		if (beside)
			why = region_printf(r, "device %s has %s", l->name, beside);
	}
	rt_close(g);
	return why;
}
