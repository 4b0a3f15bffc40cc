/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/rt.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>

static int open_bus(int bus, struct rt **out)
{
	struct rt *rt = calloc(1, sizeof(*rt));

	if (!rt)
		return -ENOMEM;
	rt->nl = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!rt->nl || mnl_socket_bind(rt->nl, 0, MNL_SOCKET_AUTOPID)) {
		int err = -errno;

		rt_close(rt);
		return err;
	}
	*out = rt;
	return 0;
}

int rt_open(struct rt **out)
{
	return open_bus(NETLINK_ROUTE, out);
}

int rt_open_generic(struct rt **out)
{
	return open_bus(NETLINK_GENERIC, out);
}

void rt_close(struct rt *rt)
{
	if (!rt)
		return;
	if (rt->nl)
		mnl_socket_close(rt->nl);
	free(rt);
}

int rt_ask(struct rt *rt, struct nlmsghdr *nlh, mnl_cb_t fn, void *data)
{
	uint32_t seq = nlh->nlmsg_seq;
	int ret = 1;

	if (mnl_socket_sendto(rt->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	while (ret > 0) {
		ssize_t got = mnl_socket_recvfrom(rt->nl, rt->buf, sizeof(rt->buf));

		if (got < 0)
			return -errno;
		ret = mnl_cb_run(rt->buf, (size_t)got, seq, mnl_socket_get_portid(rt->nl), fn, data);
	}
	return ret < 0 ? -errno : 0;
}

struct nlmsghdr *rt_begin(struct rt *rt, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(rt->buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++rt->seq;
	return nlh;
}
