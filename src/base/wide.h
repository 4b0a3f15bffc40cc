/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unsigned integers of any width, held as big-endian byte strings of a known length (so memcmp orders them). */
#ifndef NFT_BASE_WIDE_H
#define NFT_BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

#define WIDE_MAX 64	/* bytes; the kernel's registers hold no more */

void wide_set_u64(uint8_t *w, size_t len, uint64_t v);		/* high bytes zero; v is cut to len bytes */
uint64_t wide_get_u64(const uint8_t *w, size_t len);		/* the low 64 bits */
bool wide_fits(const uint8_t *w, size_t len, unsigned bits);	/* no bit set above @bits */
bool wide_is_zero(const uint8_t *w, size_t len);
bool wide_increment(uint8_t *w, size_t len);			/* false: wrapped round to 0 */
bool wide_decrement(uint8_t *w, size_t len);			/* false: wrapped round to all ones */
void wide_not(uint8_t *w, size_t len);
void wide_and(uint8_t *w, const uint8_t *a, size_t len);	/* w &= a, and so on */
void wide_or(uint8_t *w, const uint8_t *a, size_t len);
void wide_xor(uint8_t *w, const uint8_t *a, size_t len);
void wide_shl(uint8_t *w, size_t len, unsigned bits);
void wide_shr(uint8_t *w, size_t len, unsigned bits);
void wide_prefix_mask(uint8_t *w, size_t len, unsigned width, unsigned prefix);	/* top @prefix of the low @width bits set */
int wide_mask_prefix(const uint8_t *w, size_t len, unsigned width);		/* prefix length if a prefix mask, else -1 */
unsigned wide_low_zero_bits(const uint8_t *w, size_t len);	/* number of trailing zero bits; len*8 if zero */
void wide_reverse(uint8_t *w, size_t len);			/* byte order */
/* Decimal, 0x hexadecimal, 0 octal; the whole text must be a number. -EINVAL no number, -ERANGE does not fit @bits. */
int wide_parse(const char *text, uint8_t *w, size_t len, unsigned bits);
void wide_print_dec(struct strbuf *b, const uint8_t *w, size_t len);
void wide_print_hex(struct strbuf *b, const uint8_t *w, size_t len);	/* 0x, at least as many digits as needed, no padding */

#endif
