/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of XDP, read and written in place. R8 is where the packet begins, R9 its end, while they are looked at. */
#include "fastpath/bpf/emit.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#define FRAG_BITS	0x3fff
#define TCP_FLAGS	13
#define TCP_FIN_SYN_RST	7

static void load_ends(struct asm_buf *a)
{
	asm_load(a, W32, R8, R6, offsetof(struct xdp_md, data));
	asm_load(a, W32, R9, R6, offsetof(struct xdp_md, data_end));
}

static void need_bytes(struct emit *e, int32_t n)
{
	asm_mov(e->a, R1, R8);
	asm_alui(e->a, BPF_ADD, R1, n);
	asm_if(e->a, BPF_JGT, R1, R9, emit_leave(e, CG_TRUNCATED));
}

/* The device, and that the frame is for it. */
static void check_device(struct emit *e)
{
	struct asm_buf *a = e->a;
	label known = asm_label(a);

	asm_load(a, W32, R2, R6, offsetof(struct xdp_md, ingress_ifindex));
	for (uint32_t i = 0; i < e->opt->n_devices; i++) {
		const struct cg_device *d = &e->opt->devices[i];
		label other = asm_label(a);

		asm_ifi(a, BPF_JNE, R2, (int32_t)d->ifindex, other);
		emit_unless_equal(a, R8, 0, d->mac, 4, emit_leave(e, CG_NOT_OURS));
		emit_unless_equal(a, R8, 4, d->mac + 4, 2, emit_leave(e, CG_NOT_OURS));
		asm_jump(a, known);
		asm_place(a, other);
	}
	asm_jump(a, emit_leave(e, CG_OTHER_DEVICE));
	asm_place(a, known);
	put_device(e, R2, FF_IN_iif, FF_IN_iifname, true);
}

static void take_ip4(struct emit *e)
{
	struct asm_buf *a = e->a;
	label plain = asm_label(a);

	emit_copy(a, R7, S(pkt_nh), R8, ETH_HLEN, 20);
	asm_load(a, W8, R1, R7, S(pkt_nh));
	asm_ifi(a, BPF_JEQ, R1, 0x45, plain);
	asm_alui(a, BPF_AND, R1, 0xf0);
	asm_ifi(a, BPF_JEQ, R1, 0x40, emit_leave(e, CG_OPTIONS));
	asm_jump(a, emit_leave(e, CG_NOT_IP));
	asm_place(a, plain);
	asm_load(a, W16, R1, R7, S(pkt_nh) + 6);
	asm_ifi(a, BPF_JSET, R1, htons(FRAG_BITS), emit_leave(e, CG_FRAGMENT));
	asm_load(a, W8, R1, R7, S(pkt_nh) + 8);
	asm_ifi(a, BPF_JLE, R1, 1, emit_leave(e, CG_TTL));
	emit_zero(a, R7, S(pkt_nh) + 20, 20);
	asm_storei(a, W32, R7, S(is6), 0);
	asm_load(a, W16, R3, R7, S(pkt_nh) + 2);
	asm_to_be(a, R3, 16);
	asm_load(a, W8, R4, R7, S(pkt_nh) + 9);
}

static void take_ip6(struct emit *e)
{
	struct asm_buf *a = e->a;

	need_bytes(e, ETH_HLEN + 40);
	emit_copy(a, R7, S(pkt_nh), R8, ETH_HLEN, 40);
	asm_load(a, W8, R1, R7, S(pkt_nh));
	asm_alui(a, BPF_AND, R1, 0xf0);
	asm_ifi(a, BPF_JNE, R1, 0x60, emit_leave(e, CG_NOT_IP));
	asm_load(a, W8, R1, R7, S(pkt_nh) + 7);
	asm_ifi(a, BPF_JLE, R1, 1, emit_leave(e, CG_TTL));
	asm_storei(a, W32, R7, S(is6), 1);
	asm_load(a, W16, R3, R7, S(pkt_nh) + 4);
	asm_to_be(a, R3, 16);
	asm_alui(a, BPF_ADD, R3, 40);
	asm_load(a, W8, R4, R7, S(pkt_nh) + 6);
}

/* R3: length from the network header on; the packet holds all of it. */
static void take_transport(struct emit *e, int32_t network, uint8_t proto, int32_t bytes)
{
	struct asm_buf *a = e->a;

	asm_ifi(a, BPF_JLT, R3, network + bytes, emit_leave(e, CG_TRUNCATED));
	need_bytes(e, ETH_HLEN + network + bytes);
	asm_mov(a, R1, R9);
	asm_alu(a, BPF_SUB, R1, R8);
	asm_alui(a, BPF_SUB, R1, ETH_HLEN);
	asm_if(a, BPF_JSLT, R1, R3, emit_leave(e, CG_TRUNCATED));
	asm_store(a, W32, R7, S_IN(FF_IN_length), R3);
	asm_storei(a, W8, R7, S_IN(FF_IN_l4proto), proto);
	emit_copy(a, R7, S(pkt_th), R8, (int16_t)(ETH_HLEN + network), (uint32_t)bytes);
	if (proto != IPPROTO_TCP || e->opt->source == CG_TEST)
		return;
	asm_load(a, W8, R1, R7, S(pkt_th) + TCP_FLAGS);
	asm_ifi(a, BPF_JSET, R1, TCP_FIN_SYN_RST, emit_leave(e, CG_TCP_STATE));
}

static void take_protocol(struct emit *e, int32_t network, label done)
{
	struct asm_buf *a = e->a;
	label udp = asm_label(a);

	asm_ifi(a, BPF_JEQ, R4, IPPROTO_UDP, udp);
	asm_ifi(a, BPF_JNE, R4, IPPROTO_TCP, emit_leave(e, CG_PROTOCOL));
	take_transport(e, network, IPPROTO_TCP, 20);
	asm_jump(a, done);
	asm_place(a, udp);
	take_transport(e, network, IPPROTO_UDP, 8);
	asm_jump(a, done);
}

void emit_xdp_parse(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), done = asm_label(a);

	load_ends(a);
	need_bytes(e, ETH_HLEN + 20);
	if (e->opt->source != CG_TEST)
		check_device(e);
	asm_load(a, W16, R1, R8, 12);
	asm_ifi(a, BPF_JEQ, R1, htons(ETH_P_IPV6), six);
	asm_ifi(a, BPF_JNE, R1, htons(ETH_P_IP), emit_leave(e, CG_NOT_IP));
	take_ip4(e);
	take_protocol(e, 20, done);
	asm_place(a, six);
	take_ip6(e);
	take_protocol(e, 40, done);
	asm_place(a, done);
}

/* ---------------------------------------------------------------- back into the packet */
static void write_link(struct emit *e)
{
	struct asm_buf *a = e->a;

	if (e->opt->source == CG_TEST)
		return;
	emit_copy(a, R8, 0, R7, S(fib) + (int)offsetof(struct bpf_fib_lookup, dmac), ETH_ALEN);
	emit_copy(a, R8, ETH_ALEN, R7, S(fib) + (int)offsetof(struct bpf_fib_lookup, smac), ETH_ALEN);
}

static void write_all(struct emit *e, int32_t network, int32_t transport, int sum)
{
	struct asm_buf *a = e->a;
	uint32_t bytes = e->use.write_th | 15u | 3u << sum;

	need_bytes(e, ETH_HLEN + network + transport);
	write_link(e);
	emit_copy(a, R8, ETH_HLEN, R7, S(nh), (uint32_t)network);
	for (int16_t i = 0; i < transport; i += 2)
		if (bytes >> i & 3)
			emit_copy(a, R8, (int16_t)(ETH_HLEN + network + i), R7, (int16_t)(S(th) + i), 2);
}

static void write_protocol(struct emit *e, int32_t network, label done)
{
	struct asm_buf *a = e->a;
	label udp = asm_label(a);

	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_ifi(a, BPF_JEQ, R1, IPPROTO_UDP, udp);
	write_all(e, network, 20, 16);
	asm_jump(a, done);
	asm_place(a, udp);
	write_all(e, network, 8, 6);
	asm_jump(a, done);
}

/* Ttl and checksum, and what rules write: no address and no port. */
static void write_some(struct emit *e, bool six)
{
	uint64_t bytes = e->use.write_nh[six] | (six ? 1ull << 7 : 0xfull << 8);

	need_bytes(e, ETH_HLEN + (six ? 40 : 20));
	write_link(e);
	for (int16_t i = 0; i < 40; i += 4)
		if (bytes >> i & 15)
			emit_copy(e->a, R8, (int16_t)(ETH_HLEN + i), R7, (int16_t)(S(nh) + i), 4);
}

/* Goes on where addresses or ports may be new. */
static void unless_transport(struct emit *e, label other)
{
	struct asm_buf *a = e->a;
	label on = asm_label(a);

	emit_load_nat(e);
	if (e->use.csum & FF_CSUM_L4 || e->use.write_th) {
		asm_ifi(a, BPF_JNE, R1, 0, on);
		asm_load(a, W32, R1, R7, S(touched));
		if (!e->use.write_th)
			asm_alui(a, BPF_AND, R1, TOUCHED_L4);
	}
	asm_ifi(a, BPF_JEQ, R1, 0, other);
	asm_place(a, on);
}

static void write_short(struct emit *e, label done)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a);

	load_ends(a);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	write_some(e, false);
	asm_jump(a, done);
	asm_place(a, six);
	write_some(e, true);
	asm_jump(a, done);
}

/* The packet is as long as it was when it was read, so nothing is left to go wrong before the first write. */
void emit_xdp_commit(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), done = asm_label(a), no_header_sum = asm_label(a), some = asm_label(a);

	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, no_header_sum);
	emit_ip4_sum(e);
	asm_place(a, no_header_sum);
	unless_transport(e, some);
	emit_l4_sum(e);
	load_ends(a);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	write_protocol(e, 20, done);
	asm_place(a, six);
	write_protocol(e, 40, done);
	asm_place(a, some);
	write_short(e, done);
	asm_place(a, done);
}
