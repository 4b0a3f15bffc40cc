/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decision diagrams: nodes, the table that makes them unique, results that are remembered, compaction. Operations are in set.c. */
#include "packet/set.h"

#include <math.h>
#include "packet/set_node.h"

#define FIRST_HEADS (1u << 12)
#define FIRST_CACHE (1u << 13)
#define MAX_CACHE (1u << 19)

/* ------------------------------------------------------------------ nodes */
static uint32_t hash3(uint32_t a, uint32_t b, uint32_t c)
{
	uint64_t h = (uint64_t)a * 0x9e3779b97f4a7c15ull ^ (uint64_t)b * 0xc2b2ae3d27d4eb4full ^ (uint64_t)c * 0x165667b19e3779f9ull;

	return (uint32_t)(h >> 32) ^ (uint32_t)h >> 7;
}

static uint32_t hash_of(const struct set_node *n)
{
	uint64_t h = (n->bits ^ ((uint64_t)n->level << 48 | (uint64_t)n->len << 40)) * 0x9e3779b97f4a7c15ull;

	return hash3((uint32_t)(h >> 32), n->no, n->yes);
}

static void add_chunk(struct sets *s)
{
	struct set_node *chunk = region_alloc(s->r, SET_CHUNK * sizeof(*chunk));

	if (!chunk)
		s->exhausted = true;
	else
		vec_push(s->r, &s->chunks, chunk);
}

void sets_init(struct sets *s, struct region *r, uint32_t max_nodes, uint64_t max_steps)
{
	memset(s, 0, sizeof(*s));
	s->r = r;
	s->max_nodes = max_nodes > 2 * SET_CHUNK ? max_nodes : 2 * SET_CHUNK;
	s->max_steps = max_steps;
	s->stamp = N_SET_OPS;
	s->n_heads = FIRST_HEADS;
	s->heads = region_alloc(r, s->n_heads * sizeof(*s->heads));
	s->n_cache = FIRST_CACHE;
	s->cache = region_alloc(r, s->n_cache * sizeof(*s->cache));
	add_chunk(s);
	for (s->n = 0; s->n < 2; s->n++)
		*set_at(s, s->n) = (struct set_node){ .level = SET_LEVELS, .no = s->n, .yes = s->n };
}

static void rehash(struct sets *s, uint32_t n_heads)
{
	if (n_heads != s->n_heads)
		s->heads = region_alloc(s->r, n_heads * sizeof(*s->heads));
	else
		memset(s->heads, 0, n_heads * sizeof(*s->heads));
	s->n_heads = n_heads;
	for (uint32_t i = 2; i < s->n; i++) {
		struct set_node *n = set_at(s, i);
		uint32_t *head = &s->heads[hash_of(n) & (n_heads - 1)];

		n->next = *head;
		*head = i;
	}
}

static void grow(struct sets *s)
{
	if (s->n == s->chunks.n * SET_CHUNK)
		add_chunk(s);
	if (s->n >= s->n_heads)
		rehash(s, s->n_heads * 2);
	if (s->n >= s->n_cache * 4 && s->n_cache < MAX_CACHE) {
		s->n_cache *= 2;
		s->cache = region_alloc(s->r, s->n_cache * sizeof(*s->cache));
	}
}

/* The one node that asks this. */
static set_t unique(struct sets *s, unsigned level, unsigned len, uint64_t bits, set_t no, set_t yes)
{
	struct set_node want = { .level = (uint16_t)level, .len = (uint8_t)len, .no = no, .yes = yes, .bits = bits };
	uint32_t *head, hash;

	if (len == 1 && !bits) {
		want.no = yes;
		want.yes = no;
		want.bits = 1;
	}
	s->steps++;
	hash = hash_of(&want);
	head = &s->heads[hash & (s->n_heads - 1)];
	for (uint32_t i = *head; i; i = set_at(s, i)->next) {
		const struct set_node *n = set_at(s, i);

		if (n->bits == want.bits && n->no == want.no && n->yes == want.yes && n->level == level && n->len == len)
			return i;
	}
	if (s->n >= s->max_nodes || s->exhausted) {
		s->exhausted = true;
		return SET_NONE;
	}
	if (s->n == s->chunks.n * SET_CHUNK || s->n >= s->n_heads) {
		grow(s);
		head = &s->heads[hash & (s->n_heads - 1)];
	}
	want.next = *head;
	want.path = (want.no == SET_NONE && (want.yes == SET_ALL || set_is_path(s, want.yes))) ||
		    (len == 1 && want.yes == SET_NONE && (want.no == SET_ALL || set_is_path(s, want.no)));
	want.deep = level + len > SET_DEEP || set_at(s, no)->deep || set_at(s, yes)->deep;
	*set_at(s, s->n) = want;
	return *head = s->n++;
}

/* The set that a node tells is: @bits of @len, then @yes; else @other. */
struct run { unsigned len; uint64_t bits; set_t yes; };

static bool is_run(const struct sets *s, set_t a, unsigned level, set_t other, struct run *run)
{
	const struct set_node *n = set_at(s, a);

	if (n->level != level || n->len == SET_SPAN)
		return false;
	if (n->no == other)
		*run = (struct run){ n->len, n->bits, n->yes };
	else if (n->len == 1 && n->yes == other)
		*run = (struct run){ 1, 0, n->no };
	else
		return false;
	return true;
}

set_t set_chain(struct sets *s, unsigned level, unsigned len, uint64_t bits, set_t no, set_t yes)
{
	struct run run;
	unsigned taken;

	if (no == yes)
		return no;
	if (!len)
		return yes;
	if (is_run(s, yes, level + len, no, &run)) {
		taken = len < SET_SPAN - run.len ? len : SET_SPAN - run.len;
		yes = unique(s, level + len - taken, run.len + taken, set_low_bits(bits, taken) << run.len | run.bits, no, run.yes);
		return taken == len ? yes : unique(s, level, len - taken, bits >> taken, no, yes);
	}
	if (is_run(s, no, level + len, yes, &run)) {	/* the last bit, the other way round, begins it */
		yes = unique(s, level + len - 1, run.len + 1, (uint64_t)!(bits & 1) << run.len | run.bits, yes, run.yes);
		return len == 1 ? yes : unique(s, level, len - 1, bits >> 1, no, yes);
	}
	return unique(s, level, len, bits, no, yes);
}

set_t set_node(struct sets *s, unsigned level, set_t no, set_t yes)
{
	return set_chain(s, level, 1, 1, no, yes);
}

unsigned set_level(const struct sets *s, set_t a)
{
	return set_at(s, a)->level;
}

struct set_top set_top(const struct sets *s, set_t a)
{
	const struct set_node *n = set_at(s, a);

	return (struct set_top){ n->level, n->len, n->bits, n->no, n->yes };
}

/* What is left of a node below its first @off levels, if they have the value that it asks for. */
set_t set_rest(struct sets *s, set_t a, unsigned off)
{
	const struct set_node *n = set_at(s, a);

	if (!off)
		return a;
	return off == n->len ? n->yes : unique(s, n->level + off, n->len - off, set_low_bits(n->bits, n->len - off), n->no, n->yes);
}

static set_t branch(struct sets *s, set_t a, bool one)
{
	const struct set_node *n = set_at(s, a);

	if (a <= SET_ALL)
		return a;
	return (n->bits >> (n->len - 1) & 1) == one ? set_rest(s, a, 1) : n->no;
}

set_t set_no(struct sets *s, set_t a)
{
	return branch(s, a, false);
}

set_t set_yes(struct sets *s, set_t a)
{
	return branch(s, a, true);
}

/* ------------------------------------------------------------------ results that are remembered */
struct set_step *set_step(struct sets *s, uint32_t op, set_t a, set_t b, bool *known)
{
	struct set_step *step = &s->cache[hash3(op, a, b) & (s->n_cache - 1)];

	if (++s->steps > s->max_steps)
		s->exhausted = true;
	*known = step->op == op && step->a == a && step->b == b;
	return step;
}

/* The cache may have grown since. */
set_t set_learn(struct sets *s, uint32_t op, set_t a, set_t b, set_t result)
{
	s->cache[hash3(op, a, b) & (s->n_cache - 1)] = (struct set_step){ op, a, b, result };
	return result;
}

/* ------------------------------------------------------------------ walks over every node */
/* Marks what can be reached, and counts it. */
static uint32_t mark(struct sets *s, set_t a)
{
	struct set_node *x = set_at(s, a);

	if (a <= SET_ALL || x->marked)
		return 0;
	x->marked = 1;
	return 1 + mark(s, x->no) + mark(s, x->yes);
}

static void unmark(struct sets *s, set_t a)
{
	struct set_node *x = set_at(s, a);

	if (a <= SET_ALL || !x->marked)
		return;
	x->marked = 0;
	unmark(s, x->no);
	unmark(s, x->yes);
}

uint32_t set_size(struct sets *s, set_t a)
{
	uint32_t n = mark(s, a);

	unmark(s, a);
	return n;
}

/* Children have smaller numbers than their parents, so that one pass counts them first. */
double set_count(struct sets *s, set_t a, unsigned levels)
{
	struct region_mark m = region_mark(s->r);
	double *share = region_alloc(s->r, ((size_t)a + 2) * sizeof(*share)), all = 1;

	mark(s, a);
	share[SET_ALL] = 1;
	for (uint32_t i = 2; i <= a; i++)
		if (set_at(s, i)->marked)
			share[i] = ldexp(share[set_at(s, i)->yes] - share[set_at(s, i)->no], -set_at(s, i)->len) + share[set_at(s, i)->no];
	unmark(s, a);
	while (levels--)
		all *= 2;
	all *= share[a];
	region_release(s->r, m);
	return all;
}

/* ------------------------------------------------------------------ compaction */
static void mark_root(void *arg, set_t *a)
{
	mark((struct sets *)arg, *a);
}

static void move_root(void *arg, set_t *a)
{
	struct sets *s = arg;

	if (*a > SET_ALL)
		*a = set_at(s, *a)->next;	/* where it went */
}

/* Nodes move down over the dead ones: new numbers first, in the field that the unique table uses; then who names them; then they. */
void set_compact(struct sets *s, void (*each_root)(void *user, set_root_fn fn, void *arg), void *user)
{
	uint32_t kept = 2;

	s->steps += s->n / 2;
	each_root(user, mark_root, s);
	for (uint32_t i = 2; i < s->n; i++)
		if (set_at(s, i)->marked)
			set_at(s, i)->next = kept++;
	each_root(user, move_root, s);
	for (uint32_t i = 2; i < s->n; i++) {
		struct set_node *x = set_at(s, i);

		if (!x->marked)
			continue;
		move_root(s, &x->no);
		move_root(s, &x->yes);
	}
	for (uint32_t i = 2; i < s->n; i++) {
		struct set_node *x = set_at(s, i);
		uint32_t to = x->next;

		if (!x->marked)
			continue;
		x->marked = 0;
		*set_at(s, to) = *x;
	}
	s->n = kept;
	memset(s->cache, 0, s->n_cache * sizeof(*s->cache));
	rehash(s, s->n_heads);
}
