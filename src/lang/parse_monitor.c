/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `monitor [new|destroy] [tables|chains|...] [json]` */
#include <string.h>

#include "lang/parser.h"

#define BIT(obj) (1u << (obj))

static const struct { const char *name; uint32_t objs; } watched[] = {
	{ "tables", BIT(OBJ_TABLE) }, { "chains", BIT(OBJ_CHAIN) }, { "rules", BIT(OBJ_RULE) }, { "sets", BIT(OBJ_SET) | BIT(OBJ_MAP) },
	{ "elements", BIT(OBJ_ELEMENTS) }, { "ruleset", ~BIT(OBJ_FLOWTABLE) }, { "trace", 0 },
};

struct monitor_words { struct parser *p; const struct exprs *list; uint32_t at; };

static bool take_word(struct monitor_words *w, const char *word)
{
	if (w->at == w->list->v.n || strcmp(w->list->v.v[w->at]->symbol.text, word))
		return false;
	w->at++;
	return true;
}

/* All events, by default those of traced packets too; objects only where neither sort of event was asked for,
 * flowtables where nothing was. */
static void take_watched(struct monitor_words *w, struct watch *watch)
{
	bool some = watch->added != watch->gone;

	watch->objs = some ? ~(BIT(OBJ_OBJECT) | BIT(OBJ_FLOWTABLE)) : ~0u;
	for (unsigned i = 0; i < sizeof(watched) / sizeof(*watched); i++) {
		if (!take_word(w, watched[i].name))
			continue;
		watch->objs = watched[i].objs;
		watch->trace = !watched[i].objs;
		return;
	}
	watch->trace = watch->generations = !some;
}

static void refuse_word(struct monitor_words *w)
{
	const struct expr *word = w->list->v.v[w->at];

	parse_error(w->p, word->loc, "syntax error, unexpected %s; monitor takes new or destroy, then one of tables, chains, rules, sets, elements, "
		    "ruleset and trace, then json", word->symbol.text);
}

struct cmd *monitor_command(struct parser *p, struct loc loc, const struct exprs *words)
{
	struct cmd *c = command(p, CMD_MONITOR, OBJ_NONE, loc, NULL);
	struct watch *watch = region_new(p->region, struct watch);
	struct monitor_words w = { p, words, 0 };

	watch->added = take_word(&w, "new");
	watch->gone = !watch->added && take_word(&w, "destroy");
	if (!watch->added && !watch->gone)
		watch->added = watch->gone = true;
	take_watched(&w, watch);
	take_word(&w, "vm");
	watch->json = take_word(&w, "json");
	if (w.at < words->v.n)
		refuse_word(&w);
	c->watch = watch;
	return c;
}
