/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages in one growing buffer. libmnl parses; it cannot grow a message, so they are put together here. */
#ifndef NFT_KERNEL_NLBUF_H
#define NFT_KERNEL_NLBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>

struct nlbuf {
	uint8_t *p;
	size_t len, cap;
	size_t msg;		/* offset of the message under construction */
	bool failed;		/* memory ran out, or an attribute was longer ... */
	bool too_long;		/* ... than the 64 KB that it can be */
};

void nl_free(struct nlbuf *b);

void nl_begin(struct nlbuf *b, uint16_t type, uint16_t flags, uint32_t seq, uint8_t family, uint16_t res_id);
void nl_end(struct nlbuf *b);

/* Numbers go out in network order. Each returns the offset of the attribute in its message. */
uint32_t nl_put(struct nlbuf *b, uint16_t type, const void *data, size_t len);
uint32_t nl_u8(struct nlbuf *b, uint16_t type, uint8_t v);
uint32_t nl_u16(struct nlbuf *b, uint16_t type, uint16_t v);
uint32_t nl_u32(struct nlbuf *b, uint16_t type, uint32_t v);
uint32_t nl_u64(struct nlbuf *b, uint16_t type, uint64_t v);
uint32_t nl_str(struct nlbuf *b, uint16_t type, const char *s);	/* with its NUL */

/* Absolute offset, for nl_nest_end(). */
size_t nl_nest(struct nlbuf *b, uint16_t type);
void nl_nest_end(struct nlbuf *b, size_t nest);

#endif
