/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/diag.h"

struct diag *diag_add(struct diag_sink *s, enum diag_level level, struct loc loc, const char *fmt, va_list ap)
{
	struct diag *d = region_new(s->region, struct diag);

	d->level = level;
	d->loc = loc;
	d->message = region_vprintf(s->region, fmt, ap);
	vec_push(s->region, &s->diags, d);
	if (level == DIAG_ERROR)
		s->errors++;
	return d;
}

#define DIAG_FUNCTION(name, level) \
struct diag *name(struct diag_sink *s, struct loc loc, const char *fmt, ...) \
{ \
	struct diag *d; \
	va_list ap; \
\
	va_start(ap, fmt); \
	d = diag_add(s, level, loc, fmt, ap); \
	va_end(ap); \
	return d; \
}

DIAG_FUNCTION(diag_error, DIAG_ERROR)
DIAG_FUNCTION(diag_warn, DIAG_WARNING)
DIAG_FUNCTION(diag_note, DIAG_NOTE)

void diag_relate(struct diag_sink *s, struct diag *d, struct loc loc, const char *fmt, ...)
{
	struct diag_related rel = { .loc = loc };
	va_list ap;

	va_start(ap, fmt);
	rel.message = region_vprintf(s->region, fmt, ap);
	va_end(ap);
	vec_push(s->region, &d->related, rel);
}

bool diag_full(const struct diag_sink *s)
{
	return s->max_errors && s->errors >= s->max_errors;
}
