/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells unasked: changes of the ruleset, and what traced packets meet. */
#ifndef NFT_MODEL_EVENT_H
#define NFT_MODEL_EVENT_H

#include "model/ruleset.h"

/* Headers and the like of a packet as the kernel copied them; those that a trace message does not carry are NULL. */
struct trace {
	enum family family;	/* of the table */
	uint32_t id;		/* the same for all that one packet meets */
	uint32_t type;		/* NFT_TRACETYPE_* */
	const char *table, *chain;
	const struct rule *rule;	/* NULL: not known */
	uint64_t rule_handle;
	bool has_verdict, has_policy, has_nfproto, has_mark;
	int32_t verdict, policy;
	const char *verdict_chain;
	uint32_t nfproto, mark;
	uint32_t iif, oif;	/* 0: none */
	uint16_t iiftype, oiftype;
	struct { const uint8_t *data; unsigned len; } ll, network, transport;
	bool has_ct, has_ct_id, has_ct_status;
	uint32_t ct_id, ct_direction, ct_state, ct_status;
};

enum event_kind {
	EVENT_CHANGE,		/* cmd: what would do it; deleted things have a name and a handle only */
	EVENT_GENERATION,	/* a transaction is done */
	EVENT_TRACE,
	EVENT_LOST,		/* there were more events than could be taken */
};

struct event {
	enum event_kind kind;
	const struct cmd *cmd;
	uint32_t genid;
	uint32_t process;		/* 0: not told */
	const char *process_name;	/* or NULL */
	const struct trace *trace;
};

/* Memory of an event is gone when this returns. Not 0 ends the listening. */
typedef int (*event_fn)(void *data, const struct event *e);

#endif
