/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules in their order, with all jumps followed, and how they are to be run. */
#ifndef NFT_FASTPATH_BPF_EMIT_PLAN_H
#define NFT_FASTPATH_BPF_EMIT_PLAN_H

#include "fastpath/bpf/emit.h"

enum inst_kind { I_RULE, I_FAMILY, I_DEVICE, I_GOTO, I_DROP };
struct inst {
	enum inst_kind kind;
	const struct ff_rule *rule;
	const struct ff_chain *chain;	/* I_DEVICE: that runs on some devices only */
	uint8_t nfproto;
	bool uncertain;		/* whether control comes here is not decided by the connection alone */
	bool known;		/* what the rule does with control is */
	const uint32_t *next, *ret, *end;	/* positions: behind it and what it jumps to; return; accept */
	struct ff_verdict *verdicts;		/* what may happen at its end */
	uint32_t *targets;			/* position of each one's chain */
	uint32_t n_verdicts;
};

struct segment { label sub; uint32_t lo, hi; };
struct plan {
	VEC(struct inst) inst;
	bool cached, skips;	/* skips: rules that a packet decides send control elsewhere */
	bool in_main;
	bool pure;		/* nothing hangs on the packet: what the rules do is remembered, not which ones */
	uint8_t key_bytes[sizeof(struct scratch)];
	uint32_t key_len;
	uint32_t n_counts;		/* of counters, each way that leads to one */
	uint32_t memo_len, n_words;	/* bytes of the memo, behind the key in the table */
	uint8_t word[MEMO_WORDS];	/* of 4 bytes: 0 to 9 of the network header, then ports */
	VEC(struct segment) all, learn, some;
};

/* ---- emit_memo.c: what is remembered of connections */
void emit_memo_plan(struct emit *e, struct plan *p);
bool emit_memo_may_fail(const struct plan *p);
/* Goes on where the connection is known, with what is remembered of it in the scratch. */
void emit_memo_recall(struct emit *e, const struct plan *p, label miss);
void emit_memo_keep(struct emit *e, const struct plan *p);
void emit_memo_begin(struct emit *e, const struct plan *p);
void emit_effect(struct emit *e, const struct ff_insn *in);	/* into the memo */
void emit_memo_drop(struct emit *e);
void emit_memo_do(struct emit *e, const struct plan *p, label done);
void emit_list_begin(struct emit *e, const struct plan *p);
void emit_list_end(struct emit *e, const struct plan *p);

#endif
