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

uint32_t cg_way_offset(enum cg_way way, uint32_t device)
{
	return (uint32_t)offsetof(struct scratch, ways) + (way * CG_DEVICES + device % CG_DEVICES) * 8;
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

/* NAT behind the forward hook writes over what rules made of the source: with what the packet has already, or is to get. */
static void translate_source(struct emit *e, int16_t addr4, int16_t addr6, int16_t port)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), ports = asm_label(a);

	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	emit_copy(a, R7, S(nh) + 12, R7, addr4, 4);
	asm_jump(a, ports);
	asm_place(a, six);
	emit_copy(a, R7, S(nh) + 8, R7, addr6, 16);
	asm_place(a, ports);
	emit_copy(a, R7, S(th), R7, port, 2);
}

static void put_source(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a), reply = asm_label(a);

	if (e->opt->sink == CG_SKB && !emit_wants_source(e))
		return;
	asm_load(a, W32, R1, R7, S(source_nat));
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	if (e->opt->sink == CG_SKB) {
		translate_source(e, S(pkt_nh) + 12, S(pkt_nh) + 8, S(pkt_th));
		asm_place(a, done);
		return;
	}
	asm_load(a, W8, R1, R7, S_IN(FF_IN_ct_direction));
	asm_ifi(a, BPF_JNE, R1, 0, reply);
	translate_source(e, tuple_at(e, 1, HOST_TUPLE_DST), tuple_at(e, 1, HOST_TUPLE_DST), tuple_at(e, 1, HOST_TUPLE_DPORT));
	asm_jump(a, done);
	asm_place(a, reply);
	translate_source(e, tuple_at(e, 0, HOST_TUPLE_DST), tuple_at(e, 0, HOST_TUPLE_DST), tuple_at(e, 0, HOST_TUPLE_DPORT));
	asm_place(a, done);
}

static void send_on(struct emit *e)
{
	struct asm_buf *a = e->a;

	if (e->opt->source == CG_TEST) {
		asm_movi(a, R0, XDP_TX);
		asm_exit(a);
		return;
	}
	emit_reason(e, CG_REDIRECTED);
	emit_way(e, CG_WAY_FAST);
	asm_load(a, W32, R1, R7, S_IN(FF_IN_oif));
	asm_movi(a, R2, 0);
	asm_call(a, BPF_FUNC_redirect);
	asm_exit(a);
}

static void put_main(struct emit *e)
{
	bool xdp = e->opt->sink == CG_XDP;
	struct asm_buf *a = e->a;

	find_scratch(e);
	if (xdp)
		emit_xdp_parse(e);
	else
		emit_skb_parse(e);
	emit_facts(e);
	if (emit_has_stage(e, FF_INGRESS)) {	/* all that makes it leave a packet alone is done, and took the view behind NAT */
		emit_ingress_view(e);
		emit_chain_call(e, FF_INGRESS);
		emit_forward_view(e);
	}
	emit_chain_call(e, FF_FORWARD_STAGE);
	put_source(e);
	emit_chain_call(e, FF_EGRESS);
	if (xdp) {
		emit_xdp_commit(e);
		send_on(e);
	} else {
		emit_skb_commit(e);
		emit_reason(e, CG_DONE);
		emit_way(e, CG_WAY_FAST);
		asm_jump(a, e->pass);
	}
	asm_place(a, e->drop);
	emit_reason(e, CG_DROPPED);
	asm_movi(a, R0, xdp ? XDP_DROP : TC_ACT_SHOT);
	asm_exit(a);
	emit_leaves(e);
	asm_place(a, e->pass);
	asm_movi(a, R0, xdp ? XDP_PASS : TC_ACT_UNSPEC);
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
	o->name = opt->sink == CG_XDP ? "nft_fast_xdp" : "nft_fast_fwd";
	o->prog_type = opt->sink == CG_XDP ? BPF_PROG_TYPE_XDP : BPF_PROG_TYPE_SCHED_CLS;
	e.sets = region_alloc(r, (p->sets.n + 1) * sizeof(*e.sets));
	e.use = use_of(p);
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
