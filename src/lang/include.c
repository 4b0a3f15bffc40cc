/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files an include means. */
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "lang/input.h"

static bool has_wildcards(const char *pattern)
{
	return strpbrk(pattern, "*?[") != NULL;
}

static bool is_fixed(const char *path)
{
	return *path == '/' || !strncmp(path, "./", 2) || !strncmp(path, "../", 3);
}

/* 1: files found (they may all be directories, which wildcards skip); 0: none; -errno after an error. */
static int try_pattern(struct parser *p, struct loc loc, const char *pattern, bool wild, struct paths *out)
{
	glob_t g;
	struct stat st;
	int found = 0;

	if (!wild) {
		if (stat(pattern, &st) < 0)
			return 0;
		vec_push(p->region, &out->v, region_strdup(p->region, pattern));
		return 1;
	}
	switch (glob(pattern, 0, NULL, &g)) {
	case 0:
		break;
	case GLOB_NOMATCH:
		return 0;
	default:
		parse_error(p, loc, "Could not read directory of \"%s\": %s", pattern, strerror(errno ? errno : EIO));
		return -EINVAL;
	}
	for (size_t i = 0; i < g.gl_pathc; i++) {
		if (stat(g.gl_pathv[i], &st) < 0 || S_ISDIR(st.st_mode))
			continue;
		vec_push(p->region, &out->v, region_strdup(p->region, g.gl_pathv[i]));
		found = 1;
	}
	globfree(&g);
	return found;
}

int include_find(struct parser *p, struct loc loc, const char *pattern, struct paths *out)
{
	static const char *const fallback[] = { DEFAULT_INCLUDE_PATH };
	const char *const *dirs = p->opt->n_include_paths ? p->opt->include_paths : fallback;
	unsigned n = p->opt->n_include_paths ? p->opt->n_include_paths : 1;
	bool wild = has_wildcards(pattern);
	int ret = 0;

	if (is_fixed(pattern))
		ret = try_pattern(p, loc, pattern, wild, out);
	else
		for (unsigned i = 0; i < n && !ret; i++)
			ret = try_pattern(p, loc, region_printf(p->region, "%s/%s", dirs[i], pattern), wild, out);
	if (ret < 0)
		return ret;
	if (!ret && !wild) {
		parse_error(p, loc, "File not found: %s", pattern);
		return -ENOENT;
	}
	return 0;
}
