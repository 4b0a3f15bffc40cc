/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules, with the anonymous sets and inline chains that must be there before them. */
#include "kernel/batch.h"

#include <linux/netfilter/nf_tables.h>
#include "kernel/op_nl.h"
#include "model/gen.h"

static void put_expressions(struct batch *b, struct rule *rule, struct place *message)
{
	struct region_mark mark = region_mark(b->r);
	struct ops ops = { 0 };
	size_t nest;
	int err = gen_rule(b->r, rule, &ops, b->sink);

	if (err) {
		b->err = err;
		return;		/* the diagnostic lives behind the mark */
	}
	nest = nl_nest(&b->nl, NFTA_RULE_EXPRESSIONS);
	message->rule = rule;
	message->rule_at = (uint32_t)(nest - b->nl.msg);
	op_nl_put_list(&b->nl, &ops, rule, NULL);
	nl_nest_end(&b->nl, nest);
	region_release(b->r, mark);
}

struct loc batch_rule_place(const struct batch *b, const struct place *place, uint32_t offset)
{
	struct diag_sink sink = { .region = b->r };
	struct loc found = place->rule->loc;
	struct nlbuf nl = { 0 };
	struct ops ops = { 0 };
	uint32_t *offsets;

	if (gen_rule(b->r, place->rule, &ops, &sink))
		return found;
	offsets = region_alloc(b->r, (ops.v.n + 1) * sizeof(*offsets));
	op_nl_put_list(&nl, &ops, place->rule, offsets);
	nl_free(&nl);
	vec_each(i, &ops.v)
		if (place->rule_at + NLA_HDRLEN + offsets[i] <= offset && ops.v.v[i]->loc.src)
			found = ops.v.v[i]->loc;
	return found;
}

/* Kernel that has user data of a newer tool keeps it when the rule is sent again as it was read. */
static void put_udata(struct batch *b, const struct rule *rule)
{
	struct udata u = { .len = 0 };

	if (rule->userdata_len) {
		nl_put(&b->nl, NFTA_RULE_USERDATA, rule->userdata, rule->userdata_len);
		return;
	}
	if (rule->comment)
		udata_put_str(&u, UDATA_COMMENT, rule->comment);
	batch_udata(b, NFTA_RULE_USERDATA, &u, rule->loc);
}

static void put_position(struct batch *b, const struct cmd *cmd, const struct rule *rule)
{
	const struct handle_spec *h = &cmd->h;

	if (cmd->obj != OBJ_RULE)
		return;
	if (rule->beside && rule->beside->handle)
		batch_at(b, nl_u64(&b->nl, NFTA_RULE_POSITION, rule->beside->handle), h->handle_loc);
	else if (rule->beside)
		batch_at(b, nl_u32(&b->nl, NFTA_RULE_POSITION_ID, rule->beside->id), h->handle_loc);
	else if (cmd->op == CMD_REPLACE)
		batch_at(b, nl_u64(&b->nl, NFTA_RULE_HANDLE, h->handle), h->handle_loc);
	else if (h->has_handle)
		batch_at(b, nl_u64(&b->nl, NFTA_RULE_POSITION, h->handle), h->handle_loc);
	else if (h->has_position)
		batch_at(b, nl_u64(&b->nl, NFTA_RULE_POSITION, h->position), h->handle_loc);
}

static uint16_t rule_flags(const struct batch *b)
{
	if (b->cmd->obj == OBJ_RULE && b->cmd->op == CMD_REPLACE)
		return NLM_F_REPLACE | b->flags;
	if (b->cmd->obj == OBJ_RULE && b->cmd->op == CMD_INSERT)
		return NLM_F_CREATE | b->flags;
	return NLM_F_CREATE | NLM_F_APPEND | b->flags;
}

static void send_rule(struct batch *b, enum family f, const char *table, struct rule *rule)
{
	uint32_t message = b->places.n;

	batch_begin(b, NFT_MSG_NEWRULE, rule_flags(b), f, b->cmd->obj == OBJ_RULE ? b->cmd->loc : rule->loc);
	batch_name(b, NFTA_RULE_TABLE, table, b->cmd->h.table_loc);
	if (rule->chain->binding)
		nl_u32(&b->nl, NFTA_RULE_CHAIN_ID, rule->chain->id);
	else
		batch_name(b, NFTA_RULE_CHAIN, b->cmd->obj == OBJ_RULE ? b->cmd->h.name : rule->chain->name,
			   b->cmd->obj == OBJ_RULE ? b->cmd->h.name_loc : rule->chain->loc);
	put_position(b, b->cmd, rule);
	nl_u32(&b->nl, NFTA_RULE_ID, rule->id);
	put_udata(b, rule);
	put_expressions(b, rule, &b->places.v[message]);
	batch_end(b);
}

void batch_rule(struct batch *b, enum family f, const char *table, struct rule *rule)
{
	vec_each(i, &rule->anon_sets) {
		batch_set(b, f, table, rule->anon_sets.v[i], false);
		batch_elements(b, f, table, rule->anon_sets.v[i], &rule->anon_sets.v[i]->elems, NFT_MSG_NEWSETELEM, false);
	}
	vec_each(i, &rule->blocks) {
		struct chain *block = rule->blocks.v[i];

		batch_chain(b, f, table, block, false);
		vec_each(j, &block->rules)
			batch_rule(b, f, table, block->rules.v[j]);
	}
	rule->id = ++b->next_id;
	send_rule(b, f, table, rule);
}
