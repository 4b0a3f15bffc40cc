/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attributes of messages. */
#include <arpa/inet.h>
#include <endian.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/fetch_priv.h"

static void keep_attr(const struct nlattr *a, struct attrs *out)
{
	unsigned type = mnl_attr_get_type(a);

	if (type <= ATTRS_MAX)
		out->a[type] = a;
}

void attrs_of_message(const struct nlmsghdr *nlh, struct attrs *out)
{
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(struct nfgenmsg))
		mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
			keep_attr(a, out);
}

void attrs_of(const struct nlattr *nest, struct attrs *out)
{
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (nest)
		mnl_attr_for_each_nested(a, nest)
			keep_attr(a, out);
}

static const void *sized(const struct attrs *t, unsigned type, size_t len)
{
	const struct nlattr *a = t->a[type];

	return a && mnl_attr_get_payload_len(a) >= len ? mnl_attr_get_payload(a) : NULL;
}

uint8_t attr_u8(const struct attrs *t, unsigned type)
{
	const uint8_t *p = sized(t, type, 1);

	return p ? *p : 0;
}

uint16_t attr_u16(const struct attrs *t, unsigned type)
{
	const void *p = sized(t, type, 2);
	uint16_t v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return ntohs(v);
}

uint32_t attr_u32(const struct attrs *t, unsigned type)
{
	const void *p = sized(t, type, 4);
	uint32_t v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return ntohl(v);
}

uint64_t attr_u64(const struct attrs *t, unsigned type)
{
	const void *p = sized(t, type, 8);
	uint64_t v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

const char *attr_str(struct region *r, const struct attrs *t, unsigned type)
{
	const struct nlattr *a = t->a[type];

	if (!a)
		return NULL;
	return region_strndup(r, mnl_attr_get_str(a), strnlen(mnl_attr_get_str(a), mnl_attr_get_payload_len(a)));
}

const uint8_t *attr_bytes(const struct attrs *t, unsigned type, unsigned *len)
{
	const struct nlattr *a = t->a[type];

	*len = a ? mnl_attr_get_payload_len(a) : 0;
	return a ? mnl_attr_get_payload(a) : NULL;
}

enum family fetch_family(const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *g = mnl_nlmsg_get_payload(nlh);

	return mnl_nlmsg_get_payload_len(nlh) < sizeof(*g) ? FAM_UNSPEC : family_by_nfproto(g->nfgen_family);
}

struct table *fetch_table(struct fetch *f, const struct nlmsghdr *nlh, const struct attrs *t, unsigned type)
{
	const struct nlattr *name = t->a[type];

	if (!name || mnl_attr_validate(name, MNL_TYPE_NUL_STRING))
		return NULL;
	return ruleset_table(f->rs, fetch_family(nlh), mnl_attr_get_str(name));
}
