/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of fast_fwd chains in the kernel: their programs are loaded before a batch is committed, attached and brought up to
 * date after it, and taken away when their chain or flowtable is gone.
 *
 * What the kernel's ruleset says is what holds: everything that is attached is derived from it, and a run that ended half-way
 * (its record is still there) is finished, or taken back, by deriving it anew. */
#ifndef NFT_FASTPATH_ATTACH_LIVE_H
#define NFT_FASTPATH_ATTACH_LIVE_H

#include "fastpath/attach/meta.h"
#include "kernel/kernel.h"

struct live_options {
	enum live_mode mode;		/* LIVE_KEEP: as it was chosen before, auto at first */
	struct strbuf *debug;		/* programs, and what the verifier says; or NULL */
};
struct live;

bool live_wanted(const struct ruleset *rs);	/* it has fast_fwd chains */
bool live_has_modules(void);			/* the modules of conntrack and flowtables are loaded; false also where the kernel has them built in */
bool live_present(struct region *r);		/* something of this network namespace is kept */

/* Compiles and loads what @rs, as it is to become, asks for. Errors are in @sink, and nothing has changed; else @out is to be closed. */
int live_prepare(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct live_options *opt, struct live **out);
/* In front of the commit: notes that it is on its way, and attaches programs where there are none yet (they do nothing before there
 * is a flowtable). */
int live_begin(struct live *l, struct diag_sink *sink);
/* Behind it, with @rs as the kernel has it now; or, if it failed, as the kernel still has it: then what was attached goes again. */
int live_finish(struct live *l, const struct ruleset *rs, struct diag_sink *sink);
void live_close(struct live *l);

/* Makes what is attached agree with @rs, the kernel's ruleset. */
int live_sync(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct live_options *opt);
/* Takes away what other tools have left behind (their flush of the ruleset): chains and flowtables of @rs, headers only, are compared.
 * @record: a run before this one ended half-way, and only live_sync() helps. */
int live_tidy(struct region *r, const struct ruleset *rs, struct diag_sink *sink, bool *record);
/* What of the programs that @m describes does not agree with @rs, or NULL. */
const char *live_drift(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct meta *m);
bool live_is_current(struct region *r, uint32_t genid);	/* nothing can have changed since the last look */

#endif
