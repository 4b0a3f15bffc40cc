/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements. One struct for all kinds; each kind is one file in model/stmt/ behind a table of functions (model/faces.h). */
#ifndef NFT_MODEL_STMT_H
#define NFT_MODEL_STMT_H

#include "model/expr.h"

enum stmt_id {
	S_MATCH, S_VERDICT /* incl. vmap: expr is E_MAP */, S_COUNTER, S_LIMIT, S_QUOTA, S_LAST, S_CONNLIMIT, S_LOG, S_REJECT, S_NAT, S_TPROXY,
	S_SYNPROXY, S_NOTRACK, S_QUEUE, S_DUP, S_FWD, S_FLOW, S_SET /* meta/ct/payload/exthdr set */, S_RESET /* reset tcp option */,
	S_OBJREF, S_DYNSET /* add/update/delete @set { } */, S_METER, S_CHAIN /* jump { } is a verdict; kept for xt-like blocks */, S_XT, S_UNKNOWN,
	N_STMTS
};
struct stmt_ops;

enum rel_op { REL_IMPLICIT, REL_EQ, REL_NEQ, REL_LT, REL_GT, REL_LTE, REL_GTE, REL_NEG /* ! */ };
enum nat_kind { NAT_SNAT, NAT_DNAT, NAT_MASQ, NAT_REDIR };

struct limit_spec { uint64_t rate, unit /* seconds */, burst; bool bytes, over, has_burst; };	/* rate and burst in bytes if bytes */
#define LIMIT_BURST 5	/* packets, where none is given */
void limit_spec_complete(struct limit_spec *l);
struct quota_spec { uint64_t bytes, used; bool over; };
struct counter_spec { uint64_t packets, bytes; };

struct stmt {
	const struct stmt_ops *ops;
	uint8_t id;			/* enum stmt_id */
	uint16_t flags;			/* STMT_* */
	struct loc loc;			/* whole statement */
	union {
		struct { struct expr *left, *right; uint8_t op; } match;	/* enum rel_op */
		struct { struct expr *expr; } verdict;				/* E_VERDICT or E_MAP */
		struct counter_spec counter;
		struct limit_spec limit;
		struct quota_spec quota;
		struct { uint64_t used; bool set; } last;
		struct { uint32_t count; bool over; } connlimit;
		struct { struct expr *prefix; uint32_t group, snaplen, qthreshold, level, flags; bool has_group, has_snaplen, has_qthreshold, has_level; bool audit; } log;
		struct { uint8_t type; int16_t code; uint8_t family; struct expr *expr; } reject; /* NFT_REJECT_*; code -1: default; family: FAM_IP icmp, FAM_IP6 icmpv6 */
		struct { uint8_t kind; uint8_t family; struct expr *addr, *proto; uint32_t flags; bool prefix, interval, concat; } nat; /* flags NF_NAT_RANGE_* given in text; kind enum nat_kind */
		struct { uint8_t family; struct expr *addr, *port; } tproxy;
		struct { uint32_t mss, wscale, flags; } synproxy;		/* NF_SYNPROXY_OPT_* */
		struct { struct expr *queue; uint32_t flags; } queue;		/* NFT_QUEUE_FLAG_*; NULL: 0 */
		struct { struct expr *to, *dev; uint8_t family; } dup;		/* dup and fwd */
		struct { const char *table; struct expr *ref; } flow;		/* flow add @ft: name in table */
		struct { struct expr *target, *value; } set;
		struct { struct expr *option; } reset;
		struct { uint32_t type; struct expr *expr; } objref;		/* NFT_OBJECT_*; expr: symbol name or E_MAP */
		struct { struct expr *set, *key, *data; struct elem_info *info; uint8_t op; } dynset;	/* NFT_DYNSET_OP_*; statements in info->stmts */
		struct { const char *name; struct expr *key; VEC(struct stmt *) stmts; uint32_t size; } meter;
		struct { const char *kind, *name; } xt;
		struct { const char *text; } unknown;
	};
};
#define STMT_IMPLIED	1	/* protocol dependency that check (or decoding) added: not printed */

struct stmt *stmt_new(struct region *r, enum stmt_id id, struct loc loc);
/* Whether a match means "any of these flags" rather than ==. */
bool match_is_flags(const struct expr *left, enum rel_op op, const struct expr *right);
bool stmt_is_terminal(const struct stmt *s);	/* accept, drop, jump to nowhere else ...: nothing in the rule runs behind it */
const struct stmt_row *stmt_row_of(const struct stmt *s);	/* catalog row: offload code and reason */

#endif
