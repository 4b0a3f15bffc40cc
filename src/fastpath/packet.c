/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet on the way through the fast path of the interpreter. Checksums are updated as the kernel does it, down to which of the two
 * zeros of one's complement is written. */
#include "fastpath/packet.h"

#include <string.h>

#include "model/uapi.h"

#define ETH_BYTES 14
#define IP4_BYTES 20
#define IP6_BYTES 40
#define FRAG_BITS 0x3fff	/* more fragments, and the offset */
#define GRE_VERSION 7

const char *const ff_left_names[FF_N_LEFT] = {
	[FF_LEFT_NOT_IP] = "not-ip", [FF_LEFT_TRUNCATED] = "truncated", [FF_LEFT_OPTIONS] = "options", [FF_LEFT_FRAGMENT] = "fragment",
	[FF_LEFT_PROTOCOL] = "protocol", [FF_LEFT_TTL] = "ttl", [FF_LEFT_OTHER] = "other-connection",
};

static unsigned get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

size_t ff_frame_network(const uint8_t *frame, size_t len)
{
	unsigned type = len >= ETH_BYTES ? get16(frame + 12) : 0;

	return type == 0x0800 || type == 0x86dd ? ETH_BYTES : 0;
}

/* ---------------------------------------------------------------- which packets */
static bool refuse(enum ff_left *why, enum ff_left reason)
{
	*why = reason;
	return false;
}

static bool take_ip4(struct ff_packet *pkt, size_t len, enum ff_left *why)
{
	const uint8_t *nh = pkt->nh;

	if (len < IP4_BYTES)
		return refuse(why, FF_LEFT_TRUNCATED);
	if ((nh[0] & 15) != 5)
		return refuse(why, FF_LEFT_OPTIONS);
	if (get16(nh + 6) & FRAG_BITS)
		return refuse(why, FF_LEFT_FRAGMENT);
	pkt->nfproto = NFPROTO_IPV4;
	pkt->l4proto = nh[9];
	pkt->th = pkt->nh + IP4_BYTES;
	pkt->length = get16(nh + 2);
	if (pkt->length > len || pkt->length < IP4_BYTES)
		return refuse(why, FF_LEFT_TRUNCATED);
	return nh[8] > 1 || refuse(why, FF_LEFT_TTL);
}

static bool take_ip6(struct ff_packet *pkt, size_t len, enum ff_left *why)
{
	const uint8_t *nh = pkt->nh;

	if (len < IP6_BYTES)
		return refuse(why, FF_LEFT_TRUNCATED);
	pkt->nfproto = NFPROTO_IPV6;
	pkt->l4proto = nh[6];
	pkt->th = pkt->nh + IP6_BYTES;
	pkt->length = get16(nh + 4) + IP6_BYTES;
	if (pkt->length > len)
		return refuse(why, FF_LEFT_TRUNCATED);
	return nh[7] > 1 || refuse(why, FF_LEFT_TTL);
}

static bool take_transport(const struct ff_packet *pkt, enum ff_left *why)
{
	size_t rest = pkt->length - (size_t)(pkt->th - pkt->nh);

	switch (pkt->l4proto) {
	case IPPROTO_TCP:
		return rest >= 20 || refuse(why, FF_LEFT_TRUNCATED);
	case IPPROTO_UDP:
		return rest >= 8 || refuse(why, FF_LEFT_TRUNCATED);
	case IPPROTO_GRE:
		if (rest < 4)
			return refuse(why, FF_LEFT_TRUNCATED);
		return !(pkt->th[1] & GRE_VERSION) || refuse(why, FF_LEFT_PROTOCOL);
	}
	return refuse(why, FF_LEFT_PROTOCOL);
}

static unsigned addr_bytes(const struct ff_packet *pkt)
{
	return pkt->nfproto == NFPROTO_IPV4 ? 4 : 16;
}

static uint8_t *addr_at(const struct ff_packet *pkt, bool destination)
{
	return pkt->nh + (pkt->nfproto == NFPROTO_IPV4 ? 12 : 8) + (destination ? addr_bytes(pkt) : 0);
}

static bool has_ports(const struct ff_packet *pkt)
{
	return pkt->l4proto != IPPROTO_GRE;
}

static bool of_connection(const struct ff_packet *pkt, const struct ff_facts *f)
{
	const struct ff_tuple *t = &f->tuple[f->reply];
	unsigned n = addr_bytes(pkt);

	if (pkt->nfproto != f->nfproto || pkt->l4proto != f->l4proto || memcmp(addr_at(pkt, false), t->saddr, n) || memcmp(addr_at(pkt, true), t->daddr, n))
		return false;
	return !has_ports(pkt) || (!memcmp(pkt->th, t->sport, 2) && !memcmp(pkt->th + 2, t->dport, 2));
}

bool ff_packet_take(struct ff_packet *pkt, const struct ff_facts *f, uint8_t *packet, size_t len, enum ff_left *why)
{
	unsigned version = len ? packet[0] >> 4 : 0;

	*pkt = (struct ff_packet){ .nh = packet };
	if (version != 4 && version != 6)
		return refuse(why, FF_LEFT_NOT_IP);
	if (version == 4 ? !take_ip4(pkt, len, why) : !take_ip6(pkt, len, why))
		return false;
	return take_transport(pkt, why) && (of_connection(pkt, f) || refuse(why, FF_LEFT_OTHER));
}

/* ---------------------------------------------------------------- checksums */
static uint32_t words(const uint8_t *p, unsigned len)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i + 1 < len; i += 2)
		sum += get16(p + i);
	return sum;
}

/* What the checksum at @at becomes when words that summed up to @from sum up to @to. */
static unsigned changed(const uint8_t *at, uint32_t from, uint32_t to)
{
	uint32_t sum = (~get16(at) & 0xffff) + to;

	for (unsigned i = 0; i < 2; i++)
		from = (from & 0xffff) + (from >> 16);
	sum += ~from & 0xffff;
	for (unsigned i = 0; i < 3; i++)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* The checksum of the transport header; NULL: there is none. */
static uint8_t *l4_sum(const struct ff_packet *pkt)
{
	switch (pkt->l4proto) {
	case IPPROTO_TCP:
		return pkt->th + 16;
	case IPPROTO_UDP:
		return get16(pkt->th + 6) ? pkt->th + 6 : NULL;
	}
	return NULL;
}

/* ---------------------------------------------------------------- NAT and ttl */
static void nat_sum(struct ff_packet *pkt, uint32_t from, uint32_t to)
{
	uint8_t *at = l4_sum(pkt);
	unsigned sum = at ? changed(at, from, to) : 0;

	if (at)
		put16(at, !sum && pkt->l4proto == IPPROTO_UDP ? 0xffff : sum);
}

static void nat_addr(struct ff_packet *pkt, bool destination, const uint8_t *addr)
{
	uint8_t *at = addr_at(pkt, destination);
	unsigned n = addr_bytes(pkt);
	uint32_t from = words(at, n), to = words(addr, n);

	if (!memcmp(at, addr, n))
		return;
	if (pkt->nfproto == NFPROTO_IPV4)
		put16(pkt->nh + 10, changed(pkt->nh + 10, from, to));
	nat_sum(pkt, from, to);
	memcpy(at, addr, n);
}

static void nat_port(struct ff_packet *pkt, bool destination, const uint8_t *port)
{
	uint8_t *at = pkt->th + 2 * destination;

	if (!has_ports(pkt) || !memcmp(at, port, 2))
		return;
	nat_sum(pkt, get16(at), get16(port));
	memcpy(at, port, 2);
}

static void decrement(struct ff_packet *pkt)
{
	unsigned sum;

	if (pkt->nfproto == NFPROTO_IPV6) {
		pkt->nh[7]--;
		return;
	}
	pkt->nh[8]--;
	sum = get16(pkt->nh + 10) + 0x0100;
	put16(pkt->nh + 10, sum + (sum >= 0xffff));
}

static bool translates(const struct ff_facts *f, bool destination)
{
	return f->ct_status & (destination != f->reply ? IPS_DST_NAT : IPS_SRC_NAT);
}

void ff_packet_enter(struct ff_packet *pkt, const struct ff_facts *f)
{
	const struct ff_tuple *other = &f->tuple[!f->reply];

	if (translates(f, true)) {
		nat_addr(pkt, true, other->saddr);
		nat_port(pkt, true, other->sport);
	}
	decrement(pkt);
}

void ff_packet_leave(struct ff_packet *pkt, const struct ff_facts *f)
{
	const struct ff_tuple *other = &f->tuple[!f->reply];

	if (translates(f, false)) {
		nat_addr(pkt, false, other->daddr);
		nat_port(pkt, false, other->dport);
	}
}

/* ---------------------------------------------------------------- what instructions do */
uint8_t *ff_packet_at(const struct ff_packet *pkt, enum ff_header header, unsigned offset, unsigned len)
{
	bool fits = offset + len <= ff_headers[header].bytes;

	switch (header) {
	case FF_IP4:	return fits && pkt->nfproto == NFPROTO_IPV4 ? pkt->nh + offset : NULL;
	case FF_IP6:	return fits && pkt->nfproto == NFPROTO_IPV6 ? pkt->nh + offset : NULL;
	case FF_NH:	return fits ? pkt->nh + offset : NULL;
	case FF_TCP:	return fits && pkt->l4proto == IPPROTO_TCP ? pkt->th + offset : NULL;
	case FF_UDP:	return fits && pkt->l4proto == IPPROTO_UDP ? pkt->th + offset : NULL;
	case FF_TH:	return fits ? pkt->th + offset : NULL;
	default:	return NULL;
	}
}

static void rule_sum(uint8_t *at, uint32_t from, uint32_t to)
{
	unsigned sum = changed(at, from, to);

	put16(at, sum ? sum : 0xffff);
}

void ff_packet_write(struct ff_packet *pkt, uint8_t *at, const uint8_t *bytes, unsigned len, uint8_t csum)
{
	uint32_t from = words(at, len), to = words(bytes, len);
	uint8_t *l4 = csum & FF_CSUM_L4 ? l4_sum(pkt) : NULL;

	if (csum & FF_CSUM_IP4)
		rule_sum(pkt->nh + 10, from, to);
	if (l4)
		rule_sum(l4, from, to);
	memcpy(at, bytes, len);
}
