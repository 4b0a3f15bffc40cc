/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of the kernel, shown: what a batch added (--echo), and whatever happens (monitor). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "api/run.h"
#include "fastpath/attach/watch.h"
#include "json/list.h"
#include "kernel/kernel.h"
#include "lang/list.h"

/* ---------------------------------------------------------------- echo */
struct echo { struct run *run; struct strbuf text; unsigned n; };

static int echo_event(void *data, const struct event *e)
{
	struct echo *echo = data;
	struct printer p = run_printer(echo->run, &echo->text);

	if (!run_wants_json(echo->run)) {
		list_event(&p, e);
		return 0;
	}
	if (e->kind != EVENT_CHANGE)
		return 0;
	strbuf_add(&echo->text, echo->n++ ? ", " : "{\"nftables\": [");
	return json_change(&p, e->cmd);
}

int echo_events(struct run *run)
{
	struct echo echo = { .run = run };
	int err = kernel_echo(run->kernel, &run->echoed, &run->sink, echo_event, &echo);

	if (echo.n)
		strbuf_add(&echo.text, "]}\n");
	stream_write(&run->ctx->out, strbuf_str(&echo.text), echo.text.len);
	strbuf_free(&echo.text);
	return err;
}

/* ---------------------------------------------------------------- monitor */
struct watcher { struct run *run; const struct watch *watch; struct strbuf text; bool json; struct fast_watch *fast; };

static bool is_wanted(const struct watch *w, const struct event *e)
{
	switch (e->kind) {
	case EVENT_CHANGE:
		return w->objs & 1u << e->cmd->obj && (e->cmd->op == CMD_DELETE ? w->gone : w->added);
	case EVENT_GENERATION:
		return w->generations;
	case EVENT_TRACE:
		return w->trace;
	case EVENT_LOST:
		return true;
	}
	return false;
}

/* The stream stays JSON, whatever happens; packets have no form in it. */
static int show_event(struct watcher *w, const struct event *e)
{
	struct printer p = run_printer(w->run, &w->text);
	bool json = w->json && e->kind == EVENT_CHANGE;

	if (w->json && e->kind == EVENT_GENERATION)
		return 0;
	if (!json) {
		list_event(&p, e);
		return 0;
	}
	json_change(&p, e->cmd);
	strbuf_addc(&w->text, '\n');
	return 0;
}

static int send(struct watcher *w, struct stream *out)
{
	if (w->text.failed)
		return -ENOMEM;
	stream_write(out, strbuf_str(&w->text), w->text.len);
	strbuf_reset(&w->text);
	if (out->buffered || !out->fp)
		return 0;
	return fflush(out->fp) || ferror(out->fp) ? -EPIPE : 0;
}

static int watch_event(void *data, const struct event *e)
{
	struct watcher *w = data;

	if (!is_wanted(w->watch, e))
		return 0;
	show_event(w, e);
	return send(w, w->json && e->kind == EVENT_LOST ? &w->run->ctx->err : &w->run->ctx->out);
}

/* Programs of fast_fwd chains come and go behind the commit of what they are made of. */
static int watch_fastpath(void *data)
{
	struct watcher *w = data;

	fast_watch_tell(w->fast, w->json, &w->text);
	return w->text.len ? send(w, &w->run->ctx->out) : 0;
}

static bool wants_fastpath(const struct watch *w)
{
	return w->added && w->gone && w->objs & 1u << OBJ_CHAIN && w->objs & 1u << OBJ_FLOWTABLE;
}

/* Rules show what their anonymous sets hold; JSON tells of rules that are gone in full, and a trace names rules by their handle. */
static unsigned what_to_know(const struct watch *w, bool json)
{
	bool rules = w->trace || (json && w->objs & 1u << OBJ_RULE);

	return FETCH_CHAINS | FETCH_SETS | (rules ? FETCH_RULES : 0);
}

/* For as long as it listens, the signals that end a command end the listening. */
struct stop { sigset_t before; int fd; };

static struct stop stop_on_signals(bool wanted)
{
	struct stop s = { .fd = -1 };
	sigset_t ending;

	if (!wanted)
		return s;
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	s.fd = signalfd(-1, &ending, SFD_CLOEXEC);
	if (s.fd >= 0)
		sigprocmask(SIG_BLOCK, &ending, &s.before);
	return s;
}

static void stop_no_more(const struct stop *s)
{
	struct signalfd_siginfo taken;

	if (s->fd < 0)
		return;
	while (fcntl(s->fd, F_SETFL, O_NONBLOCK) == 0 && read(s->fd, &taken, sizeof(taken)) > 0)
		;
	close(s->fd);
	sigprocmask(SIG_SETMASK, &s->before, NULL);
}

int monitor(struct run *run, const struct watch *watch)
{
	struct watcher w = { .run = run, .watch = watch, .json = watch->json || run_wants_json(run) };
	struct stop stop = stop_on_signals(run->ctx->end_on_signals);
	struct monitor m = { .known = what_to_know(watch, w.json), .trace = watch->trace, .stop = stop.fd, .fn = watch_event, .data = &w };
	struct loc nowhere = { 0 };
	int err;

	w.fast = wants_fastpath(watch) ? fast_watch_open() : NULL;
	m.beside = fast_watch_fd(w.fast);
	m.beside_fn = watch_fastpath;
	err = kernel_monitor(run->kernel, &m, &run->sink);
	fast_watch_close(w.fast);
	stop_no_more(&stop);
	strbuf_free(&w.text);
	if (err && err != -EPIPE)
		diag_error(&run->sink, nowhere, "cannot listen to the kernel: %s", strerror(-err));
	return err == -EPIPE ? 0 : err;
}
