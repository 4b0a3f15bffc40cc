/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/context.h"

#include <stdlib.h>
#include <string.h>

#ifndef DEFAULT_INCLUDE_PATH
#define DEFAULT_INCLUDE_PATH "/etc"
#endif

static int list_add(struct string_list *l, const char *s)
{
	char **v = realloc(l->v, (l->n + 1) * sizeof(*v));
	char *copy = strdup(s);

	if (v)
		l->v = v;
	if (!v || !copy) {
		free(copy);
		return -1;
	}
	v[l->n++] = copy;
	return 0;
}

static void list_clear(struct string_list *l)
{
	for (unsigned i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct string_list){ 0 };
}

struct nft_ctx *nft_ctx_new(uint32_t flags)
{
	struct nft_ctx *ctx = calloc(1, sizeof(*ctx));

	(void)flags;
	if (!ctx)
		return NULL;
	if (list_add(&ctx->include_paths, DEFAULT_INCLUDE_PATH)) {
		nft_ctx_free(ctx);
		return NULL;
	}
	ctx->out.fp = stdout;
	ctx->err.fp = stderr;
	ctx->check.client_port_min = 1024;
	ctx->check.client_port_max = 65535;
	return ctx;
}

void nft_ctx_free(struct nft_ctx *ctx)
{
	if (!ctx)
		return;
	list_clear(&ctx->include_paths);
	list_clear(&ctx->vars);
	strbuf_free(&ctx->out.buf);
	strbuf_free(&ctx->err.buf);
	strbuf_free(&ctx->last_out);
	strbuf_free(&ctx->last_err);
	free(ctx);
}

/* ---------------------------------------------------------------- options */
bool nft_ctx_get_dry_run(struct nft_ctx *ctx) { return ctx->dry_run; }
void nft_ctx_set_dry_run(struct nft_ctx *ctx, bool dry) { ctx->dry_run = dry; }
uint32_t nft_ctx_get_optimize(struct nft_ctx *ctx) { return ctx->optimize; }
void nft_ctx_set_optimize(struct nft_ctx *ctx, uint32_t flags) { ctx->optimize = flags; }
unsigned int nft_ctx_input_get_flags(struct nft_ctx *ctx) { return ctx->input_flags; }
unsigned int nft_ctx_output_get_flags(struct nft_ctx *ctx) { return ctx->output_flags; }
void nft_ctx_output_set_flags(struct nft_ctx *ctx, unsigned int flags) { ctx->output_flags = flags; }
unsigned int nft_ctx_output_get_debug(struct nft_ctx *ctx) { return ctx->debug; }
void nft_ctx_output_set_debug(struct nft_ctx *ctx, unsigned int mask) { ctx->debug = mask; }

unsigned int nft_ctx_input_set_flags(struct nft_ctx *ctx, unsigned int flags)
{
	unsigned int before = ctx->input_flags;

	ctx->input_flags = flags;
	return before;
}

int nft_ctx_add_include_path(struct nft_ctx *ctx, const char *path)
{
	return list_add(&ctx->include_paths, path);
}

void nft_ctx_clear_include_paths(struct nft_ctx *ctx)
{
	list_clear(&ctx->include_paths);
}

int nft_ctx_add_var(struct nft_ctx *ctx, const char *var)
{
	const char *eq = strchr(var, '=');

	return !eq || eq == var ? -1 : list_add(&ctx->vars, var);
}

void nft_ctx_clear_vars(struct nft_ctx *ctx)
{
	list_clear(&ctx->vars);
}

/* ---------------------------------------------------------------- streams and buffers */
static FILE *set_stream(struct stream *s, FILE *fp)
{
	FILE *before = s->fp;

	if (!fp || ferror(fp))
		return NULL;
	s->fp = fp;
	return before;
}

FILE *nft_ctx_set_output(struct nft_ctx *ctx, FILE *fp) { return set_stream(&ctx->out, fp); }
FILE *nft_ctx_set_error(struct nft_ctx *ctx, FILE *fp) { return set_stream(&ctx->err, fp); }

static int set_buffered(struct stream *s, bool on)
{
	s->buffered = on;
	strbuf_reset(&s->buf);
	return 0;
}

int nft_ctx_buffer_output(struct nft_ctx *ctx) { return set_buffered(&ctx->out, true); }
int nft_ctx_unbuffer_output(struct nft_ctx *ctx) { return set_buffered(&ctx->out, false); }
int nft_ctx_buffer_error(struct nft_ctx *ctx) { return set_buffered(&ctx->err, true); }
int nft_ctx_unbuffer_error(struct nft_ctx *ctx) { return set_buffered(&ctx->err, false); }

/* What is handed out stays as it is while the next command writes; the stream starts afresh. */
static const char *hand_out(struct stream *s, struct strbuf *last)
{
	struct strbuf t;

	if (!s->buffered)
		return "";
	t = *last;
	*last = s->buf;
	s->buf = t;
	strbuf_reset(&s->buf);
	return strbuf_str(last);
}

const char *nft_ctx_get_output_buffer(struct nft_ctx *ctx) { return hand_out(&ctx->out, &ctx->last_out); }
const char *nft_ctx_get_error_buffer(struct nft_ctx *ctx) { return hand_out(&ctx->err, &ctx->last_err); }
