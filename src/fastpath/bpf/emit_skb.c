/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of tc: headers come by bpf_skb_load_bytes(), go back by bpf_skb_store_bytes(), and checksums are changed by the helpers that
 * know whether the device is still to compute them. */
#include "fastpath/bpf/emit.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#define MAX_TAGS	2
#define VLAN_BYTES	4
#define PPPOE_BYTES	8
#define PPP_IP		0x0021
#define PPP_IP6		0x0057
#define FRAG_BITS	0x3fff

/* @len bytes at the offset that is in memory at @off_at, to @to of the scratch. */
static void load_bytes(struct emit *e, int16_t off_at, int16_t to, uint32_t len)
{
	struct asm_buf *a = e->a;

	asm_mov(a, R1, R6);
	asm_load(a, W32, R2, R7, off_at);
	asm_mov(a, R3, R7);
	asm_alui(a, BPF_ADD, R3, to);
	asm_movi(a, R4, (int32_t)len);
	asm_call(a, BPF_FUNC_skb_load_bytes);
	asm_ifi(a, BPF_JSLT, R0, 0, emit_leave(e, CG_TRUNCATED));
}

/* Goes to @other unless the packet has no tags, and its first @end bytes are in one piece; R2 is where it begins. */
static void plain_packet(struct emit *e, int32_t end, label other)
{
	struct asm_buf *a = e->a;

	asm_load(a, W32, R1, R7, S(l3));
	asm_ifi(a, BPF_JNE, R1, ETH_HLEN, other);
	asm_load(a, W32, R2, R6, offsetof(struct __sk_buff, data));
	asm_load(a, W32, R3, R6, offsetof(struct __sk_buff, data_end));
	asm_mov(a, R1, R2);
	asm_alui(a, BPF_ADD, R1, end);
	asm_if(a, BPF_JGT, R1, R3, other);
}

/* The same, of a packet as most are without the helper: @at is where they have these bytes. */
static void load_header(struct emit *e, int16_t off_at, int32_t at, int16_t to, uint32_t len)
{
	struct asm_buf *a = e->a;
	label helper = asm_label(a), done = asm_label(a);

	plain_packet(e, at + (int32_t)len, helper);
	emit_copy(a, R7, to, R2, (int16_t)at, len);
	asm_jump(a, done);
	asm_place(a, helper);
	load_bytes(e, off_at, to, len);
	asm_place(a, done);
}

static void advance(struct asm_buf *a, int16_t at, int32_t n)
{
	asm_load(a, W32, R1, R7, at);
	asm_alui(a, BPF_ADD, R1, n);
	asm_store(a, W32, R7, at, R1);
}

/* Finds the network header behind VLAN tags and PPPoE. */
static void find_network(struct emit *e, label ip4, label ip6)
{
	struct asm_buf *a = e->a;
	label pppoe = asm_label(a);

	asm_storei(a, W32, R7, S(l3), ETH_HLEN);
	asm_load(a, W32, R8, R6, offsetof(struct __sk_buff, protocol));
	asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_IP), ip4);
	asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_IPV6), ip6);
	for (unsigned i = 0; i < MAX_TAGS; i++) {
		label tag = asm_label(a), no_tag = asm_label(a);

		asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_8021Q), tag);
		asm_ifi(a, BPF_JNE, R8, htons(ETH_P_8021AD), no_tag);
		asm_place(a, tag);
		load_bytes(e, S(l3), S(tmp), VLAN_BYTES);
		asm_load(a, W16, R8, R7, S(tmp) + 2);
		advance(a, S(l3), VLAN_BYTES);
		asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_IP), ip4);
		asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_IPV6), ip6);
		asm_place(a, no_tag);
	}
	asm_ifi(a, BPF_JEQ, R8, htons(ETH_P_PPP_SES), pppoe);
	asm_jump(a, emit_leave(e, CG_NOT_IP));
	asm_place(a, pppoe);
	load_bytes(e, S(l3), S(tmp), PPPOE_BYTES);
	advance(a, S(l3), PPPOE_BYTES);
	asm_load(a, W16, R8, R7, S(tmp) + 6);
	asm_ifi(a, BPF_JEQ, R8, htons(PPP_IP), ip4);
	asm_ifi(a, BPF_JEQ, R8, htons(PPP_IP6), ip6);
	asm_jump(a, emit_leave(e, CG_NOT_IP));
}

/* R8 = protocol, R9 = length. */
static void take_ip4(struct emit *e)
{
	struct asm_buf *a = e->a;
	label version = asm_label(a), whole = asm_label(a);

	load_header(e, S(l3), ETH_HLEN, S(pkt_nh), 20);
	asm_load(a, W8, R1, R7, S(pkt_nh));
	asm_ifi(a, BPF_JEQ, R1, 0x45, version);
	asm_alui(a, BPF_AND, R1, 0xf0);
	asm_ifi(a, BPF_JEQ, R1, 0x40, emit_leave(e, CG_OPTIONS));
	asm_jump(a, emit_leave(e, CG_NOT_IP));
	asm_place(a, version);
	asm_load(a, W16, R1, R7, S(pkt_nh) + 6);
	asm_ifi(a, BPF_JSET, R1, htons(FRAG_BITS), emit_leave(e, CG_FRAGMENT));
	emit_zero(a, R7, S(pkt_nh) + 20, 20);
	asm_storei(a, W32, R7, S(is6), 0);
	advance(a, S(l4), 20);
	asm_load(a, W16, R9, R7, S(pkt_nh) + 2);
	asm_to_be(a, R9, 16);
	asm_ifi(a, BPF_JNE, R9, 0, whole);
	/* longer than 65,535 bytes, to be cut into segments by the device: the length is not told in the header */
	asm_load(a, W32, R1, R6, offsetof(struct __sk_buff, gso_size));
	asm_ifi(a, BPF_JEQ, R1, 0, emit_leave(e, CG_TRUNCATED));
	asm_load(a, W32, R9, R6, offsetof(struct __sk_buff, len));
	asm_load(a, W32, R1, R7, S(l3));
	asm_alu(a, BPF_SUB, R9, R1);
	asm_place(a, whole);
	asm_load(a, W8, R8, R7, S(pkt_nh) + 9);
}

static void take_ip6(struct emit *e)
{
	struct asm_buf *a = e->a;

	load_header(e, S(l3), ETH_HLEN, S(pkt_nh), 40);
	asm_load(a, W8, R1, R7, S(pkt_nh));
	asm_alui(a, BPF_AND, R1, 0xf0);
	asm_ifi(a, BPF_JNE, R1, 0x60, emit_leave(e, CG_NOT_IP));
	asm_storei(a, W32, R7, S(is6), 1);
	advance(a, S(l4), 40);
	asm_load(a, W16, R9, R7, S(pkt_nh) + 4);
	asm_to_be(a, R9, 16);
	asm_alui(a, BPF_ADD, R9, 40);
	asm_load(a, W8, R8, R7, S(pkt_nh) + 6);
}

/* The packet ends where its header says, and holds @bytes of transport header. */
static void check_length(struct emit *e, int32_t bytes)
{
	struct asm_buf *a = e->a;

	asm_load(a, W32, R1, R7, S(l4));
	asm_load(a, W32, R2, R7, S(l3));
	asm_alu(a, BPF_SUB, R1, R2);
	asm_alui(a, BPF_ADD, R1, bytes);
	asm_if(a, BPF_JLT, R9, R1, emit_leave(e, CG_TRUNCATED));
	asm_load(a, W32, R1, R6, offsetof(struct __sk_buff, len));
	asm_alu(a, BPF_SUB, R1, R2);
	asm_if(a, BPF_JSLT, R1, R9, emit_leave(e, CG_TRUNCATED));
	asm_store(a, W32, R7, S_IN(FF_IN_length), R9);
}

static void take_transport(struct emit *e, uint8_t proto, int32_t bytes, int32_t sum, uint32_t sum_flags)
{
	struct asm_buf *a = e->a;

	check_length(e, bytes);
	asm_storei(a, W8, R7, S_IN(FF_IN_l4proto), proto);
	load_bytes(e, S(l4), S(pkt_th), (uint32_t)bytes);
	if (!(e->use.csum & FF_CSUM_L4))
		return;
	asm_load(a, W32, R1, R7, S(l4));
	asm_alui(a, BPF_ADD, R1, sum);
	asm_store(a, W32, R7, S(l4csum), R1);
	asm_storei(a, W32, R7, S(sum_flags), (int32_t)sum_flags);
}

void emit_skb_parse(struct emit *e)
{
	struct asm_buf *a = e->a;
	label ip4 = asm_label(a), ip6 = asm_label(a), transport = asm_label(a), udp = asm_label(a), done = asm_label(a);

	find_network(e, ip4, ip6);
	asm_place(a, ip4);
	asm_load(a, W32, R1, R7, S(l3));
	asm_store(a, W32, R7, S(l4), R1);
	take_ip4(e);
	asm_jump(a, transport);
	asm_place(a, ip6);
	asm_load(a, W32, R1, R7, S(l3));
	asm_store(a, W32, R7, S(l4), R1);
	take_ip6(e);
	asm_place(a, transport);
	asm_ifi(a, BPF_JEQ, R8, IPPROTO_UDP, udp);
	asm_ifi(a, BPF_JNE, R8, IPPROTO_TCP, emit_leave(e, CG_PROTOCOL));
	take_transport(e, IPPROTO_TCP, 20, 16, BPF_F_MARK_MANGLED_0 | BPF_F_MARK_ENFORCE);
	asm_jump(a, done);
	asm_place(a, udp);
	take_transport(e, IPPROTO_UDP, 8, 6, BPF_F_MARK_MANGLED_0);
	asm_place(a, done);
}

/* ---------------------------------------------------------------- back into the packet */
static void store_bytes(struct emit *e, int16_t off_at, int16_t from, uint32_t len, uint32_t flags)
{
	struct asm_buf *a = e->a;

	asm_mov(a, R1, R6);
	asm_load(a, W32, R2, R7, off_at);
	asm_mov(a, R3, R7);
	asm_alui(a, BPF_ADD, R3, from);
	asm_movi(a, R4, (int32_t)len);
	asm_movi(a, R5, (int32_t)flags);
	asm_call(a, BPF_FUNC_skb_store_bytes);
	asm_ifi(a, BPF_JSLT, R0, 0, emit_leave(e, CG_WRITE_FAILED));
}

/* The words of the header that nobody has looked at. */
static void complete(struct emit *e, unsigned len)
{
	uint64_t have = emit_nh_bytes(e, false) | emit_nh_bytes(e, true), missing = 0;

	for (unsigned i = 0; i < len; i += 4)
		if (!(have >> i & 15))
			missing |= 15ull << i;
	emit_copy_bytes(e->a, S(nh), S(pkt_nh), missing);
}

/* The IPv4 header where packets usually have it, without a helper: its words that rules write, and the checksum. The sum over it
 * stays, so nobody has to know. */
static void store_ip4(struct emit *e)
{
	struct asm_buf *a = e->a;
	label helper = asm_label(a), done = asm_label(a);
	uint64_t words = e->use.write_nh[0] | 3ull << 10;

	plain_packet(e, ETH_HLEN + 20, helper);
	for (int16_t i = 0; i < 20; i += 2)
		if (words >> i & 3)
			emit_copy(a, R2, (int16_t)(ETH_HLEN + i), R7, (int16_t)(S(nh) + i), 2);
	asm_jump(a, done);
	asm_place(a, helper);
	complete(e, 20);
	store_bytes(e, S(l3), S(nh), 20, 0);
	asm_place(a, done);
}

/* One word of 4 bytes that the transport checksum covers: @pseudo, an address. */
static void replace_sum(struct emit *e, int16_t was, int16_t is, bool pseudo)
{
	struct asm_buf *a = e->a;
	label same = asm_label(a);

	asm_load(a, W32, R3, R7, was);
	asm_load(a, W32, R4, R7, is);
	if (pseudo)
		asm_if(a, BPF_JEQ, R3, R4, same);
	asm_mov(a, R1, R6);
	asm_load(a, W32, R2, R7, S(l4csum));
	asm_load(a, W32, R5, R7, S(sum_flags));
	asm_alui(a, BPF_OR, R5, 4 | (pseudo ? BPF_F_PSEUDO_HDR : 0));
	asm_call(a, BPF_FUNC_l4_csum_replace);
	asm_ifi(a, BPF_JSLT, R0, 0, emit_leave(e, CG_WRITE_FAILED));
	asm_place(a, same);
}

static void commit_transport(struct emit *e, int addr, unsigned words, label done)
{
	struct asm_buf *a = e->a;

	if (!(e->use.csum & FF_CSUM_L4))
		return;
	asm_load(a, W32, R1, R7, S(touched));
	asm_alui(a, BPF_AND, R1, TOUCHED_L4);
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	for (unsigned i = 0; i < words; i++)
		replace_sum(e, (int16_t)(S(pkt_nh) + addr + 4 * (int)i), (int16_t)(S(nh) + addr + 4 * (int)i), true);
	replace_sum(e, S(pkt_th), S(th), false);
	store_bytes(e, S(l4), S(th), 4, 0);
}

/* The header and the bytes of it in the transport checksum change together, so skb->csum over all of them stays what it is for IPv4,
 * whose header has a checksum of its own; for IPv6 the helper adds what is different. */
void emit_skb_commit(struct emit *e)
{
	struct asm_buf *a = e->a;
	bool ip4 = e->use.write_nh[0] | e->use.write_th, ip6 = e->use.write_nh[1] | e->use.write_th;
	label six = asm_label(a), done = asm_label(a);

	if (!ip4 && !ip6)
		return;
	asm_load(a, W32, R1, R7, S(touched));
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	if (ip4 && ip6) {
		asm_load(a, W32, R1, R7, S(is6));
		asm_ifi(a, BPF_JNE, R1, 0, six);
	}
	if (ip4) {
		emit_ip4_sum(e);
		store_ip4(e);
		commit_transport(e, 12, 2, done);
	}
	if (ip4 && ip6)
		asm_jump(a, done);
	asm_place(a, six);
	if (ip6) {
		complete(e, 40);
		store_bytes(e, S(l3), S(nh), 40, BPF_F_RECOMPUTE_CSUM);
		commit_transport(e, 8, 8, done);
	}
	asm_place(a, done);
}
