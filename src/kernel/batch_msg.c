/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of a transaction, and where their parts come from in the text. */
#include "kernel/batch.h"

#include <errno.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>

void batch_begin(struct batch *b, uint16_t type, uint16_t flags, enum family f, struct loc loc)
{
	struct place place = { .seq = ++b->k->seq, .loc = loc.src ? loc : b->cmd->loc, .cmd = b->cmd };

	vec_push(b->r, &b->places, place);
	nl_begin(&b->nl, NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_REQUEST | flags, place.seq, family_nfproto(f), 0);
}

void batch_end(struct batch *b)
{
	uint32_t message = b->places.n;

	nl_end(&b->nl);
	if (!b->nl.failed || b->err)
		return;
	while (message && b->places.v[--message].offset)
		;
	b->err = b->nl.too_long ? -EMSGSIZE : -ENOMEM;
	diag_error(b->sink, b->places.v[message].loc, "%s", b->nl.too_long ? "this is longer than a message to the kernel can be" : strerror(ENOMEM));
}

void batch_at(struct batch *b, uint32_t offset, struct loc loc)
{
	struct place place = { .seq = b->k->seq, .offset = offset, .loc = loc, .cmd = b->cmd };

	if (loc.src)
		vec_push(b->r, &b->places, place);
}

void batch_name(struct batch *b, uint16_t attr, const char *name, struct loc loc)
{
	batch_at(b, nl_str(&b->nl, attr, name), loc);
}

void batch_udata(struct batch *b, uint16_t attr, const struct udata *u, struct loc loc)
{
	if (u->full) {
		diag_error(b->sink, loc.src ? loc : b->cmd->loc, "comment and other notes are longer than the %u bytes that the kernel keeps", UDATA_MAX);
		b->err = -EMSGSIZE;
	} else if (u->len) {
		nl_put(&b->nl, attr, u->p, u->len);
	}
}
