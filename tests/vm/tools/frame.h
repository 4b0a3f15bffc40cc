/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets made by hand: Ethernet, IPv4 or IPv6, TCP, UDP, ICMP echo or GRE, with right checksums. */
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FRAME_MAX 4096
#define ETH_LEN 14
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16, TCP_URG = 32 };

struct address {
	bool v6;
	uint8_t bytes[16];
};
struct endpoint {
	struct address addr;
	uint16_t port;
};
struct frame_spec {
	uint8_t proto;
	struct endpoint from, to;
	uint8_t smac[6], dmac[6];
	uint32_t seq, ack;
	uint8_t flags;		/* TCP */
	uint8_t dscp, ttl;
	uint16_t payload;
	bool reply;		/* of an echo */
	bool option;		/* an IPv4 option, an IPv6 destination option */
	bool no_frag;
	bool fragmented;	/* goes out as two fragments */
};
struct frame {
	size_t len;
	uint8_t data[FRAME_MAX];
};

static inline bool parse_addr(const char *text, struct address *a)
{
	memset(a, 0, sizeof(*a));
	a->v6 = strchr(text, ':') != NULL;
	return inet_pton(a->v6 ? AF_INET6 : AF_INET, text, a->bytes) == 1;
}

static inline void put16(uint8_t *p, unsigned v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static inline void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static inline unsigned get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static inline uint32_t sum_words(const uint8_t *p, size_t len, uint32_t sum)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += get16(p + i);
	return len & 1 ? sum + (p[len - 1] << 8) : sum;
}

static inline uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static inline size_t l4_header(const struct frame_spec *s)
{
	return s->proto == IPPROTO_TCP ? 20 : s->proto == IPPROTO_GRE ? 4 : 8;
}

static inline uint16_t l4_checksum(const struct frame_spec *s, const uint8_t *l4, size_t len)
{
	size_t n = s->from.addr.v6 ? 16 : 4;
	uint32_t sum = 0;

	if (s->proto != IPPROTO_ICMP) {
		sum = sum_words(s->from.addr.bytes, n, sum);
		sum = sum_words(s->to.addr.bytes, n, sum) + s->proto + len;
	}
	return fold(sum_words(l4, len, sum));
}

/* Header and payload of the transport protocol; its length. */
static inline size_t build_l4(const struct frame_spec *s, uint8_t *p)
{
	size_t head = l4_header(s), len = head + s->payload;

	memset(p, 0, head);
	memset(p + head, 'x', s->payload);
	switch (s->proto) {
	case IPPROTO_TCP:
		put16(p, s->from.port);
		put16(p + 2, s->to.port);
		put32(p + 4, s->seq);
		put32(p + 8, s->ack);
		p[12] = 5 << 4;
		p[13] = s->flags;
		put16(p + 14, 65535);
		put16(p + 16, l4_checksum(s, p, len));
		break;
	case IPPROTO_UDP:
		put16(p, s->from.port);
		put16(p + 2, s->to.port);
		put16(p + 4, len);
		put16(p + 6, l4_checksum(s, p, len));
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		p[0] = s->proto == IPPROTO_ICMP ? (s->reply ? 0 : 8) : (s->reply ? 129 : 128);
		put16(p + 4, s->reply ? s->to.port : s->from.port);
		put16(p + 2, l4_checksum(s, p, len));
		break;
	case IPPROTO_GRE:
		put16(p + 2, 0x0800);
		break;
	}
	return len;
}

static inline size_t eth_header(const struct frame_spec *s, uint8_t *p)
{
	memcpy(p, s->dmac, 6);
	memcpy(p + 6, s->smac, 6);
	put16(p + 12, s->from.addr.v6 ? 0x86dd : 0x0800);
	return ETH_LEN;
}

/* One IPv4 packet around [data, data + len), which starts at offset of the whole. */
static inline void ip4_frame(const struct frame_spec *s, struct frame *f, const uint8_t *data, size_t len, size_t offset, bool more)
{
	uint8_t *p = f->data + eth_header(s, f->data);
	size_t head = s->option ? 24 : 20;

	memset(p, 0, head);
	p[0] = 4 << 4 | head / 4;
	p[1] = s->dscp << 2;
	put16(p + 2, head + len);
	put16(p + 4, s->fragmented ? 0x4242 + s->from.port : 0);
	put16(p + 6, (s->no_frag ? 0x4000 : 0) | (more ? 0x2000 : 0) | offset / 8);
	p[8] = s->ttl;
	p[9] = s->proto;
	memcpy(p + 12, s->from.addr.bytes, 4);
	memcpy(p + 16, s->to.addr.bytes, 4);
	memset(p + 20, 1, head - 20);
	put16(p + 10, fold(sum_words(p, head, 0)));
	memcpy(p + head, data, len);
	f->len = ETH_LEN + head + len;
}

static inline void ip6_frame(const struct frame_spec *s, struct frame *f, const uint8_t *data, size_t len, size_t offset, bool more)
{
	uint8_t *p = f->data + eth_header(s, f->data), *next = p + 6;
	size_t ext = (s->option ? 8 : 0) + (s->fragmented ? 8 : 0);

	memset(p, 0, 40 + ext);
	put32(p, 6u << 28 | (uint32_t)s->dscp << 22);
	put16(p + 4, ext + len);
	p[7] = s->ttl;
	memcpy(p + 8, s->from.addr.bytes, 16);
	memcpy(p + 24, s->to.addr.bytes, 16);
	p += 40;
	if (s->option) {
		*next = IPPROTO_DSTOPTS;
		next = p;
		p[2] = 1;	/* padding */
		p[3] = 4;
		p += 8;
	}
	if (s->fragmented) {
		*next = IPPROTO_FRAGMENT;
		next = p;
		put16(p + 2, offset | more);
		put32(p + 4, 0x4242 + s->from.port);
		p += 8;
	}
	*next = s->proto;
	memcpy(p, data, len);
	f->len = ETH_LEN + 40 + ext + len;
}

/* The frames of one packet: one, or two fragments. */
static inline unsigned build_frames(const struct frame_spec *s, struct frame out[2])
{
	void (*make)(const struct frame_spec *, struct frame *, const uint8_t *, size_t, size_t, bool) = s->from.addr.v6 ? ip6_frame : ip4_frame;
	static uint8_t l4[FRAME_MAX];
	size_t len = build_l4(s, l4), first = len / 2 / 8 * 8;

	if (!s->fragmented) {
		make(s, &out[0], l4, len, 0, false);
		return 1;
	}
	make(s, &out[0], l4, first, 0, true);
	make(s, &out[1], l4 + first, len - first, first, false);
	return 2;
}

/* Where the transport header of an IPv6 packet is, and what it is; later fragments have none. */
static inline const uint8_t *ip6_transport(const uint8_t *p, size_t len, uint8_t *next, bool *fragment)
{
	const uint8_t *l4 = p + 40;

	*next = p[6];
	while ((*next == IPPROTO_DSTOPTS || *next == IPPROTO_FRAGMENT) && l4 + 8 <= p + len) {
		if (*next == IPPROTO_FRAGMENT) {
			*fragment = true;
			if (get16(l4 + 2) & ~7u)
				return NULL;
		}
		*next = l4[0];
		l4 += 8;
	}
	return l4;
}

/* A packet that arrived: its two ends; false if it is no packet of this protocol, or a later fragment. */
static inline bool read_frame(const uint8_t *f, size_t len, uint8_t proto, struct endpoint *from, struct endpoint *to)
{
	const uint8_t *p = f + ETH_LEN, *l4;
	uint8_t next;

	memset(from, 0, sizeof(*from));
	memset(to, 0, sizeof(*to));
	if (len < ETH_LEN + 24)
		return false;
	if (get16(f + 12) == 0x0800) {
		if (get16(p + 6) & 0x1fff)
			return false;
		l4 = p + (p[0] & 15) * 4;
		next = p[9];
		memcpy(from->addr.bytes, p + 12, 4);
		memcpy(to->addr.bytes, p + 16, 4);
	} else if (get16(f + 12) == 0x86dd && len >= ETH_LEN + 56) {
		bool fragment;

		l4 = ip6_transport(p, len - ETH_LEN, &next, &fragment);
		if (!l4)
			return false;
		from->addr.v6 = to->addr.v6 = true;
		memcpy(from->addr.bytes, p + 8, 16);
		memcpy(to->addr.bytes, p + 24, 16);
	} else {
		return false;
	}
	if (next != proto)
		return false;
	if (proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6) {
		if (l4[0] != 8 && l4[0] != 0 && l4[0] != 128 && l4[0] != 129)
			return false;	/* an error message */
		from->port = to->port = get16(l4 + 4);
	} else if (proto != IPPROTO_GRE) {
		from->port = get16(l4);
		to->port = get16(l4 + 2);
	}
	return true;
}

/* What can be seen of any IP packet. */
struct frame_look {
	bool v6, fragment, bad_checksum;
	uint8_t dscp, ttl, proto, tcp_flags;
	uint16_t sport, dport;
	size_t len;		/* of the IP packet */
};

static inline bool transport_is_right(const struct frame_look *l, const uint8_t *p, const uint8_t *l4, size_t len)
{
	uint32_t sum = 0;

	if (l->proto == IPPROTO_UDP && !l->v6 && !get16(l4 + 6))
		return true;	/* the sender had none */
	if (l->proto != IPPROTO_TCP && l->proto != IPPROTO_UDP)
		return true;
	sum = sum_words(l->v6 ? p + 8 : p + 12, l->v6 ? 32 : 8, sum) + l->proto + len;
	return fold(sum_words(l4, len, sum)) == 0;
}

/* transport: its checksum is to be verified, too; not so where the device would have filled it in. */
static inline bool look_at_frame(const uint8_t *f, size_t size, bool transport, struct frame_look *l)
{
	const uint8_t *p = f + ETH_LEN, *l4;

	memset(l, 0, sizeof(*l));
	if (size < ETH_LEN + 20)
		return false;
	if (get16(f + 12) == 0x0800) {
		size_t head = (p[0] & 15) * 4;

		l->dscp = p[1] >> 2;
		l->len = get16(p + 2);
		l->fragment = get16(p + 6) & 0x3fff;
		l->ttl = p[8];
		l->proto = p[9];
		l->bad_checksum = fold(sum_words(p, head, 0)) != 0;
		l4 = get16(p + 6) & 0x1fff ? NULL : p + head;
	} else if (get16(f + 12) == 0x86dd && size >= ETH_LEN + 40) {
		l->v6 = true;
		l->dscp = get16(p) >> 6 & 63;
		l->len = get16(p + 4) + 40;
		l->ttl = p[7];
		l4 = ip6_transport(p, size - ETH_LEN, &l->proto, &l->fragment);
	} else {
		return false;
	}
	if (l->len + ETH_LEN > size)
		return false;
	if (!l4 || l4 + 20 > f + size + 12)
		return true;
	l->sport = get16(l4);
	l->dport = get16(l4 + 2);
	if (l->proto == IPPROTO_TCP)
		l->tcp_flags = l4[13];
	if (transport && !l->fragment)
		l->bad_checksum |= !transport_is_right(l, p, l4, p + l->len - l4);
	return true;
}

#endif
