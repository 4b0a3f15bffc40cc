/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/pins.h"

#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
#define NAME_LENGTH 200		/* longer names are told by a hash */

const char *pins_dir(struct region *r)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd < 0)
		fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		cookie = 0;
	if (fd >= 0)
		close(fd);
	return cookie ? region_printf(r, PINS_ROOT "/nft/%llu", (unsigned long long)cookie) : NULL;
}

bool pins_exist(const char *dir)
{
	return dir && !access(dir, F_OK);
}

static int make_dir(const char *path)
{
	return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

/* One as `ip netns exec` makes, which ends with its process: what would be mounted there, and pinned, would end with it. */
static bool is_passing(void)
{
	struct stat own, first;

	return !stat("/proc/self/ns/mnt", &own) && !stat("/proc/1/ns/mnt", &first) && (own.st_ino != first.st_ino || own.st_dev != first.st_dev);
}

static int mount_bpffs(void)
{
	struct statfs st;

	if (!statfs(PINS_ROOT, &st) && st.f_type == BPF_FS_MAGIC)
		return 0;
	if (is_passing())
		return -EXDEV;
	return mount("bpf", PINS_ROOT, "bpf", 0, "mode=0700") ? -errno : 0;
}

int pins_make(struct region *r, const char *dir)
{
	char *path = region_strdup(r, dir);
	int err = mount_bpffs();

	if (err)
		return err;
	for (char *p = path + sizeof(PINS_ROOT); *p && !err; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		err = make_dir(path);
		*p = '/';
	}
	return err ? err : make_dir(path);
}

static uint64_t hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3;
	return h;
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* bpffs has no dots in its names. */
static const char *escape(struct region *r, const char *s)
{
	char *out = region_alloc(r, 3 * strlen(s) + 1), *p = out;

	for (; *s; s++)
		p += is_plain(*s) ? (*p = *s, 1) : sprintf(p, "%%%02x", (uint8_t)*s);
	return out;
}

const char *pins_name(struct region *r, const char *family, const char *table, const char *flowtable)
{
	const char *name = region_printf(r, "%s:%s:%s", family, escape(r, table), escape(r, flowtable));

	return strlen(name) <= NAME_LENGTH ? name : region_printf(r, "%s:%016llx", family, (unsigned long long)hash(name));
}

void pins_list(struct region *r, const char *dir, pin_names *out)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			vec_push(r, out, region_strdup(r, e->d_name));
	closedir(d);
}

int pins_remove(struct region *r, const char *dir)
{
	pin_names names = { 0 };

	pins_list(r, dir, &names);
	vec_each(i, &names) {
		const char *path = region_printf(r, "%s/%s", dir, names.v[i]);

		if (unlink(path) && (errno == EISDIR || errno == EPERM))
			pins_remove(r, path);
	}
	return rmdir(dir) && errno != ENOENT ? -errno : 0;
}
