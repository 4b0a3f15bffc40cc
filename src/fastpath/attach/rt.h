/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A route socket, or one of generic netlink. */
#ifndef NFT_FASTPATH_ATTACH_RT_H
#define NFT_FASTPATH_ATTACH_RT_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stdint.h>

#define RT_BUF_SIZE	32768

struct rt {
	struct mnl_socket *nl;
	uint32_t seq;
	uint8_t buf[RT_BUF_SIZE];	/* where a request is put together, and then its answer comes */
};

int rt_open(struct rt **out);
int rt_open_generic(struct rt **out);
void rt_close(struct rt *rt);
struct nlmsghdr *rt_begin(struct rt *rt, uint16_t type, uint16_t flags);
/* Sends the message in the buffer and takes the answer. */
int rt_ask(struct rt *rt, struct nlmsghdr *nlh, mnl_cb_t fn, void *data);

#endif
