/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs of fast_fwd chains: the running kernel takes them, and what they do to packets. The same over many random chains and packets is
 * in tests/fastpath. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "check/check.h"
#include "fastpath/bpf/codegen.h"
#include "fastpath/bpf/load.h"
#include "lang/lang.h"
#include "test.h"

static struct region *r;
static struct diag_sink sink;
static struct ff_program prog;
static struct bpf_object obj;
static struct cg_maps maps;
static struct host host;

#define HEAD "table inet t { flowtable f { hook ingress priority 0; devices = { a, b }; }\n"
#define CHAIN(rules) "chain ff { type filter hook fast_fwd flowtable @f priority 0; policy accept;\n" rules "\n}"

static bool compile(const char *text, const struct cg_options *opt)
{
	struct value_env env = { .offline = true };
	struct check_options copt = { .offline = true, .env = &env };
	static struct ruleset rs;
	struct cmds cmds = { 0 };
	ff_refusals refusals = { 0 };
	const char *why;
	int err;

	r = region_create();
	env.region = r;
	sink = (struct diag_sink){ .region = r };
	rs = (struct ruleset){ .region = r };
	prog = (struct ff_program){ 0 };
	if (lang_parse(r, &sink, NULL, source_new(r, SOURCE_BUFFER, NULL, text, (uint32_t)strlen(text)), &cmds) ||
	    check_cmds(r, &sink, &rs, &cmds, &copt)) {
		TEST_WRONG("not accepted: %s", sink.diags.n ? sink.diags.v[0]->message : "?");
		return false;
	}
	if (ff_compile(r, &rs, rs.tables.v[0]->flowtables.v[0], &prog, &refusals)) {
		TEST_WRONG("not compiled: %s", refusals.n ? refusals.v[0].why : "?");
		return false;
	}
	err = cg_program(r, &prog, &host, opt, &obj, &maps, &why);
	if (err)
		TEST_WRONG("no code: %d %s", err, why ? why : "");
	return !err;
}

static bool may_load(void)
{
	struct sys_map m = { BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0, "probe" };
	int fd = geteuid() ? -EPERM : sys_map_create(&m);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool load(const char *text, const struct cg_options *opt)
{
	struct strbuf debug = { 0 };
	struct loc nowhere = { 0 };
	int err = compile(text, opt) ? 0 : -1;

	if (!err)
		err = bpf_object_load(&obj, &host, &sink, nowhere, &debug);
	if (err)
		TEST_WRONG("not loaded: %s\n%.20000s", sink.diags.n ? sink.diags.v[0]->message : "?", debug.s && debug.len > 20000 ? debug.s + debug.len - 20000 : strbuf_str(&debug));
	strbuf_free(&debug);
	return !err;
}

static void done(void)
{
	bpf_object_close(&obj);
	region_free(r);
}

static const struct cg_options test_source = { .source = CG_TEST, .sink = CG_SKB };

/* An Ethernet frame with IPv4 and UDP. */
static const uint8_t frame[] = {
	2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0,
	0x45, 0, 0, 32, 0, 1, 0, 0, 63, 17, 0x64, 0xc9, 10, 0, 1, 2, 10, 0, 2, 2,
	0x13, 0x88, 0, 53, 0, 12, 0, 0, 'a', 'b', 'c', 'd',
};

static int run(uint8_t *out)
{
	struct sys_run run = { .in = frame, .in_len = sizeof(frame), .out = out, .out_len = sizeof(frame), .repeat = 1 };

	return sys_prog_run(obj.fd, &run) ? -1000 : (int)run.retval;
}

static unsigned sum(const uint8_t *p, unsigned len)
{
	unsigned s = 0;

	for (unsigned i = 0; i < len; i += 2)
		s += (unsigned)p[i] << 8 | p[i + 1];
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

TEST(marks)
{
	uint8_t out[sizeof(frame)];

	if (!may_load())
		SKIP("programs cannot be loaded here");
	if (!load(HEAD CHAIN("ip dscp set cs3") "}", &test_source))
		return;
	CHECK_INT(run(out), -1);
	CHECK_INT(out[15], 0x60);
	CHECK_INT(sum(out + 14, 20), 0xffff);
	out[15] = 0;
	memcpy(out + 24, frame + 24, 2);
	CHECK_MEM(out, frame, sizeof(frame));
	done();
}

TEST(ports_and_addresses)
{
	uint8_t out[sizeof(frame)];

	if (!may_load())
		SKIP("programs cannot be loaded here");
	if (!load(HEAD CHAIN("udp dport 53 udp dport set 5353 ip saddr set 192.0.2.1 ip ttl set 9 counter") "}", &test_source))
		return;
	CHECK_INT(run(out), -1);
	CHECK_INT(out[36] << 8 | out[37], 5353);
	CHECK_MEM(out + 26, "\xc0\x00\x02\x01", 4);
	CHECK_INT(out[22], 9);
	CHECK_INT(sum(out + 14, 20), 0xffff);
	done();
}

TEST(drops)
{
	uint8_t out[sizeof(frame)];

	if (!may_load())
		SKIP("programs cannot be loaded here");
	if (!load(HEAD CHAIN("udp dport 54 drop\nudp dport vmap { 53 : drop, 55 : accept }") "}", &test_source))
		return;
	CHECK_INT(run(out), 2);
	done();
}

/* A set of 20 elements, the port of the packet in the one at @place, or in none; whether it was found. */
static int found_in(const char *type, const char *element, const char *other, unsigned place, uint32_t small_set)
{
	struct cg_options opt = test_source;
	uint8_t out[sizeof(frame)];
	struct strbuf b = { 0 };
	int found = -1;

	opt.small_set = small_set;
	strbuf_printf(&b, HEAD "set s { type inet_service; %s elements = { ", type);
	for (unsigned i = 0; i < 20; i++) {
		/* those before it are lower ports, those behind it higher ones */
		unsigned low = i < place ? 2 * i + 1 : 100 + 100 * i;

		if (i == place)
			strbuf_printf(&b, "%s, ", element);
		else
			strbuf_printf(&b, other, low, low + 10 * (i > place));
		if (i != place)
			strbuf_add(&b, ", ");
	}
	strbuf_add(&b, "} }\n" CHAIN("udp dport @s ip dscp set cs3") "}");
	if (load(b.s, &opt) && run(out) == -1)
		found = out[15] == 0x60;
	done();
	strbuf_free(&b);
	return found;
}

TEST(sets_of_every_form)
{
	static const unsigned places[] = { 0, 1, 7, 18, 19 };

	if (!may_load())
		SKIP("programs cannot be loaded here");
	for (unsigned i = 0; i < 5; i++) {
		/* a hash table, then compared in the code */
		for (uint32_t small = 0; small < 100; small += 99) {
			CHECK_INT(found_in("", "53", "%u", places[i], small), 1);
			/* sorted: within, both ends, just outside of them */
			CHECK_INT(found_in("flags interval;", "50-60", "%u-%u", places[i], small), 1);
			CHECK_INT(found_in("flags interval;", "53-60", "%u-%u", places[i], small), 1);
			CHECK_INT(found_in("flags interval;", "50-53", "%u-%u", places[i], small), 1);
			CHECK_INT(found_in("flags interval;", "54-60", "%u-%u", places[i], small), 0);
			CHECK_INT(found_in("flags interval;", "50-52", "%u-%u", places[i], small), 0);
			CHECK_INT(found_in("", "54", "%u", places[i], small), 0);
		}
	}
}

TEST(prefixes)
{
	uint8_t out[sizeof(frame)];
	struct strbuf b = { 0 };

	if (!may_load())
		SKIP("programs cannot be loaded here");
	for (unsigned in = 0; in < 2; in++) {
		strbuf_reset(&b);
		strbuf_add(&b, HEAD "map m { type ipv4_addr : dscp; flags interval; elements = { ");
		for (unsigned i = 0; i < 20; i++)
			strbuf_printf(&b, "10.%u.0.0/16 : %u, ", in ? i : i + 2, i + 10);
		strbuf_add(&b, "} }\n" CHAIN("ip dscp set ip saddr map @m") "}");
		if (!load(b.s, &test_source))
			break;
		CHECK_INT(run(out), -1);
		CHECK_INT(out[15], in ? 10 << 2 : 0);
		done();
	}
	strbuf_free(&b);
}

/* 3000 rules with a jump and sets of every form: what the kernel is to take, with and without memory of connections. */
static char *big(unsigned rules)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, HEAD "chain sub { ip dscp cs1 counter return; ip dscp set cs2; }\n");
	strbuf_add(&b, "set many { type ipv4_addr; elements = { ");
	for (unsigned i = 0; i < 300; i++)
		strbuf_printf(&b, "10.9.%u.%u, ", i / 200, i % 200);
	strbuf_add(&b, "} }\nset nets { type ipv4_addr; flags interval; elements = { ");
	for (unsigned i = 0; i < 100; i++)
		strbuf_printf(&b, "10.%u.0.0/16, ", i + 10);
	strbuf_add(&b, "} }\nset ranges { type inet_service; flags interval; elements = { ");
	for (unsigned i = 0; i < 100; i++)
		strbuf_printf(&b, "%u-%u, ", 10 * i + 1, 10 * i + 6);
	strbuf_add(&b, "} }\nchain ff { type filter hook fast_fwd flowtable @f priority 0; policy accept;\n");
	strbuf_add(&b, "ip saddr @many counter\nip saddr @nets ip ttl 64 jump sub\nudp dport @ranges ip dscp set cs4\n");
	for (unsigned i = 0; i < rules; i++)
		strbuf_printf(&b, "ip saddr 10.0.%u.%u ip dscp set %u\n", i / 250, i % 250, i % 64);
	strbuf_add(&b, "} }");
	return b.s;
}

TEST(many_rules)
{
	struct cg_options opt = test_source;
	uint8_t out[sizeof(frame)];

	if (!may_load())
		SKIP("programs cannot be loaded here");
	for (opt.cache = CG_CACHE_AUTO; opt.cache <= CG_CACHE_ALWAYS; opt.cache++) {
		char *text = big(3000);

		if (load(text, &opt)) {
			CHECK_INT(run(out), -1);
			CHECK_INT(out[15], ((250 + 2) % 64) << 2);
			CHECK_INT(run(out), -1);	/* remembered */
			CHECK_INT(out[15], ((250 + 2) % 64) << 2);
			done();
		}
		free(text);
	}
}

/* The program as it runs at tc egress, with connections of the kernel. */
TEST(conntrack_source)
{
	static const struct cg_device devices[] = { { .ifindex = 1, .name = "lo" }, { .ifindex = 2, .name = "veth0" } };
	struct cg_options opt = { .source = CG_CONNTRACK, .sink = CG_SKB, .devices = devices, .n_devices = 2 };
	uint8_t out[sizeof(frame)];

	if (!may_load())
		SKIP("programs cannot be loaded here");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		SKIP("this kernel tells nothing of its types");
	r = region_create();
	REQUIRE(!host_read(r, &host));
	region_free(r);
	if (!host.kfunc[KFUNC_SKB_CT_LOOKUP].id)
		SKIP("this kernel has no bpf_skb_ct_lookup()");
	if (!load(HEAD CHAIN("ct mark 7 ct original ip saddr 10.0.0.1 iifname lo ct state established ip6 flowlabel set 5\nip dscp set cs3") "}", &opt))
		return;
	CHECK_INT(run(out), -1);
	CHECK_MEM(out, frame, sizeof(frame));	/* of no connection, from no device */
	done();
}

TEST_MAIN()
