/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/sys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel says EAGAIN of a program load that a signal interrupted. */
#define RETRIES 5

static int call(int cmd, union bpf_attr *attr, size_t len)
{
	long ret;
	int tries = 0;

	do
		ret = syscall(__NR_bpf, cmd, attr, len);
	while (ret < 0 && (errno == EAGAIN || errno == EINTR) && ++tries < RETRIES);
	return ret < 0 ? -errno : (int)ret;
}

static uint64_t ptr(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

static void set_name(char *to, const char *name)
{
	if (name)
		strncpy(to, name, BPF_OBJ_NAME_LEN - 1);
}

int sys_map_create(const struct sys_map *m)
{
	union bpf_attr a = { .map_type = m->type };

	a.key_size = m->key_size;
	a.value_size = m->value_size;
	a.max_entries = m->max_entries;
	a.map_flags = m->flags;
	set_name(a.map_name, m->name);
	return call(BPF_MAP_CREATE, &a, sizeof(a));
}

static int elem(int cmd, int fd, const void *key, const void *value)
{
	union bpf_attr a = { 0 };

	a.map_fd = (uint32_t)fd;
	a.key = ptr(key);
	a.value = ptr(value);
	return call(cmd, &a, sizeof(a));
}

int sys_map_update(int fd, const void *key, const void *value) { return elem(BPF_MAP_UPDATE_ELEM, fd, key, value); }
int sys_map_lookup(int fd, const void *key, void *value) { return elem(BPF_MAP_LOOKUP_ELEM, fd, key, value); }
int sys_map_delete(int fd, const void *key) { return elem(BPF_MAP_DELETE_ELEM, fd, key, NULL); }
int sys_map_next_key(int fd, const void *key, void *next) { return elem(BPF_MAP_GET_NEXT_KEY, fd, key, next); }
int sys_map_freeze(int fd) { return elem(BPF_MAP_FREEZE, fd, NULL, NULL); }

int sys_btf_load(const void *btf, uint32_t len)
{
	union bpf_attr a = { 0 };

	a.btf = ptr(btf);
	a.btf_size = len;
	return call(BPF_BTF_LOAD, &a, sizeof(a));
}

int sys_prog_load(const struct sys_prog *p)
{
	union bpf_attr a = { .prog_type = p->type };

	a.expected_attach_type = p->attach_type;
	a.insns = ptr(p->insns);
	a.insn_cnt = p->n_insns;
	a.license = ptr("GPL");
	a.fd_array = ptr(p->fd_array);
	a.prog_flags = p->flags;
	if (p->log) {
		a.log_buf = ptr(p->log);
		a.log_size = p->log_size;
		a.log_level = 1;
	}
	if (p->n_func_info) {
		a.prog_btf_fd = (uint32_t)p->btf_fd;
		a.func_info = ptr(p->func_info);
		a.func_info_cnt = p->n_func_info;
		a.func_info_rec_size = sizeof(*p->func_info);
	}
	set_name(a.prog_name, p->name);
	return call(BPF_PROG_LOAD, &a, sizeof(a));
}

int sys_prog_run(int fd, struct sys_run *run)
{
	union bpf_attr a = { 0 };
	int err;

	a.test.prog_fd = (uint32_t)fd;
	a.test.data_in = ptr(run->in);
	a.test.data_size_in = run->in_len;
	a.test.data_out = ptr(run->out);
	a.test.data_size_out = run->out_len;
	a.test.ctx_in = ptr(run->ctx);
	a.test.ctx_size_in = run->ctx_len;
	a.test.repeat = run->repeat;
	err = call(BPF_PROG_TEST_RUN, &a, sizeof(a));
	if (err)
		return err;
	run->out_len = a.test.data_size_out;
	run->retval = a.test.retval;
	run->duration = a.test.duration;
	return 0;
}

int sys_pin(int fd, const char *path)
{
	union bpf_attr a = { 0 };

	a.pathname = ptr(path);
	a.bpf_fd = (uint32_t)fd;
	return call(BPF_OBJ_PIN, &a, sizeof(a));
}

int sys_open_pin(const char *path)
{
	union bpf_attr a = { 0 };

	a.pathname = ptr(path);
	return call(BPF_OBJ_GET, &a, sizeof(a));
}

int sys_info(int fd, void *info, uint32_t len)
{
	union bpf_attr a = { 0 };

	a.info.bpf_fd = (uint32_t)fd;
	a.info.info = ptr(info);
	a.info.info_len = len;
	return call(BPF_OBJ_GET_INFO_BY_FD, &a, sizeof(a));
}

/* Of programs and maps, the id is the second number; of links too. */
uint32_t sys_id(int fd)
{
	union { struct bpf_prog_info prog; struct bpf_map_info map; struct bpf_link_info link; } info;

	memset(&info, 0, sizeof(info));
	return sys_info(fd, &info, 8) ? 0 : info.prog.id;
}

uint32_t sys_link_prog(int fd, uint32_t *ifindex)
{
	struct bpf_link_info info;

	memset(&info, 0, sizeof(info));
	if (sys_info(fd, &info, sizeof(info)))
		return 0;
	*ifindex = info.xdp.ifindex;	/* tcx keeps it in the same place */
	return info.prog_id;
}

int sys_btf_next(uint32_t *id)
{
	union bpf_attr a = { 0 };
	int err;

	a.start_id = *id;
	err = call(BPF_BTF_GET_NEXT_ID, &a, sizeof(a));
	if (!err)
		*id = a.next_id;
	return err;
}

int sys_btf_open(uint32_t id)
{
	union bpf_attr a = { 0 };

	a.btf_id = id;
	return call(BPF_BTF_GET_FD_BY_ID, &a, sizeof(a));
}

int sys_prog_count(uint32_t ifindex, uint32_t attach_type)
{
	union bpf_attr a = { 0 };
	int err;

	a.query.target_fd = ifindex;	/* of devices, the number stands in the same place */
	a.query.attach_type = attach_type;
	err = call(BPF_PROG_QUERY, &a, sizeof(a));
	return err < 0 ? err : (int)a.query.prog_cnt;
}

int sys_link_create(int prog, uint32_t ifindex, uint32_t attach_type, uint32_t flags)
{
	union bpf_attr a = { 0 };

	a.link_create.prog_fd = (uint32_t)prog;
	a.link_create.target_ifindex = ifindex;
	a.link_create.attach_type = attach_type;
	a.link_create.flags = flags;
	return call(BPF_LINK_CREATE, &a, sizeof(a));
}

int sys_link_update(int link, int prog)
{
	union bpf_attr a = { 0 };

	a.link_update.link_fd = (uint32_t)link;
	a.link_update.new_prog_fd = (uint32_t)prog;
	return call(BPF_LINK_UPDATE, &a, sizeof(a));
}

int sys_link_detach(int link)
{
	union bpf_attr a = { 0 };

	a.link_detach.link_fd = (uint32_t)link;
	return call(BPF_LINK_DETACH, &a, sizeof(a));
}

unsigned sys_possible_cpus(void)
{
	FILE *f = fopen("/sys/devices/system/cpu/possible", "re");
	unsigned last = 0, n;
	char sep = 0;

	if (!f)
		return (unsigned)sysconf(_SC_NPROCESSORS_CONF);
	while (fscanf(f, "%u%c", &n, &sep) >= 1)
		last = n;
	fclose(f);
	return last + 1;
}
