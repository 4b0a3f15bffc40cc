/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/socket.h without a socket: the linker takes these for those of socket.c. */
#include "harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/socket.h"

struct fake_kernel fake_kernel;
static struct kernel kernel = { .fd = -1 };

int kernel_open(struct kernel **out)
{
	*out = &kernel;
	return 0;
}

void kernel_close(struct kernel *k)
{
	(void)k;
}

int kernel_generation(struct kernel *k, uint32_t *genid)
{
	(void)k;
	*genid = 1;
	return 0;
}

void request_begin(struct kernel *k, struct nlbuf *b, uint16_t type, uint16_t flags, uint8_t family)
{
	b->len = 0;
	nl_begin(b, NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_REQUEST | flags, ++k->seq, family, 0);
}

void socket_expect(struct kernel *k, size_t len)
{
	(void)k, (void)len;
}

int socket_send(struct kernel *k, const void *p, size_t len)
{
	(void)k;
	free(fake_kernel.sent);
	fake_kernel.sent = malloc(len ? len : 1);
	memcpy(fake_kernel.sent, p, len);
	fake_kernel.n_sent = len;
	return 0;
}

ssize_t socket_receive(struct kernel *k, int flags)
{
	(void)k, (void)flags;
	return -EAGAIN;
}

int socket_join(struct kernel *k, unsigned group)
{
	(void)k, (void)group;
	return 0;
}

int socket_drain(struct kernel *k, message_fn fn, void *data)
{
	(void)k, (void)fn, (void)data;
	return 0;
}

static const char *text_of(const struct nlmsghdr *nlh, unsigned type)
{
	const struct nlattr *a;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct nfgenmsg))
		return "";
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == type && !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
			return mnl_attr_get_str(a);
	return "";
}

/* What adds a thing has the number before that of what asks for it. Elements come for the set that is asked for. */
static bool answers(const struct nlmsghdr *request, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type != request->nlmsg_type - 1)
		return false;
	if ((nlh->nlmsg_type & 0xff) != NFT_MSG_NEWSETELEM)
		return true;
	return !strcmp(text_of(nlh, NFTA_SET_ELEM_LIST_TABLE), text_of(request, NFTA_SET_ELEM_LIST_TABLE)) &&
	       !strcmp(text_of(nlh, NFTA_SET_ELEM_LIST_SET), text_of(request, NFTA_SET_ELEM_LIST_SET));
}

int socket_ask(struct kernel *k, struct nlbuf *request, message_fn fn, void *data)
{
	const struct nlmsghdr *nlh = (const void *)fake_kernel.answers;
	int left = (int)fake_kernel.n_answers, err = 0;

	(void)k;
	nl_end(request);
	if (request->failed)
		return -ENOMEM;
	for (; message_ok(nlh, left) && !err; nlh = mnl_nlmsg_next(nlh, &left))
		if (answers((const void *)request->p, nlh))
			err = fn(data, nlh);
	request->len = 0;
	return err;
}
