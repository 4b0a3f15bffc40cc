/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one table of what the kernel's expressions do to a packet. */
#include "packet/walk_ops.h"

extern const op_fn walk_data_ops[N_OPS], walk_read_ops[N_OPS], walk_state_ops[N_OPS], walk_nat_ops[N_OPS], walk_act_ops[N_OPS];

static const op_fn *const tables[] = { walk_data_ops, walk_read_ops, walk_state_ops, walk_nat_ops, walk_act_ops };

void walk_exec(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t id = op->row ? (uint32_t)(op->row - op_rows) : N_OPS;

	for (unsigned i = 0; id < N_OPS && i < sizeof(tables) / sizeof(*tables); i++)
		if (tables[i][id]) {
			tables[i][id](w, op, g);
			return;
		}
	g->verdict = WALK_BREAK;
}
