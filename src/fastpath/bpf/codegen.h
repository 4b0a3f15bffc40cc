/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the compiled fast_fwd chains of a flowtable to a BPF program.
 *
 * The program parses a packet, learns the facts of its connection, runs the rules over a copy of the headers as the forward
 * hook sees them, and writes what has changed: everything that may make it leave a packet alone comes before the first write.
 * Rules with many tests on the connection are asked once for each connection: what may apply to it is kept in a table whose
 * key is all that these tests read, so that an answer can only be unused, never stale (a new ruleset is a new program with a
 * table of its own). */
#ifndef NFT_FASTPATH_BPF_CODEGEN_H
#define NFT_FASTPATH_BPF_CODEGEN_H

#include "fastpath/bpf/host.h"
#include "fastpath/program.h"

enum cg_source {	/* where facts of the connection come from */
	CG_CONNTRACK,	/* bpf_skb_ct_lookup(), at tc egress: packets that did not pass conntrack although it knows them */
	CG_FLOW,	/* bpf_xdp_flow_lookup() */
	CG_TEST,	/* a map that holds them (struct cg_facts), for test runs */
};
enum cg_sink { CG_SKB, CG_XDP };
enum cg_cache { CG_CACHE_AUTO, CG_CACHE_NEVER, CG_CACHE_ALWAYS };

struct cg_device { uint32_t ifindex; char name[16]; uint8_t mac[6]; uint32_t mtu; };

struct cg_options {
	enum cg_source source;
	enum cg_sink sink;
	enum cg_cache cache;
	bool generic;			/* XDP in generic mode */
	uint32_t small_set;		/* elements up to which a set is compared in the code; 0: as many as is best */
	const struct cg_device *devices;	/* of the flowtable */
	uint32_t n_devices;
};

struct cg_facts {	/* value of the map "facts" */
	uint8_t in[FF_N_INPUTS][16];	/* as registers hold them */
};

/* Why a packet was left alone, or what became of it; numbers of the counters in the map "scratch". */
enum cg_reason {
#define REASON(id, name, doc) CG_##id,
#include "fastpath/bpf/reasons.def"
#undef REASON
	CG_N_REASONS
};
struct cg_reason_row { const char *name, *doc; };
extern const struct cg_reason_row cg_reasons[CG_N_REASONS];

/* By which way packets left each device of the flowtable: numbers in the map "scratch", too. */
enum cg_way { CG_WAY_FAST, CG_WAY_SLOW, CG_N_WAYS };
#define CG_DEVICES 64	/* a power of 2 */

struct cg_count { uint64_t packets, bytes; };	/* value of the map "counters", for each CPU */

struct cg_maps { uint32_t scratch, counters, facts, cache; };	/* numbers in the object */
#define CG_NO_MAP UINT32_MAX

/* -E2BIG: too large; @why then tells what. */
int cg_program(struct region *r, const struct ff_program *p, const struct host *h, const struct cg_options *opt,
	       struct bpf_object *o, struct cg_maps *maps, const char **why);

/* Where the reasons stand in the value of "scratch", and its size. */
uint32_t cg_reasons_offset(void);
uint32_t cg_way_offset(enum cg_way way, uint32_t device);
uint32_t cg_scratch_size(void);

#endif
