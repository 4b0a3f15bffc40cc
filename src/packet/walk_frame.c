/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a packet: where its headers stand, as the kernel finds them; addresses, ports, options, checksums. */
#include <arpa/inet.h>
#include <string.h>

#include "packet/walk_priv.h"

#define IP_OFFSET 0x1fff

static uint16_t get16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

static void put16(uint8_t *b, uint16_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

/* ------------------------------------------------------------------ bits */
uint64_t frame_bits(const struct frame *f, uint32_t bit, unsigned bits)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bits; i++, bit++)
		v = v << 1 | (bit / 8 < f->len ? f->b[bit / 8] >> (7 - bit % 8) & 1 : 0);
	return v;
}

void frame_set_bits(struct frame *f, uint32_t bit, unsigned bits, const uint8_t *value)
{
	unsigned bytes = (bits + 7) / 8;

	for (unsigned i = 0; i < bits; i++, bit++) {
		unsigned from = bytes * 8 - bits + i;
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (bit / 8 >= f->cap)
			return;
		if (value[from / 8] >> (7 - from % 8) & 1)
			f->b[bit / 8] |= mask;
		else
			f->b[bit / 8] &= (uint8_t)~mask;
	}
}

void frame_give(struct frame *f, uint32_t bit, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++, bit++)
		if (bit / 8 < f->cap)
			f->given[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
}

bool frame_is_given(const struct frame *f, uint32_t bit, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++, bit++)
		if (bit / 8 >= f->cap || !(f->given[bit / 8] >> (7 - bit % 8) & 1))
			return false;
	return true;
}

/* ------------------------------------------------------------------ headers */
static void parse_ip4(struct frame *f)
{
	const uint8_t *ip = f->b + f->nh;
	uint32_t left = f->len - f->nh, header, total;

	if (left < 20 || ip[0] >> 4 != 4)
		return;
	header = (ip[0] & 15) * 4u;
	total = get16(ip + 2);
	if (header < 20 || total > left || total < header)
		return;
	f->has_l4 = true;
	f->l4 = ip[9];
	f->fragment = get16(ip + 6) & IP_OFFSET;
	f->th = f->nh + header;
}

static bool is_ext_header(uint8_t type)
{
	return type == 0 || type == 43 || type == 44 || type == 51 || type == 60 || type == 59;
}

static void parse_ip6(struct frame *f)
{
	const uint8_t *ip = f->b + f->nh;
	uint32_t at = f->nh + 40, n;
	uint8_t type;

	if (f->len - f->nh < 40 || ip[0] >> 4 != 6 || get16(ip + 4) + 40u > f->len - f->nh)
		return;
	for (type = ip[6]; is_ext_header(type) && type != 59; type = f->b[at], at += n) {
		if (at + 8 > f->len)
			return;
		n = (f->b[at + 1] + 1) * 8u;
		if (type == 51)
			n = (f->b[at + 1] + 2) * 4u;
		if (type != 44)
			continue;
		n = 8;
		if (get16(f->b + at + 2) & ~7) {
			if (is_ext_header(f->b[at]) && f->b[at] != 59)
				return;
			f->fragment = true;
			type = f->b[at];
			break;
		}
	}
	if (at > f->len && !f->fragment)
		return;
	f->has_l4 = true;
	f->l4 = type;
	f->th = at;
}

void frame_parse(struct frame *f)
{
	f->has_l4 = f->fragment = false;
	f->l4 = 0;
	if (f->protocol == ETHERTYPE_IP4)
		parse_ip4(f);
	else if (f->protocol == ETHERTYPE_IP6)
		parse_ip6(f);
}

bool frame_inner(const struct frame *f, uint32_t *offset)
{
	if (!f->has_l4 || f->fragment)
		return false;
	switch (f->l4) {
	case WALK_UDP:
		*offset = f->th + 8;
		return true;
	case WALK_TCP:
		if (f->th + 20 > f->len)
			return false;
		*offset = f->th + (f->b[f->th + 12] >> 4) * 4u;
		return true;
	case 47:	/* GRE of version 0, with what its flags say */
		if (f->th + 4 > f->len || f->b[f->th + 1] & 7)
			return false;
		*offset = f->th + 4;
		for (unsigned bit = 4; bit < 8; bit++)
			*offset += bit != 6 && f->b[f->th] >> bit & 1 ? 4 : 0;
		return true;
	case 4: case 41:
		*offset = f->th;
		return true;
	}
	return false;
}

bool frame_has_ports(const struct frame *f)
{
	static const uint8_t with_ports[] = { 6, 17, 33, 132, 136 };	/* TCP, UDP, DCCP, SCTP, UDP-Lite */

	for (unsigned i = 0; i < sizeof(with_ports); i++)
		if (f->l4 == with_ports[i])
			return f->has_l4 && !f->fragment && f->th + 4 <= f->len;
	return false;
}

uint16_t frame_port(const struct frame *f, bool destination)
{
	return get16(f->b + f->th + 2 * destination);
}

void frame_set_port(struct frame *f, bool destination, uint16_t port)
{
	put16(f->b + f->th + 2 * destination, port);
}

static uint8_t *addr_of(const struct frame *f, bool destination, unsigned *len)
{
	*len = f->protocol == ETHERTYPE_IP4 ? 4 : 16;
	if (f->protocol == ETHERTYPE_IP4)
		return f->b + f->nh + 12 + 4 * destination;
	return f->b + f->nh + 8 + 16 * destination;
}

void frame_addr(const struct frame *f, bool destination, uint8_t out[16])
{
	unsigned len;
	const uint8_t *a = addr_of(f, destination, &len);

	memset(out, 0, 16);
	memcpy(out, a, len);
}

void frame_set_addr(struct frame *f, bool destination, const uint8_t a[16])
{
	unsigned len;
	uint8_t *to = addr_of(f, destination, &len);

	memcpy(to, a, len);
}

/* ------------------------------------------------------------------ options */
uint8_t *frame_option(const struct frame *f, uint8_t kind, unsigned *len)
{
	uint8_t *tcp = f->b + f->th;
	unsigned header, n;

	if (f->l4 != WALK_TCP || !f->has_l4 || f->fragment || f->th + 20 > f->len)
		return NULL;
	header = (tcp[12] >> 4) * 4u;
	if (header < 20 || f->th + header > f->len)
		return NULL;
	for (unsigned i = 20; i < header - 1; i += n) {
		n = tcp[i] <= 1 || !tcp[i + 1] ? 1 : tcp[i + 1];
		if (tcp[i] != kind)
			continue;
		*len = n;
		return i + n > header ? NULL : tcp + i;
	}
	return NULL;
}

uint8_t *frame_exthdr(const struct frame *f, uint8_t type, uint32_t *offset)
{
	uint32_t at = f->nh + 40, n;
	uint8_t here;

	if (f->protocol != ETHERTYPE_IP6 || at > f->len)
		return NULL;
	for (here = f->b[f->nh + 6]; here != type; here = f->b[at], at += n) {
		if (!is_ext_header(here) || here == 59 || at + 8 > f->len)
			return NULL;
		n = here == 44 ? 8 : here == 51 ? (f->b[at + 1] + 2) * 4u : (f->b[at + 1] + 1) * 8u;
		if (here == 44 && get16(f->b + at + 2) & ~7)
			return NULL;
	}
	*offset = at;
	return f->b + at;
}

/* ------------------------------------------------------------------ checksums */
static uint32_t sum(const uint8_t *b, uint32_t n, uint32_t from)
{
	for (; n > 1; n -= 2, b += 2)
		from += get16(b);
	return n ? from + (uint32_t)(b[0] << 8) : from;
}

static uint16_t folded(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

static int l4_checksum_at(uint8_t l4)
{
	switch (l4) {
	case WALK_TCP:	return 16;
	case WALK_UDP: case 136: return 6;
	case WALK_ICMP: case WALK_ICMP6: case 2: return 2;
	}
	return -1;
}

static void set_unless_given(struct frame *f, uint32_t at, uint16_t v)
{
	if (at + 2 <= f->len && !frame_is_given(f, at * 8, 16))
		put16(f->b + at, v);
}

void frame_checksums(struct frame *f)
{
	int at = l4_checksum_at(f->l4);
	uint8_t addr[16];
	uint32_t s = 0, n;

	if (f->protocol == ETHERTYPE_IP4 && f->len >= f->nh + 20 && !frame_is_given(f, (f->nh + 10) * 8, 16)) {
		put16(f->b + f->nh + 10, 0);
		put16(f->b + f->nh + 10, folded(sum(f->b + f->nh, (f->b[f->nh] & 15) * 4u, 0)));
	}
	if (at < 0 || !f->has_l4 || f->fragment || f->th + (unsigned)at + 2 > f->len || frame_is_given(f, (f->th + (unsigned)at) * 8, 16))
		return;
	n = f->len - f->th;
	put16(f->b + f->th + at, 0);
	if (f->l4 != WALK_ICMP && f->l4 != 2) {
		for (int d = 0; d < 2; d++) {
			frame_addr(f, d, addr);
			s = sum(addr, 16, s);
		}
		s += f->l4 + n;
	}
	set_unless_given(f, f->th + (unsigned)at, folded(sum(f->b + f->th, n, s)));
}

/* ------------------------------------------------------------------ in a line */
static void add_end(const struct frame *f, struct strbuf *b, bool destination)
{
	char text[INET6_ADDRSTRLEN] = "";
	uint8_t a[16];
	bool four = f->protocol == ETHERTYPE_IP4;

	frame_addr(f, destination, a);
	inet_ntop(four ? AF_INET : AF_INET6, a, text, sizeof(text));
	if (!frame_has_ports(f))
		strbuf_add(b, text);
	else
		strbuf_printf(b, four ? "%s:%u" : "[%s]:%u", text, frame_port(f, destination));
}

static void add_flags(const struct frame *f, struct strbuf *b)
{
	const char *sep = " ";
	uint8_t flags = f->th + 20 <= f->len ? f->b[f->th + 13] : 0;

	for (unsigned bit = 0; bit < 8; bit++) {
		const char *name = flags >> bit & 1 ? symtab_name(&tcp_flag_symtab, 1u << bit) : NULL;

		if (!name)
			continue;
		strbuf_printf(b, "%s%s", sep, name);
		sep = ",";
	}
}

void frame_text(struct region *r, const struct frame *f, struct strbuf *b)
{
	const struct header_row *h = f->has_l4 ? header_by_number(&inet_proto_type, f->l4) : NULL;

	(void)r;
	if (f->protocol == ETHERTYPE_ARP) {
		strbuf_add(b, "arp");
		return;
	}
	if (f->protocol != ETHERTYPE_IP4 && f->protocol != ETHERTYPE_IP6) {
		strbuf_printf(b, "protocol 0x%04x", f->protocol);
		return;
	}
	if (h)
		strbuf_add(b, h->name);
	else
		strbuf_printf(b, "protocol %u", f->l4);
	strbuf_addc(b, ' ');
	add_end(f, b, false);
	strbuf_add(b, " -> ");
	add_end(f, b, true);
	if (f->l4 == WALK_TCP && !f->fragment)
		add_flags(f, b);
}
