/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Listening to what the kernel tells all who want to know. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/events.h"

#define RECV_QUEUE (8u << 20)	/* bytes of events that may wait */
#define SLACK (8u << 20)	/* what is known may grow to twice its size and this, by things that are gone, before it is read anew */

struct monitor_state {
	struct kernel *k, *listener;
	const struct monitor *m;
	struct diag_sink *sink;
	struct events ev, fresh;
	size_t limit;
	uint32_t genid;		/* of the last change that was told */
	jmp_buf oom;
};

static int open_fresh(struct monitor_state *s)
{
	s->fresh = (struct events){ .keep_rules = s->m->trace, .fn = s->m->fn, .data = s->m->data };
	return events_open(&s->fresh, s->k, s->m->known, &s->oom, s->sink);
}

static void adopt_fresh(struct monitor_state *s)
{
	events_close(&s->ev);
	s->ev = s->fresh;
	s->ev.f.rs = &s->ev.known;
	s->fresh = (struct events){ 0 };
	s->limit = 2 * region_bytes(s->ev.known.region) + SLACK;
}

/* What is gone takes up memory until all is read anew: when no event waits, and nothing changed behind the last one. */
static void tidy(struct monitor_state *s)
{
	if (region_bytes(s->ev.known.region) < s->limit)
		return;
	if (!open_fresh(s) && s->fresh.known.genid == s->genid)
		adopt_fresh(s);
	else
		events_close(&s->fresh);
}

/* Events did not fit into the queue: what is known is no longer what is there. */
static int recover(struct monitor_state *s)
{
	struct event lost = { .kind = EVENT_LOST };
	int err = s->m->fn(s->m->data, &lost);

	if (!err)
		err = open_fresh(s);
	if (!err)
		adopt_fresh(s);
	return err;
}

static void note_generation(struct monitor_state *s, const struct nlmsghdr *nlh)
{
	struct attrs a;

	if (nlh->nlmsg_type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN))
		return;
	attrs_of_message(nlh, &a);
	s->genid = attr_u32(&a, NFTA_GEN_ID);
}

static int take(struct monitor_state *s, ssize_t n)
{
	const struct nlmsghdr *nlh = (void *)s->listener->buf;
	int left = (int)n, err = 0;

	for (; message_ok(nlh, left) && !err; nlh = mnl_nlmsg_next(nlh, &left)) {
		note_generation(s, nlh);
		err = events_take(&s->ev, nlh);
	}
	return err;
}

static int listen_to(struct monitor_state *s)
{
	struct pollfd fds[3] = {
		{ .fd = s->listener->fd, .events = POLLIN }, { .fd = s->m->stop, .events = POLLIN }, { .fd = s->m->beside, .events = POLLIN },
	};
	int err = 0;

	while (!err) {
		ssize_t n = socket_receive(s->listener, MSG_DONTWAIT);

		if (n >= 0)
			err = take(s, n);
		else if (n == -ENOBUFS)
			err = recover(s);
		else if (n != -EAGAIN)
			err = (int)n;
		if (n == -EAGAIN)
			tidy(s);
		if (n == -EAGAIN && !err && s->m->beside >= 0)
			err = s->m->beside_fn(s->m->data);
		if (!err && poll(fds, 3, n == -EAGAIN ? -1 : 0) < 0 && errno != EINTR)
			err = -errno;
		if (fds[1].revents)
			return 0;
	}
	return err;
}

static int join(struct kernel *listener, bool trace)
{
	int size = RECV_QUEUE, err = socket_join(listener, NFNLGRP_NFTABLES);

	if (!err && trace)
		err = socket_join(listener, NFNLGRP_NFTRACE);
	if (setsockopt(listener->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(listener->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return err;
}

static int run_monitor(struct monitor_state *s)
{
	int err;

	if (setjmp(s->oom))
		return -ENOMEM;
	err = kernel_open(&s->listener);
	if (!err)
		err = join(s->listener, s->m->trace);
	if (!err)
		err = open_fresh(s);
	if (err)
		return err;
	adopt_fresh(s);
	return listen_to(s);
}

int kernel_monitor(struct kernel *k, const struct monitor *m, struct diag_sink *sink)
{
	struct monitor_state *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->k = k;
	s->m = m;
	s->sink = sink;
	err = run_monitor(s);
	events_close(&s->ev);
	events_close(&s->fresh);
	if (s->listener)
		kernel_close(s->listener);
	free(s);
	return err;
}

/* ---------------------------------------------------------------- echo */
struct echo { struct events ev; jmp_buf oom; };

static int take_echo(struct echo *e, const struct strbuf *messages)
{
	const struct nlmsghdr *nlh = (const void *)messages->s;
	int left = messages->len > INT32_MAX ? INT32_MAX : (int)messages->len, err = 0;

	for (; !err && message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		err = events_take(&e->ev, nlh);
	return err ? err : events_flush(&e->ev);
}

static int run_echo(struct echo *e, struct kernel *k, const struct strbuf *messages, struct diag_sink *sink)
{
	int err;

	if (setjmp(e->oom))
		return -ENOMEM;
	err = events_open(&e->ev, k, FETCH_CHAINS | FETCH_SETS, &e->oom, sink);
	return err ? err : take_echo(e, messages);
}

int kernel_echo(struct kernel *k, const struct strbuf *messages, struct diag_sink *sink, event_fn fn, void *data)
{
	struct echo *e = calloc(1, sizeof(*e));
	int err;

	if (!e)
		return -ENOMEM;
	e->ev.fn = fn;
	e->ev.data = data;
	err = run_echo(e, k, messages, sink);
	events_close(&e->ev);
	free(e);
	return err;
}
