/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growing string. Owns malloc'd memory; zero-initialise, end with strbuf_free. Always NUL-terminated once written. */
#ifndef NFT_BASE_STRBUF_H
#define NFT_BASE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strbuf {
	char *s;
	size_t len, cap;
	bool failed;		/* memory ran out: what was appended since is lost */
};

void strbuf_add(struct strbuf *b, const char *s);
void strbuf_addn(struct strbuf *b, const char *s, size_t n);
void strbuf_addc(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list ap);
void strbuf_reset(struct strbuf *b);
void strbuf_free(struct strbuf *b);
const char *strbuf_str(const struct strbuf *b);	/* never NULL */

#endif
