/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named objects and flowtables. */
#include "kernel/batch.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>

typedef void (*put_object_fn)(struct batch *b, enum family f, const struct object *o);

static enum family l3_of(enum family f, uint8_t l3)
{
	return l3 == FAM_UNSPEC ? f : l3;
}

static void put_counter(struct batch *b, enum family f, const struct object *o)
{
	(void)f;
	nl_u64(&b->nl, NFTA_COUNTER_BYTES, o->counter.bytes);
	nl_u64(&b->nl, NFTA_COUNTER_PACKETS, o->counter.packets);
}

static void put_quota(struct batch *b, enum family f, const struct object *o)
{
	(void)f;
	nl_u64(&b->nl, NFTA_QUOTA_BYTES, o->quota.bytes);
	nl_u64(&b->nl, NFTA_QUOTA_CONSUMED, o->quota.used);
	nl_u32(&b->nl, NFTA_QUOTA_FLAGS, o->quota.over ? NFT_QUOTA_F_INV : 0);
}

static void put_limit(struct batch *b, enum family f, const struct object *o)
{
	(void)f;
	nl_u64(&b->nl, NFTA_LIMIT_RATE, o->limit.rate);
	nl_u64(&b->nl, NFTA_LIMIT_UNIT, o->limit.unit);
	nl_u32(&b->nl, NFTA_LIMIT_BURST, (uint32_t)o->limit.burst);
	nl_u32(&b->nl, NFTA_LIMIT_TYPE, o->limit.bytes ? NFT_LIMIT_PKT_BYTES : NFT_LIMIT_PKTS);
	nl_u32(&b->nl, NFTA_LIMIT_FLAGS, o->limit.over ? NFT_LIMIT_F_INV : 0);
}

static void put_helper(struct batch *b, enum family f, const struct object *o)
{
	nl_str(&b->nl, NFTA_CT_HELPER_NAME, o->ct_helper.name);
	nl_u8(&b->nl, NFTA_CT_HELPER_L4PROTO, o->ct_helper.l4proto);
	nl_u16(&b->nl, NFTA_CT_HELPER_L3PROTO, family_nfproto(l3_of(f, o->ct_helper.l3family)));
}

static void put_timeout(struct batch *b, enum family f, const struct object *o)
{
	size_t nest;

	nl_u8(&b->nl, NFTA_CT_TIMEOUT_L4PROTO, o->ct_timeout.l4proto);
	nl_u16(&b->nl, NFTA_CT_TIMEOUT_L3PROTO, family_nfproto(l3_of(f, o->ct_timeout.l3family)));
	nest = nl_nest(&b->nl, NFTA_CT_TIMEOUT_DATA);
	for (unsigned i = 1; i < 16; i++)
		if (o->ct_timeout.set & 1u << i)
			nl_u32(&b->nl, (uint16_t)i, o->ct_timeout.timeout[i]);
	nl_nest_end(&b->nl, nest);
}

static void put_expect(struct batch *b, enum family f, const struct object *o)
{
	uint32_t timeout = (uint32_t)o->ct_expect.timeout;	/* milliseconds, in host order: that is how the kernel reads it */
	uint16_t dport = o->ct_expect.dport;

	nl_u16(&b->nl, NFTA_CT_EXPECT_L3PROTO, family_nfproto(l3_of(f, o->ct_expect.l3family)));
	nl_u8(&b->nl, NFTA_CT_EXPECT_L4PROTO, o->ct_expect.l4proto);
	nl_u16(&b->nl, NFTA_CT_EXPECT_DPORT, dport);
	nl_put(&b->nl, NFTA_CT_EXPECT_TIMEOUT, &timeout, sizeof(timeout));
	nl_u8(&b->nl, NFTA_CT_EXPECT_SIZE, o->ct_expect.size);
}

static void put_synproxy(struct batch *b, enum family f, const struct object *o)
{
	(void)f;
	nl_u16(&b->nl, NFTA_SYNPROXY_MSS, (uint16_t)o->synproxy.mss);
	nl_u8(&b->nl, NFTA_SYNPROXY_WSCALE, (uint8_t)o->synproxy.wscale);
	nl_u32(&b->nl, NFTA_SYNPROXY_FLAGS, o->synproxy.flags);
}

static void put_secmark(struct batch *b, enum family f, const struct object *o)
{
	(void)f;
	nl_str(&b->nl, NFTA_SECMARK_CTX, o->secmark.ctx);
}

static const put_object_fn put_object[__NFT_OBJECT_MAX] = {
	[NFT_OBJECT_COUNTER] = put_counter, [NFT_OBJECT_QUOTA] = put_quota, [NFT_OBJECT_LIMIT] = put_limit,
	[NFT_OBJECT_CT_HELPER] = put_helper, [NFT_OBJECT_CT_TIMEOUT] = put_timeout, [NFT_OBJECT_CT_EXPECT] = put_expect,
	[NFT_OBJECT_SYNPROXY] = put_synproxy, [NFT_OBJECT_SECMARK] = put_secmark,
	[NFT_OBJECT_TUNNEL] = put_tunnel,
};

void batch_object(struct batch *b, enum family f, const char *table, const struct object *o, bool create)
{
	put_object_fn put = o->type < __NFT_OBJECT_MAX ? put_object[o->type] : NULL;
	struct udata u = { .len = 0 };
	size_t nest;

	if (!put) {
		diag_error(b->sink, o->loc, "objects of this kind are not supported yet");
		b->err = -EOPNOTSUPP;
		return;
	}
	if (o->comment)
		udata_put_str(&u, UDATA_COMMENT, o->comment);
	batch_begin(b, NFT_MSG_NEWOBJ, NLM_F_CREATE | b->flags | (create ? NLM_F_EXCL : 0), f, o->loc);
	batch_name(b, NFTA_OBJ_TABLE, table, b->cmd->h.table_loc);
	batch_name(b, NFTA_OBJ_NAME, o->name, b->cmd->obj == OBJ_OBJECT ? b->cmd->h.name_loc : o->loc);
	nl_u32(&b->nl, NFTA_OBJ_TYPE, o->type);
	nest = nl_nest(&b->nl, NFTA_OBJ_DATA);
	put(b, f, o);
	nl_nest_end(&b->nl, nest);
	batch_udata(b, NFTA_OBJ_USERDATA, &u, o->loc);
	batch_end(b);
}

void batch_flowtable_hook(struct batch *b, const struct flowtable *ft)
{
	size_t hook = nl_nest(&b->nl, NFTA_FLOWTABLE_HOOK), devices;

	if (ft->has_hook) {
		nl_u32(&b->nl, NFTA_FLOWTABLE_HOOK_NUM, ft->hooknum);
		nl_u32(&b->nl, NFTA_FLOWTABLE_HOOK_PRIORITY, (uint32_t)ft->prio.value);
	}
	devices = nl_nest(&b->nl, NFTA_FLOWTABLE_HOOK_DEVS);
	for (uint32_t i = 0; i < ft->devices.n; i++)
		batch_device(b, ft->devices.v[i]);
	nl_nest_end(&b->nl, devices);
	nl_nest_end(&b->nl, hook);
}

void batch_flowtable(struct batch *b, enum family f, const char *table, const struct flowtable *ft, bool create)
{
	batch_begin(b, NFT_MSG_NEWFLOWTABLE, NLM_F_CREATE | b->flags | (create ? NLM_F_EXCL : 0), f, ft->loc);
	batch_name(b, NFTA_FLOWTABLE_TABLE, table, b->cmd->h.table_loc);
	batch_name(b, NFTA_FLOWTABLE_NAME, ft->name, b->cmd->obj == OBJ_FLOWTABLE ? b->cmd->h.name_loc : ft->loc);
	batch_flowtable_hook(b, ft);
	nl_u32(&b->nl, NFTA_FLOWTABLE_FLAGS, ft->flags);
	batch_end(b);
}
