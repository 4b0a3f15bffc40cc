/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --diff and --fix: the edits that findings come with, shown or made. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/run.h"
#include "report/patch.h"

void fix_show(struct run *run, const struct offload_result *res)
{
	struct patches ps = { 0 };
	struct strbuf b = { 0 };

	patches_of(run->r, res, &run->trivia, &ps);
	vec_each(i, &ps.v)
		patch_diff(&b, run->r, &ps.v.v[i]);
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
}

static int write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t done = write(fd, s, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		s += done;
		n -= (size_t)done;
	}
	return 0;
}

/* What was read must still be what is there. */
static bool is_unchanged(struct region *r, const struct source *src, const char *path)
{
	struct source *now = NULL;

	return !source_read(r, path, &now) && now->len == src->len && !memcmp(now->text, src->text, src->len);
}

static int fill(int fd, const struct stat *st, const struct strbuf *text)
{
	int err = write_all(fd, strbuf_str(text), text->len);

	if (err)
		return err;
	/* the owner may be another: who may not give the file away keeps it, as an editor does */
	if (fchown(fd, st->st_uid, st->st_gid) && errno != EPERM)
		return -errno;
	return fchmod(fd, st->st_mode & 07777) || fsync(fd) ? -errno : 0;
}

/* A new file is put in the place of the old one: whoever reads it sees one or the other. */
static int replace_file(struct region *r, const char *path, const struct strbuf *text)
{
	char *temporary = region_printf(r, "%s.XXXXXX", path);
	struct stat st;
	int fd, err;

	if (stat(path, &st))
		return -errno;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fill(fd, &st, text);
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

static int apply(struct run *run, const struct patch *p)
{
	char *path = realpath(source_name(p->src), NULL);	/* behind a symbolic link, the file is meant */
	struct strbuf text = { 0 };
	int err = path ? 0 : -errno;

	patch_text(&text, p);
	if (!err && (text.failed || !is_unchanged(run->r, p->src, path)))
		err = text.failed ? -ENOMEM : -ESTALE;
	if (!err)
		err = replace_file(run->r, path, &text);
	strbuf_free(&text);
	free(path);
	return err;
}

static void tell(struct run *run, const struct patch *p)
{
	struct strbuf b = { 0 };

	strbuf_printf(&b, "%s: mended (%u fix%s)\n", source_name(p->src), p->fixes, p->fixes == 1 ? "" : "es");
	if (p->fixes)
		stream_write(&run->ctx->err, strbuf_str(&b), b.len);
	strbuf_free(&b);
}

int fix_apply(struct run *run, const struct offload_result *res)
{
	struct patches ps = { 0 };
	struct loc nowhere = { 0 };
	int fixed = 0, err;

	patches_of(run->r, res, &run->trivia, &ps);
	vec_each(i, &ps.v) {
		const struct patch *p = &ps.v.v[i];

		if (!p->edits.n || p->src->kind != SOURCE_FILE)
			continue;
		err = apply(run, p);
		if (err) {
			diag_error(&run->sink, nowhere, "Could not write \"%s\": %s", source_name(p->src), strerror(-err));
			return err;
		}
		fixed += (int)p->fixes;
		tell(run, p);
	}
	return fixed;
}
