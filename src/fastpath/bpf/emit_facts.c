/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a packet's connection. */
#include "fastpath/bpf/emit.h"

#include <linux/netfilter/nf_conntrack_common.h>
#include <string.h>

#define STATE_BIT(state) (1 << ((state) + 1))	/* as in `ct state` */
#define CT_OPTS_SIZE	12	/* of struct bpf_ct_opts: what every kernel takes */
#define CT_OPTS_L4PROTO	8
#define CT_OPTS_DIR	9

/* ---------------------------------------------------------------- conntrack */
/* A packet that conntrack has seen carries it: it came through the forward hook. */
static void leave_slow_path(struct emit *e)
{
	struct asm_buf *a = e->a;
	label fast = asm_label(a);

	if (emit_can_peek(e)) {
		asm_mov(a, R1, R6);
		asm_alui(a, BPF_ADD, R1, (int32_t)host_at(e->h, HOST_SKB_NFCT));
		emit_peek(e);
		asm_load(a, W64, R1, R0, 0);
		asm_ifi(a, BPF_JNE, R1, 0, emit_leave(e, CG_SLOW_PATH));
		return;
	}
	asm_mov(a, R1, FP);
	asm_alui(a, BPF_ADD, R1, -16);
	asm_movi(a, R2, 8);
	asm_mov(a, R3, R6);
	asm_alui(a, BPF_ADD, R3, (int32_t)host_at(e->h, HOST_SKB_NFCT));
	asm_call(a, BPF_FUNC_probe_read_kernel);
	asm_load(a, W64, R1, FP, -16);
	asm_ifi(a, BPF_JEQ, R1, 0, fast);
	emit_way(e, CG_WAY_SLOW);
	asm_jump(a, emit_leave(e, CG_SLOW_PATH));
	asm_place(a, fast);
}

/* At egress the packet is as NAT left it: turned round, it is the tuple of the other direction. */
static void put_egress_tuple(struct asm_buf *a, bool is6)
{
	uint32_t n = is6 ? 16 : 4;
	int16_t to = is6 ? -40 : -16;

	emit_copy(a, FP, to, R7, (int16_t)(S(pkt_nh) + (is6 ? 24 : 16)), n);
	emit_copy(a, FP, (int16_t)(to + (int)n), R7, (int16_t)(S(pkt_nh) + (is6 ? 8 : 12)), n);
	emit_copy(a, FP, (int16_t)(to + 2 * (int)n), R7, (int16_t)(S(pkt_th) + 2), 2);
	emit_copy(a, FP, (int16_t)(to + 2 * (int)n + 2), R7, S(pkt_th), 2);
	asm_mov(a, R2, FP);
	asm_alui(a, BPF_ADD, R2, to);
	asm_movi(a, R3, (int32_t)(2 * n + 4));
}

static void look_up_connection(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), call = asm_label(a);

	asm_storei(a, W32, FP, -56, -1);	/* struct bpf_ct_opts: this network namespace */
	asm_storei(a, W32, FP, -52, 0);
	asm_storei(a, W32, FP, -48, 0);
	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_store(a, W8, FP, -56 + CT_OPTS_L4PROTO, R1);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	put_egress_tuple(a, false);
	asm_jump(a, call);
	asm_place(a, six);
	put_egress_tuple(a, true);
	asm_place(a, call);
	asm_mov(a, R1, R6);
	asm_mov(a, R4, FP);
	asm_alui(a, BPF_ADD, R4, -56);
	asm_movi(a, R5, CT_OPTS_SIZE);
	asm_call_kfunc(a, KFUNC_SKB_CT_LOOKUP);
	asm_ifi(a, BPF_JEQ, R0, 0, emit_leave(e, CG_NO_CONNECTION));
}

static void take_connection(struct emit *e)
{
	struct asm_buf *a = e->a;
	bool parts = emit_wants_source(e) || emit_asks_connection(e);

	asm_mov(a, R8, R0);
	if (parts)
		copy_conntrack(e, R8);
	asm_mov(a, R1, R8);
	asm_call_kfunc(a, KFUNC_CT_RELEASE);
	if (parts || emit_reads(e, FF_IN_ct_direction)) {
		asm_load(a, W8, R1, FP, -56 + CT_OPTS_DIR);
		asm_alui(a, BPF_XOR, R1, 1);
		asm_alui(a, BPF_AND, R1, 1);
		asm_store(a, W8, R7, S_IN(FF_IN_ct_direction), R1);
	}
	if (parts)
		inputs_of_connection(e);
}

static void facts_conntrack(struct emit *e)
{
	struct asm_buf *a = e->a;

	asm_load(a, W32, R1, R6, offsetof(struct __sk_buff, ifindex));
	put_device(e, R1, FF_IN_oif, FF_IN_oifname, true);
	leave_slow_path(e);
	asm_load(a, W32, R1, R6, offsetof(struct __sk_buff, ingress_ifindex));
	put_device(e, R1, FF_IN_iif, FF_IN_iifname, true);
	look_up_connection(e);
	take_connection(e);
}

/* ---------------------------------------------------------------- test runs */
static bool wants_nat(const struct emit *e)
{
	return e->opt->sink == CG_XDP || emit_wants_source(e);
}

static void facts_test(struct emit *e)
{
	struct asm_buf *a = e->a;

	asm_map_value(a, R8, e->maps->facts, 0);
	for (unsigned i = 0; i < FF_N_INPUTS; i++)
		if (i == FF_IN_ct_status || i == FF_IN_ct_direction || i == FF_IN_iif || i == FF_IN_oif ||
		    (i >= FF_IN_ct_orig_saddr && i <= FF_IN_ct_reply_dport && wants_nat(e)) || (emit_reads(e, i) && i != FF_IN_length && i != FF_IN_nfproto && i != FF_IN_l4proto))
			emit_copy(a, R7, S_IN(i), R8, (int16_t)(16 * i), 16);
}

/* ---------------------------------------------------------------- all */
static void put_state(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a);

	if (!emit_reads(e, FF_IN_ct_state))
		return;
	asm_storei(a, W32, R7, S_IN(FF_IN_ct_state), STATE_BIT(IP_CT_ESTABLISHED));
	asm_load(a, W8, R1, R7, S_IN(FF_IN_ct_direction));
	asm_ifi(a, BPF_JNE, R1, 0, done);
	asm_load(a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_ifi(a, BPF_JSET, R1, IPS_SEEN_REPLY, done);
	asm_storei(a, W32, R7, S_IN(FF_IN_ct_state), STATE_BIT(IP_CT_RELATED));
	asm_ifi(a, BPF_JSET, R1, IPS_EXPECTED, done);
	asm_storei(a, W32, R7, S_IN(FF_IN_ct_state), STATE_BIT(IP_CT_NEW));
	asm_place(a, done);
}

/* Inputs that are the family by another name. */
static void put_family(struct emit *e, uint8_t nfproto, const char *protocol)
{
	struct asm_buf *a = e->a;

	if (e->use.nfproto)
		asm_storei(a, W8, R7, S_IN(FF_IN_nfproto), nfproto);
	if (emit_reads(e, FF_IN_ct_l3proto))
		asm_storei(a, W8, R7, S_IN(FF_IN_ct_l3proto), nfproto);
	if (emit_reads(e, FF_IN_protocol))
		emit_const(a, R7, S_IN(FF_IN_protocol), (const uint8_t *)protocol, 2);
}

static void put_families(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), on = asm_label(a);

	if (!e->use.nfproto && !emit_reads(e, FF_IN_ct_l3proto) && !emit_reads(e, FF_IN_protocol))
		return;
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	put_family(e, 2, "\x08\x00");
	asm_jump(a, on);
	asm_place(a, six);
	put_family(e, 10, "\x86\xdd");
	asm_place(a, on);
}

static void put_protocol(struct emit *e)
{
	if (!emit_reads(e, FF_IN_ct_protocol))
		return;
	asm_load(e->a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_store(e->a, W8, R7, S_IN(FF_IN_ct_protocol), R1);
}

/* ---------------------------------------------------------------- headers */
bool emit_wants_source(const struct emit *e)
{
	const struct use *u = &e->use;

	return (u->read_nh[0] | u->write_nh[0]) & NH_IP4_SRC || (u->read_nh[1] | u->write_nh[1]) & NH_IP6_SRC ||
	       (u->read_th | u->write_th) & TH_SPORT;
}

uint64_t emit_nh_bytes(const struct emit *e, bool six)
{
	uint64_t bytes = e->use.read_nh[six] | e->use.write_nh[six];

	if (e->opt->sink == CG_XDP)
		return six ? (1ull << 40) - 1 : (1ull << 20) - 1;
	if (!six && bytes)
		bytes |= 0xfull << 8;		/* beside the checksum */
	if (e->use.csum & FF_CSUM_L4)
		bytes |= six ? NH_IP6_SRC | NH_IP6_SRC << 16 : NH_IP4_ADDRS;
	return bytes;
}

uint32_t emit_th_bytes(const struct emit *e)
{
	uint32_t bytes = e->use.read_th | e->use.write_th;

	return e->opt->sink == CG_XDP || e->use.csum & FF_CSUM_L4 ? bytes | 15 : bytes;
}

void emit_copy_bytes(struct asm_buf *a, int16_t to, int16_t from, uint64_t bytes)
{
	for (int16_t i = 0, n; i < 40; i += n) {
		for (n = 0; i + n < 40 && bytes >> (i + n) & 15; n += 4)
			;
		if (n)
			emit_copy(a, R7, (int16_t)(to + i), R7, (int16_t)(from + i), (uint32_t)n);
		else
			n = 4;
	}
}

/* The source address and port that the forward hook sees are those of the connection's own tuple, if NAT changes them behind it. */
static void undo_source_nat(struct emit *e, unsigned dir, label done)
{
	struct asm_buf *a = e->a;
	int16_t addr = tuple_at(e, dir, HOST_TUPLE_SRC), port = tuple_at(e, dir, HOST_TUPLE_SPORT);
	label six = asm_label(a), ports = asm_label(a);

	asm_load(a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_alu32i(a, BPF_AND, R1, dir ? IPS_DST_NAT : IPS_SRC_NAT);
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	asm_storei(a, W32, R7, S(source_nat), 1);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	emit_copy(a, R7, S(nh) + 12, R7, addr, 4);
	asm_jump(a, ports);
	asm_place(a, six);
	emit_copy(a, R7, S(nh) + 8, R7, addr, 16);
	asm_place(a, ports);
	emit_copy(a, R7, S(th), R7, port, 2);
	asm_jump(a, done);
}

/* A packet as it came in: NAT changes its destination, and its source behind the forward hook. */
static void do_destination_nat(struct emit *e, unsigned dir, label done)
{
	struct asm_buf *a = e->a;
	int16_t addr = tuple_at(e, !dir, HOST_TUPLE_SRC), port = tuple_at(e, !dir, HOST_TUPLE_SPORT);
	label six = asm_label(a), ports = asm_label(a);

	asm_load(a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_alu32i(a, BPF_AND, R1, dir ? IPS_DST_NAT : IPS_SRC_NAT);
	asm_store(a, W32, R7, S(source_nat), R1);
	asm_load(a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_alu32i(a, BPF_AND, R1, dir ? IPS_SRC_NAT : IPS_DST_NAT);
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	emit_copy(a, R7, S(nh) + 16, R7, addr, 4);
	asm_jump(a, ports);
	asm_place(a, six);
	emit_copy(a, R7, S(nh) + 24, R7, addr, 16);
	asm_place(a, ports);
	emit_copy(a, R7, S(th) + 2, R7, port, 2);
	asm_jump(a, done);
}

static void decrement_ttl(struct asm_buf *a)
{
	label six = asm_label(a), done = asm_label(a);

	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	asm_load(a, W8, R1, R7, S(nh) + 8);
	asm_alui(a, BPF_SUB, R1, 1);
	asm_store(a, W8, R7, S(nh) + 8, R1);
	asm_jump(a, done);
	asm_place(a, six);
	asm_load(a, W8, R1, R7, S(nh) + 7);
	asm_alui(a, BPF_SUB, R1, 1);
	asm_store(a, W8, R7, S(nh) + 7, R1);
	asm_place(a, done);
}

/* Only what somebody looks at. */
static void copy_headers(struct emit *e)
{
	uint64_t four = emit_nh_bytes(e, false), six = emit_nh_bytes(e, true);

	emit_copy_bytes(e->a, S(nh), S(pkt_nh), four | six);
	emit_copy_bytes(e->a, S(th), S(pkt_th), emit_th_bytes(e));
}

void emit_ingress_view(struct emit *e)
{
	copy_headers(e);
	asm_storei(e->a, W32, R7, S(touched), 0);
}

void emit_forward_view(struct emit *e)
{
	bool before = e->opt->sink == CG_XDP;
	struct asm_buf *a = e->a;
	label reply = asm_label(a), done = asm_label(a);

	if (!before && !emit_wants_source(e))
		return;
	asm_storei(a, W32, R7, S(source_nat), 0);
	if (before) {
		emit_load_nat(e);
		asm_ifi(a, BPF_JEQ, R1, 0, done);
	}
	asm_load(a, W8, R1, R7, S_IN(FF_IN_ct_direction));
	asm_ifi(a, BPF_JNE, R1, 0, reply);
	if (before)
		do_destination_nat(e, 0, done);
	else
		undo_source_nat(e, 0, done);
	asm_place(a, reply);
	if (before)
		do_destination_nat(e, 1, done);
	else
		undo_source_nat(e, 1, done);
	asm_place(a, done);
	if (before)
		decrement_ttl(a);
}

void emit_facts(struct emit *e)
{
	if (e->opt->source == CG_TEST)
		facts_test(e);
	else if (e->opt->source == CG_FLOW)
		emit_flow_facts(e);
	else
		facts_conntrack(e);
	put_families(e);
	put_protocol(e);
	put_state(e);
	emit_ingress_view(e);
	emit_forward_view(e);
	if (e->opt->source == CG_FLOW)
		emit_flow_route(e);
}
