/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_LANG_SYNTAX_ERROR_H
#define NFT_LANG_SYNTAX_ERROR_H

#include "lang/parser.h"

/* The nearest of the names that are looked at: of those that differ in less than @best. */
struct nearest { const char *word; int best; const char *found; };
struct nearest near_to(const char *word);
void consider(struct nearest *n, const char *name);

/* "syntax error, unexpected FOUND, expecting A or B": names of tokens as the grammar gives them. @word: text of what was found. */
void syntax_error(struct parser *p, struct loc loc, const char *found, const char *word, const char *const *expected, int n);

/* Tells the error if the words before @at show what was meant. */
bool slip(struct parser *p, struct loc at);
/* What may be added to a message, or "". */
const char *hint(struct parser *p, struct loc at, const char *found, const char *word, const char *const *expected, int n);

#endif
