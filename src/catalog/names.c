/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalog/names.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>

/* ------------------------------------------------------------------ files of numbers and names, read once */

struct named_number { char *name; uint64_t value; };
struct numbers { struct named_number *v; unsigned n; const char *path; };

/* The first path that exists is read; without any, only the built-in name of 0 is known. */
static const struct { const char *paths[3]; const char *zero; } sources[N_NAMES] = {
	[NAMES_GROUP] = { { "/etc/iproute2/group", "/usr/share/iproute2/group", NULL }, "default" },
	[NAMES_REALM] = { { "/etc/iproute2/rt_realms", "/usr/share/iproute2/rt_realms", NULL }, "cosmos" },
	[NAMES_MARK] = { { "/etc/iproute2/rt_marks", "/usr/share/iproute2/rt_marks", NULL }, NULL },
	[NAMES_LABEL] = { { DEFAULT_INCLUDE_PATH "/connlabel.conf", "/etc/connlabel.conf", "/etc/xtables/connlabel.conf" }, NULL },
};
static struct numbers tables[N_NAMES];
static once_flag tables_once = ONCE_FLAG_INIT;

static void add_number(struct numbers *t, const char *name, uint64_t value)
{
	struct named_number *v = realloc(t->v, (t->n + 1) * sizeof(*v));

	if (!v)
		return;
	t->v = v;
	v[t->n].name = strdup(name);
	v[t->n].value = value;
	if (v[t->n].name)
		t->n++;
}

static bool read_numbers(struct numbers *t, const char *path)
{
	char line[512], name[256], number[64], *end;
	FILE *f = fopen(path, "re");
	uint64_t value;

	if (!f)
		return false;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "#\n")] = '\0';
		if (sscanf(line, "%63s %255s", number, name) != 2)
			continue;
		value = strtoull(number, &end, 0);
		if (!*end)
			add_number(t, name, value);
	}
	fclose(f);
	return true;
}

static bool has_value(const struct numbers *t, uint64_t value)
{
	for (unsigned i = 0; i < t->n; i++)
		if (t->v[i].value == value)
			return true;
	return false;
}

static void read_tables(void)
{
	for (unsigned f = 0; f < N_NAMES; f++) {
		for (unsigned i = 0; i < 3 && sources[f].paths[i]; i++) {
			tables[f].path = sources[f].paths[i];
			if (read_numbers(&tables[f], tables[f].path))
				break;
		}
		if (sources[f].zero && !has_value(&tables[f], 0))
			add_number(&tables[f], sources[f].zero, 0);
	}
}

bool names_find(enum names_file f, const char *name, uint64_t *value)
{
	call_once(&tables_once, read_tables);
	for (unsigned i = 0; i < tables[f].n; i++) {
		if (!strcmp(tables[f].v[i].name, name)) {
			*value = tables[f].v[i].value;
			return true;
		}
	}
	return false;
}

const char *names_name(enum names_file f, uint64_t value)
{
	call_once(&tables_once, read_tables);
	for (unsigned i = 0; i < tables[f].n; i++)
		if (tables[f].v[i].value == value)
			return tables[f].v[i].name;
	return NULL;
}

const char *names_path(enum names_file f)
{
	call_once(&tables_once, read_tables);
	return tables[f].path;
}

const char *names_entry(enum names_file f, unsigned i, uint64_t *value)
{
	call_once(&tables_once, read_tables);
	if (i >= tables[f].n)
		return NULL;
	*value = tables[f].v[i].value;
	return tables[f].v[i].name;
}

/* ------------------------------------------------------------------ made-up numbers */

uint32_t made_up_number(struct value_env *env, const char *name)
{
	vec_each(i, &env->names)
		if (!strcmp(env->names.v[i], name))
			return MADE_UP + i;
	vec_push(env->region, &env->names, region_strdup(env->region, name));
	return MADE_UP + env->names.n - 1;
}

const char *made_up_name(const struct value_env *env, uint64_t value)
{
	if (!env || value < MADE_UP || value - MADE_UP >= env->names.n)
		return NULL;
	return env->names.v[value - MADE_UP];
}

/* ------------------------------------------------------------------ control groups */

#define CGROUP_ROOT "/sys/fs/cgroup"
#define CGROUP_DEPTH 16

bool cgroup_find(const char *path, uint64_t *inode)
{
	char full[4096];
	struct stat st;

	if (snprintf(full, sizeof(full), "%s/%s", CGROUP_ROOT, path) >= (int)sizeof(full) || stat(full, &st))
		return false;
	*inode = st.st_ino;
	return true;
}

static bool search_below(char *full, size_t size, uint64_t inode, unsigned depth)
{
	size_t len = strlen(full);
	struct dirent *e;
	bool found = false;
	struct stat st;
	DIR *d;

	if (lstat(full, &st) || !S_ISDIR(st.st_mode))
		return false;
	if (st.st_ino == inode)
		return true;
	if (depth == CGROUP_DEPTH || !(d = opendir(full)))
		return false;
	while (!found && (e = readdir(d))) {
		if (e->d_name[0] == '.' || (e->d_type != DT_DIR && e->d_type != DT_UNKNOWN))
			continue;
		if (snprintf(full + len, size - len, "/%s", e->d_name) < (int)(size - len))
			found = search_below(full, size, inode, depth + 1);
		if (!found)
			full[len] = '\0';
	}
	closedir(d);
	return found;
}

bool cgroup_path(uint64_t inode, char *path, size_t size)
{
	char full[4096] = CGROUP_ROOT;
	const char *below;

	if (!search_below(full, sizeof(full), inode, 0))
		return false;
	below = full + strlen(CGROUP_ROOT);
	return snprintf(path, size, "%s", *below == '/' ? below + 1 : below) < (int)size;
}
