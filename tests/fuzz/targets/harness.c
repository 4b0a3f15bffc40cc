/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "json/list.h"
#include "kernel/events.h"
#include "kernel/kernel.h"
#include "lang/list.h"
#include "model/gen.h"
#include "report/diag_text.h"

struct harness *harness_new(const uint8_t *data, size_t size)
{
	struct harness *h = calloc(1, sizeof(*h));
	char *text;

	h->r = region_create();
	kernel_open(&h->kernel);
	h->sink.region = h->rs.region = h->r;
	text = region_alloc(h->r, size + 1);
	memcpy(text, data, size);
	h->src = source_new(h->r, SOURCE_BUFFER, NULL, text, (uint32_t)size);
	return h;
}

void harness_free(struct harness *h)
{
	region_free(h->r);
	free(h);
}

void harness_tell(struct harness *h)
{
	struct strbuf b = { 0 };

	vec_each(i, &h->sink.diags)
		diag_text(&b, h->sink.diags.v[i]);
	strbuf_free(&b);
}

static void list(struct region *r, const struct ruleset *rs)
{
	static const struct cmd everything = { .op = CMD_LIST, .obj = OBJ_RULESET };
	struct value_env env = { .offline = true, .region = r };
	struct strbuf b = { 0 };
	struct printer p = { .out = &b, .style.env = &env };

	list_ruleset(&p, rs, FAM_UNSPEC);
	p.handles = p.style.numeric_proto = p.style.numeric_prio = true;
	list_ruleset(&p, rs, FAM_UNSPEC);
	json_list_cmd(&p, rs, &everything);
	strbuf_free(&b);
}

static void debug(struct harness *h, const struct chain *c, struct strbuf *b)
{
	vec_each(i, &c->rules) {
		struct ops ops = { 0 };

		if (!gen_rule(h->r, c->rules.v[i], &ops, &h->sink))
			gen_debug_rule(b, c->rules.v[i], &ops);
	}
}

static void debug_all(struct harness *h)
{
	struct strbuf b = { 0 };

	vec_each(i, &h->rs.tables) {
		struct table *t = h->rs.tables.v[i];

		vec_each(j, &t->chains)
			debug(h, t->chains.v[j], &b);
		vec_each(j, &t->sets)
			gen_debug_elems(&b, h->r, t->sets.v[j], &t->sets.v[j]->elems);
	}
	strbuf_free(&b);
}

/* ---- the same messages, as monitor would hear them */
static int show_event(void *data, const struct event *e)
{
	struct strbuf *b = data;
	struct value_env env = { .offline = true };
	struct printer p = { .out = b, .handles = true, .style.env = &env };

	list_event(&p, e);
	if (e->kind == EVENT_CHANGE)
		json_change(&p, e->cmd);
	return 0;
}

static void hear(struct harness *h, const uint8_t *messages, size_t len)
{
	const struct nlmsghdr *nlh = (const void *)messages;
	struct strbuf b = { 0 };
	struct events ev = { .keep_rules = true, .fn = show_event, .data = &b };
	int left = (int)len;

	if (!events_open(&ev, h->kernel, FETCH_ALL, NULL, &h->sink))
		for (int i = 0; i < 2; i++)	/* again, now that all is known */
			for (nlh = (const void *)messages, left = (int)len; message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
				events_take(&ev, nlh);
	events_flush(&ev);
	events_close(&ev);
	strbuf_free(&b);
}

void harness_read(struct harness *h, const uint8_t *messages, size_t len)
{
	struct fetch_filter all = { .what = FETCH_ALL };
	struct ruleset rs = { .region = h->r };

	fake_kernel.answers = messages;
	fake_kernel.n_answers = len;
	if (!kernel_fetch(h->kernel, &rs, &all, &h->sink))
		list(h->r, &rs);
	hear(h, messages, len);
	fake_kernel.answers = NULL;
	fake_kernel.n_answers = 0;
}

void harness_run(struct harness *h)
{
	struct value_env env = { .offline = true, .region = h->r };
	struct check_options opt = { .offline = true, .env = &env };
	uint8_t *sent;

	if (check_cmds(h->r, &h->sink, &h->rs, &h->cmds, &opt))
		return;
	list(h->r, &h->rs);
	debug_all(h);
	kernel_commit(h->kernel, h->r, &h->rs, &h->cmds, &h->sink, 0, NULL);
	sent = fake_kernel.sent;
	if (sent)
		harness_read(h, sent, fake_kernel.n_sent);
	fake_kernel.sent = NULL;
	free(sent);
}
