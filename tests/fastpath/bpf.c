/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <net/if.h>

#include "fastpath/bpf/codegen.h"
#include "fastpath/bpf/load.h"
#include "machine.h"

#define ETH_BYTES 14
#define TIMED_RUNS 100
#define PASSED 2	/* XDP_PASS */
#define SHOT 2
#define SENT 3		/* XDP_TX */

struct bpf_under_test {
	struct bpf_object obj;
	struct cg_maps maps;
	struct host host;
	struct cg_device devices[8];
	bool xdp, real;		/* real: connections are those of conntrack */
};

/* The flowtable's, as far as there are such. */
static uint32_t find_devices(struct bpf_under_test *t, const struct flowtable *ft)
{
	uint32_t n = 0;

	vec_each(i, &ft->devices) {
		struct cg_device d = { .ifindex = if_nametoindex(ft->devices.v[i]), .mac = { 2, 0, 0, 0, 0, 1 } };

		strncpy(d.name, ft->devices.v[i], sizeof(d.name) - 1);
		if (n < sizeof(t->devices) / sizeof(t->devices[0]))
			t->devices[n++] = d;
	}
	return n;
}

struct bpf_under_test *bpf_open(struct region *r, const struct ff_program *p, const char *how)
{
	struct cg_options opt = { .source = CG_TEST, .cache = strstr(how, "cache") ? CG_CACHE_ALWAYS : strstr(how, "time") ? CG_CACHE_AUTO : CG_CACHE_NEVER };
	struct bpf_under_test *t = region_new(r, struct bpf_under_test);
	struct diag_sink sink = { .region = r };
	struct strbuf debug = { 0 };
	struct loc nowhere = { 0 };
	const char *why;

	opt.small_set = opt.cache == CG_CACHE_ALWAYS;	/* and sets as maps, however small they are */
	t->xdp = !strncmp(how, "bpf-xdp", 7);
	t->real = strstr(how, "-ct");
	opt.sink = t->xdp ? CG_XDP : CG_SKB;
	opt.devices = t->devices;
	opt.n_devices = find_devices(t, p->flowtable);
	if (t->real) {
		opt.source = CG_CONNTRACK;
		if (host_read(r, &t->host)) {
			fprintf(stderr, "no BTF\n");
			return NULL;
		}
	}
	if (cg_program(r, p, &t->host, &opt, &t->obj, &t->maps, &why)) {
		fprintf(stderr, "no code: %s\n", why ? why : "?");
		return NULL;
	}
	if (bpf_object_load(&t->obj, &t->host, &sink, nowhere, getenv("BPF_DEBUG") ? &debug : NULL)) {
		fprintf(stderr, "%s%s\n", strbuf_str(&debug), sink.diags.v[0]->message);
		strbuf_free(&debug);
		return NULL;
	}
	strbuf_free(&debug);
	return t;
}

static void put_tuple(struct cg_facts *facts, enum ff_input saddr, enum ff_input daddr, enum ff_input sport, enum ff_input dport, const struct ff_tuple *t)
{
	memcpy(facts->in[saddr], t->saddr, 16);
	memcpy(facts->in[daddr], t->daddr, 16);
	memcpy(facts->in[sport], t->sport, 2);
	memcpy(facts->in[dport], t->dport, 2);
}

static int tell_facts(struct bpf_under_test *t, const struct ff_facts *f)
{
	struct cg_facts facts = { 0 };
	uint32_t zero = 0;

	facts.in[FF_IN_ct_direction][0] = f->reply;
	memcpy(facts.in[FF_IN_ct_status], &f->ct_status, 4);
	memcpy(facts.in[FF_IN_ct_mark], &f->ct_mark, 4);
	memcpy(facts.in[FF_IN_ct_zone], &f->ct_zone, 2);
	memcpy(facts.in[FF_IN_iif], &f->iif, 4);
	memcpy(facts.in[FF_IN_oif], &f->oif, 4);
	memcpy(facts.in[FF_IN_iifname], f->iifname, 16);
	memcpy(facts.in[FF_IN_oifname], f->oifname, 16);
	put_tuple(&facts, FF_IN_ct_orig_saddr, FF_IN_ct_orig_daddr, FF_IN_ct_orig_sport, FF_IN_ct_orig_dport, &f->tuple[0]);
	put_tuple(&facts, FF_IN_ct_reply_saddr, FF_IN_ct_reply_daddr, FF_IN_ct_reply_sport, FF_IN_ct_reply_dport, &f->tuple[1]);
	return sys_map_update(t->obj.maps.v[t->maps.facts].fd, &zero, &facts);
}

/* At tc egress NAT and ttl are done: the packet is what the interpreter makes of it without any rules. XDP does it all. */
enum ff_outcome bpf_run(struct bpf_under_test *t, const struct ff_facts *f, uint8_t *packet, size_t len, enum ff_left *why)
{
	static const struct ff_program nothing;
	static uint8_t frame[ETH_BYTES + (1 << 16)], out[ETH_BYTES + (1 << 16)];
	struct sys_run run = { .in = frame, .in_len = (uint32_t)(ETH_BYTES + len), .out = out, .out_len = sizeof(out), .repeat = 1 };
	enum ff_outcome outcome;
	uint8_t came[1 << 16];
	int err;

	memcpy(came, packet, len);
	outcome = ff_run(&nothing, f, packet, len, NULL, why);
	if (t->xdp)
		memcpy(packet, came, len);
	/* facts of the connection come from a map, so a packet of another one is not known as such; at tc the time to live is the kernel's */
	if (outcome == FF_LEFT && (*why == FF_LEFT_OTHER || (*why == FF_LEFT_TTL && !t->xdp)))
		return outcome;
	if (!t->xdp && len < (f->nfproto == 2 ? 20u : 40u))	/* nor does the kernel make an skb of it for a test run */
		return outcome;
	memcpy(frame, "\2\0\0\0\0\1\2\0\0\0\0\2", 12);
	memcpy(frame + 12, f->nfproto == 2 ? "\x08\0" : "\x86\xdd", 2);
	memcpy(frame + ETH_BYTES, packet, len);
	err = tell_facts(t, f);
	if (!err)
		err = sys_prog_run(t->obj.fd, &run);
	if (err) {
		fprintf(stderr, "test run: %s\n", strerror(-err));
		exit(2);
	}
	memcpy(packet, out + ETH_BYTES, len);
	if (t->xdp)
		return run.retval == SENT ? FF_FORWARD : run.retval != PASSED ? FF_DROPPED : memcmp(packet, came, len) ? FF_FORWARD : FF_LEFT;
	if (outcome == FF_LEFT && run.retval != SHOT && !memcmp(packet, came, len))
		return FF_LEFT;
	return run.retval == SHOT ? FF_DROPPED : FF_FORWARD;
}

void bpf_time(struct bpf_under_test *t, const struct ff_facts *f, const uint8_t *packet, size_t len)
{
	static uint8_t frame[ETH_BYTES + (1 << 16)], out[ETH_BYTES + (1 << 16)];
	struct sys_run run = { .in = frame, .in_len = (uint32_t)(ETH_BYTES + len), .repeat = 240 };
	struct __sk_buff ctx = { .ifindex = f->oif, .ingress_ifindex = f->iif };
	uint64_t sum = 0;

	memcpy(frame, "\2\0\0\0\0\1\2\0\0\0\0\2", 12);
	memcpy(frame + 12, f->nfproto == 2 ? "\x08\0" : "\x86\xdd", 2);
	memcpy(frame + ETH_BYTES, packet, len);
	if (!t->real && tell_facts(t, f))
		exit(2);
	if (t->real) {
		run.ctx = &ctx;
		run.ctx_len = sizeof(ctx);
	}
	for (unsigned i = 0; i < TIMED_RUNS; i++) {	/* a packet is what the run before left of it, and has a ttl of 255 at most */
		run.out = out;
		run.out_len = sizeof(out);
		if (sys_prog_run(t->obj.fd, &run))
			exit(2);
		sum += run.duration;
	}
	printf("instructions %u ns %llu\n", t->obj.code.insn.n, (unsigned long long)sum / TIMED_RUNS);
}

int bpf_steps(struct region *r, const struct ff_program *p, bool xdp, const struct ff_facts *f, const uint8_t *packet, size_t len)
{
	static uint8_t frame[ETH_BYTES + (1 << 16)];
	struct cg_options opt = { .source = xdp ? CG_FLOW : CG_CONNTRACK, .sink = xdp ? CG_XDP : CG_SKB, .n_devices = 2 };
	struct cg_device devices[2] = { { .ifindex = f->iif, .mac = { 2, 0, 0, 0, 0, 1 } }, { .ifindex = f->oif, .mac = { 2, 0, 0, 0, 0, 3 } } };
	uint64_t steps = 0;
	struct machine *m;
	struct bpf_object o;
	struct cg_maps maps;
	struct host host;
	const char *why;
	uint32_t ret = 0;

	opt.devices = devices;
	memcpy(devices[0].name, f->iifname, 16);
	memcpy(devices[1].name, f->oifname, 16);
	machine_host(&host);
	if (cg_program(r, p, &host, &opt, &o, &maps, &why))
		return -1;
	m = machine_new(&o, &host, &maps, xdp);
	for (unsigned i = 0; i < 2; i++) {	/* the second time the connection is known */
		memcpy(frame, "\2\0\0\0\0\1\2\0\0\0\0\2", 12);
		memcpy(frame + 12, f->nfproto == 2 ? "\x08\0" : "\x86\xdd", 2);
		memcpy(frame + ETH_BYTES, packet, len);
		steps = machine_run(m, f, frame, ETH_BYTES + len, &ret);
	}
	machine_free(m);
	printf("instructions %u steps %llu verdict %d %s", o.code.insn.n, (unsigned long long)steps, (int)ret,
	       memcmp(frame + ETH_BYTES, packet, len) ? "changed " : "same ");
	for (size_t i = 0; i < len; i++)
		printf("%02x", frame[ETH_BYTES + i]);
	putchar('\n');
	return steps ? 0 : -1;
}

void bpf_counts(struct bpf_under_test *t, struct ff_count *counts, uint32_t n)
{
	unsigned cpus = sys_possible_cpus();
	struct cg_count *c = calloc(cpus, sizeof(*c));

	for (uint32_t i = 0; i < n; i++) {
		if (sys_map_lookup(t->obj.maps.v[t->maps.counters].fd, &i, c))
			continue;
		for (unsigned k = 0; k < cpus; k++) {
			counts[i].packets += c[k].packets;
			counts[i].bytes += c[k].bytes;
		}
	}
	free(c);
	bpf_object_close(&t->obj);
}
