/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow entries of the kernel: what the connection is, and where its packets go. */
#include "fastpath/bpf/emit.h"

#include <linux/if_ether.h>
#include <sys/socket.h>

#define XMIT_NEIGH	1	/* enum flow_offload_xmit_type */
#define XMIT_DIRECT	3
#define FLOW_NAT	3	/* NF_FLOW_SNAT and NF_FLOW_DNAT of struct flow_offload.flags */
#define FIB(member)	((int16_t)(S(fib) + (int)offsetof(struct bpf_fib_lookup, member)))

/* The entry of this packet's direction stays in R9 from its look-up to the route, and its members are read there. */
static int16_t own(const struct emit *e, enum host_member m)
{
	return (int16_t)(host_at(e->h, HOST_RHASH_TUPLE) + host_at(e->h, m));
}

/* A field of bits in the byte at @off. */
static void load_bits(struct emit *e, enum reg dst, enum reg base, int16_t off, enum host_member m)
{
	uint32_t bit = e->h->member[m].bit % 8, bits = e->h->member[m].bits;

	asm_load(e->a, W8, dst, base, off);
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
	asm_mov(a, R9, R0);
}

/* The rest of the entry is no part of what the look-up gives to the program, so it is read as memory of the kernel. Leaves R8 = the entry. */
static void find_flow(struct emit *e)
{
	struct asm_buf *a = e->a;

	load_bits(e, R1, R9, own(e, HOST_FLOW_DIR), HOST_FLOW_DIR);
	asm_store(a, W8, R7, S_IN(FF_IN_ct_direction), R1);
	asm_alui(a, BPF_MUL, R1, (int32_t)e->h->rhash_size);
	asm_store(a, W64, R7, S(addr), R9);
	asm_load(a, W64, R8, R7, S(addr));	/* by way of memory it is a number to the verifier */
	asm_alu(a, BPF_SUB, R8, R1);
	asm_alui(a, BPF_SUB, R8, (int32_t)host_at(e->h, HOST_FLOW_TUPLES));
}

/* Either way out may have tags of its own. */
static void check_encapsulation(struct emit *e)
{
	struct asm_buf *a = e->a;
	int32_t size = (int32_t)e->h->rhash_size;

	load_bits(e, R1, R9, own(e, HOST_FLOW_ENCAP), HOST_FLOW_ENCAP);
	asm_ifi(a, BPF_JNE, R1, 0, emit_leave(e, CG_TRANSMIT));
	asm_load(a, W8, R2, R7, S_IN(FF_IN_ct_direction));
	asm_alui(a, BPF_XOR, R2, 1);
	asm_alui(a, BPF_MUL, R2, size);
	asm_mov(a, R1, R8);
	asm_alu(a, BPF_ADD, R1, R2);
	asm_alui(a, BPF_ADD, R1, (int32_t)host_at(e->h, HOST_FLOW_TUPLES) + own(e, HOST_FLOW_ENCAP));
	emit_peek(e);
	load_bits(e, R1, R0, 0, HOST_FLOW_ENCAP);
	asm_ifi(a, BPF_JNE, R1, 0, emit_leave(e, CG_TRANSMIT));
}

/* R0 = a member of the entry. */
static void read_member(struct emit *e, enum host_member m)
{
	asm_mov(e->a, R1, R8);
	asm_alui(e->a, BPF_ADD, R1, (int32_t)host_at(e->h, m));
	emit_peek(e);
	asm_load(e->a, W64, R0, R0, 0);
}

/* Of the connection that is behind it only what somebody asks for: rules, or NAT. */
static void read_connection(struct emit *e)
{
	struct asm_buf *a = e->a;
	label wanted = asm_label(a), done = asm_label(a);
	bool asked = emit_asks_connection(e);

	if (!asked || e->opt->generic) {
		read_member(e, HOST_FLOW_FLAGS);
		asm_ifi(a, BPF_JSET, R0, FLOW_NAT, e->opt->generic ? emit_leave(e, CG_NAT) : wanted);
	}
	if (!asked) {
		asm_storei(a, W32, R7, S_IN(FF_IN_ct_status), 0);
		if (e->opt->generic)
			return;
		asm_jump(a, done);
	}
	asm_place(a, wanted);
	read_member(e, HOST_FLOW_CT);
	asm_mov(a, R8, R0);
	copy_conntrack(e, R8);
	inputs_of_connection(e);
	asm_place(a, done);
}

void emit_flow_facts(struct emit *e)
{
	struct asm_buf *a = e->a;

	look_up_flow(e);
	find_flow(e);
	check_encapsulation(e);
	asm_load(a, W16, R1, R9, own(e, HOST_FLOW_MTU));
	asm_load(a, W32, R2, R7, S_IN(FF_IN_length));
	asm_if(a, BPF_JGT, R2, R1, emit_leave(e, CG_TOO_LONG));
	read_connection(e);
}

/* The route is that of the packet as the forward hook sees it before the rules, as on the slow path. Without NAT the question is the
 * one that was asked for the flow. */
static void route_by_neighbour(struct emit *e)
{
	struct asm_buf *a = e->a;
	label found = asm_label(a), same = asm_label(a);

	emit_load_nat(e);
	asm_ifi(a, BPF_JEQ, R1, 0, same);
	put_question(e, S(nh), S(th));
	asm_place(a, same);
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

/* The entry itself says where to. */
static void route_directly(struct emit *e)
{
	struct asm_buf *a = e->a;
	uint32_t from = host_at(e->h, HOST_FLOW_OUT_IFINDEX), to = host_at(e->h, HOST_FLOW_OUT_DST) + ETH_ALEN;
	int16_t base = (int16_t)(S(out) - (int)from);

	asm_mov(a, R3, R9);
	asm_alui(a, BPF_ADD, R3, own(e, HOST_FLOW_OUT_IFINDEX));
	read_kernel(a, S(out), to - from);
	emit_copy(a, R7, FIB(ifindex), R7, (int16_t)(base + (int)from), 4);
	emit_copy(a, R7, FIB(smac), R7, (int16_t)(base + (int)host_at(e->h, HOST_FLOW_OUT_SRC)), 6);
	emit_copy(a, R7, FIB(dmac), R7, (int16_t)(base + (int)host_at(e->h, HOST_FLOW_OUT_DST)), 6);
}

/* Leaves Ethernet addresses in the answer of the route look-up, the device in oif. */
void emit_flow_route(struct emit *e)
{
	struct asm_buf *a = e->a;
	label direct = asm_label(a), on = asm_label(a);

	load_bits(e, R1, R9, own(e, HOST_FLOW_XMIT), HOST_FLOW_XMIT);
	asm_ifi(a, BPF_JEQ, R1, XMIT_DIRECT, direct);
	asm_ifi(a, BPF_JNE, R1, XMIT_NEIGH, emit_leave(e, CG_TRANSMIT));
	route_by_neighbour(e);
	asm_jump(a, on);
	asm_place(a, direct);
	route_directly(e);
	asm_place(a, on);
	asm_load(a, W32, R1, R7, FIB(ifindex));
	put_device(e, R1, FF_IN_oif, FF_IN_oifname, true);
}
