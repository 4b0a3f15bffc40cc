/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/xdp.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static int set(struct rt *rt, uint32_t ifindex, int prog, bool generic)
{
	struct nlmsghdr *nlh = rt_begin(rt, RTM_SETLINK, NLM_F_ACK);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(nlh, sizeof(*link));
	struct nlattr *nest;

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)ifindex;
	nest = mnl_attr_nest_start(nlh, IFLA_XDP);
	mnl_attr_put_u32(nlh, IFLA_XDP_FD, (uint32_t)prog);
	mnl_attr_put_u32(nlh, IFLA_XDP_FLAGS, generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE);
	mnl_attr_nest_end(nlh, nest);
	return rt_ask(rt, nlh, NULL, NULL);
}

int xdp_attach(struct rt *rt, uint32_t ifindex, int prog, bool generic)
{
	return set(rt, ifindex, prog, generic);
}

int xdp_detach(struct rt *rt, uint32_t ifindex, bool generic)
{
	return set(rt, ifindex, -1, generic);
}

static int take_xdp(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == IFLA_XDP_PROG_ID)
		*(uint32_t *)data = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int take_link(const struct nlmsghdr *nlh, void *data)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_XDP)
			mnl_attr_parse_nested(attr, take_xdp, data);
	return MNL_CB_OK;
}

uint32_t xdp_program(struct rt *rt, uint32_t ifindex)
{
	struct nlmsghdr *nlh = rt_begin(rt, RTM_GETLINK, NLM_F_ACK);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(nlh, sizeof(*link));
	uint32_t id = 0;

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)ifindex;
	rt_ask(rt, nlh, take_link, &id);
	return id;
}
