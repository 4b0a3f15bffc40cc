/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/meta.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "fastpath/bpf/sys.h"

const char *const live_mode_names[N_LIVE_MODES] = { "keep", "auto", "xdp", "xdp-generic", "tc", "off" };

static int open_meta(const char *dir)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/meta", dir);
	return sys_open_pin(path);
}

int meta_read(const char *dir, struct meta *m)
{
	uint32_t zero = 0;
	struct bpf_map_info info = { 0 };
	int fd = open_meta(dir), err;

	if (fd < 0)
		return fd;
	err = sys_info(fd, &info, sizeof(info));
	if (!err && info.value_size != sizeof(*m))
		err = -EINVAL;
	if (!err)
		err = sys_map_lookup(fd, &zero, m);
	close(fd);
	return !err && m->version != META_VERSION ? -EINVAL : err;
}

int meta_write(const char *dir, const struct meta *m)
{
	struct sys_map spec = { BPF_MAP_TYPE_ARRAY, 4, sizeof(*m), 1, 0, "meta" };
	char path[512];
	uint32_t zero = 0;
	int fd = open_meta(dir), err;

	if (fd >= 0) {
		err = sys_map_update(fd, &zero, m);
		close(fd);
		return err;
	}
	fd = sys_map_create(&spec);
	if (fd < 0)
		return fd;
	err = sys_map_update(fd, &zero, m);
	snprintf(path, sizeof(path), "%s/meta", dir);
	if (!err)
		err = sys_pin(fd, path);
	close(fd);
	return err;
}
