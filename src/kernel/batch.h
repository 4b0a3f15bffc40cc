/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A transaction under construction. */
#ifndef NFT_KERNEL_BATCH_H
#define NFT_KERNEL_BATCH_H

#include "kernel/socket.h"
#include "kernel/udata.h"

/* Where in the text what stands at an offset of a message comes from. Offset 0: the message as a whole; if that is a rule, its statements
 * are found by encoding it again, for there are many of them and few are ever asked for. */
struct place {
	uint32_t seq, offset;
	struct loc loc;
	struct cmd *cmd;
	const struct rule *rule;	/* or NULL */
	uint32_t rule_at;		/* offset of NFTA_RULE_EXPRESSIONS */
};

/* Intervals of a set with auto-merge, as they are at this point of the batch (merge.c). */
struct merge_state { const struct table *table; const char *name; struct elems have; };

struct batch {
	struct kernel *k;
	struct region *r;
	const struct ruleset *rs;
	struct diag_sink *sink;
	struct nlbuf nl;
	struct cmd *cmd;	/* being sent */
	VEC(struct place) places;
	VEC(struct merge_state *) merges;
	uint32_t next_id;	/* transaction ids of chains, sets and rules */
	uint16_t flags;		/* NLM_F_ECHO or 0, for what adds */
	int err;		/* of encoding */
};

/* ---- messages */
void batch_begin(struct batch *b, uint16_t type, uint16_t flags, enum family f, struct loc loc);
void batch_end(struct batch *b);
/* The attribute just put at @offset comes from @loc. */
void batch_at(struct batch *b, uint32_t offset, struct loc loc);
void batch_name(struct batch *b, uint16_t attr, const char *name, struct loc loc);
void batch_udata(struct batch *b, uint16_t attr, const struct udata *u, struct loc loc);

/* ---- things (batch_chain.c, batch_rule.c, batch_set.c, batch_object.c); @create: refuse if it is there */
void batch_table(struct batch *b, enum family f, const struct table *t, const char *name, bool create);
void batch_chain(struct batch *b, enum family f, const char *table, struct chain *c, bool create);
void batch_chain_hook(struct batch *b, const struct chain *c);
void batch_device(struct batch *b, const char *name);	/* in a list of devices; a name that ends with * is the start of names */
void batch_rule(struct batch *b, enum family f, const char *table, struct rule *rule);
/* The statement of place->rule that stands at that offset of the message. */
struct loc batch_rule_place(const struct batch *b, const struct place *place, uint32_t offset);
void batch_set(struct batch *b, enum family f, const char *table, struct set *s, bool create);
void batch_elements(struct batch *b, enum family f, const char *table, const struct set *s, const struct elems *es, uint16_t type, bool create);
void batch_object(struct batch *b, enum family f, const char *table, const struct object *o, bool create);
void put_tunnel(struct batch *b, enum family f, const struct object *o);	/* object_tunnel.c */
void batch_flowtable(struct batch *b, enum family f, const char *table, const struct flowtable *ft, bool create);
void batch_flowtable_hook(struct batch *b, const struct flowtable *ft);

/* All messages of one command. */
void batch_cmd(struct batch *b, struct cmd *cmd);

/* Names for what is sent, shared with reading. */
uint32_t nl_key_type(const struct key_spec *k);

/* Kernel numbers that are newer than the oldest headers that this builds with. */
enum {
	MSG_GETRULE_RESET = 25,											/* 6.2 */
	MSG_DESTROYTABLE, MSG_DESTROYCHAIN, MSG_DESTROYRULE, MSG_DESTROYSET, MSG_DESTROYSETELEM, MSG_DESTROYOBJ,	/* 6.3 */
	MSG_DESTROYFLOWTABLE, MSG_GETSETELEM_RESET,									/* 6.3, 6.5 */
	SET_COUNT = 20,													/* 6.17 */
};

#endif
