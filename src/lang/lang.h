/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in: the language of nft to commands in the parsed form (model/faces.h tells what check makes of it). */
#ifndef NFT_LANG_LANG_H
#define NFT_LANG_LANG_H

#include "model/ruleset.h"

struct lang_define { const char *name, *value; };	/* -D name=value */

/* What the commands do not hold: where the comments stand, and which sources were read. */
struct lang_trivia {
	VEC(struct loc) comments;		/* `#` up to the end of the line, in the order they were read */
	VEC(struct source *) sources;		/* the first one, then the included ones */
};

struct lang_options {
	const char *const *include_paths;	/* searched in turn for includes without a leading / ./ or ../ */
	unsigned n_include_paths;		/* 0: the directory chosen when nft was built */
	const struct lang_define *defines;
	unsigned n_defines;
	struct lang_trivia *trivia;		/* filled if not NULL */
	struct strbuf *tokens;			/* what the scanner makes of the text, a line each, if not NULL */
};

/* Parses @src and what it includes; commands are appended to @out. 0, or -EINVAL if there were errors (all in @sink; what
 * could be parsed is in @out nevertheless). @opt may be NULL. Everything lives in @r, which must outlive the commands. */
int lang_parse(struct region *r, struct diag_sink *sink, const struct lang_options *opt, struct source *src, struct cmds *out);

#endif
