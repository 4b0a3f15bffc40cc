/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that are tokens of their own: keywords of the grammar, and rows of the catalog that begin an expression. */
#include <ctype.h>
#include <string.h>

#include "lang/grammar.h"
#include "lang/parser.h"

static void add(struct words *w, const char *name, int token)
{
	struct word *word;

	if (strchr(name, ' ') || dict_get(&w->dict, name))
		return;
	word = region_new(w->region, struct word);
	*word = (struct word){ name, token };
	dict_set(w->region, &w->dict, name, word);
}

void words_add_keyword(void *words, const char *name, int token)
{
	struct words *w = words;

	if (islower((unsigned char)*name))
		add(w, name, token);
}

void words_add_catalog(struct words *w)
{
	for (unsigned i = 0; i < N_HEADERS; i++)
		add(w, headers[i].name, header_tunnel(&headers[i]) ? T_THEADER : T_HEADER);
	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == XH_IP6)
			add(w, exthdrs[i].name, T_HEADER);
	for (unsigned i = 0; i < n_meta_keys; i++)
		if (meta_keys[i].flags & KEY_BARE)
			add(w, meta_keys[i].sel.name, T_METAKEY);
}

const struct word *words_find(const struct words *w, const char *text)
{
	return dict_get(&w->dict, text);
}
