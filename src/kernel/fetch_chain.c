/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains, flowtables and rules as the kernel tells them. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/fetch_priv.h"
#include "kernel/op_nl.h"
#include "model/decode.h"
#include "model/uapi.h"

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *device_of(struct fetch *f, const struct nlattr *a)
{
	const char *name = mnl_attr_get_str(a);

	name = region_strndup(f->r, name, strnlen(name, mnl_attr_get_payload_len(a)));
	return mnl_attr_get_type(a) == NFTA_DEVICE_PREFIX ? region_printf(f->r, "%s*", name) : name;
}

/* By name: the kernel tells them in no order that means something. */
static void take_devices(struct fetch *f, const struct nlattr *list, void *vec)
{
	VEC(const char *) *devices = vec;
	const struct nlattr *a;

	if (list)
		mnl_attr_for_each_nested(a, list)
			vec_push(f->r, devices, device_of(f, a));
	if (devices->n)
		qsort(devices->v, devices->n, sizeof(*devices->v), compare_names);
}

/* The mark of a fast_fwd chain means something at the hook forward only. */
static bool may_be_fast_fwd(const struct chain *c)
{
	return c->type && !strcmp(c->type, "filter") && c->hooknum == NF_INET_FORWARD &&
	       (c->table->family == FAM_IP || c->table->family == FAM_IP6 || c->table->family == FAM_INET);
}

static void take_hook(struct fetch *f, struct chain *c, const struct attrs *a)
{
	const char *device;
	struct attrs hook;

	if (!a->a[NFTA_CHAIN_HOOK]) {
		c->fast_fwd = NULL;
		return;
	}
	attrs_of(a->a[NFTA_CHAIN_HOOK], &hook);
	c->is_base = true;
	c->hooknum = attr_u32(&hook, NFTA_HOOK_HOOKNUM);
	c->type = attr_str(f->r, a, NFTA_CHAIN_TYPE);
	if (!may_be_fast_fwd(c))
		c->fast_fwd = NULL;
	c->hook = c->fast_fwd ? "fast_fwd" : hook_name(c->table->family, c->hooknum);
	c->prio.value = (int32_t)attr_u32(&hook, NFTA_HOOK_PRIORITY);
	c->prio.set = true;
	device = attr_str(f->r, &hook, NFTA_HOOK_DEV);
	if (device && !hook.a[NFTA_HOOK_DEVS])	/* told twice if it is the only one */
		vec_push(f->r, &c->devices, device);
	take_devices(f, hook.a[NFTA_HOOK_DEVS], &c->devices);
	c->policy = a->a[NFTA_CHAIN_POLICY] ? (int32_t)attr_u32(a, NFTA_CHAIN_POLICY) : NF_ACCEPT;
}

struct chain *read_chain(struct fetch *f, const struct nlmsghdr *nlh)
{
	struct attrs a;
	struct chain *c;
	struct table *t;
	const uint8_t *udata;
	unsigned len;

	attrs_of_message(nlh, &a);
	t = fetch_table(f, nlh, &a, NFTA_CHAIN_TABLE);
	if (!t || !a.a[NFTA_CHAIN_NAME])
		return NULL;
	c = chain_new(f->r);
	c->table = t;
	c->name = attr_str(f->r, &a, NFTA_CHAIN_NAME);
	c->handle = attr_u64(&a, NFTA_CHAIN_HANDLE);
	c->flags = attr_u32(&a, NFTA_CHAIN_FLAGS) & ~(uint32_t)(NFT_CHAIN_BASE | NFT_CHAIN_BINDING);
	c->binding = attr_u32(&a, NFTA_CHAIN_FLAGS) & NFT_CHAIN_BINDING;
	udata = attr_bytes(&a, NFTA_CHAIN_USERDATA, &len);
	if (udata) {
		c->comment = udata_get_str(f->r, udata, len, UDATA_COMMENT);
		c->fast_fwd = udata_get_str(f->r, udata, len, UDATA_CHAIN_FAST_FWD);
	}
	take_hook(f, c, &a);
	return c;
}

int fetch_chain(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	struct chain *c = read_chain(f, nlh);

	if (c)
		table_add_chain(f->rs, c->table, c);
	return 0;
}

struct flowtable *read_flowtable(struct fetch *f, const struct nlmsghdr *nlh)
{
	struct attrs a, hook;
	struct flowtable *ft;
	struct table *t;

	attrs_of_message(nlh, &a);
	t = fetch_table(f, nlh, &a, NFTA_FLOWTABLE_TABLE);
	if (!t || !a.a[NFTA_FLOWTABLE_NAME])
		return NULL;
	attrs_of(a.a[NFTA_FLOWTABLE_HOOK], &hook);
	ft = flowtable_new(f->r);
	ft->table = t;
	ft->name = attr_str(f->r, &a, NFTA_FLOWTABLE_NAME);
	ft->handle = attr_u64(&a, NFTA_FLOWTABLE_HANDLE);
	ft->flags = attr_u32(&a, NFTA_FLOWTABLE_FLAGS);
	ft->has_hook = true;
	ft->hooknum = attr_u32(&hook, NFTA_FLOWTABLE_HOOK_NUM);
	ft->prio.value = (int32_t)attr_u32(&hook, NFTA_FLOWTABLE_HOOK_PRIORITY);
	ft->prio.set = true;
	take_devices(f, hook.a[NFTA_FLOWTABLE_HOOK_DEVS], &ft->devices);
	return ft;
}

int fetch_flowtable(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	struct flowtable *ft = read_flowtable(f, nlh);

	if (ft)
		table_add_flowtable(f->rs, ft->table, ft);
	return 0;
}

int read_rule(struct fetch *f, const struct nlmsghdr *nlh, struct rule **out)
{
	struct ops ops = { 0 };
	struct attrs a;
	struct chain *c;
	struct rule *rule;
	struct table *t;
	const uint8_t *udata;
	unsigned len;

	attrs_of_message(nlh, &a);
	t = fetch_table(f, nlh, &a, NFTA_RULE_TABLE);
	if (!t || !a.a[NFTA_RULE_CHAIN] || mnl_attr_validate(a.a[NFTA_RULE_CHAIN], MNL_TYPE_NUL_STRING))
		return 0;
	c = table_chain(t, mnl_attr_get_str(a.a[NFTA_RULE_CHAIN]));
	if (!c)
		return 0;
	rule = rule_new(f->r);
	rule->table = t;
	rule->chain = c;
	rule->handle = attr_u64(&a, NFTA_RULE_HANDLE);
	rule->position = attr_u64(&a, NFTA_RULE_POSITION);
	udata = attr_bytes(&a, NFTA_RULE_USERDATA, &len);
	if (udata) {
		rule->comment = udata_get_str(f->r, udata, len, UDATA_COMMENT);
		rule->userdata = region_memdup(f->r, udata, len);
		rule->userdata_len = len;
	}
	if (a.a[NFTA_RULE_EXPRESSIONS])
		op_nl_get_list(f->r, a.a[NFTA_RULE_EXPRESSIONS], &ops);
	*out = rule;
	return decode_rule(f->r, f->rs, rule, &ops);
}

int fetch_rule(void *fetch, const struct nlmsghdr *nlh)
{
	struct fetch *f = fetch;
	struct rule *rule = NULL;
	int err = read_rule(f, nlh, &rule);

	if (rule)
		vec_push(f->r, &rule->chain->rules, rule);
	return err;
}
