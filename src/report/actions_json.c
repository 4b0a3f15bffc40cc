/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/actions.h"

#include "report/json_text.h"

static json_t *rule(const struct ff_rule *rule)
{
	json_t *o = json_object();

	json_object_set_new(o, "chain", json_text(rule->chain->chain->name));
	json_object_set_new(o, "index", json_integer(rule->index));
	return o;
}

static json_t *csum_flags(const struct action *a)
{
	json_t *list = json_array();

	if (a->csum & FF_CSUM_IP4)
		json_array_append_new(list, json_string("ipv4hdr"));
	if (a->csum & FF_CSUM_L4)
		json_array_append_new(list, json_string(a->udp ? "udp" : "tcp"));
	return list;
}

static void put_hex(json_t *o, const char *key, uint32_t v)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%08x", v);
	json_object_set_new(o, key, json_string(text));
}

static json_t *action(const struct action *a, const struct ff_program *p)
{
	json_t *o = json_object();

	json_object_set_new(o, "type", json_text(action_rows[a->id].name));
	switch (a->id) {
	case ACTION_mangle:
		json_object_set_new(o, "header", json_text(mangle_names[a->header]));
		json_object_set_new(o, "offset", json_integer(a->offset));
		put_hex(o, "mask", a->mask);
		put_hex(o, "value", a->value);
		break;
	case ACTION_csum:
		json_object_set_new(o, "flags", csum_flags(a));
		break;
	case ACTION_counter:
		json_object_set_new(o, "rule", rule(p->counters.v[a->counter].rule));
		break;
	}
	return o;
}

static json_t *hardware(struct region *r, const struct action_class *c, unsigned version)
{
	json_t *all = json_object();

	for (unsigned i = 0; i < N_HW; i++) {
		const char *why = hw_refuses(r, i, c, version);
		json_t *o = json_object();

		json_object_set_new(o, "accepted", json_boolean(!why));
		if (why)
			json_object_set_new(o, "reason", json_text(why));
		json_object_set_new(all, hw_rows[i].name, o);
	}
	return all;
}

static json_t *class(struct region *r, const struct action_class *c, const struct ff_program *p, unsigned version)
{
	json_t *o = json_object(), *rules = json_array(), *actions = json_array(), *per_packet = json_array();

	vec_each(i, &c->rules)
		json_array_append_new(rules, rule(c->rules.v[i]));
	vec_each(i, &c->actions)
		json_array_append_new(actions, action(&c->actions.v[i], p));
	vec_each(i, &c->per_packet)
		json_array_append_new(per_packet, rule(c->per_packet.v[i]));
	json_object_set_new(o, "direction", json_string(c->reply ? "reply" : "original"));
	json_object_set_new(o, "condition", json_text(c->condition));
	json_object_set_new(o, "rules", rules);
	json_object_set_new(o, "actions", actions);
	json_object_set_new(o, "per_packet", per_packet);
	json_object_set_new(o, "hardware", hardware(r, c, version));
	return o;
}

/* Chains at ingress and egress that are not in the lists. */
static json_t *beside(const struct actions_of *f)
{
	json_t *list = json_array();

	vec_each(i, &f->beside) {
		const struct chain *c = f->beside.v[i].rule->chain;
		json_t *o = json_object();

		json_object_set_new(o, "family", json_text(family_name(c->table->family)));
		json_object_set_new(o, "table", json_text(c->table->name));
		json_object_set_new(o, "chain", json_text(c->name));
		json_object_set_new(o, "reason", json_text(f->beside.v[i].why));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *flowtable(struct region *r, const struct actions_of *f, unsigned version)
{
	json_t *o = json_object(), *classes = json_array();

	vec_each(i, &f->classes.classes)
		json_array_append_new(classes, class(r, &f->classes.classes.v[i], &f->prog, version));
	json_object_set_new(o, "family", json_text(family_name(f->flowtable->table->family)));
	json_object_set_new(o, "table", json_text(f->flowtable->table->name));
	json_object_set_new(o, "name", json_text(f->flowtable->name));
	json_object_set_new(o, "classes", classes);
	if (f->beside.n)
		json_object_set_new(o, "not_compiled", beside(f));
	if (f->classes.too_many)
		json_object_set_new(o, "too_many", json_true());
	return o;
}

void actions_json(struct region *r, struct strbuf *out, const struct actions_report *rep, const struct diag_sink *errors)
{
	json_t *root = json_object(), *flowtables = json_array();

	vec_each(i, &rep->flowtables)
		json_array_append_new(flowtables, flowtable(r, rep->flowtables.v[i], rep->kernel_version));
	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "flowtables", flowtables);
	if (errors->errors)
		json_object_set_new(root, "errors", json_errors(errors));
	json_line(out, root);
}
