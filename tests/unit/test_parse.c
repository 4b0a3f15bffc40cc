/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in: what is accepted, what is refused with which words at which place, and where the nodes think they stand. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/lang.h"
#include "test.h"

static struct region *r;
static struct diag_sink sink;
static struct cmds cmds;

static int parse_with(const char *text, size_t len, const struct lang_options *opt)
{
	if (r)
		region_free(r);
	r = region_create();
	sink = (struct diag_sink){ .region = r };
	memset(&cmds, 0, sizeof(cmds));
	return lang_parse(r, &sink, opt, source_new(r, SOURCE_BUFFER, "test", text, (uint32_t)len), &cmds);
}

static int parse_opt(const char *text, const struct lang_options *opt)
{
	return parse_with(text, strlen(text), opt);
}

static int parse(const char *text)
{
	return parse_with(text, strlen(text), NULL);
}

/* "LINE:FIRST-LAST: MESSAGE" of the n-th error. */
static const char *error(uint32_t n)
{
	struct diag *d;
	uint32_t line, column, width;

	if (n >= sink.diags.n)
		return "";
	d = sink.diags.v[n];
	source_position(d->loc.src, d->loc.start, &line, &column);
	width = d->loc.end > d->loc.start ? d->loc.end - d->loc.start : 1;
	return region_printf(r, "%u:%u-%u: %s", line, column, column + width - 1, d->message);
}

static const char *text_of(struct loc loc)
{
	return loc.src ? region_strndup(r, loc.src->text + loc.start, loc.end - loc.start) : "(nowhere)";
}

static void accept_all(const char *const *texts, const char *before, const char *after)
{
	for (; *texts; texts++) {
		size_t size = strlen(before) + strlen(*texts) + strlen(after) + 1;
		char *text = malloc(size);

		snprintf(text, size, "%s%s%s", before, *texts, after);
		if (parse(text))
			TEST_WRONG("refused: %s\n  %s", *texts, error(0));
		free(text);
	}
}

TEST(commands)
{
	static const char *const texts[] = {
		"add table t", "add table inet t { flags dormant; comment \"x\"; }", "table ip6 t", "create table bridge t", "delete table t",
		"delete table handle 3", "delete table ip handle 3", "destroy table ip t", "flush table netdev t", "list table arp t", "list tables",
		"list tables ip", "list ruleset", "list ruleset inet", "flush ruleset", "flush ruleset ip6", "list chains", "list chain t c",
		"add chain t c", "add chain t c { type nat hook output priority -100; policy accept; }", "delete chain ip t c",
		"delete chain ip t handle 4", "flush chain t c", "rename chain inet t c d", "add rule t c accept", "add rule ip t c position 3 accept",
		"add rule ip t c handle 3 accept", "insert rule t c index 2 drop", "replace rule t c handle 5 drop", "delete rule t c handle 5",
		"destroy rule t c handle 5", "reset rules", "reset rules table t", "reset rules chain t c", "reset rule t c handle 3",
		"filter input tcp dport 22 accept", "add ip filter input accept", "ip6 t c drop",
		"add set t s { type ipv4_addr; flags interval,timeout; timeout 1h30m; gc-interval 10s; size 100; policy memory; auto-merge; }",
		"add set t s { typeof ip saddr . tcp dport; counter; comment \"a b\"; elements = { 1.1.1.1 . 22 } }",
		"add map t m { type ipv4_addr . inet_service : verdict; }", "add map t m { type mark : interval ipv4_addr; }",
		"add map t m { typeof ip saddr : counter; }", "add map t m { type ipv4_addr : ct helper; }", "delete set t s", "delete map t handle 2",
		"flush set t s", "list set t s", "list sets", "list maps ip", "list sets table ip t", "reset set t s", "list meters", "list meter t m",
		"add element t s { 1.1.1.1, 2.2.2.0/24, 3.3.3.3-4.4.4.4 timeout 5s expires 2s comment \"c\" }", "delete element t s { 1.1.1.1 }",
		"get element t s { 1.1.1.1 }", "reset element t s { 1.1.1.1 }", "destroy element t s { * }", "create element t m { 1 : jump x }",
		"add flowtable t f { hook ingress priority filter + 10; devices = { eth0, \"eth1\", }; flags offload; counter; }",
		"delete flowtable t f", "delete flowtable t handle 3", "list flowtables", "list flowtable t f",
		"add counter t c", "add counter t c { packets 1 bytes 2; comment \"x\"; }", "add counter t c packets 1 bytes 2",
		"add quota t q over 10 mbytes used 3 bytes", "add quota t q { until 5 kbytes }", "add limit t l rate 400/minute",
		"add limit t l { rate over 1 mbytes/second burst 5 kbytes; }", "add ct helper t h { type \"ftp\" protocol tcp; l3proto ip; }",
		"add ct timeout t h { protocol udp; policy = { unreplied : 10s,\n replied : 20 }; l3proto ip6; }",
		"add ct expectation t e { protocol tcp; dport 9876; timeout 2m; size 12; l3proto ip; }", "add synproxy t s mss 1460 wscale 7 timestamp sack-perm",
		"add secmark t s { \"system_u:object_r:x:s0\" }", "delete counter t c", "delete ct helper t h", "delete quota t handle 4", "reset counters",
		"reset counter t c", "reset quotas ip", "list counters table ip t", "list ct helpers table ip t", "list ct timeout ip t x", "list hooks", "list ct timeout table ip t", "list ct helper table t", "add map t m { typeof ip saddr : ct helper; }",
		"list hooks ip device eth0", "describe tcp flags", "describe ipv4_addr", "describe ct state", "describe meta mark",
		"define x = 5", "define x = { 1, 2 }", "define x = {}", "define x = eth*", "define x = -10", "define x = accept", "redefine x = 2",
		"; ;; add table t;; add chain t c;", "# nothing\n\n# more", "", "add table t # comment", "add \\\n table \\\r\n t\r\n",
		"table ip t { chain c { } ; chain d { type filter hook input priority filter; policy drop } }",
		"table t {\n\tinclude \"/nonexistent*/x\"\n}", "check ruleset inet",
		NULL };

	accept_all(texts, "", "\n");
}

TEST(rules)
{
	static const char *const texts[] = {
		"ip saddr 1.1.1.1", "ip saddr != { 10.0.0.0/8, 192.168.0.0/16 } drop", "tcp dport 80-90", "tcp dport { 22, 80-90, http }", "th dport ssh",
		"tcp dport $ports", "ip saddr . tcp dport { 1.1.1.1 . 22, 10.0.0.0/8 . 1-1024 }", "ip daddr vmap { 1.1.1.1 : jump x, * : drop }",
		"tcp dport vmap { 25:accept, 28:goto y }", "ct state established,related accept", "ct state { new, invalid }", "ct state != new",
		"ct original saddr 1.1.1.1", "ct reply ip6 daddr ::1", "ct mark & 0xff == 0x10", "ct mark and 0xff eq 0x10", "ct status ! dnat",
		"meta mark set 0x10", "mark set ct mark", "meta mark set (ct mark | 0x10) << 8", "ct mark set meta mark and 0xff or 0x1", "meta mark xor 1 ne 2",
		"ct mark set ip saddr map { 1.1.1.1 : 1 }", "iifname \"eth*\" oifname eth*", "iif lo", "iifname in oifname out accept", "iifname { in, out }", "meta iifname { eth0, \"wlan0\" }", "meta hour \"17:00\"-\"19:00\"",
		"tcp flags syn", "tcp flags syn / syn,ack", "tcp flags != syn,ack / syn,ack,rst", "tcp flags & (syn|ack) == syn", "tcp flags { syn, syn | ack }",
		"tcp option maxseg size set rt mtu", "tcp option maxseg size set 1360", "tcp option sack-perm exists", "tcp option 254 missing",
		"tcp option timestamp tsval 1", "tcp option @255,8,8 5", "reset tcp option sack-perm", "ip option ra exists", "ip option lsrr ptr 1", "exthdr frag exists",
		"frag more-fragments 1", "hbh nexthdr tcp", "rt type 0", "rt nexthop 1.1.1.1", "rt ip6 nexthop ::1", "srh sid[1] ::1", "sctp chunk init exists",
		"sctp chunk data flags 1", "dccp option 40 exists", "@nh,8,16 0x10", "@th , 16,16 { 22, 23 }", "ip6 daddr ::1", "ip6 saddr ::/0", "ip6 saddr vmap { ::1:accept, fe80:::drop }",
		"ether saddr 00:11:22:33:44:55", "arp operation request", "arp saddr ip 1.1.1.1 arp daddr ether 0:1:2:3:4:5", "vlan id 5 vlan pcp 3", "ether type 8021q",
		"icmp type echo-request", "icmp type { redirect, timestamp-request }", "icmpv6 type nd-redirect", "ip protocol tcp tcp dport 22", "ip dscp set cs3",
		"ip dscp set ip dscp", "ip6 hoplimit set 5", "ether type set ip", "meta priority set 1:10", "meta priority none", "ip saddr set 1.1.1.1 tcp sport set 5",
		"fib saddr . iif oif missing drop", "fib daddr type local", "fib daddr check exists", "socket transparent 1", "socket cgroupv2 level 2 \"a/b\"",
		"osf ttl loose name \"Linux\"", "numgen inc mod 2 vmap { 0 : accept, 1 : drop }", "ct mark set jhash ip saddr . ip daddr mod 16 seed 0x1 offset 3",
		"ct mark set symhash mod 2", "ipsec in reqid 1", "ipsec out spnum 1 ip saddr 1.1.1.1", "meta ipsec exists", "ipsec exists", "tunnel id 5",
		"vxlan vni 5", "vxlan ip saddr 1.1.1.1", "gre ip saddr . gre ip daddr { 1.1.1.1 . 2.2.2.2 }", "geneve tcp dport 80", "gretap ether saddr 0:1:2:3:4:5",
		"counter", "counter packets 5 bytes 10", "counter name \"c\"", "counter name c", "counter name tcp dport map { 22 : \"a\" }", "quota over 10 mbytes",
		"quota name q", "limit rate 10/second", "limit rate over 1 mbytes/second burst 10 kbytes", "limit rate 1025bytes / second", "limit name \"l\"",
		"last", "last used 5s", "last used never", "ct count over 5 drop", "log", "log prefix \"a b: \" level warn", "log group 2 snaplen 10 queue-threshold 5",
		"log flags tcp sequence,options flags ip options flags skuid flags ether", "log flags all", "log level audit", "reject", "reject with tcp reset",
		"reject with icmp port-unreachable", "reject with icmp type host-unreachable", "reject with icmpx 3", "snat to 1.1.1.1", "dnat to 1.1.1.1:80",
		"dnat ip6 to [::1]:80", "dnat to [::1]-[::9]:80-90", "dnat to :80", "snat to 1.1.1.1-1.1.1.9 persistent", "dnat to ip saddr map { 1.1.1.1 : 2.2.2.2 }",
		"snat ip prefix to ip saddr map { 10.0.0.0/8 : 11.0.0.0/8 }", "dnat ip to ip saddr . tcp dport map { 1.1.1.1 . 80 : 2.2.2.2 . 8080-8090 }",
		"dnat ip addr . port to tcp dport map { 1 : 1.1.1.1 . 2 }", "masquerade random,persistent", "masquerade to :1024-65535 fully-random", "redirect to :8080",
		"redirect to :tcp dport map { 22 : 23 }", "tproxy to 1.1.1.1:80", "tproxy ip6 to [::1]", "tproxy ip to :50080", "notrack", "queue", "queue num 1",
		"queue num 2-3 bypass,fanout", "queue num 4-5 fanout bypass", "queue flags bypass to 1-3", "queue to numgen inc mod 4", "queue bypass",
		"dup to 1.1.1.1 device eth0", "fwd to lo", "fwd ip to 1.1.1.1 device lo", "flow add @f", "flow offload @f", "add @s { ip saddr }",
		"update @s { ip saddr . 22 timeout 1m limit rate 1/second : meta mark }", "delete @s { ip saddr }", "set add ip saddr @s", "add @s { ip saddr ct count over 3 } drop",
		"meter m { ip saddr limit rate 1/second }", "meter m size 10 { ip saddr timeout 5s counter } drop", "synproxy mss 1460 wscale 7 timestamp sack-perm",
		"synproxy name \"s\"", "ct helper set \"h\"", "ct timeout set \"x\"", "ct expectation set e", "meta secmark set \"s\"", "meta secmark set ct secmark",
		"jump x", "goto x", "jump { ip saddr 1.1.1.1 accept; drop\n }", "goto { accept }", "accept comment \"x\"", "continue", "return", "xt match \"comment\"",
		"ip saddr . 1.1.1.1 . 80 @s goto c1", "meta mark . ip saddr @s", "ip saddr @s drop", "ip saddr != @s", "ct expiration 1d2h", "ip saddr 1.1.1.1/24",
		"meta mark 0xffffff00/24", "ct event set new,destroy", "ct event set new | destroy | label", "ct label set 127", "meta day \"Monday\"", "meta mark 1-5",
		"ip saddr { 1.1.1.1,\n # comment\n 2.2.2.2,\n }", "tcp dport lt 5 tcp dport le 6 tcp dport gt 1 tcp dport ge 2", "tcp dport < 5 tcp dport >= 1",
		"queue num $n", "ip saddr $addrs", "iifname $if", "jump $chain", "ip saddr { $addrs, 5.5.5.5 }", "log prefix $pre", "dnat to $a:$n",
		"ip saddr $a-$b", "ip saddr $a/$n",
		NULL };

	accept_all(texts, "define ports = { 22, 80 }; define n = 5; define addrs = { 1.1.1.1, 2.2.2.2 }; define if = eth0; define chain = c\n"
		   "define pre = \"x\"; define a = 1.1.1.1; define b = 1.1.1.9; add rule ip t c ", "\n");
}

TEST(keywords_are_names)
{
	static const char *const texts[] = {
		"add table table", "add chain counter mark", "add rule set map accept", "add rule t accept drop", "add chain t fast_fwd", "add set t ip_list { type mark; }",
		"add set t type { type ipv4_addr; }", "add map t flags { type mark : verdict; elements = { 1 : jump drop, 2 : goto counter } }", "add rule t c jump jump",
		"add rule t c goto return accept", "add rule t c ip saddr @set", "add rule t c flow add @flowtable", "add counter t counter", "add rule t c counter name counter",
		"table t { chain chain { jump set; }\n set set { type mark; }\n counter limit { }\n flowtable hook { hook ingress priority 0; devices = { handle } }\n }",
		"delete table handle", "list chain handle handle", "delete chain t handle", "add chain t vxlan", "add rule t tcp tcp dport 22", "rename chain t tcp udp",
		"define counter = 5; add rule t c tcp dport $counter", "add rule t include accept", "table t { chain include { }\n }", "add table include",
		NULL };

	accept_all(texts, "", "\n");
}

TEST(fast_fwd)
{
	struct chain *c;

	REQUIRE(!parse("table inet t {\n chain a {\n  type filter hook fast_fwd flowtable @f1 priority filter; policy accept;\n  ip dscp set cs3\n }\n"
		       " chain fast_fwd {\n  hook flowtable @f1 prio 0\n  ip dscp set cs3\n }\n}\n"));
	REQUIRE(cmds.v.n == 1 && cmds.v.v[0]->table->chains.n == 2);
	for (uint32_t i = 0; i < 2; i++) {
		c = cmds.v.v[0]->table->chains.v[i];
		CHECK(c->is_base);
		CHECK_STR(c->type, "filter");
		CHECK_STR(c->hook, "fast_fwd");
		CHECK_STR(c->fast_fwd, "f1");
		CHECK_STR(text_of(c->fast_fwd_loc), "f1");
		CHECK_INT(c->rules.n, 1);
	}
	CHECK_INT(c->policy, -1);
	CHECK(parse("add chain t c { type filter hook fast_fwd priority 0; }") != 0);
	CHECK(parse("add chain t c { type filter hook forward flowtable @f priority 0; }") != 0);
	CHECK(parse("add chain t c { hook forward priority 0; }") != 0);
}

TEST(errors)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "add rule t c ip sadr 1.1.1.1\n", "1:17-20: syntax error, unexpected string: ip has no field 'sadr'; did you mean 'saddr'?" },
		{ "add rule t c tcp dport 22 acept\n", "1:27-31: syntax error, unexpected string; did you mean 'accept'?" },
		{ "add table ip t foo", "1:16-18: syntax error, unexpected string, expecting end of file or newline or semicolon or '{'" },
		{ "list table", "1:11-11: syntax error, unexpected end of file, expecting string" },
		{ "table ip t {\n chain c foo {\n }\n}\n", "2:10-12: syntax error, unexpected string, expecting '{'" },
		{ "add rule ip t c counter packets x", "1:33-33: syntax error, unexpected string, expecting number" },
		{ "add chain t c { type filter hook input prority 0; }", "1:40-46: syntax error, unexpected string; did you mean 'priority'?" },
		{ "!!!\n", "1:1-1: syntax error, unexpected !" },
		{ "chian t c\n", "1:1-5: syntax error, unexpected string; did you mean 'chain'?" },
		{ "add rul t c accept x\n", "1:5-7: syntax error, unexpected string; did you mean 'rule'?" },
		{ "add rule t c meta frob 5\n", "1:19-22: unknown meta key 'frob'" },
		{ "add rule t c ct stat new\n", "1:17-20: unknown ct key 'stat'; did you mean 'state'?" },
		{ "define x = 1.1.1.1; define y = $zebra\n", "1:33-37: unknown identifier 'zebra'" },
		{ "define addrs = 1.1.1.1\nadd rule t c ip saddr $adrs\n", "2:24-27: unknown identifier 'adrs'; did you mean identifier 'addrs'?" },
		{ "define x = 1\ndefine x = 2\n", "2:8-8: redefinition of symbol 'x'" },
		{ "add set t s { type ipv4addr; }", "1:20-27: unknown datatype 'ipv4addr'; did you mean 'ipv4_addr'?" },
		{ "add set t s { type ipv4_addr; flags intervall; }", "1:37-45: unknown set flag 'intervall'; did you mean 'interval'?" },
		{ "add map t s { type ipv4_addr; }", "1:11-11: map definition does not specify mapping data type" },
		{ "include \"no/such/file\"\n", "1:1-22: File not found: no/such/file" },
		{ "include \"/\"\n", "1:1-11: Not a regular file: \"/\"" },
		{ "include \"x\" y\n", "1:13-13: syntax error, expecting newline or semicolon behind an include" },
		{ "add rule t c log prefix \"abc\n", "1:25-25: syntax error, unexpected junk (a string without an end), expecting string or quoted string or "
		  "string with a trailing asterisk or '$'" },
		{ "add rule t c ip saddr 1.1.1.1 / 24 / 5\n", "1:36-36: syntax error, unexpected /" },
		{ "add rule t c meta mark set syn / ack\n", "1:28-36: a mask behind a slash is possible only on the right of a match, as in "
		  "`tcp flags syn / syn,ack`" },
		{ "add rule t c limit rate 5/fortnight\n", "1:27-35: unknown unit of time 'fortnight'" },
		{ "add rule t c tcp dport 5 reject with foo bar\n", "1:38-40: syntax error, unexpected foo, expecting icmp or icmpv6 or icmpx or tcp reset" },
		{ "list frobs\n", "1:6-10: syntax error, unexpected string" },
		{ "list chans\n", "1:6-10: syntax error, unexpected string; did you mean 'chains'?" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK(parse(cases[i].text) != 0);
		CHECK_STR(error(0), cases[i].want);
		if (sink.diags.n > 1)
			TEST_WRONG("a second error for: %s\n  %s", cases[i].text, error(1));
	}
}

/* After an error the rest of the line, or of the block that it opened, is passed over; what follows is read. */
TEST(going_on_after_errors)
{
	struct table *t;

	CHECK(parse("table ip t {\n chain a { bogus bogus\n  accept; drop\n }\n chain b oops {\n  accept\n }\n chain c {\n  tcp dport { 1, 2 3 }\n  accept\n"
		    "  tcp dport { 1,\n 2 oops,\n 3 } accept\n  drop }\n set s { typ ipv4_addr; flags interval }\n}\nadd rule t c oops\nadd rule t c accept\n") != 0);
	CHECK_INT(sink.diags.n, 6);
	CHECK_STR(error(0), "2:12-16: syntax error, unexpected string");
	CHECK_STR(error(1), "5:10-13: syntax error, unexpected string, expecting '{'");
	CHECK_STR(error(2), "9:20-20: syntax error, unexpected number, expecting colon or comma or '}'");
	CHECK_STR(error(3), "12:4-7: syntax error, unexpected string, expecting colon or comma or '}'");
	CHECK_STR(error(4), "15:10-12: syntax error, unexpected string; did you mean 'type'?");
	CHECK_STR(error(5), "17:14-17: syntax error, unexpected string");
	REQUIRE(cmds.v.n == 2);
	t = cmds.v.v[0]->table;
	REQUIRE(t->chains.n == 2);
	CHECK_INT(t->chains.v[0]->rules.n, 2);
	CHECK_STR(t->chains.v[1]->name, "c");
	CHECK_INT(t->chains.v[1]->rules.n, 2);
	CHECK_INT(t->sets.n, 1);
	CHECK_INT(t->sets.v[0]->flags, 4);
	CHECK(parse("!\n!\n!\n!\n!\n!\n!\n!\n!\n!\n!\n!\n!\n") != 0);
	CHECK_INT(sink.diags.n, 10);
}

TEST(unclosed)
{
	CHECK(parse("table t {\n chain c {\n  accept\n") != 0);
	CHECK_INT(sink.diags.n, 1);
	CHECK_STR(error(0), "4:1-1: syntax error, unexpected end of file");
	REQUIRE(sink.diags.v[0]->related.n == 1);
	CHECK_INT(sink.diags.v[0]->related.v[0].loc.start, 19);
}

TEST(locations)
{
	static const char text[] = "add rule ip t c  tcp dport { 22, 80-90 }  ct state new,established  counter # note\n"
				   "table inet t {\n\tchain c { # first\n\t\ttype filter hook input priority filter + 5; policy drop;\n"
				   "\t\tip saddr 1.1.1.1 ip dscp set cs3 log prefix \"x\" level warn jump a comment \"b\" # end\n\t}\n}\n";
	struct rule *rule;
	struct expr *e;

	REQUIRE(!parse(text) && cmds.v.n == 2);
	CHECK_STR(text_of(cmds.v.v[0]->loc), "add rule ip t c  tcp dport { 22, 80-90 }  ct state new,established  counter");
	CHECK_STR(text_of(cmds.v.v[0]->h.family_loc), "ip");
	CHECK_STR(text_of(cmds.v.v[0]->h.table_loc), "t");
	CHECK_STR(text_of(cmds.v.v[0]->h.name_loc), "c");
	rule = cmds.v.v[0]->rule;
	REQUIRE(rule && rule->stmts.n == 3);
	CHECK_STR(text_of(rule->loc), "tcp dport { 22, 80-90 }  ct state new,established  counter");
	CHECK_STR(text_of(rule->stmts.v[0]->loc), "tcp dport { 22, 80-90 }");
	CHECK_STR(text_of(rule->stmts.v[0]->match.left->loc), "tcp dport");
	e = rule->stmts.v[0]->match.right;
	CHECK_STR(text_of(e->loc), "{ 22, 80-90 }");
	REQUIRE(e->id == E_SET && e->list.items.n == 2);
	CHECK_STR(text_of(e->list.items.v[1]->loc), "80-90");
	CHECK_STR(text_of(e->list.items.v[1]->elem.key->range.to->loc), "90");
	CHECK_STR(text_of(rule->stmts.v[1]->match.right->loc), "new,established");
	CHECK_STR(text_of(rule->stmts.v[1]->match.right->list.items.v[0]->loc), "new");
	CHECK_STR(text_of(rule->stmts.v[2]->loc), "counter");
	REQUIRE(cmds.v.v[1]->table->chains.n == 1 && cmds.v.v[1]->table->chains.v[0]->rules.n == 1);
	CHECK_STR(text_of(cmds.v.v[1]->table->loc), "inet t");
	CHECK_STR(text_of(cmds.v.v[1]->table->chains.v[0]->loc), "chain c");
	CHECK_STR(text_of(cmds.v.v[1]->table->chains.v[0]->prio.loc), "filter");
	rule = cmds.v.v[1]->table->chains.v[0]->rules.v[0];
	REQUIRE(rule->stmts.n == 4);
	CHECK_STR(text_of(rule->stmts.v[1]->loc), "ip dscp set cs3");
	CHECK_STR(text_of(rule->stmts.v[1]->set.value->loc), "cs3");
	CHECK_STR(text_of(rule->stmts.v[2]->loc), "log prefix \"x\" level warn");
	CHECK_STR(text_of(rule->stmts.v[3]->loc), "jump a");
	CHECK_STR(rule->comment, "b");
}

TEST(comments_are_kept)
{
	struct lang_trivia trivia = { 0 };
	struct lang_options opt = { .trivia = &trivia };
	static const char text[] = "# one\nadd table t # two\ntable t { # three\n}\n";

	REQUIRE(!parse_opt(text, &opt));
	REQUIRE(trivia.comments.n == 3);
	CHECK_STR(text_of(trivia.comments.v[0]), "# one");
	CHECK_STR(text_of(trivia.comments.v[2]), "# three");
	CHECK_INT(trivia.sources.n, 1);
}

TEST(shapes)
{
	struct expr *e;
	struct stmt *s;

	REQUIRE(!parse("add rule t c tcp flags syn,ack / syn,ack,rst"));
	s = cmds.v.v[0]->rule->stmts.v[0];
	CHECK_INT(s->match.op, REL_EQ);
	CHECK_INT(s->match.left->id, E_BINOP);
	CHECK_INT(s->match.left->binop.right->list.items.n, 3);
	CHECK_INT(s->match.right->list.items.n, 2);
	REQUIRE(!parse("add rule t c meta mark set ct mark | 1 << 2 & 3 ^ 4"));
	e = cmds.v.v[0]->rule->stmts.v[0]->set.value;
	CHECK_INT(e->binop.op, BINOP_OR);
	CHECK_INT(e->binop.right->binop.op, BINOP_XOR);
	CHECK_INT(e->binop.right->binop.left->binop.op, BINOP_AND);
	CHECK_INT(e->binop.right->binop.left->binop.left->binop.op, BINOP_SHL);
	REQUIRE(!parse("add rule t c ip saddr . tcp dport { 10.0.0.0/8 . 1-5 }"));
	e = cmds.v.v[0]->rule->stmts.v[0]->match.right->list.items.v[0]->elem.key;
	CHECK_INT(e->id, E_CONCAT);
	CHECK_INT(e->list.items.v[0]->id, E_PREFIX);
	CHECK_INT(e->list.items.v[0]->prefix.len, 8);
	CHECK_INT(e->list.items.v[1]->id, E_RANGE);
	REQUIRE(!parse("define a = { 1.1.1.1, 2.2.2.2 }\ndefine b = { $a, 3.3.3.3 }\nadd rule t c ip saddr { $b, 4.4.4.4 }"));
	e = cmds.v.v[0]->rule->stmts.v[0]->match.right;
	CHECK_INT(e->list.items.n, 4);
	CHECK_STR(e->list.items.v[2]->elem.key->symbol.text, "3.3.3.3");
	CHECK_STR(text_of(e->list.items.v[2]->loc), "$b");
	REQUIRE(!parse("add rule t c log prefix \"a\" queue num 1-3 bypass"));
	s = cmds.v.v[0]->rule->stmts.v[1];
	CHECK_INT(s->queue.queue->id, E_RANGE);
	CHECK_INT(s->queue.flags, 1);
	REQUIRE(!parse("add element t s { 1.1.1.1 timeout 1h30m comment \"x\" : 5 }"));
	e = cmds.v.v[0]->expr->list.items.v[0];
	CHECK_INT(e->elem.info->timeout, 5400000);
	CHECK_STR(e->elem.info->comment, "x");
	CHECK_STR(e->elem.data->symbol.text, "5");
	REQUIRE(!parse("add rule t c jump { accept; drop }"));
	e = cmds.v.v[0]->rule->stmts.v[0]->verdict.expr;
	CHECK(e->verdict.block && e->verdict.block->rules.n == 2);
	REQUIRE(!parse("add rule t c vxlan tcp dport 80"));
	e = cmds.v.v[0]->rule->stmts.v[0]->match.left;
	CHECK_STR(e->payload.inner->name, "vxlan");
}

/* A definition holds in its block and the blocks inside. */
TEST(scopes)
{
	CHECK(!parse("define x = 1\ntable t {\n define x = 2\n chain c { define x = 3; tcp dport $x; }\n chain d { tcp dport $x; }\n}\n"));
	CHECK_STR(cmds.v.v[0]->table->chains.v[0]->rules.v[0]->stmts.v[0]->match.right->symbol.text, "3");
	CHECK_STR(cmds.v.v[0]->table->chains.v[1]->rules.v[0]->stmts.v[0]->match.right->symbol.text, "2");
	CHECK(parse("table t {\n define y = 2\n}\nadd rule t c tcp dport $y\n") != 0);
	CHECK(parse("define y = 2\nundefine y\nadd rule t c tcp dport $y\n") != 0);
	CHECK(!parse("define y = 2\nredefine y = 3\nadd rule t c tcp dport $y\n"));
	CHECK_STR(cmds.v.v[0]->rule->stmts.v[0]->match.right->symbol.text, "3");
}

TEST(variables_everywhere)
{
	static const struct lang_define defines[] = { { "port", "{ 22, 80 }" }, { "net", "10.0.0.0/8" } };
	struct lang_options opt = { .defines = defines, .n_defines = 2 };
	static const char text[] = "define pol = drop\ndefine prio = mangle\ndefine num = -5\ndefine devs = { eth0, eth1 }\ndefine els = { 1.1.1.1 }\n"
		"table netdev t {\n chain c { type filter hook ingress devices = $devs priority $prio; policy $pol; }\n"
		" chain d { type filter hook ingress devices = { $devs, eth2 } priority $num; }\n"
		" chain e { type filter hook ingress device lo priority $prio + 3; tcp dport $port ip saddr $net jump $pol }\n"
		" set s { type ipv4_addr; elements = $els }\n flowtable f { hook ingress priority $num; devices = $devs; }\n}\nadd element t s $els\n";
	struct table *t;

	REQUIRE(!parse_opt(text, &opt));
	t = cmds.v.v[0]->table;
	CHECK_INT(t->chains.v[0]->devices.n, 2);
	CHECK_INT(t->chains.v[0]->policy, 0);
	CHECK_STR(t->chains.v[0]->prio.name, "mangle");
	CHECK_INT(t->chains.v[1]->devices.n, 3);
	CHECK_INT(t->chains.v[1]->prio.offset, -5);
	CHECK_INT(t->chains.v[2]->prio.offset, 3);
	CHECK_INT(t->chains.v[2]->rules.v[0]->stmts.v[0]->match.right->list.items.n, 2);
	CHECK_INT(t->sets.v[0]->init->list.items.n, 1);
	CHECK_INT(t->flowtables.v[0]->devices.n, 2);
}

/* ------------------------------------------------------------------ includes */
static char dir[] = "/tmp/nft-parse-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static void remove_file(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

TEST(includes)
{
	const char *const paths[] = { dir };
	struct lang_trivia trivia = { 0 };
	struct lang_options opt = { .include_paths = paths, .n_include_paths = 1, .trivia = &trivia };
	char name[16];
	uint32_t line, column;

	REQUIRE(mkdtemp(dir));
	write_file("b.nft", "add table b");
	write_file("a.nft", "define x = 5\nadd table a\n");
	write_file(".hidden.nft", "oops\n");
	write_file("rules", "tcp dport 5; accept\n");
	write_file("bad", "add table x\n  oops\n");
	write_file("self", "include \"self\"\n");
	REQUIRE(!parse_opt("include \"*.nft\"\nadd table c\nadd rule t c tcp dport $x\n", &opt));
	CHECK_INT(cmds.v.n, 4);
	CHECK_STR(cmds.v.v[0]->h.table, "a");
	CHECK_STR(cmds.v.v[1]->h.table, "b");
	CHECK_STR(cmds.v.v[2]->h.table, "c");
	CHECK_INT(trivia.sources.n, 3);
	CHECK_STR(text_of(cmds.v.v[1]->loc.src->included_from), "include \"*.nft\"");
	opt.trivia = NULL;
	REQUIRE(!parse_opt("table t { chain c { include \"rules\" }\n}\n", &opt));
	CHECK_INT(cmds.v.v[0]->table->chains.v[0]->rules.n, 2);
	CHECK(parse_opt("include \"bad\"", &opt) != 0);
	source_position(sink.diags.v[0]->loc.src, sink.diags.v[0]->loc.start, &line, &column);
	CHECK_INT(line, 2);
	CHECK_INT(column, 7);
	CHECK(sink.diags.v[0]->loc.src->included_from.src != NULL);
	CHECK(parse_opt("include \"self\"", &opt) != 0);
	CHECK(strstr(error(0), "includes itself") != NULL);
	CHECK_INT(sink.diags.n, 1);
	for (int i = 0; i < 20; i++) {
		char text[32];

		snprintf(name, sizeof(name), "deep%d", i);
		snprintf(text, sizeof(text), "include \"deep%d\"\n", i + 1);
		write_file(name, text);
	}
	CHECK(parse_opt("include \"deep0\"", &opt) != 0);
	CHECK_STR(error(0), "1:1-16: includes nested more than 16 deep");
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "deep%d", i);
		remove_file(name);
	}
	remove_file("a.nft");
	remove_file("b.nft");
	remove_file(".hidden.nft");
	remove_file("rules");
	remove_file("bad");
	remove_file("self");
	rmdir(dir);
}

/* ------------------------------------------------------------------ hostile input */
static char *repeat(const char *what, unsigned n, const char *before, const char *between, const char *behind)
{
	size_t len = strlen(what);
	char *text = malloc(strlen(before) + strlen(between) + n * (len + strlen(behind)) + 1), *at = text;

	at = stpcpy(at, before);
	for (unsigned i = 0; i < n; i++)
		at = stpcpy(at, what);
	at = stpcpy(at, between);
	for (unsigned i = 0; i < n; i++)
		at = stpcpy(at, behind);
	return text;
}

TEST(hostile)
{
	static const struct { const char *what; unsigned n; const char *before, *between, *behind; bool ok; } cases[] = {
		{ "(", 200, "add rule t c meta mark ", "1", ")", true },
		{ "(", 100000, "add rule t c meta mark ", "1", ")", false },
		{ "jump {\n", 200, "table t { chain c {\n", "accept", "}\n", false },
		{ "jump {\n", 100000, "add rule t c ", "accept", "}\n", false },
		{ "1|", 500, "add rule t c meta mark ", "1", "", true },
		{ "1|", 100000, "add rule t c meta mark ", "1", "", false },
		{ "{", 100000, "define x = ", "1", "}", false },
		{ "}", 100000, "", "", "", false },
		{ ":", 1000000, "add rule t c ip6 saddr ", "", "", false },
		{ "a", 1000000, "add rule t c ip saddr ", "", "", true },
		{ "a", 1000000, "add table t # ", "\n", "", true },
		{ "a", 1000000, "add rule t c log prefix \"", "\n", "", false },
		{ "counter ", 100000, "add rule t c ", "\n", "", true },
		{ ";", 1000000, "", "", "", true },
		{ "\"\n", 100001, "", "", "", false },
		{ "\x01", 100000, "", "", "", false },
	};
	char zeros[64] = { 0 };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = repeat(cases[i].what, cases[i].n, cases[i].before, cases[i].between, cases[i].behind);

		if (!parse(text) != cases[i].ok)
			TEST_WRONG("case %u: %s", i, error(0));
		if (!cases[i].ok && !sink.diags.n)
			TEST_WRONG("case %u fails without an error", i);
		free(text);
	}
	CHECK(parse_with(zeros, sizeof(zeros), NULL) != 0);
	CHECK_STR(error(0), "1:1-1: syntax error, unexpected junk (byte 0x00)");
}

/* Definitions that double each other must not take all memory. */
TEST(growing_definitions)
{
	char *text = malloc(40 * 64), *at = text;

	at += sprintf(at, "define a0 = { 1, 2 }\n");
	for (int i = 1; i < 40; i++)
		at += sprintf(at, "define a%d = { $a%d, $a%d }\n", i, i - 1, i - 1);
	CHECK(parse(text) != 0);
	CHECK(strstr(error(0), "variables stand for more than") != NULL);
	free(text);
}

TEST_MAIN()
