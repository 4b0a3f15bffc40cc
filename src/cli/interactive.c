/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/interactive.h"

#include <histedit.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/strbuf.h"

#define HISTORY_FILE ".nft.history"
#define HISTORY_LINES 1000

static bool in_continuation;

static char *prompt(EditLine *el)
{
	static char first[] = "nft> ", more[] = ".... ";

	(void)el;
	return in_continuation ? more : first;
}

static char *history_path(void)
{
	const char *home = getenv("HOME");
	struct strbuf b = { 0 };

	if (!home)
		return NULL;
	strbuf_printf(&b, "%s/%s", home, HISTORY_FILE);
	return b.s;
}

/* True when a whole command stands in @cmd. */
static bool take_line(struct strbuf *cmd, const char *line, int len)
{
	strbuf_addn(cmd, line, (size_t)len);
	in_continuation = cmd->len >= 2 && !strcmp(cmd->s + cmd->len - 2, "\\\n");
	return !in_continuation;
}

static bool is_quit(const char *cmd)
{
	return !strcmp(cmd, "quit\n") || !strcmp(cmd, "exit\n");
}

static void loop(struct nft_ctx *ctx, EditLine *el, History *hist)
{
	struct strbuf cmd = { 0 };
	HistEvent ev;
	const char *line;
	int len;

	while ((line = el_gets(el, &len)) && len > 0) {
		if (!take_line(&cmd, line, len))
			continue;
		if (is_quit(strbuf_str(&cmd)))
			break;
		if (cmd.len > 1) {
			history(hist, &ev, H_ENTER, strbuf_str(&cmd));
			nft_run_cmd_from_buffer(ctx, strbuf_str(&cmd));
		}
		strbuf_reset(&cmd);
	}
	strbuf_free(&cmd);
}

int interactive(struct nft_ctx *ctx)
{
	EditLine *el = el_init("nft", stdin, stdout, stderr);
	History *hist = history_init();
	char *path = history_path();
	HistEvent ev;

	if (el && hist) {
		history(hist, &ev, H_SETSIZE, HISTORY_LINES);
		if (path)
			history(hist, &ev, H_LOAD, path);
		el_set(el, EL_PROMPT, prompt);
		el_set(el, EL_EDITOR, "emacs");
		el_set(el, EL_HIST, history, hist);
		el_set(el, EL_SIGNAL, 1);
		el_source(el, NULL);
		loop(ctx, el, hist);
		if (path && isatty(STDIN_FILENO))
			history(hist, &ev, H_SAVE, path);
	}
	if (hist)
		history_end(hist);
	if (el)
		el_end(el);
	free(path);
	return 0;
}
