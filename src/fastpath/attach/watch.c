/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/watch.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "fastpath/attach/meta.h"
#include "fastpath/attach/pins.h"

#define CHANGES	(IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF)

/* What is told of one flowtable. */
struct seen { char name[256], family[8], table[256], flowtable[256]; uint32_t backend, program, xdp; bool still; };
struct fast_watch { int fd; struct seen *seen; uint32_t n; };

struct fast_watch *fast_watch_open(void)
{
	struct fast_watch *w = calloc(1, sizeof(*w));
	struct strbuf nobody = { 0 };

	if (!w)
		return NULL;
	w->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (w->fd < 0) {
		free(w);
		return NULL;
	}
	fast_watch_tell(w, false, &nobody);	/* what is there is no change */
	strbuf_free(&nobody);
	return w;
}

void fast_watch_close(struct fast_watch *w)
{
	if (!w)
		return;
	close(w->fd);
	free(w->seen);
	free(w);
}

int fast_watch_fd(const struct fast_watch *w)
{
	return w ? w->fd : -1;
}

static void tell_json(const char *what, const struct seen *s, struct strbuf *out)
{
	json_t *root = json_pack("{s:{s:{s:s, s:s, s:s, s:s, s:i}}}", what, "fastpath", "family", s->family, "table", s->table, "name", s->flowtable,
				 "backend", live_mode_names[s->backend], "program", (int)s->program);
	char *text = json_dumps(root, 0);

	if (text)
		strbuf_printf(out, "%s\n", text);
	free(text);
	json_decref(root);
}

static void tell(const char *what, const struct seen *s, bool json, struct strbuf *out)
{
	if (json) {
		tell_json(what, s, out);
		return;
	}
	strbuf_printf(out, "%s fastpath %s %s %s", what, s->family, s->table, s->flowtable);
	if (*what != 'd') {
		strbuf_printf(out, " backend %s", live_mode_names[s->backend]);
		if (s->program)
			strbuf_printf(out, " program %u", s->program);
	}
	strbuf_add(out, "\n");
}

static struct seen *seen_of(struct fast_watch *w, const char *name)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (!strcmp(w->seen[i].name, name))
			return &w->seen[i];
	return NULL;
}

static void take(struct fast_watch *w, const char *name, const struct meta *m, bool json, struct strbuf *out)
{
	struct seen now = { .backend = m->backend, .program = m->program, .xdp = m->xdp, .still = true }, *s = seen_of(w, name), *more;

	strncpy(now.name, name, sizeof(now.name) - 1);
	memcpy(now.family, m->family, sizeof(now.family));
	memcpy(now.table, m->table, sizeof(now.table));
	memcpy(now.flowtable, m->flowtable, sizeof(now.flowtable));
	if (s) {
		if (s->program != now.program || s->xdp != now.xdp || s->backend != now.backend)
			tell("replace", &now, json, out);
		*s = now;
		return;
	}
	more = realloc(w->seen, (w->n + 1) * sizeof(*w->seen));
	if (!more)
		return;
	w->seen = more;
	w->seen[w->n++] = now;
	tell("add", &now, json, out);
}

static void forget_gone(struct fast_watch *w, bool json, struct strbuf *out)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < w->n; i++) {
		if (!w->seen[i].still)
			tell("delete", &w->seen[i], json, out);
		else
			w->seen[k++] = w->seen[i];
	}
	w->n = k;
}

/* Directories may be new: a watch that is there already stays. */
static void watch_dirs(struct fast_watch *w, const char *dir)
{
	inotify_add_watch(w->fd, PINS_ROOT, CHANGES);
	inotify_add_watch(w->fd, PINS_ROOT "/nft", CHANGES);
	inotify_add_watch(w->fd, dir, CHANGES);
}

static void look(struct fast_watch *w, struct region *r, bool json, struct strbuf *out)
{
	const char *dir = pins_dir(r);
	pin_names names = { 0 };
	struct meta m;

	if (!dir)
		return;
	watch_dirs(w, dir);
	pins_list(r, dir, &names);
	vec_each(i, &names)
		if (!strcmp(names.v[i], PINS_INTENT))
			return;
	for (uint32_t i = 0; i < w->n; i++)
		w->seen[i].still = false;
	vec_each(i, &names)
		if (!meta_read(region_printf(r, "%s/%s", dir, names.v[i]), &m))
			take(w, names.v[i], &m, json, out);
	forget_gone(w, json, out);
}

void fast_watch_tell(struct fast_watch *w, bool json, struct strbuf *out)
{
	struct region *r = region_create();
	char events[4096] __attribute__((aligned(8)));
	jmp_buf oom;

	while (read(w->fd, events, sizeof(events)) > 0)
		;
	if (!r)
		return;
	if (!setjmp(oom)) {
		region_on_oom(r, &oom);
		look(w, r, json, out);
	}
	region_free(r);
}
