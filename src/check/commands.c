/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands: each is checked against the ruleset and then applied to it, so that the next one sees it. */
#include <errno.h>
#include <string.h>
#include "check/check_priv.h"

static int apply(struct check *c, struct cmd *cmd)
{
	return ruleset_apply(c->rs, cmd, c->sink, c->opt->offline);
}

/* ------------------------------------------------------------------ where things live */
static struct table *implied_table(struct check *c, const struct handle_spec *h)
{
	struct table *t = table_new(c->rs->region);

	t->family = c->family;
	t->name = h->table;
	t->loc = h->table_loc;
	t->implied = true;
	return ruleset_add_table(c->rs, t);
}

static int find_table(struct check *c, const struct handle_spec *h)
{
	c->table = h->table ? ruleset_table(c->rs, c->family, h->table) : NULL;
	if (c->table || !h->table)
		return 0;
	if (c->opt->offline) {
		c->table = implied_table(c, h);
		return 0;
	}
	return check_no_such(c, h->table_loc, CHECK_NEAR_TABLE, h->table);
}

/* ------------------------------------------------------------------ table blocks */
static int apply_piece(struct check *c, struct table *piece, enum cmd_op op)
{
	struct cmd cmd = *c->cmd;

	cmd.op = op;
	cmd.table = piece;
	return apply(c, &cmd);
}

static struct table empty_copy(const struct table *t)
{
	return (struct table){ .family = t->family, .name = t->name, .loc = t->loc, .flags = t->flags, .comment = t->comment };
}

static int block_objects(struct check *c, struct table *t)
{
	int ret = 0, err;

	vec_each(i, &t->objects) {
		struct table piece = empty_copy(t);

		err = check_object(c, t->objects.v[i]);
		vec_push(c->r, &piece.objects, t->objects.v[i]);
		ret = err ? err : ret;
		err = apply_piece(c, &piece, CMD_ADD);
		ret = err ? err : ret;
	}
	vec_each(i, &t->flowtables) {
		struct table piece = empty_copy(t);

		err = check_flowtable(c, t->flowtables.v[i]);
		vec_push(c->r, &piece.flowtables, t->flowtables.v[i]);
		ret = err ? err : ret;
		err = apply_piece(c, &piece, CMD_ADD);
		ret = err ? err : ret;
	}
	return ret;
}

static int block_chains(struct check *c, struct table *t)
{
	int ret = 0, err;

	vec_each(i, &t->chains) {
		struct table piece = empty_copy(t);
		struct chain bare;

		err = check_chain(c, t->chains.v[i]);
		ret = err ? err : ret;
		bare = *t->chains.v[i];
		memset(&bare.rules, 0, sizeof(bare.rules));
		vec_push(c->r, &piece.chains, &bare);
		err = apply_piece(c, &piece, CMD_ADD);
		ret = err ? err : ret;
	}
	return ret;
}

/* The set is entered all the same, so that its uses are not errors too. */
static void after_error(struct set *s)
{
	if (!s->key.bits || (s->is_map && !s->is_vmap && !s->obj_type && !s->data.bits)) {
		s->unknown = true;
		s->key.n = 0;
	}
	s->init = NULL;
	memset(&s->elems, 0, sizeof(s->elems));
}

static int block_sets(struct check *c, struct table *t)
{
	int ret = 0, err;

	vec_each(i, &t->sets) {
		struct table piece = empty_copy(t);
		struct set *s = t->sets.v[i];

		err = check_set(c, s);
		ret = err ? err : ret;
		if (err)
			after_error(s);
		vec_push(c->r, &piece.sets, s);
		err = apply_piece(c, &piece, CMD_ADD);
		ret = err ? err : ret;
	}
	return ret;
}

static int block_rules(struct check *c, struct table *t)
{
	int ret = 0, err;

	vec_each(i, &t->chains) {
		struct table piece = empty_copy(t);
		struct chain *ch = t->chains.v[i], *have = check_find_chain(c, ch->name), bare = { .name = ch->name, .policy = -1 };

		c->chain = have ? have : ch;
		vec_each(k, &ch->rules) {
			if (diag_full(c->sink))
				return ret;
			ch->rules.v[k]->chain = c->chain;
			err = check_rule(c, ch->rules.v[k]);
			ret = err ? err : ret;
		}
		bare.rules.v = ch->rules.v;
		bare.rules.n = ch->rules.n;
		vec_push(c->r, &piece.chains, &bare);
		err = apply_piece(c, &piece, CMD_ADD);
		ret = err ? err : ret;
	}
	return ret;
}

static int add_table(struct check *c, struct cmd *cmd)
{
	struct table *t = cmd->table, piece;
	int ret, err;

	if (!t)
		return apply(c, cmd);
	ret = check_table_header(c, t);
	if (ret)
		return ret;
	piece = empty_copy(t);
	ret = apply_piece(c, &piece, cmd->op);
	if (ret)
		return ret;
	c->table = ruleset_table(c->rs, c->family, cmd->h.table);
	ret = block_objects(c, t);
	err = block_chains(c, t);
	ret = ret ? ret : err;
	err = block_sets(c, t);
	ret = ret ? ret : err;
	err = block_rules(c, t);
	return ret ? ret : err;
}

/* ------------------------------------------------------------------ one thing */
static int add_chain(struct check *c, struct cmd *cmd)
{
	struct chain *ch = cmd->chain, full;
	int ret;

	if (!ch)
		return apply(c, cmd);
	if (!ch->name)
		ch->name = cmd->h.name;
	ret = check_chain(c, ch);
	if (ret) {	/* entered all the same, so that its uses are not errors too */
		ch->rules.n = 0;
		apply(c, cmd);
		return ret;
	}
	if (!ch->rules.n)
		return apply(c, cmd);
	full = *ch;
	memset(&ch->rules, 0, sizeof(ch->rules));
	ret = apply(c, cmd);
	ch->rules.v = full.rules.v;
	ch->rules.n = full.rules.n;
	ch->rules.cap = full.rules.cap;
	if (ret)
		return ret;
	c->chain = check_find_chain(c, ch->name);
	vec_each(i, &ch->rules) {
		ret = check_rule(c, ch->rules.v[i]);
		if (ret)
			return ret;
		ch->rules.v[i]->chain = c->chain;
		vec_push(c->rs->region, &c->chain->rules, ch->rules.v[i]);
	}
	return 0;
}

static int add_rule(struct check *c, struct cmd *cmd)
{
	int ret;

	c->chain = check_find_chain(c, cmd->h.name);
	if (!c->chain && (!c->opt->offline || check_table_is_known(c)))
		return check_no_such(c, cmd->h.name_loc, CHECK_NEAR_CHAIN, cmd->h.name);
	cmd->rule->chain = c->chain;
	ret = check_rule(c, cmd->rule);
	return ret ? ret : apply(c, cmd);
}

static int add_set(struct check *c, struct cmd *cmd)
{
	int ret;

	if (!cmd->set->name)
		cmd->set->name = cmd->h.name;
	ret = check_set(c, cmd->set);
	if (!ret)
		return apply(c, cmd);
	after_error(cmd->set);
	apply(c, cmd);
	return ret;
}

static int add_thing(struct check *c, struct cmd *cmd)
{
	int ret;

	switch (cmd->obj) {
	case OBJ_CHAIN:
		return add_chain(c, cmd);
	case OBJ_RULE:
		return add_rule(c, cmd);
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
		return add_set(c, cmd);
	case OBJ_ELEMENTS:
		ret = check_elements(c, cmd);
		break;
	case OBJ_OBJECT:
		if (!cmd->object->name)
			cmd->object->name = cmd->h.name;
		ret = check_object(c, cmd->object);
		break;
	case OBJ_FLOWTABLE:
		if (!cmd->flowtable->name)
			cmd->flowtable->name = cmd->h.name;
		ret = check_flowtable(c, cmd->flowtable);
		break;
	default:
		ret = 0;
	}
	return ret ? ret : apply(c, cmd);
}

static int check_add(struct check *c, struct cmd *cmd)
{
	int ret;

	if (cmd->obj == OBJ_TABLE)
		return add_table(c, cmd);
	ret = find_table(c, &cmd->h);
	return ret ? ret : add_thing(c, cmd);
}

/* ------------------------------------------------------------------ things that should be there */
static bool is_there(struct check *c, const struct cmd *cmd, enum check_near *near)
{
	const char *name = cmd->h.name;

	switch (cmd->obj) {
	case OBJ_CHAIN: case OBJ_RULE:
		*near = CHECK_NEAR_CHAIN;
		return check_find_chain(c, name);
	case OBJ_SET: case OBJ_MAP: case OBJ_METER:
		*near = CHECK_NEAR_SET;
		return check_find_set(c, name);
	case OBJ_FLOWTABLE:
		*near = CHECK_NEAR_FLOWTABLE;
		return check_find_flowtable(c, name);
	case OBJ_OBJECT:
		*near = CHECK_NEAR_OBJECT;
		return check_find_object(c, cmd->obj_type, name);
	default:
		return true;
	}
}

/* delete, flush, rename: the thing must be there, where that can be known. */
static int check_existing(struct check *c, struct cmd *cmd)
{
	enum check_near near = CHECK_NEAR_NONE;
	bool whole = cmd->op == CMD_DESTROY;
	int ret;

	c->table = cmd->h.table ? ruleset_table(c->rs, c->family, cmd->h.table) : NULL;
	if (whole && cmd->obj == OBJ_ELEMENTS && c->table && table_set(c->table, cmd->h.name))
		return check_elements(c, cmd);
	if (whole || !cmd->h.table || (!c->table && c->opt->offline))
		return 0;
	if (!c->table)
		return check_no_such(c, cmd->h.table_loc, CHECK_NEAR_TABLE, cmd->h.table);
	if (c->opt->offline && !check_table_is_known(c))
		return 0;
	if (cmd->obj == OBJ_ELEMENTS)
		return check_elements(c, cmd);
	if (!cmd->h.name || is_there(c, cmd, &near)) {
		if (cmd->obj != OBJ_FLOWTABLE || cmd->op != CMD_DELETE || !cmd->flowtable)
			return 0;
		ret = check_flowtable(c, cmd->flowtable);
		return ret;
	}
	return check_no_such(c, cmd->h.name_loc, near,
			     near == CHECK_NEAR_OBJECT ? region_printf(c->r, "%u/%s", cmd->obj_type, cmd->h.name) : cmd->h.name);
}

static int check_described(struct check *c, struct cmd *cmd)
{
	int ret;

	if (!cmd->expr || cmd->expr->id == E_SYMBOL)
		return 0;
	c->in_typeof = true;
	protoctx_init(&c->proto, c->family);
	ret = check_expr_as(c, &cmd->expr, (struct check_want){ 0 });
	c->in_typeof = false;
	return ret;
}

static int check_one(struct check *c, struct cmd *cmd)
{
	int ret;

	c->cmd = cmd;
	c->family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	c->table = NULL;
	c->chain = NULL;
	c->in_typeof = c->in_value = c->in_elem = false;
	c->depth = 0;
	memset(&c->want, 0, sizeof(c->want));
	protoctx_init(&c->proto, c->family);
	switch (cmd->op) {
	case CMD_ADD: case CMD_CREATE: case CMD_INSERT: case CMD_REPLACE:
		return check_add(c, cmd);
	case CMD_DELETE: case CMD_DESTROY: case CMD_FLUSH: case CMD_RENAME:
		ret = check_existing(c, cmd);
		return ret ? ret : apply(c, cmd);
	case CMD_GET:
		return check_existing(c, cmd);
	case CMD_RESET:
		return cmd->obj == OBJ_ELEMENTS ? check_existing(c, cmd) : 0;
	case CMD_DESCRIBE:
		return check_described(c, cmd);
	default:
		return 0;
	}
}

int check_cmds(struct region *r, struct diag_sink *sink, struct ruleset *rs, struct cmds *cmds, const struct check_options *opt)
{
	struct check c = { .r = r, .sink = sink, .rs = rs, .opt = opt, .check_block = check_block_rules };
	int ret = 0, err;

	for (uint32_t i = 0; i < cmds->v.n && !diag_full(sink); i++) {
		err = check_one(&c, cmds->v.v[i]);
		ret = ret ? ret : err;
	}
	if (!ret && opt->offline)
		ret = check_loops(&c);
	return ret;
}

int check_exists(struct region *r, struct diag_sink *sink, struct ruleset *rs, struct cmd *cmd, const struct check_options *opt)
{
	struct check c = { .r = r, .sink = sink, .rs = rs, .opt = opt, .check_block = check_block_rules, .cmd = cmd };

	c.family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	return check_existing(&c, cmd);
}
