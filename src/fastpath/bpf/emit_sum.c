/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checksums by what has changed. Sums of 16-bit words in one's complement do not care for the byte order. */
#include "fastpath/bpf/emit.h"

#include <netinet/in.h>

/* To 16 bits: three times is enough for some dozens of words of 32 bits, once for one change of a word of 16. */
static void fold(struct asm_buf *a, unsigned times)
{
	while (times--) {
		asm_mov(a, R1, R2);
		asm_alui(a, BPF_ARSH, R1, 16);
		asm_alui(a, BPF_AND, R2, 0xffff);
		asm_alu(a, BPF_ADD, R2, R1);
	}
}

/* R2 = the sum, with what was less what is for each word: as 1 << 16 is 1 in one's complement, it may be negative on its way. */
static void take_change(struct asm_buf *a, enum width w, int16_t was, int16_t is)
{
	asm_load(a, w, R1, R7, was);
	asm_alu(a, BPF_ADD, R2, R1);
	asm_load(a, w, R1, R7, is);
	asm_alu(a, BPF_SUB, R2, R1);
}

#define TTL_BYTES (3ull << 8)

/* Bytes of the IPv4 header that can have changed without NAT. */
static uint64_t changed_bytes(const struct emit *e)
{
	return e->use.write_nh[0] | (e->opt->sink == CG_XDP ? TTL_BYTES : 0);
}

/* Returns how many words there were. */
static unsigned take_changes(struct asm_buf *a, uint64_t bytes)
{
	unsigned n = 0;

	for (int16_t i = 0; i < 20; i += 2)
		if (bytes >> i & 3) {
			take_change(a, W16, S(pkt_nh) + i, S(nh) + i);
			n++;
		}
	return n;
}

static void take_addresses(struct emit *e, uint64_t bytes)
{
	label none = asm_label(e->a);

	if (!bytes)
		return;
	emit_load_nat(e);
	asm_ifi(e->a, BPF_JEQ, R1, 0, none);
	take_changes(e->a, bytes);
	asm_place(e->a, none);
}

/* Of the two zeros that R2 may be: 0xffff where rules have touched it, as the kernel's nft writes it, and else 0, as NAT does. */
static void choose_zero(struct emit *e, uint8_t csum)
{
	struct asm_buf *a = e->a;
	label zero = asm_label(a), set = asm_label(a);

	asm_ifi(a, BPF_JEQ, R2, 0, zero);
	asm_ifi(a, BPF_JNE, R2, 0xffff, set);
	asm_place(a, zero);
	asm_movi(a, R2, 0);
	if (e->use.csum & csum) {
		asm_load(a, W32, R1, R7, S(touched));
		asm_alui(a, BPF_AND, R1, csum);
		asm_ifi(a, BPF_JEQ, R1, 0, set);
		asm_movi(a, R2, 0xffff);
	}
	asm_place(a, set);
}

void emit_ip4_sum(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a);
	bool xdp = e->opt->sink == CG_XDP;
	unsigned n;

	if (!xdp && !(e->use.one_csum && e->use.csum & FF_CSUM_IP4)) {	/* of XDP, the time to live is new in any case */
		asm_load(a, W32, R1, R7, S(touched));
		asm_alui(a, BPF_AND, R1, TOUCHED_IP4);
		asm_ifi(a, BPF_JEQ, R1, 0, done);
	}
	asm_load(a, W16, R2, R7, S(pkt_nh) + 10);
	n = take_changes(a, changed_bytes(e));
	if (xdp)
		take_addresses(e, NH_IP4_ADDRS & ~changed_bytes(e));
	fold(a, n == 1 && !xdp ? 1 : 2);
	choose_zero(e, FF_CSUM_IP4);
	asm_store(a, W16, R7, S(nh) + 10, R2);
	asm_place(a, done);
}

void emit_l4_sum(struct emit *e)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a), ports = asm_label(a), udp = asm_label(a), sum = asm_label(a), done = asm_label(a);
	label store_udp = asm_label(a), ones = asm_label(a);

	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_ifi(a, BPF_JEQ, R1, IPPROTO_UDP, udp);
	asm_load(a, W16, R2, R7, S(pkt_th) + 16);
	asm_jump(a, sum);
	asm_place(a, udp);
	asm_load(a, W16, R2, R7, S(pkt_th) + 6);
	asm_store(a, W16, R7, S(th) + 6, R2);
	asm_ifi(a, BPF_JEQ, R2, 0, done);	/* it has none */
	asm_place(a, sum);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	take_change(a, W32, S(pkt_nh) + 12, S(nh) + 12);
	take_change(a, W32, S(pkt_nh) + 16, S(nh) + 16);
	asm_jump(a, ports);
	asm_place(a, six);
	for (int16_t i = 8; i < 40; i += 4)
		take_change(a, W32, S(pkt_nh) + i, S(nh) + i);
	asm_place(a, ports);
	take_change(a, W32, S(pkt_th), S(th));
	fold(a, 3);
	asm_load(a, W8, R1, R7, S_IN(FF_IN_l4proto));
	asm_ifi(a, BPF_JEQ, R1, IPPROTO_UDP, store_udp);
	choose_zero(e, FF_CSUM_L4);
	asm_store(a, W16, R7, S(th) + 16, R2);
	asm_jump(a, done);
	asm_place(a, store_udp);
	asm_ifi(a, BPF_JNE, R2, 0, ones);
	asm_movi(a, R2, 0xffff);
	asm_place(a, ones);
	asm_store(a, W16, R7, S(th) + 6, R2);
	asm_place(a, done);
}
