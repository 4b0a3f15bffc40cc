/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/codegen.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include "fastpath/bpf/emit.h"

const struct cg_reason_row cg_reasons[CG_N_REASONS] = {
#define REASON(id, name, doc) { name, doc },
#include "fastpath/bpf/reasons.def"
#undef REASON
};

uint32_t cg_reasons_offset(void)
{
	return offsetof(struct scratch, reasons);
}

uint32_t cg_scratch_size(void)
{
	return sizeof(struct scratch);
}

static void make_maps(struct emit *e)
{
	e->maps->scratch = bpf_object_map(e->o, "scratch", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(struct scratch), 1);
	e->maps->counters = e->maps->facts = e->maps->cache = CG_NO_MAP;
	if (e->p->counters.n)
		e->maps->counters = bpf_object_map(e->o, "counters", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(struct cg_count), e->p->counters.n);
	if (e->opt->source == CG_TEST)
		e->maps->facts = bpf_object_map(e->o, "facts", BPF_MAP_TYPE_ARRAY, 4, sizeof(struct cg_facts), 1);
}

static void find_scratch(struct emit *e)
{
	struct asm_buf *a = e->a;

	asm_mov(a, R6, R1);
	asm_storei(a, W32, FP, -4, 0);
	asm_map(a, R1, e->maps->scratch);
	asm_mov(a, R2, FP);
	asm_alui(a, BPF_ADD, R2, -4);
	asm_call(a, BPF_FUNC_map_lookup_elem);
	asm_ifi(a, BPF_JEQ, R0, 0, e->pass);
	asm_mov(a, R7, R0);
}

/* NAT behind the forward hook writes over what rules made of the source. */
static void restore_source(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a), six = asm_label(a), ports = asm_label(a);

	asm_load(a, W32, R1, R7, S(source_nat));
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	emit_copy(a, R7, S(nh) + 12, R7, S(pkt_nh) + 12, 4);
	asm_jump(a, ports);
	asm_place(a, six);
	emit_copy(a, R7, S(nh) + 8, R7, S(pkt_nh) + 8, 16);
	asm_place(a, ports);
	emit_copy(a, R7, S(th), R7, S(pkt_th), 2);
	asm_place(a, done);
}

static void put_main(struct emit *e)
{
	struct asm_buf *a = e->a;

	find_scratch(e);
	emit_skb_parse(e);
	emit_facts(e);
	emit_chain_call(e);
	restore_source(e);
	emit_skb_commit(e);
	emit_reason(e, CG_DONE);
	asm_jump(a, e->pass);
	asm_place(a, e->drop);
	emit_reason(e, CG_DROPPED);
	asm_movi(a, R0, TC_ACT_SHOT);
	asm_exit(a);
	emit_leaves(e);
	asm_place(a, e->pass);
	asm_movi(a, R0, TC_ACT_UNSPEC);
	asm_exit(a);
	emit_chain_subs(e);
}

int cg_program(struct region *r, const struct ff_program *p, const struct host *h, const struct cg_options *opt,
	       struct bpf_object *o, struct cg_maps *maps, const char **why)
{
	struct emit e = { .r = r, .p = p, .h = h, .opt = opt, .o = o, .a = &o->code, .maps = maps };
	int err;

	*why = NULL;
	bpf_object_init(r, o);
	o->name = "nft_fast_fwd";
	o->prog_type = opt->sink == CG_XDP ? BPF_PROG_TYPE_XDP : BPF_PROG_TYPE_SCHED_CLS;
	e.sets = region_alloc(r, (p->sets.n + 1) * sizeof(*e.sets));
	make_maps(&e);
	e.pass = asm_label(e.a);
	e.drop = asm_label(e.a);
	err = emit_chain_plan(&e);
	if (!err) {
		put_main(&e);
		err = asm_finish(e.a);
		o->sub_arg = e.a->n_subs ? sizeof(struct scratch) : 0;
	}
	if (err == -E2BIG)
		*why = e.why ? e.why : "a rule or a set of rules that is too large";
	return err;
}
