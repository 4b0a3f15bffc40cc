/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to named objects: every face of the kind. */
#include "model/faces.h"
#include "model/gen.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

/* ---------------------------------------------------------------- netlink out */

static const char *object_name(struct gen *g, const struct expr *e)
{
	if (e->id == E_SYMBOL)
		return e->symbol.text;
	if (e->id == E_VALUE)
		return region_strndup(g->r, (const char *)e->value.data, expr_bytes(e));
	return NULL;
}

static int objref_gen(struct gen *g, const struct stmt *s)
{
	const struct expr *e = s->objref.expr;
	const struct set *set;
	struct op *op;
	unsigned reg;
	int err;

	if (e->id != E_MAP) {
		const char *name = object_name(g, e);

		if (!name)
			return gen_fail(g, e->loc, "the name of an object is needed here");
		op = gen_op(g, OP_objref);
		op_set(op, NFTA_OBJREF_IMM_TYPE, s->objref.type);
		op_set_str(g->r, op, NFTA_OBJREF_IMM_NAME, name);
		return 0;
	}
	err = gen_set(g, e->map.mappings, &set);
	if (!err)
		err = gen_alloc_for(g, e->map.arg, &reg);
	if (!err)
		err = gen_load_key(g, e->map.arg, set, reg);
	if (err)
		return err;
	op = gen_op(g, OP_objref);
	gen_set_reg(op, NFTA_OBJREF_SET_SREG, reg);
	gen_set_ref(g, op, NFTA_OBJREF_SET_NAME, NFTA_OBJREF_SET_ID, set);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops objref_stmt_ops = {
	.name = "objref",
	/* check */

	/* text out */

	/* netlink out */
	.gen = objref_gen,

	/* simulate */
};
