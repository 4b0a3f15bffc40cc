/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>

#define STEPS_MAX	(1u << 24)
#define FRAMES		8
#define CONN_BYTES	512
#define FLOW_BYTES	512
#define CONTEXT_BYTES	1024

struct entry { struct entry *next; uint8_t data[]; };	/* key, padded to 8 bytes, and value */
struct machine_map { const struct bpf_map *spec; uint8_t *values; struct entry *elems; };
struct machine {
	const struct bpf_object *o;
	const struct host *h;
	uint32_t facts;			/* number of the map, or CG_NO_MAP */
	bool xdp;
	struct machine_map *maps;
	const struct reloc **reloc;	/* by instruction */
	uint64_t context[CONTEXT_BYTES / 8], conn[CONN_BYTES / 8], flow[FLOW_BYTES / 8];
	uint8_t *frame, *frame_end;
	const struct ff_facts *now;
	uint64_t steps;
};

/* ---------------------------------------------------------------- the kernel's structures */
static const struct { enum host_member member; uint32_t bit, bits; } places[] = {
	{ HOST_SKB_NFCT, 104 * 8, 64 },
	{ HOST_CT_ZONE, 12 * 8, 16 }, { HOST_CT_TUPLES, 16 * 8, 112 * 8 }, { HOST_CT_STATUS, 128 * 8, 64 }, { HOST_CT_MARK, 168 * 8, 32 },
	{ HOST_TUPLE_SRC, 16 * 8, 128 }, { HOST_TUPLE_SPORT, 32 * 8, 16 }, { HOST_TUPLE_DST, 36 * 8, 128 }, { HOST_TUPLE_DPORT, 52 * 8, 16 },
	{ HOST_FLOW_DIR, 60 * 8, 2 }, { HOST_FLOW_XMIT, 60 * 8 + 2, 3 }, { HOST_FLOW_ENCAP, 60 * 8 + 5, 2 }, { HOST_FLOW_MTU, 62 * 8, 16 },
	{ HOST_FLOW_OUT_IFINDEX, 64 * 8, 32 }, { HOST_FLOW_OUT_SRC, 72 * 8, 48 }, { HOST_FLOW_OUT_DST, 78 * 8, 48 },
	{ HOST_RHASH_TUPLE, 8 * 8, 96 * 8 }, { HOST_FLOW_TUPLES, 0, 208 * 8 }, { HOST_FLOW_CT, 208 * 8, 64 }, { HOST_FLOW_FLAGS, 216 * 8, 64 },
};

void machine_host(struct host *h)
{
	*h = (struct host){ .tuple_size = 56, .rhash_size = 104, .two_longs = 1, .release = { 6, 12 } };
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		h->member[places[i].member].bit = places[i].bit;
		h->member[places[i].member].bits = places[i].bits;
	}
	for (unsigned i = 0; i < N_KFUNCS; i++)
		h->kfunc[i].id = i + 1;
}

static void put(struct machine *m, void *base, enum host_member member, const void *data, size_t len)
{
	memcpy((uint8_t *)base + host_at(m->h, member), data, len);
}

static void put_connection(struct machine *m, const struct ff_facts *f)
{
	uint64_t status = f->ct_status;

	memset(m->conn, 0, sizeof(m->conn));
	put(m, m->conn, HOST_CT_ZONE, &f->ct_zone, 2);
	put(m, m->conn, HOST_CT_STATUS, &status, 8);
	put(m, m->conn, HOST_CT_MARK, &f->ct_mark, 4);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *tuple = (uint8_t *)m->conn + host_at(m->h, HOST_CT_TUPLES) + i * m->h->tuple_size;

		put(m, tuple, HOST_TUPLE_SRC, f->tuple[i].saddr, 16);
		put(m, tuple, HOST_TUPLE_DST, f->tuple[i].daddr, 16);
		put(m, tuple, HOST_TUPLE_SPORT, f->tuple[i].sport, 2);
		put(m, tuple, HOST_TUPLE_DPORT, f->tuple[i].dport, 2);
	}
}

/* Both directions by way of a neighbour. */
static uint8_t *put_flow(struct machine *m)
{
	uint8_t *tuples = (uint8_t *)m->flow + host_at(m->h, HOST_FLOW_TUPLES);
	uint64_t conn = (uint64_t)(uintptr_t)m->conn;
	uint64_t flags = (m->now->ct_status & IPS_SRC_NAT ? 1 : 0) | (m->now->ct_status & IPS_DST_NAT ? 2 : 0);
	uint16_t mtu = 1500;

	memset(m->flow, 0, sizeof(m->flow));
	put(m, m->flow, HOST_FLOW_CT, &conn, 8);
	put(m, m->flow, HOST_FLOW_FLAGS, &flags, 8);
	for (uint8_t i = 0; i < 2; i++) {
		uint8_t *tuple = tuples + i * m->h->rhash_size + host_at(m->h, HOST_RHASH_TUPLE), bits = (uint8_t)(i | 1 << 2);

		put(m, tuple, HOST_FLOW_DIR, &bits, 1);
		put(m, tuple, HOST_FLOW_MTU, &mtu, 2);
	}
	return tuples + m->now->reply * m->h->rhash_size;
}

/* ---------------------------------------------------------------- maps */
static bool is_array(const struct machine_map *map)
{
	return map->spec->spec.type == BPF_MAP_TYPE_ARRAY || map->spec->spec.type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static uint32_t key_room(const struct machine_map *map)
{
	return (map->spec->spec.key_size + 7) & ~7u;
}

static bool key_fits(const struct machine_map *map, const uint8_t *have, const uint8_t *want)
{
	uint32_t bits;

	if (map->spec->spec.type != BPF_MAP_TYPE_LPM_TRIE)
		return !memcmp(have, want, map->spec->spec.key_size);
	memcpy(&bits, have, 4);
	return !memcmp(have + 4, want + 4, bits / 8) && (!(bits % 8) || !((have[4 + bits / 8] ^ want[4 + bits / 8]) >> (8 - bits % 8)));
}

static uint8_t *look_up(struct machine_map *map, const uint8_t *key)
{
	struct entry *best = NULL;
	uint32_t index, bits = 0;

	if (is_array(map)) {
		memcpy(&index, key, 4);
		return index < map->spec->spec.max_entries ? map->values + (size_t)index * map->spec->spec.value_size : NULL;
	}
	for (struct entry *e = map->elems; e; e = e->next) {
		if (!key_fits(map, e->data, key))
			continue;
		memcpy(&index, e->data, 4);
		if (best && map->spec->spec.type == BPF_MAP_TYPE_LPM_TRIE && index < bits)
			continue;
		best = e;
		bits = index;
	}
	return best ? best->data + key_room(map) : NULL;
}

static void update(struct machine_map *map, const uint8_t *key, const uint8_t *value)
{
	uint8_t *there = look_up(map, key);
	struct entry *e;

	if (!there || map->spec->spec.type == BPF_MAP_TYPE_LPM_TRIE) {
		e = calloc(1, sizeof(*e) + key_room(map) + map->spec->spec.value_size);
		memcpy(e->data, key, map->spec->spec.key_size);
		e->next = map->elems;
		map->elems = e;
		there = e->data + key_room(map);
	}
	memcpy(there, value, map->spec->spec.value_size);
}

static void fill(struct machine_map *map)
{
	const struct bpf_map *b = map->spec;

	if (is_array(map))
		map->values = calloc(b->spec.max_entries, b->spec.value_size);
	for (uint32_t i = 0; i < b->n; i++)
		update(map, b->keys ? b->keys + (size_t)i * b->spec.key_size : (const uint8_t *)&i, b->values + (size_t)i * b->spec.value_size);
}

struct machine *machine_new(const struct bpf_object *o, const struct host *h, const struct cg_maps *maps, bool xdp)
{
	struct machine *m = calloc(1, sizeof(*m));

	m->o = o;
	m->h = h;
	m->facts = maps->facts;
	m->xdp = xdp;
	m->maps = calloc(o->maps.n, sizeof(*m->maps));
	m->reloc = calloc(o->code.insn.n, sizeof(*m->reloc));
	vec_each(i, &o->maps) {
		m->maps[i].spec = &o->maps.v[i];
		fill(&m->maps[i]);
	}
	vec_each(i, &o->code.relocs)
		m->reloc[o->code.relocs.v[i].insn] = &o->code.relocs.v[i];
	return m;
}

void machine_free(struct machine *m)
{
	for (uint32_t i = 0; i < m->o->maps.n; i++) {
		for (struct entry *e = m->maps[i].elems, *next; e; e = next) {
			next = e->next;
			free(e);
		}
		free(m->maps[i].values);
	}
	free(m->maps);
	free(m->reloc);
	free(m);
}

/* ---------------------------------------------------------------- what programs call */
static void *pointer(uint64_t v)
{
	return (void *)(uintptr_t)v;
}

static uint64_t number(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

static bool move_bytes(struct machine *m, const uint64_t *r, bool store)
{
	uint8_t *at = m->frame + r[2];

	if (r[2] + r[4] > (uint64_t)(m->frame_end - m->frame))
		return false;
	memcpy(store ? at : pointer(r[3]), store ? pointer(r[3]) : at, r[4]);
	return true;
}

static uint64_t probe_read(struct machine *m, const uint64_t *r)
{
	const uint8_t *from = pointer(r[3]), *context = (const uint8_t *)m->context;

	if (from >= context && from < context + sizeof(m->context))	/* an skb that conntrack has not seen */
		memset(pointer(r[1]), 0, r[2]);
	else
		memcpy(pointer(r[1]), from, r[2]);
	return 0;
}

static uint64_t find_route(struct machine *m, const uint64_t *r)
{
	struct bpf_fib_lookup *fib = pointer(r[2]);

	fib->ifindex = m->now->oif;
	return BPF_FIB_LKUP_RET_SUCCESS;
}

static bool call_helper(struct machine *m, int32_t helper, uint64_t *r)
{
	switch (helper) {
	case BPF_FUNC_map_lookup_elem:	r[0] = number(look_up(pointer(r[1]), pointer(r[2]))); return true;
	case BPF_FUNC_map_update_elem:	update(pointer(r[1]), pointer(r[2]), pointer(r[3])); r[0] = 0; return true;
	case BPF_FUNC_skb_load_bytes:	r[0] = move_bytes(m, r, false) ? 0 : (uint64_t)-14; return true;
	case BPF_FUNC_skb_store_bytes:	r[0] = move_bytes(m, r, true) ? 0 : (uint64_t)-14; return true;
	case BPF_FUNC_l4_csum_replace:	r[0] = 0; return true;
	case BPF_FUNC_probe_read_kernel: r[0] = probe_read(m, r); return true;
	case BPF_FUNC_fib_lookup:	r[0] = find_route(m, r); return true;
	case BPF_FUNC_redirect:		r[0] = XDP_REDIRECT; return true;
	}
	fprintf(stderr, "machine: no helper %d\n", helper);
	return false;
}

static void call_kernel(struct machine *m, uint32_t kfunc, uint64_t *r)
{
	switch (kfunc) {
	case KFUNC_SKB_CT_LOOKUP:
		((uint8_t *)pointer(r[4]))[9] = !m->now->reply;	/* the tuple is that of the other direction */
		r[0] = number(m->conn);
		break;
	case KFUNC_XDP_FLOW_LOOKUP:	r[0] = number(put_flow(m)); break;
	case KFUNC_RDONLY_CAST:		r[0] = r[1]; break;
	default:			r[0] = 0; break;
	}
}

/* ---------------------------------------------------------------- instructions */
static bool compute(uint8_t op, bool wide, uint64_t *dst, uint64_t src)
{
	uint64_t a = wide ? *dst : (uint32_t)*dst, b = wide ? src : (uint32_t)src, v;
	unsigned bits = wide ? 63 : 31;

	switch (op) {
	case BPF_ADD: v = a + b; break;
	case BPF_SUB: v = a - b; break;
	case BPF_MUL: v = a * b; break;
	case BPF_OR: v = a | b; break;
	case BPF_AND: v = a & b; break;
	case BPF_XOR: v = a ^ b; break;
	case BPF_LSH: v = a << (b & bits); break;
	case BPF_RSH: v = a >> (b & bits); break;
	case BPF_ARSH: v = wide ? (uint64_t)((int64_t)a >> (b & bits)) : (uint64_t)((int32_t)a >> (b & bits)); break;
	case BPF_NEG: v = -a; break;
	case BPF_MOV: v = b; break;
	default: return false;
	}
	*dst = wide ? v : (uint32_t)v;
	return true;
}

static void swap(uint64_t *dst, int32_t bits, bool big)
{
	uint64_t v = *dst;

	if (bits == 16)
		*dst = big ? htons((uint16_t)v) : (uint16_t)v;
	else if (bits == 32)
		*dst = big ? htonl((uint32_t)v) : (uint32_t)v;
	else
		*dst = big ? (uint64_t)htonl((uint32_t)v) << 32 | htonl((uint32_t)(v >> 32)) : v;
}

static bool holds(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	int64_t sa = wide ? (int64_t)a : (int32_t)a, sb = wide ? (int64_t)b : (int32_t)b;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	switch (op) {
	case BPF_JA: return true;
	case BPF_JEQ: return a == b;
	case BPF_JNE: return a != b;
	case BPF_JGT: return a > b;
	case BPF_JGE: return a >= b;
	case BPF_JLT: return a < b;
	case BPF_JLE: return a <= b;
	case BPF_JSET: return a & b;
	case BPF_JSGT: return sa > sb;
	case BPF_JSGE: return sa >= sb;
	case BPF_JSLT: return sa < sb;
	case BPF_JSLE: return sa <= sb;
	}
	return false;
}

static const unsigned width[] = { [BPF_W >> 3] = 4, [BPF_H >> 3] = 2, [BPF_B >> 3] = 1, [BPF_DW >> 3] = 8 };

/* Members of the context are what the kernel makes of them: pointers behind numbers of 4 bytes. */
static uint64_t load(struct machine *m, const uint8_t *at, unsigned w)
{
	size_t off = (size_t)(at - (const uint8_t *)m->context), data = m->xdp ? offsetof(struct xdp_md, data) : offsetof(struct __sk_buff, data);
	size_t data_end = m->xdp ? offsetof(struct xdp_md, data_end) : offsetof(struct __sk_buff, data_end);
	uint64_t v = 0;

	if (at >= (const uint8_t *)m->context && off < sizeof(m->context) && (off == data || off == data_end))
		return number(off == data ? m->frame : m->frame_end);
	memcpy(&v, at, w);
	return v;
}

static void store(const struct bpf_insn *in, uint64_t *r)
{
	uint64_t v = (in->code & 7) == BPF_ST ? (uint64_t)(int64_t)in->imm : r[in->src_reg], was = 0;
	unsigned w = width[(in->code & 0x18) >> 3];
	uint8_t *at = (uint8_t *)pointer(r[in->dst_reg]) + in->off;

	if ((in->code & 0xe0) == BPF_ATOMIC) {
		memcpy(&was, at, w);
		v += was;
	}
	memcpy(at, &v, w);
}

static uint64_t wide_constant(struct machine *m, const struct bpf_insn *in, const struct reloc *rel)
{
	if (!rel)
		return (uint32_t)in[0].imm | (uint64_t)(uint32_t)in[1].imm << 32;
	if (rel->kind == RELOC_MAP_VALUE)
		return number(m->maps[rel->index].values + (uint32_t)in[1].imm);
	return number(&m->maps[rel->index]);
}

struct frame { uint64_t saved[4]; uint32_t back; };
struct cpu { uint64_t r[11]; uint64_t stack[FRAMES][64]; struct frame frame[FRAMES]; unsigned depth; uint32_t pc; };

static void enter(struct cpu *c, int32_t off)
{
	memcpy(c->frame[c->depth].saved, &c->r[6], sizeof(c->frame[0].saved));
	c->frame[c->depth++].back = c->pc;
	c->r[10] = number(&c->stack[c->depth][64]);
	c->pc = (uint32_t)((int32_t)c->pc + off);
}

static void leave(struct cpu *c)
{
	c->depth--;
	memcpy(&c->r[6], c->frame[c->depth].saved, sizeof(c->frame[0].saved));
	c->r[10] = number(&c->stack[c->depth][64]);
	c->pc = c->frame[c->depth].back;
}

static bool jump(struct machine *m, struct cpu *c, const struct bpf_insn *in, const struct reloc *rel)
{
	bool wide = (in->code & 7) == BPF_JMP;
	uint64_t other = in->code & BPF_X ? c->r[in->src_reg] : (uint64_t)(int64_t)in->imm;

	if ((in->code & 0xf0) != BPF_CALL) {
		if (holds(in->code & 0xf0, wide, c->r[in->dst_reg], other))
			c->pc = (uint32_t)((int32_t)c->pc + in->off);
		return true;
	}
	if (in->src_reg == BPF_PSEUDO_CALL) {
		if (c->depth + 1 == FRAMES)
			return false;
		enter(c, in->imm);
		return true;
	}
	if (in->src_reg != BPF_PSEUDO_KFUNC_CALL)
		return call_helper(m, in->imm, c->r);
	call_kernel(m, rel->index, c->r);
	return true;
}

static bool step(struct machine *m, struct cpu *c)
{
	const struct bpf_insn *in = &m->o->code.insn.v[c->pc];
	const struct reloc *rel = m->reloc[c->pc];
	uint8_t class = in->code & 7, op = in->code & 0xf0;

	c->pc++;
	switch (class) {
	case BPF_ALU: case BPF_ALU64:
		if (op != BPF_END)
			return compute(op, class == BPF_ALU64, &c->r[in->dst_reg], in->code & BPF_X ? c->r[in->src_reg] : (uint64_t)(int64_t)in->imm);
		swap(&c->r[in->dst_reg], in->imm, in->code & BPF_TO_BE);
		return true;
	case BPF_LD:
		c->r[in->dst_reg] = wide_constant(m, in, rel);
		c->pc++;
		return true;
	case BPF_LDX:
		c->r[in->dst_reg] = load(m, (const uint8_t *)pointer(c->r[in->src_reg]) + in->off, width[(in->code & 0x18) >> 3]);
		return true;
	case BPF_ST: case BPF_STX:
		store(in, c->r);
		return true;
	}
	return jump(m, c, in, rel);
}

static void put_context(struct machine *m, size_t len)
{
	struct __sk_buff *skb = (struct __sk_buff *)m->context;
	struct xdp_md *xdp = (struct xdp_md *)m->context;

	memset(m->context, 0, sizeof(m->context));
	if (m->xdp) {
		xdp->ingress_ifindex = m->now->iif;
		return;
	}
	skb->len = (uint32_t)len;
	memcpy(&skb->protocol, (uint8_t[]){ m->frame[12], m->frame[13], 0, 0 }, 4);
	skb->ingress_ifindex = m->now->iif;
	skb->ifindex = m->now->oif;
}

uint64_t machine_run(struct machine *m, const struct ff_facts *f, uint8_t *frame, size_t len, uint32_t *retval)
{
	struct cpu c = { .pc = 0 };

	m->now = f;
	m->frame = frame;
	m->frame_end = frame + len;
	put_context(m, len);
	put_connection(m, f);
	c.r[1] = number(m->context);
	c.r[10] = number(&c.stack[0][64]);
	for (m->steps = 1; m->steps < STEPS_MAX; m->steps++) {
		if (m->o->code.insn.v[c.pc].code == (BPF_JMP | BPF_EXIT)) {
			if (!c.depth) {
				*retval = (uint32_t)c.r[0];
				return m->steps;
			}
			leave(&c);
			continue;
		}
		if (!step(m, &c))
			return 0;
	}
	return 0;
}
