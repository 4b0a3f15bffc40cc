/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written down beside the programs of a flowtable. */
#ifndef NFT_FASTPATH_ATTACH_META_H
#define NFT_FASTPATH_ATTACH_META_H

#include <stdbool.h>
#include <stdint.h>

enum live_mode { LIVE_KEEP, LIVE_AUTO, LIVE_XDP, LIVE_XDP_GENERIC, LIVE_TC, LIVE_OFF, N_LIVE_MODES };
extern const char *const live_mode_names[N_LIVE_MODES];

#define META_VERSION	2
#define META_DEVICES	64

struct meta_device {
	uint32_t ifindex;
	char name[16];
	uint32_t made_qdisc;
};
struct meta {			/* value of the map "meta" */
	uint32_t version, genid;
	uint32_t mode, backend;	/* enum live_mode: as asked for, as chosen */
	uint64_t table_handle, flowtable_handle, chain_handles;	/* chain_handles: a hash of those of the fast_fwd chains */
	uint64_t fingerprint;
	uint32_t program, xdp;	/* ids; xdp 0: none */
	uint32_t no_xdp;	/* with auto, a device refused the program */
	uint32_t n_devices, n_counters;
	struct meta_device device[META_DEVICES];
	char family[8], table[256], flowtable[256];
	char reason[256];	/* of the choice */
};
struct meta_rule {		/* value of the map "rules", by counter */
	uint64_t table_handle, chain_handle, rule_handle, nth;	/* nth: counter of the rule */
	uint64_t packets, bytes;	/* counted by programs before this one */
};

int meta_read(const char *dir, struct meta *m);	/* -ENOENT: none, -EINVAL: of another version */
int meta_write(const char *dir, const struct meta *m);

#endif
