/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A batch as one transaction, and what the kernel says of it. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/clash.h"
#include "kernel/batch.h"

static void put_edge(struct batch *b, uint16_t type)
{
	nl_begin(&b->nl, type, NLM_F_REQUEST, ++b->k->seq, 0, NFNL_SUBSYS_NFTABLES);
	nl_end(&b->nl);
}

/* ---------------------------------------------------------------- errors */
struct told {
	struct batch *b;
	int first;
	const struct place *clash;	/* the first element that was in the way ... */
	struct diag *clashed;		/* ... and how that was told */
	const struct chain *chain;	/* that the last rule told of is in ... */
	uint32_t rule;			/* ... and which it is */
	struct strbuf *echo;		/* messages that are kept, or NULL */
};

/* The first place of message @seq. */
static uint32_t message_of(const struct batch *b, uint32_t seq)
{
	uint32_t lo = 0, hi = b->places.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (b->places.v[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The place of message @seq whose attribute stands last before @offset; the message itself if none does. */
static const struct place *place_of(const struct batch *b, uint32_t seq, uint32_t offset)
{
	const struct place *best = NULL;

	for (uint32_t i = message_of(b, seq); i < b->places.n && b->places.v[i].seq == seq && b->places.v[i].offset <= offset; i++)
		best = &b->places.v[i];
	return best;
}

struct extack { uint32_t offset; const char *message; };

static struct extack extack_of(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	struct extack x = { 0, NULL };
	size_t skip = sizeof(*e);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return x;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	if (NLMSG_HDRLEN + NLMSG_ALIGN(skip) > nlh->nlmsg_len)
		return x;
	mnl_attr_for_each(attr, nlh, NLMSG_ALIGN(skip)) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_OFFS && mnl_attr_get_payload_len(attr) == 4)
			x.offset = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG && !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			x.message = mnl_attr_get_str(attr);
	}
	return x;
}

static struct loc loc_of(const struct batch *b, uint32_t seq, uint32_t offset)
{
	const struct place *message = place_of(b, seq, 0), *p = place_of(b, seq, offset);

	if (message && message->rule && offset >= message->rule_at)
		return batch_rule_place(b, message, offset);
	return p ? p->loc : (struct loc){ 0 };
}

static void tell(struct told *t, const struct nlmsghdr *nlh, int err)
{
	struct extack x = extack_of(nlh);
	struct loc nowhere = { 0 };
	struct diag *d;

	if (!t->first)
		t->first = -err;
	d = diag_error(t->b->sink, loc_of(t->b, nlh->nlmsg_seq, x.offset), "Could not process rule: %s", strerror(err));
	if (x.message && *x.message)
		diag_relate(t->b->sink, d, nowhere, "the kernel says: %s", x.message);
	if (d && err == EEXIST && !t->clash) {
		t->clash = place_of(t->b, nlh->nlmsg_seq, 0);
		t->clashed = d;
	}
}

/* ---------------------------------------------------------------- echo: handles of what was added */
static uint64_t handle_in(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == type && mnl_attr_get_payload_len(attr) == 8)
			return be64toh(mnl_attr_get_u64(attr));
	return 0;
}

static const char *string_in(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == type && !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			return mnl_attr_get_str(attr);
	return "";
}

#define TAKE_HANDLE(list, nlh, attr_name, attr_handle) \
	vec_each(i, list) \
		if (!strcmp((list)->v[i]->name, string_in(nlh, attr_name))) \
			(list)->v[i]->handle = handle_in(nlh, attr_handle)

static void take_block_handle(struct table *t, const struct nlmsghdr *nlh, unsigned type)
{
	switch (type) {
	case NFT_MSG_NEWCHAIN:
		TAKE_HANDLE(&t->chains, nlh, NFTA_CHAIN_NAME, NFTA_CHAIN_HANDLE);
		break;
	case NFT_MSG_NEWSET:
		TAKE_HANDLE(&t->sets, nlh, NFTA_SET_NAME, NFTA_SET_HANDLE);
		break;
	case NFT_MSG_NEWOBJ:
		TAKE_HANDLE(&t->objects, nlh, NFTA_OBJ_NAME, NFTA_OBJ_HANDLE);
		break;
	case NFT_MSG_NEWFLOWTABLE:
		TAKE_HANDLE(&t->flowtables, nlh, NFTA_FLOWTABLE_NAME, NFTA_FLOWTABLE_HANDLE);
		break;
	}
}

/* Rules come back in the order in which they were sent. */
static void take_rule_handle(struct told *told, const struct chain *c, uint64_t handle)
{
	uint32_t i = told->chain == c ? told->rule + 1 : 0;

	while (i < c->rules.n && c->rules.v[i]->handle)
		i++;
	if (i < c->rules.n)
		c->rules.v[i]->handle = handle;
	told->chain = c;
	told->rule = i;
}

static void take_table_rule(struct told *told, struct table *t, const struct nlmsghdr *nlh)
{
	const char *name = string_in(nlh, NFTA_RULE_CHAIN);
	const struct chain *c = told->chain && told->chain->table == t && !strcmp(told->chain->name, name) ? told->chain : NULL;

	for (uint32_t i = 0; i < t->chains.n && !c; i++)
		if (!strcmp(t->chains.v[i]->name, name))
			c = t->chains.v[i];
	if (c)
		take_rule_handle(told, c, handle_in(nlh, NFTA_RULE_HANDLE));
}

static void take_handle(struct told *told, struct cmd *cmd, const struct nlmsghdr *nlh, unsigned type)
{
	switch (cmd->obj) {
	case OBJ_TABLE:
		if (type == NFT_MSG_NEWTABLE && cmd->table)
			cmd->table->handle = handle_in(nlh, NFTA_TABLE_HANDLE);
		else if (type == NFT_MSG_NEWRULE && cmd->table)
			take_table_rule(told, cmd->table, nlh);
		else if (cmd->table)
			take_block_handle(cmd->table, nlh, type);
		break;
	case OBJ_CHAIN:
		if (type == NFT_MSG_NEWCHAIN && cmd->chain)
			cmd->chain->handle = handle_in(nlh, NFTA_CHAIN_HANDLE);
		else if (type == NFT_MSG_NEWRULE && cmd->chain)
			take_rule_handle(told, cmd->chain, handle_in(nlh, NFTA_RULE_HANDLE));
		break;
	case OBJ_RULE:
		if (type == NFT_MSG_NEWRULE && cmd->rule && !strcmp(string_in(nlh, NFTA_RULE_CHAIN), cmd->h.name))
			cmd->rule->handle = handle_in(nlh, NFTA_RULE_HANDLE);
		break;
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
		if (type == NFT_MSG_NEWSET && cmd->set)
			cmd->set->handle = handle_in(nlh, NFTA_SET_HANDLE);
		break;
	case OBJ_OBJECT:
		if (type == NFT_MSG_NEWOBJ && cmd->object)
			cmd->object->handle = handle_in(nlh, NFTA_OBJ_HANDLE);
		break;
	case OBJ_FLOWTABLE:
		if (type == NFT_MSG_NEWFLOWTABLE && cmd->flowtable)
			cmd->flowtable->handle = handle_in(nlh, NFTA_FLOWTABLE_HANDLE);
		break;
	default:
		break;
	}
}

static int take_message(void *data, const struct nlmsghdr *nlh)
{
	struct told *t = data;
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	const struct place *p;

	if (nlh->nlmsg_type == NLMSG_ERROR) {
		if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*e) && e->error)
			tell(t, nlh, -e->error);
	} else if (nlh->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES) {
		if (t->echo)
			strbuf_addn(t->echo, (const char *)nlh, NLMSG_ALIGN(nlh->nlmsg_len));
		p = place_of(t->b, nlh->nlmsg_seq, 0);
		if (p)
			take_handle(t, p->cmd, nlh, nlh->nlmsg_type & 0xff);
	}
	return 0;
}

/* ---------------------------------------------------------------- */
static int send_batch(struct batch *b)
{
	struct loc nowhere = { 0 };
	int err = socket_send(b->k, b->nl.p, b->nl.len);

	if (err == -EMSGSIZE)
		diag_error(b->sink, nowhere, "cannot send %zu bytes to the kernel: the sysctl net.core.wmem_max of the host allows less; "
			   "raise it there to three times as much, or load the ruleset in parts", b->nl.len);
	else if (err)
		diag_error(b->sink, nowhere, "cannot send %zu bytes to the kernel: %s", b->nl.len, strerror(-err));
	return err;
}

int kernel_commit(struct kernel *k, struct region *r, const struct ruleset *rs, struct cmds *cmds, struct diag_sink *sink, unsigned flags,
		  struct strbuf *echo)
{
	struct batch b = { .k = k, .r = r, .rs = rs, .sink = sink, .flags = flags & KERNEL_ECHO ? NLM_F_ECHO : 0 };
	struct told told = { .b = &b, .echo = flags & KERNEL_ECHO ? echo : NULL };
	int err = 0;

	put_edge(&b, NFNL_MSG_BATCH_BEGIN);
	vec_each(i, &cmds->v) {
		batch_cmd(&b, cmds->v.v[i]);
		if (b.err || b.nl.failed)
			break;
	}
	if (!(flags & KERNEL_DRY_RUN))
		put_edge(&b, NFNL_MSG_BATCH_END);	/* without its end, a batch is looked at and forgotten */
	if (b.err)
		err = b.err;
	else if (b.nl.failed)
		err = -ENOMEM;
	if (!err && flags & KERNEL_ECHO)
		socket_expect(k, b.nl.len);
	if (!err)
		err = send_batch(&b);
	if (!err)
		err = socket_drain(k, take_message, &told);
	if (!err && told.clash && told.clash->cmd)
		clash_tell(&b, told.clash->cmd, told.clashed);
	nl_free(&b.nl);
	return err ? err : told.first;
}
