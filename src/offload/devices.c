/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which interfaces are devices of a flowtable, or stand on top of one: the kernel finds the way down through bridges, VLANs and
 * PPPoE by itself. Without a kernel to ask, any name may be such a one. */
#include "offload/analysis.h"

#include <string.h>

#define MAX_STACK 8	/* interfaces on top of each other */

static bool is_listed(const struct flowtable *ft, const char *name)
{
	vec_each(i, &ft->devices) {
		const char *d = ft->devices.v[i];
		size_t n = strlen(d);

		if (n && d[n - 1] == '*' ? !strncmp(d, name, n - 1) : !strncmp(d, name, SIM_BYTES))
			return true;
	}
	return false;
}

const struct link_info *link_named(const struct links *links, const char *name)
{
	for (uint32_t i = 0; links && i < links->v.n; i++)
		if (!strncmp(links->v.v[i].name, name, SIM_BYTES))
			return &links->v.v[i];
	return NULL;
}

static bool is_over(const struct link_info *l, const struct link_info *o)
{
	return (l->kind == LINK_BRIDGE && o->master == l->index) || (l->kind == LINK_VLAN && o->index == l->below);
}

static enum standing standing_of(const struct links *links, const struct flowtable *ft, const struct link_info *l, unsigned depth)
{
	enum standing s, best = STANDS_APART;

	if (is_listed(ft, l->name))
		return STANDS_ON;
	if (depth == MAX_STACK)
		return STANDS_APART;
	if (l->kind == LINK_PPP)	/* over what, nobody tells */
		return STANDS_MAYBE;
	for (uint32_t i = 0; i < links->v.n && best != STANDS_ON; i++) {
		if (!is_over(l, &links->v.v[i]))
			continue;
		s = standing_of(links, ft, &links->v.v[i], depth + 1);
		best = s > best ? s : best;
	}
	return best;
}

enum standing device_standing(const struct analysis *a, const struct flowtable *ft, const struct link_info *l)
{
	return standing_of(a->opt.links, ft, l, 0);
}

/* Names that have to be told apart, beside those in the ruleset: of all that stands on devices of flowtables. */
void devices_learn(struct analysis *a, struct program_options *po)
{
	const struct links *links = a->opt.links;

	for (uint32_t i = 0; links && i < links->v.n; i++) {
		const struct link_info *l = &links->v.v[i];

		vec_each(t, &a->rs->tables)
			vec_each(k, &a->rs->tables.v[t]->flowtables)
				if (l->kind != LINK_PLAIN && device_standing(a, a->rs->tables.v[t]->flowtables.v[k], l) != STANDS_APART)
					vec_push(a->r, &po->devices, l->name);
	}
}

static enum standing class_standing(const struct analysis *a, const struct flowtable *ft, const struct sim_class *c)
{
	const char *name = (const char *)c->rep;
	const struct link_info *l;

	if (is_listed(ft, name))
		return STANDS_ON;
	if (!a->opt.links)
		return STANDS_MAYBE;
	l = link_named(a->opt.links, name);
	if (l)
		return device_standing(a, ft, l);
	return c->single ? STANDS_MAYBE : STANDS_APART;	/* one that is not there yet; all others that there are */
}

void devices_of_flow(struct analysis *a, struct flow_note *f)
{
	const struct sim_space *sp = a->prog.device->space;

	f->devices = region_alloc(a->r, sp->words * sizeof(*f->devices));
	f->maybe = region_alloc(a->r, sp->words * sizeof(*f->maybe));
	for (uint32_t i = 0; f->ft && i < sp->n; i++) {
		enum standing s = class_standing(a, f->ft, &sp->classes[i]);

		if (s == STANDS_ON)
			dom_add(f->devices, i);
		else if (s == STANDS_MAYBE)
			dom_add(f->maybe, i);
	}
}

/* ------------------------------------------------------------------ findings */
static const char *kind_name(enum link_kind kind)
{
	return kind == LINK_BRIDGE ? "a bridge" : kind == LINK_VLAN ? "a VLAN" : "a PPP link";
}

/* The ports of a bridge, the port of a VLAN; NULL: some of them are listed, too. */
static const char *ports_of(struct analysis *a, const struct flowtable *ft, const struct link_info *l)
{
	const struct links *links = a->opt.links;
	const char *text = "";

	vec_each(i, &links->v) {
		const struct link_info *o = &links->v.v[i];

		if (!is_over(l, o))
			continue;
		if (is_listed(ft, o->name))
			return NULL;
		text = region_printf(a->r, "%s%s%s", text, *text ? ", " : "", o->name);
	}
	return text;
}

static struct finding *about_devices(struct analysis *a, const struct flowtable *ft, const char *message)
{
	struct finding *f = finding_new(a, FINDING_FLOWTABLE_DEVICES, SEV_WARNING, ft->loc, NULL);

	f->message = message;
	vec_each(i, &a->flows)
		if (a->flows.v[i]->ft == ft) {
			finding_relate(a, f, a->flows.v[i]->stmt->loc, "connections are added to it here");
			break;
		}
	return f;
}

static void check_device(struct analysis *a, const struct flowtable *ft, const char *name)
{
	const struct link_info *l = link_named(a->opt.links, name);
	const char *ports;

	if (*name && name[strlen(name) - 1] == '*')
		return;
	if (!l) {
		about_devices(a, ft, region_printf(a->r, "flowtable %s lists %s, and there is no such interface: until there is one, its packets stay on "
						  "the classic path", ft->name, name));
		return;
	}
	ports = l->kind == LINK_BRIDGE || l->kind == LINK_VLAN ? ports_of(a, ft, l) : NULL;
	if (ports)
		about_devices(a, ft, region_printf(a->r, "flowtable %s lists %s, which is %s: list what its packets come in by%s%s", ft->name, name,
						  kind_name(l->kind), *ports ? ": " : "", ports));
}

/* Every connection that is added has one side only on devices of the flowtable. */
static void check_sides(struct analysis *a, const struct flowtable *ft)
{
	const struct flow_note *one_sided = NULL;

	vec_each(i, &a->flows) {
		const struct flow_note *n = a->flows.v[i];

		if (n->ft != ft || !(n->added[CERTAIN] || n->added[POSSIBLE]))
			continue;
		if (n->two_sided)
			return;
		one_sided = n;
	}
	if (one_sided)
		about_devices(a, ft, region_printf(a->r, "connections that are added to flowtable %s have one side only on its devices: packets of one direction "
						  "stay on the classic path", ft->name));
}

void devices_check(struct analysis *a, const struct flowtable *ft)
{
	if (!ft->devices.n) {
		about_devices(a, ft, region_printf(a->r, "flowtable %s has no devices: connections are added to it, but no packet ever takes the fast path",
						  ft->name));
		return;
	}
	if (!a->opt.links)
		return;
	vec_each(i, &ft->devices)
		check_device(a, ft, ft->devices.v[i]);
	check_sides(a, ft);
}

/* A connection of the present class is added: can both of its sides be on devices, and not on the same one? */
void devices_note_sides(const struct analysis *a, struct flow_note *f)
{
	const struct sim_space *sp = a->prog.device->space;
	const uint64_t *in = a->flow.device[0]->dom, *out = a->flow.device[1]->dom;

	for (uint32_t i = 0; i < sp->n && !f->two_sided; i++)
		for (uint32_t k = 0; k < sp->n && dom_has(in, i); k++)
			if ((k != i || !sp->classes[i].single) && dom_has(out, k) && (dom_has(f->devices, i) || dom_has(f->maybe, i)) &&
			    (dom_has(f->devices, k) || dom_has(f->maybe, k)))
				f->two_sided = true;
}

bool devices_may_carry(const struct analysis *a, const struct flow_note *f)
{
	uint32_t words = a->prog.device->space->words;

	for (unsigned i = 0; i < 2; i++)
		if (dom_meets(a->flow.device[i]->dom, f->devices, words) || dom_meets(a->flow.device[i]->dom, f->maybe, words))
			return true;
	return false;
}

/* The same for all connections at once. */
static set_t on_side(const struct analysis *a, const struct flow_note *f, unsigned side)
{
	struct many *m = a->many;
	const struct many_block *b = many_block(m, a->flow.device[side]);

	return set_or(&m->sets, many_classes(m, b, f->devices), many_classes(m, b, f->maybe));
}

set_t devices_carry(const struct analysis *a, const struct flow_note *f)
{
	return set_or(&a->many->sets, on_side(a, f, 0), on_side(a, f, 1));
}

void devices_note_lives(const struct analysis *a, struct flow_note *f, set_t s)
{
	struct many *m = a->many;
	const struct sim_space *sp = a->prog.device->space;
	const struct many_block *in = many_block(m, a->flow.device[0]), *out = many_block(m, a->flow.device[1]);
	uint8_t n[SIM_BYTES];

	if (f->two_sided)
		return;
	s = set_and(&m->sets, s, set_and(&m->sets, on_side(a, f, 0), on_side(a, f, 1)));
	for (uint32_t i = 0; i < sp->n && s != SET_NONE; i++) {	/* twice the same device is one side */
		if (!sp->classes[i].single)
			continue;
		wide_set_u64(n, SIM_BYTES, i);
		s = set_diff(&m->sets, s, set_and(&m->sets, many_value(m, in, n), many_value(m, out, n)));
	}
	f->two_sided = s != SET_NONE;
}
