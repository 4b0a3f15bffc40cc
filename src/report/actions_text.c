/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/actions.h"

#include "base/dict.h"
#include "model/faces.h"

static void put_rule(struct strbuf *out, const struct ff_rule *rule)
{
	struct printer p = { .out = out, .stateless = true, .family = rule->chain->chain->table->family, .rule = rule->rule };

	strbuf_printf(out, "%s %u: ", rule->chain->chain->name, rule->index);
	print_rule(&p, rule->rule);
}

static void put_csum(struct strbuf *out, const struct action *a)
{
	strbuf_add(out, "csum");
	if (a->csum & FF_CSUM_IP4)
		strbuf_add(out, " ipv4hdr");
	if (a->csum & FF_CSUM_L4)
		strbuf_printf(out, " %s", a->udp ? "udp" : "tcp");
}

static void put_action(struct strbuf *out, const struct action *a, const struct ff_program *p)
{
	const struct ff_rule *rule;

	switch (a->id) {
	case ACTION_mangle:
		strbuf_printf(out, "mangle %s @%u mask 0x%08x value 0x%08x", mangle_names[a->header], a->offset, a->mask, a->value);
		break;
	case ACTION_csum:
		put_csum(out, a);
		break;
	case ACTION_counter:
		rule = p->counters.v[a->counter].rule;
		strbuf_printf(out, "counter of %s %u", rule->chain->chain->name, rule->index);
		break;
	default:
		strbuf_add(out, action_rows[a->id].name);
	}
}

static void put_hardware(struct region *r, struct strbuf *out, const struct action_class *c, unsigned version)
{
	strbuf_add(out, "    hardware:\n");
	for (unsigned i = 0; i < N_HW; i++) {
		const char *why = hw_refuses(r, i, c, version);

		strbuf_printf(out, "      %s: %s%s\n", hw_rows[i].name, why ? "no: " : "yes", why ? why : "");
	}
}

/* All but the direction. */
static void put_body(struct region *r, struct strbuf *out, const struct action_class *c, const struct actions_of *f, unsigned version)
{
	strbuf_printf(out, " direction, %s\n", c->condition);
	if (!c->actions.n && !c->per_packet.n)
		strbuf_add(out, "    no action\n");
	vec_each(i, &c->actions) {
		strbuf_add(out, "    ");
		put_action(out, &c->actions.v[i], &f->prog);
		strbuf_add(out, "\n");
	}
	vec_each(i, &c->per_packet) {
		strbuf_add(out, "    per packet: ");
		put_rule(out, c->per_packet.v[i]);
		strbuf_add(out, "\n");
	}
	if (c->actions.n || c->per_packet.n)
		put_hardware(r, out, c, version);
}

static const char *body(struct region *r, const struct action_class *c, const struct actions_of *f, unsigned version)
{
	struct strbuf b = { 0 };
	const char *text;

	put_body(r, &b, c, f, version);
	text = region_strdup(r, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

/* A class of the original direction that says the same of replies is told once. */
static void put_classes(struct region *r, struct strbuf *out, const struct actions_of *f, unsigned version)
{
	const uint32_t n = f->classes.classes.n;
	const struct action_class *classes = f->classes.classes.v;
	const char **texts = region_alloc(r, (n + 1) * sizeof(*texts));
	bool *told = region_alloc(r, n + 1);
	struct dict replies = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		texts[i] = body(r, &classes[i], f, version);
		if (classes[i].reply)
			dict_set(r, &replies, texts[i], &told[i]);
	}
	for (uint32_t i = 0; i < n; i++) {
		bool *reply = classes[i].reply ? NULL : dict_get(&replies, texts[i]);

		if (reply)
			*reply = true;
		if (!told[i])
			strbuf_printf(out, "  %s%s", reply ? "either" : classes[i].reply ? "reply" : "original", texts[i]);
	}
}

static void put_beside(struct strbuf *out, const struct ff_refusal *no)
{
	const struct chain *c = no->rule->chain;

	strbuf_printf(out, "  Not in these lists: what chain %s of table %s %s does to packets at its devices, since one of its rules cannot be\n"
		      "  compiled: %s. The tc back end keeps it.\n", c->name, family_name(c->table->family), c->table->name, no->why);
}

static void put_flowtable(struct region *r, struct strbuf *out, const struct actions_of *f, unsigned version)
{
	const struct flowtable *ft = f->flowtable;

	strbuf_printf(out, "flowtable %s %s %s\n", family_name(ft->table->family), ft->table->name, ft->name);
	if (f->refusals.n) {
		strbuf_printf(out, "  no action lists: %u statement%s of its fast_fwd chains cannot run on the fast path\n", f->refusals.n,
			      f->refusals.n == 1 ? "" : "s");
		return;
	}
	if (!f->prog.bases.n) {
		strbuf_add(out, "  no fast_fwd chain\n");
		return;
	}
	if (f->classes.too_many) {
		strbuf_printf(out, "  too many classes of connections to tell (more than %u, or too much work to find them)\n", ACTION_CLASSES_MAX);
		return;
	}
	strbuf_add(out, "  The kernel itself rewrites MAC addresses, redirects, and translates addresses (with NAT), before these actions.\n");
	vec_each(i, &f->beside)
		put_beside(out, &f->beside.v[i]);
	put_classes(r, out, f, version);
}

void actions_text(struct region *r, struct strbuf *out, const struct actions_report *rep)
{
	if (!rep->flowtables.n)
		strbuf_add(out, "no flowtable, and so no action lists\n");
	vec_each(i, &rep->flowtables)
		put_flowtable(r, out, rep->flowtables.v[i], rep->kernel_version);
}
