/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet sets, held to truth tables of a few bits, and to counting. */
#include "packet/set.h"
#include "test.h"

#define BITS 12
#define SIZE (1u << BITS)

static struct region *r;
static struct sets s;
static uint64_t seed;

static uint32_t some(uint32_t below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(seed >> 33) % below;
}

static void setup(uint32_t first)
{
	r = region_create();
	seed = first;
	sets_init(&s, r, 1u << 20, UINT64_MAX);
}

/* A set beside the table of its members; level i is bit BITS - 1 - i of a member. */
struct both { set_t set; uint8_t table[SIZE]; };

static void bits_of(uint32_t member, uint8_t *bits)
{
	for (unsigned i = 0; i < BITS; i++)
		bits[i] = member >> (BITS - 1 - i) & 1;
}

static bool same(const struct both *b)
{
	uint8_t bits[BITS];

	for (uint32_t m = 0; m < SIZE; m++) {
		bits_of(m, bits);
		if (set_has(&s, b->set, bits) != !!b->table[m])
			return false;
	}
	return true;
}

static void random_set(struct both *b)
{
	memset(b, 0, sizeof(*b));
	for (unsigned k = some(6); k; k--) {
		uint32_t lo = some(SIZE), hi = lo + some(SIZE - lo);
		uint8_t l[2] = { (uint8_t)(lo >> 8), (uint8_t)lo }, h[2] = { (uint8_t)(hi >> 8), (uint8_t)hi };

		b->set = set_or(&s, b->set, set_range(&s, 0, BITS, l, h, 2, SET_ALL));
		for (uint32_t m = lo; m <= hi; m++)
			b->table[m] = 1;
	}
	if (some(2)) {
		unsigned level = some(BITS);

		b->set = set_xor(&s, b->set, set_node(&s, level, SET_NONE, SET_ALL));
		for (uint32_t m = 0; m < SIZE; m++)
			b->table[m] ^= m >> (BITS - 1 - level) & 1;
	}
}

TEST(operations_are_those_of_truth_tables)
{
	static struct both a, b, c, out;

	setup(1);
	for (unsigned round = 0; round < 200; round++) {
		bool meets = false, within = true;
		uint32_t members = 0;

		random_set(&a);
		random_set(&b);
		random_set(&c);
		CHECK(same(&a));
#define BOTH(result, member) do { \
			out.set = (result); \
			for (uint32_t m = 0; m < SIZE; m++) \
				out.table[m] = (member); \
			CHECK(same(&out)); \
		} while (0)
		BOTH(set_and(&s, a.set, b.set), a.table[m] && b.table[m]);
		BOTH(set_or(&s, a.set, b.set), a.table[m] || b.table[m]);
		BOTH(set_diff(&s, a.set, b.set), a.table[m] && !b.table[m]);
		BOTH(set_xor(&s, a.set, b.set), a.table[m] != b.table[m]);
		BOTH(set_not(&s, a.set), !a.table[m]);
		BOTH(set_ite(&s, a.set, b.set, c.set), a.table[m] ? b.table[m] : c.table[m]);
		for (uint32_t m = 0; m < SIZE; m++) {
			meets |= a.table[m] && b.table[m];
			within &= !a.table[m] || b.table[m];
			members += a.table[m];
		}
		CHECK(set_meets(&s, a.set, b.set) == meets);
		CHECK(set_within(&s, a.set, b.set) == within);
		CHECK(set_count(&s, a.set, BITS) == members);
		CHECK((set_size(&s, a.set) == 0) == (a.set <= SET_ALL));
	}
	region_free(r);
}

TEST(quantifiers_look_at_every_value_of_a_bit)
{
	static struct both a, some_of, all_of;

	setup(2);
	for (unsigned round = 0; round < 100; round++) {
		unsigned from = some(BITS), to = from + 1 + some(BITS - from);
		uint32_t mask = ((1u << (to - from)) - 1) << (BITS - to);

		random_set(&a);
		for (uint32_t m = 0; m < SIZE; m++) {
			some_of.table[m] = 0;
			all_of.table[m] = 1;
		}
		for (uint32_t m = 0; m < SIZE; m++) {
			some_of.table[m & ~mask] |= a.table[m];
			all_of.table[m & ~mask] &= a.table[m];
		}
		for (uint32_t m = 0; m < SIZE; m++) {
			some_of.table[m] = some_of.table[m & ~mask];
			all_of.table[m] = all_of.table[m & ~mask];
		}
		some_of.set = set_exists(&s, a.set, from, to);
		all_of.set = set_forall(&s, a.set, from, to);
		CHECK(same(&some_of));
		CHECK(same(&all_of));
	}
	region_free(r);
}

TEST(bits_are_replaced_by_sets)
{
	static struct both a, by[3], out;

	setup(3);
	for (unsigned round = 0; round < 100; round++) {
		unsigned first = some(BITS - 3);
		set_t sets[3];

		random_set(&a);
		for (unsigned i = 0; i < 3; i++) {
			random_set(&by[i]);
			sets[i] = by[i].set;
		}
		out.set = set_compose(&s, a.set, first, 3, sets);
		for (uint32_t m = 0; m < SIZE; m++) {
			uint32_t w = m;

			for (unsigned i = 0; i < 3; i++) {
				uint32_t bit = 1u << (BITS - 1 - first - i);

				w = by[i].table[m] ? w | bit : w & ~bit;
			}
			out.table[m] = a.table[w];
		}
		CHECK(same(&out));
	}
	region_free(r);
}

TEST(masked_numbers_are_sets)
{
	static struct both out;

	setup(4);
	for (unsigned round = 0; round < 500; round++) {
		uint32_t mask = some(SIZE), value = some(SIZE);
		uint8_t m[2], v[2] = { (uint8_t)(value >> 8), (uint8_t)value };

		if (!some(4))
			mask = (1u << some(BITS)) - 1u;
		m[0] = (uint8_t)(mask >> 8);
		m[1] = (uint8_t)mask;
		out.set = set_masked(&s, 0, BITS, v, m, 2, SET_ALL);
		for (uint32_t k = 0; k < SIZE; k++)
			out.table[k] = !((k ^ value) & mask);
		CHECK(same(&out));
	}
	region_free(r);
}

/* Longer runs of bits than one node can tell: numbers that share beginnings, and leave them at any bit. */
#define WIDE 200
struct wide { uint8_t value[WIDE / 8], mask[WIDE / 8]; };

static bool wide_bit(const uint8_t *v, unsigned i)
{
	return v[i / 8] >> (7 - i % 8) & 1;
}

static void wide_number(struct wide *c, const uint8_t *near)
{
	unsigned left_at = some(WIDE), skipped = some(4) ? WIDE : some(WIDE), length = some(40), end = some(2) ? WIDE : some(WIDE);

	memset(c, 0, sizeof(*c));
	for (unsigned i = 0; i < end; i++) {
		uint8_t bit = i == left_at ? !near[i] : i > left_at && !some(8) ? (uint8_t)some(2) : near[i];

		if (i >= skipped && i < skipped + length)
			continue;
		c->mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
		c->value[i / 8] |= (uint8_t)(bit << (7 - i % 8));
	}
}

static set_t wide_set(const struct wide *c)
{
	return set_masked(&s, 0, WIDE, c->value, c->mask, WIDE / 8, SET_ALL);
}

static bool wide_has(const struct wide *c, const uint8_t *bits)
{
	for (unsigned i = 0; i < WIDE; i++)
		if (wide_bit(c->mask, i) && wide_bit(c->value, i) != bits[i])
			return false;
	return true;
}

TEST(runs_of_bits_may_be_longer_than_a_node)
{
	static struct wide c[12];
	uint8_t near[WIDE], bits[WIDE];
	const unsigned n = sizeof(c) / sizeof(*c);

	setup(8);
	for (unsigned round = 0; round < 300; round++) {
		set_t up = SET_NONE, down = SET_NONE, left, all, one;

		for (unsigned i = 0; i < WIDE; i++)
			near[i] = (uint8_t)some(2);
		for (unsigned i = 0; i < n; i++) {
			wide_number(&c[i], near);
			up = set_or(&s, up, wide_set(&c[i]));
		}
		for (unsigned i = n; i-- > 0;)
			down = set_or(&s, wide_set(&c[i]), down);
		CHECK(up == down);
		left = all = wide_set(&c[0]);
		for (unsigned i = 1; i < n; i++) {
			one = wide_set(&c[i]);
			CHECK(set_or(&s, set_diff(&s, all, one), set_and(&s, all, one)) == all);
			CHECK(set_or(&s, set_xor(&s, all, one), set_and(&s, all, one)) == set_or(&s, all, one));
			CHECK(set_not(&s, set_or(&s, set_not(&s, all), set_not(&s, one))) == set_and(&s, all, one));
			CHECK(set_meets(&s, all, one) == (set_and(&s, all, one) != SET_NONE));
			CHECK(set_within(&s, one, all) == (set_diff(&s, one, all) == SET_NONE));
			left = set_diff(&s, left, one);
			all = set_or(&s, all, one);
		}
		CHECK(all == up);
		for (unsigned i = 1; i < n; i++)
			CHECK(!set_meets(&s, left, wide_set(&c[i])));
		CHECK(set_within(&s, left, up));
		one = set_exists(&s, up, 30, 140);
		CHECK(set_exists(&s, set_exists(&s, up, 30, 90), 90, 140) == one);
		CHECK(set_within(&s, up, one));
		CHECK(set_shift(&s, set_shift(&s, up, 70, 1000), 1070, -1000) == up);
		for (unsigned k = 0; k < 50; k++) {
			bool in = false;

			for (unsigned i = 0; i < WIDE; i++)
				bits[i] = near[i];
			if (some(3))
				for (unsigned i = 0; i < WIDE; i++)
					bits[i] = wide_bit(c[k % n].mask, i) ? wide_bit(c[k % n].value, i) : bits[i];
			if (some(2))
				bits[some(WIDE)] ^= 1;
			for (unsigned i = 0; i < n; i++)
				in |= wide_has(&c[i], bits);
			CHECK(set_has(&s, up, bits) == in);
			CHECK(set_has(&s, set_not(&s, up), bits) == !in);
		}
		while (up > SET_ALL)	/* one bit at a time */
			up = bits[set_level(&s, up)] ? set_yes(&s, up) : set_no(&s, up);
		CHECK((up == SET_ALL) == set_has(&s, down, bits));
	}
	region_free(r);
}

struct pair { uint8_t lo[2], hi[2]; };

static void pair_at(const void *arg, uint32_t i, const uint8_t **lo, const uint8_t **hi)
{
	const struct pair *p = arg;

	*lo = p[i].lo;
	*hi = p[i].hi;
}

TEST(lists_of_ranges_are_sums_of_ranges)
{
	static struct pair p[SIZE];
	static struct both b;

	setup(5);
	for (unsigned round = 0; round < 300; round++) {
		uint32_t n = 0, at = some(50);
		struct set_sum sum = { .used = 0 };

		memset(b.table, 0, sizeof(b.table));
		while (at < SIZE && n < 200) {
			uint32_t end = at + (some(2) ? some(40) : 0);

			if (end >= SIZE)
				end = SIZE - 1;
			p[n] = (struct pair){ { (uint8_t)(at >> 8), (uint8_t)at }, { (uint8_t)(end >> 8), (uint8_t)end } };
			set_sum_add(&s, &sum, set_range(&s, 0, BITS, p[n].lo, p[n].hi, 2, SET_ALL));
			n++;
			for (; at <= end; at++)
				b.table[at] = 1;
			at += some(3) ? 0 : some(100);	/* many touch each other */
		}
		b.set = set_ranges(&s, 0, BITS, 2, n, pair_at, p);
		CHECK(same(&b));
		CHECK(set_sum_end(&s, &sum) == b.set);
	}
	region_free(r);
}

TEST(shifted_sets_say_the_same_of_other_bits)
{
	static struct both a;

	setup(6);
	for (unsigned round = 0; round < 50; round++) {
		set_t there;

		random_set(&a);
		there = set_shift(&s, a.set, 0, 100);
		CHECK(a.set <= SET_ALL || set_level(&s, there) == set_level(&s, a.set) + 100);
		CHECK(set_shift(&s, there, 100, -100) == a.set);
		CHECK(set_count(&s, there, BITS) == set_count(&s, a.set, BITS));
	}
	region_free(r);
}

#define KEPT 10
static struct both kept[KEPT];

static void each_kept(void *user, set_root_fn fn, void *arg)
{
	(void)user;
	for (unsigned i = 0; i < KEPT; i++)
		fn(arg, &kept[i].set);
}

TEST(compaction_keeps_what_it_is_told)
{
	setup(7);
	for (unsigned round = 0; round < 40; round++) {
		static struct both other;
		uint32_t before;

		for (unsigned i = 0; i < KEPT; i++)
			if (round == 0 || some(3) == 0)
				random_set(&kept[i]);
		for (unsigned i = 0; i < 20; i++)
			random_set(&other);
		before = s.n;
		set_compact(&s, each_kept, NULL);
		CHECK(s.n <= before);
		for (unsigned i = 0; i < KEPT; i++) {
			CHECK(same(&kept[i]));
			for (unsigned k = 0; k < i; k++)	/* still canonical */
				CHECK((kept[i].set == kept[k].set) == !memcmp(kept[i].table, kept[k].table, SIZE));
		}
	}
	region_free(r);
}

TEST(what_is_too_much_is_told_and_ends)
{
	uint8_t lo[4], hi[4];
	set_t all = SET_NONE;

	r = region_create();
	seed = 8;
	sets_init(&s, r, 1u << 17, UINT64_MAX);
	for (unsigned i = 0; i < 1000000 && !s.exhausted; i++) {
		set_t one;

		for (unsigned k = 0; k < 4; k++)
			lo[k] = hi[k] = (uint8_t)some(256);
		one = set_range(&s, 0, 32, lo, hi, 4, SET_ALL);
		all = set_or(&s, all, set_shift(&s, one, 0, 32 * (int)some(8)));
	}
	CHECK(s.exhausted);
	set_and(&s, all, set_not(&s, all));
	set_exists(&s, all, 3, 70);
	region_free(r);
}

TEST_MAIN()
