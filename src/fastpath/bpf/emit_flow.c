/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow entries of the kernel: what the connection is, and where its packets go. */
#include "fastpath/bpf/emit.h"

#include <linux/netfilter/nf_conntrack_common.h>
#include <sys/socket.h>

#define XMIT_NEIGH	1	/* enum flow_offload_xmit_type */
#define XMIT_DIRECT	3
#define FIB(member)	((int16_t)(S(fib) + (int)offsetof(struct bpf_fib_lookup, member)))

static int16_t own(const struct emit *e, enum host_member m)
{
	return (int16_t)(S(flow) + (int)(host_at(e->h, HOST_RHASH_TUPLE) + host_at(e->h, m)));
}

/* A field of bits in a byte. */
static void load_bits(struct emit *e, enum reg dst, int16_t base, enum host_member m)
{
	uint32_t bit = e->h->member[m].bit % 8, bits = e->h->member[m].bits;

	asm_load(e->a, W8, dst, R7, (int16_t)(base + (int)(host_at(e->h, HOST_RHASH_TUPLE) + host_at(e->h, m))));
	if (bit)
		asm_alui(e->a, BPF_RSH, dst, (int32_t)bit);
	if (bits < 8)
		asm_alui(e->a, BPF_AND, dst, (1 << bits) - 1);
}

/* R3: the address in the kernel. */
static void read_kernel(struct asm_buf *a, int16_t to, uint32_t len)
{
	asm_mov(a, R1, R7);
	asm_alui(a, BPF_ADD, R1, to);
	asm_movi(a, R2, (int32_t)len);
	asm_call(a, BPF_FUNC_probe_read_kernel);
}

/* What the look-ups of flows and of routes have in common. */
static void put_question(struct emit *e, int16_t nh, int16_t th)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), on = asm_label(a);

	emit_zero(a, R7, S(fib), sizeof(struct bpf_fib_lookup));
	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_store(a, W8, R7, FIB(l4_protocol), R1);
	emit_copy(a, R7, FIB(sport), R7, th, 4);
	emit_copy(a, R7, FIB(ifindex), R7, S_IN(FF_IN_iif), 4);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	asm_storei(a, W8, R7, FIB(family), AF_INET);
	emit_copy(a, R7, FIB(ipv4_src), R7, (int16_t)(nh + 12), 4);
	emit_copy(a, R7, FIB(ipv4_dst), R7, (int16_t)(nh + 16), 4);
	asm_jump(a, on);
	asm_place(a, six);
	asm_storei(a, W8, R7, FIB(family), AF_INET6);
	emit_copy(a, R7, FIB(ipv6_src), R7, (int16_t)(nh + 8), 16);
	emit_copy(a, R7, FIB(ipv6_dst), R7, (int16_t)(nh + 24), 16);
	asm_place(a, on);
}

static void look_up_flow(struct emit *e)
{
	struct asm_buf *a = e->a;

	put_question(e, S(pkt_nh), S(pkt_th));
	asm_storei(a, W32, FP, -8, 0);
	asm_mov(a, R1, R6);
	asm_mov(a, R2, R7);
	asm_alui(a, BPF_ADD, R2, S(fib));
	asm_mov(a, R3, FP);
	asm_alui(a, BPF_ADD, R3, -8);
	asm_movi(a, R4, 4);
	asm_call_kfunc(a, KFUNC_XDP_FLOW_LOOKUP);
	asm_ifi(a, BPF_JEQ, R0, 0, emit_leave(e, CG_NO_FLOW));
	asm_store(a, W64, R7, S(addr), R0);
}

/* Both directions of the entry; R8 = the direction of this packet. */
static void read_flow(struct emit *e)
{
	struct asm_buf *a = e->a;
	int32_t size = (int32_t)e->h->rhash_size;
	label reply = asm_label(a), on = asm_label(a);

	asm_load(a, W64, R3, R7, S(addr));
	read_kernel(a, S(flow), e->h->rhash_size);
	load_bits(e, R8, S(flow), HOST_FLOW_DIR);
	asm_store(a, W8, R7, S_IN(FF_IN_ct_direction), R8);
	asm_load(a, W64, R3, R7, S(addr));
	asm_ifi(a, BPF_JNE, R8, 0, reply);
	asm_mov(a, R1, R3);
	asm_alui(a, BPF_ADD, R3, size);
	asm_jump(a, on);
	asm_place(a, reply);
	asm_alui(a, BPF_SUB, R3, size);
	asm_mov(a, R1, R3);
	asm_place(a, on);
	asm_alui(a, BPF_SUB, R1, (int32_t)host_at(e->h, HOST_FLOW_TUPLES));
	asm_store(a, W64, R7, S(flow_addr), R1);
	read_kernel(a, S(other), e->h->rhash_size);
}

void emit_flow_facts(struct emit *e)
{
	struct asm_buf *a = e->a;

	look_up_flow(e);
	read_flow(e);
	asm_load(a, W64, R3, R7, S(flow_addr));
	asm_alui(a, BPF_ADD, R3, (int32_t)host_at(e->h, HOST_FLOW_CT));
	read_kernel(a, S(addr), 8);
	asm_load(a, W64, R8, R7, S(addr));
	copy_conntrack(e, R8);
	inputs_of_connection(e);
	/* the way out has tags of its own */
	load_bits(e, R1, S(other), HOST_FLOW_ENCAP);
	asm_ifi(a, BPF_JNE, R1, 0, emit_leave(e, CG_TRANSMIT));
	load_bits(e, R1, S(flow), HOST_FLOW_ENCAP);
	asm_ifi(a, BPF_JNE, R1, 0, emit_leave(e, CG_TRANSMIT));
	asm_load(a, W16, R1, R7, own(e, HOST_FLOW_MTU));
	asm_load(a, W32, R2, R7, S_IN(FF_IN_length));
	asm_if(a, BPF_JGT, R2, R1, emit_leave(e, CG_TOO_LONG));
	if (!e->opt->generic)
		return;
	asm_load(a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_ifi(a, BPF_JSET, R1, IPS_NAT_MASK, emit_leave(e, CG_NAT));
}

/* The route is that of the packet as the forward hook sees it, as on the slow path. */
static void route_by_neighbour(struct emit *e)
{
	struct asm_buf *a = e->a;
	label found = asm_label(a);

	put_question(e, S(nh), S(th));
	asm_load(a, W32, R1, R7, S_IN(FF_IN_length));
	asm_store(a, W16, R7, FIB(tot_len), R1);
	asm_mov(a, R1, R6);
	asm_mov(a, R2, R7);
	asm_alui(a, BPF_ADD, R2, S(fib));
	asm_movi(a, R3, sizeof(struct bpf_fib_lookup));
	asm_movi(a, R4, 0);
	asm_call(a, BPF_FUNC_fib_lookup);
	asm_ifi(a, BPF_JEQ, R0, BPF_FIB_LKUP_RET_SUCCESS, found);
	asm_ifi(a, BPF_JEQ, R0, BPF_FIB_LKUP_RET_NO_NEIGH, emit_leave(e, CG_NEIGHBOUR));
	asm_ifi(a, BPF_JEQ, R0, BPF_FIB_LKUP_RET_FRAG_NEEDED, emit_leave(e, CG_TOO_LONG));
	asm_jump(a, emit_leave(e, CG_TRANSMIT));
	asm_place(a, found);
}

/* Leaves Ethernet addresses in the answer of the route look-up, the device in oif. */
void emit_flow_route(struct emit *e)
{
	struct asm_buf *a = e->a;
	label direct = asm_label(a), on = asm_label(a);

	load_bits(e, R1, S(flow), HOST_FLOW_XMIT);
	asm_ifi(a, BPF_JEQ, R1, XMIT_DIRECT, direct);
	asm_ifi(a, BPF_JNE, R1, XMIT_NEIGH, emit_leave(e, CG_TRANSMIT));
	route_by_neighbour(e);
	asm_jump(a, on);
	asm_place(a, direct);
	emit_copy(a, R7, FIB(ifindex), R7, own(e, HOST_FLOW_OUT_IFINDEX), 4);
	emit_copy(a, R7, FIB(smac), R7, own(e, HOST_FLOW_OUT_SRC), 6);
	emit_copy(a, R7, FIB(dmac), R7, own(e, HOST_FLOW_OUT_DST), 6);
	asm_place(a, on);
	asm_load(a, W32, R1, R7, FIB(ifindex));
	put_device(e, R1, FF_IN_oif, FF_IN_oifname, true);
}
