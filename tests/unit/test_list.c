/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ruleset in listing form must list as itself: as it was checked, and again after its rules went through the kernel's ops. */
#include "check/check.h"
#include "lang/lang.h"
#include "lang/list.h"
#include "model/decode.h"
#include "model/gen.h"
#include "test.h"

static struct region *r;
static struct diag_sink sink;
static struct ruleset rs;

static bool load(const char *text)
{
	struct check_options opt = { 0 };
	struct cmds cmds = { 0 };

	if (r)
		region_free(r);
	r = region_create();
	sink = (struct diag_sink){ .region = r };
	memset(&rs, 0, sizeof(rs));
	rs.region = r;
	if (lang_parse(r, &sink, NULL, source_new(r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text)), &cmds) ||
	    check_cmds(r, &sink, &rs, &cmds, &opt)) {
		TEST_WRONG("not accepted: %s", sink.diags.n ? sink.diags.v[0]->message : "?");
		return false;
	}
	return true;
}

static const char *listed(struct printer p)
{
	struct strbuf out = { 0 };
	const char *text;

	p.out = &out;
	list_ruleset(&p, &rs, FAM_UNSPEC);
	text = region_strdup(r, strbuf_str(&out));
	strbuf_free(&out);
	return text;
}

static void read_back(void)
{
	vec_each(i, &rs.tables) {
		vec_each(j, &rs.tables.v[i]->chains) {
			struct chain *c = rs.tables.v[i]->chains.v[j];

			vec_each(k, &c->rules) {
				struct rule *rule = c->rules.v[k];
				struct ops ops = { 0 };

				CHECK_INT(gen_rule(r, rule, &ops, &sink), 0);
				rule->stmts.n = 0;
				CHECK_INT(decode_rule(r, &rs, rule, &ops), 0);
			}
		}
	}
}

static void same(const char *text)
{
	if (!load(text))
		return;
	CHECK_STR(listed((struct printer){ 0 }), text);
	read_back();
	CHECK_STR(listed((struct printer){ 0 }), text);
}

TEST(order_in_a_table)
{
	same("table inet t {\n"
	     "\tcomment \"one of each\"\n"
	     "\tcounter hits {\n\t\tpackets 3 bytes 4\n\t}\n\n"
	     "\tquota monthly {\n\t\tover 25 mbytes\n\t}\n\n"
	     "\tset addresses {\n\t\ttype ipv4_addr\n\t}\n\n"
	     "\tmap ports {\n\t\ttype inet_service : verdict\n\t}\n\n"
	     "\tchain c {\n\t}\n}\n");
}

TEST(chains)
{
	same("table ip t {\n"
	     "\tchain in {\n\t\tcomment \"first\"\n\t\ttype filter hook input priority filter + 5; policy drop;\n"
	     "\t\tct state established,related accept\n\t\ttcp dport 22 counter packets 0 bytes 0 accept comment \"ssh\"\n\t}\n\n"
	     "\tchain nat {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\tmasquerade random,persistent\n\t}\n}\n");
}

TEST(set_headers)
{
	same("table ip t {\n"
	     "\tset s {\n\t\ttype ipv4_addr . inet_service\n\t\tpolicy memory\n\t\tsize 100\n\t\tflags dynamic,timeout\n"
	     "\t\tcounter\n\t\ttimeout 1h\n\t\tgc-interval 10s\n\t\tcomment \"x\"\n\t}\n\n"
	     "\tset m {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\tauto-merge\n\t}\n}\n");
}

TEST(elements_on_a_line)
{
	same("table ip t {\n"
	     "\tset a {\n\t\ttype ipv4_addr\n\t\telements = { 1.1.1.1, 1.1.1.2,\n\t\t\t     1.1.1.3 }\n\t}\n\n"
	     "\tset p {\n\t\ttype inet_service\n\t\tflags interval\n\t\telements = { 1-2, 4, 6, 8-15, 20,\n\t\t\t     22 }\n\t}\n\n"
	     "\tset n {\n\t\ttype ifname\n\t\telements = { \"eth0\",\n\t\t\t     \"lo\" }\n\t}\n\n"
	     "\tset c {\n\t\ttype ipv4_addr\n\t\telements = { 1.1.1.1 comment \"a\",\n\t\t\t     1.1.1.2 }\n\t}\n\n"
	     "\tmap m {\n\t\ttype ipv4_addr : mark\n\t\tflags interval\n"
	     "\t\telements = { 10.0.0.0/8 : 0x00000001,\n\t\t\t     11.0.0.1-11.0.0.5 : 0x00000002 }\n\t}\n}\n");
}

TEST(sets_in_rules)
{
	same("table inet t {\n"
	     "\tchain c {\n"
	     "\t\ttcp dport { 22, 80-90 } accept\n"
	     "\t\tip saddr . tcp dport { 1.2.3.4 . 22, 10.0.0.0/8 . 80 } accept\n"
	     "\t\tip6 dscp { cs1, cs2 } drop\n"
	     "\t\tmeta mark set ip saddr map { 1.1.1.1 : 0x00000001 }\n"
	     "\t\ttcp dport vmap { 22 : accept, 23 : drop }\n"
	     "\t}\n}\n");
}

TEST(flags_and_masks)
{
	same("table ip t {\n"
	     "\tchain c {\n"
	     "\t\ttcp flags syn,ack\n"
	     "\t\ttcp flags ! fin,rst\n"
	     "\t\ttcp flags & (fin | syn) == syn\n"
	     "\t\ttcp flags == syn\n"
	     "\t\tmeta mark & 0x000000ff == 0x00000010\n"
	     "\t\tmeta mark set (meta mark | 0x00000010) << 8\n"
	     "\t\tct mark set ct mark & 0xffff0000 | meta mark & 0x0000ffff\n"
	     "\t\tip saddr & 0.0.0.255 == 0.0.0.1\n"
	     "\t}\n}\n");
}

TEST(address_translation)
{
	same("table inet t {\n"
	     "\tchain c {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n"
	     "\t\ttcp dport 80 dnat ip to 10.0.0.1:8080\n"
	     "\t\ttcp dport 80 dnat ip6 to [fe80::1]:8080-8090\n"
	     "\t\tmeta l4proto tcp redirect to :100-200\n"
	     "\t\tdnat ip to ip saddr map { 1.1.1.1 : 2.2.2.2 }\n"
	     "\t}\n}\n");
}

TEST(fast_forward)
{
	same("table inet t {\n"
	     "\tflowtable f1 {\n\t\thook ingress priority filter\n\t\tdevices = { \"lo\" }\n\t\tcounter\n\t}\n\n"
	     "\tchain fast {\n\t\ttype filter hook fast_fwd flowtable @f1 priority filter; policy accept;\n\t\tip dscp set cs3\n\t}\n}\n");
}

TEST(blocks)
{
	same("table ip t {\n\tchain c {\n\t\ttcp dport 22 jump {\n\t\t\tip saddr 1.1.1.1 accept\n\t\t\tdrop\n\t\t}\n\t\taccept\n\t}\n}\n");
}

TEST(options)
{
	const char *text = "table ip t {\n\tcounter n {\n\t\tpackets 3 bytes 4\n\t}\n\n\tset s {\n\t\ttype inet_proto\n\t\telements = { tcp }\n\t}\n\n"
			   "\tchain c {\n\t\ttype filter hook input priority filter; policy accept;\n\t\tcounter packets 1 bytes 2\n\t}\n}\n";

	if (!load(text))
		return;
	CHECK_STR(listed((struct printer){ .stateless = true, .terse = true }),
		  "table ip t {\n\tcounter n {\n\t}\n\n\tset s {\n\t\ttype inet_proto\n\t}\n\n"
		  "\tchain c {\n\t\ttype filter hook input priority filter; policy accept;\n\t\tcounter\n\t}\n}\n");
	CHECK_STR(listed((struct printer){ .style = { .numeric_prio = true, .numeric_proto = true } }),
		  "table ip t {\n\tcounter n {\n\t\tpackets 3 bytes 4\n\t}\n\n\tset s {\n\t\ttype inet_proto\n\t\telements = { 6 }\n\t}\n\n"
		  "\tchain c {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tcounter packets 1 bytes 2\n\t}\n}\n");
}

TEST_MAIN()
