/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offload check: which rules the flowtable fast path skips, what is lost by it, and why. */
#ifndef NFT_OFFLOAD_OFFLOAD_H
#define NFT_OFFLOAD_OFFLOAD_H

#include "model/link.h"
#include "model/ruleset.h"
#include "model/sim.h"

enum offload_class { CLASS_UNAFFECTED, CLASS_OFFLOADABLE, CLASS_BYPASSED, CLASS_BLOCKING };	/* best to worst */
enum severity { SEV_INFO, SEV_WARNING, SEV_ERROR };
enum certainty { CERTAIN, POSSIBLE };

/* A connection (and packet of it) that shows what is claimed. */
struct witness {
	uint8_t addr[2][SIM_BYTES];	/* source, destination; right-aligned */
	uint16_t port[2];
	uint8_t family, l4proto;
	bool ports, reply;		/* reply: direction of the packet */
	const char *iif, *oif;		/* "" where it does not matter */
	const char *packet;		/* "from its 3rd packet on", or "" */
};
const char *witness_l4proto(const struct witness *w);
void witness_addr(struct strbuf *out, const struct witness *w, bool destination);
/* tcp 10.0.0.1:40000 -> 192.0.2.1:443 iif veth0 oif veth1, from its 3rd packet on */
void witness_text(struct strbuf *out, const struct witness *w);

struct stmt_verdict {
	const struct stmt *stmt;
	const char *text;	/* canonical text of the statement */
	enum offload_class class;
	bool lost;
	const char *reason;
};

struct rule_verdict {
	const struct rule *rule;
	uint32_t index;		/* in its chain, from 0 */
	const char *text;
	enum offload_class class;
	bool lost;
	enum certainty certainty;
	const char *reason;
	VEC(struct stmt_verdict) stmts;
	const struct witness *example;	/* or NULL */
};

struct edit { struct loc loc; const char *text; };
struct fix { const char *title; bool machine; /* else: maybe */ VEC(struct edit) edits; };

struct finding_row {		/* findings.def: stable names */
	const char *name;
	const char *summary;	/* one line, for tables and SARIF */
	const char *why;	/* what happens, and why */
	const char *bad, *good;	/* whole rulesets, one that has the finding and one that has not */
	const char *kernel;	/* versions */
	enum severity severity;	/* default */
};
enum finding_id {
#define FINDING(ident, ...) FINDING_##ident,
#include "offload/findings.def"
#undef FINDING
	N_FINDINGS
};
extern const struct finding_row finding_rows[N_FINDINGS];
const struct finding_row *finding_by_name(const char *name);
const struct finding_row *finding_nearest(const char *name);	/* what may have been meant, or NULL */

struct finding {
	const struct finding_row *row;
	enum severity severity;
	enum certainty certainty;
	const char *message;		/* one sentence, no full stop at its end */
	struct loc loc;			/* the statement at fault */
	const struct rule *rule;	/* or NULL */
	uint32_t rule_index;
	VEC(struct diag_related) related;	/* the flow add that causes it first */
	const struct witness *example;
	const struct fix *fix;
	const char *ignored;		/* the reason that an ignore comment gives ("": none); NULL: not ignored */
};

struct flowtable_report {
	const struct flowtable *flowtable;
	bool hardware;
	VEC(struct loc) adds;		/* every `flow add` into it */
};

struct offload_options {
	const struct links *links;	/* the interfaces of this machine; NULL: not known, and any may be over a device of a flowtable */
	unsigned kernel_version;	/* (major << 8 | minor); 0: FIN/RST as on the newest */
	uint32_t client_port_min, client_port_max;
	const struct value_env *env;	/* names of interfaces that do not exist here; NULL: none */
	bool enumerate;			/* one class of connections after the other: to hold the analysis of all at once to it */
	bool findings_only;		/* rules are not judged one by one */
	enum severity words_from;	/* findings below that have a place, and no words */
	uint64_t max_cases;		/* size limit of the enumeration, 0: default; beyond it results are `possible` and say so */
};

struct offload_result {
	VEC(struct flowtable_report) flowtables;
	VEC(struct rule_verdict) rules;	/* source order; base chains at prerouting, forward, postrouting and what they reach */
	VEC(struct finding) findings;	/* source order */
	VEC(struct finding) suppressed;	/* by ignore comments */
	bool degraded;			/* the size limit was hit */
	bool coarse;			/* a value that packets wrote was not followed bit by bit: what rests on it is possible */
};

/* True if the ruleset has something to say about: a flowtable. */
bool offload_applies(const struct ruleset *rs);
/* 0 or -errno. @rs is checked and complete (batch applied). Nothing is printed. */
int offload_analyse(struct region *r, const struct ruleset *rs, const struct offload_options *opt, struct offload_result *out);
/* Takes out what ignore comments silence, and adds a finding for each comment that silences nothing. */
struct lang_trivia;
void offload_ignore(struct region *r, const struct lang_trivia *trivia, struct offload_result *res);
bool offload_ignores_anything(const struct lang_trivia *trivia);
void findings_sort(struct region *r, struct offload_result *res);	/* source order */

#endif
