/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnostics: everything the user is told goes into a sink, with its place; the report floor prints it. */
#ifndef NFT_BASE_DIAG_H
#define NFT_BASE_DIAG_H

#include <stdbool.h>
#include "base/source.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_INFO, DIAG_NOTE };

struct diag_related { struct loc loc; const char *message; };

struct diag {
	enum diag_level level;
	struct loc loc;			/* loc.src == NULL: no place is known */
	const char *message;
	VEC(struct diag_related) related;
	VEC(struct loc) marks;		/* further places of the same source line to underline */
};

struct diag_sink {
	struct region *region;
	VEC(struct diag *) diags;
	uint32_t errors, max_errors;	/* max_errors 0: no limit */
};

struct diag *diag_error(struct diag_sink *s, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct diag *diag_warn(struct diag_sink *s, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct diag *diag_note(struct diag_sink *s, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct diag *diag_add(struct diag_sink *s, enum diag_level level, struct loc loc, const char *fmt, va_list ap);
void diag_relate(struct diag_sink *s, struct diag *d, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
bool diag_full(const struct diag_sink *s);

#endif
