/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules: their statements one after the other, with what each implies put before it. */
#include <errno.h>
#include <string.h>
#include "check/check_priv.h"
#include "model/uapi.h"


/* Behind these nothing in a rule runs. */
static bool is_terminal(const struct stmt *s)
{
	switch (s->id) {
	case S_VERDICT:
		return s->verdict.expr->id == E_VERDICT && s->verdict.expr->verdict.code != NFT_CONTINUE;
	case S_REJECT: case S_NAT: case S_QUEUE: case S_FWD:
		return true;
	}
	return false;
}

/* `meta protocol ip` in an ip table says nothing that what follows does not. */
static bool says_nothing(const struct check *c, const struct stmt *s, const struct stmt *next)
{
	const struct expr *left = s->match.left, *right = s->match.right;
	const struct header_row *h;

	if ((c->family != FAM_IP && c->family != FAM_IP6) || s->id != S_MATCH || next->id != S_MATCH)
		return false;
	if (left->id != E_META || left->meta.inner || left->meta.row->id != NFT_META_PROTOCOL || right->id != E_VALUE ||
	    (s->match.op != REL_EQ && s->match.op != REL_IMPLICIT))
		return false;
	h = header_by_number(&ether_type_type, wide_get_u64(right->value.data, expr_bytes(right)));
	return h == &headers[c->family == FAM_IP ? HDR_ip : HDR_ip6];
}

static void drop_idle(struct check *c)
{
	for (uint32_t i = 0; i + 1 < c->out.n;)
		if (says_nothing(c, c->out.v[i], c->out.v[i + 1]))
			vec_remove(&c->out, i);
		else
			i++;
}

static int check_statements(struct check *c, struct rule *rule)
{
	const struct stmt *end = NULL;
	int ret;

	vec_each(i, &rule->stmts) {
		struct stmt *s = rule->stmts.v[i];

		if (end)
			return check_fail2(c, s->loc, end->loc, "Statement after terminal statement has no effect");
		c->stmt = s;
		ret = check_stmt(c, s);
		if (ret)
			return ret;
		vec_push(c->r, &c->out, s);
		if (is_terminal(s))
			end = s;
	}
	return 0;
}

int check_rule(struct check *c, struct rule *rule)
{
	int ret;

	if (rule->comment && strlen(rule->comment) > COMMENT_MAX)
		return check_fail(c, rule->loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	protoctx_init(&c->proto, c->family);
	c->rule = rule;
	memset(&c->out, 0, sizeof(c->out));
	rule->table = c->table;
	ret = check_statements(c, rule);
	if (!ret) {
		drop_idle(c);
		memcpy(&rule->stmts, &c->out, sizeof(rule->stmts));
	}
	c->rule = NULL;
	c->stmt = NULL;
	return ret;
}

int check_block_rules(struct check *c, struct chain *block)
{
	struct check sub = *c;
	int ret = 0;

	block->table = c->table;
	block->binding = true;
	block->flags |= NFT_CHAIN_BINDING;
	if (!block->name)
		block->name = region_printf(c->r, "__chain%u", c->rs->next_seq++);	/* elements of a verdict map tell blocks by their names */
	sub.chain = block;
	memset(&sub.want, 0, sizeof(sub.want));
	for (uint32_t i = 0; i < block->rules.n && !ret; i++) {
		block->rules.v[i]->chain = block;
		ret = check_rule(&sub, block->rules.v[i]);
	}
	c->overlap_work = sub.overlap_work;
	if (!ret && c->rule)
		vec_push(c->r, &c->rule->blocks, block);
	return ret;
}
