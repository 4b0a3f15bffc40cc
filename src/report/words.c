/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all formats say alike. */
#include "report/findings.h"

static const char *const severity_names[] = { [SEV_INFO] = "info", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };
static const char *const severity_levels[] = { [SEV_INFO] = "note", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };
static const char *const class_names[] = {
	[CLASS_UNAFFECTED] = "unaffected", [CLASS_OFFLOADABLE] = "offloadable",
	[CLASS_BYPASSED] = "fastpath-bypassed", [CLASS_BLOCKING] = "blocking",
};

const char *severity_name(enum severity s)
{
	return severity_names[s];
}

const char *severity_level(enum severity s)
{
	return severity_levels[s];
}

const char *class_name(enum offload_class c)
{
	return class_names[c];
}

struct span span_of(struct loc loc)
{
	struct span s = { "", 0, 0, 0, 0 };

	if (!loc.src || loc.src->kind == SOURCE_KERNEL)
		return s;
	s.file = source_name(loc.src);
	source_position(loc.src, loc.start, &s.line, &s.column);
	source_position(loc.src, loc.end, &s.end_line, &s.end_column);
	return s;
}
