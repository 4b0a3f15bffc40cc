/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>

#include "base/wide.h"
#include "model/wire.h"

#define NO_INDEX UINT32_MAX

static bool host_is_little(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* ------------------------------------------------------------------ layout */

unsigned wire_expr_shift(const struct expr *e)
{
	switch (e->id) {
	case E_PAYLOAD:
		return wire_field_shift(e->payload.offset, e->bits);
	case E_EXTHDR:
		return wire_field_shift(e->exthdr.offset, e->bits);
	default:
		return 0;
	}
}

static bool is_text(const struct dtype *t)
{
	for (; t; t = t->base)
		if (t->cls == DT_STRING || t->cls == DT_IFNAME)
			return true;
	return false;
}

static void side_layout(const struct key_spec *k, bool swap, struct wire_side *side)
{
	unsigned offset = 0;

	side->n = k->n;
	for (unsigned i = 0; i < k->n; i++) {
		const struct key_part *p = &k->part[i];
		struct wire_part *w = &side->part[i];

		w->offset = offset;
		w->shift = k->n == 1 ? p->shift : 0;
		w->len = (p->bits + w->shift + 7) / 8;
		w->swap = swap && host_is_little() && p->order == ORDER_HOST && w->len > 1 && !is_text(p->type);
		offset += k->n > 1 ? (w->len + 3u) & ~3u : w->len;
	}
	side->len = offset;
}

void wire_layout(const struct set *s, unsigned flags, struct wire_layout *out)
{
	bool interval = s->flags & NFT_SET_INTERVAL;

	*out = (struct wire_layout){ .interval = interval, .concat = s->key.n > 1 };
	side_layout(&s->key, !interval && !(flags & WIRE_TEXT), &out->key);
	if (s->is_vmap || s->obj_type)
		return;
	side_layout(&s->data, !(flags & WIRE_TEXT), &out->data);
	out->data_interval = s->data_interval;
}

unsigned wire_key_len(const struct set *s)
{
	struct wire_layout l;

	wire_layout(s, 0, &l);
	return l.key.len;
}

unsigned wire_data_len(const struct set *s)
{
	struct wire_layout l;

	wire_layout(s, 0, &l);
	return l.data_interval ? 2 * l.data.len : l.data.len;
}

static unsigned side_model_len(const struct key_spec *k)
{
	unsigned len = 0;

	for (unsigned i = 0; i < k->n; i++)
		len += k->n > 1 ? (k->part[i].bits + 31) / 32 * 4 : (k->part[i].bits + 7) / 8;
	return len;
}

/* The same bytes on both sides. */
static bool side_is_plain(const struct wire_side *side)
{
	for (unsigned i = 0; i < side->n; i++)
		if (side->part[i].swap || side->part[i].shift)
			return false;
	return true;
}

void wire_value(const struct wire_side *side, const uint8_t *model, unsigned model_len, uint8_t *out)
{
	const struct wire_part *p = side->part;

	if (side->n == 1 && p->shift) {
		memset(out, 0, side->len);
		memcpy(out + side->len - model_len, model, model_len);
		wide_shl(out, side->len, p->shift);
	} else {
		memcpy(out, model, model_len);
	}
	for (unsigned i = 0; i < side->n; i++)
		if (p[i].swap)
			wide_reverse(out + p[i].offset, p[i].len);
}

/* In place: the model's bytes then stand at the start of @w. */
static void from_wire(const struct wire_side *side, uint8_t *w, unsigned model_len)
{
	const struct wire_part *p = side->part;

	for (unsigned i = 0; i < side->n; i++)
		if (p[i].swap)
			wide_reverse(w + p[i].offset, p[i].len);
	if (side->n == 1 && p->shift) {
		wide_shr(w, side->len, p->shift);
		memmove(w, w + side->len - model_len, model_len);
	}
}

/* ------------------------------------------------------------------ growing */

static void *grow(struct region *r, void *old, size_t used, size_t size)
{
	void *n = region_alloc(r, size);

	if (old)
		memcpy(n, old, used);
	return n;
}

uint32_t wire_push(struct region *r, struct wire *w, bool ends, bool data)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? 2 * (size_t)w->cap : 16;

		w->keys = grow(r, w->keys, (size_t)w->n * w->key_len, cap * w->key_len);
		if (ends || w->key_ends)
			w->key_ends = grow(r, w->key_ends, (size_t)w->n * w->key_len, cap * w->key_len);
		if (data || w->data)
			w->data = grow(r, w->data, (size_t)w->n * w->data_len, cap * w->data_len);
		if (w->flags)
			w->flags = grow(r, w->flags, w->n, cap);
		if (w->index)
			w->index = grow(r, w->index, w->n * sizeof(*w->index), cap * sizeof(*w->index));
		if (w->more)
			w->more = grow(r, w->more, w->n * sizeof(*w->more), cap * sizeof(*w->more));
		w->cap = cap;
	}
	if (ends && !w->key_ends)	/* those before had none: single values */
		w->key_ends = region_memdup(r, w->keys, (size_t)w->cap * w->key_len);
	if (data && !w->data)
		w->data = region_alloc(r, (size_t)w->cap * w->data_len);
	return w->n++;
}

void wire_set_flags(struct region *r, struct wire *w, uint32_t i, uint8_t flags)
{
	if (!w->flags)
		w->flags = region_alloc(r, w->cap);
	w->flags[i] = flags;
}

void wire_set_more(struct region *r, struct wire *w, uint32_t i, struct elem_more *more)
{
	if (!w->more)
		w->more = region_alloc(r, w->cap * sizeof(*w->more));
	w->more[i] = more;
}

/* ------------------------------------------------------------------ sorting */

struct sorter {
	uint32_t *order, *spare;
	uint32_t n;
};

/* One stable pass over one byte of the keys, from the last byte to the first: linear, and most bytes of real sets agree. */
static void sort_pass(struct sorter *s, const uint8_t *byte, size_t stride)
{
	uint32_t count[256] = { 0 }, at = 0, *t;

	for (uint32_t i = 0; i < s->n; i++)
		count[byte[s->order[i] * stride]]++;
	if (count[byte[s->order[0] * stride]] == s->n)
		return;
	for (unsigned b = 0; b < 256; b++) {
		uint32_t c = count[b];

		count[b] = at;
		at += c;
	}
	for (uint32_t i = 0; i < s->n; i++)
		s->spare[count[byte[s->order[i] * stride]]++] = s->order[i];
	t = s->order;
	s->order = s->spare;
	s->spare = t;
}

static bool order_is_sorted(const struct sorter *s, const uint8_t *keys, size_t len)
{
	for (uint32_t i = 1; i < s->n; i++)
		if (memcmp(keys + s->order[i - 1] * len, keys + s->order[i] * len, len) > 0)
			return false;
	return true;
}

static void sort_keys(struct sorter *s, const uint8_t *keys, size_t len)
{
	if (!s->n || order_is_sorted(s, keys, len))
		return;
	for (size_t b = len; b-- > 0;)
		sort_pass(s, keys + b, len);
}

/* Sums of flags go by their lowest one, then by value: as other tools list them. */
static void sort_flags(struct region *r, struct sorter *s, const uint8_t *keys, uint32_t n_keys, size_t len)
{
	uint8_t *lowest = region_alloc(r, n_keys);

	for (uint32_t i = 0; i < s->n; i++) {
		const uint8_t *key = keys + s->order[i] * len;

		for (unsigned bit = (unsigned)len * 8; bit-- > 0;)
			if (key[bit / 8] & 0x80 >> bit % 8) {
				lowest[s->order[i]] = (uint8_t)(len * 8 - bit);
				break;
			}
	}
	sort_pass(s, lowest, 1);
}

/* ------------------------------------------------------------------ encode */

struct encoder {
	struct region *r;
	const struct set *set;
	const struct elems *es;
	struct wire_layout l;
	unsigned flags;
	unsigned key_len, data_len;	/* of the model */
	struct wire *out;
};

static const uint8_t *elem_key(const struct elems *es, uint32_t i)
{
	return es->keys + (size_t)i * es->key_len;
}

static const uint8_t *elem_end(const struct elems *es, uint32_t i)
{
	return es->ends ? es->ends + (size_t)i * es->key_len : elem_key(es, i);
}

static void encode_data(struct encoder *c, uint32_t from, uint32_t to)
{
	struct wire *w = c->out;
	const struct elems *es = c->es;
	uint8_t *d = w->data + (size_t)to * w->data_len;

	wire_value(&c->l.data, es->data + (size_t)from * es->data_len, es->data_len, d);
	if (c->l.data_interval)
		wire_value(&c->l.data, (es->data_ends ? es->data_ends : es->data) + (size_t)from * es->data_len, es->data_len,
			d + c->l.data.len);
}

static void encode_all_data(struct encoder *c)
{
	struct wire *w = c->out;
	const struct elems *es = c->es;

	if (!w->data_len)
		return;
	if (side_is_plain(&c->l.data) && !c->l.data_interval) {
		w->data = es->data;
		return;
	}
	w->data = region_alloc(c->r, (size_t)es->n * w->data_len);
	for (uint32_t i = 0; i < es->n; i++)
		encode_data(c, i, i);
}

/* Hash sets, bitmaps and concatenations with intervals: one for one, in the order given. */
static void encode_plain(struct encoder *c)
{
	struct wire *w = c->out;
	const struct elems *es = c->es;

	w->n = w->cap = es->n;
	if (side_is_plain(&c->l.key)) {
		w->keys = es->keys;
		if (c->l.interval)
			w->key_ends = es->ends ? es->ends : es->keys;
	} else {
		w->keys = region_alloc(c->r, (size_t)es->n * w->key_len);
		for (uint32_t i = 0; i < es->n; i++)
			wire_value(&c->l.key, elem_key(es, i), es->key_len, w->keys + (size_t)i * w->key_len);
	}
	encode_all_data(c);
	for (uint32_t i = 0; i < es->n; i++) {
		if (es->e[i].flags & ELEM_CATCHALL)
			wire_set_flags(c->r, w, i, WIRE_CATCHALL);
		if (es->e[i].more)
			wire_set_more(c->r, w, i, es->e[i].more);
	}
}

/* An interval, start and inclusive end shifted as the kernel has them; first: the element that gives data and the rest. */
struct span { uint32_t first, last; };

static uint32_t push_mark(struct encoder *c, const uint8_t *key, uint32_t index, uint8_t flags)
{
	struct wire *w = c->out;
	uint32_t i = wire_push(c->r, w, false, w->data_len);

	if (key)
		memcpy(w->keys + (size_t)i * w->key_len, key, w->key_len);
	w->index[i] = index;
	w->flags[i] = flags;
	if (index != NO_INDEX && !(flags & WIRE_END)) {
		if (c->es->e[index].more)
			wire_set_more(c->r, w, i, c->es->e[index].more);
		if (w->data_len)
			encode_data(c, index, i);
	}
	return i;
}

/* No greater value has that many bits. */
static bool is_last_value(const uint8_t *v, size_t len, unsigned bits)
{
	for (size_t i = 0; i < len; i++) {
		unsigned below = (len - i - 1) * 8, here = bits > below ? bits - below : 0;

		if (v[i] != (here >= 8 ? 0xff : (1u << here) - 1))
			return false;
	}
	return true;
}

/* Emits [key of first, end of last]; @next: the element that begins the next interval, or NO_INDEX. */
static void push_span(struct encoder *c, struct span span, uint32_t next)
{
	const struct wire_side *k = &c->l.key;
	unsigned len = c->es->key_len;
	uint8_t start[WIDE_MAX], end[WIDE_MAX], follow[WIDE_MAX];
	bool open = is_last_value(elem_end(c->es, span.last), len, c->set->key.part[0].bits);

	wire_value(k, elem_key(c->es, span.first), len, start);
	push_mark(c, start, span.first, open ? WIRE_OPEN : 0);
	if (open)
		return;
	if (next != NO_INDEX && c->set->anonymous) {
		memcpy(follow, elem_end(c->es, span.last), len);
		wide_increment(follow, len);
		if (!memcmp(follow, elem_key(c->es, next), len))
			return;
	}
	wire_value(k, elem_end(c->es, span.last), len, end);
	wide_increment(end, k->len);
	push_mark(c, end, span.first, WIRE_END);
}

static bool spans_touch(const struct encoder *c, uint32_t last, uint32_t next)
{
	const struct elems *es = c->es;
	uint8_t after[WIDE_MAX];
	int cmp = memcmp(elem_key(es, next), elem_end(es, last), es->key_len);

	if (cmp <= 0)
		return true;
	if (es->e[last].more || es->e[next].more)
		return false;
	memcpy(after, elem_end(es, last), es->key_len);
	wide_increment(after, es->key_len);
	return !memcmp(after, elem_key(es, next), es->key_len);
}

static void encode_intervals(struct encoder *c)
{
	const struct elems *es = c->es;
	struct wire *w = c->out;
	bool merge = (c->set->anonymous || c->set->auto_merge) && !c->set->is_map;
	struct sorter s = { .order = region_alloc(c->r, es->n * sizeof(uint32_t)), .spare = region_alloc(c->r, es->n * sizeof(uint32_t)) };

	for (uint32_t i = 0; i < es->n; i++)
		if (!(es->e[i].flags & ELEM_CATCHALL))
			s.order[s.n++] = i;
	sort_keys(&s, es->keys, es->key_len);

	w->cap = 2 * es->n + 1;
	w->keys = region_alloc(c->r, (size_t)w->cap * w->key_len);
	w->flags = region_alloc(c->r, w->cap);
	w->index = region_alloc(c->r, w->cap * sizeof(*w->index));
	if (s.n && (c->flags & WIRE_GAP) && !wide_is_zero(elem_key(es, s.order[0]), es->key_len))
		push_mark(c, NULL, NO_INDEX, WIRE_END);
	for (uint32_t i = 0; i < s.n;) {
		struct span span = { s.order[i], s.order[i] };

		for (i++; merge && i < s.n && spans_touch(c, span.last, s.order[i]); i++)
			if (memcmp(elem_end(es, s.order[i]), elem_end(es, span.last), es->key_len) > 0)
				span.last = s.order[i];
		push_span(c, span, i < s.n ? s.order[i] : NO_INDEX);
	}
	for (uint32_t i = 0; i < es->n; i++)
		if (es->e[i].flags & ELEM_CATCHALL)
			push_mark(c, NULL, i, WIRE_CATCHALL);
}

int wire_encode(struct region *r, const struct set *s, const struct elems *es, unsigned flags, struct wire *out)
{
	struct encoder c = { .r = r, .set = s, .es = es, .flags = flags, .out = out };

	*out = (struct wire){ 0 };
	wire_layout(s, flags, &c.l);
	out->key_len = c.l.key.len;
	if (!es->n)
		return 0;
	if (es->key_len != side_model_len(&s->key) || c.l.key.len > WIDE_MAX * 4 || (!c.l.concat && c.l.key.len > WIDE_MAX))
		return -EINVAL;
	if (!(flags & WIRE_BARE) && c.l.data.n && es->data) {
		if (es->data_len != side_model_len(&s->data))
			return -EINVAL;
		out->data_len = c.l.data_interval ? 2 * c.l.data.len : c.l.data.len;
	}
	if (c.l.interval && !c.l.concat)
		encode_intervals(&c);
	else
		encode_plain(&c);
	return 0;
}

/* ------------------------------------------------------------------ decode */

static bool is_prefix(const uint8_t *start, const uint8_t *end, unsigned len)
{
	uint8_t host[WIDE_MAX], next[WIDE_MAX];

	memcpy(host, start, len);
	wide_xor(host, end, len);
	memcpy(next, host, len);
	wide_increment(next, len);
	wide_and(next, host, len);
	if (!wide_is_zero(next, len))
		return false;
	wide_and(host, start, len);
	return wide_is_zero(host, len);
}

/* Only addresses and names show as prefixes. */
static uint32_t range_flags(const struct set *s, const uint8_t *start, const uint8_t *end, unsigned len)
{
	const struct dtype *t = s->key.part[0].type;

	if (!memcmp(start, end, len))
		return 0;
	if (s->key.n > 1 || !t || len > WIDE_MAX)
		return ELEM_RANGE;
	if (is_text(t))
		return ELEM_RANGE | (is_prefix(start, end, len) ? ELEM_WILDCARD : 0);
	if ((t->cls == DT_IPADDR || t->cls == DT_IP6ADDR) && is_prefix(start, end, len))
		return ELEM_RANGE | ELEM_PREFIX;
	return ELEM_RANGE;
}

static void permute(struct region *r, uint8_t **array, size_t stride, const struct sorter *s)
{
	uint8_t *n;

	if (!*array || !stride)
		return;
	n = region_alloc(r, s->n * stride);
	for (uint32_t i = 0; i < s->n; i++)
		memcpy(n + i * stride, *array + s->order[i] * stride, stride);
	*array = n;
}

static void sort_elems(struct region *r, const struct set *set, struct elems *es)
{
	struct sorter s = { .order = region_alloc(r, es->n * sizeof(uint32_t)), .spare = region_alloc(r, es->n * sizeof(uint32_t)) };
	uint32_t catchalls = 0;

	for (uint32_t i = 0; i < es->n; i++)
		if (es->e[i].flags & ELEM_CATCHALL)
			catchalls++;
		else
			s.order[s.n++] = i;
	sort_keys(&s, es->keys, es->key_len);
	if (s.n && set->key.n == 1 && set->key.part[0].type && dtype_is_flags(set->key.part[0].type) && es->key_len < 32)
		sort_flags(r, &s, es->keys, es->n, es->key_len);
	for (uint32_t i = 0; catchalls && i < es->n; i++)
		if (es->e[i].flags & ELEM_CATCHALL)
			s.order[s.n++] = i;
	es->sorted = true;
	for (uint32_t i = 0; i < es->n; i++)
		if (s.order[i] != i)
			goto move;
	return;
move:
	permute(r, &es->keys, es->key_len, &s);
	permute(r, &es->ends, es->key_len, &s);
	permute(r, &es->data, es->data_len, &s);
	permute(r, &es->data_ends, es->data_len, &s);
	permute(r, (uint8_t **)&es->e, sizeof(*es->e), &s);
	es->cap = es->n;
}

/* Packs an array whose entries are @from apart to entries of @len. */
static void decode_side(const struct wire_side *side, uint8_t *a, uint32_t n, unsigned from, unsigned len)
{
	if (from == len && side_is_plain(side))
		return;
	for (uint32_t i = 0; i < n; i++) {
		from_wire(side, a + (size_t)i * from, len);
		memmove(a + (size_t)i * len, a + (size_t)i * from, len);
	}
}

static void split_data(struct region *r, const struct wire_layout *l, struct wire *w, struct elems *out)
{
	unsigned half = l->data.len;

	if (!w->data || !out->data_len)
		return;
	if (l->data_interval) {
		out->data_ends = region_alloc(r, (size_t)w->cap * half);
		for (uint32_t i = 0; i < w->n; i++) {
			memcpy(out->data_ends + (size_t)i * half, w->data + ((size_t)2 * i + 1) * half, half);
			memmove(w->data + (size_t)i * half, w->data + (size_t)2 * i * half, half);
		}
		decode_side(&l->data, out->data_ends, w->n, half, out->data_len);
	}
	decode_side(&l->data, w->data, w->n, half, out->data_len);
	out->data = w->data;
}

static void decode_plain(struct region *r, const struct set *s, const struct wire_layout *l, struct wire *w, struct elems *out)
{
	out->n = w->n;
	out->cap = w->cap;
	decode_side(&l->key, w->keys, w->n, w->key_len, out->key_len);
	out->keys = w->keys;
	if (l->interval) {
		if (w->key_ends)
			decode_side(&l->key, w->key_ends, w->n, w->key_len, out->key_len);
		out->ends = w->key_ends ? w->key_ends : region_memdup(r, w->keys, (size_t)w->cap * out->key_len);
	}
	split_data(r, l, w, out);
	out->e = region_alloc(r, w->cap * sizeof(*out->e));
	for (uint32_t i = 0; i < w->n; i++) {
		struct elem *e = &out->e[i];

		e->more = w->more ? w->more[i] : NULL;
		if (w->flags && w->flags[i] & WIRE_CATCHALL)
			e->flags = ELEM_CATCHALL;
		else if (l->interval)
			e->flags = range_flags(s, elem_key(out, i), elem_end(out, i), out->key_len);
	}
	if (!l->interval)
		sort_elems(r, s, out);
}

struct interval_decoder {
	struct region *r;
	const struct set *set;
	const struct wire_layout *l;
	struct wire *w;
	struct elems *out;
	uint32_t pending;
};

static void all_ones(uint8_t *v, size_t len, unsigned bits)
{
	memset(v, 0xff, len);
	if (bits % 8)
		v[0] = (1u << bits % 8) - 1;
}

/* Closes the pending interval before @next (exclusive), or at the last value if NULL. */
static void close_interval(struct interval_decoder *d, const uint8_t *next)
{
	struct elems *out = d->out;
	uint32_t from = d->pending, to = out->n++;
	uint8_t *key = out->keys + (size_t)to * out->key_len, *end = out->ends + (size_t)to * out->key_len;
	uint8_t value[WIDE_MAX];

	memcpy(value, d->w->keys + (size_t)from * d->w->key_len, d->w->key_len);
	from_wire(&d->l->key, value, out->key_len);
	memcpy(key, value, out->key_len);
	if (next) {
		memcpy(value, next, d->w->key_len);
		wide_decrement(value, d->w->key_len);
		from_wire(&d->l->key, value, out->key_len);
		memcpy(end, value, out->key_len);
	} else {
		/* of an anonymous set only the rule tells how its elements are shifted: wire_unshift() cuts the end */
		all_ones(end, out->key_len, d->set->anonymous ? out->key_len * 8u : d->set->key.part[0].bits);
	}
	if (out->data)
		memcpy(out->data + (size_t)to * d->w->data_len, d->w->data + (size_t)from * d->w->data_len, d->w->data_len);
	out->e[to].flags = range_flags(d->set, key, end, out->key_len);
	out->e[to].more = d->w->more ? d->w->more[from] : NULL;
	d->pending = NO_INDEX;
}

static void order_marks(struct region *r, const struct wire *w, struct sorter *s)
{
	*s = (struct sorter){ .order = region_alloc(r, w->n * sizeof(uint32_t)), .spare = region_alloc(r, w->n * sizeof(uint32_t)) };
	/* at the same key the end of one interval comes before the start of the next */
	for (uint32_t i = 0; i < w->n; i++)
		if (w->flags && w->flags[i] & WIRE_END)
			s->order[s->n++] = i;
	for (uint32_t i = 0; i < w->n; i++)
		if (!w->flags || !(w->flags[i] & (WIRE_END | WIRE_CATCHALL)))
			s->order[s->n++] = i;
	sort_keys(s, w->keys, w->key_len);
}

static void decode_intervals(struct region *r, const struct set *s, const struct wire_layout *l, struct wire *w, struct elems *out)
{
	struct interval_decoder d = { r, s, l, w, out, NO_INDEX };
	struct wire picked = *w;
	struct sorter order;

	order_marks(r, w, &order);
	out->cap = w->n;
	out->keys = region_alloc(r, (size_t)w->n * out->key_len);
	out->ends = region_alloc(r, (size_t)w->n * out->key_len);
	out->e = region_alloc(r, w->n * sizeof(*out->e));
	if (w->data && out->data_len)
		out->data = region_alloc(r, (size_t)w->n * w->data_len);
	for (uint32_t i = 0; i < order.n; i++) {
		uint32_t at = order.order[i];
		const uint8_t *key = w->keys + (size_t)at * w->key_len;

		if (d.pending != NO_INDEX)
			close_interval(&d, key);
		if (!(w->flags && w->flags[at] & WIRE_END))
			d.pending = at;
	}
	if (d.pending != NO_INDEX)
		close_interval(&d, NULL);
	for (uint32_t i = 0; w->flags && i < w->n; i++) {
		if (!(w->flags[i] & WIRE_CATCHALL))
			continue;
		if (out->data)
			memcpy(out->data + (size_t)out->n * w->data_len, w->data + (size_t)i * w->data_len, w->data_len);
		out->e[out->n].flags = ELEM_CATCHALL;
		out->e[out->n++].more = w->more ? w->more[i] : NULL;
	}
	picked.data = out->data;
	picked.n = out->n;
	picked.cap = out->cap;
	split_data(r, l, &picked, out);
	out->sorted = true;
}

int wire_decode(struct region *r, const struct set *s, struct wire *w, struct elems *out)
{
	struct wire_layout l;

	*out = (struct elems){ 0 };
	wire_layout(s, 0, &l);
	out->key_len = side_model_len(&s->key);
	if (l.data.n)
		out->data_len = side_model_len(&s->data);
	if (!w->n)
		return 0;
	if (w->key_len != l.key.len || (!l.concat && l.key.len > WIDE_MAX))
		return -EINVAL;
	if (w->data && w->data_len != (l.data_interval ? 2 : 1) * l.data.len)
		return -EINVAL;
	if (l.interval && !l.concat)
		decode_intervals(r, s, &l, w, out);
	else
		decode_plain(r, s, &l, w, out);
	return 0;
}

void wire_unshift(struct set *s, unsigned shift, unsigned bits)
{
	struct elems *es = &s->elems;
	struct wire_side side = { .n = 1, .len = es->key_len, .part[0] = { .len = es->key_len, .shift = shift } };
	unsigned len = (bits + 7) / 8;

	if (s->key.n != 1 || s->key.part[0].shift || es->key_len < len || es->key_len > WIDE_MAX)
		return;
	decode_side(&side, es->keys, es->n, es->key_len, len);
	if (es->ends)
		decode_side(&side, es->ends, es->n, es->key_len, len);
	for (uint32_t i = 0; es->ends && bits % 8 && i < es->n; i++)
		es->ends[(size_t)i * len] &= (1u << bits % 8) - 1;
	es->key_len = len;
	s->key.part[0].shift = shift;
	s->key.part[0].bits = bits;
	s->key.bits = bits;
	for (uint32_t i = 0; i < es->n; i++)
		if (es->ends && !(es->e[i].flags & ELEM_CATCHALL))
			es->e[i].flags = range_flags(s, elem_key(es, i), elem_end(es, i), len);
}

static bool part_swaps(const struct set *s, bool data, unsigned i)
{
	struct wire_layout l;

	wire_layout(s, 0, &l);
	return (data ? &l.data : &l.key)->part[i].swap;
}

static void reverse_part(uint8_t *values, uint32_t n, unsigned stride, unsigned offset, unsigned len)
{
	for (uint32_t i = 0; values && i < n; i++)
		wide_reverse(values + (size_t)i * stride + offset, len);
}

static void reverse_parts(struct elems *es, bool data, unsigned offset, unsigned len)
{
	unsigned stride = data ? es->data_len : es->key_len;

	if (offset + len > stride)
		return;
	reverse_part(data ? es->data : es->keys, es->n, stride, offset, len);
	reverse_part(data ? es->data_ends : es->ends, es->n, stride, offset, len);
}

static void swap_parts(struct set *s)
{
	unsigned offset = 0;

	for (unsigned i = 0; i < s->key.n; i++) {
		if (part_swaps(s, false, i))
			reverse_parts(&s->elems, false, offset, (s->key.part[i].bits + 7) / 8);
		offset += (s->key.part[i].bits + 31) / 32 * 4;
	}
}

void wire_measure(struct set *s, const struct key_spec *like)
{
	bool same = true;

	for (unsigned i = 0; i < s->key.n; i++)
		same &= (s->key.part[i].bits + 31) / 32 == (like->part[i].bits + 31) / 32;
	if (same)
		return;
	swap_parts(s);
	for (unsigned i = 0; i < s->key.n; i++)
		s->key.part[i].bits = like->part[i].bits;
	swap_parts(s);
}

void wire_retype(struct region *r, struct set *s, bool data, unsigned i, const struct key_part *like)
{
	struct key_spec *k = data ? &s->data : &s->key;
	struct key_part *part = &k->part[i];
	unsigned offset = 0, before = (part->bits + 7) / 8, after = (like->bits + 7) / 8;
	bool swapped = part_swaps(s, data, i);

	if (k->n > 1 ? (before + 3) / 4 != (after + 3) / 4 : before != after)
		return;
	for (unsigned j = 0; j < i; j++)
		offset += (k->part[j].bits + 31) / 32 * 4;
	part->type = like->type;
	part->bits = like->bits;
	part->order = like->order;
	if (swapped == part_swaps(s, data, i) && (!swapped || before == after))
		return;
	if (swapped)
		reverse_parts(&s->elems, data, offset, before);
	if (part_swaps(s, data, i))
		reverse_parts(&s->elems, data, offset, after);
	if (!data && !(s->flags & NFT_SET_INTERVAL))
		sort_elems(r, s, &s->elems);
}
