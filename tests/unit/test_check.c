/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Semantic analysis: what text becomes in bytecode, and what is refused where. */
#include "check/check.h"
#include "lang/lang.h"
#include "model/gen.h"
#include "model/uapi.h"
#include "test.h"

#include <stdlib.h>

static struct region *r;
static struct diag_sink sink;
static struct ruleset rs;
static struct check_options options;
static struct strbuf text;

static void begin(bool offline)
{
	if (r)
		region_free(r);
	r = region_create();
	sink = (struct diag_sink){ .region = r };
	rs = (struct ruleset){ .region = r };
	options = (struct check_options){ .offline = offline };
	options.env = region_new(r, struct value_env);
	options.env->region = r;
	options.env->offline = offline;
}

/* The rules that @input adds, as ops in one line. */
static int run(const char *input, bool show)
{
	struct cmds cmds = { 0 };
	struct source *src = source_new(r, SOURCE_BUFFER, "test", region_strdup(r, input), (uint32_t)strlen(input));
	int ret = lang_parse(r, &sink, NULL, src, &cmds);

	if (!ret)
		ret = check_cmds(r, &sink, &rs, &cmds, &options);
	strbuf_reset(&text);
	for (uint32_t i = 0; i < cmds.v.n && !ret && show; i++) {
		struct ops ops = { 0 };

		if (cmds.v.v[i]->obj != OBJ_RULE || !cmds.v.v[i]->rule)
			continue;
		ret = gen_rule(r, cmds.v.v[i]->rule, &ops, &sink);
		ops_print(&text, &ops);
	}
	return ret;
}

static const char *one_line(const char *s)
{
	char *out = region_alloc(r, strlen(s) + 1);
	size_t n = 0;

	for (; *s; s++) {
		bool gap = *s == ' ' || *s == '\n';

		if (gap && (!n || out[n - 1] == ' '))
			continue;
		out[n++] = gap ? ' ' : *s;
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = 0;
	return out;
}

static const char *const world =
	"table ip t { chain c { type filter hook input priority 0; }; set s { type ipv4_addr; }; map m { type ipv4_addr : mark; } }\n"
	"table ip6 t { chain c { type filter hook input priority 0; } }\n"
	"table inet t { chain c { type filter hook input priority 0; }; chain other { }; set s { type ipv4_addr; };\n"
	"  set i { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 } } }\n"
	"table bridge t { chain c { type filter hook input priority 0; } }\n"
	"table netdev t { chain c { type filter hook ingress device lo priority 0; } }\n";

static const char *ops_of(const char *rule, bool offline)
{
	int ret;

	begin(offline);
	ret = run(world, false);
	if (!ret)
		ret = run(region_printf(r, "add rule %s\n", rule), true);
	if (ret)
		return sink.diags.n ? sink.diags.v[0]->message : "refused without a word";
	return one_line(strbuf_str(&text));
}

/* Message and underlined text of the first error of @input. */
static const char *error_of(const char *input, bool offline)
{
	const struct diag *d;

	begin(offline);
	if (run(world, false))
		return "the world does not load";
	run(input, false);
	if (!sink.diags.n)
		return "accepted";
	d = sink.diags.v[0];
	if (!d->loc.src)
		return d->message;
	return region_printf(r, "%.*s: %s", (int)(d->loc.end - d->loc.start), d->loc.src->text + d->loc.start, d->message);
}

#define OPS(rule, want) CHECK_STR(ops_of(rule, false), want)
#define ERROR(input, want) CHECK_STR(error_of(input, false), want)
#define OFFLINE_ERROR(input, want) CHECK_STR(error_of(input, true), want)

TEST(protocols_below_are_implied)
{
	OPS("ip t c tcp dport 22", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0016 ]");
	OPS("inet t c ip saddr 1.2.3.4", "[ meta load nfproto => reg 1 ] [ cmp eq reg 1 0x02 ] [ payload load 4b @ network header + 12 => reg 1 ] [ cmp eq reg 1 0x01020304 ]");
	OPS("netdev t c ip saddr 1.2.3.4", "[ meta load protocol => reg 1 ] [ cmp eq reg 1 0x0800 ] [ payload load 4b @ network header + 12 => reg 1 ] [ cmp eq reg 1 0x01020304 ]");
	OPS("ip t c ether saddr 00:01:02:03:04:05", "[ meta load iiftype => reg 1 ] [ cmp eq reg 1 0x0001 ] [ payload load 6b @ link header + 6 => reg 1 ] [ cmp eq reg 1 0x00010203 0x0405 ]");
	OPS("bridge t c icmp type echo-request", "[ payload load 2b @ link header + 12 => reg 1 ] [ cmp eq reg 1 0x0800 ] [ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x01 ] [ payload load 1b @ transport header + 0 => reg 1 ] [ cmp eq reg 1 0x08 ]");
	OPS("inet t c icmpv6 type 1", "[ meta load nfproto => reg 1 ] [ cmp eq reg 1 0x0a ] [ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x3a ] [ payload load 1b @ transport header + 0 => reg 1 ] [ cmp eq reg 1 0x01 ]");
}

TEST(what_is_known_is_not_asked_again)
{
	OPS("inet t c meta l4proto tcp tcp dport 22", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0016 ]");
	OPS("ip t c ip protocol tcp counter tcp dport 22", "[ payload load 1b @ network header + 9 => reg 1 ] [ cmp eq reg 1 0x06 ] [ counter pkts 0 bytes 0 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0016 ]");
	OPS("ip t c ip protocol != tcp tcp dport 22", "[ payload load 1b @ network header + 9 => reg 1 ] [ cmp neq reg 1 0x06 ] [ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0016 ]");
	OPS("ip t c meta protocol ip udp dport 67", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x11 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0043 ]");
}

TEST(protocols_conflict)
{
	ERROR("add rule inet t c tcp dport 22 udp dport 33\n", "udp dport: conflicting protocols specified: tcp vs. udp");
	ERROR("add rule inet t c ip saddr 1.2.3.4 ip6 saddr ::1\n", "ip6 saddr: conflicting protocols specified: ip vs. ip6");
	ERROR("add rule inet t c arp htype 1\n", "arp htype: conflicting protocols specified: inet vs. arp");
	ERROR("add rule ip t c ip6 saddr ::1\n", "ip6 saddr: conflicting protocols specified: ip vs. ip6");
	ERROR("add rule ip t c icmp code 1 icmp mtu 5 icmp gateway 1\n", "icmp gateway: incompatible icmp match: rule has 3, need 5");
}

TEST(values_fit_their_fields)
{
	ERROR("add rule ip t c ip ttl 256\n", "256: Value 256 exceeds valid range 0-255");
	ERROR("add rule ip t c ip hdrlength 16\n", "16: Value 16 exceeds valid range 0-15");
	ERROR("add rule ip t c ip saddr 1.2.3.0/33\n", "1.2.3.0/33: Prefix length 33 is invalid for type of 32 bits width");
	ERROR("add rule ip t c tcp dport 30-20\n", "30-20: Range negative size");
	ERROR("add rule ip t c ip dscp set 64\n", "64: Value 64 exceeds valid range 0-63");
	ERROR("add rule ip t c iifname \"\"\n", "\"\": Empty string is not allowed");
	ERROR("add rule ip t c iifname \"*\"\n", "\"*\": All-wildcard strings are not supported");
	ERROR("add rule ip t c meta mark set { 1, 2 }\n", "{: syntax error, unexpected '{'");
	OPS("ip t c ip saddr 1.2.3.4/24", "[ payload load 3b @ network header + 12 => reg 1 ] [ cmp eq reg 1 0x010203 ]");
	OPS("ip t c tcp dport 20-20", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0014 ]");
}

TEST(constants_fold)
{
	OPS("ip t c meta mark set 0x32 or 0xfffff", "[ immediate reg 1 0x000fffff ] [ meta set mark with reg 1 ]");
	OPS("ip t c meta mark xor 0x03 == 0x01", "[ meta load mark => reg 1 ] [ cmp eq reg 1 0x00000002 ]");
	OPS("ip t c tcp dport { 22 }", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ payload load 2b @ transport header + 2 => reg 1 ] [ cmp eq reg 1 0x0016 ]");
	ERROR("add rule ip t c meta mark << 32 == 1\n", "32: Shift of 32 bits is undefined for type of 32 bits width");
}

static const struct set *anon_set(const char *rule)
{
	const struct chain *c;

	begin(false);
	if (run(world, false) || run(region_printf(r, "add rule ip t c %s\n", rule), false))
		return NULL;
	c = table_chain(ruleset_table(&rs, FAM_IP, "t"), "c");
	return c->rules.v[0]->anon_sets.n ? c->rules.v[0]->anon_sets.v[0] : NULL;
}

TEST(anonymous_sets_merge)
{
	const struct set *s = anon_set("tcp dport { 22, 80-90, 85-100, 101, 22 }");

	CHECK(s && s->elems.n == 2);
	if (!s || s->elems.n != 2)
		return;
	CHECK(!memcmp(s->elems.keys, "\0\26\0\120", 4));
	CHECK(!memcmp(s->elems.ends, "\0\26\0\145", 4));
	s = anon_set("ip saddr { 1.2.3.4, 1.2.3.4, 1.2.3.5 }");
	CHECK(s && s->elems.n == 2 && !s->elems.ends);
	s = anon_set("ip saddr { { 1.1.1.0/24 }, { 2.2.2.2, { 3.3.3.3 } } }");
	CHECK(s && s->elems.n == 3);
}

TEST(prefixes_make_sets_of_intervals)
{
	const struct set *s = anon_set("ip saddr { 1.2.3.4/32, 1.2.3.9 }");

	CHECK(s && s->flags & NFT_SET_INTERVAL);
	s = anon_set("ip saddr { 1.2.3.4, 1.2.3.9 }");
	CHECK(s && !(s->flags & NFT_SET_INTERVAL));
	ERROR("add set ip t x { type ipv4_addr; elements = { 1.2.3.4/32 } }\n",
	      "1.2.3.4/32: You must add 'flags interval' to your set declaration if you want to add prefix elements");
}

TEST(intervals_conflict_with_both_places)
{
	ERROR("add rule ip t c ip saddr vmap { 1.1.1.0/24 : accept, 1.1.1.1-1.1.2.1 : drop }\n",
	      "1.1.1.1-1.1.2.1 : drop: conflicting intervals specified");
	CHECK(sink.diags.v[0]->related.n == 1);
	CHECK(sink.diags.v[0]->related.v[0].loc.end - sink.diags.v[0]->related.v[0].loc.start == strlen("1.1.1.0/24 : accept"));
	ERROR("add set ip t x { type ipv4_addr; flags interval; elements = { 1.2.3.0/24, 1.2.3.4 } }\n", "1.2.3.4: conflicting intervals specified");
	ERROR("add set ip t x { type ipv4_addr; flags interval; auto-merge; elements = { 1.2.3.0/24, 1.2.3.4 } }\n", "accepted");
	ERROR("add element inet t i { 10.1.0.0/16 }\n", "10.1.0.0/16: interval overlaps with an existing one");
	ERROR("add element inet t i { 10.0.0.0/8, 11.0.0.0/8 }\n", "accepted");
	ERROR("add rule ip t c tcp dport vmap { 22 : accept, 22 : drop }\n", "22 : drop: Could not process rule: File exists");
}

TEST(sets_have_types)
{
	ERROR("add rule inet t c tcp dport @s\n", "@s: datatype mismatch, expected internet network service, expression has type IPv4 address");
	ERROR("add rule ip t c ip saddr . tcp dport { 1.2.3.4 }\n", "1.2.3.4: invalid data type, expected concatenation of (IPv4 address, internet network service)");
	ERROR("add rule ip t c ip saddr . tcp dport { 1.2.3.4 . 22 . 5 }\n", "1.2.3.4 . 22 . 5: too many concatenation components");
	ERROR("add set ip t x { type ipv4_addr; elements = { 1.2.3.0/24 } }\n",
	      "1.2.3.0/24: You must add 'flags interval' to your set declaration if you want to add prefix elements");
	ERROR("add element ip t m { 1.2.3.4 }\n", "1.2.3.4: a map's element needs its data: `key : data`");
	ERROR("add rule ip t c meta mark set ip saddr map @s\n", "@s: Expression is not a map");
	ERROR("add set ip t x { typeof ip saddr . tcp dport; flags interval; elements = { 1.2.3.4 . 80-90 } }\n", "accepted");
	ERROR("add rule ip t c update @s { ip6 saddr }\n", "ip6 saddr: conflicting protocols specified: ip vs. ip6");
	ERROR("add rule inet t c update @s { ip6 saddr }\n", "ip6 saddr: datatype mismatch: expected IPv4 address, expression has type IPv6 address");
}

TEST(names_are_looked_up)
{
	ERROR("add rule inet t cc accept\n", "cc: No such file or directory; did you mean chain ‘c’ in table inet ‘t’?");
	ERROR("add rule ip t c ip saddr @nosuchthing\n", "@nosuchthing: No such file or directory");
	ERROR("delete set ip t ss\n", "ss: No such file or directory; did you mean set ‘s’ in table ip ‘t’?");
	ERROR("destroy set ip t ss\n", "accepted");
	ERROR("add rule arp t c accept\n", "t: No such file or directory; did you mean table ‘t’ in family netdev?");
	OFFLINE_ERROR("add rule inet t c jump othe\n", "jump othe: No such file or directory; did you mean chain ‘other’ in table inet ‘t’?");
	OFFLINE_ERROR("add rule inet t c counter name \"x\"\n", "\"x\": No such file or directory");
}

TEST(what_is_not_here_is_no_error_offline)
{
	OFFLINE_ERROR("add rule ip elsewhere input iif nosuch0 meta skuid nosuchuser ip saddr @unknown jump there\n", "accepted");
	OFFLINE_ERROR("add element ip elsewhere things { 1.2.3.4 }\n", "accepted");
	ERROR("add rule ip elsewhere input accept\n", "elsewhere: No such file or directory");
	ERROR("add rule ip t c iif nosuch0\n", "nosuch0: Interface does not exist");
}

TEST(statements)
{
	char *night;

	ERROR("add rule ip t c accept counter\n", "counter: Statement after terminal statement has no effect");
	ERROR("add rule inet t c snat to 1.2.3.4\n", "snat to 1.2.3.4: ip or ip6 must be specified with address for inet tables.");
	ERROR("add rule inet t c redirect to :80\n", "80: transport protocol mapping is only valid after transport protocol match");
	ERROR("add rule inet t c meta nfproto ipv6 reject with icmp host-unreachable\n", "host-unreachable: conflicting protocols specified: ip vs ip6");
	ERROR("add rule ip t c log level audit group 42\n", "log level audit group 42: level and group are mutually exclusive");
	OPS("inet t c reject", "[ reject type 2 code 1 ]");
	OPS("inet t c meta nfproto ipv4 reject", "[ meta load nfproto => reg 1 ] [ cmp eq reg 1 0x02 ] [ reject type 0 code 3 ]");
	OPS("inet t c meta mark 1 reject with tcp reset", "[ meta load l4proto => reg 1 ] [ cmp eq reg 1 0x06 ] [ meta load mark => reg 1 ] [ cmp eq reg 1 0x00000001 ] [ reject type 1 code 0 ]");
	night = strdup(ops_of("ip t c meta hour != \"02:00\"-\"21:00\"", false));
	OPS("ip t c meta hour \"21:00\"-\"02:00\"", night);
	free(night);
}

static const char *const fast =
	"table inet f { flowtable f1 { hook ingress priority filter; devices = { lo }; }\n"
	"chain fast_fwd { type filter hook fast_fwd flowtable @%s priority filter%s; policy %s; ip dscp set cs3; } }\n";

TEST(fast_fwd_chains)
{
	const struct chain *c;

	begin(true);
	CHECK(!run(region_printf(r, fast, "f1", " + 10", "accept"), false));
	c = table_chain(ruleset_table(&rs, FAM_INET, "f"), "fast_fwd");
	CHECK(c && c->is_base && c->prio.value == 10 && c->hooknum == 2 && !strcmp(c->hook, "fast_fwd"));
	begin(true);
	CHECK(run(region_printf(r, fast, "f2", "", "accept"), false));
	CHECK_STR(sink.diags.v[0]->message, "No such file or directory; did you mean flowtable ‘f1’ in table inet ‘f’?");
	begin(true);
	CHECK(run(region_printf(r, fast, "f1", "", "drop"), false));
	CHECK_STR(sink.diags.v[0]->message, "the policy of a fast_fwd chain can only be accept");
}

TEST(chains)
{
	CHECK(strstr(error_of("add chain ip t b { type filter hook foo priority 0; }\n", false), "unknown chain hook"));
	CHECK(strstr(error_of("add chain ip t b { type filter hook ingress priority 0; }\n", false), "The ip family does not support this hook"));
	OFFLINE_ERROR("add chain ip t b { type nat hook prerouting priority -300; }\n",
		      "-300: Could not process rule: Operation not supported; chains of type nat need a priority above -200");
	OFFLINE_ERROR("add rule ip t c masquerade\n", "masquerade: Could not process rule: Operation not supported; masquerade works only in chains of type nat");
	ERROR("add chain ip t b { type filter hook input priority dstnat; }\n", "dstnat: invalid priority expression value in this context.");
}

TEST(chains_do_not_jump_in_circles_offline)
{
	OFFLINE_ERROR("add rule inet t other jump other\n", "jump other: Could not process rule: Too many levels of symbolic links; chains jump in a circle here");
	OFFLINE_ERROR("add chain inet t third\nadd rule inet t other jump third\nadd rule inet t third tcp dport vmap { 1 : accept, 2 : goto other }\n",
		      "tcp dport vmap { 1 : accept, 2 : goto other }: Could not process rule: Too many levels of symbolic links; chains jump in a circle here");
	ERROR("add rule inet t other jump other\n", "accepted");
}

TEST(blocks_of_rules_have_names_of_their_own)
{
	const struct rule *rule;

	begin(false);
	CHECK(!run(world, false));
	CHECK(!run("add rule ip t c jump { ip saddr 1.2.3.4 accept; jump { counter; } }\n", false));
	rule = table_chain(ruleset_table(&rs, FAM_IP, "t"), "c")->rules.v[0];
	CHECK(rule->blocks.n == 1);
	CHECK(strcmp(rule->blocks.v[0]->name, rule->blocks.v[0]->rules.v[1]->blocks.v[0]->name) != 0);
}

/* Hostile nesting ends in an error, not in a crash. */
TEST(nesting_is_bounded)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, "add rule ip t c ip saddr ");
	for (int i = 0; i < 300; i++)
		strbuf_add(&b, "{ ");
	strbuf_add(&b, "1.2.3.4");
	for (int i = 0; i < 300; i++)
		strbuf_add(&b, " }");
	strbuf_add(&b, "\n");
	begin(false);
	CHECK(!run(world, false));
	CHECK(run(strbuf_str(&b), false));
	strbuf_free(&b);
}

TEST_MAIN()
