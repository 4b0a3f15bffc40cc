/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

static int bind_socket(int fd)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int on = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ? -errno : 0;
}

int kernel_open(struct kernel **out)
{
	struct kernel *k = calloc(1, sizeof(*k));
	uint32_t genid;
	int err = 0;

	if (!k)
		return -ENOMEM;
	k->buf = malloc(RECV_SIZE);
	k->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (!k->buf)
		err = -ENOMEM;
	else if (k->fd < 0)
		err = -errno;
	if (!err)
		err = bind_socket(k->fd);
	if (!err)
		err = kernel_generation(k, &genid);	/* the first question tells whether we may ask at all */
	if (err)
		kernel_close(k);
	else
		*out = k;
	return err;
}

void kernel_close(struct kernel *k)
{
	if (k->fd >= 0)
		close(k->fd);
	free(k->buf);
	free(k);
}

/* A batch is one message to the socket: the send buffer must hold it whole. */
static void grow_send_buffer(int fd, size_t len)
{
	int have = 0, want = len > INT32_MAX / 4 ? INT32_MAX / 2 : (int)(len + len / 2 + 65536);
	socklen_t size = sizeof(have);

	if (!getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &have, &size) && have / 2 >= want)
		return;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &want, sizeof(want)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &want, sizeof(want));
}

void socket_expect(struct kernel *k, size_t len)
{
	int want = len > INT32_MAX / 8 ? INT32_MAX / 2 : (int)(4 * len + (1 << 20));

	if (setsockopt(k->fd, SOL_SOCKET, SO_RCVBUFFORCE, &want, sizeof(want)))
		setsockopt(k->fd, SOL_SOCKET, SO_RCVBUF, &want, sizeof(want));
}

int socket_join(struct kernel *k, unsigned group)
{
	return setsockopt(k->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ? -errno : 0;
}

void kernel_trace(struct kernel *k, struct strbuf *out)
{
	k->trace = out;
}

/* One line a message: what it is, and its bytes behind the header. */
static void trace(struct kernel *k, const char *way, const void *p, size_t len)
{
	const struct nlmsghdr *nlh = p;
	int left = len > INT32_MAX ? INT32_MAX : (int)len;

	for (; k->trace && message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		const uint8_t *payload = mnl_nlmsg_get_payload(nlh);

		strbuf_printf(k->trace, "%s type 0x%04x flags 0x%04x seq %u len %u:", way, nlh->nlmsg_type, nlh->nlmsg_flags,
			      nlh->nlmsg_seq, nlh->nlmsg_len);
		for (size_t i = 0; i < mnl_nlmsg_get_payload_len(nlh); i++)
			strbuf_printf(k->trace, "%s%02x", i % 4 ? "" : " ", payload[i]);
		strbuf_addc(k->trace, '\n');
	}
}

int socket_send(struct kernel *k, const void *p, size_t len)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };

	trace(k, "send", p, len);

	grow_send_buffer(k->fd, len);
	while (sendto(k->fd, p, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

ssize_t socket_receive(struct kernel *k, int flags)
{
	struct sockaddr_nl from;
	socklen_t size = sizeof(from);
	ssize_t n;

	do {
		size = sizeof(from);
		n = recvfrom(k->fd, k->buf, RECV_SIZE, flags, (struct sockaddr *)&from, &size);
	} while ((n < 0 && errno == EINTR) || (n >= 0 && from.nl_pid != 0));	/* only the kernel is believed */
	if (n > 0)
		trace(k, "recv", k->buf, (size_t)n);
	return n < 0 ? -errno : n;
}

struct answer { message_fn fn; void *data; uint32_t seq; bool done, interrupted; int err; };

static void take(struct answer *a, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_seq != a->seq)
		return;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	if (nlh->nlmsg_type == NLMSG_DONE) {
		a->done = true;
		if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(int) && *(const int *)mnl_nlmsg_get_payload(nlh) < 0)
			a->err = *(const int *)mnl_nlmsg_get_payload(nlh);
	} else if (nlh->nlmsg_type == NLMSG_ERROR) {
		a->done = true;
		a->err = mnl_nlmsg_get_payload_len(nlh) >= sizeof(*e) ? e->error : -EBADMSG;
	} else {
		int err = a->err ? 0 : a->fn(a->data, nlh);

		a->done |= !(nlh->nlmsg_flags & NLM_F_MULTI);
		if (err < 0)
			a->err = err;
	}
}

int socket_ask(struct kernel *k, struct nlbuf *request, message_fn fn, void *data)
{
	struct answer a = { .fn = fn, .data = data, .seq = k->seq };
	int err;

	nl_end(request);
	err = request->failed ? -ENOMEM : socket_send(k, request->p, request->len);
	while (!err && !a.done) {
		ssize_t n = socket_receive(k, 0);
		const struct nlmsghdr *nlh = (void *)k->buf;
		int left = (int)n;

		if (n < 0) {
			err = (int)n;
			break;
		}
		for (; message_ok(nlh, left) && !a.done; nlh = mnl_nlmsg_next(nlh, &left))
			take(&a, nlh);
	}
	request->len = 0;
	if (!err)
		err = a.err ? a.err : a.interrupted ? -EINTR : 0;
	return err;
}

int socket_drain(struct kernel *k, message_fn fn, void *data)
{
	for (;;) {
		ssize_t n = socket_receive(k, MSG_DONTWAIT);
		const struct nlmsghdr *nlh = (void *)k->buf;
		int left = (int)n;

		if (n == -EAGAIN)
			return 0;
		if (n == -ENOBUFS)	/* more errors than fit: those that did are told */
			continue;
		if (n < 0)
			return (int)n;
		for (; message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
			int err = fn(data, nlh);

			if (err)
				return err;
		}
	}
}

void request_begin(struct kernel *k, struct nlbuf *b, uint16_t type, uint16_t flags, uint8_t family)
{
	b->len = 0;
	nl_begin(b, NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_REQUEST | flags, ++k->seq, family, 0);
}

static int take_genid(void *data, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == NFTA_GEN_ID && mnl_attr_get_payload_len(attr) == 4)
			*(uint32_t *)data = ntohl(mnl_attr_get_u32(attr));
	return 0;
}

int kernel_generation(struct kernel *k, uint32_t *genid)
{
	struct nlbuf b = { 0 };
	int err;

	request_begin(k, &b, NFT_MSG_GETGEN, 0, 0);
	err = socket_ask(k, &b, take_genid, genid);
	nl_free(&b);
	return err;
}
