/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rulesets as JSON. */
#include "harness.h"

#include "json/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_request *request = NULL;
	struct harness *h;

	if (size > 1 << 16)
		return 0;
	h = harness_new(data, size);
	if (!setjmp(h->oom)) {
		region_on_oom(h->r, &h->oom);
		if (!json_parse(h->r, &h->sink, h->src, &h->cmds, &request))
			harness_run(h);
		if (request)
			json_point(request, &h->sink);
		harness_tell(h);
	}
	harness_free(h);
	return 0;
}
