/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages that tell of changes, as events. */
#ifndef NFT_KERNEL_EVENTS_H
#define NFT_KERNEL_EVENTS_H

#include "kernel/fetch_priv.h"
#include "model/event.h"
#include "model/wire.h"

/* Of an interval that comes as two elements, the one that came first. */
struct half {
	struct set *set;
	enum cmd_op op;
	struct wire wire;
};

struct events {
	struct fetch f;
	struct ruleset known;	/* by which messages are read: tables, chains, sets, elements of anonymous ones, rules */
	struct dict rules;	/* those, too, by their handles, if ... */
	bool keep_rules;	/* ... packets are traced */
	struct region *elements;	/* of the event being told of */
	struct half half;
	struct set *filling;	/* an anonymous set whose elements are coming in ... */
	struct wire fill;	/* ... here */
	event_fn fn;
	void *data;
	int stop;		/* what fn returned, once it was not 0 */
};

/* Reads what is there now; @what: FETCH_*. */
int events_open(struct events *ev, struct kernel *k, unsigned what, jmp_buf *oom, struct diag_sink *sink);
void events_close(struct events *ev);
/* One message; what it tells goes to ev->fn. Others than those of nf_tables are left alone. 0, or what fn returned. */
int events_take(struct events *ev, const struct nlmsghdr *nlh);
/* Nothing more comes for now: an interval without end is told of. */
int events_flush(struct events *ev);

/* What a traced packet met (trace.c), but for the rule itself: NULL if the message makes no sense. */
struct trace *read_trace(struct region *r, const struct nlmsghdr *nlh);

#endif
