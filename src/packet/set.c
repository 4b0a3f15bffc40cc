/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decision diagrams: nodes, the table that makes them unique, operations. Sets of constants are made in set_const.c. */
#include "packet/set.h"

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
	s->n_heads = FIRST_HEADS;
	s->heads = region_alloc(r, s->n_heads * sizeof(*s->heads));
	s->n_cache = FIRST_CACHE;
	s->cache = region_alloc(r, s->n_cache * sizeof(*s->cache));
	add_chunk(s);
	for (s->n = 0; s->n < 2; s->n++)
		*set_at(s, s->n) = (struct set_node){ SET_LEVELS, 0, 0, s->n, s->n };
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
		uint32_t *head = &s->heads[hash3(n->level, n->no, n->yes) & (n_heads - 1)];

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

set_t set_node(struct sets *s, unsigned level, set_t no, set_t yes)
{
	uint32_t *head;

	if (no == yes)
		return no;
	s->steps++;
	head = &s->heads[hash3(level, no, yes) & (s->n_heads - 1)];
	for (uint32_t i = *head; i; i = set_at(s, i)->next) {
		const struct set_node *n = set_at(s, i);

		if (n->no == no && n->yes == yes && n->level == level)
			return i;
	}
	if (s->n >= s->max_nodes || s->exhausted) {
		s->exhausted = true;
		return SET_NONE;
	}
	if (s->n == s->chunks.n * SET_CHUNK || s->n >= s->n_heads) {
		grow(s);
		head = &s->heads[hash3(level, no, yes) & (s->n_heads - 1)];
	}
	*set_at(s, s->n) = (struct set_node){ (uint16_t)level, 0, *head, no, yes };
	return *head = s->n++;
}

unsigned set_level(const struct sets *s, set_t a)
{
	return set_at(s, a)->level;
}

set_t set_no(const struct sets *s, set_t a)
{
	return set_at(s, a)->no;
}

set_t set_yes(const struct sets *s, set_t a)
{
	return set_at(s, a)->yes;
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

/* ------------------------------------------------------------------ two sets */
static bool and_known(set_t a, set_t b, set_t *out)
{
	if (a == SET_NONE || b == SET_NONE)
		*out = SET_NONE;
	else if (a == SET_ALL || a == b)
		*out = b;
	else if (b == SET_ALL)
		*out = a;
	else
		return false;
	return true;
}

static bool or_known(set_t a, set_t b, set_t *out)
{
	if (a == SET_ALL || b == SET_ALL)
		*out = SET_ALL;
	else if (a == SET_NONE || a == b)
		*out = b;
	else if (b == SET_NONE)
		*out = a;
	else
		return false;
	return true;
}

static bool diff_known(set_t a, set_t b, set_t *out)
{
	if (a == SET_NONE || b == SET_ALL || a == b)
		*out = SET_NONE;
	else if (b == SET_NONE)
		*out = a;
	else
		return false;
	return true;
}

static bool xor_known(set_t a, set_t b, set_t *out)
{
	if (a == b)
		*out = SET_NONE;
	else if (a == SET_NONE)
		*out = b;
	else if (b == SET_NONE)
		*out = a;
	else
		return false;
	return true;
}

static bool (*const known_result[])(set_t a, set_t b, set_t *out) = {
	[OP_AND] = and_known, [OP_OR] = or_known, [OP_DIFF] = diff_known, [OP_XOR] = xor_known,
};

static set_t apply(struct sets *s, enum set_op op, set_t a, set_t b)
{
	struct set_node x, y;
	struct set_step *step;
	set_t out, no, yes;
	bool known;

	if (known_result[op](a, b, &out))
		return out;
	if (op != OP_DIFF && a > b) {
		set_t t = a;

		a = b;
		b = t;
	}
	step = set_step(s, op, a, b, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	x = *set_at(s, a);
	y = *set_at(s, b);
	if (x.level < y.level)
		y.no = y.yes = b;
	else if (y.level < x.level)
		x.no = x.yes = a;
	no = apply(s, op, x.no, y.no);
	yes = apply(s, op, x.yes, y.yes);
	if (x.level <= y.level && no == x.no && yes == x.yes)
		return set_learn(s, op, a, b, a);
	return set_learn(s, op, a, b, set_node(s, x.level < y.level ? x.level : y.level, no, yes));
}

set_t set_and(struct sets *s, set_t a, set_t b)
{
	return apply(s, OP_AND, a, b);
}

set_t set_or(struct sets *s, set_t a, set_t b)
{
	return apply(s, OP_OR, a, b);
}

set_t set_diff(struct sets *s, set_t a, set_t b)
{
	return apply(s, OP_DIFF, a, b);
}

set_t set_xor(struct sets *s, set_t a, set_t b)
{
	return apply(s, OP_XOR, a, b);
}

set_t set_not(struct sets *s, set_t a)
{
	return apply(s, OP_DIFF, SET_ALL, a);
}

set_t set_ite(struct sets *s, set_t cond, set_t yes, set_t no)
{
	if (yes == no)
		return yes;
	return set_or(s, set_and(s, cond, yes), set_diff(s, no, cond));
}

bool set_meets(struct sets *s, set_t a, set_t b)
{
	struct set_node x, y;
	struct set_step *step;
	bool known, met;

	if (a == SET_NONE || b == SET_NONE)
		return false;
	if (a == SET_ALL || b == SET_ALL || a == b)
		return true;
	if (a > b)
		return set_meets(s, b, a);
	step = set_step(s, OP_MEETS, a, b, &known);
	if (known || s->exhausted)
		return known ? step->result : true;
	x = *set_at(s, a);
	y = *set_at(s, b);
	if (x.level < y.level)
		y.no = y.yes = b;
	else if (y.level < x.level)
		x.no = x.yes = a;
	met = set_meets(s, x.yes, y.yes) || set_meets(s, x.no, y.no);
	return set_learn(s, OP_MEETS, a, b, met);
}

bool set_within(struct sets *s, set_t a, set_t b)
{
	struct set_node x, y;
	struct set_step *step;
	bool known, in;

	if (a == SET_NONE || b == SET_ALL || a == b)
		return true;
	if (a == SET_ALL || b == SET_NONE)
		return false;
	step = set_step(s, OP_WITHIN, a, b, &known);
	if (known || s->exhausted)
		return known ? step->result : false;
	x = *set_at(s, a);
	y = *set_at(s, b);
	if (x.level < y.level)
		y.no = y.yes = b;
	else if (y.level < x.level)
		x.no = x.yes = a;
	in = set_within(s, x.yes, y.yes) && set_within(s, x.no, y.no);
	return set_learn(s, OP_WITHIN, a, b, in);
}

/* ------------------------------------------------------------------ one set */
set_t set_exists(struct sets *s, set_t a, unsigned from, unsigned to)
{
	struct set_node x = *set_at(s, a);
	struct set_step *step;
	uint32_t span = from << 16 | to;
	set_t no, yes;
	bool known;

	if (x.level >= to)
		return a;
	step = set_step(s, OP_EXISTS, a, span, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	yes = set_exists(s, x.yes, from, to);
	if (x.level >= from && yes == SET_ALL)
		return set_learn(s, OP_EXISTS, a, span, SET_ALL);
	no = set_exists(s, x.no, from, to);
	yes = x.level >= from ? set_or(s, no, yes) : set_node(s, x.level, no, yes);
	return set_learn(s, OP_EXISTS, a, span, yes);
}

set_t set_forall(struct sets *s, set_t a, unsigned from, unsigned to)
{
	return set_not(s, set_exists(s, set_not(s, a), from, to));
}

static set_t compose(struct sets *s, set_t a, unsigned first, unsigned n, const set_t *by, uint32_t op)
{
	struct set_node x = *set_at(s, a);
	struct set_step *step;
	set_t no, yes, top;
	bool known;

	if (x.level >= first + n)
		return a;
	step = set_step(s, op, a, 0, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	no = compose(s, x.no, first, n, by, op);
	yes = compose(s, x.yes, first, n, by, op);
	top = x.level >= first ? by[x.level - first] : set_node(s, x.level, SET_NONE, SET_ALL);
	return set_learn(s, op, a, 0, set_ite(s, top, yes, no));
}

set_t set_compose(struct sets *s, set_t a, unsigned first, unsigned n, const set_t *by)
{
	return compose(s, a, first, n, by, N_SET_OPS + ++s->stamp);
}

static set_t shift(struct sets *s, set_t a, unsigned first, int delta, uint32_t op)
{
	struct set_node x = *set_at(s, a);
	struct set_step *step;
	set_t no, yes;
	bool known;

	if (a <= SET_ALL)
		return a;
	step = set_step(s, op, a, 0, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	no = shift(s, x.no, first, delta, op);
	yes = shift(s, x.yes, first, delta, op);
	return set_learn(s, op, a, 0, set_node(s, x.level >= first ? (unsigned)((int)x.level + delta) : x.level, no, yes));
}

set_t set_shift(struct sets *s, set_t a, unsigned first, int delta)
{
	return shift(s, a, first, delta, N_SET_OPS + ++s->stamp);
}

bool set_has(const struct sets *s, set_t a, const uint8_t *bits)
{
	while (a > SET_ALL)
		a = bits[set_at(s, a)->level] ? set_at(s, a)->yes : set_at(s, a)->no;
	return a == SET_ALL;
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
			share[i] = (share[set_at(s, i)->no] + share[set_at(s, i)->yes]) / 2;
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
