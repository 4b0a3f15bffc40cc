/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to named objects: every face of the kind. */
#include <linux/netfilter/nf_tables.h>
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static const char *objref_words(uint32_t type)
{
	static const char *const words[] = {
		[NFT_OBJECT_COUNTER] = "counter name", [NFT_OBJECT_QUOTA] = "quota name", [NFT_OBJECT_CT_HELPER] = "ct helper set",
		[NFT_OBJECT_LIMIT] = "limit name", [NFT_OBJECT_CONNLIMIT] = "connlimit name", [NFT_OBJECT_TUNNEL] = "tunnel name",
		[NFT_OBJECT_CT_TIMEOUT] = "ct timeout set", [NFT_OBJECT_SECMARK] = "meta secmark set",
		[NFT_OBJECT_CT_EXPECT] = "ct expectation set", [NFT_OBJECT_SYNPROXY] = "synproxy name",
	};

	return type < sizeof(words) / sizeof(*words) && words[type] ? words[type] : "unknown";
}

static void objref_print(struct printer *p, const struct stmt *s)
{
	const struct expr *e = s->objref.expr;

	pr(p, "%s ", objref_words(s->objref.type));
	if (e->id == E_SYMBOL)
		print_quoted(p, e->symbol.text);
	else
		print_expr(p, e);
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops objref_stmt_ops = {
	.name = "objref",
	/* check */

	/* text out */
	.print = objref_print,

	/* netlink out */

	/* simulate */
};
