/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiled chains run over a packet. */
#include "fastpath/interp.h"

#include <string.h>

#include "fastpath/packet.h"
#include "model/uapi.h"

struct machine {
	const struct ff_facts *facts;
	struct ff_packet pkt;
	struct ff_count *counts;
	uint8_t link;			/* bytes of the link layer header that counters count, too */
	uint8_t regs[FF_REGS * 4];
};

enum step { NEXT, BREAK, VERDICT };

static void store(struct machine *m, unsigned reg, const void *bytes, unsigned len)
{
	uint8_t *to = m->regs + reg * 4;

	memmove(to, bytes, len);
	memset(to + len, 0, (4 - len % 4) % 4);
}

/* ---------------------------------------------------------------- inputs */
#define STATE_BIT(state) (1u << ((state) + 1))
enum { STATE_ESTABLISHED, STATE_RELATED, STATE_NEW };

static uint32_t ct_state(const struct ff_facts *f)
{
	if (f->reply || (f->ct_status & IPS_SEEN_REPLY))
		return STATE_BIT(STATE_ESTABLISHED);
	return f->ct_status & IPS_EXPECTED ? STATE_BIT(STATE_RELATED) : STATE_BIT(STATE_NEW);
}

static bool load_input(struct machine *m, const struct ff_insn *in)
{
	const struct ff_facts *f = m->facts;
	unsigned addr = f->nfproto == NFPROTO_IPV4 ? 4 : 16;
	uint8_t type[2] = { f->nfproto == NFPROTO_IPV4 ? 0x08 : 0x86, f->nfproto == NFPROTO_IPV4 ? 0x00 : 0xdd };
	uint8_t reply = f->reply;
	uint32_t state = ct_state(f);
	const void *v[FF_N_INPUTS] = {
		[FF_IN_nfproto] = &f->nfproto, [FF_IN_protocol] = type, [FF_IN_l4proto] = &f->l4proto, [FF_IN_iif] = &f->iif, [FF_IN_oif] = &f->oif,
		[FF_IN_iifname] = f->iifname, [FF_IN_oifname] = f->oifname, [FF_IN_ct_state] = &state, [FF_IN_ct_direction] = &reply,
		[FF_IN_ct_status] = &f->ct_status, [FF_IN_ct_mark] = &f->ct_mark, [FF_IN_ct_zone] = &f->ct_zone,
		[FF_IN_ct_l3proto] = &f->nfproto, [FF_IN_ct_protocol] = &f->l4proto,
		[FF_IN_ct_orig_saddr] = f->tuple[0].saddr, [FF_IN_ct_orig_daddr] = f->tuple[0].daddr,
		[FF_IN_ct_orig_sport] = f->tuple[0].sport, [FF_IN_ct_orig_dport] = f->tuple[0].dport,
		[FF_IN_ct_reply_saddr] = f->tuple[1].saddr, [FF_IN_ct_reply_daddr] = f->tuple[1].daddr,
		[FF_IN_ct_reply_sport] = f->tuple[1].sport, [FF_IN_ct_reply_dport] = f->tuple[1].dport,
		[FF_IN_length] = &m->pkt.length,
	};

	if (ff_inputs[in->input].bytes == 16 && ff_inputs[in->input].order == FF_ORDER_NET && in->len != addr)
		return false;
	store(m, in->dreg, v[in->input], in->len);
	return true;
}

/* ---------------------------------------------------------------- arithmetic */
static void bitwise(struct machine *m, const struct ff_insn *in)
{
	uint8_t v[FF_KEY_MAX];

	for (unsigned i = 0; i < in->len; i++)
		v[i] = (m->regs[in->sreg * 4 + i] & in->data[i]) ^ in->data_end[i];
	store(m, in->dreg, v, in->len);
}

static void shift(struct machine *m, const struct ff_insn *in)
{
	unsigned n = (in->len + 3u) / 4;
	uint32_t v[FF_REGS], carry = 0;

	memcpy(v, m->regs + in->sreg * 4, n * 4);
	for (unsigned i = 0; i < n; i++) {
		uint32_t *w = in->op == FF_shl ? &v[n - 1 - i] : &v[i], was = *w;

		*w = in->op == FF_shl ? was << in->bits | carry : was >> in->bits | carry;
		carry = in->op == FF_shl ? was >> (32 - in->bits) : was << (32 - in->bits);
	}
	memcpy(m->regs + in->dreg * 4, v, n * 4);
}

static void combine(struct machine *m, const struct ff_insn *in)
{
	unsigned n = (in->len + 3u) / 4 * 4;

	for (unsigned i = 0; i < n; i++) {
		uint8_t a = m->regs[in->sreg * 4 + i], b = m->regs[in->sreg2 * 4 + i];

		m->regs[in->dreg * 4 + i] = in->op == FF_and ? a & b : in->op == FF_or ? a | b : a ^ b;
	}
}

static void swap(struct machine *m, const struct ff_insn *in)
{
	uint8_t v[FF_KEY_MAX];
	unsigned size = in->size;

	for (unsigned i = 0; i + size <= in->len; i += size)
		for (unsigned k = 0; k < size; k++)
			v[i + k] = m->regs[in->sreg * 4 + i + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? size - 1 - k : k)];
	memcpy(m->regs + in->dreg * 4, v, in->len / size * size);
}

static bool compare(const struct machine *m, const struct ff_insn *in)
{
	int c = memcmp(m->regs + in->sreg * 4, in->data, in->len);

	switch (in->cmp) {
	case FF_EQ:	return c == 0;
	case FF_NEQ:	return c != 0;
	case FF_LT:	return c < 0;
	case FF_LTE:	return c <= 0;
	case FF_GT:	return c > 0;
	default:	return c >= 0;
	}
}

static bool in_range(const struct machine *m, const struct ff_insn *in)
{
	const uint8_t *v = m->regs + in->sreg * 4;

	return (memcmp(v, in->data, in->len) >= 0 && memcmp(v, in->data_end, in->len) <= 0) != in->invert;
}

/* ---------------------------------------------------------------- packets */
static bool load_header(struct machine *m, const struct ff_insn *in)
{
	const uint8_t *at = ff_packet_at(&m->pkt, in->header, in->offset, in->len);

	if (at)
		store(m, in->dreg, at, in->len);
	return at;
}

static bool write(struct machine *m, const struct ff_insn *in)
{
	uint8_t *at = ff_packet_at(&m->pkt, in->header, in->offset, in->len), v[FF_KEY_MAX];
	const uint8_t *set = in->op == FF_mangle ? in->data_end : m->regs + in->sreg * 4;

	if (!at)
		return false;
	for (unsigned i = 0; i < in->len; i++)
		v[i] = (at[i] & in->data[i]) | set[i];
	ff_packet_write(&m->pkt, at, v, in->len, in->csum);
	return true;
}

static void count(struct machine *m, const struct ff_insn *in)
{
	m->counts[in->counter].packets++;
	m->counts[in->counter].bytes += m->pkt.length + m->link;
}

/* ---------------------------------------------------------------- rules and chains */
static enum step look_up(struct machine *m, const struct ff_insn *in, struct ff_verdict *v)
{
	uint32_t i = ff_set_find(in->set, m->regs + in->sreg * 4);

	if (in->op == FF_lookup)
		return (i != FF_NO_ELEM) != in->invert ? NEXT : BREAK;
	if (i == FF_NO_ELEM)
		return BREAK;
	if (in->op == FF_vmap) {
		*v = in->set->verdicts[i];
		return VERDICT;
	}
	store(m, in->dreg, in->set->data + (size_t)i * in->set->data_len, in->set->data_len);
	return NEXT;
}

static enum step run_insn(struct machine *m, const struct ff_insn *in, struct ff_verdict *v)
{
	switch (in->op) {
	case FF_input:		return load_input(m, in) ? NEXT : BREAK;
	case FF_header:		return load_header(m, in) ? NEXT : BREAK;
	case FF_data:		store(m, in->dreg, in->data, in->len); return NEXT;
	case FF_bitwise:	bitwise(m, in); return NEXT;
	case FF_shl: case FF_shr: shift(m, in); return NEXT;
	case FF_and: case FF_or: case FF_xor: combine(m, in); return NEXT;
	case FF_swap:		swap(m, in); return NEXT;
	case FF_cmp:		return compare(m, in) ? NEXT : BREAK;
	case FF_range:		return in_range(m, in) ? NEXT : BREAK;
	case FF_lookup: case FF_map: case FF_vmap: return look_up(m, in, v);
	case FF_counter:	count(m, in); return NEXT;
	case FF_mangle: case FF_write: return write(m, in) ? NEXT : BREAK;
	}
	*v = in->verdict;
	return VERDICT;
}

static bool run_rule(struct machine *m, const struct ff_rule *rule, struct ff_verdict *v)
{
	vec_each(i, &rule->insns) {
		enum step step = run_insn(m, &rule->insns.v[i], v);

		if (step != NEXT)
			return step == VERDICT && v->code != NFT_CONTINUE;
	}
	return false;
}

/* False: dropped. */
static bool run_base(struct machine *m, const struct ff_chain *base)
{
	const struct ff_chain *chain = base;
	struct { const struct ff_chain *chain; uint32_t next; } stack[FF_JUMPS];
	unsigned depth = 0;
	uint32_t at = 0;

	for (;;) {
		struct ff_verdict v;

		if (at == chain->rules.n)
			v.code = NFT_RETURN;
		else if (!run_rule(m, chain->rules.v[at++], &v))
			continue;
		switch (v.code) {
		case NFT_RETURN:
			if (!depth)
				return !base->drops;
			depth--;
			chain = stack[depth].chain;
			at = stack[depth].next;
			continue;
		case NFT_JUMP:
			if (depth == FF_JUMPS)
				return false;
			stack[depth].chain = chain;
			stack[depth++].next = at;
			/* fall through */
		case NFT_GOTO:
			if (!v.target)
				return false;
			chain = v.target;
			at = 0;
			continue;
		}
		return v.code == NF_ACCEPT;
	}
}

static bool run_device(struct machine *m, struct ff_chain *const *chains, uint32_t n, const char *device)
{
	for (uint32_t i = 0; i < n; i++)
		if (ff_chain_on(chains[i], device) && !run_base(m, chains[i]))
			return false;
	return true;
}

enum ff_outcome ff_run(const struct ff_program *p, const struct ff_facts *f, uint8_t *packet, size_t len, struct ff_count *counts, enum ff_left *why)
{
	struct machine m = { .facts = f, .counts = counts };

	if (!ff_packet_take(&m.pkt, f, packet, len, why))
		return FF_LEFT;
	if (!run_device(&m, p->ingress.v, p->ingress.n, f->iifname))
		return FF_DROPPED;
	ff_packet_enter(&m.pkt, f);
	vec_each(i, &p->bases) {
		const struct ff_chain *c = p->bases.v[i];

		if (c->family == FAM_INET || family_nfproto(c->family) == m.pkt.nfproto)
			if (!run_base(&m, c))
				return FF_DROPPED;
	}
	ff_packet_leave(&m.pkt, f);
	m.link = FF_EGRESS_LINK;
	return run_device(&m, p->egress.v, p->egress.n, f->oifname) ? FF_FORWARD : FF_DROPPED;
}
