/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: the frame around a thing: its block in a table, or its line as a command. */
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/list_priv.h"
#include "model/print.h"

const struct list_form list_block = { .tab = "\t", .nl = "\n", .end = "\n", .close = "\t}\n", .block = true };
const struct list_form list_line = { .tab = "", .nl = " ", .end = "; ", .close = "} " };

void list_handle(struct printer *p, uint64_t handle)
{
	if (p->handles)
		pr(p, " # handle %" PRIu64, handle);
}

/* "set x {" of a block, "set ip t x {" of a line. */
void list_begin(struct printer *p, const struct list_form *f, const char *word, const struct table *t, const char *name, uint64_t handle)
{
	if (f->block)
		pr(p, "\t%s %s {", word, name);
	else
		pr(p, "%s %s %s %s {", word, family_name(t->family), t->name, name);
	list_handle(p, handle);
	prs(p, f->nl);
}

void list_comment(struct printer *p, const struct list_form *f, const char *comment, const char *end)
{
	if (!comment)
		return;
	pr(p, "%s%s", f->tab, f->tab);
	prs(p, "comment ");
	print_quoted(p, comment);
	prs(p, end);
}

void list_open_table(struct printer *p, const struct table *t)
{
	pr(p, "table %s %s {", family_name(t->family), t->name);
	if (p->handles || (t->flags & NFT_TABLE_F_OWNER))
		prs(p, " #");
	if (p->handles)
		pr(p, " handle %" PRIu64, t->handle);
	if ((t->flags & NFT_TABLE_F_OWNER) && t->owner)
		pr(p, " progname %u", t->owner);
	prs(p, "\n");
	p->family = t->family;
}
