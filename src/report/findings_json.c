/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings.h"

#include "report/json_text.h"

static void put_start(json_t *o, struct loc loc)
{
	struct span s = span_of(loc);

	json_object_set_new(o, "file", json_text(s.file));
	json_object_set_new(o, "line", json_integer(s.line));
	json_object_set_new(o, "column", json_integer(s.column));
}

static void put_span(json_t *o, struct loc loc)
{
	struct span s = span_of(loc);

	put_start(o, loc);
	json_object_set_new(o, "end_line", json_integer(s.end_line));
	json_object_set_new(o, "end_column", json_integer(s.end_column));
}

static void put_chain(json_t *o, const struct chain *c, uint32_t index)
{
	json_object_set_new(o, "family", json_text(family_name(c->table->family)));
	json_object_set_new(o, "table", json_text(c->table->name));
	json_object_set_new(o, "chain", json_text(c->name));
	json_object_set_new(o, "index", json_integer(index));
}

static json_t *example(const struct witness *w)
{
	struct strbuf b = { 0 };
	json_t *o;

	if (!w)
		return json_null();
	o = json_object();
	json_object_set_new(o, "l4proto", json_text(witness_l4proto(w)));
	witness_addr(&b, w, false);
	json_put_taken(o, "saddr", &b);
	json_object_set_new(o, "sport", json_integer(w->port[0]));
	witness_addr(&b, w, true);
	json_put_taken(o, "daddr", &b);
	json_object_set_new(o, "dport", json_integer(w->port[1]));
	json_object_set_new(o, "iif", json_text(w->iif));
	json_object_set_new(o, "oif", json_text(w->oif));
	json_object_set_new(o, "direction", json_text(w->reply ? "reply" : "original"));
	json_object_set_new(o, "packet", json_text(w->packet));
	witness_text(&b, w);
	json_put_taken(o, "text", &b);
	return o;
}

static json_t *fix(const struct fix *f)
{
	json_t *o, *edits;

	if (!f)
		return json_null();
	o = json_object();
	edits = json_array();
	json_object_set_new(o, "title", json_text(f->title));
	json_object_set_new(o, "applicability", json_text(f->machine ? "machine" : "maybe"));
	for (uint32_t i = 0; i < f->edits.n; i++) {
		json_t *e = json_object();

		put_span(e, f->edits.v[i].loc);
		json_object_set_new(e, "text", json_text(f->edits.v[i].text));
		json_array_append_new(edits, e);
	}
	json_object_set_new(o, "edits", edits);
	return o;
}

static json_t *flowtables(const struct offload_result *res)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < res->flowtables.n; i++) {
		const struct flowtable_report *r = &res->flowtables.v[i];
		json_t *o = json_object(), *devices = json_array(), *adds = json_array();

		json_object_set_new(o, "family", json_text(family_name(r->flowtable->table->family)));
		json_object_set_new(o, "table", json_text(r->flowtable->table->name));
		json_object_set_new(o, "name", json_text(r->flowtable->name));
		for (uint32_t d = 0; d < r->flowtable->devices.n; d++)
			json_array_append_new(devices, json_text(r->flowtable->devices.v[d]));
		json_object_set_new(o, "devices", devices);
		json_object_set_new(o, "hardware", json_boolean(r->hardware));
		for (uint32_t a = 0; a < r->adds.n; a++) {
			json_t *at = json_object();

			put_start(at, r->adds.v[a]);
			json_array_append_new(adds, at);
		}
		json_object_set_new(o, "adds", adds);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *rules(const struct offload_result *res)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < res->rules.n; i++) {
		const struct rule_verdict *v = &res->rules.v[i];
		json_t *o = json_object(), *stmts = json_array();

		put_chain(o, v->rule->chain, v->index);
		put_start(o, v->rule->loc);
		json_object_set_new(o, "text", json_text(v->text));
		json_object_set_new(o, "class", json_text(class_name(v->class)));
		json_object_set_new(o, "lost", json_boolean(v->lost));
		json_object_set_new(o, "certainty", json_text(v->certainty == CERTAIN ? "certain" : "possible"));
		json_object_set_new(o, "reason", json_text(v->reason));
		for (uint32_t s = 0; s < v->stmts.n; s++) {
			const struct stmt_verdict *sv = &v->stmts.v[s];
			json_t *so = json_object();

			json_object_set_new(so, "text", json_text(sv->text));
			json_object_set_new(so, "class", json_text(class_name(sv->class)));
			json_object_set_new(so, "lost", json_boolean(sv->lost));
			json_object_set_new(so, "reason", json_text(sv->reason));
			json_array_append_new(stmts, so);
		}
		json_object_set_new(o, "statements", stmts);
		json_object_set_new(o, "example", example(v->example));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *related(const struct finding *f)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < f->related.n; i++) {
		json_t *o = json_object();

		json_object_set_new(o, "message", json_text(f->related.v[i].message));
		put_start(o, f->related.v[i].loc);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *findings(const struct offload_result *res)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < res->findings.n; i++) {
		const struct finding *f = &res->findings.v[i];
		json_t *o = json_object(), *rule = json_null();

		json_object_set_new(o, "name", json_text(f->row->name));
		json_object_set_new(o, "severity", json_text(severity_name(f->severity)));
		json_object_set_new(o, "certainty", json_text(f->certainty == CERTAIN ? "certain" : "possible"));
		json_object_set_new(o, "message", json_text(f->message));
		put_span(o, f->loc);
		if (f->rule) {
			rule = json_object();
			put_chain(rule, f->rule->chain, f->rule_index);
		}
		json_object_set_new(o, "rule", rule);
		json_object_set_new(o, "related", related(f));
		json_object_set_new(o, "example", example(f->example));
		json_object_set_new(o, "fix", fix(f->fix));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *json_errors(const struct diag_sink *sink)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < sink->diags.n; i++) {
		json_t *o;

		if (sink->diags.v[i]->level != DIAG_ERROR)
			continue;
		o = json_object();
		json_object_set_new(o, "message", json_text(sink->diags.v[i]->message));
		put_span(o, sink->diags.v[i]->loc);
		json_array_append_new(list, o);
	}
	return list;
}

void findings_json(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors)
{
	json_t *root = json_object();

	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "flowtables", flowtables(res));
	json_object_set_new(root, "rules", rules(res));
	json_object_set_new(root, "findings", findings(res));
	if (errors && errors->errors)
		json_object_set_new(root, "errors", json_errors(errors));
	json_line(out, root);
}
