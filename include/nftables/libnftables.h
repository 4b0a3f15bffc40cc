/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library interface of nft: a context, options, and commands as text or JSON.
 *
 * A context may be used by one thread at a time. Strings that are passed in are copied unless said otherwise; buffers that are
 * returned belong to the context and live until the next command or nft_ctx_free(). Functions that return int give 0 for success
 * and -1 for failure unless said otherwise; what went wrong is then in the error stream or error buffer. */
#ifndef LIB_NFTABLES_H
#define LIB_NFTABLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nft_ctx;

enum nft_debug_level {
	NFT_DEBUG_SCANNER	= 1 << 0,
	NFT_DEBUG_PARSER	= 1 << 1,
	NFT_DEBUG_EVALUATION	= 1 << 2,
	NFT_DEBUG_NETLINK	= 1 << 3,
	NFT_DEBUG_MNL		= 1 << 4,
	NFT_DEBUG_PROTO_CTX	= 1 << 5,
	NFT_DEBUG_SEGTREE	= 1 << 6,
};

/* Possible flags to nft_ctx_new(): none but the default is in use. */
#define NFT_CTX_DEFAULT		0

struct nft_ctx *nft_ctx_new(uint32_t flags);	/* NULL: out of memory */
void nft_ctx_free(struct nft_ctx *ctx);

bool nft_ctx_get_dry_run(struct nft_ctx *ctx);
void nft_ctx_set_dry_run(struct nft_ctx *ctx, bool dry);

enum nft_optimize_flags {
	NFT_OPTIMIZE_ENABLED	= 1 << 0,
};

uint32_t nft_ctx_get_optimize(struct nft_ctx *ctx);
void nft_ctx_set_optimize(struct nft_ctx *ctx, uint32_t flags);

enum {
	NFT_CTX_INPUT_NO_DNS	= 1 << 0,	/* host names in addresses are errors, not looked up */
	NFT_CTX_INPUT_JSON	= 1 << 1,	/* input is JSON, whatever it begins with */
};

unsigned int nft_ctx_input_get_flags(struct nft_ctx *ctx);
unsigned int nft_ctx_input_set_flags(struct nft_ctx *ctx, unsigned int flags);	/* returns the flags before */

enum {
	NFT_CTX_OUTPUT_REVERSEDNS	= 1 << 0,
	NFT_CTX_OUTPUT_SERVICE		= 1 << 1,
	NFT_CTX_OUTPUT_STATELESS	= 1 << 2,
	NFT_CTX_OUTPUT_HANDLE		= 1 << 3,
	NFT_CTX_OUTPUT_JSON		= 1 << 4,
	NFT_CTX_OUTPUT_ECHO		= 1 << 5,
	NFT_CTX_OUTPUT_GUID		= 1 << 6,
	NFT_CTX_OUTPUT_NUMERIC_PROTO	= 1 << 7,
	NFT_CTX_OUTPUT_NUMERIC_PRIO	= 1 << 8,
	NFT_CTX_OUTPUT_NUMERIC_SYMBOL	= 1 << 9,
	NFT_CTX_OUTPUT_NUMERIC_TIME	= 1 << 10,
	NFT_CTX_OUTPUT_NUMERIC_ALL	= NFT_CTX_OUTPUT_NUMERIC_PROTO |
					  NFT_CTX_OUTPUT_NUMERIC_PRIO |
					  NFT_CTX_OUTPUT_NUMERIC_SYMBOL |
					  NFT_CTX_OUTPUT_NUMERIC_TIME,
	NFT_CTX_OUTPUT_TERSE		= 1 << 11,
};

unsigned int nft_ctx_output_get_flags(struct nft_ctx *ctx);
void nft_ctx_output_set_flags(struct nft_ctx *ctx, unsigned int flags);
unsigned int nft_ctx_output_get_debug(struct nft_ctx *ctx);		/* enum nft_debug_level, or'ed */
void nft_ctx_output_set_debug(struct nft_ctx *ctx, unsigned int mask);

/* Streams: NULL asks without a change; the stream in force before is returned (NULL on failure). */
FILE *nft_ctx_set_output(struct nft_ctx *ctx, FILE *fp);
FILE *nft_ctx_set_error(struct nft_ctx *ctx, FILE *fp);
/* Buffers instead of streams; return 0, or 1 on failure. The get functions return what the last command wrote. */
int nft_ctx_buffer_output(struct nft_ctx *ctx);
int nft_ctx_unbuffer_output(struct nft_ctx *ctx);
const char *nft_ctx_get_output_buffer(struct nft_ctx *ctx);
int nft_ctx_buffer_error(struct nft_ctx *ctx);
int nft_ctx_unbuffer_error(struct nft_ctx *ctx);
const char *nft_ctx_get_error_buffer(struct nft_ctx *ctx);

int nft_ctx_add_include_path(struct nft_ctx *ctx, const char *path);
void nft_ctx_clear_include_paths(struct nft_ctx *ctx);
int nft_ctx_add_var(struct nft_ctx *ctx, const char *var);		/* "name=value", as `define` */
void nft_ctx_clear_vars(struct nft_ctx *ctx);

int nft_run_cmd_from_buffer(struct nft_ctx *ctx, const char *buf);
int nft_run_cmd_from_filename(struct nft_ctx *ctx, const char *filename);	/* "-" is standard input */

#ifdef __cplusplus
}
#endif

#endif /* LIB_NFTABLES_H */
