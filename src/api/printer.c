/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the context's options have things shown. */
#include "api/run.h"

static struct value_style style_of(unsigned flags)
{
	return (struct value_style){
		.numeric_prio = flags & NFT_CTX_OUTPUT_NUMERIC_PRIO,
		.numeric_proto = flags & NFT_CTX_OUTPUT_NUMERIC_PROTO,
		.numeric_time = flags & NFT_CTX_OUTPUT_NUMERIC_TIME,
		.numeric_symbol = flags & NFT_CTX_OUTPUT_NUMERIC_SYMBOL,
		.service_names = flags & NFT_CTX_OUTPUT_SERVICE,
		.reverse_dns = flags & NFT_CTX_OUTPUT_REVERSEDNS,
		.guid_names = flags & NFT_CTX_OUTPUT_GUID,
	};
}

struct printer run_printer(struct run *run, struct strbuf *out)
{
	unsigned flags = run->ctx->output_flags;
	struct value_style style = style_of(flags);

	style.env = &run->env;
	return (struct printer){
		.out = out,
		.style = style,
		.stateless = flags & NFT_CTX_OUTPUT_STATELESS,
		.handles = flags & NFT_CTX_OUTPUT_HANDLE,
		.terse = flags & NFT_CTX_OUTPUT_TERSE,
	};
}

bool run_wants_json(const struct run *run)
{
	return run->ctx->output_flags & NFT_CTX_OUTPUT_JSON;
}
