/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that keep connections from a flow add, noted with the rule. */
#include "offload/analysis.h"

void note_block(struct analysis *a, const struct stmt_place *at, const struct flow_note *by, bool certain, bool tcp, bool one_way)
{
	struct rule_note *note = note_of(at->rule);
	const struct stmt_row *row = stmt_row_of(at->stmt);
	struct block_note b = { at->stmt, by->stmt, by->rule, certain, tcp, row ? row->reason : "", NULL };
	uint32_t n = one_way ? note->one_way.n : note->blocks.n;

	if (!a->many && !devices_may_carry(a, by))
		return;
	for (uint32_t i = 0; i < n; i++) {
		struct block_note *o = one_way ? &note->one_way.v[i] : &note->blocks.v[i];

		if (o->stmt != at->stmt || o->add != by->stmt)
			continue;
		o->tcp |= tcp;
		if (certain && !o->certain)
			o->example = witness_make(a, "");
		o->certain |= certain;
		return;
	}
	b.example = witness_make(a, "");
	if (one_way)
		vec_push(a->r, &note->one_way, b);
	else
		vec_push(a->r, &note->blocks, b);
}

/* For a set of connections: sure if one of them uses a device of the flowtable, and nothing about it is unknown. */
void note_lives_block(struct analysis *a, const struct stmt_place *at, const struct flow_note *by, set_t s, bool maybe, bool tcp, bool one_way)
{
	struct many *m = a->many;
	set_t sure = SET_NONE, on;

	s = set_and(&m->sets, s, devices_carry(a, by));
	if (!maybe) {
		on = set_or(&m->sets, many_classes(m, many_block(m, a->flow.device[0]), by->devices),
			    many_classes(m, many_block(m, a->flow.device[1]), by->devices));
		sure = set_diff(&m->sets, set_and(&m->sets, set_and(&m->sets, s, on), m->sure), m->unsure);
	}
	a->point = many_some(m, sure) ? sure : s;
	if (many_some(m, a->point))
		note_block(a, at, by, a->point == sure, tcp, one_way);
}
