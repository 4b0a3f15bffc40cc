/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel as a back end: one transaction per batch of commands, and rulesets read back. */
#ifndef NFT_KERNEL_KERNEL_H
#define NFT_KERNEL_KERNEL_H

#include "model/event.h"
#include "model/hook.h"

struct kernel;

/* 0, -EPERM without the right to (CAP_NET_ADMIN in this network namespace), -EPROTONOSUPPORT or -ENOENT without nf_tables in the kernel. */
int kernel_open(struct kernel **out);
void kernel_close(struct kernel *k);
/* From now on every message, sent or received, is also told in @out; NULL: no more. */
void kernel_trace(struct kernel *k, struct strbuf *out);

#define KERNEL_DRY_RUN	1	/* the kernel checks the batch and forgets it */
#define KERNEL_ECHO	2	/* what was added is told: its handles come into the model, the messages to @echo (kernel_echo()) */

/* Sends all commands that change something as one transaction; others are skipped. @rs is the ruleset that the commands were checked
 * against: handles for rename are looked up there (names before or after the change). 0, or -errno of the first failure; every
 * failure that the kernel told is in the sink, at the place of the command or of the thing in its block.
 * cmd->seq_first/seq_last are set. Memory comes from @r. */
int kernel_commit(struct kernel *k, struct region *r, const struct ruleset *rs, struct cmds *cmds, struct diag_sink *sink, unsigned flags, struct strbuf *echo);

#define FETCH_CHAINS		1
#define FETCH_SETS		2	/* sets and maps, without elements */
#define FETCH_ELEMENTS		4	/* their elements too */
#define FETCH_RULES		8	/* decoded; brings chains, sets and the elements of anonymous sets */
#define FETCH_OBJECTS		16
#define FETCH_FLOWTABLES	32
#define FETCH_HEADERS		(FETCH_CHAINS | FETCH_SETS | FETCH_FLOWTABLES | FETCH_OBJECTS)
#define FETCH_ALL		(FETCH_HEADERS | FETCH_ELEMENTS | FETCH_RULES)

struct fetch_filter {
	unsigned what;		/* FETCH_*; tables always come */
	unsigned reset;		/* FETCH_OBJECTS, FETCH_RULES, FETCH_ELEMENTS: counters, quotas and timeouts start anew as they are read */
	enum family family;	/* FAM_UNSPEC: all */
	const char *table;	/* NULL: all; with family */
	const char *chain;	/* rules of this chain only */
	const char *set;	/* elements of this set only */
	const char *object;	/* this object only; with obj_type */
	uint32_t obj_type;	/* objects of this type only; 0: all */
};

/* Reads the kernel's ruleset, all of one generation (rs->genid), into the empty @rs. -ENOENT: the table is not there. */
int kernel_fetch(struct kernel *k, struct ruleset *rs, const struct fetch_filter *filter, struct diag_sink *sink);

/* The generation; a ruleset that was fetched with this genid still holds. */
int kernel_generation(struct kernel *k, uint32_t *genid);

/* Elements of @s as the kernel has them: those that hold @ask (`get element`), appended to @out. -ENOENT: not in the set. */
int kernel_get_elements(struct kernel *k, struct region *r, const struct set *s, const struct elems *ask, bool reset, struct elems *out);


/* What a batch added, from the messages that kernel_commit() left in @echo, as events to @fn. */
int kernel_echo(struct kernel *k, const struct strbuf *echo, struct diag_sink *sink, event_fn fn, void *data);

/* What is attached to the hooks of @family (FAM_UNSPEC: of all; FAM_INET: of IP) and @device (NULL: of all), appended to
 * @out. A kernel that cannot tell has nothing to tell. */
int kernel_hooks(struct kernel *k, struct region *r, enum family family, const char *device, struct hooked_list *out);

struct monitor {
	unsigned known;		/* FETCH_*: what must be known to show the events */
	bool trace;		/* traced packets, too */
	int stop;		/* ends when this can be read; -1: never */
	event_fn fn;
	void *data;
	int beside;		/* something else to listen to, or -1; @beside_fn is called whenever no event is left */
	int (*beside_fn)(void *data);
};
/* Listens until told to stop: 0, what fn returned, or -errno. */
int kernel_monitor(struct kernel *k, const struct monitor *m, struct diag_sink *sink);

#endif
