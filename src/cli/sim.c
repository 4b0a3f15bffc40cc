/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `nft sim`: options and words in any order, words without a blank being parts of one description. */
#include "cli/sim.h"

#include <stdlib.h>
#include <string.h>

#include "api/sim.h"

#define DATA_PACKETS 6
#define MAX_DATA 10000

struct words { char **v; int n, at; };

static bool is(const struct words *w, const char *word)
{
	return w->at < w->n && !strcmp(w->v[w->at], word);
}

/* One description: an argument with blanks in it, or several without. */
static char *description(struct words *w, bool until_setting)
{
	struct strbuf b = { 0 };

	if (strpbrk(w->v[w->at], " \t\n"))
		return strdup(w->v[w->at++]);
	for (; w->at < w->n && !strpbrk(w->v[w->at], " \t\n"); w->at++) {
		if (until_setting && (is(w, "packets") || is(w, "fastpath")))
			break;
		strbuf_printf(&b, "%s%s", b.len ? " " : "", w->v[w->at]);
	}
	return b.failed ? NULL : b.s;
}

static int setting(struct words *w, struct sim_request *q)
{
	const char *name = w->v[w->at], *value = w->at + 1 < w->n ? w->v[w->at + 1] : "";
	char *end;
	long n;

	w->at += 2;
	if (!strcmp(name, "packets")) {
		n = strtol(value, &end, 10);
		if (!*value || *end || n < 0 || n > MAX_DATA)
			return fprintf(stderr, "Error: packets takes a number up to %d: that many packets of data\n", MAX_DATA), -1;
		q->data = (unsigned)n;
		return 0;
	}
	if (!strcmp(name, "fastpath")) {
		q->fast = !strcmp(value, "on") ? SIM_FAST_ON : !strcmp(value, "off") ? SIM_FAST_OFF : SIM_FAST_BOTH;
		if (strcmp(value, "on") && strcmp(value, "off") && strcmp(value, "both"))
			return fprintf(stderr, "Error: fastpath takes on, off or both\n"), -1;
		return 0;
	}
	fprintf(stderr, "Error: `%s' is unknown: a connection takes one description, packets NUMBER and fastpath on, off or both\n", name);
	return -1;
}

static int run_words(struct cli *cli, struct words *w, struct sim_request *q, char **packets)
{
	q->connection = is(w, "connection");
	if (q->connection) {
		w->at++;
		if (w->at < w->n)
			packets[q->n_packets++] = description(w, true);
		while (w->at < w->n)
			if (setting(w, q))
				return EXIT_FAILURE;
	}
	while (w->at < w->n)
		packets[q->n_packets++] = description(w, false);
	if (!q->n_packets) {
		fprintf(stderr, "Error: no packet is described: nft sim -f FILE 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443'\n");
		return EXIT_FAILURE;
	}
	for (unsigned i = 0; i < q->n_packets; i++)
		if (!packets[i])
			return EXIT_FAILURE;
	q->packets = (const char *const *)packets;
	switch (sim_run(cli->ctx, q)) {
	case 0:			return EXIT_SUCCESS;
	case RUN_FINDINGS:	return RUN_FINDINGS;
	default:		return EXIT_FAILURE;
	}
}

/* Options may stand between the words. */
static int collect(struct cli *cli, int argc, char **argv, struct words *w)
{
	for (int i = 0; i < argc - 1;) {
		int next = options_parse(cli, argc - i, argv + i);

		if (next < 0)
			return -1;
		i += next;
		if (i < argc)
			w->v[w->n++] = argv[i];
	}
	return 0;
}

int sim_command(struct cli *cli, int argc, char **argv)
{
	struct words w = { calloc((size_t)argc + 1, sizeof(char *)), 0, 0 };
	char **packets = calloc((size_t)argc + 1, sizeof(char *));
	int status = EXIT_FAILURE;
	struct sim_request q;

	if (w.v && packets && !collect(cli, argc, argv, &w)) {
		q = (struct sim_request){
			.files = cli->files, .n_files = cli->n_files, .data = DATA_PACKETS, .expect = cli->expect, .at = cli->at,
			.addresses = cli->addresses, .n_addresses = cli->n_addresses,
		};
		if (cli->ctx->check.format == REPORT_JSON)
			cli->ctx->output_flags |= NFT_CTX_OUTPUT_JSON;
		status = run_words(cli, &w, &q, packets);
	}
	for (int i = 0; packets && i < argc; i++)
		free(packets[i]);
	free(packets);
	free(w.v);
	return status;
}
