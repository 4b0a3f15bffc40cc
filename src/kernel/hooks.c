/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is attached to the hooks, as the kernel tells it. */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/fetch_priv.h"
#include "model/hook.h"

/* linux/netfilter/nfnetlink_hook.h; headers before 5.14 lack it, and the last type came with 6.17. */
enum { SUBSYS_HOOK = 12, MSG_HOOK_GET = 0 };
enum { HOOK_HOOKNUM = 1, HOOK_PRIORITY, HOOK_DEV, HOOK_FUNCTION_NAME, HOOK_MODULE_NAME, HOOK_CHAIN_INFO };
enum { INFO_DESC = 1, INFO_TYPE };
enum { DESC_TABLE = 1, DESC_FAMILY, DESC_NAME };
enum { TYPE_NFTABLES = 1, TYPE_BPF, TYPE_FLOWTABLE };

struct hook_query {
	struct kernel *k;
	struct region *r;
	struct nlbuf b;
	struct hooked_list *out;
	enum family family;
	uint32_t hooknum;
	const char *device;
};

static enum family family_of_desc(const struct attrs *desc)
{
	unsigned len;
	const uint8_t *p = attr_bytes(desc, DESC_FAMILY, &len);

	/* a byte, or a number in network order: the family stands last */
	return p && len ? family_by_nfproto(p[len - 1] ? p[len - 1] : p[0]) : FAM_UNSPEC;
}

static void take_owner(struct hook_query *q, const struct nlattr *nest, struct hooked *h)
{
	struct attrs info, desc;
	uint32_t type;

	attrs_of(nest, &info);
	type = attr_u32(&info, INFO_TYPE);
	if (!info.a[INFO_DESC] || (type != TYPE_NFTABLES && type != TYPE_FLOWTABLE))
		return;
	attrs_of(info.a[INFO_DESC], &desc);
	h->table = attr_str(q->r, &desc, DESC_TABLE);
	h->name = attr_str(q->r, &desc, DESC_NAME);
	h->table_family = family_of_desc(&desc);
	if (h->table && h->name)
		h->word = type == TYPE_FLOWTABLE ? "flowtable" : "chain";
}

static int take_hooked(void *data, const struct nlmsghdr *nlh)
{
	struct hook_query *q = data;
	struct hooked h = { .family = q->family, .hooknum = q->hooknum, .device = q->device };
	struct attrs a;

	if (nlh->nlmsg_type != (SUBSYS_HOOK << 8 | MSG_HOOK_GET))
		return 0;
	attrs_of_message(nlh, &a);
	h.prio = (int32_t)attr_u32(&a, HOOK_PRIORITY);
	h.function = attr_str(q->r, &a, HOOK_FUNCTION_NAME);
	h.module = attr_str(q->r, &a, HOOK_MODULE_NAME);
	if (a.a[HOOK_CHAIN_INFO])
		take_owner(q, a.a[HOOK_CHAIN_INFO], &h);
	vec_push(q->r, &q->out->v, h);
	return 0;
}

/* Hooks that this kernel has not, or tells nothing of, have nothing attached. */
static int ask(struct hook_query *q)
{
	int err;

	q->b.len = 0;
	nl_begin(&q->b, SUBSYS_HOOK << 8 | MSG_HOOK_GET, NLM_F_REQUEST | NLM_F_DUMP, ++q->k->seq, family_nfproto(q->family), 0);
	nl_u32(&q->b, HOOK_HOOKNUM, q->hooknum);
	if (q->device)
		nl_str(&q->b, HOOK_DEV, q->device);
	err = socket_ask(q->k, &q->b, take_hooked, q);
	return err == -EOPNOTSUPP || err == -ENOENT || err == -EINVAL ? 0 : err;
}

static int ask_hooks(struct hook_query *q, enum family family)
{
	int err = 0;

	q->family = family;
	for (unsigned i = 0; i < n_hooks && !err; i++) {
		if (hooks[i].family != family)
			continue;
		q->hooknum = hooks[i].num;
		err = ask(q);
	}
	return err;
}

static int ask_devices(struct hook_query *q, const char *device)
{
	struct if_nameindex *all;
	int err = 0;

	if (device) {
		q->device = device;
		return ask_hooks(q, FAM_NETDEV);
	}
	all = if_nameindex();
	for (const struct if_nameindex *i = all; i && i->if_index && !err; i++) {
		q->device = region_strdup(q->r, i->if_name);
		err = ask_hooks(q, FAM_NETDEV);
	}
	if (all)
		if_freenameindex(all);
	q->device = NULL;
	return err;
}

int kernel_hooks(struct kernel *k, struct region *r, enum family family, const char *device, struct hooked_list *out)
{
	static const enum family all[] = { FAM_ARP, FAM_IP, FAM_IP6, FAM_BRIDGE, FAM_NETDEV };
	struct hook_query q = { .k = k, .r = r, .out = out };
	int err = 0;

	for (unsigned i = 0; i < sizeof(all) / sizeof(*all) && !err; i++) {
		bool of_inet = family == FAM_INET && (all[i] == FAM_IP || all[i] == FAM_IP6);

		if (family != FAM_UNSPEC && family != all[i] && !of_inet)
			continue;
		err = all[i] == FAM_NETDEV ? ask_devices(&q, device) : ask_hooks(&q, all[i]);
	}
	nl_free(&q.b);
	return err;
}
