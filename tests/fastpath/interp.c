/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the interpreter makes of packets, or a BPF program in a test run of the running kernel.
 *
 * usage: interp FILE FAMILY TABLE FLOWTABLE [print|lists|bpf[-xdp][-cache|-time]|bpf-ct-time|steps[-xdp]] [drop] <PACKETS
 *
 * PACKETS has a line for each: reply (0 or 1), l4proto, ct status, ct mark, ct zone, in and out device, then for the original and
 * the reply tuple source and destination address and port, then the bytes from the network header on in hexadecimal; blanks
 * between them. The answer is a line for each: `forward BYTES`, `drop` or `leave REASON`; and in the end, for each counter,
 * `counter CHAIN RULE NTH PACKETS BYTES`, NTH in the rule. Refused rules give `refused CHAIN RULE WHY` and nothing else.
 *
 * With `lists` the action list of the packet's connection is run, too, where it says all. If something else comes of it, the line
 * is `differs` with both; and the last line is `lists N CLASSES`: for how many packets there was one, and how many classes.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "fastpath/interp.h"
#include "lang/lang.h"
#include "bpf.h"

static int fail(const char *what)
{
	fprintf(stderr, "interp: %s\n", what);
	return 2;
}

static bool read_tuple(struct ff_tuple *t, uint8_t *nfproto)
{
	const char *saddr = strtok(NULL, " "), *sport = strtok(NULL, " "), *daddr = strtok(NULL, " "), *dport = strtok(NULL, " ");
	uint16_t port[2];
	int af;

	if (!dport)
		return false;
	af = strchr(saddr, ':') ? AF_INET6 : AF_INET;
	*nfproto = af == AF_INET ? 2 : 10;
	port[0] = htons((uint16_t)atoi(sport));
	port[1] = htons((uint16_t)atoi(dport));
	memcpy(t->sport, &port[0], 2);
	memcpy(t->dport, &port[1], 2);
	return inet_pton(af, saddr, t->saddr) == 1 && inet_pton(af, daddr, t->daddr) == 1;
}

static uint32_t number(void)
{
	const char *word = strtok(NULL, " ");

	return word ? (uint32_t)strtoul(word, NULL, 0) : 0;
}

static void device(char name[16], uint32_t *index)
{
	const char *word = strtok(NULL, " ");

	snprintf(name, 16, "%s", word ? word : "");
	*index = if_nametoindex(name);
}

static bool read_packet(char *line, struct ff_facts *f, uint8_t *packet, size_t *len)
{
	const char *hex, *first = strtok(line, " ");

	*f = (struct ff_facts){ .reply = first && *first == '1' };
	f->l4proto = (uint8_t)number();
	f->ct_status = number();
	f->ct_mark = number();
	f->ct_zone = (uint16_t)number();
	device(f->iifname, &f->iif);
	device(f->oifname, &f->oif);
	if (!read_tuple(&f->tuple[0], &f->nfproto) || !read_tuple(&f->tuple[1], &f->nfproto))
		return false;
	hex = strtok(NULL, " \n");
	*len = hex ? strlen(hex) / 2 : 0;
	for (size_t i = 0; i < *len; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &packet[i]) != 1)
			return false;
	return hex;
}

static void answer(enum ff_outcome outcome, enum ff_left why, const uint8_t *packet, size_t len)
{
	switch (outcome) {
	case FF_DROPPED:
		puts("drop");
		return;
	case FF_LEFT:
		printf("leave %s\n", ff_left_names[why]);
		return;
	case FF_FORWARD:
		break;
	}
	printf("forward ");
	for (size_t i = 0; i < len; i++)
		printf("%02x", packet[i]);
	putchar('\n');
}

/* ---------------------------------------------------------------- the same by lists */
struct lists { struct action_classes all; unsigned used, unknown; struct ff_count *counts, *before; };

/* False: something else came of it than @outcome, @packet and what was added to @counts. */
static bool by_list(struct lists *l, const struct ff_program *p, const struct ff_facts *f, const uint8_t *was, const uint8_t *packet, size_t len,
		    enum ff_outcome outcome, const struct ff_count *counts)
{
	static uint8_t copy[1 << 16];
	const struct action_class *c = ff_class_of(&l->all, f);
	enum family family = p->flowtable->table->family;
	enum ff_left why;

	if (!c) {
		l->unknown += family == FAM_INET || family_nfproto(family) == f->nfproto;
		return true;
	}
	if (c->per_packet.n)
		return true;
	l->used++;
	memcpy(copy, was, len);
	memset(l->counts, 0, (p->counters.n + 1) * sizeof(*l->counts));
	if (ff_list_run(c, f, copy, len, l->counts, &why) != outcome || (outcome == FF_FORWARD && memcmp(copy, packet, len)))
		return false;
	vec_each(i, &p->counters)
		if (counts[i].packets - l->before[i].packets != l->counts[i].packets || counts[i].bytes - l->before[i].bytes != l->counts[i].bytes)
			return false;
	return true;
}

static void print_counters(const struct ff_program *p, const struct ff_count *counts)
{
	vec_each(i, &p->counters) {
		const struct ff_counter *c = &p->counters.v[i];
		unsigned nth = i && p->counters.v[i - 1].rule == c->rule ? 1 : 0;

		for (uint32_t k = i; nth && k > 1 && p->counters.v[k - 2].rule == c->rule; k--)
			nth++;
		printf("counter %s %u %u %llu %llu\n", c->rule->chain->chain->name, c->rule->index, nth, (unsigned long long)counts[i].packets,
		       (unsigned long long)counts[i].bytes);
	}
}

struct way { struct lists *lists; struct bpf_under_test *bpf; struct region *steps; bool timed, xdp; };

static int run(const struct ff_program *p, const struct way *way)
{
	struct lists *l = way->lists;
	struct bpf_under_test *bpf = way->bpf;
	static char line[1 << 17];
	static uint8_t packet[1 << 16], was[1 << 16];
	struct ff_count *counts = calloc(p->counters.n + 1, sizeof(*counts));
	struct ff_facts facts;
	enum ff_left why = 0;
	size_t len;

	while (fgets(line, sizeof(line), stdin)) {
		enum ff_outcome outcome;

		if (!read_packet(line, &facts, packet, &len)) {
			free(counts);
			return fail("that is no packet");
		}
		if (way->steps) {
			if (bpf_steps(way->steps, p, way->xdp, &facts, packet, len))
				break;
			continue;
		}
		if (way->timed) {
			bpf_time(bpf, &facts, packet, len);
			continue;
		}
		memcpy(was, packet, len);
		if (l)
			memcpy(l->before, counts, p->counters.n * sizeof(*counts));
		if (bpf)
			outcome = bpf_run(bpf, &facts, packet, len, &why);
		else
			outcome = ff_run(p, &facts, packet, len, counts, &why);
		if (l && !by_list(l, p, &facts, was, packet, len, outcome, counts))
			printf("differs ");
		answer(outcome, why, packet, len);
	}
	if (bpf)
		bpf_counts(bpf, counts, p->counters.n);
	print_counters(p, counts);
	if (l)
		printf("lists %u %u%s\n", l->used, l->all.classes.n, l->all.too_many ? " too many" : l->unknown ? " some unknown" : "");
	free(counts);
	return 0;
}

static int compile(struct region *r, const struct ruleset *rs, char **argv, struct ff_program *p)
{
	struct table *t = ruleset_table(rs, family_by_name(argv[2]), argv[3]);
	struct flowtable *ft = t ? table_flowtable(t, argv[4]) : NULL;
	ff_refusals refusals = { 0 };

	if (!ft)
		return fail("no such flowtable");
	if (!ff_compile(r, rs, ft, p, &refusals) && !ff_compile_devices(r, rs, p, &refusals))
		return 0;
	vec_each(i, &refusals)
		printf("refused %s %s\n", refusals.v[i].rule->chain->name, refusals.v[i].why);
	return 3;
}

int main(int argc, char **argv)
{
	struct region *r = region_create();
	struct value_env env = { .region = r };
	struct check_options opt = { .offline = true, .env = &env };
	struct diag_sink sink = { .region = r };
	struct ruleset rs = { .region = r };
	struct cmds cmds = { 0 };
	struct source *src;
	struct lists lists = { 0 };
	struct ff_program prog;
	struct way way = { 0 };
	int status;

	if (argc < 5) {
		region_free(r);
		return fail("usage: interp FILE FAMILY TABLE FLOWTABLE [print|bpf[-xdp][-cache]] <PACKETS");
	}
	if (source_read(r, argv[1], &src))
		status = fail("cannot read the ruleset");
	else if (lang_parse(r, &sink, NULL, src, &cmds) || check_cmds(r, &sink, &rs, &cmds, &opt))
		status = fail(sink.diags.n ? sink.diags.v[0]->message : "not accepted");
	else
		status = compile(r, &rs, argv, &prog);
	if (!status && argc > 6 && !strcmp(argv[6], "drop"))	/* the policy, which only another nft can set */
		vec_each(i, &prog.bases)
			prog.bases.v[i]->drops = true;
	if (!status && argc > 5 && !strcmp(argv[5], "lists")) {
		lists.counts = region_alloc(r, (prog.counters.n + 1) * sizeof(*lists.counts));
		lists.before = region_alloc(r, (prog.counters.n + 1) * sizeof(*lists.before));
		ff_classes(r, &prog, &env, &lists.all);
		way.lists = &lists;
	} else if (!status && argc > 5 && !strncmp(argv[5], "bpf", 3)) {
		way.bpf = bpf_open(r, &prog, argv[5]);
		way.timed = strstr(argv[5], "-time");
		status = way.bpf ? 0 : 4;
	} else if (!status && argc > 5 && !strncmp(argv[5], "steps", 5)) {
		way.steps = r;
		way.xdp = strstr(argv[5], "-xdp");
	} else if (!status && argc > 5) {
		struct strbuf text = { 0 };

		ff_program_print(&text, &prog);
		fputs(strbuf_str(&text), stderr);
		strbuf_free(&text);
	}
	if (!status)
		status = run(&prog, &way);
	region_free(r);
	return status;
}
