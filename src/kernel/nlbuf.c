/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/nlbuf.h"

static uint8_t *room(struct nlbuf *b, size_t n)
{
	uint8_t *at;

	if (b->failed)
		return NULL;
	if (b->cap - b->len < n) {
		size_t cap = b->cap ? b->cap : 16384;
		uint8_t *p;

		while (cap - b->len < n)
			cap *= 2;
		p = realloc(b->p, cap);
		if (!p) {
			b->failed = true;
			return NULL;
		}
		b->p = p;
		b->cap = cap;
	}
	at = b->p + b->len;
	b->len += n;
	return at;
}

void nl_free(struct nlbuf *b)
{
	free(b->p);
	*b = (struct nlbuf){ 0 };
}

void nl_begin(struct nlbuf *b, uint16_t type, uint16_t flags, uint32_t seq, uint8_t family, uint16_t res_id)
{
	struct nlmsghdr h = { .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq };
	struct nfgenmsg g = { .nfgen_family = family, .version = NFNETLINK_V0, .res_id = htons(res_id) };
	uint8_t *p;

	b->msg = b->len;
	p = room(b, sizeof(h) + sizeof(g));
	if (!p)
		return;
	memcpy(p, &h, sizeof(h));
	memcpy(p + sizeof(h), &g, sizeof(g));
}

void nl_end(struct nlbuf *b)
{
	uint32_t len = b->len - b->msg;

	if (!b->failed)
		memcpy(b->p + b->msg, &len, sizeof(len));
}

uint32_t nl_put(struct nlbuf *b, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = { .nla_len = sizeof(a) + len, .nla_type = type };
	uint32_t offset = b->len - b->msg;
	uint8_t *p;

	if (len > UINT16_MAX - sizeof(a)) {
		b->failed = b->too_long = true;
		return offset;
	}
	p = room(b, NLA_ALIGN(sizeof(a) + len));
	if (!p)
		return offset;
	memcpy(p, &a, sizeof(a));
	if (len)
		memcpy(p + sizeof(a), data, len);
	memset(p + sizeof(a) + len, 0, NLA_ALIGN(len) - len);
	return offset;
}

uint32_t nl_u8(struct nlbuf *b, uint16_t type, uint8_t v)
{
	return nl_put(b, type, &v, sizeof(v));
}

uint32_t nl_u16(struct nlbuf *b, uint16_t type, uint16_t v)
{
	v = htobe16(v);
	return nl_put(b, type, &v, sizeof(v));
}

uint32_t nl_u32(struct nlbuf *b, uint16_t type, uint32_t v)
{
	v = htobe32(v);
	return nl_put(b, type, &v, sizeof(v));
}

uint32_t nl_u64(struct nlbuf *b, uint16_t type, uint64_t v)
{
	v = htobe64(v);
	return nl_put(b, type, &v, sizeof(v));
}

uint32_t nl_str(struct nlbuf *b, uint16_t type, const char *s)
{
	return nl_put(b, type, s, strlen(s) + 1);
}

size_t nl_nest(struct nlbuf *b, uint16_t type)
{
	size_t at = b->len;

	nl_put(b, type | NLA_F_NESTED, NULL, 0);
	return at;
}

void nl_nest_end(struct nlbuf *b, size_t nest)
{
	size_t len = b->len - nest;
	uint16_t l = len;

	if (len > UINT16_MAX)
		b->failed = b->too_long = true;
	if (!b->failed)
		memcpy(b->p + nest, &l, sizeof(l));
}
