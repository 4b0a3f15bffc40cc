/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offload check as a library: witnesses, fixes, options. What it says of rules is in tests/offload. */
#include <stdlib.h>

#include "check/check.h"
#include "lang/lang.h"
#include "offload/offload.h"
#include "test.h"

static struct region *r;
static struct diag_sink sink;
static struct ruleset rs;
static struct offload_result res;

static bool analyse(const char *text, const struct offload_options *more)
{
	struct value_env env = { .offline = true };
	struct check_options opt = { .offline = true, .env = &env };
	struct offload_options oo = { .env = &env };
	struct cmds cmds = { 0 };

	if (r)
		region_free(r);
	r = region_create();
	env.region = r;
	sink = (struct diag_sink){ .region = r };
	memset(&rs, 0, sizeof(rs));
	rs.region = r;
	if (lang_parse(r, &sink, NULL, source_new(r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text)), &cmds) ||
	    check_cmds(r, &sink, &rs, &cmds, &opt)) {
		TEST_WRONG("not accepted: %s", sink.diags.n ? sink.diags.v[0]->message : "?");
		return false;
	}
	if (more) {
		oo = *more;
		oo.env = &env;
	}
	if (offload_analyse(r, &rs, &oo, &res)) {
		TEST_WRONG("not analysed");
		return false;
	}
	return true;
}

static const struct finding *find(int id)
{
	vec_each(i, &res.findings)
		if (res.findings.v[i].row == &finding_rows[id])
			return &res.findings.v[i];
	return NULL;
}

static unsigned loud(void)
{
	unsigned n = 0;

	vec_each(i, &res.findings)
		n += res.findings.v[i].severity != SEV_INFO;
	return n;
}

#define THREAD(proto) \
	"table inet filter {\n" \
	"\tflowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }\n" \
	"\tchain forward {\n" \
	"\t\ttype filter hook forward priority filter; policy accept;\n" \
	"\t\tip dscp set cs3\n" \
	"\t\tmeta l4proto { " proto " } flow add @f1\n" \
	"\t\tct state established,related accept\n" \
	"\t}\n" \
	"}\n"

static void check_witness(const struct witness *w, const char *text)
{
	struct strbuf b = { 0 };

	witness_text(&b, w);
	CHECK_STR(strbuf_str(&b), text);
	strbuf_free(&b);
}

TEST(witness_is_a_connection)
{
	const struct finding *f;

	if (!analyse(THREAD("tcp, udp"), NULL))
		return;
	f = find(FINDING_BYPASSED_MANGLE);
	REQUIRE(f && f->example);
	check_witness(f->example, "tcp 10.0.0.1:40000 -> 192.0.2.1:443 iif veth0 oif veth1, from its 4th packet on");
	CHECK_STR(witness_l4proto(f->example), "tcp");
	CHECK_INT(f->example->port[1], 443);
	CHECK_INT(f->example->reply, false);
	REQUIRE(f->related.n == 1);
	CHECK_INT(f->related.v[0].loc.src->text[f->related.v[0].loc.start], 'f');
	CHECK_INT(res.rules.n, 3);
	CHECK_INT(res.flowtables.n, 1);
	CHECK_INT(res.flowtables.v[0].adds.n, 1);
}

TEST(witness_satisfies_the_rules)
{
	const struct finding *f;

	if (!analyse("table ip6 t { flowtable f { hook ingress priority 0; devices = { a0, b0 }; }\n"
		     "chain c { type filter hook forward priority 0; policy drop;\n"
		     "ct state new iifname != \"a0\" ip6 saddr fd00::/8 udp dport 53 accept\n"
		     "flow add @f\n"
		     "ct state established ip6 hoplimit set 7 accept } }\n", NULL))
		return;
	f = find(FINDING_BYPASSED_MANGLE);
	REQUIRE(f && f->example);
	check_witness(f->example, "udp [fd00::1]:40000 -> [2001:db8:2::1]:53 iif b0 oif a0, from its 3rd packet on");
}

/* The ruleset with all edits made, from the last to the first. */
static const char *fixed(const char *text, const struct fix *fix)
{
	char *out = region_strdup(r, text);
	bool done[8] = { false };

	for (uint32_t n = 0; n < fix->edits.n; n++) {
		uint32_t last = UINT32_MAX;
		const struct edit *e;

		for (uint32_t i = 0; i < fix->edits.n; i++)
			if (!done[i] && (last == UINT32_MAX || fix->edits.v[i].loc.start > fix->edits.v[last].loc.start))
				last = i;
		done[last] = true;
		e = &fix->edits.v[last];
		out = region_printf(r, "%.*s%s%s", (int)e->loc.start, out, e->text, out + e->loc.end);
	}
	return out;
}

TEST(fix_makes_it_quiet)
{
	static const char *const texts[] = { THREAD("tcp, udp"), THREAD("tcp, udp, gre") };

	for (unsigned i = 0; i < 2; i++) {
		const struct finding *f;
		char *better;

		if (!analyse(texts[i], NULL))
			return;
		f = find(FINDING_BYPASSED_MANGLE);
		REQUIRE(f && f->fix && f->fix->machine);
		better = strdup(fixed(texts[i], f->fix));
		if (analyse(better, NULL)) {
			CHECK_INT(loud(), 0);
			CHECK(strstr(better, "hook fast_fwd flowtable @f1"));
		}
		free(better);
	}
}

/* The fast path asks conntrack without a zone. */
TEST(zones_miss_a_fast_fwd_chain)
{
#define ZONED(zone) "table inet t { flowtable f { hook ingress priority 0; devices = { a0, b0 }; }\n" \
	"chain ff { type filter hook fast_fwd flowtable @f priority 0; ip dscp set cs3; }\n" \
	"chain fw { type filter hook forward priority 0; meta l4proto { tcp, udp } flow add @f; }\n" \
	"chain pre { type filter hook prerouting priority -300; " zone " accept; } }"
	const struct finding *f;

	if (!analyse(ZONED("ct zone set 5"), NULL))
		return;
	f = find(FINDING_FAST_FWD_NOT_COMPILED);
	REQUIRE(f && strstr(f->message, "zones"));
	CHECK_INT(f->severity, SEV_ERROR);
	if (analyse(ZONED("counter"), NULL))
		CHECK(!find(FINDING_FAST_FWD_NOT_COMPILED));
}

TEST(limit_is_told)
{
	struct offload_options opt = { .max_cases = 1 };
	struct strbuf b = { 0 };

	strbuf_add(&b, "table ip t { flowtable f { hook ingress priority 0; devices = { a0, b0 }; }\n"
		       "chain c { type filter hook forward priority 0; policy accept;\n");
	for (unsigned i = 0; i < 50; i++)
		strbuf_printf(&b, "ip saddr 10.0.0.%u ip daddr 10.1.0.%u tcp dport %u drop\n", i, i, i + 1);
	strbuf_add(&b, "flow add @f\nip dscp set cs1\n} }\n");
	if (analyse(strbuf_str(&b), &opt)) {
		CHECK(res.degraded);
		CHECK_INT(res.rules.v[0].certainty, POSSIBLE);
	}
	strbuf_free(&b);
}

TEST(client_ports_are_an_assumption)
{
	static const char text[] = "table ip t { flowtable f { hook ingress priority 0; devices = { a0, b0 }; }\n"
				   "chain c { type filter hook forward priority 0; policy accept;\n"
				   "udp dport 1024-65535 accept\n"
				   "udp sport 53 udp dport 53 flow add @f\n} }\n";
	struct offload_options strict = { .client_port_max = 65535 };

	if (analyse(text, NULL))
		CHECK(find(FINDING_FLOW_ADD_NEVER) != NULL);
	if (analyse(text, &strict))
		CHECK(!find(FINDING_FLOW_ADD_NEVER));
}

TEST(every_finding_has_its_words)
{
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		CHECK(finding_by_name(finding_rows[i].name) == &finding_rows[i]);
		CHECK(*finding_rows[i].summary && *finding_rows[i].why && *finding_rows[i].bad && *finding_rows[i].good && *finding_rows[i].kernel);
	}
}

TEST(without_a_flowtable_there_is_nothing_to_say)
{
	if (analyse("table ip t { chain c { type filter hook forward priority 0; policy drop; tcp dport 22 accept } }\n", NULL)) {
		CHECK(!offload_applies(&rs));
		CHECK_INT(res.findings.n, 0);
	}
}

TEST_MAIN()
