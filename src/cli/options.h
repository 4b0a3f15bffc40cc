/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command's options: one row each, read by getopt and by --help. */
#ifndef NFT_CLI_OPTIONS_H
#define NFT_CLI_OPTIONS_H

#include "api/context.h"

#define MAX_FILES 256

struct cli {
	struct nft_ctx *ctx;
	const char *file;
	const char *files[MAX_FILES];	/* of several -f; the last of them is file */
	unsigned n_files;
	const char *expect, *at;
	const char *addresses[MAX_FILES];
	unsigned n_addresses;
	const char *explain;
	bool interactive, help, version, version_long;
};

/* Index of the first word that is no option, or -1 (what is wrong has been said on stderr). */
int options_parse(struct cli *cli, int argc, char **argv);
void options_help(FILE *out, const char *program);

#endif
