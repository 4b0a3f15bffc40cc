/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings.h"

#include <string.h>

static void add_indented(struct strbuf *out, const char *title, const char *text)
{
	strbuf_printf(out, "\n%s:\n", title);
	while (*text) {
		size_t n = strcspn(text, "\n") + 1;

		strbuf_printf(out, "    %.*s", (int)n, text);
		text += n;
	}
}

void finding_help(struct strbuf *out, const struct finding_row *row)
{
	strbuf_add(out, row->why);
	add_indented(out, "Bad", row->bad);
	add_indented(out, "Good", row->good);
	strbuf_printf(out, "\nKernel: %s", row->kernel);
}

bool finding_explain(struct strbuf *out, const char *name)
{
	const struct finding_row *row = finding_by_name(name), *near = finding_nearest(name);

	if (row) {
		strbuf_printf(out, "%s (%s): %s\n\n", row->name, severity_name(row->severity), row->summary);
		finding_help(out, row);
		return true;
	}
	strbuf_printf(out, "Error: no finding is called `%s'", name);
	if (near)
		strbuf_printf(out, "; did you mean `%s'?", near->name);
	strbuf_add(out, "\nThe findings are:\n");
	for (unsigned i = 0; i < N_FINDINGS; i++)
		strbuf_printf(out, "  %-22s %s\n", finding_rows[i].name, finding_rows[i].summary);
	return false;
}
