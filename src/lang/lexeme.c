/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules of the lexer cannot say well in patterns. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "lang/grammar.h"
#include "lang/input.h"

size_t lexer_read(struct lexer *lx, char *buf, size_t max)
{
	size_t left = lx->src->len - lx->read, n = left < max ? left : max;

	memcpy(buf, lx->src->text + lx->read, n);
	lx->read += (uint32_t)n;
	return n;
}

const char *lexer_copy(struct lexer *lx, const char *text, uint32_t len)
{
	return region_strndup(lx->p->region, text, len);
}

void lexer_comment(struct lexer *lx, struct loc loc)
{
	if (lx->p->opt->trivia)
		vec_push(lx->p->region, &lx->p->opt->trivia->comments, loc);
}

const struct word *lexer_word(const struct lexer *lx, const char *text)
{
	return words_find(&lx->p->words, text);
}

enum proto_base raw_base(const char *name, size_t len)
{
	static const char *const names[] = { [BASE_LL] = "ll", [BASE_NH] = "nh", [BASE_TH] = "th", [BASE_INNER] = "ih" };

	for (unsigned base = BASE_LL; base <= BASE_INNER; base++)
		if (strlen(names[base]) == len && !strncmp(names[base], name, len))
			return base;
	return BASE_INVALID;
}

uint32_t lexer_raw_base(const char *text)
{
	uint32_t n = (uint32_t)strcspn(text + 1, " \t\r,");

	return raw_base(text + 1, n) == BASE_INVALID ? 0 : n;
}

uint32_t lexer_variable_end(const char *text, uint32_t len)
{
	while (len > 2 && strchr("./-", text[len - 1]))
		len--;
	return len;
}

/* 1d2h3m4s5ms, each part at most once and in this order. */
static bool is_time(const char *s)
{
	static const char *const units[] = { "d", "h", "m", "s", "ms" };
	unsigned unit = 0;

	while (*s) {
		size_t digits = strspn(s, "0123456789"), letters;

		s += digits;
		letters = strcspn(s, "0123456789");
		while (unit < 5 && (strlen(units[unit]) != letters || strncmp(s, units[unit], letters)))
			unit++;
		if (!digits || unit++ == 5)
			return false;
		s += letters;
	}
	return true;
}

int lexer_digits_word(const char *text, uint32_t *len)
{
	uint32_t digits = (uint32_t)strspn(text, "0123456789");

	*len = (uint32_t)strlen(text);
	if (is_time(text))
		return T_TIME_VALUE;
	if (symtab_find(ether_type_type.symtab, text))	/* 8021q */
		return T_WORD;
	*len = digits;	/* what follows is the next word: 22counter, 5kbytes */
	return T_NUMBER;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Longest beginning of @text that is an IPv6 address with no letter or digit right behind it; 0: none. */
static uint32_t ip6_length(const char *text, uint32_t len, char next)
{
	char buf[INET6_ADDRSTRLEN];
	uint8_t addr[16];

	for (uint32_t n = len < sizeof(buf) ? len : sizeof(buf) - 1; n >= 2; n--) {
		if (in_word(n < len ? text[n] : next))
			continue;
		memcpy(buf, text, n);
		buf[n] = '\0';
		if (inet_pton(AF_INET6, buf, addr) == 1)
			return n;
	}
	return 0;
}

/* Groups of one or two hexadecimal digits: six of them are a hardware address, other kinds of link have 8 or 20. */
static uint32_t lladdr_length(const char *text, uint32_t len, char next)
{
	uint32_t ends[20], groups = 0, at = 0;

	while (groups < 20) {
		uint32_t digits = 0;

		while (at + digits < len && isxdigit((unsigned char)text[at + digits]))
			digits++;
		if (digits < 1 || digits > 2 || in_word(at + digits < len ? text[at + digits] : next))
			break;
		ends[groups++] = at + digits;
		at += digits + 1;
		if (at > len || text[at - 1] != ':')
			break;
	}
	if (groups < 6)
		return 0;
	return groups == 8 || groups == 20 ? ends[groups - 1] : ends[5];
}

/* major:minor, each up to four hexadecimal digits. */
static uint32_t class_length(const char *text, uint32_t len, char next)
{
	uint32_t major = 0, minor = 0;

	while (major < len && isxdigit((unsigned char)text[major]))
		major++;
	while (major + 1 + minor < len && isxdigit((unsigned char)text[major + 1 + minor]))
		minor++;
	next = major + 1 + minor < len ? text[major + 1 + minor] : next;
	if (!major || !minor || minor > 4 || in_word(next) || next == ':')
		return 0;
	return major + 1 + minor;
}

int lexer_colons(const struct lexer *lx, const char *text, uint32_t text_len, uint32_t *len)
{
	char next = lx->src->text[lx->pos];
	char before[8];

	*len = ip6_length(text, text_len, next);
	if (!*len)
		*len = lladdr_length(text, text_len, next);
	if (!*len)
		*len = class_length(text, text_len, next);
	if (*len)
		return T_ADDR;
	if (*text == ':') {
		*len = 1;
		return ':';
	}
	*len = (uint32_t)(strchr(text, ':') - text);	/* at most 4: the rule of the lexer says so */
	if (strspn(text, "0123456789") == *len)
		return T_NUMBER;
	if (!isdigit((unsigned char)*text))
		return T_WORD;
	memcpy(before, text, *len);
	before[*len] = '\0';
	return lexer_digits_word(before, len);
}
