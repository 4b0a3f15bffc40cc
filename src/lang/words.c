/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that are tokens of their own: keywords of the grammar, and rows of the catalog that begin an expression. */
#include <ctype.h>
#include <string.h>

#include "lang/grammar.h"
#include "lang/parser.h"

struct filling { struct region *r; struct words *w; };

static void add(struct region *r, struct words *w, const char *name, int token)
{
	struct word *word;

	if (strchr(name, ' ') || dict_get(&w->dict, name))
		return;
	word = region_new(r, struct word);
	*word = (struct word){ name, token };
	dict_set(r, &w->dict, name, word);
}

static void add_keyword(void *arg, const char *name, int token)
{
	struct filling *f = arg;

	if (islower((unsigned char)*name))
		add(f->r, f->w, name, token);
}

void words_init(struct region *r, struct words *w)
{
	struct filling f = { r, w };

	grammar_each_keyword(add_keyword, &f);
	for (unsigned i = 0; i < N_HEADERS; i++)
		add(r, w, headers[i].name, header_tunnel(&headers[i]) ? T_THEADER : T_HEADER);
	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == XH_IP6)
			add(r, w, exthdrs[i].name, T_HEADER);
	for (unsigned i = 0; i < n_meta_keys; i++)
		if (meta_keys[i].flags & KEY_BARE)
			add(r, w, meta_keys[i].sel.name, T_METAKEY);
}

const struct word *words_find(const struct words *w, const char *text)
{
	return dict_get(&w->dict, text);
}
