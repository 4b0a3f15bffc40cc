/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all formats say alike. */
#include "report/findings.h"

static const char *const severity_names[] = { [SEV_INFO] = "info", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };
static const char *const severity_levels[] = { [SEV_INFO] = "note", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };
static const char *const class_names[] = {
	[CLASS_UNAFFECTED] = "unaffected", [CLASS_OFFLOADABLE] = "offloadable",
	[CLASS_BYPASSED] = "fastpath-bypassed", [CLASS_BLOCKING] = "blocking",
};

/* For what is in the kernel, and so in no file. */
void findings_rule(struct strbuf *out, const struct finding *f)
{
	const struct chain *c = f->rule ? f->rule->chain : NULL;

	if (c)
		strbuf_printf(out, "%s %s %s, rule %u: ", family_name(c->table->family), c->table->name, c->name, f->rule_index);
}

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
