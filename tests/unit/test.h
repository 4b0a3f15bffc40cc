/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole of the unit test framework. A test program is
 *
 *	TEST(name) { CHECK(x == y); CHECK_STR(got, "want"); }
 *	...
 *	TEST_MAIN()
 *
 * Each TEST counts once; one failed CHECK fails it and the test goes on, so that all that is wrong is shown.
 */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <stdio.h>
#include <string.h>

struct test_case {
	const char *name;
	void (*run)(void);
	struct test_case *next;
};

static struct test_case *test_cases, **test_tail = &test_cases;
static unsigned int test_wrong;
static const char *test_skipped __attribute__((unused));

#define TEST(id)									\
	static void test_##id(void);							\
	static struct test_case test_case_##id = { #id, test_##id, NULL };		\
	static void __attribute__((constructor)) test_register_##id(void)		\
	{										\
		*test_tail = &test_case_##id;						\
		test_tail = &test_case_##id.next;					\
	}										\
	static void test_##id(void)

#define TEST_WRONG(...)									\
	do {										\
		test_wrong++;								\
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);				\
		fprintf(stderr, __VA_ARGS__);						\
		fputc('\n', stderr);							\
	} while (0)

#define CHECK(cond)									\
	do {										\
		if (!(cond))								\
			TEST_WRONG("wrong: %s", #cond);					\
	} while (0)

/* for what makes the rest of the test meaningless */
#define REQUIRE(cond)									\
	do {										\
		if (!(cond)) {								\
			TEST_WRONG("wrong: %s", #cond);					\
			return;								\
		}									\
	} while (0)

#define CHECK_INT(got, want)								\
	do {										\
		long long test_got = (got), test_want = (want);				\
		if (test_got != test_want)						\
			TEST_WRONG("%s is %lld, want %lld", #got, test_got, test_want);	\
	} while (0)

#define CHECK_STR(got, want)								\
	do {										\
		const char *test_got = (got), *test_want = (want);			\
		if (!test_got || strcmp(test_got, test_want))				\
			TEST_WRONG("%s is\n  %s\nwant\n  %s", #got,			\
				   test_got ? test_got : "(null)", test_want);		\
	} while (0)

#define CHECK_MEM(got, want, len)							\
	do {										\
		if (memcmp((got), (want), (len)))					\
			TEST_WRONG("%s differs from %s", #got, #want);			\
	} while (0)

#define SKIP(why)									\
	do {										\
		test_skipped = (why);							\
		return;									\
	} while (0)

static inline int test_run_all(void)
{
	unsigned int passed = 0, failed = 0, skipped = 0;
	struct test_case *c;

	for (c = test_cases; c; c = c->next) {
		test_wrong = 0;
		test_skipped = NULL;
		c->run();
		if (test_wrong) {
			failed++;
			printf("not ok %s\n", c->name);
		} else if (test_skipped) {
			skipped++;
			printf("skipped %s: %s\n", c->name, test_skipped);
		} else {
			passed++;
		}
		fflush(stdout);
	}
	printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed != 0;
}

#define TEST_MAIN() int main(void) { return test_run_all(); }

#endif /* TESTS_UNIT_TEST_H */
