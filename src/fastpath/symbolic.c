/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/symbolic.h"

#include "base/wide.h"
#include "model/uapi.h"

#define MAX_NODES (1u << 22)
#define MAX_STEPS (50ull * 1000 * 1000)

/* ---------------------------------------------------------------- variables */
static void place_vars(struct sym *y)
{
	unsigned addr = y->six ? 128 : 32, device = 0, level = 0;

	while (1u << device < y->n_devices)
		device++;
	const unsigned bits[SYM_N_VARS] = {
		[SYM_UDP] = 1, [SYM_IIF] = device, [SYM_OIF] = device, [SYM_CT_MARK] = 32, [SYM_CT_STATUS] = 32, [SYM_CT_ZONE] = 16,
		[SYM_DPORT] = 16, [SYM_SPORT] = 16, [SYM_DADDR] = addr, [SYM_SADDR] = addr, [SYM_ASKED_PORT] = 16, [SYM_ASKED_ADDR] = addr,
		[SYM_SHOWN_PORT] = 16, [SYM_SHOWN_ADDR] = addr, [SYM_NH] = SYM_NH_BITS, [SYM_TH] = SYM_TH_BITS, [SYM_LENGTH] = 32,
	};
	for (unsigned v = 0; v < SYM_N_VARS; v++) {
		if (v == SYM_N_CONN)
			y->packet_level = level;
		y->place[v] = (struct sym_place){ (uint16_t)level, (uint16_t)bits[v] };
		level += bits[v];
	}
	y->end_level = level;
}

static set_t bit_at(struct sym *y, unsigned level)
{
	return set_node(&y->s, level, SET_NONE, SET_ALL);
}

/* @i counts from the highest bit. */
static set_t var_bit(struct sym *y, enum sym_var v, unsigned i)
{
	return bit_at(y, y->place[v].level + i);
}

static void put_var(struct sym *y, set_t *to, enum sym_var v)
{
	for (unsigned i = 0; i < y->place[v].bits; i++)
		to[i] = var_bit(y, v, i);
}

static void put_bytes(set_t *to, const uint8_t *bytes, unsigned n)
{
	for (unsigned i = 0; i < n * 8; i++)
		to[i] = bytes[i / 8] >> (7 - i % 8) & 1 ? SET_ALL : SET_NONE;
}

/* Where the bit of a number that counts 1 << @bit stands among the @bytes of a register. */
static unsigned host_bit(unsigned bytes, unsigned bit)
{
	unsigned byte = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? bit / 8 : bytes - 1 - bit / 8;

	return byte * 8 + 7 - bit % 8;
}

static void put_number(struct sym *y, set_t *to, enum sym_var v)
{
	unsigned bits = y->place[v].bits;

	for (unsigned b = 0; b < bits; b++)
		to[host_bit(bits / 8, b)] = var_bit(y, v, bits - 1 - b);
}

static set_t udp(struct sym *y) { return var_bit(y, SYM_UDP, 0); }
static set_t tcp(struct sym *y) { return set_not(&y->s, udp(y)); }

static void put_l4proto(struct sym *y, set_t *to)
{
	for (unsigned i = 0; i < 8; i++) {
		bool t = IPPROTO_TCP >> (7 - i) & 1, u = IPPROTO_UDP >> (7 - i) & 1;

		to[i] = set_or(&y->s, t ? tcp(y) : SET_NONE, u ? udp(y) : SET_NONE);
	}
}

/* ---------------------------------------------------------------- devices */
static set_t device_is(struct sym *y, enum sym_var v, uint32_t n)
{
	set_t out = SET_ALL;
	unsigned bits = y->place[v].bits;

	for (unsigned i = bits; i-- > 0;)
		out = n >> (bits - 1 - i) & 1 ? set_node(&y->s, y->place[v].level + i, SET_NONE, out) : set_node(&y->s, y->place[v].level + i, out, SET_NONE);
	return out;
}

static void put_device(struct sym *y, set_t *to, enum sym_var v, bool name)
{
	unsigned bytes = name ? 16 : 4;

	for (unsigned i = 0; i < bytes * 8; i++)
		to[i] = SET_NONE;
	for (uint32_t d = 0; d < y->n_devices; d++) {
		set_t is = device_is(y, v, d);
		uint8_t raw[16] = { 0 };

		if (name)
			strncpy((char *)raw, y->devices[d].name, sizeof(raw) - 1);
		else
			memcpy(raw, &y->devices[d].index, sizeof(y->devices[d].index));
		for (unsigned i = 0; i < bytes * 8; i++)
			if (raw[i / 8] >> (7 - i % 8) & 1)
				to[i] = set_or(&y->s, to[i], is);
	}
}

/* ---------------------------------------------------------------- what is known of connections that are offloaded */
static set_t status_bit(struct sym *y, unsigned bit)
{
	set_t var = var_bit(y, SYM_CT_STATUS, 31 - bit);

	switch (1u << bit) {
	case IPS_SEEN_REPLY:
		return y->reply ? SET_ALL : set_or(&y->s, tcp(y), var);
	case IPS_ASSURED:
		return set_or(&y->s, tcp(y), var);
	case IPS_CONFIRMED:
		return SET_ALL;
	case IPS_DYING: case IPS_SEQ_ADJUST:
		return SET_NONE;
	}
	return var;
}

static void put_status(struct sym *y, set_t *to)
{
	for (unsigned b = 0; b < 32; b++)
		to[host_bit(4, b)] = status_bit(y, b);
}

static unsigned lowest(unsigned bits)
{
	return (unsigned)__builtin_ctz(bits);
}

static void put_state(struct sym *y, set_t *to)
{
	set_t replied = status_bit(y, lowest(IPS_SEEN_REPLY)), expected = status_bit(y, lowest(IPS_EXPECTED));

	for (unsigned b = 0; b < 32; b++)
		to[b] = SET_NONE;
	to[host_bit(4, 1)] = replied;	/* established, related, new */
	to[host_bit(4, 2)] = set_diff(&y->s, expected, replied);
	to[host_bit(4, 3)] = set_not(&y->s, set_or(&y->s, replied, expected));
}

/* ---------------------------------------------------------------- loads */
static void clear(set_t *to, unsigned bytes)
{
	for (unsigned i = bytes * 8; i % 32; i++)
		to[i] = SET_NONE;
}

static enum sym_var tuple_var(const struct sym *y, unsigned input)
{
	/* forward view: original (source of the original tuple -> source of the reply tuple) */
	switch (input) {
	case FF_IN_ct_orig_saddr: return y->reply ? SYM_DADDR : SYM_SADDR;
	case FF_IN_ct_orig_sport: return y->reply ? SYM_DPORT : SYM_SPORT;
	case FF_IN_ct_reply_saddr: return y->reply ? SYM_SADDR : SYM_DADDR;
	case FF_IN_ct_reply_sport: return y->reply ? SYM_SPORT : SYM_DPORT;
	case FF_IN_ct_orig_daddr: return SYM_ASKED_ADDR;
	case FF_IN_ct_orig_dport: return SYM_ASKED_PORT;
	case FF_IN_ct_reply_daddr: return SYM_SHOWN_ADDR;
	default: return SYM_SHOWN_PORT;
	}
}

static bool load_input(struct sym *y, const struct ff_insn *in)
{
	set_t *to = &y->regs[in->dreg * 32];
	const uint8_t family = y->six ? NFPROTO_IPV6 : NFPROTO_IPV4, type[2] = { y->six ? 0x86 : 0x08, y->six ? 0xdd : 0x00 }, reply = y->reply;

	switch (in->input) {
	case FF_IN_nfproto: case FF_IN_ct_l3proto: put_bytes(to, &family, 1); break;
	case FF_IN_protocol: put_bytes(to, type, 2); break;
	case FF_IN_l4proto: case FF_IN_ct_protocol: put_l4proto(y, to); break;
	case FF_IN_iif: put_device(y, to, SYM_IIF, false); break;
	case FF_IN_oif: put_device(y, to, SYM_OIF, false); break;
	case FF_IN_iifname: put_device(y, to, SYM_IIF, true); break;
	case FF_IN_oifname: put_device(y, to, SYM_OIF, true); break;
	case FF_IN_ct_state: put_state(y, to); break;
	case FF_IN_ct_direction: put_bytes(to, &reply, 1); break;
	case FF_IN_ct_status: put_status(y, to); break;
	case FF_IN_ct_mark: put_number(y, to, SYM_CT_MARK); break;
	case FF_IN_ct_zone: put_number(y, to, SYM_CT_ZONE); break;
	case FF_IN_length: put_number(y, to, SYM_LENGTH); break;
	default:
		if (in->len == 16 ? !y->six : in->len == 4 && y->six)
			return false;
		put_var(y, to, tuple_var(y, in->input));
	}
	clear(to, in->len);
	return true;
}

static void init_headers(struct sym *y)
{
	unsigned source = y->six ? 64 : 96, addr = y->six ? 128 : 32;
	const uint8_t first = y->six ? 0x60 : 0x45;

	put_var(y, y->nh, SYM_NH);
	put_var(y, y->th, SYM_TH);
	put_var(y, y->nh + source, SYM_SADDR);
	put_var(y, y->nh + source + addr, SYM_DADDR);
	put_l4proto(y, y->nh + (y->six ? 48 : 72));
	put_var(y, y->th, SYM_SPORT);
	put_var(y, y->th + 16, SYM_DPORT);
	for (unsigned i = 0; i < (y->six ? 4u : 8u); i++)
		y->nh[i] = first >> (7 - i) & 1 ? SET_ALL : SET_NONE;
	for (unsigned i = 50; i < 64 && !y->six; i++)	/* no fragments */
		y->nh[i] = SET_NONE;
	y->th[13 * 8 + 6] = SET_NONE;	/* no SYN */
}

/* Packets that have the header. */
static set_t with_header(struct sym *y, enum ff_header header)
{
	switch (header) {
	case FF_IP4:	return y->six ? SET_NONE : SET_ALL;
	case FF_IP6:	return y->six ? SET_ALL : SET_NONE;
	case FF_TCP:	return tcp(y);
	case FF_UDP:	return udp(y);
	default:	return SET_ALL;
	}
}

static void load_header(struct sym *y, const struct ff_insn *in)
{
	const set_t *from = ff_headers[in->header].transport ? y->th : y->nh;

	memcpy(&y->regs[in->dreg * 32], from + in->offset * 8, in->len * 8 * sizeof(*from));
	clear(&y->regs[in->dreg * 32], in->len);
}

/* ---------------------------------------------------------------- arithmetic */
static void bitwise(struct sym *y, const struct ff_insn *in)
{
	for (unsigned i = 0; i < in->len * 8u; i++) {
		set_t v = in->data[i / 8] >> (7 - i % 8) & 1 ? y->regs[in->sreg * 32 + i] : SET_NONE;

		y->regs[in->dreg * 32 + i] = in->data_end[i / 8] >> (7 - i % 8) & 1 ? set_not(&y->s, v) : v;
	}
	clear(&y->regs[in->dreg * 32], in->len);
}

/* Units as numbers of this machine, the first one the highest. */
static void shift(struct sym *y, const struct ff_insn *in)
{
	unsigned units = (in->len + 3u) / 4, bits = units * 32;
	set_t from[FF_REGS * 32], to[FF_REGS * 32];

	for (unsigned i = 0; i < bits; i++)	/* from[0] is the highest bit */
		from[i] = y->regs[in->sreg * 32 + i / 32 * 32 + host_bit(4, 31 - i % 32)];
	for (unsigned i = 0; i < bits; i++) {
		unsigned at = in->op == FF_shl ? i + in->bits : i - in->bits;

		to[i] = at < bits ? from[at] : SET_NONE;	/* wraps round below 0 */
	}
	for (unsigned i = 0; i < bits; i++)
		y->regs[in->dreg * 32 + i / 32 * 32 + host_bit(4, 31 - i % 32)] = to[i];
}

static void combine(struct sym *y, const struct ff_insn *in)
{
	for (unsigned i = 0; i < (in->len + 3u) / 4 * 32; i++) {
		set_t a = y->regs[in->sreg * 32 + i], b = y->regs[in->sreg2 * 32 + i];

		y->regs[in->dreg * 32 + i] = in->op == FF_and ? set_and(&y->s, a, b) : in->op == FF_or ? set_or(&y->s, a, b) : set_xor(&y->s, a, b);
	}
}

static void swap(struct sym *y, const struct ff_insn *in)
{
	set_t v[FF_KEY_MAX * 8];
	unsigned n = in->len / in->size * in->size;

	for (unsigned i = 0; i < n; i++) {
		unsigned from = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? i / in->size * in->size + in->size - 1 - i % in->size : i;

		memcpy(&v[i * 8], &y->regs[in->sreg * 32 + from * 8], 8 * sizeof(*v));
	}
	memcpy(&y->regs[in->dreg * 32], v, n * 8 * sizeof(*v));
}

/* ---------------------------------------------------------------- comparisons */
static bool one(const uint8_t *v, unsigned i)
{
	return v[i / 8] >> (7 - i % 8) & 1;
}

static set_t at_least(struct sym *y, const set_t *v, unsigned bytes, const uint8_t *lo)
{
	set_t out = SET_ALL;

	for (unsigned i = bytes * 8; i-- > 0;)
		out = one(lo, i) ? set_and(&y->s, v[i], out) : set_or(&y->s, v[i], out);
	return out;
}

static set_t at_most(struct sym *y, const set_t *v, unsigned bytes, const uint8_t *hi)
{
	set_t out = SET_ALL;

	for (unsigned i = bytes * 8; i-- > 0;)
		out = one(hi, i) ? set_or(&y->s, set_not(&y->s, v[i]), out) : set_diff(&y->s, out, v[i]);
	return out;
}

static set_t equal(struct sym *y, const set_t *v, unsigned bytes, const uint8_t *to)
{
	set_t out = SET_ALL;

	for (unsigned i = bytes * 8; i-- > 0 && out != SET_NONE;)
		out = one(to, i) ? set_and(&y->s, v[i], out) : set_diff(&y->s, out, v[i]);
	return out;
}

static set_t within(struct sym *y, const set_t *v, unsigned bytes, const uint8_t *lo, const uint8_t *hi)
{
	if (!memcmp(lo, hi, bytes))
		return equal(y, v, bytes, lo);
	return set_and(&y->s, at_least(y, v, bytes, lo), at_most(y, v, bytes, hi));
}

static set_t compare(struct sym *y, const struct ff_insn *in)
{
	const set_t *v = &y->regs[in->sreg * 32];

	switch (in->cmp) {
	case FF_EQ:	return equal(y, v, in->len, in->data);
	case FF_NEQ:	return set_not(&y->s, equal(y, v, in->len, in->data));
	case FF_LT:	return set_not(&y->s, at_least(y, v, in->len, in->data));
	case FF_LTE:	return at_most(y, v, in->len, in->data);
	case FF_GT:	return set_not(&y->s, at_most(y, v, in->len, in->data));
	default:	return at_least(y, v, in->len, in->data);
	}
}

/* ---------------------------------------------------------------- sets and maps */
static set_t in_elem(struct sym *y, const struct ff_set *s, uint32_t i, const set_t *key)
{
	const uint8_t *lo = s->keys + (size_t)i * s->key_len, *hi = s->ends ? s->ends + (size_t)i * s->key_len : lo;
	set_t out = SET_ALL;

	for (unsigned k = s->n_parts; k-- > 0 && out != SET_NONE;) {
		const struct ff_part *p = &s->part[k];

		out = set_and(&y->s, out, within(y, key + p->offset * 8, p->len, lo + p->offset, hi + p->offset));
	}
	return out;
}

/* Elements of one outcome; @each says which, or NULL: all. The catchall is what no other is. */
typedef bool (*elem_fn)(const struct ff_set *s, uint32_t i, const void *arg);

/* Bits that are a variable of the connection, in its order: the level of the first one. */
static bool is_variable(struct sym *y, const set_t *v, unsigned bits, unsigned *level)
{
	*level = set_level(&y->s, v[0]);
	for (unsigned i = 0; i < bits; i++)
		if (v[i] <= SET_ALL || v[i] != set_node(&y->s, *level + i, SET_NONE, SET_ALL))
			return false;
	return true;
}

struct ranges { uint8_t *lo, *hi; uint32_t n; unsigned len; };

static void get_range(const void *arg, uint32_t i, const uint8_t **lo, const uint8_t **hi)
{
	const struct ranges *r = arg;

	*lo = r->lo + (size_t)i * r->len;
	*hi = r->hi + (size_t)i * r->len;
}

/* Elements in order, those that touch as one. */
static void list_ranges(struct sym *y, const struct ff_set *s, uint32_t n, elem_fn each, const void *arg, struct ranges *out)
{
	uint8_t next[FF_KEY_MAX];

	*out = (struct ranges){ region_alloc(y->r, (size_t)n * s->key_len + 1), region_alloc(y->r, (size_t)n * s->key_len + 1), 0, s->key_len };
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *lo = s->keys + (size_t)i * s->key_len, *hi = s->ends ? s->ends + (size_t)i * s->key_len : lo;
		uint8_t *last = out->hi + ((size_t)out->n - 1) * s->key_len;

		if (each && !each(s, i, arg))
			continue;
		if (out->n) {
			memcpy(next, last, s->key_len);
			wide_increment(next, s->key_len);
			if (!memcmp(next, lo, s->key_len)) {
				memcpy(last, hi, s->key_len);
				continue;
			}
		}
		memcpy(out->lo + (size_t)out->n * s->key_len, lo, s->key_len);
		memcpy(out->hi + (size_t)out->n++ * s->key_len, hi, s->key_len);
	}
}

static set_t in_elems(struct sym *y, const struct ff_set *s, const set_t *key, elem_fn each, const void *arg)
{
	struct set_sum some = { 0 };
	uint32_t n = s->n - (s->catchall != FF_NO_ELEM);
	struct ranges ranges;
	unsigned level;

	if (s->n_parts == 1 && is_variable(y, key, s->key_len * 8u, &level)) {	/* of long sets, nearly all */
		list_ranges(y, s, n, each, arg, &ranges);
		return set_ranges(&y->s, level, s->key_len * 8u, s->key_len, ranges.n, get_range, &ranges);
	}
	for (uint32_t i = 0; i < n && !y->s.exhausted; i++)
		if (!each || each(s, i, arg))
			set_sum_add(&y->s, &some, in_elem(y, s, i, key));
	return set_sum_end(&y->s, &some);
}

static set_t in_set(struct sym *y, const struct ff_set *s, const set_t *key)
{
	return s->catchall != FF_NO_ELEM ? SET_ALL : in_elems(y, s, key, NULL, NULL);
}

static bool has_data_bit(const struct ff_set *s, uint32_t i, const void *arg)
{
	return one(s->data + (size_t)i * s->data_len, *(const unsigned *)arg);
}

static set_t map(struct sym *y, const struct ff_insn *in)
{
	const struct ff_set *s = in->set;
	set_t key[FF_KEY_MAX * 8], any, other = SET_NONE;

	memcpy(key, &y->regs[in->sreg * 32], s->key_len * 8u * sizeof(*key));
	any = in_elems(y, s, key, NULL, NULL);
	if (s->catchall != FF_NO_ELEM)
		other = set_not(&y->s, any);
	for (unsigned b = 0; b < s->data_len * 8u; b++) {
		set_t v = in_elems(y, s, key, has_data_bit, &b);

		if (s->catchall != FF_NO_ELEM && has_data_bit(s, s->catchall, &b))
			v = set_or(&y->s, v, other);
		y->regs[in->dreg * 32 + b] = v;
	}
	clear(&y->regs[in->dreg * 32], s->data_len);
	return set_or(&y->s, any, other);
}

/* ---------------------------------------------------------------- writes */
static void write(struct sym *y, const struct ff_insn *in, set_t here)
{
	bool th = ff_headers[in->header].transport;
	set_t *v = (th ? y->th : y->nh) + in->offset * 8, *w = (th ? y->th_written : y->nh_written) + in->offset * 8;

	for (unsigned i = 0; i < in->len * 8u; i++) {
		set_t bit = in->op == FF_mangle ? (one(in->data_end, i) ? SET_ALL : SET_NONE) : y->regs[in->sreg * 32 + i];

		if (one(in->data, i))
			continue;
		v[i] = set_ite(&y->s, here, bit, v[i]);
		w[i] = set_or(&y->s, w[i], here);
	}
}

static void count(struct sym *y, const struct ff_insn *in, set_t carry)
{
	set_t *bits = &y->counted[in->counter * SYM_COUNT_BITS];

	for (unsigned i = 0; i < SYM_COUNT_BITS; i++) {
		set_t both = set_and(&y->s, bits[i], carry);

		bits[i] = set_xor(&y->s, bits[i], carry);
		carry = both;
	}
	if (carry != SET_NONE)
		y->s.exhausted = true;
}

/* ---------------------------------------------------------------- rules and chains */
struct flow { set_t next, back; };	/* packets that go on with the next rule, and those that leave the chain */

static set_t run_chain(struct sym *y, const struct ff_chain *chain, set_t here);

static void decide(struct sym *y, const struct ff_verdict *v, set_t here, struct flow *f)
{
	if (here == SET_NONE)
		return;
	switch (v->code) {
	case NFT_CONTINUE:
		f->next = set_or(&y->s, f->next, here);
		break;
	case NFT_RETURN:
		f->back = set_or(&y->s, f->back, here);
		break;
	case NFT_JUMP:
		if (v->target)
			f->next = set_or(&y->s, f->next, run_chain(y, v->target, here));
		break;
	case NFT_GOTO:
		if (v->target)
			f->back = set_or(&y->s, f->back, run_chain(y, v->target, here));
		break;
	case NF_ACCEPT:
		y->accepted = set_or(&y->s, y->accepted, here);
		break;
	default:
		y->dropped = set_or(&y->s, y->dropped, here);
	}
}

struct same_verdict { const struct ff_verdict *v; };

static bool has_verdict(const struct ff_set *s, uint32_t i, const void *arg)
{
	const struct ff_verdict *v = ((const struct same_verdict *)arg)->v;

	return s->verdicts[i].code == v->code && s->verdicts[i].target == v->target;
}

/* Each outcome once, with all the elements that have it. */
static void vmap(struct sym *y, const struct ff_insn *in, set_t here, struct flow *f)
{
	const struct ff_set *s = in->set;
	set_t key[FF_KEY_MAX * 8], any, found = SET_NONE, got[64];
	struct same_verdict of[64];
	unsigned n = 0;

	memcpy(key, &y->regs[in->sreg * 32], s->key_len * 8u * sizeof(*key));
	any = in_elems(y, s, key, NULL, NULL);
	for (uint32_t i = 0; i < s->n; i++) {
		bool known = false;

		for (unsigned k = 0; k < n && !known; k++)
			known = has_verdict(s, i, &of[k]);
		if (known)
			continue;
		if (n == 64) {
			y->s.exhausted = true;
			return;
		}
		of[n].v = &s->verdicts[i];
		got[n] = in_elems(y, s, key, has_verdict, &of[n]);
		if (s->catchall != FF_NO_ELEM && has_verdict(s, s->catchall, &of[n]))
			got[n] = set_or(&y->s, got[n], set_not(&y->s, any));
		got[n] = set_and(&y->s, got[n], here);
		found = set_or(&y->s, found, got[n]);
		n++;
	}
	f->next = set_or(&y->s, f->next, set_diff(&y->s, here, found));
	for (unsigned k = 0; k < n; k++)	/* registers are worth nothing from here on */
		decide(y, of[k].v, got[k], f);
}

/* What is left of @here behind one instruction. */
static set_t run_insn(struct sym *y, const struct ff_rule *rule, const struct ff_insn *in, set_t here)
{
	switch (in->op) {
	case FF_input:
		return load_input(y, in) ? here : SET_NONE;
	case FF_header:
		load_header(y, in);
		return set_and(&y->s, here, with_header(y, in->header));
	case FF_data:
		put_bytes(&y->regs[in->dreg * 32], in->data, in->len);
		clear(&y->regs[in->dreg * 32], in->len);
		return here;
	case FF_bitwise: bitwise(y, in); return here;
	case FF_shl: case FF_shr: shift(y, in); return here;
	case FF_and: case FF_or: case FF_xor: combine(y, in); return here;
	case FF_swap: swap(y, in); return here;
	case FF_cmp:
		return set_and(&y->s, here, compare(y, in));
	case FF_range: {
		set_t v = within(y, &y->regs[in->sreg * 32], in->len, in->data, in->data_end);

		return in->invert ? set_diff(&y->s, here, v) : set_and(&y->s, here, v);
	}
	case FF_lookup: {
		set_t v = in_set(y, in->set, &y->regs[in->sreg * 32]);

		return in->invert ? set_diff(&y->s, here, v) : set_and(&y->s, here, v);
	}
	case FF_map:
		return set_and(&y->s, here, map(y, in));
	case FF_counter:
		count(y, in, here);
		break;
	case FF_mangle: case FF_write:
		here = set_and(&y->s, here, with_header(y, in->header));
		write(y, in, here);
		break;
	}
	y->met[rule->id] = set_or(&y->s, y->met[rule->id], here);
	return here;
}

static struct flow run_rule(struct sym *y, const struct ff_rule *rule, set_t here)
{
	struct flow f = { SET_NONE, SET_NONE };
	set_t all = here;

	vec_each(i, &rule->insns) {
		const struct ff_insn *in = &rule->insns.v[i];

		if (here == SET_NONE || y->s.exhausted)
			break;
		if (in->op == FF_verdict || in->op == FF_vmap) {
			y->met[rule->id] = set_or(&y->s, y->met[rule->id], here);
			f.next = set_diff(&y->s, all, here);
			if (in->op == FF_verdict)
				decide(y, &in->verdict, here, &f);
			else
				vmap(y, in, here, &f);
			return f;
		}
		here = run_insn(y, rule, in, here);
	}
	f.next = all;
	return f;
}

static set_t run_chain(struct sym *y, const struct ff_chain *chain, set_t here)
{
	set_t back = SET_NONE;

	if (++y->depth > FF_JUMPS + 1)
		y->s.exhausted = true;
	for (uint32_t i = 0; i < chain->rules.n && here != SET_NONE && !y->s.exhausted; i++) {
		struct flow f = run_rule(y, chain->rules.v[i], here);

		here = f.next;
		back = set_or(&y->s, back, f.back);
	}
	y->depth--;
	return set_or(&y->s, here, back);
}

/* Behind a base chain: what goes on. */
static set_t run_base(struct sym *y, const struct ff_chain *c, set_t here)
{
	set_t end = run_chain(y, c, here), on = y->accepted;

	y->accepted = SET_NONE;
	if (!c->drops)
		return set_or(&y->s, on, end);
	y->dropped = set_or(&y->s, y->dropped, end);
	return on;
}

/* ---------------------------------------------------------------- ingress and egress */
static set_t run_devices(struct sym *y, struct ff_chain *const *chains, uint32_t n, enum sym_var device, set_t here)
{
	for (uint32_t i = 0; i < n; i++) {
		set_t on = SET_NONE;

		for (uint32_t d = 0; d < y->n_devices; d++)
			if (ff_chain_on(chains[i], y->devices[d].name))
				on = set_or(&y->s, on, device_is(y, device, d));
		on = set_and(&y->s, here, on);
		here = set_or(&y->s, set_diff(&y->s, here, on), run_base(y, chains[i], on));
	}
	return here;
}

static set_t *addr_bits(struct sym *y, bool destination)
{
	unsigned addr = y->six ? 128 : 32;

	return y->nh + (y->six ? 64 : 96) + destination * addr;
}

/* As packets come: nothing is known of the destination that the forward view will have. */
static void arrive(struct sym *y)
{
	put_var(y, addr_bits(y, true), y->reply ? SYM_SHOWN_ADDR : SYM_ASKED_ADDR);
	put_var(y, y->th + 16, y->reply ? SYM_SHOWN_PORT : SYM_ASKED_PORT);
}

/* From there to the forward view. */
static void enter(struct sym *y)
{
	set_t *ttl = y->nh + (y->six ? 56 : 64), borrow = SET_ALL;

	put_var(y, addr_bits(y, true), SYM_DADDR);
	put_var(y, y->th + 16, SYM_DPORT);
	for (unsigned i = 8; i-- > 0;) {
		set_t bit = ttl[i];

		ttl[i] = set_xor(&y->s, bit, borrow);
		borrow = set_diff(&y->s, borrow, bit);
	}
}

static void translate(struct sym *y, set_t *bits, set_t *written, enum sym_var to, set_t where)
{
	for (unsigned i = 0; i < y->place[to].bits; i++) {
		bits[i] = set_ite(&y->s, where, var_bit(y, to, i), bits[i]);
		written[i] = set_diff(&y->s, written[i], where);
	}
}

/* From the forward view to how packets leave: where the source is translated, that is what it becomes, whatever rules wrote. */
static void leave(struct sym *y)
{
	set_t where = status_bit(y, lowest(y->reply ? IPS_DST_NAT : IPS_SRC_NAT));
	set_t *source = addr_bits(y, false);

	translate(y, source, y->nh_written + (source - y->nh), y->reply ? SYM_ASKED_ADDR : SYM_SHOWN_ADDR, where);
	translate(y, y->th, y->th_written, y->reply ? SYM_ASKED_PORT : SYM_SHOWN_PORT, where);
}

static set_t run_all(struct sym *y, set_t here)
{
	const struct ff_program *p = y->p;

	if (p->ingress.n) {
		arrive(y);
		here = run_devices(y, p->ingress.v, p->ingress.n, SYM_IIF, here);
		enter(y);
	}
	vec_each(i, &p->bases) {
		const struct ff_chain *c = p->bases.v[i];

		if (c->family == FAM_INET || family_nfproto(c->family) == (y->six ? NFPROTO_IPV6 : NFPROTO_IPV4))
			here = run_base(y, c, here);
	}
	if (p->egress.n) {
		leave(y);
		here = run_devices(y, p->egress.v, p->egress.n, SYM_OIF, here);
	}
	return here;
}

bool sym_run(struct sym *y, struct region *r, const struct ff_program *p, bool six, bool reply, const struct sym_device *devices, uint32_t n)
{
	set_t in = SET_NONE, out = SET_NONE;

	*y = (struct sym){ .r = r, .p = p, .six = six, .reply = reply, .devices = devices, .n_devices = n };
	place_vars(y);
	sets_init(&y->s, r, MAX_NODES, MAX_STEPS);
	y->counted = region_alloc(r, (p->counters.n + 1) * SYM_COUNT_BITS * sizeof(*y->counted));
	y->met = region_alloc(r, (p->rules.n + 1) * sizeof(*y->met));
	for (uint32_t d = 0; d < n; d++) {
		in = set_or(&y->s, in, device_is(y, SYM_IIF, d));
		out = set_or(&y->s, out, device_is(y, SYM_OIF, d));
	}
	y->universe = set_and(&y->s, in, out);
	init_headers(y);
	run_all(y, y->universe);
	return !y->s.exhausted;
}
