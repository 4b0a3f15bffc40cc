/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "offload/offload.h"

#include <string.h>

const struct finding_row finding_rows[N_FINDINGS] = {
#define FINDING(ident, name, severity, summary, why, bad, good, kernel) \
	[FINDING_##ident] = { name, summary, why, bad, good, kernel, severity },
#include "offload/findings.def"
#undef FINDING
};

const struct finding_row *finding_by_name(const char *name)
{
	for (unsigned i = 0; i < N_FINDINGS; i++)
		if (!strcmp(finding_rows[i].name, name))
			return &finding_rows[i];
	return NULL;
}

const struct finding_row *finding_nearest(const char *name)
{
	const struct finding_row *found = NULL;
	int best = (int)strlen(name) / 2 + 1;

	for (unsigned i = 0; i < N_FINDINGS; i++) {
		int distance = edit_distance(name, finding_rows[i].name, best);

		if (distance < best) {
			best = distance;
			found = &finding_rows[i];
		}
	}
	return found;
}
