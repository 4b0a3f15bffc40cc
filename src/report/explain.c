/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings.h"

bool finding_explain(struct strbuf *out, const char *name)
{
	const struct finding_row *row = finding_by_name(name), *near = finding_nearest(name);

	if (row) {
		strbuf_printf(out, "%s (%s): %s\n\n%s", row->name, severity_name(row->severity), row->summary, row->help);
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
