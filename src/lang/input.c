/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stream of tokens: one lexer for each source, includes put in their place, and going on after errors. */
#include "lang/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lang/grammar.h"

typedef void *yyscan_t;
int nft_scan_lex_init_extra(struct lexer *lx, yyscan_t *scanner);
int nft_scan_lex_destroy(yyscan_t scanner);
int nft_scan(struct lexer *lx, NFT_STYPE *value, struct loc *loc, yyscan_t scanner);

struct token { int kind; NFT_STYPE value; struct loc loc; };

struct frame {			/* one include (all files that its pattern means), or the outermost source */
	struct frame *up;
	struct lexer lexer;
	yyscan_t scanner;
	struct paths files;	/* those still to come */
	uint32_t next_file;
	struct loc from;	/* the include statement */
	struct token after;	/* token to be read when all is done; kind 0 or END: none */
	dev_t dev; ino_t ino; bool is_file;
};

struct input {
	struct frame *top;
	unsigned frames, sources;
	struct token last;	/* what the parser got */
	struct token pending; bool has_pending;
	unsigned depth, parens;
};

static int frame_open(struct parser *p, struct frame *f, struct source *src)
{
	f->lexer = (struct lexer){ .p = p, .src = src };
	if (nft_scan_lex_init_extra(&f->lexer, &f->scanner))
		return -ENOMEM;
	if (p->opt->trivia)
		vec_push(p->region, &p->opt->trivia->sources, src);
	return 0;
}

static void frame_close(struct frame *f)
{
	if (f->scanner)
		nft_scan_lex_destroy(f->scanner);
	f->scanner = NULL;
}

static struct frame *push(struct parser *p)
{
	struct frame *f = region_new(p->region, struct frame);

	f->up = p->input->top;
	p->input->top = f;
	p->input->frames++;
	return f;
}

static void pop(struct parser *p)
{
	frame_close(p->input->top);
	p->input->top = p->input->top->up;
	p->input->frames--;
}

static void note_file(struct frame *f, const char *path)
{
	struct stat st;

	f->is_file = !stat(path, &st);
	if (f->is_file) {
		f->dev = st.st_dev;
		f->ino = st.st_ino;
	}
}

int input_open(struct parser *p, struct source *src)
{
	struct frame *f;

	p->input = region_new(p->region, struct input);
	f = push(p);
	if (src->kind == SOURCE_FILE)
		note_file(f, src->name);
	return frame_open(p, f, src);
}

int input_insert(struct parser *p, struct source *src)
{
	return frame_open(p, push(p), src);
}

void input_close(struct parser *p)
{
	while (p->input && p->input->top)
		pop(p);
}

unsigned input_depth(const struct parser *p)
{
	return p->input->depth;
}

static bool is_open(const struct parser *p, const struct stat *st)
{
	for (const struct frame *f = p->input->top; f; f = f->up)
		if (f->is_file && f->dev == st->st_dev && f->ino == st->st_ino)
			return true;
	return false;
}

static int may_include(struct parser *p, struct loc loc, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		parse_error(p, loc, "Could not open file \"%s\": %s", path, strerror(errno));
		return -ENOENT;
	}
	if (!S_ISREG(st.st_mode)) {
		parse_error(p, loc, "Not a regular file: \"%s\"", path);
		return -EINVAL;
	}
	if (is_open(p, &st)) {
		parse_error(p, loc, "\"%s\" includes itself", path);
		return -ELOOP;
	}
	if (++p->input->sources > MAX_SOURCES) {
		parse_error(p, loc, "more than %d included files", MAX_SOURCES);
		p->stop = true;
		return -EMFILE;
	}
	return 0;
}

/* Opens the next file of the topmost include; false: no more of them. */
static bool next_file(struct parser *p)
{
	struct frame *f = p->input->top;
	struct source *src;

	frame_close(f);
	f->is_file = false;
	while (f->next_file < f->files.v.n && !p->stop) {
		const char *path = f->files.v.v[f->next_file++];
		int err = may_include(p, f->from, path);

		if (err)
			continue;
		err = source_read(p->region, path, &src);
		if (err) {
			parse_error(p, f->from, "Could not open file \"%s\": %s", path, strerror(-err));
			continue;
		}
		src->included_from = f->from;
		note_file(f, path);
		if (!frame_open(p, f, src))
			return true;
	}
	return false;
}

static void include(struct parser *p, struct loc loc, const char *pattern, struct token after)
{
	struct paths files = { 0 };
	struct frame *f;

	if (p->input->frames > MAX_INCLUDES)
		parse_error(p, loc, "includes nested more than %d deep", MAX_INCLUDES);
	else
		include_find(p, loc, pattern, &files);
	f = push(p);
	f->files = files;
	f->from = loc;
	f->after = after;
}

static struct token scan(struct parser *p)
{
	struct input *in = p->input;
	struct frame *f;
	struct token t = { 0 };

	if (in->has_pending) {
		in->has_pending = false;
		return in->pending;
	}
	for (;;) {
		f = in->top;
		if (f->scanner && !f->lexer.end) {
			t.loc.src = f->lexer.src;
			t.kind = nft_scan(&f->lexer, &t.value, &t.loc, f->scanner);
			if (t.kind != T_END)
				return t;
			f->lexer.end = true;
			if (f->up) {		/* a last line without its newline ends here nevertheless */
				t.kind = T_NEWLINE;
				return t;
			}
		}
		if (!f->up) {
			t.loc = (struct loc){ f->lexer.src, f->lexer.pos, f->lexer.pos };
			t.kind = T_END;
			return t;
		}
		if (!next_file(p)) {
			t = f->after;
			pop(p);
			if (t.kind)
				return t;
		}
	}
}

const char *input_last_text(const struct parser *p)
{
	return p->input->last.value.word.text;
}

static bool ends_line(int kind)
{
	return kind == T_NEWLINE || kind == ';' || kind == T_END || kind == '}';
}

static bool begins_line(const struct input *in)
{
	return in->last.kind == T_NEWLINE || in->last.kind == ';' || in->last.kind == '{' || !in->last.loc.src;
}

/* `include "path"` on a line of its own; true if it was one (or should have been one). */
static bool include_statement(struct parser *p, const struct token *word)
{
	struct token path = scan(p), end;

	if (path.kind != T_QSTRING) {
		p->input->pending = path;
		p->input->has_pending = true;
		return false;
	}
	end = scan(p);
	if (!ends_line(end.kind)) {
		parse_error(p, end.loc, "syntax error, expecting newline or semicolon behind an include");
		do
			end = scan(p);
		while (!ends_line(end.kind));
		p->input->pending = end;
		p->input->has_pending = true;
		return true;
	}
	include(p, loc_join(word->loc, path.loc), path.value.word.text, end);
	return true;
}

static void count_nesting(struct parser *p, const struct token *t)
{
	struct input *in = p->input;

	switch (t->kind) {
	case '{':
		in->depth++;
		break;
	case '}':
		in->depth -= in->depth > 0;
		break;
	case '(': case '[':
		in->parens++;
		break;
	case ')': case ']':
		in->parens -= in->parens > 0;
		break;
	}
	if (in->depth + in->parens > MAX_NESTING && !p->stop) {
		parse_error(p, t->loc, "nested too deeply: more than %d braces, brackets or parentheses are open", MAX_NESTING);
		p->stop = true;
	}
}

static void tell_token(struct strbuf *b, const struct token *t)
{
	if (t->loc.src && t->kind != T_END && t->kind != T_NEWLINE)
		strbuf_printf(b, "token %d: %.*s\n", t->kind, (int)(t->loc.end - t->loc.start), t->loc.src->text + t->loc.start);
}

int nft_lex(NFT_STYPE *value, struct loc *loc, struct parser *p)
{
	struct input *in = p->input;
	struct token t = scan(p);

	while (t.kind == T_INCLUDE && begins_line(in) && include_statement(p, &t)) {
		t = scan(p);
		if (p->stop)
			break;
	}
	if (begins_line(in))
		p->told = false;
	count_nesting(p, &t);
	if (p->stop)
		t.kind = T_END;
	in->last = t;
	if (p->opt->tokens)
		tell_token(p->opt->tokens, &t);
	*value = t.value;
	*loc = t.loc;
	return t.kind;
}

void input_recover(struct parser *p)
{
	struct input *in = p->input;
	struct token t = in->last;
	unsigned depth;

	depth = p->block->scope.depth;
	in->parens = 0;
	p->told = false;
	while (t.kind != T_END && !p->stop) {
		if (in->depth == depth && (t.kind == T_NEWLINE || t.kind == ';'))
			break;
		if (depth && in->depth < depth && t.kind == '}')
			break;
		t = scan(p);
		count_nesting(p, &t);
	}
	if (t.kind == T_END)
		p->stop = true;
	if (t.kind == '}')	/* it is counted again when the parser gets it */
		in->depth++;
	in->pending = t;
	in->has_pending = true;
}
