/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named sets and maps, and their elements. */
#include <errno.h>
#include <string.h>
#include "check/check_priv.h"
#include "model/uapi.h"


/* A key is noted as what is read; how it is worked on is not part of the note, and tunnel keys have none. */
static int typeof_part(struct check *c, const struct expr *e)
{
	if (e->id == E_BINOP || e->id == E_UNARY || e->id == E_PREFIX)
		return check_fail(c, e->loc, "typeof takes what is read, as it is: no mask and no shift can stand here");
	if (e->id == E_TUNNEL)
		return check_fail(c, e->loc, "a set cannot be of the type of tunnel keys: write type integer");
	if (expr_is_constant(e) || e->id == E_MAP)
		return check_fail(c, e->loc, "typeof takes what is read from packets");
	return 0;
}

static int typeof_parts(struct check *c, const struct expr *e)
{
	int ret = 0;

	if (e->id != E_CONCAT)
		return typeof_part(c, e);
	for (uint32_t i = 0; i < e->list.items.n && !ret; i++)
		ret = typeof_part(c, e->list.items.v[i]);
	return ret;
}

/* `typeof EXPR`: the types of what would be read. */
static int typeof_spec(struct check *c, struct key_spec *k)
{
	struct expr *e = k->typeof_expr;
	int ret;

	c->in_typeof = true;
	protoctx_init(&c->proto, c->family);
	ret = check_expr_as(c, &e, (struct check_want){ 0 });
	c->in_typeof = false;
	if (!ret)
		ret = typeof_parts(c, e);
	if (ret)
		return ret;
	key_spec_of(k, e);
	k->typeof_expr = e;
	return 0;
}

static int type_spec(struct check *c, const struct set *s, struct key_spec *k)
{
	k->bits = 0;
	for (unsigned i = 0; i < k->n; i++) {
		struct key_part *p = &k->part[i];

		if (!p->bits) {
			p->bits = p->type->bits;
			p->order = p->type->order;
		}
		if (p->type->cls == DT_VERDICT && k == &s->data && k->n == 1)
			return 0;
		if (!p->bits || p->type->cls == DT_INVALID)
			return check_fail(c, s->loc, "unqualified type %s specified in %s definition. "
					  "Try \"typeof expression\" instead of \"type datatype\".", p->type->name, s->is_map ? "map" : "set");
		k->bits += k->n == 1 ? p->bits : (p->bits + 31) / 32 * 32;
	}
	if (k->bits > WIDE_MAX * 8)
		return check_fail(c, s->loc, "Concatenation of size %u exceeds maximum size of %u", k->bits, WIDE_MAX * 8);
	return 0;
}

static int check_spec(struct check *c, const struct set *s, struct key_spec *k)
{
	int ret = k->typeof_expr ? typeof_spec(c, k) : 0;

	return ret ? ret : type_spec(c, s, k);
}

static int check_data_spec(struct check *c, struct set *s)
{
	const struct expr *of = s->data.typeof_expr;
	int ret;

	if (of && of->id == E_CT && of->ct.row == key_by_name(ct_keys, n_ct_keys, "helper")) {
		s->obj_type = NFT_OBJECT_CT_HELPER;
		memset(&s->data, 0, sizeof(s->data));
	}
	if (s->obj_type) {
		s->flags |= NFT_SET_OBJECT;
		return 0;
	}
	if (!s->data.n && !s->data.typeof_expr && !s->is_vmap)
		return check_fail(c, s->loc, "map definition does not specify mapping data type");
	s->flags |= NFT_SET_MAP;
	ret = check_spec(c, s, &s->data);
	if (ret)
		return ret;
	if (s->data.n == 1 && s->data.part[0].type->cls == DT_VERDICT) {
		s->is_vmap = true;
		memset(&s->data, 0, sizeof(s->data));
	}
	return 0;
}

static int check_flags(struct check *c, struct set *s)
{
	if (s->timeout)
		s->flags |= NFT_SET_TIMEOUT;
	if (s->flags & NFT_SET_CONSTANT)	/* holds what it is made with: how many that will be is known */
		s->size = s->policy = 0;
	if (s->auto_merge && !(s->flags & NFT_SET_INTERVAL))
		return check_fail(c, s->loc, "auto-merge only works with interval sets");
	s->auto_merge &= s->key.n == 1;
	if (s->flags & NFT_SET_INTERVAL && s->key.n > 1)
		s->flags |= NFT_SET_CONCAT;
	if (s->stmts.n > 1)
		s->flags |= NFT_SET_EXPR;
	return 0;
}

static int check_again(struct check *c, const struct set *s)
{
	const struct set *have = check_find_set(c, s->name);

	if (!have || have->unknown)
		return 0;
	if (have->is_map == s->is_map && key_spec_compatible(&have->key, &s->key))
		return 0;
	return check_fail(c, s->loc, "Could not process rule: File exists; it holds keys of type %s", check_spec_text(c, &have->key));
}

int check_set(struct check *c, struct set *s)
{
	int ret;

	s->table = c->table;
	if (!s->key.n && !s->key.typeof_expr)
		return check_fail(c, s->loc, "%s definition does not specify key", s->is_map ? "map" : "set");
	if (s->comment && strlen(s->comment) > COMMENT_MAX)
		return check_fail(c, s->loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	ret = check_spec(c, s, &s->key);
	if (!ret && s->is_map)
		ret = check_data_spec(c, s);
	if (!ret)
		ret = check_flags(c, s);
	if (!ret)
		ret = check_again(c, s);
	for (uint32_t i = 0; i < s->stmts.n && !ret; i++)
		ret = check_stateful(c, s->stmts.v[i]);
	s->elems_known = true;
	return ret ? ret : check_set_elems(c, s);
}

static int elems_of(struct check *c, struct set *spec, struct expr *init, struct elems *out, const struct elems *have)
{
	int ret;

	memset(&c->want, 0, sizeof(c->want));
	ret = check_elems(c, spec, init, out);
	if (ret || spec->unknown)
		return ret;
	return check_overlaps(c, spec, out, have);
}

int check_set_elems(struct check *c, struct set *s)
{
	const struct set *have = check_find_set(c, s->name);
	int ret;

	if (!s->init)
		return 0;
	ret = elems_of(c, s, s->init, &s->elems, have ? &have->elems : NULL);
	s->init = NULL;
	return ret;
}

/* ------------------------------------------------------------------ add element and the like */
int check_elements(struct check *c, struct cmd *cmd)
{
	struct set *s = check_find_set(c, cmd->h.name);
	bool adds = cmd->op == CMD_ADD || cmd->op == CMD_CREATE;
	struct expr *init = cmd->expr;

	cmd->elem_set = s;
	if (!s) {
		if (!c->opt->offline || check_table_is_known(c))
			return check_no_such(c, cmd->h.name_loc, CHECK_NEAR_SET, cmd->h.name);
		return 0;	/* what it holds is known only where it is defined */
	}
	if (s->unknown && !s->key.n)
		return 0;
	if (!init)
		return check_fail(c, cmd->loc, "there are no elements");
	if (adds)
		return elems_of(c, s, init, &cmd->elems, &s->elems);
	return check_elems(c, s, init, &cmd->elems);
}
