/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checksums by what has changed. Sums of 16-bit words in one's complement do not care for the byte order. */
#include "fastpath/bpf/emit.h"

#include <netinet/in.h>

/* R2 += the word at @is, less the one at @was. */
static void add_change(struct asm_buf *a, enum width w, int16_t was, int16_t is)
{
	asm_load(a, w, R1, R7, was);
	asm_alu32i(a, BPF_XOR, R1, w == W16 ? 0xffff : 0xffffffff);
	asm_alu(a, BPF_ADD, R2, R1);
	asm_load(a, w, R1, R7, is);
	asm_alu(a, BPF_ADD, R2, R1);
}

static void fold(struct asm_buf *a, int32_t bits)
{
	asm_mov(a, R1, R2);
	asm_alui(a, BPF_RSH, R1, bits);
	if (bits == 32)
		asm_mov32(a, R2, R2);
	else
		asm_alui(a, BPF_AND, R2, 0xffff);
	asm_alu(a, BPF_ADD, R2, R1);
}

/* 0 becomes 0xffff, as the kernel's nft writes it. */
void emit_ip4_sum(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a), set = asm_label(a);

	if (e->opt->sink == CG_SKB) {	/* else the time to live is new in any case */
		asm_load(a, W32, R1, R7, S(touched));
		asm_alui(a, BPF_AND, R1, TOUCHED_IP4);
		asm_ifi(a, BPF_JEQ, R1, 0, done);
	}
	asm_load(a, W16, R2, R7, S(pkt_nh) + 10);
	asm_alu32i(a, BPF_XOR, R2, 0xffff);
	add_change(a, W32, S(pkt_nh), S(nh));
	add_change(a, W16, S(pkt_nh) + 8, S(nh) + 8);
	add_change(a, W32, S(pkt_nh) + 12, S(nh) + 12);
	add_change(a, W32, S(pkt_nh) + 16, S(nh) + 16);
	fold(a, 32);
	fold(a, 16);
	fold(a, 16);
	fold(a, 16);
	asm_alu32i(a, BPF_XOR, R2, 0xffff);
	asm_ifi(a, BPF_JNE, R2, 0, set);
	asm_load(a, W32, R1, R7, S(touched));
	asm_alui(a, BPF_AND, R1, TOUCHED_IP4);
	asm_ifi(a, BPF_JEQ, R1, 0, set);
	asm_movi(a, R2, 0xffff);
	asm_place(a, set);
	asm_store(a, W16, R7, S(nh) + 10, R2);
	asm_place(a, done);
}

/* Of what the transport checksum covers, addresses and ports are all that can have changed. */
void emit_l4_sum(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), ports = asm_label(a), udp = asm_label(a), sum = asm_label(a), done = asm_label(a), zero_tcp = asm_label(a);
	label store = asm_label(a), store_udp = asm_label(a), ones = asm_label(a);

	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_ifi(a, BPF_JEQ, R1, IPPROTO_UDP, udp);
	asm_load(a, W16, R2, R7, S(pkt_th) + 16);
	asm_jump(a, sum);
	asm_place(a, udp);
	asm_load(a, W16, R2, R7, S(pkt_th) + 6);
	asm_ifi(a, BPF_JEQ, R2, 0, done);	/* it has none */
	asm_place(a, sum);
	asm_alu32i(a, BPF_XOR, R2, 0xffff);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	add_change(a, W32, S(pkt_nh) + 12, S(nh) + 12);
	add_change(a, W32, S(pkt_nh) + 16, S(nh) + 16);
	asm_jump(a, ports);
	asm_place(a, six);
	for (int i = 8; i < 40; i += 4)
		add_change(a, W32, (int16_t)(S(pkt_nh) + i), (int16_t)(S(nh) + i));
	asm_place(a, ports);
	add_change(a, W32, S(pkt_th), S(th));
	fold(a, 32);
	fold(a, 16);
	fold(a, 16);
	fold(a, 16);
	asm_alu32i(a, BPF_XOR, R2, 0xffff);
	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_ifi(a, BPF_JEQ, R1, IPPROTO_UDP, store_udp);
	asm_ifi(a, BPF_JEQ, R2, 0, zero_tcp);
	asm_jump(a, store);
	asm_place(a, zero_tcp);
	asm_load(a, W32, R1, R7, S(touched));
	asm_alui(a, BPF_AND, R1, TOUCHED_L4);
	asm_ifi(a, BPF_JEQ, R1, 0, store);
	asm_movi(a, R2, 0xffff);
	asm_place(a, store);
	asm_store(a, W16, R7, S(th) + 16, R2);
	asm_jump(a, done);
	asm_place(a, store_udp);
	asm_ifi(a, BPF_JNE, R2, 0, ones);
	asm_movi(a, R2, 0xffff);
	asm_place(a, ones);
	asm_store(a, W16, R7, S(th) + 6, R2);
	asm_place(a, done);
}
