/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *const structures[N_HOST_STRUCTURES] = {
#define STRUCTURE(ident) #ident,
#define MEMBER(id, structure, member)
#include "fastpath/bpf/members.def"
#undef STRUCTURE
#undef MEMBER
};
static const struct { enum host_structure structure; const char *member; } members[N_HOST_MEMBERS] = {
#define STRUCTURE(ident)
#define MEMBER(id, structure, member) { HOST_STRUCT_##structure, member },
#include "fastpath/bpf/members.def"
#undef STRUCTURE
#undef MEMBER
};
/* Where these structures and functions are when the kernel has them as modules. */
static const char *const modules[] = { "nf_conntrack", "nf_flow_table" };

/* What of @b is not known from another before it. */
static void take(struct host *h, const struct btf *b, const char *module)
{
	struct btf_wanted w[N_HOST_STRUCTURES + N_KFUNCS] = { 0 };

	for (unsigned i = 0; i < N_HOST_STRUCTURES; i++)
		w[i] = (struct btf_wanted){ structures[i], BTF_KIND_STRUCT, 0 };
	for (unsigned i = 0; i < N_KFUNCS; i++)
		w[N_HOST_STRUCTURES + i] = (struct btf_wanted){ bpf_kfunc_names[i], BTF_KIND_FUNC, 0 };
	btf_find(b, w, N_HOST_STRUCTURES + N_KFUNCS);
	for (unsigned i = 0; i < N_HOST_MEMBERS; i++)
		if (!h->member[i].bits)
			btf_member(b, w[members[i].structure].id, members[i].member, &h->member[i]);
	if (!h->tuple_size)
		h->tuple_size = btf_struct_size(b, w[HOST_STRUCT_nf_conntrack_tuple_hash].id);
	if (!h->rhash_size)
		h->rhash_size = btf_struct_size(b, w[HOST_STRUCT_flow_offload_tuple_rhash].id);
	if (!module)
		h->two_longs = w[HOST_STRUCT_timespec64].id;
	for (unsigned i = 0; i < N_KFUNCS; i++) {
		if (h->kfunc[i].id)
			continue;
		h->kfunc[i].id = w[N_HOST_STRUCTURES + i].id;
		h->kfunc_module[i] = h->kfunc[i].id ? module : NULL;
	}
}

static void take_release(struct host *h)
{
	struct utsname u;

	if (uname(&u) || sscanf(u.release, "%u.%u", &h->release[0], &h->release[1]) != 2)
		h->release[0] = h->release[1] = 0;
}

int host_read(struct region *r, struct host *h)
{
	struct region_mark m = region_mark(r);
	struct btf vmlinux, module;
	int err = btf_read(r, "vmlinux", NULL, &vmlinux);

	*h = (struct host){ 0 };
	take_release(h);
	if (err)
		return err;
	take(h, &vmlinux, NULL);
	for (unsigned i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		if (btf_read(r, modules[i], &vmlinux, &module))
			continue;
		take(h, &module, modules[i]);
	}
	region_release(r, m);
	return 0;
}

bool host_from(const struct host *h, uint32_t major, uint32_t minor)
{
	return h->release[0] > major || (h->release[0] == major && h->release[1] >= minor);
}

/* ---------------------------------------------------------------- module BTFs */
static int open_named(const char *name)
{
	uint32_t id = 0;
	int err;

	while (!(err = sys_btf_next(&id))) {
		char found[64] = "";
		struct bpf_btf_info info = { .name = (uint64_t)(uintptr_t)found, .name_len = sizeof(found) };
		int fd = sys_btf_open(id);

		if (fd < 0) {
			if (fd == -ENOENT)	/* it went just now */
				continue;
			return fd;
		}
		if (!sys_info(fd, &info, sizeof(info)) && !strcmp(found, name))
			return fd;
		close(fd);
	}
	return err;
}

static int open_module(struct host *h, enum bpf_kfunc f)
{
	int fd;

	for (unsigned i = 0; i < N_KFUNCS; i++)		/* two functions of one module */
		if (h->kfunc[i].fd_slot && h->kfunc_module[i] && !strcmp(h->kfunc_module[i], h->kfunc_module[f])) {
			h->kfunc[f].fd_slot = h->kfunc[i].fd_slot;
			return 0;
		}
	fd = open_named(h->kfunc_module[f]);
	if (fd < 0)
		return fd;
	h->fd_array[++h->n_fds] = fd;
	h->kfunc[f].fd_slot = (uint8_t)h->n_fds;
	return 0;
}

int host_open_kfuncs(struct host *h, const struct bpf_object *o, const char **missing)
{
	vec_each(i, &o->code.relocs) {
		uint32_t f = o->code.relocs.v[i].index;
		int err;

		if (o->code.relocs.v[i].kind != RELOC_KFUNC)
			continue;
		if (!h->kfunc[f].id) {
			*missing = bpf_kfunc_names[f];
			return -ENOENT;
		}
		if (!h->kfunc_module[f] || h->kfunc[f].fd_slot)
			continue;
		err = open_module(h, f);
		if (err) {
			*missing = bpf_kfunc_names[f];
			return err;
		}
	}
	return 0;
}

void host_close(struct host *h)
{
	for (unsigned i = 1; i <= h->n_fds; i++)
		close(h->fd_array[i]);
	for (unsigned i = 0; i < N_KFUNCS; i++)
		h->kfunc[i].fd_slot = 0;
	h->n_fds = 0;
}
