/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnftables.so.1: nft as a library.
 *
 * A context holds the options and the buffers; a call hands it a text (or JSON) with any number of commands, which take
 * effect together or not at all. A context serves one thread at a time; contexts do not share anything.
 *
 *	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);
 *
 *	nft_ctx_buffer_output(ctx);
 *	if (nft_run_cmd_from_buffer(ctx, "list ruleset") == 0)
 *		puts(nft_ctx_get_output_buffer(ctx));
 *	nft_ctx_free(ctx);
 */
#ifndef LIB_NFTABLES_H
#define LIB_NFTABLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nft_ctx;

/* What to tell about the work on the way, on the output stream; a mask. */
enum nft_debug_level {
	NFT_DEBUG_SCANNER	= 0x1,
	NFT_DEBUG_PARSER	= 0x2,
	NFT_DEBUG_EVALUATION	= 0x4,
	NFT_DEBUG_NETLINK	= 0x8,
	NFT_DEBUG_MNL		= 0x10,
	NFT_DEBUG_PROTO_CTX	= 0x20,
	NFT_DEBUG_SEGTREE	= 0x40,
};

enum nft_optimize_flags {
	NFT_OPTIMIZE_ENABLED	= 0x1,
};

enum {
	NFT_CTX_INPUT_NO_DNS	= (1 << 0),	/* host names are errors instead of being looked up */
	NFT_CTX_INPUT_JSON	= (1 << 1),	/* input is JSON, and text only where it is not */
};

enum {
	NFT_CTX_OUTPUT_REVERSEDNS	= (1 << 0),	/* addresses as host names */
	NFT_CTX_OUTPUT_SERVICE		= (1 << 1),	/* ports as service names */
	NFT_CTX_OUTPUT_STATELESS	= (1 << 2),	/* without what packets change: counters, use, expiry */
	NFT_CTX_OUTPUT_HANDLE		= (1 << 3),
	NFT_CTX_OUTPUT_JSON		= (1 << 4),	/* JSON in and out */
	NFT_CTX_OUTPUT_ECHO		= (1 << 5),	/* what was added, as the kernel holds it */
	NFT_CTX_OUTPUT_GUID		= (1 << 6),	/* user and group ids as names */
	NFT_CTX_OUTPUT_NUMERIC_PROTO	= (1 << 7),
	NFT_CTX_OUTPUT_NUMERIC_PRIO	= (1 << 8),
	NFT_CTX_OUTPUT_NUMERIC_SYMBOL	= (1 << 9),
	NFT_CTX_OUTPUT_NUMERIC_TIME	= (1 << 10),
	NFT_CTX_OUTPUT_NUMERIC_ALL	= NFT_CTX_OUTPUT_NUMERIC_PROTO | NFT_CTX_OUTPUT_NUMERIC_PRIO |
					  NFT_CTX_OUTPUT_NUMERIC_SYMBOL | NFT_CTX_OUTPUT_NUMERIC_TIME,
	NFT_CTX_OUTPUT_TERSE		= (1 << 11),	/* sets without their elements */
};

#define NFT_CTX_DEFAULT	0

/* NULL when there is no memory. flags: NFT_CTX_DEFAULT. The kernel is first asked when a command needs it. */
struct nft_ctx *nft_ctx_new(uint32_t flags);
void nft_ctx_free(struct nft_ctx *ctx);

/* Dry run: commands are checked, by the kernel too, and not carried out. */
bool nft_ctx_get_dry_run(struct nft_ctx *ctx);
void nft_ctx_set_dry_run(struct nft_ctx *ctx, bool dry);

uint32_t nft_ctx_get_optimize(struct nft_ctx *ctx);
void nft_ctx_set_optimize(struct nft_ctx *ctx, uint32_t flags);

/* The setter returns the flags as they were. */
unsigned int nft_ctx_input_get_flags(struct nft_ctx *ctx);
unsigned int nft_ctx_input_set_flags(struct nft_ctx *ctx, unsigned int flags);

unsigned int nft_ctx_output_get_flags(struct nft_ctx *ctx);
void nft_ctx_output_set_flags(struct nft_ctx *ctx, unsigned int flags);
unsigned int nft_ctx_output_get_debug(struct nft_ctx *ctx);
void nft_ctx_output_set_debug(struct nft_ctx *ctx, unsigned int mask);

/*
 * Output goes to stdout and errors to stderr, or to the stream set here; the setters return the stream as it was, or NULL
 * when the new one is NULL and nothing changed.
 *
 * Buffered, they are collected instead: the getters return what the last command left, "" at first, and NULL when
 * nothing is being buffered. The text belongs to the context and lasts until the next command. 0 on success, else not 0.
 */
FILE *nft_ctx_set_output(struct nft_ctx *ctx, FILE *fp);
int nft_ctx_buffer_output(struct nft_ctx *ctx);
int nft_ctx_unbuffer_output(struct nft_ctx *ctx);
const char *nft_ctx_get_output_buffer(struct nft_ctx *ctx);

FILE *nft_ctx_set_error(struct nft_ctx *ctx, FILE *fp);
int nft_ctx_buffer_error(struct nft_ctx *ctx);
int nft_ctx_unbuffer_error(struct nft_ctx *ctx);
const char *nft_ctx_get_error_buffer(struct nft_ctx *ctx);

/* Directories that 'include' looks in, after those given before. 0 on success, else not 0. */
int nft_ctx_add_include_path(struct nft_ctx *ctx, const char *path);
void nft_ctx_clear_include_paths(struct nft_ctx *ctx);

/* "name=value", as 'define name = value' in front of every input. 0 on success, else not 0. */
int nft_ctx_add_var(struct nft_ctx *ctx, const char *var);
void nft_ctx_clear_vars(struct nft_ctx *ctx);

/* 0 when all commands took effect, else not 0 and none did; "-" is standard input. */
int nft_run_cmd_from_buffer(struct nft_ctx *nft, const char *buf);
int nft_run_cmd_from_filename(struct nft_ctx *nft, const char *filename);

#ifdef __cplusplus
}
#endif

#endif /* LIB_NFTABLES_H */
