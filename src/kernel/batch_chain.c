/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and chains. */
#include "kernel/batch.h"

#include <string.h>
#include "model/uapi.h"

static uint16_t add_flags(const struct batch *b, bool create)
{
	return NLM_F_CREATE | b->flags | (create ? NLM_F_EXCL : 0);
}

static struct udata comment_udata(const char *comment)
{
	struct udata u = { .len = 0 };

	if (comment)
		udata_put_str(&u, UDATA_COMMENT, comment);
	return u;
}

void batch_table(struct batch *b, enum family f, const struct table *t, const char *name, bool create)
{
	struct udata u = comment_udata(t ? t->comment : NULL);

	batch_begin(b, NFT_MSG_NEWTABLE, add_flags(b, create), f, b->cmd->loc);
	batch_name(b, NFTA_TABLE_NAME, name, b->cmd->h.table_loc);
	nl_u32(&b->nl, NFTA_TABLE_FLAGS, t ? t->flags : 0);
	batch_udata(b, NFTA_TABLE_USERDATA, &u, b->cmd->loc);
	batch_end(b);
}

static bool is_wildcard(const char *device)
{
	size_t len = strlen(device);

	return len > 1 && device[len - 1] == '*' && device[len - 2] != '\\';
}

void batch_device(struct batch *b, const char *name)
{
	size_t len = strlen(name);

	if (is_wildcard(name))
		nl_str(&b->nl, NFTA_DEVICE_PREFIX, region_strndup(b->r, name, len - 1));
	else
		nl_str(&b->nl, NFTA_DEVICE_NAME, name);
}

void batch_chain_hook(struct batch *b, const struct chain *c)
{
	size_t hook = nl_nest(&b->nl, NFTA_CHAIN_HOOK), devices;

	if (c->is_base) {
		nl_u32(&b->nl, NFTA_HOOK_HOOKNUM, c->hooknum);
		nl_u32(&b->nl, NFTA_HOOK_PRIORITY, (uint32_t)c->prio.value);
	}
	if (c->devices.n == 1 && c->is_base && !is_wildcard(c->devices.v[0])) {
		nl_str(&b->nl, NFTA_HOOK_DEV, c->devices.v[0]);
	} else if (c->devices.n) {
		devices = nl_nest(&b->nl, NFTA_HOOK_DEVS);
		for (uint32_t i = 0; i < c->devices.n; i++)
			batch_device(b, c->devices.v[i]);
		nl_nest_end(&b->nl, devices);
	}
	nl_nest_end(&b->nl, hook);
}

void batch_chain(struct batch *b, enum family f, const char *table, struct chain *c, bool create)
{
	struct udata u = comment_udata(c->comment);

	if (c->fast_fwd)
		udata_put_str(&u, UDATA_CHAIN_FAST_FWD, c->fast_fwd);
	c->id = ++b->next_id;
	batch_begin(b, NFT_MSG_NEWCHAIN, add_flags(b, create), f, c->loc);
	batch_name(b, NFTA_CHAIN_TABLE, table, b->cmd->h.table_loc);
	if (c->binding)
		nl_u32(&b->nl, NFTA_CHAIN_ID, c->id);
	else
		batch_name(b, NFTA_CHAIN_NAME, c->name, b->cmd->obj == OBJ_CHAIN ? b->cmd->h.name_loc : c->loc);
	if (c->is_base || c->devices.n)
		batch_chain_hook(b, c);
	if (c->is_base)
		nl_str(&b->nl, NFTA_CHAIN_TYPE, c->type);
	if (c->policy >= 0)
		nl_u32(&b->nl, NFTA_CHAIN_POLICY, (uint32_t)c->policy);
	if (c->flags || c->binding)
		nl_u32(&b->nl, NFTA_CHAIN_FLAGS, c->flags | (c->binding ? NFT_CHAIN_BINDING : 0));
	batch_udata(b, NFTA_CHAIN_USERDATA, &u, c->loc);
	batch_end(b);
}
