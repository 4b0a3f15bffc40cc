/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/stmt.h"

#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"

struct stmt *stmt_new(struct region *r, enum stmt_id id, struct loc loc)
{
	struct stmt *s = region_new(r, struct stmt);

	s->id = (uint8_t)id;
	s->ops = stmt_kinds[id];
	s->loc = loc;
	return s;
}

const struct stmt_row *stmt_row_of(const struct stmt *s)
{
	return s->ops->row ? s->ops->row(s) : NULL;
}

static bool ends_rule(const struct expr *verdict)
{
	return verdict->id == E_VERDICT && verdict->verdict.code != NFT_CONTINUE;
}

bool stmt_is_terminal(const struct stmt *s)
{
	switch (s->id) {
	case S_VERDICT:
		return ends_rule(s->verdict.expr);
	case S_REJECT: case S_NAT: case S_QUEUE: case S_SYNPROXY:
		return true;
	case S_FWD:
		return true;
	}
	return false;
}

bool match_is_flags(const struct expr *left, enum rel_op op, const struct expr *right)
{
	if (op == REL_NEG)
		return true;
	return op == REL_IMPLICIT && (right->id == E_VALUE || right->id == E_LIST) && left->id != E_BINOP && dtype_is_flags(left->type);
}

void limit_spec_complete(struct limit_spec *l)
{
	if (l->has_burst || l->bytes)
		return;
	l->burst = LIMIT_BURST;
	l->has_burst = true;
}
