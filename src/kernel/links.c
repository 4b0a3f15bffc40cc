/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interfaces: what there is, and what stands on what. */
#include "kernel/links.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <time.h>

#define RECEIVED (64u << 10)

struct dump { struct region *r; struct links links; };

static int attr_of_kind(const struct nlattr *attr, void *data)
{
	struct link_info *l = data;

	if (mnl_attr_get_type(attr) != IFLA_INFO_KIND)
		return MNL_CB_OK;
	if (!strcmp(mnl_attr_get_str(attr), "bridge"))
		l->kind = LINK_BRIDGE;
	else if (!strcmp(mnl_attr_get_str(attr), "vlan"))
		l->kind = LINK_VLAN;
	return MNL_CB_OK;
}

struct attrs { struct region *r; struct link_info link; };

static int attr_of_link(const struct nlattr *attr, void *data)
{
	struct attrs *a = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		a->link.name = region_strdup(a->r, mnl_attr_get_str(attr));
		break;
	case IFLA_LINK:		/* of veth: its peer, which it does not stand on */
		a->link.below = mnl_attr_get_u32(attr);
		break;
	case IFLA_MASTER:
		a->link.master = mnl_attr_get_u32(attr);
		break;
	case IFLA_LINKINFO:
		return mnl_attr_parse_nested(attr, attr_of_kind, &a->link);
	}
	return MNL_CB_OK;
}

static int link_of_message(const struct nlmsghdr *nlh, void *data)
{
	struct dump *d = data;
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(nlh);
	struct attrs a = { .r = d->r };

	if (nlh->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(nlh) < sizeof(*info))
		return MNL_CB_OK;
	a.link.index = (uint32_t)info->ifi_index;
	if (info->ifi_type == ARPHRD_PPP)
		a.link.kind = LINK_PPP;
	if (mnl_attr_parse(nlh, sizeof(*info), attr_of_link, &a) < MNL_CB_STOP || !a.link.name)
		return MNL_CB_OK;
	if (a.link.kind != LINK_VLAN)
		a.link.below = 0;
	vec_push(d->r, &d->links.v, a.link);
	return MNL_CB_OK;
}

static int ask(struct mnl_socket *s, struct dump *d, uint8_t *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *info;
	uint32_t seq = (uint32_t)time(NULL);
	int state = MNL_CB_OK;

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = seq;
	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0 || mnl_socket_sendto(s, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	while (state == MNL_CB_OK) {
		ssize_t n = mnl_socket_recvfrom(s, buf, RECEIVED);

		if (n < 0)
			return -errno;
		state = mnl_cb_run(buf, (size_t)n, seq, mnl_socket_get_portid(s), link_of_message, d);
	}
	return state < 0 ? -errno : 0;
}

int kernel_links(struct region *r, struct links *out)
{
	struct mnl_socket *s = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	uint8_t *buf = region_alloc(r, RECEIVED);
	struct dump d = { .r = r };
	int err;

	if (!s)
		return -errno;
	err = ask(s, &d, buf);
	mnl_socket_close(s);
	if (!err)
		*out = d.links;
	return err;
}
