/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/sim.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/run.h"
#include "check/check.h"
#include "kernel/kernel.h"
#include "packet/walk.h"
#include "report/walk.h"

#define NS_PER_MS 1000000ull
#define SIM_TABLE "sim"
#define TCP_FIN 1
#define TCP_SYN 2
#define TCP_ACK 16

/* ------------------------------------------------------------------ the ruleset */
static int load_files(struct run *run, const struct sim_request *q)
{
	struct check_options opt = { .offline = true, .env = &run->env };
	int err = 0;

	run->offline = true;
	run->env = (struct value_env){ .offline = true, .region = run->r };
	for (unsigned i = 0; i < q->n_files && !err; i++) {
		struct source *src;

		run->cmds = (struct cmds){ 0 };
		err = run_read_source(run, q->files[i], &src);
		if (!err)
			err = run_parse(run, src);
		if (!err)
			err = check_cmds(run->r, &run->sink, &run->rs, &run->cmds, &opt);
	}
	return err;
}

static int load_live(struct run *run)
{
	struct fetch_filter all = { .what = FETCH_ALL };
	struct loc nowhere = { 0 };
	int err = kernel_open(&run->kernel);

	run->env = (struct value_env){ .offline = true, .region = run->r };	/* devices that are only described have no index */
	if (!err)
		return kernel_fetch(run->kernel, &run->rs, &all, &run->sink);
	diag_error(&run->sink, nowhere, "%s%s; a ruleset in a file needs no kernel: nft sim -f FILE", strerror(-err),
		   err == -EPERM ? " (you must be root)" : "");
	return err;
}

/* ------------------------------------------------------------------ descriptions */
/* Words of the simulator's own stand first; the rest is the match language. */
struct told { struct walk_manner manner; uint64_t after_ns; unsigned times; const char *rest; };

static size_t next_word(const char *s, const char **word)
{
	while (isspace((unsigned char)*s))
		s++;
	*word = s;
	return strcspn(s, " \t\n");
}

static bool is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && !strncmp(s, word, n);
}

static bool take_plain(struct told *t, const char *s, size_t n)
{
	if (is_word(s, n, "input"))
		t->manner.path = WALK_INPUT;
	else if (is_word(s, n, "forward"))
		t->manner.path = WALK_FORWARD;
	else if (is_word(s, n, "output"))
		t->manner.path = WALK_OUTPUT;
	else if (is_word(s, n, "bridge"))
		t->manner.bridge = true;
	else if (is_word(s, n, "reply"))
		t->manner.reply = true;
	else
		return false;
	return true;
}

static int bad_word(struct run *run, struct source *src, const char *at, size_t n, const char *text)
{
	struct loc loc = { src, (uint32_t)(at - src->text), (uint32_t)(at - src->text + (n ? n : 1)) };

	diag_error(&run->sink, loc, "%s", text);
	return -EINVAL;
}

/* `after 5s`, `times 10`, `data 100`: 1 if it was one of them. */
static int take_counted(struct run *run, struct source *src, struct told *t, const char **s, size_t n)
{
	bool after = is_word(*s, n, "after"), times = is_word(*s, n, "times"), data = is_word(*s, n, "data");
	const char *arg;
	size_t len;
	uint64_t ms;
	char *end;
	unsigned long v;

	if (!after && !times && !data)
		return 0;
	len = next_word(*s + n, &arg);
	if (after) {
		if (!len || time_parse(region_strndup(run->r, arg, len), &ms))
			return bad_word(run, src, arg, len, "a time is needed here, as in `after 1m30s`");
		t->after_ns = ms * NS_PER_MS;
	} else {
		v = strtoul(arg, &end, 10);
		if (!len || end != arg + len || v > 65535 || (times && !v))
			return bad_word(run, src, arg, len, "a number is needed here, of at most 65535");
		if (times)
			t->times = (unsigned)v;
		else
			t->manner.payload = (uint32_t)v;
	}
	*s = arg;
	return (int)len;
}

static int take_words(struct run *run, struct source *src, const char *text, struct told *t)
{
	*t = (struct told){ .times = 1 };
	for (;;) {
		const char *s;
		size_t n = next_word(text, &s);
		int len;

		t->rest = s;
		if (!n)
			return 0;
		if (take_plain(t, s, n)) {
			text = s + n;
			continue;
		}
		len = take_counted(run, src, t, &s, n);
		if (len <= 0)
			return len;
		text = s + len;
	}
}

static struct table *scratch_table(struct run *run, struct ruleset *rs, enum family f)
{
	struct table *t = table_new(run->r);
	struct chain *c = chain_new(run->r);

	t->family = f;
	t->name = c->name = SIM_TABLE;
	c->policy = -1;
	t = ruleset_add_table(rs, t);
	c->table = t;
	table_add_chain(rs, t, c);
	return t;
}

static int parse_as(struct run *run, struct source *src, const char *rest, enum family f, struct diag_sink *sink, struct rule **out)
{
	struct ruleset rs = { .region = run->r };
	struct check_options opt = { .offline = true, .env = &run->env };
	struct cmds cmds = { { 0 } };
	struct source *line;
	char *text;
	int err;

	/* columns are those of the description: what stands before it is blank or on a line of its own */
	text = region_printf(run->r, "add rule %s %s %s \\\n%*s%s\n", family_name(f), SIM_TABLE, SIM_TABLE, (int)(rest - src->text), "", rest);
	line = source_new(run->r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text));
	vec_push(run->r, &line->lines, (uint32_t)(strchr(text, '\n') + 1 - text));	/* the only line that anybody is shown */
	vec_push(run->r, &line->lines, line->len);
	scratch_table(run, &rs, f);
	err = lang_parse(run->r, sink, NULL, line, &cmds);
	if (!err && (cmds.v.n != 1 || cmds.v.v[0]->obj != OBJ_RULE))
		err = bad_word(run, src, rest, strlen(rest), "one packet is described by one line of matches");
	if (!err)
		err = check_cmds(run->r, sink, &rs, &cmds, &opt);
	if (!err)
		*out = cmds.v.v[0]->rule;
	return err;
}

static bool names_frame(const char *text)
{
	static const char *const words[] = { "arp", "ether", "vlan", "ibrname", "obrname" };
	const char *s;

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (s = strstr(text, words[i]); s; s = strstr(s + 1, words[i]))
			if ((s == text || isspace((unsigned char)s[-1])) && isspace((unsigned char)s[strlen(words[i])]))
				return true;
	return false;
}

/* The family that understands the words: link-layer headers belong to bridge, the rest is read as inet. */
static int parse_packet(struct run *run, const char *text, struct told *t, struct rule **rule)
{
	struct source *src = source_new(run->r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text));
	int err = take_words(run, src, src->text, t);

	if (err)
		return err;
	if (!*t->rest)
		return bad_word(run, src, src->text, src->len, "no packet is described: give matches like `iif lan0 oif wan0 tcp dport 443`");
	return parse_as(run, src, t->rest, names_frame(t->rest) || t->manner.bridge ? FAM_BRIDGE : FAM_INET, &run->sink, rule);
}

/* ------------------------------------------------------------------ options */
static uint64_t real_time(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static int time_of(struct run *run, const char *at, uint64_t *ns)
{
	const uint64_t day = 86400ull * 1000000000u;
	struct loc nowhere = { 0 };
	const char *why = "";
	uint8_t v[8];

	*ns = real_time();
	if (!at)
		return 0;
	if (strchr(at, ':') && strlen(at) <= 8) {
		if (!dtype_parse(run->r, NULL, &hour_type, at, true, 32, v, &why)) {
			*ns = *ns / day * day + wide_get_u64(v, 4) * 1000000000u;
			return 0;
		}
	} else if (!dtype_parse(run->r, NULL, &date_type, at, true, 64, v, &why)) {
		*ns = wide_get_u64(v, 8);
		return 0;
	}
	diag_error(&run->sink, nowhere, "--at: %s", why);
	return -EINVAL;
}

/* "wan0=192.0.2.1/24" */
static bool split_address(struct run *run, const char *text, const char **device, enum family *f, uint8_t addr[16], unsigned *prefix)
{
	const char *eq = strchr(text, '=');
	char *value, *slash, *end;

	if (!eq)
		return false;
	*device = region_strndup(run->r, text, (size_t)(eq - text));
	value = region_strdup(run->r, eq + 1);
	slash = strchr(value, '/');
	if (slash)
		*slash = '\0';
	*f = strchr(value, ':') ? FAM_IP6 : FAM_IP;
	*prefix = *f == FAM_IP ? 32 : 128;
	if (slash) {
		unsigned long n = strtoul(slash + 1, &end, 10);

		if (!slash[1] || *end || n > *prefix)
			return false;
		*prefix = (unsigned)n;
	}
	return inet_pton(*f == FAM_IP ? AF_INET : AF_INET6, value, addr) == 1;
}

static int give_addresses(struct run *run, struct walk *w, const struct sim_request *q)
{
	struct loc nowhere = { 0 };

	for (unsigned i = 0; i < q->n_addresses; i++) {
		uint8_t a[16] = { 0 };
		const char *device;
		unsigned prefix;
		enum family f;

		if (!split_address(run, q->addresses[i], &device, &f, a, &prefix)) {
			diag_error(&run->sink, nowhere, "--address %s: write it as device=address, as in wan0=192.0.2.1 or wan0=192.0.2.1/24",
				   q->addresses[i]);
			return -EINVAL;
		}
		walk_address(w, device, f, a, prefix);
	}
	return 0;
}

static int new_walk(struct run *run, const struct sim_request *q, bool fast, struct walk **w)
{
	struct walk_options opt = { .env = &run->env, .kernel_version = run->ctx->check.kernel_version, .no_fast_path = !fast };
	int err = time_of(run, q->at, &opt.now_ns);

	if (!err)
		err = walk_new(run->r, &run->rs, &opt, &run->sink, w);
	return err ? err : give_addresses(run, *w, q);
}

/* ------------------------------------------------------------------ packets */
static int send_packets(struct run *run, const struct sim_request *q, struct walk *w, struct walk_list *l)
{
	int err = 0;

	for (unsigned i = 0; i < q->n_packets && !err; i++) {
		struct rule *rule = NULL;
		struct told t;

		err = parse_packet(run, q->packets[i], &t, &rule);
		for (unsigned k = 0; k < t.times && !err; k++) {
			walk_pass_time(w, t.after_ns);
			err = walk_describe(w, rule, &t.manner, &run->sink);
			if (!err)
				vec_push(run->r, &l->packets, walk_packet(w, q->packets[i]));
		}
	}
	return err;
}

/* ------------------------------------------------------------------ a connection */
struct line { const char *name; bool reply; uint8_t flags; uint32_t payload; bool needed; };
typedef VEC(struct line) script;

static void add_line(struct run *run, script *s, const char *name, bool reply, uint8_t flags, uint32_t payload, bool needed)
{
	struct line l = { region_printf(run->r, "%s %s", reply ? "<" : ">", name), reply, flags, payload, needed };

	vec_push(run->r, s, l);
}

/* TCP: handshake, data both ways in turn, close. All else: packets both ways in turn. */
static void write_script(struct run *run, bool tcp, unsigned data, script *s)
{
	if (tcp) {
		add_line(run, s, "syn", false, TCP_SYN, 0, true);
		add_line(run, s, "syn,ack", true, TCP_SYN | TCP_ACK, 0, true);
		add_line(run, s, "ack", false, TCP_ACK, 0, false);
	}
	for (unsigned i = 0; i < data; i++)
		add_line(run, s, "data", i & 1, tcp ? TCP_ACK | 8 : 0, 100, !tcp && i < 2);
	if (!tcp)
		return;
	add_line(run, s, "fin,ack", false, TCP_FIN | TCP_ACK, 0, false);
	add_line(run, s, "fin,ack", true, TCP_FIN | TCP_ACK, 0, false);
	add_line(run, s, "ack", false, TCP_ACK, 0, false);
}

static int live_through(struct run *run, const struct sim_request *q, struct walk *w, struct rule *rule, const struct told *t, struct walk_list *l)
{
	const struct walk_report *p;
	struct walk_manner m = t->manner;
	script lines = { 0 };
	int err = walk_describe(w, rule, &m, &run->sink);

	if (err)
		return err;
	write_script(run, walk_is_tcp(w), q->data, &lines);
	vec_each(i, &lines) {
		m = t->manner;
		m.reply = lines.v[i].reply;
		m.tcp_flags = lines.v[i].flags;
		m.payload = lines.v[i].payload;
		err = walk_describe(w, rule, &m, &run->sink);
		if (err)
			return err;
		p = walk_packet(w, lines.v[i].name);
		vec_push(run->r, &l->packets, p);
		walk_pass_time(w, NS_PER_MS);
		if (lines.v[i].needed && p->end != WALK_ACCEPTED)
			break;		/* nobody answers */
	}
	return 0;
}

static int send_connection(struct run *run, const struct sim_request *q, struct walk *w, struct walk_list *l)
{
	struct walk_list second = { 0 };
	struct walk *slow = NULL;
	struct rule *rule = NULL;
	struct told t;
	int err = parse_packet(run, q->packets[0], &t, &rule);

	if (!err)
		err = live_through(run, q, w, rule, &t, l);
	if (err || q->fast != SIM_FAST_BOTH)
		return err;
	err = new_walk(run, q, false, &slow);
	if (!err)
		err = live_through(run, q, slow, rule, &t, &second);
	if (!err)
		walk_tallies(slow, &l->slow_rules);
	return err;
}

/* ------------------------------------------------------------------ */
static bool as_expected(const char *expect, const struct walk_list *l)
{
	vec_each(i, &l->packets) {
		enum walk_end end = l->packets.v[i]->end;
		bool drop = end == WALK_DROPPED || end == WALK_REJECTED;

		if (!strcmp(expect, "drop") ? !drop : strcmp(expect, walk_end_name(end)))
			return false;
	}
	return true;
}

static int run_body_sim(struct run *run, const void *arg)
{
	const struct sim_request *q = arg;
	bool json = run->ctx->output_flags & NFT_CTX_OUTPUT_JSON;
	struct walk_list l = { .env = &run->env, .connection = q->connection };
	struct strbuf b = { 0 };
	struct walk *w = NULL;
	int err = q->n_files ? load_files(run, q) : load_live(run);

	if (!err)
		err = new_walk(run, q, q->fast != SIM_FAST_OFF, &w);
	if (!err)
		err = q->connection ? send_connection(run, q, w, &l) : send_packets(run, q, w, &l);
	if (!err)
		l.n_rules = walk_tallies(w, &l.rules);
	if (err && !run->sink.errors)
		diag_error(&run->sink, (struct loc){ 0 }, "%s", strerror(-err));
	if (json)
		walk_json(&b, &l, &run->sink);
	else if (!err && q->connection)
		walk_connection_text(&b, &l);
	else if (!err)
		walk_text(&b, &l, run->ctx->check.verbose);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
	if (err)
		return err;
	return q->expect && !as_expected(q->expect, &l) ? RUN_FINDINGS : 0;
}

int sim_run(struct nft_ctx *ctx, const struct sim_request *q)
{
	enum report_format format = ctx->check.format;
	int err;

	ctx->check.format = REPORT_NONE;	/* of findings: there are none to report here */
	err = run_with(ctx, run_body_sim, q);
	ctx->check.format = format;
	return err;
}
