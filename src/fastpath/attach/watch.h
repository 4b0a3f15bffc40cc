/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of what runs on the fast path, for `nft monitor`. */
#ifndef NFT_FASTPATH_ATTACH_WATCH_H
#define NFT_FASTPATH_ATTACH_WATCH_H

#include "base/strbuf.h"

struct fast_watch;

struct fast_watch *fast_watch_open(void);	/* NULL: that cannot be done here */
void fast_watch_close(struct fast_watch *w);
int fast_watch_fd(const struct fast_watch *w);	/* can be read when something has changed */
/* Appends what has changed since the last time, a line each. Nothing while a change is on its way: its end can be read, too. */
void fast_watch_tell(struct fast_watch *w, bool json, struct strbuf *out);

#endif
