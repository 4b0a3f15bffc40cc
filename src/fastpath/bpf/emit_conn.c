/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of struct nf_conn, and devices, as inputs of rules. */
#include "fastpath/bpf/emit.h"

#include <linux/netfilter/nf_conntrack_common.h>

#define STATUS_SHOWN	(~(uint32_t)(IPS_OFFLOAD | IPS_HW_OFFLOAD))

bool emit_reads(const struct emit *e, enum ff_input input)
{
	return e->p->inputs >> input & 1;
}

#define INPUTS_OF_CONNECTION (1u << FF_IN_ct_state | 1u << FF_IN_ct_status | 1u << FF_IN_ct_mark | 1u << FF_IN_ct_zone | \
	1u << FF_IN_ct_orig_saddr | 1u << FF_IN_ct_orig_daddr | 1u << FF_IN_ct_orig_sport | 1u << FF_IN_ct_orig_dport | \
	1u << FF_IN_ct_reply_saddr | 1u << FF_IN_ct_reply_daddr | 1u << FF_IN_ct_reply_sport | 1u << FF_IN_ct_reply_dport)

bool emit_asks_connection(const struct emit *e)
{
	return e->p->inputs & INPUTS_OF_CONNECTION;
}

void emit_load_nat(struct emit *e)
{
	asm_load(e->a, W32, R1, R7, S_IN(FF_IN_ct_status));
	asm_alui(e->a, BPF_AND, R1, IPS_NAT_MASK);
}

struct raw { uint32_t from, to; };	/* bytes of struct nf_conn that are copied */

static void raw_take(const struct host *h, struct raw *raw, enum host_member m)
{
	uint32_t at = host_at(h, m), end = at + (h->member[m].bits + 7) / 8;

	if (!host_has(h, m))
		return;
	raw->from = at < raw->from ? at : raw->from;
	raw->to = end > raw->to ? end : raw->to;
}

static struct raw raw_of(const struct host *h)
{
	struct raw raw = { UINT32_MAX, 0 };

	raw_take(h, &raw, HOST_CT_ZONE);
	raw_take(h, &raw, HOST_CT_TUPLES);
	raw_take(h, &raw, HOST_CT_STATUS);
	raw_take(h, &raw, HOST_CT_MARK);
	raw.from &= ~7u;
	return raw;
}

static int16_t raw_at(const struct emit *e, enum host_member m)
{
	return (int16_t)(S(raw) + (int)(host_at(e->h, m) - raw_of(e->h).from));
}

static int16_t raw_tuple(const struct emit *e, unsigned dir, enum host_member m)
{
	return (int16_t)(raw_at(e, HOST_CT_TUPLES) + (int)(dir * e->h->tuple_size + host_at(e->h, m)));
}

/* The devices by number; their names, where rules read them. */
void put_device(struct emit *e, enum reg ifindex, enum ff_input number, enum ff_input name, bool must)
{
	struct asm_buf *a = e->a;
	label known = asm_label(a);

	asm_store(a, W32, R7, S_IN(number), ifindex);
	if (!must && !emit_reads(e, name))
		return;
	for (uint32_t i = 0; i < e->opt->n_devices; i++) {
		label other = asm_label(a);

		asm_ifi(a, BPF_JNE, ifindex, (int32_t)e->opt->devices[i].ifindex, other);
		if (number == FF_IN_oif)
			asm_storei(a, W32, R7, S(leaves_by), (int32_t)i);
		if (emit_reads(e, name))
			emit_const(a, R7, S_IN(name), (const uint8_t *)e->opt->devices[i].name, 16);
		asm_jump(a, known);
		asm_place(a, other);
	}
	asm_jump(a, emit_leave(e, CG_OTHER_DEVICE));
	asm_place(a, known);
}

void copy_conntrack(struct emit *e, enum reg addr)
{
	struct asm_buf *a = e->a;
	struct raw raw = raw_of(e->h);

	asm_mov(a, R3, addr);
	asm_alui(a, BPF_ADD, R3, (int32_t)raw.from);
	asm_mov(a, R1, R7);
	asm_alui(a, BPF_ADD, R1, S(raw));
	asm_movi(a, R2, (int32_t)(raw.to - raw.from));
	asm_call(a, BPF_FUNC_probe_read_kernel);
}

static const struct { uint8_t input, dir; enum host_member member; uint8_t len; } tuple_inputs[] = {
	{ FF_IN_ct_orig_saddr, 0, HOST_TUPLE_SRC, 16 }, { FF_IN_ct_orig_daddr, 0, HOST_TUPLE_DST, 16 },
	{ FF_IN_ct_orig_sport, 0, HOST_TUPLE_SPORT, 2 }, { FF_IN_ct_orig_dport, 0, HOST_TUPLE_DPORT, 2 },
	{ FF_IN_ct_reply_saddr, 1, HOST_TUPLE_SRC, 16 }, { FF_IN_ct_reply_daddr, 1, HOST_TUPLE_DST, 16 },
	{ FF_IN_ct_reply_sport, 1, HOST_TUPLE_SPORT, 2 }, { FF_IN_ct_reply_dport, 1, HOST_TUPLE_DPORT, 2 },
};

void inputs_of_connection(struct emit *e)
{
	struct asm_buf *a = e->a;

	asm_load(a, W32, R1, R7, raw_at(e, HOST_CT_STATUS));
	asm_alu32i(a, BPF_AND, R1, STATUS_SHOWN);
	asm_store(a, W32, R7, S_IN(FF_IN_ct_status), R1);
	if (emit_reads(e, FF_IN_ct_mark)) {
		if (host_has(e->h, HOST_CT_MARK))
			emit_copy(a, R7, S_IN(FF_IN_ct_mark), R7, raw_at(e, HOST_CT_MARK), 4);
		else
			emit_zero(a, R7, S_IN(FF_IN_ct_mark), 4);
	}
	if (emit_reads(e, FF_IN_ct_zone)) {
		if (host_has(e->h, HOST_CT_ZONE))
			emit_copy(a, R7, S_IN(FF_IN_ct_zone), R7, raw_at(e, HOST_CT_ZONE), 2);
		else
			emit_zero(a, R7, S_IN(FF_IN_ct_zone), 2);
	}
	for (unsigned i = 0; i < sizeof(tuple_inputs) / sizeof(tuple_inputs[0]); i++)
		if (emit_reads(e, tuple_inputs[i].input))
			emit_copy(a, R7, S_IN(tuple_inputs[i].input), R7, raw_tuple(e, tuple_inputs[i].dir, tuple_inputs[i].member), tuple_inputs[i].len);
}

/* Where a part of a connection's tuple is in the scratch. */
int16_t tuple_at(const struct emit *e, unsigned dir, enum host_member m)
{
	for (unsigned i = 0; e->opt->source == CG_TEST && i < sizeof(tuple_inputs) / sizeof(tuple_inputs[0]); i++)
		if (tuple_inputs[i].dir == dir && tuple_inputs[i].member == m)
			return S_IN(tuple_inputs[i].input);
	return raw_tuple(e, dir, m);
}
