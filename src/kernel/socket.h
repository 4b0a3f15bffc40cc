/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The netlink socket: requests and what comes back. */
#ifndef NFT_KERNEL_SOCKET_H
#define NFT_KERNEL_SOCKET_H

#include <libmnl/libmnl.h>
#include "kernel/kernel.h"
#include "kernel/nlbuf.h"

struct kernel {
	int fd;
	uint32_t seq;
	struct strbuf *trace;	/* where messages are told, or NULL */
	uint8_t *buf;		/* of the size of the largest message that the kernel sends */
};

#define RECV_SIZE (256u << 10)

/* Called for every message that is neither an error nor an end; negative stops. */
typedef int (*message_fn)(void *data, const struct nlmsghdr *nlh);

/* A whole message stands at @nlh: libmnl takes lengths beyond INT_MAX for negative ones, and agrees. */
static inline bool message_ok(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (uint32_t)left;
}

/* Room for the echo of a batch of @len bytes. */
void socket_expect(struct kernel *k, size_t len);
int socket_send(struct kernel *k, const void *p, size_t len);
/* Sends one request and takes its answer, of several messages for a dump. -errno: what the kernel said; -EINTR: the dump is not
 * consistent. */
int socket_ask(struct kernel *k, struct nlbuf *request, message_fn fn, void *data);
/* Takes what has come in by now, without waiting: errors too (NLMSG_ERROR with an error code). */
int socket_drain(struct kernel *k, message_fn fn, void *data);

/* The next that came in, into k->buf: its length, or -errno; -EAGAIN where MSG_DONTWAIT is given and there is none. */
ssize_t socket_receive(struct kernel *k, int flags);
/* What a multicast group is told comes in, too (NFNLGRP_*). */
int socket_join(struct kernel *k, unsigned group);

/* Begins a request of nf_tables in an empty buffer. */
void request_begin(struct kernel *k, struct nlbuf *b, uint16_t type, uint16_t flags, uint8_t family);

#endif
