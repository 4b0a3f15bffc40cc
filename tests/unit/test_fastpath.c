/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fast_fwd chains compiled. That what they do is what the kernel does is tested in tests/fastpath, with packets. */
#include <stdlib.h>

#include "check/check.h"
#include "fastpath/interp.h"
#include "lang/lang.h"
#include "test.h"

static struct region *r;
static struct ruleset rs;
static struct ff_program prog;
static ff_refusals refusals;
static struct strbuf text;

/* Compiles the chains of @family's table t for flowtable f, whose rules are @body, chain by chain as they are written. */
static int compile(const char *family, const char *body)
{
	struct value_env env = { .offline = true };
	struct check_options opt = { .offline = true, .env = &env };
	struct diag_sink sink;
	struct cmds cmds = { 0 };
	char *all;

	if (r)
		region_free(r);
	r = region_create();
	env.region = r;
	sink = (struct diag_sink){ .region = r };
	memset(&rs, 0, sizeof(rs));
	rs.region = r;
	memset(&refusals, 0, sizeof(refusals));
	all = region_printf(r, "table %s t {\nflowtable f { hook ingress priority 0; devices = { a0, a1 }; }\n%s\n}\n", family, body);
	if (lang_parse(r, &sink, NULL, source_new(r, SOURCE_BUFFER, NULL, all, (uint32_t)strlen(all)), &cmds) ||
	    check_cmds(r, &sink, &rs, &cmds, &opt)) {
		TEST_WRONG("not accepted: %s", sink.diags.n ? sink.diags.v[0]->message : "?");
		return -1;
	}
	return ff_compile(r, &rs, rs.tables.v[0]->flowtables.v[0], &prog, &refusals);
}

static const char *compiled(const char *family, const char *rules)
{
	char body[1024];
	int err;

	snprintf(body, sizeof(body), "chain c { type filter hook fast_fwd flowtable @f priority 0; policy accept; %s }", rules);
	err = compile(family, body);
	strbuf_reset(&text);
	if (err)
		strbuf_printf(&text, "refused: %s", refusals.n ? refusals.v[0].why : "?");
	else
		ff_program_print(&text, &prog);
	return strbuf_str(&text);
}

TEST(constant_writes_are_one_instruction)
{
	CHECK_STR(compiled("ip", "ip dscp set cs3"),
		  "chain c (base)\n  rule 0\n"
		  "    mangle ip4 @0 keep 0xff03 set 0x0060 csum ip4\n");
	CHECK_STR(compiled("ip", "ip daddr set 192.0.2.1"),
		  "chain c (base)\n  rule 0\n"
		  "    mangle ip4 @16 keep 0x00000000 set 0xc0000201 csum ip4 l4\n");
	CHECK_STR(compiled("inet", "ip6 hoplimit set 7"),
		  "chain c (base)\n  rule 0\n"
		  "    input r0 nfproto 1\n    cmp r0 eq 0x0a\n"
		  "    mangle ip6 @7 keep 0x00 set 0x07\n");
	CHECK_STR(compiled("ip", "udp dport set 53"),
		  "chain c (base)\n  rule 0\n"
		  "    input r0 l4proto 1\n    cmp r0 eq 0x11\n"
		  "    mangle udp @2 keep 0x0000 set 0x0035 csum l4\n");
}

TEST(what_differs_between_packets_is_marked)
{
	CHECK_STR(compiled("ip", "ip ttl 3 drop"),
		  "chain c (base)\n  rule 0 packet\n"
		  "    header r0 ip4 @8 1 (packet)\n    cmp r0 eq 0x03\n    verdict drop\n");
	CHECK_STR(compiled("ip", "ip saddr 10.0.0.1 counter drop"),
		  "chain c (base)\n  rule 0\n"
		  "    header r0 ip4 @12 4\n    cmp r0 eq 0x0a000001\n    counter 0\n    verdict drop\n");
	CHECK_STR(compiled("ip", "ip dscp cs3 ip ttl set 9"),
		  "chain c (base)\n  rule 0 packet\n"
		  "    header r0 ip4 @1 1 (packet)\n    bitwise r0 r0 0xfc 0x00\n    cmp r0 eq 0x60\n"
		  "    mangle ip4 @8 keep 0x00ff set 0x0900 csum ip4\n");
	CHECK(prog.packet);
	CHECK_INT(compile("ip", "chain c { type filter hook fast_fwd flowtable @f priority 0; ip daddr set 10.0.0.1; ip daddr 10.0.0.2 drop; tcp dport 1 drop; }"), 0);
	CHECK(!prog.rules.v[0]->rewritten);
	CHECK(prog.rules.v[1]->rewritten);
	CHECK(!prog.rules.v[2]->rewritten);
}

TEST(rules_for_other_protocols_end_early)
{
	CHECK_STR(compiled("inet", "icmp type echo-request drop"),
		  "chain c (base)\n  rule 0\n"
		  "    input r0 nfproto 1\n    cmp r0 eq 0x02\n    input r0 l4proto 1\n    cmp r0 eq 0x01\n");
}

TEST(sets_are_as_registers_hold_keys)
{
	CHECK_STR(compiled("ip", "ip saddr { 10.0.0.0/8, 10.1.0.0/16, 192.0.2.1 } drop"),
		  "set 0 constant prefixes: 0x0a000000-0x0affffff, 0xc0000201-0xc0000201\n"
		  "chain c (base)\n  rule 0\n"
		  "    header r0 ip4 @12 4\n    lookup r0 set 0\n    verdict drop\n");
	CHECK_STR(compiled("ip", "ct mark { 1, 0x100 } ip dscp set tcp dport map { 22 : cs1, 80 : cs2, * : cs3 }"),
		  "set 0 constant: 0x00010000, 0x01000000\n"
		  "set 1 constant: 0x0016 : 0x08, 0x0050 : 0x10, * : 0x18\n"
		  "chain c (base)\n  rule 0\n"
		  "    input r0 ct mark 4\n    lookup r0 set 0\n"
		  "    input r0 l4proto 1\n    cmp r0 eq 0x06\n"
		  "    header r4 tcp @2 2\n    map r4 r4 set 1\n    shl r4 r4 2 by 2\n    swap r4 r4 2 size 2\n    bitwise r4 r4 0x00fc 0x0000\n"
		  "    write ip4 @0 keep 0xff03 set r4 csum ip4\n");
}

TEST(chains_run_by_priority_and_reach_others_once)
{
	CHECK_INT(compile("inet", "chain s { drop; }\n"
			  "chain b { type filter hook fast_fwd flowtable @f priority 5; tcp dport vmap { 1 : jump s, 2 : goto s } }\n"
			  "chain a { type filter hook fast_fwd flowtable @f priority 0; jump s; jump { accept; } }\n"
			  "chain n { type filter hook fast_fwd flowtable @f priority 0; }\n"
			  "chain o { type filter hook forward priority 0; limit rate 1/second drop; }"), 0);
	REQUIRE(prog.bases.n == 3);
	CHECK_STR(prog.bases.v[0]->chain->name, "n");
	CHECK_STR(prog.bases.v[1]->chain->name, "a");
	CHECK_STR(prog.bases.v[2]->chain->name, "b");
	CHECK_INT(prog.chains.n, 5);
}

TEST(refusals_name_each_statement)
{
	CHECK_INT(compile("inet", "set d { type ipv4_addr; flags dynamic; }\n"
			  "chain c { type filter hook fast_fwd flowtable @f priority 0;\n"
			  "limit rate 1/second log prefix \"x\" drop\nmeta mark 1 drop\nip saddr @d drop\nth dport set 3\n"
			  "ip checksum 1 drop\n@th,64,8 1 drop\nip option lsrr exists drop\n }"), -95);
	REQUIRE(refusals.n == 7);
	CHECK_INT(refusals.v[0].stmt->id, S_LIMIT);
	CHECK_INT(refusals.v[1].stmt->id, S_LOG);
	CHECK_STR(refusals.v[2].instead, "`ct mark`, which the connection keeps");
	for (unsigned i = 0; i < refusals.n; i++)
		CHECK(refusals.v[i].why && *refusals.v[i].why);
}

/* ---------------------------------------------------------------- the interpreter: what it leaves alone */
static const uint8_t ip4_udp[] = {
	0x45, 0x00, 0x00, 0x1e, 0x12, 0x34, 0x40, 0x00, 0x40, 0x11, 0x11, 0x84, 10, 1, 0, 1, 10, 2, 0, 1,
	0x9c, 0x40, 0x00, 0x35, 0x00, 0x0a, 0x00, 0x00, 'h', 'i',
};
static const struct ff_facts facts = {
	.nfproto = 2, .l4proto = 17,
	.tuple = { { { 10, 1, 0, 1 }, { 10, 2, 0, 1 }, { 0x9c, 0x40 }, { 0, 53 } }, { { 10, 2, 0, 1 }, { 10, 1, 0, 1 }, { 0, 53 }, { 0x9c, 0x40 } } },
};

static int outcome(uint8_t *packet, size_t len, enum ff_left *why)
{
	struct ff_count counts[4] = { { 0 } };

	return ff_run(&prog, &facts, packet, len, counts, why);
}

/* The packet with one byte changed. */
static void check_left(unsigned at, uint8_t value, enum ff_left want)
{
	uint8_t packet[sizeof(ip4_udp)], was[sizeof(ip4_udp)];
	enum ff_left why = FF_N_LEFT;

	memcpy(packet, ip4_udp, sizeof(packet));
	packet[at] = value;
	memcpy(was, packet, sizeof(was));
	CHECK_INT(outcome(packet, sizeof(packet), &why), FF_LEFT);
	CHECK_INT(why, want);
	CHECK_MEM(packet, was, sizeof(packet));
}

TEST(packets_that_are_left_alone_are_not_touched)
{
	uint8_t packet[sizeof(ip4_udp)];
	enum ff_left why;

	CHECK_INT(compile("ip", "chain c { type filter hook fast_fwd flowtable @f priority 0; ip dscp set cs3; counter }"), 0);
	check_left(0, 0x46, FF_LEFT_OPTIONS);
	check_left(0, 0x65, FF_LEFT_TRUNCATED);		/* IPv6, of 30 bytes */
	check_left(0, 0x05, FF_LEFT_NOT_IP);
	check_left(3, 200, FF_LEFT_TRUNCATED);
	check_left(3, 27, FF_LEFT_TRUNCATED);		/* no whole UDP header */
	check_left(6, 0x20, FF_LEFT_FRAGMENT);
	check_left(7, 0x01, FF_LEFT_FRAGMENT);
	check_left(8, 1, FF_LEFT_TTL);
	check_left(8, 0, FF_LEFT_TTL);
	check_left(9, 1, FF_LEFT_PROTOCOL);
	check_left(15, 9, FF_LEFT_OTHER);
	check_left(21, 9, FF_LEFT_OTHER);
	memcpy(packet, ip4_udp, sizeof(packet));
	for (size_t len = 0; len < sizeof(packet); len++)
		CHECK_INT(outcome(packet, len, &why), FF_LEFT);
	CHECK_MEM(packet, ip4_udp, sizeof(packet));
	CHECK_INT(outcome(packet, sizeof(packet), &why), FF_FORWARD);
	CHECK_INT(packet[1], 0x60);
	CHECK_INT(packet[8], 0x3f);
	CHECK_INT(packet[26] | packet[27], 0);		/* no UDP checksum, and none is made */
}

TEST(frames_that_enclose_something_else)
{
	uint8_t frame[64] = { 0 };

	frame[12] = 0x08;
	CHECK_INT(ff_frame_network(frame, sizeof(frame)), 14);
	CHECK_INT(ff_frame_network(frame, 13), 0);
	frame[12] = 0x81;
	CHECK_INT(ff_frame_network(frame, sizeof(frame)), 0);
}

/* ---------------------------------------------------------------- classes */
TEST(every_connection_has_one_class)
{
	struct value_env env = { .offline = true };
	struct ff_facts f = facts;
	struct action_classes all;
	const struct action_class *c;

	CHECK_INT(compile("ip", "chain c { type filter hook fast_fwd flowtable @f priority 0; udp dport 53 ip dscp set cs3; }"), 0);
	env.region = r;
	ff_classes(r, &prog, &env, &all);
	CHECK(!all.too_many);
	CHECK(!ff_class_of(&all, &f));			/* its devices are not those of the flowtable */
	strcpy(f.iifname, "a0");
	strcpy(f.oifname, "a1");
	c = ff_class_of(&all, &f);
	REQUIRE(c);
	CHECK_STR(c->condition, "udp dport 53");
	CHECK_INT(c->actions.n, 2);
	f.reply = true;
	c = ff_class_of(&all, &f);
	REQUIRE(c);
	CHECK_INT(c->actions.n, 0);
}

TEST_MAIN()
