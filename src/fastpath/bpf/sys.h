/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bpf(2): maps, programs, links, pins. All return a descriptor or 0, or -errno. */
#ifndef NFT_FASTPATH_BPF_SYS_H
#define NFT_FASTPATH_BPF_SYS_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sys_map { uint32_t type, key_size, value_size, max_entries, flags; const char *name; };
int sys_map_create(const struct sys_map *m);
int sys_map_update(int fd, const void *key, const void *value);
int sys_map_lookup(int fd, const void *key, void *value);
int sys_map_delete(int fd, const void *key);
int sys_map_next_key(int fd, const void *key, void *next);	/* key NULL: the first; -ENOENT: no more */
int sys_map_freeze(int fd);

struct sys_prog {
	uint32_t type, attach_type;
	const struct bpf_insn *insns;
	uint32_t n_insns;
	const int *fd_array;		/* of module BTFs; may be NULL */
	const char *name;
	char *log;			/* where the verifier writes, or NULL */
	uint32_t log_size;
	uint32_t flags;
	int btf_fd;			/* with func_info; 0: none */
	const struct bpf_func_info *func_info;
	uint32_t n_func_info;
};
int sys_btf_load(const void *btf, uint32_t len);
int sys_prog_load(const struct sys_prog *p);

struct sys_run {
	const void *in; uint32_t in_len;
	void *out; uint32_t out_len;	/* room; becomes what was written */
	const void *ctx; uint32_t ctx_len;
	uint32_t repeat;
	uint32_t retval, duration;	/* result; ns of one run */
};
int sys_prog_run(int fd, struct sys_run *run);

int sys_pin(int fd, const char *path);
int sys_open_pin(const char *path);
int sys_info(int fd, void *info, uint32_t len);
uint32_t sys_id(int fd);			/* of a program, map or link; 0: unknown */
uint32_t sys_link_prog(int fd, uint32_t *ifindex);	/* program id of a link; 0: none */
int sys_btf_next(uint32_t *id);
int sys_btf_open(uint32_t id);
int sys_prog_count(uint32_t ifindex, uint32_t attach_type);	/* programs attached there */
int sys_link_create(int prog, uint32_t ifindex, uint32_t attach_type, uint32_t flags);
int sys_link_update(int link, int prog);
int sys_link_detach(int link);
unsigned sys_possible_cpus(void);		/* values of a per-CPU map that the kernel copies */

#endif
