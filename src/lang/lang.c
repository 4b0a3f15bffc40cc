/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lang.h"

#include <errno.h>
#include <string.h>

#include "lang/grammar.h"
#include "lang/input.h"

/* Definitions from outside are read as text before everything else. */
static int read_defines(struct parser *p, const struct lang_options *opt)
{
	for (unsigned i = opt->n_defines; i-- > 0; ) {
		char *text = region_printf(p->region, "define %s = %s\n", opt->defines[i].name, opt->defines[i].value);
		int err = input_insert(p, source_new(p->region, SOURCE_BUFFER, "-D", text, (uint32_t)strlen(text)));

		if (err)
			return err;
	}
	return 0;
}

int lang_parse(struct region *r, struct diag_sink *sink, const struct lang_options *opt, struct source *src, struct cmds *out)
{
	static const struct lang_options defaults;
	struct parser p = { .region = r, .sink = sink, .opt = opt ? opt : &defaults, .out = out, .words.region = r };
	int err;

	grammar_each_keyword(words_add_keyword, &p.words);
	words_add_catalog(&p.words);
	block_open(&p, (struct loc){ 0 });
	err = input_open(&p, src);
	if (!err)
		err = read_defines(&p, p.opt);
	if (!err && nft_parse(&p) == 2)
		err = -ENOMEM;
	input_close(&p);
	if (err == -ENOMEM && !p.errors)
		diag_error(sink, (struct loc){ src, 0, 0 }, "out of memory");
	return err ? err : p.errors ? -EINVAL : 0;
}
