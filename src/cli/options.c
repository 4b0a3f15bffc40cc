/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "cli/options.h"
#include "fastpath/attach/meta.h"
#include "report/findings.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum action {
	ACT_HELP, ACT_VERSION, ACT_VERSION_LONG, ACT_FILE, ACT_DEFINE, ACT_INTERACTIVE, ACT_INCLUDE, ACT_CHECK, ACT_OPTIMIZE, ACT_OUTPUT,
	ACT_DEBUG, ACT_OFFLINE, ACT_REPORT, ACT_ERROR_ON, ACT_NO_WARN, ACT_VERBOSE, ACT_KERNEL, ACT_CLIENT_PORTS, ACT_EXPLAIN, ACT_FIX, ACT_DIFF, ACT_FAST_FWD,
	ACT_EXPECT, ACT_ADDRESS, ACT_AT,
};

struct option_row {
	const char *group;		/* a heading, else NULL */
	int letter;
	const char *name, *arg;
	enum action action;
	unsigned value;
	const char *help;
};

static const struct option_row rows[] = {
#define GROUP(title) { .group = title },
#define OPTION(letter, name, arg, action, value, help) { NULL, letter, name, arg, ACT_##action, value, help },
#include "cli/options.def"
#undef GROUP
#undef OPTION
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))
#define LONG_ONLY 256	/* getopt's value of an option without a letter: this plus its row */

void options_help(FILE *out, const char *program)
{
	fprintf(out, "Usage: %s [ options ] [ cmds... ]\n", program);
	fprintf(out, "       %s [ options ] sim packet...             which rules it meets: see nft-sim(8)\n", program);
	for (size_t i = 0; i < N_ROWS; i++) {
		char left[64], letter[8] = "";

		if (rows[i].group) {
			fprintf(out, "\nOptions (%s):\n", rows[i].group);
			continue;
		}
		if (rows[i].letter)
			snprintf(letter, sizeof(letter), "-%c%s", rows[i].letter, rows[i].name ? ", " : "");
		snprintf(left, sizeof(left), "%s%s%s%s%s%s", letter, rows[i].name ? "--" : "", rows[i].name ? rows[i].name : "",
			 rows[i].arg ? " <" : "", rows[i].arg ? rows[i].arg : "", rows[i].arg ? ">" : "");
		fprintf(out, "  %-31s %s\n", left, rows[i].help);
	}
	fputc('\n', out);
}

/* ---------------------------------------------------------------- values */
struct word { const char *name; unsigned value; };

static const struct word debug_words[] = {
	{ "scanner", NFT_DEBUG_SCANNER }, { "parser", NFT_DEBUG_PARSER }, { "eval", NFT_DEBUG_EVALUATION },
	{ "netlink", NFT_DEBUG_NETLINK }, { "mnl", NFT_DEBUG_MNL }, { "proto-ctx", NFT_DEBUG_PROTO_CTX },
	{ "segtree", NFT_DEBUG_SEGTREE }, { "bpf", NFT_DEBUG_BPF }, { "all", 0x7f }, { NULL, 0 },
};

static const struct word report_words[] = {
	{ "text", REPORT_TEXT }, { "json", REPORT_JSON }, { "sarif", REPORT_SARIF }, { "github", REPORT_GITHUB }, { "gcc", REPORT_GCC },
	{ "rules", REPORT_RULES }, { "actions", REPORT_ACTIONS }, { NULL, 0 },
};

static const struct word fast_fwd_words[] = {
	{ "auto", LIVE_AUTO }, { "xdp", LIVE_XDP }, { "xdp-generic", LIVE_XDP_GENERIC }, { "tc", LIVE_TC }, { "off", LIVE_OFF }, { NULL, 0 },
};

static const struct word *find_word(const struct word *words, const char *name)
{
	for (; words->name; words++)
		if (!strcmp(words->name, name))
			return words;
	return NULL;
}

static void say_words(const struct word *words)
{
	for (const struct word *w = words; w->name; w++)
		fprintf(stderr, "%s%s", w == words ? "" : ", ", w->name);
	fputc('\n', stderr);
}

static int parse_debug(struct nft_ctx *ctx, char *arg)
{
	for (char *save, *word = strtok_r(arg, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		const struct word *w = find_word(debug_words, word);

		if (!w) {
			fprintf(stderr, "invalid debug parameter `%s', use one of: ", word);
			say_words(debug_words);
			return -1;
		}
		ctx->debug |= w->value;
	}
	return 0;
}

static int parse_fast_fwd(struct nft_ctx *ctx, const char *arg)
{
	const struct word *w = find_word(fast_fwd_words, arg);

	if (!w) {
		fprintf(stderr, "Error: unknown way to run fast_fwd chains `%s': use one of ", arg);
		say_words(fast_fwd_words);
		return -1;
	}
	ctx->fast_fwd_mode = w->value;
	return 0;
}

static int parse_report(struct nft_ctx *ctx, const char *arg)
{
	const struct word *w = find_word(report_words, arg);

	if (!w) {
		fprintf(stderr, "Error: unknown report format `%s': use one of ", arg);
		say_words(report_words);
		return -1;
	}
	ctx->check.format = w->value;
	return 0;
}

static int parse_error_on(struct nft_ctx *ctx, const char *arg)
{
	const struct finding_row *near = finding_nearest(arg);
	bool known = finding_by_name(arg) != NULL;

	for (int s = SEV_INFO; s <= SEV_ERROR; s++)
		known |= !strcmp(arg, severity_name(s));
	if (!known) {
		fprintf(stderr, "Error: `%s' is no finding: --error-on takes error, warning, info or the name of one%s%s\n", arg,
			near ? ", such as " : "", near ? near->name : "");
		return -1;
	}
	ctx->check.error_on = arg;
	return 0;
}

static int parse_kernel(struct nft_ctx *ctx, const char *arg)
{
	unsigned major, minor;
	char end;

	if (sscanf(arg, "%u.%u%c", &major, &minor, &end) != 2 || major > 255 || minor > 255) {
		fprintf(stderr, "Error: `%s' is no kernel version: write it as 6.1\n", arg);
		return -1;
	}
	ctx->check.kernel_version = major << 8 | minor;
	return 0;
}

static int parse_client_ports(struct nft_ctx *ctx, const char *arg)
{
	unsigned from, to;
	char end;

	if (sscanf(arg, "%u-%u%c", &from, &to, &end) != 2 || from > to || to > 65535) {
		fprintf(stderr, "Error: `%s' is no range of ports: write it as 1024-65535\n", arg);
		return -1;
	}
	ctx->check.client_port_min = from;
	ctx->check.client_port_max = to;
	return 0;
}

static int parse_define(struct nft_ctx *ctx, const char *arg)
{
	if (!nft_ctx_add_var(ctx, arg))
		return 0;
	fprintf(stderr, "Failed to define variable '%s'%s\n", arg, strchr(arg, '=') ? "" : ": write it as name=value");
	return -1;
}

static int add_one(const char **list, unsigned *n, const char *arg)
{
	if (*n == MAX_FILES) {
		fprintf(stderr, "Error: no more than %d of them\n", MAX_FILES);
		return -1;
	}
	list[(*n)++] = arg;
	return 0;
}

static int add_file(struct cli *cli, const char *arg)
{
	cli->file = arg;
	return add_one(cli->files, &cli->n_files, arg);
}

static int parse_expect(struct cli *cli, const char *arg)
{
	static const char *const words[] = { "accept", "drop", "reject", "stolen" };

	cli->expect = arg;
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(arg, words[i]))
			return 0;
	fprintf(stderr, "Error: --expect takes accept, drop, reject or stolen\n");
	return -1;
}

static int act(struct cli *cli, const struct option_row *row, char *arg)
{
	struct nft_ctx *ctx = cli->ctx;

	switch (row->action) {
	case ACT_HELP:		cli->help = true; return 0;
	case ACT_VERSION:	cli->version = true; return 0;
	case ACT_VERSION_LONG:	cli->version_long = true; return 0;
	case ACT_FILE:		return add_file(cli, arg);
	case ACT_INTERACTIVE:	cli->interactive = true; return 0;
	case ACT_DEFINE:	return parse_define(ctx, arg);
	case ACT_INCLUDE:	return nft_ctx_add_include_path(ctx, arg);
	case ACT_CHECK:		ctx->dry_run = true; return 0;
	case ACT_OPTIMIZE:	ctx->optimize = NFT_OPTIMIZE_ENABLED; return 0;
	case ACT_OUTPUT:	ctx->output_flags |= row->value; return 0;
	case ACT_DEBUG:		return parse_debug(ctx, arg);
	case ACT_OFFLINE:	ctx->check.offline = true; return 0;
	case ACT_REPORT:	return parse_report(ctx, arg);
	case ACT_ERROR_ON:	return parse_error_on(ctx, arg);
	case ACT_NO_WARN:	ctx->check.enabled = false; return 0;
	case ACT_VERBOSE:	ctx->check.verbose = true; return 0;
	case ACT_KERNEL:	return parse_kernel(ctx, arg);
	case ACT_CLIENT_PORTS:	return parse_client_ports(ctx, arg);
	case ACT_EXPLAIN:	cli->explain = arg; return 0;
	case ACT_FIX:		ctx->check.fix = ctx->dry_run = true; return 0;
	case ACT_EXPECT:	return parse_expect(cli, arg);
	case ACT_ADDRESS:	return add_one(cli->addresses, &cli->n_addresses, arg);
	case ACT_AT:		cli->at = arg; return 0;
	case ACT_FAST_FWD:	return parse_fast_fwd(ctx, arg);
	case ACT_DIFF:		ctx->check.diff = ctx->dry_run = true; return 0;
	}
	return -1;
}

int options_parse(struct cli *cli, int argc, char **argv)
{
	struct option longs[N_ROWS + 1] = { 0 };
	char shorts[2 * N_ROWS + 2], *s = shorts;
	size_t n = 0;
	int opt;

	*s++ = '+';	/* options end at the first word: `nft add element ... -1` */
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].letter) {
			*s++ = (char)rows[i].letter;
			if (rows[i].arg)
				*s++ = ':';
		}
		if (rows[i].name)
			longs[n++] = (struct option){ rows[i].name, rows[i].arg ? required_argument : no_argument, NULL, LONG_ONLY + (int)i };
	}
	*s = '\0';
	optind = 0;	/* from the start, whatever was read before */
	while ((opt = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		size_t i = 0;

		if (opt == '?')
			return -1;
		if (opt >= LONG_ONLY)
			i = (size_t)(opt - LONG_ONLY);
		else
			while (rows[i].letter != opt)
				i++;
		if (act(cli, &rows[i], optarg))
			return -1;
	}
	return optind;
}
