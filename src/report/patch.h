/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The edits of findings, as files with them made. */
#ifndef NFT_REPORT_PATCH_H
#define NFT_REPORT_PATCH_H

#include "base/strbuf.h"
#include "offload/offload.h"

struct patch {
	const struct source *src;
	VEC(const struct edit *) edits;	/* by place; none overlap */
	uint32_t fixes;			/* how many fixes begin here */
};
struct patches { VEC(struct patch) v; };

/* The fixes that need nobody to look at them, and that do not get in each other's way. @sources: all that were read. A fix is made
 * whole or not at all; what is no file or was read twice is left alone. */
struct lang_trivia;
void patches_of(struct region *r, const struct offload_result *res, const struct lang_trivia *sources, struct patches *out);
/* The whole text with the edits made. */
void patch_text(struct strbuf *out, const struct patch *p);
/* As a unified diff. */
void patch_diff(struct strbuf *out, struct region *r, const struct patch *p);

#endif
