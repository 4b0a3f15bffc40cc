/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every call of the library, with what it returns. Calls that 1.0.6 has not are looked up by name. */
#include <dlfcn.h>
#include <nftables/libnftables.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *what, const char *text)
{
	printf("%s: %s%s\n", what, text ? text : "(null)", text && *text && text[strlen(text) - 1] == '\n' ? "." : "");
}

static void run(struct nft_ctx *ctx, const char *cmd)
{
	int status = nft_run_cmd_from_buffer(ctx, cmd);
	const char *error = nft_ctx_get_error_buffer(ctx);

	printf("> %s = %d\n", cmd, status);
	say("out", nft_ctx_get_output_buffer(ctx));
	printf("error: %s\n", !error ? "not kept" : *error ? "told" : "none");
}

static void options(struct nft_ctx *ctx)
{
	static const unsigned flags[] = {
		NFT_CTX_OUTPUT_REVERSEDNS, NFT_CTX_OUTPUT_SERVICE, NFT_CTX_OUTPUT_STATELESS, NFT_CTX_OUTPUT_HANDLE, NFT_CTX_OUTPUT_JSON,
		NFT_CTX_OUTPUT_ECHO, NFT_CTX_OUTPUT_GUID, NFT_CTX_OUTPUT_NUMERIC_PROTO, NFT_CTX_OUTPUT_NUMERIC_PRIO,
		NFT_CTX_OUTPUT_NUMERIC_SYMBOL, NFT_CTX_OUTPUT_NUMERIC_TIME, NFT_CTX_OUTPUT_NUMERIC_ALL, NFT_CTX_OUTPUT_TERSE,
	};

	printf("%u %u %d %u\n", nft_ctx_output_get_flags(ctx), nft_ctx_output_get_debug(ctx), nft_ctx_get_dry_run(ctx), nft_ctx_get_optimize(ctx));
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		nft_ctx_output_set_flags(ctx, flags[i]);
		printf("%u ", nft_ctx_output_get_flags(ctx));
	}
	nft_ctx_output_set_flags(ctx, 0);
	nft_ctx_output_set_debug(ctx, NFT_DEBUG_NETLINK | NFT_DEBUG_SEGTREE);
	printf("\n%u\n", nft_ctx_output_get_debug(ctx));
	nft_ctx_output_set_debug(ctx, 0);
	nft_ctx_set_dry_run(ctx, true);
	nft_ctx_set_optimize(ctx, NFT_OPTIMIZE_ENABLED);
	printf("%d %u\n", nft_ctx_get_dry_run(ctx), nft_ctx_get_optimize(ctx));
	nft_ctx_set_dry_run(ctx, false);
	nft_ctx_set_optimize(ctx, 0);
}

static void streams(struct nft_ctx *ctx)
{
	FILE *f = tmpfile(), *old;
	char line[200] = "";

	old = nft_ctx_set_output(ctx, f);
	printf("%d %d\n", old == stdout, nft_ctx_set_output(ctx, NULL) == NULL);
	nft_run_cmd_from_buffer(ctx, "list tables");
	rewind(f);
	printf("%s", fgets(line, sizeof(line), f) ? line : "nothing\n");
	printf("%d %d\n", nft_ctx_set_output(ctx, stdout) == f, nft_ctx_set_error(ctx, f) == stderr);
	nft_run_cmd_from_buffer(ctx, "list table ip nosuch");
	printf("%d %d\n", nft_ctx_set_error(ctx, stderr) == f, ftell(f) > 10);
	fclose(f);
}

/* Variables of files; 1.0.6 writes into the argument, and frees them twice. */
static bool variables(void)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);
	bool right;

	nft_ctx_set_dry_run(ctx, true);
	right = nft_ctx_add_var(ctx, "bad") == -1 && nft_ctx_add_var(ctx, "port=23") == 0 && nft_ctx_add_var(ctx, "ports={ 80, 81 }") == 0;
	right &= nft_run_cmd_from_filename(ctx, "vars.nft") == 0;
	nft_ctx_free(ctx);
	return right;
}

/* What is newer than 1.0.6, and what that crashes at. */
static void newer(struct nft_ctx *ctx)
{
	unsigned (*get)(struct nft_ctx *) = (unsigned (*)(struct nft_ctx *))dlsym(RTLD_DEFAULT, "nft_ctx_input_get_flags");
	unsigned (*set)(struct nft_ctx *, unsigned) = (unsigned (*)(struct nft_ctx *, unsigned))dlsym(RTLD_DEFAULT, "nft_ctx_input_set_flags");
	bool right = true;

	if (get && set)
		right = get(ctx) == 0 && set(ctx, 3) == 0 && get(ctx) == 3 && set(ctx, 0) == 3 && !strcmp(nft_ctx_get_output_buffer(ctx), "") &&
			!strcmp(nft_ctx_get_error_buffer(ctx), "") && variables();
	printf("newer calls %d\n", right);
}

int main(int argc, char **argv)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT), *other = nft_ctx_new(NFT_CTX_DEFAULT);

	setvbuf(stdout, NULL, _IOLBF, 0);
	options(ctx);
	printf("buffer %d %d\n", nft_ctx_buffer_output(ctx), nft_ctx_buffer_error(ctx));
	say("nothing yet", nft_ctx_get_output_buffer(ctx));
	run(ctx, "add table ip t { chain c { tcp dport 22 accept; }; set s { type ipv4_addr; elements = { 192.0.2.1 }; }; }");
	run(ctx, "list table ip t");
	run(ctx, "list table ip nosuch");
	run(ctx, "no such command");
	run(ctx, "");
	run(ctx, "add table ip u; add chain ip u a; list tables");
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_TERSE | NFT_CTX_OUTPUT_STATELESS);
	run(ctx, "list set ip t s");
	nft_ctx_output_set_flags(ctx, 0);
	nft_ctx_set_dry_run(ctx, true);
	run(ctx, "flush ruleset");
	nft_ctx_set_dry_run(ctx, false);
	run(ctx, "list chain ip t c");
	printf("include %d\n", argc > 1 ? nft_ctx_add_include_path(ctx, argv[1]) : -1);
	run(ctx, "include \"some.nft\"");
	nft_ctx_clear_include_paths(ctx);
	printf("include %d\n", nft_run_cmd_from_buffer(ctx, "include \"some.nft\""));
	printf("file %d", nft_run_cmd_from_filename(ctx, "nosuchfile"));
	printf(" %d\n", nft_run_cmd_from_filename(ctx, "more.nft"));
	printf("unbuffer %d %d\n", nft_ctx_unbuffer_output(ctx), nft_ctx_unbuffer_error(ctx));
	fflush(stdout);
	streams(ctx);
	newer(other);
	nft_ctx_free(ctx);
	nft_ctx_buffer_output(other);
	nft_ctx_buffer_error(other);
	run(other, "list tables");
	nft_ctx_free(other);
	return EXIT_SUCCESS;
}
