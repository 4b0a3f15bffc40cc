/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers, times and units. */
#include <errno.h>
#include <string.h>

#include "lang/parser.h"

uint64_t number(struct parser *p, struct loc loc, const char *text, unsigned bits)
{
	uint8_t wide[8];
	int err = wide_parse(text, wide, sizeof(wide), bits);

	if (!err)
		return wide_get_u64(wide, sizeof(wide));
	if (err == -ERANGE)
		parse_error(p, loc, "%s is too large: at most %llu", text, (unsigned long long)(~0ULL >> (64 - bits)));
	else
		parse_error(p, loc, "'%s' is not a number", text);
	return 0;
}

uint64_t milliseconds(struct parser *p, struct loc loc, const char *text)
{
	uint64_t ms = 0;

	if (time_parse(text, &ms))
		parse_error(p, loc, "'%s' is not a time", text);
	return ms;
}

static const struct flag_row units[] = { { "bytes", 1 }, { "kbytes", 1 << 10 }, { "mbytes", 1 << 20 }, { NULL, 0 } };

bool is_unit(const char *text)
{
	return flag_find(units, text) || !strcmp(text, "packets");
}

uint64_t byte_unit(struct parser *p, struct loc loc, const char *unit)
{
	uint32_t bytes = flag_find(units, unit);

	if (!bytes)
		unknown_word(p, loc, "unit", unit, nearest_flag(units, unit));
	return bytes;
}

uint64_t time_unit(struct parser *p, struct loc loc, const char *unit)
{
	uint32_t seconds = flag_find(limit_units, unit);

	if (!seconds)
		unknown_word(p, loc, "unit of time", unit, nearest_flag(limit_units, unit));
	return seconds;
}

uint64_t times(struct parser *p, struct loc loc, uint64_t a, uint64_t b)
{
	uint64_t product;

	if (!__builtin_mul_overflow(a, b, &product))
		return product;
	parse_error(p, loc, "number is too large");
	return 0;
}
