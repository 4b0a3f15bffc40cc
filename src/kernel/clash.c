/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel says only that an interval is in the way of another: which one, the set itself tells. */
#include "kernel/clash.h"

#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/fetch_priv.h"
#include "model/print.h"

static const uint8_t *start_of(const struct elems *es, uint32_t i)
{
	return es->keys + (size_t)i * es->key_len;
}

static const uint8_t *end_of(const struct elems *es, uint32_t i)
{
	return (es->ends ? es->ends : es->keys) + (size_t)i * es->key_len;
}

static bool overlap(const struct elems *a, uint32_t i, const struct elems *b, uint32_t j)
{
	return a->key_len == b->key_len && !(a->e[i].flags & ELEM_CATCHALL) && !(b->e[j].flags & ELEM_CATCHALL) &&
	       memcmp(start_of(a, i), end_of(b, j), a->key_len) <= 0 && memcmp(end_of(a, i), start_of(b, j), a->key_len) >= 0;
}

static void name_clash(struct batch *b, struct diag *d, const struct set *have, uint32_t i)
{
	struct loc nowhere = { 0 };
	struct strbuf text = { 0 };
	struct printer p = { .out = &text };

	print_elem(&p, have, i);
	diag_relate(b->sink, d, nowhere, "%s %s already has %s", have->is_map ? "map" : "set", have->name, strbuf_str(&text));
	strbuf_free(&text);
}

void clash_tell(struct batch *b, const struct cmd *cmd, struct diag *d)
{
	enum family family = cmd->h.family == FAM_UNSPEC ? FAM_IP : cmd->h.family;
	struct table *t = cmd->h.table ? ruleset_table(b->rs, family, cmd->h.table) : NULL;
	const struct set *s = t && cmd->h.name ? table_set(t, cmd->h.name) : NULL;
	struct fetch_filter filter = { .what = FETCH_ELEMENTS };
	struct ruleset rs = { .region = b->r };
	struct fetch f = { .k = b->k, .r = b->r, .rs = &rs, .filter = &filter, .sink = b->sink };
	struct set have;

	if (cmd->obj != OBJ_ELEMENTS || !s || s->key.n != 1 || !(s->flags & NFT_SET_INTERVAL))
		return;
	have = *s;
	memset(&have.elems, 0, sizeof(have.elems));
	if (!fetch_set_elements(&f, t, &have))
		for (uint32_t i = 0; i < have.elems.n; i++)
			for (uint32_t j = 0; j < cmd->elems.n && j < CLASHES; j++)
				if (overlap(&have.elems, i, &cmd->elems, j)) {
					name_clash(b, d, &have, i);
					i = have.elems.n;
					break;
				}
	nl_free(&f.b);
}
