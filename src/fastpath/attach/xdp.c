/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/xdp.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fastpath/bpf/sys.h"

int xdp_link(uint32_t ifindex, int prog, bool generic)
{
	return sys_link_create(prog, ifindex, BPF_XDP, generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE);
}

int xdp_replace(const char *pin, uint32_t ifindex, int prog)
{
	int link = sys_open_pin(pin), err;
	uint32_t there = 0;

	if (link < 0)
		return link;
	if (!sys_link_prog(link, &there) || there != ifindex)	/* its device is gone, or it was detached by force */
		err = -ENODEV;
	else
		err = sys_link_update(link, prog);
	close(link);
	return err;
}

void xdp_detach(const char *pin)
{
	int link = sys_open_pin(pin);

	if (link < 0)
		return;
	sys_link_detach(link);
	close(link);
	unlink(pin);
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
