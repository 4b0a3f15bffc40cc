/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/wide.h"

#include <ctype.h>
#include <errno.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>
#include "base/strbuf.h"

void wide_set_u64(uint8_t *w, size_t len, uint64_t v)
{
	for (size_t i = len; i-- > 0; v >>= 8)
		w[i] = (uint8_t)v;
}

uint64_t wide_get_u64(const uint8_t *w, size_t len)
{
	uint64_t v = 0;

	for (size_t i = len > 8 ? len - 8 : 0; i < len; i++)
		v = v << 8 | w[i];
	return v;
}

bool wide_fits(const uint8_t *w, size_t len, unsigned bits)
{
	for (size_t i = 0; i < len; i++) {
		size_t top = (len - i) * 8;	/* bits from here to the end */

		if (top - 8 >= bits && w[i])
			return false;
		if (top > bits && top - 8 < bits && w[i] >> (8 - (top - bits)))
			return false;
	}
	return true;
}

bool wide_is_zero(const uint8_t *w, size_t len)
{
	while (len)
		if (w[--len])
			return false;
	return true;
}

bool wide_increment(uint8_t *w, size_t len)
{
	while (len)
		if (++w[--len])
			return true;
	return false;
}

bool wide_decrement(uint8_t *w, size_t len)
{
	while (len)
		if (w[--len]--)
			return true;
	return false;
}

void wide_not(uint8_t *w, size_t len)
{
	for (size_t i = 0; i < len; i++)
		w[i] = (uint8_t)~w[i];
}

void wide_and(uint8_t *w, const uint8_t *a, size_t len)
{
	for (size_t i = 0; i < len; i++)
		w[i] &= a[i];
}

void wide_or(uint8_t *w, const uint8_t *a, size_t len)
{
	for (size_t i = 0; i < len; i++)
		w[i] |= a[i];
}

void wide_xor(uint8_t *w, const uint8_t *a, size_t len)
{
	for (size_t i = 0; i < len; i++)
		w[i] ^= a[i];
}

void wide_shl(uint8_t *w, size_t len, unsigned bits)
{
	size_t bytes = bits / 8;

	bits %= 8;
	for (size_t i = 0; i < len; i++) {
		unsigned hi = i + bytes < len ? w[i + bytes] : 0;
		unsigned lo = i + bytes + 1 < len ? w[i + bytes + 1] : 0;

		w[i] = (uint8_t)(hi << bits | (bits ? lo >> (8 - bits) : 0));
	}
}

void wide_shr(uint8_t *w, size_t len, unsigned bits)
{
	size_t bytes = bits / 8;

	bits %= 8;
	for (size_t i = len; i-- > 0;) {
		unsigned lo = i >= bytes ? w[i - bytes] : 0;
		unsigned hi = i >= bytes + 1 ? w[i - bytes - 1] : 0;

		w[i] = (uint8_t)(lo >> bits | (bits ? hi << (8 - bits) : 0));
	}
}

void wide_prefix_mask(uint8_t *w, size_t len, unsigned width, unsigned prefix)
{
	size_t skip = len * 8 - width;	/* unused bits at the top */

	memset(w, 0, len);
	for (size_t bit = skip; bit < skip + prefix && bit < len * 8; bit++)
		w[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
}

int wide_mask_prefix(const uint8_t *w, size_t len, unsigned width)
{
	uint8_t mask[WIDE_MAX];
	unsigned zeros = wide_low_zero_bits(w, len);

	if (len > WIDE_MAX || width > len * 8)
		return -1;
	if (zeros > width)
		zeros = width;
	wide_prefix_mask(mask, len, width, width - zeros);
	return memcmp(mask, w, len) ? -1 : (int)(width - zeros);
}

unsigned wide_low_zero_bits(const uint8_t *w, size_t len)
{
	unsigned n = 0;

	for (size_t i = len; i-- > 0; n += 8)
		if (w[i])
			return n + (unsigned)__builtin_ctz(w[i]);
	return n;
}

void wide_reverse(uint8_t *w, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		uint8_t t = w[i];

		w[i] = w[len - 1 - i];
		w[len - 1 - i] = t;
	}
}

static int digits_base(const char **text)
{
	const char *p = *text;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		*text += 2;
		return 16;
	}
	return p[0] == '0' && p[1] ? 8 : 10;
}

static int parse_big(const char *text, int base, uint8_t *w, size_t len, unsigned bits)
{
	size_t need, wrote;
	mpz_t v;
	int err = 0;

	mpz_init(v);
	if (mpz_set_str(v, text, base)) {
		err = -EINVAL;
	} else if (mpz_sgn(v) && ((need = mpz_sizeinbase(v, 2)) > bits || need > len * 8)) {
		err = -ERANGE;
	} else {
		memset(w, 0, len);
		need = mpz_sgn(v) ? (mpz_sizeinbase(v, 2) + 7) / 8 : 0;
		mpz_export(w + len - need, &wrote, 1, 1, 1, 0, v);
	}
	mpz_clear(v);
	return err;
}

int wide_parse(const char *text, uint8_t *w, size_t len, unsigned bits)
{
	int base = digits_base(&text);
	char *end;
	uint64_t v;

	if (!isxdigit((unsigned char)*text))
		return -EINVAL;
	for (const char *p = text; *p; p++)
		if (!isxdigit((unsigned char)*p) || (base < 16 && (*p < '0' || *p >= '0' + base)))
			return -EINVAL;
	if (strlen(text) > 16)
		return strlen(text) > 1024 ? -ERANGE : parse_big(text, base, w, len, bits);
	v = strtoull(text, &end, base);
	if (bits < 64 && v >> bits)
		return -ERANGE;
	if (len < 8 && v >> (len * 8))
		return -ERANGE;
	wide_set_u64(w, len, v);
	return 0;
}

static void print_base(struct strbuf *b, const uint8_t *w, size_t len, int base)
{
	char digits[WIDE_MAX * 3 + 2];
	mpz_t v;

	if (len > WIDE_MAX)
		return;
	mpz_init(v);
	mpz_import(v, len, 1, 1, 1, 0, w);
	strbuf_add(b, mpz_get_str(digits, base, v));
	mpz_clear(v);
}

void wide_print_dec(struct strbuf *b, const uint8_t *w, size_t len)
{
	if (len <= 8)
		strbuf_printf(b, "%llu", (unsigned long long)wide_get_u64(w, len));
	else
		print_base(b, w, len, 10);
}

void wide_print_hex(struct strbuf *b, const uint8_t *w, size_t len)
{
	strbuf_add(b, "0x");
	if (len <= 8)
		strbuf_printf(b, "%llx", (unsigned long long)wide_get_u64(w, len));
	else
		print_base(b, w, len, 16);
}
