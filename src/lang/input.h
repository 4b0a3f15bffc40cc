/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between text and grammar: the stack of sources being read, and what the lexer's rules call. */
#ifndef NFT_LANG_INPUT_H
#define NFT_LANG_INPUT_H

#include "lang/parser.h"

struct lexer {			/* reads one source */
	struct parser *p;
	const struct source *src;
	uint32_t pos;		/* where the next token begins */
	uint32_t read;		/* how much flex has taken */
	bool end;
};

/* ------------------------------------------------------------------ lexeme.c */
size_t lexer_read(struct lexer *lx, char *buf, size_t max);
const char *lexer_copy(struct lexer *lx, const char *text, uint32_t len);
void lexer_comment(struct lexer *lx, struct loc loc);
const struct word *lexer_word(const struct lexer *lx, const char *text);
enum proto_base raw_base(const char *name, size_t len);
/* Length of the name if @text (`@nh ,`) names a base of raw payload, else 0. */
uint32_t lexer_raw_base(const char *text);
/* How much of `$name-` is the variable: a name does not end in punctuation. */
uint32_t lexer_variable_end(const char *text, uint32_t len);
/* What begins with digits and goes on with letters: a time (1h30m), a number before a unit (10kbytes), a word (8021q).
 * The token, and how many bytes of the text it takes. */
int lexer_digits_word(const char *text, uint32_t *len);
/* The same for what has colons: IPv6 address, hardware address, class (1:10), or only a number or word before a colon. */
int lexer_colons(const struct lexer *lx, const char *text, uint32_t text_len, uint32_t *len);

/* ------------------------------------------------------------------ include.c */
struct paths { VEC(const char *) v; };
/* The files that `include "PATTERN"` means. 0, or -errno and an error. */
int include_find(struct parser *p, struct loc loc, const char *pattern, struct paths *out);

#endif
