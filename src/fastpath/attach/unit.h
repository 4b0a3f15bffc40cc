/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flowtables with fast_fwd chains, and the programs that are made of these; inside of the life of fast_fwd chains. */
#ifndef NFT_FASTPATH_ATTACH_UNIT_H
#define NFT_FASTPATH_ATTACH_UNIT_H

#include "fastpath/attach/live.h"
#include "fastpath/attach/rt.h"
#include "fastpath/bpf/codegen.h"

/* One flowtable with fast_fwd chains. */
struct unit {
	const struct flowtable *ft;
	const char *name, *dir;
	struct ff_program prog, whole;	/* whole: with the chains of the devices, which XDP skips */
	struct cg_maps maps;
	struct bpf_object obj;		/* obj.fd < 0: nobody had to load it */
	struct cg_maps xdp_maps;
	struct bpf_object xdp;		/* beside it, with the xdp back ends */
	VEC(struct cg_device) devices;
	uint64_t fingerprint, chain_handles;	/* fingerprint 0: no program is to run */
	enum live_mode mode, backend;	/* as asked for; LIVE_TC, one of XDP or LIVE_OFF */
	bool no_xdp;			/* a device refused the program */
	const char *reason;		/* of the choice, or NULL */
};
struct new_link { uint32_t ifindex; int fd; };
struct live {
	struct region *r;
	struct live_options opt;
	const char *dir;
	VEC(struct unit *) units;
	struct host host;
	bool has_host, no_xdp;		/* no_xdp: a device refused it in this run */
	struct rt *rt;
	int lock;
	VEC(uint32_t) attached;		/* by live_begin() */
	VEC(struct new_link) links;	/* at XDP, not pinned yet: they go unless they are */
};

bool unit_has_chain(const struct flowtable *ft);
uint64_t unit_chain_handles(const struct flowtable *ft);
bool unit_has_xdp(enum live_mode mode);
struct unit *unit_new(struct live *l, const struct flowtable *ft);
int unit_compile(struct live *l, const struct ruleset *rs, struct unit *u, struct diag_sink *sink);
int units_compile(struct live *l, const struct ruleset *rs, struct diag_sink *sink);	/* all of @rs */

#endif
