/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connection classes: what chains do, run for all connections at once, told apart by the list that comes of it. */
#include "fastpath/actions.h"

#include <net/if.h>
#include <stdlib.h>

#include "fastpath/symbolic.h"
#include "model/uapi.h"

const struct action_row action_rows[N_ACTIONS] = {
#define ACTION(ident, name, payload, since, doc) { name, PAYLOAD_##payload, since, doc },
#include "fastpath/actions.def"
#undef ACTION
};
const char *const mangle_names[N_MANGLES] = { "eth", "ip4", "ip6", "tcp", "udp" };

/* What is known of one written bit, as sets of connections. */
struct bit { bool th; uint16_t at; set_t keep, zero, one; };
/* Connections where it happens to some packet, and to every one. */
struct happening { set_t some, all; };

struct builder {
	struct region *r;
	struct sym *y;
	struct action_classes *out;
	VEC(struct bit) bits;
	struct happening drop, *counted, *met;	/* counted: a bit each, as in struct sym */
	VEC(set_t) parts;
	bool l4_matters;
};

/* ---------------------------------------------------------------- from packets to connections */
static set_t some_packet(struct builder *b, set_t a)
{
	return set_and(&b->y->s, set_exists(&b->y->s, a, b->y->packet_level, b->y->end_level), b->y->universe);
}

static set_t no_packet(struct builder *b, set_t a)
{
	return set_diff(&b->y->s, b->y->universe, some_packet(b, a));
}

static struct happening happens(struct builder *b, set_t a)
{
	return (struct happening){ some_packet(b, a), no_packet(b, set_not(&b->y->s, a)) };
}

static void note_bits(struct builder *b, bool th, const set_t *v, const set_t *w, unsigned n)
{
	struct sets *s = &b->y->s;

	for (unsigned i = 0; i < n; i++) {
		set_t w_live = set_diff(s, w[i], b->y->dropped), not_w = set_not(s, set_or(s, w[i], b->y->dropped));
		struct bit bit = { .th = th, .at = (uint16_t)i };

		if (w[i] == SET_NONE)
			continue;
		bit.keep = no_packet(b, w_live);
		bit.one = no_packet(b, set_or(s, not_w, set_diff(s, w_live, v[i])));
		bit.zero = no_packet(b, set_or(s, not_w, set_and(s, w_live, v[i])));
		vec_push(b->r, &b->bits, bit);
		b->l4_matters |= th || (b->y->six ? i >= 64 : i >= 96);
	}
}

static void note(struct builder *b)
{
	struct sym *y = b->y;

	note_bits(b, false, y->nh, y->nh_written, SYM_NH_BITS);
	note_bits(b, true, y->th, y->th_written, SYM_TH_BITS);
	b->drop = happens(b, y->dropped);
	b->counted = region_alloc(b->r, (y->p->counters.n + 1) * SYM_COUNT_BITS * sizeof(*b->counted));
	for (uint32_t i = 0; i < y->p->counters.n * SYM_COUNT_BITS; i++)
		b->counted[i] = happens(b, y->counted[i]);
	b->met = region_alloc(b->r, (y->p->rules.n + 1) * sizeof(*b->met));
	vec_each(i, &y->p->rules)
		b->met[i] = happens(b, y->met[i]);
}

static set_t udp(const struct builder *b)
{
	return set_node(&b->y->s, b->y->place[SYM_UDP].level, SET_NONE, SET_ALL);
}

/* ---------------------------------------------------------------- parts with one list each */
static bool split(struct builder *b, set_t by)
{
	uint32_t n = b->parts.n;

	for (uint32_t i = 0; i < n; i++) {
		set_t in = set_and(&b->y->s, b->parts.v[i], by), out;

		if (in == SET_NONE || in == b->parts.v[i])
			continue;
		out = set_diff(&b->y->s, b->parts.v[i], by);
		b->parts.v[i] = in;
		vec_push(b->r, &b->parts, out);
	}
	return b->out->classes.n + b->parts.n <= ACTION_CLASSES_MAX && !b->y->s.exhausted;
}

static bool make_parts(struct builder *b)
{
	set_t last = SET_NONE;
	bool ok;

	vec_push(b->r, &b->parts, b->y->universe);
	ok = split(b, b->drop.all) && split(b, b->drop.some);
	for (uint32_t i = 0; ok && i < b->bits.n; i++) {
		const struct bit *bit = &b->bits.v[i];
		/* what is dropped has no bits */
		set_t keep = set_diff(&b->y->s, bit->keep, b->drop.all);

		if (keep != last)
			ok = split(b, keep);
		last = keep;
		ok = ok && split(b, set_diff(&b->y->s, bit->one, b->drop.all)) && split(b, set_diff(&b->y->s, bit->zero, b->drop.all));
	}
	for (uint32_t i = 0; i < b->y->p->counters.n * SYM_COUNT_BITS; i++)
		ok = ok && split(b, b->counted[i].all) && split(b, b->counted[i].some);
	if (ok && b->l4_matters)	/* the header of a list is that of one protocol */
		ok = split(b, udp(b));
	return ok;
}

/* ---------------------------------------------------------------- lists */
struct word { uint32_t mask, value; };	/* bits that are replaced, and by what */

static bool take_bits(const struct builder *b, set_t part, struct word nh[10], struct word th[5])
{
	struct sets *s = &b->y->s;
	bool all = true;

	vec_each(i, &b->bits) {
		const struct bit *bit = &b->bits.v[i];
		struct word *w = (bit->th ? th : nh) + bit->at / 32;
		uint32_t in = 0x80000000u >> bit->at % 32;

		if (set_within(s, part, bit->keep))
			continue;
		if (set_within(s, part, bit->one))
			w->value |= in;
		else if (!set_within(s, part, bit->zero)) {
			all = false;
			continue;
		}
		w->mask |= in;
	}
	return all;
}

static void put_words(const struct builder *b, struct action_class *c, uint8_t header, const struct word *w, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct action a = { .id = ACTION_mangle, .header = header, .offset = (uint8_t)(i * 4), .mask = ~w[i].mask, .value = w[i].value };

		if (w[i].mask)
			vec_push(b->r, &c->actions, a);
	}
}

static void put_csum(const struct builder *b, struct action_class *c, const struct word *nh, const struct word *th, bool udp)
{
	struct action a = { .id = ACTION_csum, .tcp = !udp, .udp = udp };
	unsigned source = b->y->six ? 2 : 3, words = b->y->six ? 10 : 5;

	for (unsigned i = 0; i < words; i++) {
		if (nh[i].mask && !b->y->six)
			a.csum |= FF_CSUM_IP4;
		if (nh[i].mask && i >= source)
			a.csum |= FF_CSUM_L4;
	}
	for (unsigned i = 0; i < 5; i++)
		if (th[i].mask)
			a.csum |= FF_CSUM_L4;
	if (a.csum)
		vec_push(b->r, &c->actions, a);
}

static bool put_counters(const struct builder *b, struct action_class *c, set_t part)
{
	bool all = true;

	for (uint32_t i = 0; i < b->y->p->counters.n * SYM_COUNT_BITS; i++) {
		struct action a = { .id = ACTION_counter, .counter = i / SYM_COUNT_BITS };
		uint32_t times = 1u << i % SYM_COUNT_BITS;

		if (b->y->p->counters.v[a.counter].rule->chain->stage == FF_EGRESS)
			a.link = FF_EGRESS_LINK;
		if (!set_within(&b->y->s, part, b->counted[i].all))
			all = all && !set_meets(&b->y->s, part, b->counted[i].some);
		else
			while (times--)
				vec_push(b->r, &c->actions, a);
	}
	return all;
}

static bool put_actions(const struct builder *b, struct action_class *c, set_t part)
{
	struct word nh[10] = { { 0 } }, th[5] = { { 0 } };
	struct action drop = { .id = ACTION_drop };
	bool is_udp = set_meets(&b->y->s, part, udp(b)), all = put_counters(b, c, part);

	if (set_within(&b->y->s, part, b->drop.all)) {
		vec_push(b->r, &c->actions, drop);
		return all;
	}
	all &= !set_meets(&b->y->s, part, b->drop.some);
	all &= take_bits(b, part, nh, th);
	put_words(b, c, b->y->six ? MANGLE_IP6 : MANGLE_IP4, nh, 10);
	put_words(b, c, is_udp ? MANGLE_UDP : MANGLE_TCP, th, 5);
	put_csum(b, c, nh, th, is_udp);
	return all;
}

static void put_rules(const struct builder *b, struct action_class *c, set_t part, bool constant)
{
	struct sets *s = &b->y->s;

	vec_each(i, &b->y->p->rules) {
		const struct ff_rule *rule = b->y->p->rules.v[i];

		if (!set_meets(s, part, b->met[i].some))
			continue;
		vec_push(b->r, &c->rules, rule);
		if (!constant && (rule->packet || rule->rewritten || set_meets(s, part, set_diff(s, b->met[i].some, b->met[i].all))))
			vec_push(b->r, &c->per_packet, rule);
	}
}

static void put_class(struct builder *b, set_t part)
{
	struct action_class c = { .reply = b->y->reply, .condition = sym_condition(b->y, part), .sym = b->y, .connections = part };

	put_rules(b, &c, part, put_actions(b, &c, part));
	vec_push(b->r, &b->out->classes, c);
}

static bool run(struct region *r, const struct ff_program *p, bool six, bool reply, const struct sym_device *devices, uint32_t n, struct action_classes *out)
{
	struct builder b = { .r = r, .y = region_new(r, struct sym), .out = out };

	if (!sym_run(b.y, r, p, six, reply, devices, n))
		return false;
	note(&b);
	if (!make_parts(&b))
		return false;
	vec_each(i, &b.parts)
		put_class(&b, b.parts.v[i]);
	return !b.y->s.exhausted;
}

/* ---------------------------------------------------------------- devices */
static uint32_t index_of(struct value_env *env, struct region *r, const char *name)
{
	uint8_t v[4] = { 0 };
	const char *why;

	if (dtype_parse(r, env, &iface_index_type, name, true, 32, v, &why))
		return 0;
	return (uint32_t)v[0] << 24 | (uint32_t)v[1] << 16 | (uint32_t)v[2] << 8 | v[3];
}

static uint32_t list_devices(struct region *r, const struct flowtable *ft, struct value_env *env, struct sym_device *out)
{
	uint32_t n = 0;

	vec_each(i, &ft->devices)
		if (n < SYM_DEVICES) {
			out[n].name = ft->devices.v[i];
			out[n].index = index_of(env, r, out[n].name);
			n++;
		}
	if (!n)
		out[n++] = (struct sym_device){ "", 0 };
	return n;
}

void ff_classes(struct region *r, const struct ff_program *p, struct value_env *env, struct action_classes *out)
{
	struct sym_device devices[SYM_DEVICES];
	enum family f = p->flowtable->table->family;
	uint32_t n = list_devices(r, p->flowtable, env, devices);

	memset(out, 0, sizeof(*out));
	for (unsigned six = 0; six < 2; six++)
		for (unsigned reply = 0; reply < 2 && !out->too_many; reply++)
			if (f == FAM_INET || f == (six ? FAM_IP6 : FAM_IP))
				out->too_many = !run(r, p, six, reply, region_memdup(r, devices, n * sizeof(*devices)), n, out);
	if (out->too_many)
		out->classes.n = 0;
}
