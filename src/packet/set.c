/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decision diagrams: operations. Nodes and their table are in set_table.c, sets of constants in set_const.c. */
#include "packet/set.h"

#include "packet/set_node.h"

/* ------------------------------------------------------------------ two sets */
/* A set, but for the first levels of its top node, which have the value that it asks for. */
struct part { set_t a; unsigned off; };

/* Where two sets part ways: the @len levels from @level on have the value @bits, and then one of @yes (two where both ask for values
 * that differ in the bit behind: whether that is @bit), or they do not. */
struct fork { unsigned level, len, n; uint64_t bits; bool bit; struct part yes[2][2], no[2]; };

static struct part behind(const struct sets *s, struct part p, unsigned levels)
{
	const struct set_node *n = set_at(s, p.a);

	return p.off + levels == n->len ? (struct part){ n->yes, 0 } : (struct part){ p.a, p.off + levels };
}

static struct part beside(const struct sets *s, struct part p)
{
	return (struct part){ set_at(s, p.a)->no, 0 };
}

static unsigned part_level(const struct sets *s, struct part p)
{
	return set_at(s, p.a)->level + p.off;
}

static void fork_one(const struct sets *s, struct part top, struct part below, bool swapped, struct fork *f)
{
	unsigned left = set_at(s, top.a)->len - top.off, to = part_level(s, below) - part_level(s, top);

	f->level = part_level(s, top);
	f->len = left < to ? left : to;
	f->bits = set_low_bits(set_at(s, top.a)->bits, left) >> (left - f->len);
	f->n = 1;
	f->yes[0][swapped] = behind(s, top, f->len);
	f->no[swapped] = beside(s, top);
	f->yes[0][!swapped] = f->no[!swapped] = below;
}

/* At most one of the two is within its top node, and then the other one begins not above it: that stays so below. */
static void fork_both(const struct sets *s, struct part a, struct part b, struct fork *f)
{
	const struct set_node *x = set_at(s, a.a), *y = set_at(s, b.a);
	unsigned x_left = x->len - a.off, y_left = y->len - b.off, len = x_left < y_left ? x_left : y_left;
	uint64_t x_bits, y_bits;

	f->level = x->level + a.off;
	if (f->level != y->level + b.off) {
		if (f->level < y->level + b.off)
			fork_one(s, a, b, false, f);
		else
			fork_one(s, b, a, true, f);
		return;
	}
	x_bits = set_low_bits(x->bits, x_left) >> (x_left - len);
	y_bits = set_low_bits(y->bits, y_left) >> (y_left - len);
	f->no[0] = beside(s, a);
	f->no[1] = beside(s, b);
	f->n = 1;
	f->len = len;
	f->bits = x_bits;
	if (x_bits == y_bits) {
		f->yes[0][0] = behind(s, a, len);
		f->yes[0][1] = behind(s, b, len);
		return;
	}
	f->len = (unsigned)__builtin_clzll(x_bits ^ y_bits) - (64 - len);
	f->bits = f->len ? x_bits >> (len - f->len) : 0;
	f->bit = x_bits >> (len - f->len - 1) & 1;
	f->n = 2;
	f->yes[0][0] = behind(s, a, f->len + 1);
	f->yes[0][1] = f->no[1];
	f->yes[1][0] = f->no[0];
	f->yes[1][1] = behind(s, b, f->len + 1);
}

/* What is known at once: one of the sets, or one of the constants. */
enum known { OPEN, IS_NONE, IS_ALL, IS_A, IS_B };

static enum known and_known(set_t a, set_t b, bool same)
{
	if (a == SET_NONE || b == SET_NONE)
		return IS_NONE;
	if (b == SET_ALL || same)
		return IS_A;
	return a == SET_ALL ? IS_B : OPEN;
}

static enum known or_known(set_t a, set_t b, bool same)
{
	if (a == SET_ALL || b == SET_ALL)
		return IS_ALL;
	if (b == SET_NONE || same)
		return IS_A;
	return a == SET_NONE ? IS_B : OPEN;
}

static enum known diff_known(set_t a, set_t b, bool same)
{
	if (a == SET_NONE || b == SET_ALL || same)
		return IS_NONE;
	return b == SET_NONE ? IS_A : OPEN;
}

static enum known xor_known(set_t a, set_t b, bool same)
{
	if (same)
		return IS_NONE;
	if (b == SET_NONE)
		return IS_A;
	return a == SET_NONE ? IS_B : OPEN;
}

static enum known (*const known_result[])(set_t a, set_t b, bool same) = {
	[OP_AND] = and_known, [OP_OR] = or_known, [OP_DIFF] = diff_known, [OP_XOR] = xor_known,
};

static bool same_part(struct part a, struct part b)
{
	return a.a == b.a && a.off == b.off;
}

static void in_order(struct part *a, struct part *b)
{
	struct part t = *a;

	if (a->a > b->a || (a->a == b->a && a->off > b->off)) {
		*a = *b;
		*b = t;
	}
}

/* Of an operation on two parts. */
static uint32_t op_key(enum set_op op, struct part a, struct part b)
{
	return (uint32_t)op | a.off << 4 | b.off << 10;
}

static set_t forked(struct sets *s, enum set_op op, struct part a, struct part b);

/* ------------------------------------------------------------------ with a path */
/* A *path* is a set that asks for bits one after the other, as matches of constants do: below, what is left of it. */
struct path { set_t a; unsigned level, len; uint64_t bits; };

static void path_node(const struct sets *s, set_t a, unsigned off, struct path *p)
{
	const struct set_node *n = set_at(s, a);

	p->a = a;
	p->level = n->level + off;
	p->len = n->len - off;
	p->bits = n->yes == SET_NONE ? 0 : set_low_bits(n->bits, p->len);
}

static struct part path_part(const struct sets *s, const struct path *p)
{
	return (struct part){ p->a, set_at(s, p->a)->len - p->len };
}

static void path_go(const struct sets *s, struct path *p, unsigned levels)
{
	const struct set_node *n = set_at(s, p->a);

	if (levels == p->len) {
		path_node(s, n->yes == SET_NONE ? n->no : n->yes, 0, p);
		return;
	}
	p->level += levels;
	p->len -= levels;
	p->bits = set_low_bits(p->bits, p->len);
}

/* What the way down has left: where @level has @bits, what comes from below; else @other. */
struct turn { unsigned level, len; uint64_t bits; set_t other; };
#define MAX_TURNS 256
struct way { struct turn v[MAX_TURNS]; unsigned n; };

static void turn(struct way *w, unsigned level, unsigned len, uint64_t bits, set_t other)
{
	if (len && w->n < MAX_TURNS)
		w->v[w->n++] = (struct turn){ level, len, bits, other };
}

enum way_end { WENT_ON, ENDED, UNCHANGED /* OP_AND: nothing is left */, MUST_FORK };

/* One node further down: @a and the path ask for bits from the same level on. */
static enum way_end go_along(struct sets *s, enum set_op op, struct part *a, struct path *p, struct way *w)
{
	const struct set_node *n = set_at(s, a->a);
	unsigned left = n->len - a->off, len = left < p->len ? left : p->len, same;
	uint64_t x = set_low_bits(n->bits, left) >> (left - len), y = p->bits >> (p->len - len);
	set_t no = n->no, other = SET_NONE;
	struct part on;

	if (x == y) {
		turn(w, p->level, len, y, op == OP_AND ? SET_NONE : no);
		*a = behind(s, *a, len);
		path_go(s, p, len);
		return WENT_ON;
	}
	if (no == (op == OP_OR ? SET_ALL : SET_NONE))
		return UNCHANGED;
	same = (unsigned)__builtin_clzll(x ^ y) - (64 - len);
	turn(w, p->level, same, same ? y >> (len - same) : 0, op == OP_AND ? SET_NONE : no);
	if (op != OP_AND) {
		on = behind(s, *a, same + 1);
		other = set_rest(s, on.a, on.off);
	}
	turn(w, p->level + same, 1, y >> (len - same - 1) & 1, other);
	*a = (struct part){ no, 0 };
	path_go(s, p, same + 1);
	return WENT_ON;
}

/* Down the path as long as it is the only way on. */
static enum way_end go_down(struct sets *s, enum set_op op, struct part *a, struct path *p, struct way *w)
{
	while (p->a > SET_ALL && w->n + 2 < MAX_TURNS) {
		unsigned level = part_level(s, *a), len;

		if (a->a == SET_NONE)
			return op == OP_OR ? ENDED : UNCHANGED;
		if (a->a == SET_ALL && op != OP_DIFF)
			return op == OP_OR ? UNCHANGED : ENDED;
		if (level < p->level)
			return MUST_FORK;
		if (level > p->level) {
			len = p->len < level - p->level ? p->len : level - p->level;
			turn(w, p->level, len, p->bits >> (p->len - len), op == OP_AND ? SET_NONE : a->a);
			path_go(s, p, len);
		} else if (go_along(s, op, a, p, w) == UNCHANGED) {
			return UNCHANGED;
		}
	}
	if (p->a > SET_ALL)
		return MUST_FORK;
	return a->a == (op == OP_OR ? SET_ALL : SET_NONE) ? UNCHANGED : ENDED;
}

/* Where the way has ended. */
static set_t path_result(struct sets *s, enum set_op op, struct part a, const struct path *p)
{
	struct part left;

	if (p->a > SET_ALL) {	/* OP_AND with everything, OP_OR with nothing */
		left = path_part(s, p);
		return set_rest(s, left.a, left.off);
	}
	return op == OP_AND ? set_rest(s, a.a, a.off) : op == OP_OR ? SET_ALL : SET_NONE;
}

/* With a path: most of its nodes have one way on, and there is nothing to remember. */
static set_t with_path(struct sets *s, enum set_op op, struct part a, struct part path)
{
	struct part top = a;
	struct way w;
	struct path p;
	set_t out;

	w.n = 0;
	path_node(s, path.a, path.off, &p);
	switch (go_down(s, op, &a, &p, &w)) {
	case UNCHANGED:
		return op == OP_AND ? SET_NONE : set_rest(s, top.a, top.off);
	case ENDED:
		out = path_result(s, op, a, &p);
		break;
	default:
		out = forked(s, op, a, path_part(s, &p));
		if (op == OP_AND && out == SET_NONE)
			return SET_NONE;
		if (op != OP_AND && a.off == 0 && out == a.a)
			return set_rest(s, top.a, top.off);
	}
	if (s->exhausted)
		return SET_NONE;
	while (w.n--)
		out = set_chain(s, w.v[w.n].level, w.v[w.n].len, w.v[w.n].bits, w.v[w.n].other, out);
	return out;
}

/* Is it a path, and does it ask first? */
static bool leads(const struct sets *s, struct part path, struct part other)
{
	return set_is_path(s, path.a) && part_level(s, path) <= part_level(s, other);
}

static set_t apply(struct sets *s, enum set_op op, struct part a, struct part b)
{
	switch (known_result[op](a.a, b.a, same_part(a, b))) {
	case IS_NONE: return SET_NONE;
	case IS_ALL: return SET_ALL;
	case IS_A: return set_rest(s, a.a, a.off);
	case IS_B: return set_rest(s, b.a, b.off);
	case OPEN: break;
	}
	if (op != OP_XOR && leads(s, b, a))
		return with_path(s, op, a, b);
	if ((op == OP_AND || op == OP_OR) && leads(s, a, b))
		return with_path(s, op, b, a);
	return forked(s, op, a, b);
}

static set_t forked(struct sets *s, enum set_op op, struct part a, struct part b)
{
	struct set_step *step;
	struct fork f;
	set_t yes, no, other;
	uint32_t key;
	bool known;

	if (op != OP_DIFF)
		in_order(&a, &b);
	key = op_key(op, a, b);
	step = set_step(s, key, a.a, b.a, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	fork_both(s, a, b, &f);
	yes = apply(s, op, f.yes[0][0], f.yes[0][1]);
	if (f.n == 2) {
		other = apply(s, op, f.yes[1][0], f.yes[1][1]);
		yes = set_chain(s, f.level + f.len, 1, f.bit, other, yes);
	}
	if (f.len) {
		no = apply(s, op, f.no[0], f.no[1]);
		yes = set_chain(s, f.level, f.len, f.bits, no, yes);
	}
	return set_learn(s, key, a.a, b.a, yes);
}

static set_t apply_sets(struct sets *s, enum set_op op, set_t a, set_t b)
{
	return apply(s, op, (struct part){ a, 0 }, (struct part){ b, 0 });
}

set_t set_and(struct sets *s, set_t a, set_t b)
{
	return apply_sets(s, OP_AND, a, b);
}

set_t set_or(struct sets *s, set_t a, set_t b)
{
	return apply_sets(s, OP_OR, a, b);
}

set_t set_diff(struct sets *s, set_t a, set_t b)
{
	return apply_sets(s, OP_DIFF, a, b);
}

set_t set_xor(struct sets *s, set_t a, set_t b)
{
	return apply_sets(s, OP_XOR, a, b);
}

set_t set_not(struct sets *s, set_t a)
{
	return apply_sets(s, OP_DIFF, SET_ALL, a);
}

set_t set_ite(struct sets *s, set_t cond, set_t yes, set_t no)
{
	if (yes == no)
		return yes;
	return set_or(s, set_and(s, cond, yes), set_diff(s, no, cond));
}

static bool meets(struct sets *s, struct part a, struct part b);

static bool meets_forked(struct sets *s, struct part a, struct part b)
{
	struct set_step *step;
	struct fork f;
	uint32_t key;
	bool known, met;

	in_order(&a, &b);
	key = op_key(OP_MEETS, a, b);
	step = set_step(s, key, a.a, b.a, &known);
	if (known || s->exhausted)
		return known ? step->result : true;
	fork_both(s, a, b, &f);
	met = meets(s, f.yes[0][0], f.yes[0][1]) || (f.n == 2 && meets(s, f.yes[1][0], f.yes[1][1])) ||
	      (f.len && meets(s, f.no[0], f.no[1]));
	return set_learn(s, key, a.a, b.a, met);
}

static bool meets(struct sets *s, struct part a, struct part b)
{
	struct part t = a;
	struct path p;
	struct way w;

	if (a.a == SET_NONE || b.a == SET_NONE)
		return false;
	if (a.a == SET_ALL || b.a == SET_ALL || same_part(a, b))
		return true;
	if (leads(s, a, b)) {
		a = b;
		b = t;
	} else if (!leads(s, b, a)) {
		return meets_forked(s, a, b);
	}
	w.n = 0;
	path_node(s, b.a, b.off, &p);
	switch (go_down(s, OP_AND, &a, &p, &w)) {
	case UNCHANGED: return false;
	case ENDED: return true;
	default: return meets_forked(s, a, path_part(s, &p));
	}
}

bool set_meets(struct sets *s, set_t a, set_t b)
{
	return meets(s, (struct part){ a, 0 }, (struct part){ b, 0 });
}

static bool within(struct sets *s, struct part a, struct part b)
{
	struct set_step *step;
	struct fork f;
	uint32_t key;
	bool known, in;

	if (a.a == SET_NONE || b.a == SET_ALL || same_part(a, b))
		return true;
	if (a.a == SET_ALL || b.a == SET_NONE)
		return false;
	key = op_key(OP_WITHIN, a, b);
	step = set_step(s, key, a.a, b.a, &known);
	if (known || s->exhausted)
		return known ? step->result : false;
	fork_both(s, a, b, &f);
	in = within(s, f.yes[0][0], f.yes[0][1]) && (f.n == 1 || within(s, f.yes[1][0], f.yes[1][1])) &&
	     (!f.len || within(s, f.no[0], f.no[1]));
	return set_learn(s, key, a.a, b.a, in);
}

bool set_within(struct sets *s, set_t a, set_t b)
{
	return within(s, (struct part){ a, 0 }, (struct part){ b, 0 });
}

/* ------------------------------------------------------------------ one set */
/* Of a node's levels, those above @from; or, if there are none, those above @to. */
static unsigned levels_alike(const struct set_node *x, unsigned from, unsigned to)
{
	unsigned end = x->level < from ? from : to;

	return x->level + x->len > end ? end - x->level : x->len;
}

set_t set_exists(struct sets *s, set_t a, unsigned from, unsigned to)
{
	struct set_node x = *set_at(s, a);
	unsigned len = levels_alike(&x, from, to);
	struct set_step *step;
	uint32_t span = from << 16 | to;
	set_t no, yes;
	bool known;

	if (x.level >= to || (from >= SET_DEEP && !x.deep))
		return a;
	step = set_step(s, OP_EXISTS, a, span, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	yes = set_exists(s, set_rest(s, a, len), from, to);
	if (x.level >= from && yes == SET_ALL)
		return set_learn(s, OP_EXISTS, a, span, SET_ALL);
	no = set_exists(s, x.no, from, to);
	yes = x.level >= from ? set_or(s, no, yes) : set_chain(s, x.level, len, x.bits >> (x.len - len), no, yes);
	return set_learn(s, OP_EXISTS, a, span, yes);
}

set_t set_forall(struct sets *s, set_t a, unsigned from, unsigned to)
{
	return set_not(s, set_exists(s, set_not(s, a), from, to));
}

/* Where the @len levels of a node from its first on are @bits, if those from @first on are replaced. */
static set_t composed_condition(struct sets *s, const struct set_node *x, unsigned len, unsigned first, const set_t *by)
{
	uint64_t bits = x->bits >> (x->len - len);
	set_t all = SET_ALL;

	if (x->level < first)
		return set_chain(s, x->level, len, bits, SET_NONE, SET_ALL);
	for (unsigned i = len; i-- > 0; bits >>= 1)
		all = bits & 1 ? set_and(s, all, by[x->level + i - first]) : set_diff(s, all, by[x->level + i - first]);
	return all;
}

static set_t compose(struct sets *s, set_t a, unsigned first, unsigned n, const set_t *by, uint32_t op)
{
	struct set_node x = *set_at(s, a);
	unsigned len = levels_alike(&x, first, first + n);
	struct set_step *step;
	set_t no, yes;
	bool known;

	if (x.level >= first + n)
		return a;
	step = set_step(s, op, a, 0, &known);
	if (known)
		return step->result;
	if (s->exhausted)
		return SET_NONE;
	no = compose(s, x.no, first, n, by, op);
	yes = compose(s, set_rest(s, a, len), first, n, by, op);
	return set_learn(s, op, a, 0, set_ite(s, composed_condition(s, &x, len, first, by), yes, no));
}

set_t set_compose(struct sets *s, set_t a, unsigned first, unsigned n, const set_t *by)
{
	return compose(s, a, first, n, by, ++s->stamp);
}

static set_t shift(struct sets *s, set_t a, unsigned first, int delta, uint32_t op)
{
	struct set_node x = *set_at(s, a);
	unsigned len = levels_alike(&x, first, SET_LEVELS), level = x.level >= first ? (unsigned)((int)x.level + delta) : x.level;
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
	yes = shift(s, set_rest(s, a, len), first, delta, op);
	return set_learn(s, op, a, 0, set_chain(s, level, len, x.bits >> (x.len - len), no, yes));
}

set_t set_shift(struct sets *s, set_t a, unsigned first, int delta)
{
	return shift(s, a, first, delta, ++s->stamp);
}

bool set_has(const struct sets *s, set_t a, const uint8_t *bits)
{
	while (a > SET_ALL) {
		const struct set_node *x = set_at(s, a);
		unsigned i = 0;

		while (i < x->len && !bits[x->level + i] == !(x->bits >> (x->len - 1 - i) & 1))
			i++;
		a = i == x->len ? x->yes : x->no;
	}
	return a == SET_ALL;
}
