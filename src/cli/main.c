/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/interactive.h"
#include "cli/options.h"
#include "cli/sim.h"
#include "report/findings.h"

static int say_version(bool more)
{
	printf("%s v%s\n", PACKAGE_NAME, PACKAGE_VERSION);
	if (more)
		printf("  cli:\t\teditline\n  json:\t\tyes\n  minigmp:\tno\n  libxtables:\tno\n");
	return EXIT_SUCCESS;
}

/* The words of the command line as one text, as a shell's user expects them to be read: separated by blanks. */
static char *join_words(char **words, int n)
{
	struct strbuf b = { 0 };

	for (int i = 0; i < n; i++) {
		if (i)
			strbuf_addc(&b, ' ');
		strbuf_add(&b, words[i]);
	}
	strbuf_addc(&b, '\n');
	return b.failed ? NULL : b.s;
}

/* Options behind the first word would be read as part of a command. A block may hold negative numbers, and from "--" on anything goes. */
static bool options_come_first(int argc, char **argv, int first)
{
	for (int i = 1; i < first; i++)
		if (!strcmp(argv[i], "--"))
			return true;
	for (int i = first; i < argc && argv[i][0] != '{'; i++) {
		if (argv[i][0] != '-' || !argv[i][1] || !strcmp(argv[i], "--") || strchr("0123456789", argv[i][1]))
			continue;
		fprintf(stderr, "Error: syntax error, options must be specified before commands\nnft");
		for (int j = 1; j < argc; j++)
			fprintf(stderr, " %s", argv[j]);
		fprintf(stderr, "\n");
		return false;
	}
	return true;
}

static int explain(const char *name)
{
	struct strbuf b = { 0 };
	bool known = finding_explain(&b, name);

	fputs(strbuf_str(&b), known ? stdout : stderr);
	strbuf_free(&b);
	return known ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Whatever is wrong with how options go together. */
static const char *contradiction(const struct check_settings *s, bool dry_run)
{
	if (s->offline && !dry_run)
		return "--offline never asks the kernel, so it goes with --check only";
	if (s->fix && s->diff)
		return "--fix makes the changes that --diff prints: give one of them";
	if (s->diff && s->format != REPORT_NONE && s->format != REPORT_TEXT)
		return "--diff and this report both go to standard output: give one of them";
	if ((s->fix || s->diff) && !s->enabled)
		return "--fix and --diff mend findings, and --no-warn looks for none";
	return NULL;
}

static int status_of(int result)
{
	return result == RUN_FINDINGS ? RUN_FINDINGS : result ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run(struct cli *cli, char **words, int n)
{
	char *text;
	int result;

	if (n > 0) {
		text = join_words(words, n);
		result = text ? run_buffer(cli->ctx, text) : -1;
		free(text);
		return status_of(result);
	}
	if (cli->file)
		return status_of(run_file(cli->ctx, cli->file));
	if (cli->interactive)
		return interactive(cli->ctx);
	fprintf(stderr, "nft: no command specified\n");
	return EXIT_FAILURE;
}

/* What is opened later must not get the number of a standard stream that is closed: a listing would go to the kernel's socket. */
static void fill_standard_streams(void)
{
	int fd = open("/dev/null", O_RDWR);

	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = dup(fd);
	if (fd >= 0)
		close(fd);
}

static bool all_is_written(void)
{
	int err = fflush(stdout) || ferror(stdout) ? errno ? errno : EIO : 0;

	if (err && err != EPIPE)
		fprintf(stderr, "nft: the output is not complete: %s\n", strerror(err));
	return !err;
}

int main(int argc, char **argv)
{
	struct cli cli = { .ctx = nft_ctx_new(NFT_CTX_DEFAULT) };
	const char *wrong;
	int first, status;

	fill_standard_streams();
	if (!cli.ctx) {
		fprintf(stderr, "nft: out of memory\n");
		return EXIT_FAILURE;
	}
	cli.ctx->end_on_signals = true;
	cli.ctx->check.enabled = true;
	cli.ctx->check.fall_back_offline = true;
	first = options_parse(&cli, argc, argv);
	if (first < 0) {
		status = EXIT_FAILURE;
	} else if (cli.help) {
		options_help(stdout, "nft");
		status = EXIT_SUCCESS;
	} else if (cli.version || cli.version_long) {
		status = say_version(cli.version_long);
	} else if (cli.explain) {
		status = explain(cli.explain);
	} else if (first < argc && !strcmp(argv[first], "sim")) {
		status = sim_command(&cli, argc - first, argv + first);
	} else if ((wrong = contradiction(&cli.ctx->check, cli.ctx->dry_run))) {
		fprintf(stderr, "Error: %s\n", wrong);
		status = EXIT_FAILURE;
	} else if (!options_come_first(argc, argv, first)) {
		status = EXIT_FAILURE;
	} else {
		status = run(&cli, argv + first, argc - first);
	}
	nft_ctx_free(cli.ctx);
	return all_is_written() || status ? status : EXIT_FAILURE;
}
