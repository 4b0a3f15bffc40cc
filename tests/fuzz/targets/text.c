/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rulesets as text. */
#include "harness.h"

#include <string.h>

#include "lang/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct harness *h;

	/* other files are nobody's business here */
	if (size > 1 << 16 || memmem(data, size, "include", 7))
		return 0;
	h = harness_new(data, size);
	if (!setjmp(h->oom)) {
		region_on_oom(h->r, &h->oom);
		if (!lang_parse(h->r, &h->sink, NULL, h->src, &h->cmds))
			harness_run(h);
		harness_tell(h);
	}
	harness_free(h);
	return 0;
}
