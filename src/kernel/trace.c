/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What traced packets meet, as the kernel tells it. */
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/events.h"
#include "kernel/op_nl.h"

/* Attributes that came with 6.16. */
enum { TRACE_CT_ID = 18, TRACE_CT_DIRECTION, TRACE_CT_STATUS, TRACE_CT_STATE };

static void read_verdict(struct region *r, const struct attrs *a, struct trace *t)
{
	struct attrs v;

	if (!a->a[NFTA_TRACE_VERDICT])
		return;
	attrs_of(a->a[NFTA_TRACE_VERDICT], &v);
	t->has_verdict = v.a[NFTA_VERDICT_CODE];
	t->verdict = (int32_t)attr_u32(&v, NFTA_VERDICT_CODE);
	t->verdict_chain = attr_str(r, &v, NFTA_VERDICT_CHAIN);
}

static void read_conntrack(const struct attrs *a, struct trace *t)
{
	t->has_ct = a->a[TRACE_CT_STATE];
	t->ct_state = attr_u32(a, TRACE_CT_STATE);
	t->ct_direction = attr_u8(a, TRACE_CT_DIRECTION);
	t->has_ct_id = a->a[TRACE_CT_ID];
	t->ct_id = attr_u32(a, TRACE_CT_ID);
	t->has_ct_status = a->a[TRACE_CT_STATUS];
	t->ct_status = attr_u32(a, TRACE_CT_STATUS);
}

struct trace *read_trace(struct region *r, const struct nlmsghdr *nlh)
{
	struct trace *t = region_new(r, struct trace);
	struct attrs a;

	attrs_of_message(nlh, &a);
	t->family = fetch_family(nlh);
	t->table = attr_str(r, &a, NFTA_TRACE_TABLE);
	t->chain = attr_str(r, &a, NFTA_TRACE_CHAIN);
	if (t->family == FAM_UNSPEC || !t->table || !t->chain || !a.a[NFTA_TRACE_ID])
		return NULL;
	t->id = attr_u32(&a, NFTA_TRACE_ID);
	t->type = attr_u32(&a, NFTA_TRACE_TYPE);
	t->rule_handle = attr_u64(&a, NFTA_TRACE_RULE_HANDLE);
	read_verdict(r, &a, t);
	t->has_policy = a.a[NFTA_TRACE_POLICY];
	t->policy = (int32_t)attr_u32(&a, NFTA_TRACE_POLICY);
	t->has_nfproto = a.a[NFTA_TRACE_NFPROTO];
	t->nfproto = attr_u32(&a, NFTA_TRACE_NFPROTO);
	t->has_mark = a.a[NFTA_TRACE_MARK];
	t->mark = attr_u32(&a, NFTA_TRACE_MARK);
	t->iif = attr_u32(&a, NFTA_TRACE_IIF);
	t->oif = attr_u32(&a, NFTA_TRACE_OIF);
	t->iiftype = attr_u16(&a, NFTA_TRACE_IIFTYPE);
	t->oiftype = attr_u16(&a, NFTA_TRACE_OIFTYPE);
	t->ll.data = attr_bytes(&a, NFTA_TRACE_LL_HEADER, &t->ll.len);
	t->network.data = attr_bytes(&a, NFTA_TRACE_NETWORK_HEADER, &t->network.len);
	t->transport.data = attr_bytes(&a, NFTA_TRACE_TRANSPORT_HEADER, &t->transport.len);
	read_conntrack(&a, t);
	return t;
}
