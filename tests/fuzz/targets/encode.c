/* SPDX-License-Identifier: GPL-2.0-or-later */
/* usage: encode RULESET MESSAGES -- what is sent for a ruleset in text, as a seed for the target that reads messages. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#include "check/check.h"
#include "kernel/kernel.h"
#include "lang/lang.h"

static int encode(const char *from, FILE *to)
{
	struct harness *h = harness_new((const uint8_t *)"", 0);
	struct value_env env = { .offline = true, .region = h->r };
	struct check_options opt = { .offline = true, .env = &env };
	int err = source_read(h->r, from, &h->src);

	if (!err)
		err = lang_parse(h->r, &h->sink, NULL, h->src, &h->cmds);
	if (!err)
		err = check_cmds(h->r, &h->sink, &h->rs, &h->cmds, &opt);
	if (!err)
		err = kernel_commit(h->kernel, h->r, &h->rs, &h->cmds, &h->sink, 0, NULL);
	if (!err && fake_kernel.sent)
		fwrite(fake_kernel.sent, 1, fake_kernel.n_sent, to);
	free(fake_kernel.sent);
	harness_free(h);
	return err;
}

int main(int argc, char **argv)
{
	FILE *to = argc == 3 ? fopen(argv[2], "wb") : NULL;

	if (!to)
		return 2;
	return encode(argv[1], to) | fclose(to) ? 1 : 0;
}
