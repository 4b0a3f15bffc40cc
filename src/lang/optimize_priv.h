/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --optimize: rules as rows of selectors and values (optimize_rule.c), and which rows become one (optimize.c). */
#ifndef NFT_LANG_OPTIMIZE_PRIV_H
#define NFT_LANG_OPTIMIZE_PRIV_H

#include "lang/optimize.h"

#define OPTIMIZE_SELECTORS 8
#define OPTIMIZE_VALUES 64	/* of one rule: what its sets multiply to */

struct value {
	const char *text;
	const uint8_t *lo, *hi;		/* @len bytes each, big-endian */
	unsigned len;
	bool exact;
};
struct column {			/* one selector of a rule, and the values it asks for */
	const char *name;	/* as text */
	const char *match;	/* the whole statement */
	struct value *values;
	uint32_t n;		/* 0: something else is asked, which only the very same match asks, too */
};
struct row {
	const struct rule *rule;
	struct column columns[OPTIMIZE_SELECTORS];
	unsigned n;
	const char *tail;	/* what follows the matches, as text */
	const char *verdict;	/* that is all of it: accept, drop, jump to, goto; or NULL */
	const struct stmt *nat;	/* a nat statement that is all of it, or NULL */
	const char *nat_head, *nat_value, *nat_flags;	/* "dnat ip to ", address and port as data of a map, " persistent" */
	const char *nat_form;	/* which of them are there */
	bool ends;		/* no packet that matches gets to the next rule */
};

struct optimizer {
	struct region *r;
	const struct cmds *cmds;
	const struct dict *was_there;
	const struct value_env *env;
	struct dict chains;	/* struct chain_facts by name */
	struct merge_plan *plan;
};

/* What the chains of the batch do; once, before the rules are read. */
void optimize_learn(struct optimizer *o);
/* False: the rule is not to be merged with any. */
bool optimize_read(struct optimizer *o, const struct rule *rule, struct row *out);

#endif
