/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named objects as the kernel tells them. */
#include <arpa/inet.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/fetch_priv.h"

typedef void (*get_object_fn)(struct region *r, struct object *o, const struct attrs *a);

static void get_counter(struct region *r, struct object *o, const struct attrs *a)
{
	(void)r;
	o->counter.bytes = attr_u64(a, NFTA_COUNTER_BYTES);
	o->counter.packets = attr_u64(a, NFTA_COUNTER_PACKETS);
}

static void get_quota(struct region *r, struct object *o, const struct attrs *a)
{
	(void)r;
	o->quota.bytes = attr_u64(a, NFTA_QUOTA_BYTES);
	o->quota.used = attr_u64(a, NFTA_QUOTA_CONSUMED);
	o->quota.over = attr_u32(a, NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV;
}

static void get_limit(struct region *r, struct object *o, const struct attrs *a)
{
	(void)r;
	o->limit.rate = attr_u64(a, NFTA_LIMIT_RATE);
	o->limit.unit = attr_u64(a, NFTA_LIMIT_UNIT);
	o->limit.burst = attr_u32(a, NFTA_LIMIT_BURST);
	o->limit.bytes = attr_u32(a, NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES;
	o->limit.over = attr_u32(a, NFTA_LIMIT_FLAGS) & NFT_LIMIT_F_INV;
	o->limit.has_burst = true;
}

static void get_helper(struct region *r, struct object *o, const struct attrs *a)
{
	o->ct_helper.name = attr_str(r, a, NFTA_CT_HELPER_NAME);
	o->ct_helper.l4proto = attr_u8(a, NFTA_CT_HELPER_L4PROTO);
	o->ct_helper.l3family = (uint8_t)family_by_nfproto((uint8_t)attr_u16(a, NFTA_CT_HELPER_L3PROTO));
}

static void get_timeout(struct region *r, struct object *o, const struct attrs *a)
{
	struct attrs data;

	(void)r;
	o->ct_timeout.l4proto = attr_u8(a, NFTA_CT_TIMEOUT_L4PROTO);
	o->ct_timeout.l3family = (uint8_t)family_by_nfproto((uint8_t)attr_u16(a, NFTA_CT_TIMEOUT_L3PROTO));
	attrs_of(a->a[NFTA_CT_TIMEOUT_DATA], &data);
	for (unsigned i = 1; i < 16; i++) {
		if (!data.a[i])
			continue;
		o->ct_timeout.timeout[i] = attr_u32(&data, i);
		o->ct_timeout.set |= (uint16_t)(1u << i);
	}
}

static void get_expect(struct region *r, struct object *o, const struct attrs *a)
{
	(void)r;
	o->ct_expect.l3family = (uint8_t)family_by_nfproto((uint8_t)attr_u16(a, NFTA_CT_EXPECT_L3PROTO));
	o->ct_expect.l4proto = attr_u8(a, NFTA_CT_EXPECT_L4PROTO);
	o->ct_expect.dport = attr_u16(a, NFTA_CT_EXPECT_DPORT);
	o->ct_expect.timeout = ntohl(attr_u32(a, NFTA_CT_EXPECT_TIMEOUT));	/* host order in the kernel */
	o->ct_expect.size = attr_u8(a, NFTA_CT_EXPECT_SIZE);
}

static void get_synproxy(struct region *r, struct object *o, const struct attrs *a)
{
	(void)r;
	o->synproxy.mss = attr_u16(a, NFTA_SYNPROXY_MSS);
	o->synproxy.wscale = attr_u8(a, NFTA_SYNPROXY_WSCALE);
	o->synproxy.flags = attr_u32(a, NFTA_SYNPROXY_FLAGS);
}

static void get_secmark(struct region *r, struct object *o, const struct attrs *a)
{
	o->secmark.ctx = attr_str(r, a, NFTA_SECMARK_CTX);
}

static const get_object_fn get_object[__NFT_OBJECT_MAX] = {
	[NFT_OBJECT_COUNTER] = get_counter, [NFT_OBJECT_QUOTA] = get_quota, [NFT_OBJECT_LIMIT] = get_limit,
	[NFT_OBJECT_CT_HELPER] = get_helper, [NFT_OBJECT_CT_TIMEOUT] = get_timeout, [NFT_OBJECT_CT_EXPECT] = get_expect,
	[NFT_OBJECT_SYNPROXY] = get_synproxy, [NFT_OBJECT_SECMARK] = get_secmark,
	[NFT_OBJECT_TUNNEL] = get_tunnel,
};

struct object *read_object(struct fetch *f, const struct nlmsghdr *nlh)
{
	struct attrs a, data;
	struct object *o;
	struct table *t;
	const uint8_t *udata;
	uint32_t type;
	unsigned len;

	attrs_of_message(nlh, &a);
	t = fetch_table(f, nlh, &a, NFTA_OBJ_TABLE);
	type = attr_u32(&a, NFTA_OBJ_TYPE);
	if (!t || !a.a[NFTA_OBJ_NAME] || (f->filter->obj_type && type != f->filter->obj_type))
		return NULL;
	o = object_new(f->r, type);
	o->table = t;
	o->name = attr_str(f->r, &a, NFTA_OBJ_NAME);
	o->handle = attr_u64(&a, NFTA_OBJ_HANDLE);
	if (f->filter->object && strcmp(f->filter->object, o->name))
		return NULL;
	udata = attr_bytes(&a, NFTA_OBJ_USERDATA, &len);
	if (udata)
		o->comment = udata_get_str(f->r, udata, len, UDATA_COMMENT);
	attrs_of(a.a[NFTA_OBJ_DATA], &data);
	if (type < __NFT_OBJECT_MAX && get_object[type])
		get_object[type](f->r, o, &data);
	return o;
}

int fetch_object(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	struct object *o = read_object(f, nlh);

	if (o)
		table_add_object(f->rs, o->table, o);
	return 0;
}
