/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: what is attached to the hooks. */
#include "lang/list.h"
#include "model/print.h"

static bool same_device(const struct hooked *a, const struct hooked *b)
{
	return a->device == b->device || (a->device && b->device && !strcmp(a->device, b->device));
}

/* A sign or a blank, and the number in ten digits. */
static void print_priority(struct printer *p, int32_t prio)
{
	int64_t n = prio;

	pr(p, "%c%010lld", n < 0 ? '-' : n ? '+' : ' ', (long long)(n < 0 ? -n : n));
}

static void print_hooked(struct printer *p, const struct hooked *h)
{
	prs(p, "\t\t");
	print_priority(p, h->prio);
	if (h->word)
		pr(p, " %s %s %s %s", h->word, family_name(h->table_family), h->table, h->name);
	else if (h->function)
		pr(p, " %s", h->function);
	if (h->module)
		pr(p, " [%s]", h->module);
	prs(p, "\n");
}

void list_hooks(struct printer *p, const struct hooked_list *list)
{
	const struct hooked *last = NULL;

	vec_each(i, &list->v) {
		const struct hooked *h = &list->v.v[i];
		bool same_family = last && last->family == h->family;
		bool same_hook = same_family && last->hooknum == h->hooknum && same_device(last, h);

		if (last && !same_hook)
			prs(p, "\t}\n");
		if (last && !same_family)
			prs(p, "}\n");
		if (!same_family)
			pr(p, "family %s {\n", family_name(h->family));
		if (!same_hook)
			pr(p, "\thook %s%s%s {\n", hook_name(h->family, h->hooknum), h->device ? " device " : "", h->device ? h->device : "");
		print_hooked(p, h);
		last = h;
	}
	if (last)
		prs(p, "\t}\n}\n");
}
