/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --debug=netlink prints of a rule: its anonymous sets with their elements, and its ops. */
#include <inttypes.h>
#include <string.h>

#include "model/gen.h"
#include "model/uapi.h"
#include "model/wire.h"

/* Hexadecimal, a blank after every four bytes. */
static void debug_bytes(struct strbuf *b, const uint8_t *bytes, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		strbuf_printf(b, "%s%02x", i && i % 4 == 0 ? " " : "", bytes[i]);
}

static void debug_side(struct strbuf *b, const struct wire_side *side, const uint8_t *bytes)
{
	for (unsigned i = 0; i < side->n; i++) {
		if (i)
			strbuf_add(b, " . ");
		debug_bytes(b, bytes + side->part[i].offset, side->part[i].len);
	}
}

static void debug_data(struct strbuf *b, const struct set *s, const struct wire_layout *layout, const struct wire *w, uint32_t i)
{
	const struct elem_more *more = w->more ? w->more[i] : NULL;

	if (s->is_vmap) {
		strbuf_printf(b, " : %s", op_verdict_name(more ? more->verdict : NFT_CONTINUE));
		if (more && more->chain)
			strbuf_printf(b, " -> %s", more->chain);
	} else if (s->obj_type) {
		strbuf_printf(b, " : %s", more && more->object ? more->object : "");
	} else if (w->data) {
		const uint8_t *data = w->data + (size_t)i * w->data_len;

		strbuf_add(b, " : ");
		debug_side(b, &layout->data, data);
		if (layout->data_interval) {
			strbuf_add(b, " . ");
			debug_side(b, &layout->data, data + layout->data.len);
		}
	}
}

/* User data of an element: type, length and value, of its comment and of an interval without an end element. */
static void debug_userdata(struct strbuf *b, const struct elem_more *more, uint8_t flags)
{
	enum { UDATA_COMMENT = 0, UDATA_FLAGS = 1, UDATA_FLAG_OPEN = 1 };
	const char *comment = more ? more->info.comment : NULL;
	unsigned len = 0, sum = 0;

	if (comment) {
		unsigned n = (unsigned)strlen(comment) + 1;

		len += 2 + n;
		sum += UDATA_COMMENT + n;
		for (unsigned i = 0; i < n; i++)
			sum += (uint8_t)comment[i];
	}
	if (flags & WIRE_OPEN) {
		len += 2 + 4;
		sum += UDATA_FLAGS + 4 + UDATA_FLAG_OPEN;
	}
	if (len)
		strbuf_printf(b, "  userdata len %u sum 0x%x", len, sum & 0xff);
}

void gen_debug_elems(struct strbuf *b, struct region *r, const struct set *s, const struct elems *es)
{
	struct wire_layout layout;
	struct wire w = { 0 };

	wire_layout(s, WIRE_TEXT, &layout);
	if (wire_encode(r, s, es, WIRE_TEXT | (s->anonymous ? WIRE_GAP : 0), &w))
		return;
	for (uint32_t i = 0; i < w.n; i++) {
		uint8_t flags = w.flags ? w.flags[i] : 0;

		strbuf_add(b, "\telement ");
		if (!(flags & WIRE_CATCHALL))
			debug_side(b, &layout.key, w.keys + (size_t)i * w.key_len);
		if (w.key_ends && !(flags & WIRE_CATCHALL)) {
			strbuf_add(b, " - ");
			debug_side(b, &layout.key, w.key_ends + (size_t)i * w.key_len);
		}
		if (!(flags & WIRE_END))
			debug_data(b, s, &layout, &w, i);
		if (flags & (WIRE_END | WIRE_CATCHALL))
			strbuf_printf(b, " flags %u", flags & (WIRE_END | WIRE_CATCHALL));
		debug_userdata(b, w.more ? w.more[i] : NULL, flags);
	}
	if (w.n)
		strbuf_addc(b, '\n');
}

static void debug_set(struct strbuf *b, struct region *r, const struct set *s, const char *table)
{
	struct wire w = { 0 };

	strbuf_printf(b, "%s %s %x", s->name, table, s->flags);
	if (!wire_encode(r, s, &s->elems, WIRE_TEXT | WIRE_GAP, &w) && w.n)
		strbuf_printf(b, " size %u", w.n);
	strbuf_printf(b, "\n%s %s 0\n", s->name, table);
	gen_debug_elems(b, r, s, &s->elems);
}

void gen_debug_set(struct strbuf *b, struct region *r, const struct set *s, const char *table)
{
	strbuf_printf(b, "%s %s %x", s->name, table, s->flags);
	if (s->timeout)
		strbuf_printf(b, " timeout %" PRIu64 "ms", s->timeout);
	strbuf_addc(b, '\n');
	gen_debug_added(b, r, s, table, &s->elems);
}

void gen_debug_added(struct strbuf *b, struct region *r, const struct set *s, const char *table, const struct elems *es)
{
	if (!es->n)
		return;
	strbuf_printf(b, "%s %s 0\n", s->name, table);
	gen_debug_elems(b, r, s, es);
}

void gen_debug_rule(struct strbuf *b, const struct rule *rule, const struct ops *ops)
{
	const char *table = rule->table && rule->table->name ? rule->table->name : "";
	struct region *r = rule->anon_sets.n ? region_create() : NULL;

	vec_each(i, &rule->anon_sets)
		if (r)
			debug_set(b, r, rule->anon_sets.v[i], table);
	if (r)
		region_free(r);
	strbuf_printf(b, "%s %s %s\n", family_name(rule->table ? rule->table->family : FAM_UNSPEC), table,
		      rule->chain && rule->chain->name ? rule->chain->name : "");
	ops_print(b, ops);
	strbuf_addc(b, '\n');
}
