/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine of the simulator: classes of values, choices, levels. */
#include "packet/space.h"
#include "test.h"

static struct region *r;
static struct sim sim;

static struct sim_space *ports(const unsigned (*ranges)[2], unsigned n)
{
	struct space_builder b = { .type = &inet_service_type, .bits = 16 };
	uint8_t lo[SIM_BYTES], hi[SIM_BYTES];

	for (unsigned i = 0; i < n; i++) {
		wide_set_u64(lo, SIM_BYTES, ranges[i][0]);
		wide_set_u64(hi, SIM_BYTES, ranges[i][1]);
		space_interval(r, &b, lo, hi, 0);
	}
	CHECK(space_make(r, &b));
	return b.space;
}

static void setup(void)
{
	r = region_create();
	memset(&sim, 0, sizeof(sim));
	sim_init(&sim, r, NULL, NULL);
	sim.max_steps = 1000000;
}

static uint64_t low(const struct sim_space *sp, uint32_t i)
{
	return sim_number(sp->classes[i].lo);
}

TEST(classes_are_what_constants_cut)
{
	static const unsigned ranges[][2] = { { 80, 80 }, { 1024, 65535 }, { 50, 100 } };
	struct sim_space *sp;

	setup();
	sp = ports(ranges, 3);
	/* 0-49 with 101-1023; 50-79 with 81-100; 80; 1024- */
	REQUIRE(sp->n == 4);
	CHECK_INT(low(sp, 0), 50);
	CHECK_INT(low(sp, 1), 80);
	CHECK(sp->classes[1].single);
	CHECK(!sp->classes[0].single);
	CHECK_INT(low(sp, 2), 101);
	CHECK_INT(sim_number(sp->classes[2].hi), 1023);
	CHECK_INT(low(sp, 3), 1024);
	region_free(r);
}

TEST(masks_cut_bits_apart)
{
	struct space_builder b = { .type = &mark_type, .bits = 32 };
	uint8_t mask[SIM_BYTES], value[SIM_BYTES];
	unsigned with_5 = 0, with_7 = 0, both = 0;

	setup();
	wide_set_u64(mask, SIM_BYTES, 0xff);
	wide_set_u64(value, SIM_BYTES, 5);
	space_mask(r, &b, mask, value);
	wide_set_u64(mask, SIM_BYTES, 0xff00);
	wide_set_u64(value, SIM_BYTES, 0x700);
	space_mask(r, &b, mask, value);
	CHECK(space_make(r, &b));
	for (uint32_t i = 0; i < b.space->n; i++) {
		uint64_t v = sim_number(b.space->classes[i].rep);

		with_5 += (v & 0xff) == 5 && (v & 0xff00) != 0x700;
		with_7 += (v & 0xff00) == 0x700 && (v & 0xff) != 5;
		both += (v & 0xffff) == 0x705;
	}
	CHECK(with_5 && with_7 && both);
	region_free(r);
}

TEST(names_have_one_class_a_pattern)
{
	struct space_builder b = { .type = &ifname_type, .bits = 128, .string = true };
	uint8_t lo[SIM_BYTES] = "eth0", hi[SIM_BYTES] = "eth0", from[SIM_BYTES] = "eth", to[SIM_BYTES];
	unsigned eth = 0, others = 0;

	setup();
	memset(to, 0xff, sizeof(to));
	memcpy(to, "eth", 3);
	space_interval(r, &b, lo, hi, 0);
	space_interval(r, &b, from, to, 0);
	CHECK(space_make(r, &b));
	CHECK_INT(b.space->n, 3);
	for (uint32_t i = 0; i < b.space->n; i++)
		*(strncmp((const char *)b.space->classes[i].rep, "eth", 3) ? &others : &eth) += 1;
	CHECK_INT(eth, 2);
	CHECK_INT(others, 1);
	region_free(r);
}

TEST(every_outcome_has_its_run)
{
	static const unsigned ranges[][2] = { { 1, 1 }, { 2, 2 }, { 3, 3 } };
	struct sim_space *sp;
	struct sim_slot *slot;
	unsigned runs = 0, seen = 0;

	setup();
	sp = ports(ranges, 3);
	slot = sim_slot_new(&sim, sp, false);
	sim_push(&sim, true);
	while (sim_next(&sim)) {
		uint32_t c = sim_pick(&sim, slot, sim_scratch(&sim, sp->n));

		CHECK_INT(dom_count(slot->dom, sp->words), 1);
		seen |= 1u << c;
		if (c == 1)	/* nothing is left to choose */
			CHECK_INT(sim_pick(&sim, slot, sim_scratch(&sim, sp->n)), 1);
		sim_choose(&sim, true, 2);
		runs++;
	}
	sim_pop(&sim);
	CHECK_INT(runs, 2 * sp->n);
	CHECK_INT(seen, (1u << sp->n) - 1);
	CHECK_INT(dom_count(slot->dom, sp->words), sp->n);
	region_free(r);
}

TEST(choices_about_the_connection_go_to_its_level)
{
	static const unsigned ranges[][2] = { { 1, 1 } };
	struct sim_space *sp;
	struct sim_slot *conn, *packet;
	unsigned outer = 0, inner = 0;

	setup();
	sp = ports(ranges, 1);
	conn = sim_slot_new(&sim, sp, false);
	packet = sim_slot_new(&sim, sp, true);
	sim_push(&sim, true);
	while (sim_next(&sim)) {
		uint32_t first = UINT32_MAX;

		outer++;
		sim_push(&sim, false);
		while (sim_next(&sim)) {
			uint32_t c;

			inner++;
			sim_pick(&sim, packet, sim_scratch(&sim, sp->n));
			c = sim_pick(&sim, conn, sim_scratch(&sim, sp->n));
			CHECK(first == UINT32_MAX || first == c);	/* the packets of one connection agree */
			first = c;
		}
		sim_pop(&sim);
	}
	sim_pop(&sim);
	CHECK_INT(outer, 2);
	CHECK_INT(inner, 4);
	region_free(r);
}

TEST(addresses_of_a_connection_differ)
{
	static const unsigned ranges[][2] = { { 7, 7 } };
	struct sim_space *sp;
	struct sim_slot *a, *b;
	unsigned equal = 0, runs = 0;

	setup();
	sp = ports(ranges, 1);
	a = sim_slot_new(&sim, sp, false);
	b = sim_slot_new(&sim, sp, false);
	a->differs = b;
	b->differs = a;
	sim_push(&sim, true);
	while (sim_next(&sim)) {
		uint32_t x = sim_pick(&sim, a, sim_scratch(&sim, sp->n));
		uint32_t y = sim_pick(&sim, b, sim_scratch(&sim, sp->n));

		equal += x == y && sp->classes[x].single;
		runs++;
	}
	sim_pop(&sim);
	CHECK_INT(equal, 0);
	CHECK_INT(runs, 3);
	region_free(r);
}

TEST(a_limit_ends_it)
{
	setup();
	sim.max_steps = 100;
	sim_push(&sim, true);
	while (sim_next(&sim))
		for (unsigned i = 0; i < 20; i++)
			sim_choose(&sim, true, 2);
	sim_pop(&sim);
	CHECK(sim.exhausted);
	CHECK_INT(sim.depth, 0);
	region_free(r);
}

TEST_MAIN()
