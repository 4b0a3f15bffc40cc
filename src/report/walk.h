/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk of packets, told as text and as JSON. */
#ifndef NFT_REPORT_WALK_H
#define NFT_REPORT_WALK_H

#include "packet/walk.h"

struct walk_list {		/* of one run of `nft sim` */
	const struct value_env *env;
	VEC(const struct walk_report *) packets;
	const struct walk_tally *rules;
	uint32_t n_rules;
	/* a connection lived through a second time, without a fast path: its counts, or NULL */
	const struct walk_tally *slow_rules;
	VEC(const struct walk_report *) slow_packets;
	bool connection;
};

/* Each packet's path, rule by rule; with @verbose all of the rules that did not match. */
void walk_text(struct strbuf *out, const struct walk_list *l, bool verbose);
/* One line a packet, then how often each rule matched, with and without the fast path. */
void walk_connection_text(struct strbuf *out, const struct walk_list *l);
void walk_json(struct strbuf *out, const struct walk_list *l, const struct diag_sink *errors);

/* ---- shared by the formats */
const char *walk_verdict_name(int32_t verdict);	/* NULL: none */
void walk_rule_text(struct strbuf *b, const struct rule *rule, const struct value_env *env);
void walk_stmt_words(struct strbuf *b, const struct rule *rule, const struct stmt *st, const struct value_env *env);
/* "rules.nft:12", or "handle 7" of a rule that the kernel told. */
void walk_place(struct strbuf *b, const struct rule *rule);
/* "accept by rules.nft:12: tcp dport 22 accept", "drop by the policy of inet filter forward" ... */
void walk_outcome(struct strbuf *b, const struct walk_report *p, const struct value_env *env);
/* "prerouting, priority -100", as far as a chain has that. */
void walk_chain_words(struct strbuf *b, const struct chain *c);

#endif
