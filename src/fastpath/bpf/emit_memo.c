/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is remembered of connections. The key is all that tests on the connection read. Where nothing hangs on the packet, all that the
 * rules do to its packets is remembered: bits to keep and to set, counters, whether they are dropped; so a packet costs the same
 * however many rules there are. Else it is a list of the rules that may matter to it. */
#include "fastpath/bpf/emit_plan.h"

#include <string.h>

#define CACHE_FROM	10	/* tests on the connection, from which on a look-up of the connection is cheaper */
#define CACHE_SIZE	65536	/* connections that are remembered */
#define LIST_BYTES	((uint32_t)sizeof(uint16_t) * LIST_MAX)
#define LIST_SHORT	4	/* the end of most lists is within these */
#define NH_WORDS	10

/* ---------------------------------------------------------------- the key */
static void mark_bytes(struct plan *p, int16_t at, uint32_t len)
{
	memset(p->key_bytes + at, 1, len);
}

static uint32_t mark_rule(struct plan *p, const struct ff_rule *rule)
{
	uint32_t tests = 0;

	vec_each(i, &rule->insns) {
		const struct ff_insn *in = &rule->insns.v[i];

		if (!insn_is_conn(rule, in))
			break;
		if (in->op == FF_input) {
			if (in->input != FF_IN_nfproto || !insn_is_test(rule, i))
				mark_bytes(p, S_IN(in->input), in->len);
			mark_bytes(p, S(is6), 1);
		} else if (in->op == FF_header) {
			mark_bytes(p, (int16_t)((ff_headers[in->header].transport ? S(th) : S(nh)) + in->offset), in->len);
		}
		tests += in->op == FF_cmp || in->op == FF_range || in->set;
	}
	return tests;
}

static uint32_t written_words(const struct emit *e, uint8_t *words)
{
	uint64_t nh = e->use.write_nh[0] | e->use.write_nh[1];
	uint32_t n = 0;

	for (uint8_t i = 0; i < NH_WORDS; i++)
		if (nh >> (4 * i) & 15)
			words[n++] = i;
	if (e->use.write_th & 15)
		words[n++] = NH_WORDS;
	return n;
}

static uint32_t pad8(uint32_t n)
{
	return (n + 7) & ~7u;
}

void emit_memo_plan(struct emit *e, struct plan *p)
{
	uint32_t tests = 0;

	p->pure = e->p->counters.n <= UINT16_MAX && !(e->use.write_th >> 4);
	vec_each(i, &p->inst) {
		const struct inst *in = &p->inst.v[i];

		if (in->kind == I_FAMILY)
			mark_bytes(p, S(is6), 1);
		if (in->kind != I_RULE)
			continue;
		tests += mark_rule(p, in->rule);
		vec_each(k, &in->rule->insns)
			p->n_counts += in->rule->insns.v[k].op == FF_counter;
		p->skips |= in->n_verdicts && (!in->known || in->uncertain);
		p->pure &= in->known;
	}
	for (uint32_t i = 0; i < sizeof(p->key_bytes); i++)
		p->key_len += p->key_bytes[i];
	p->key_len = pad8(p->key_len);
	p->cached = e->opt->cache == CG_CACHE_ALWAYS || (e->opt->cache == CG_CACHE_AUTO && tests >= CACHE_FROM);
	if (!p->key_len || p->key_len > KEY_WORDS * 8)
		p->cached = false;
	if (!p->cached)
		return;
	p->n_words = written_words(e, p->word);
	p->memo_len = p->pure ? (uint32_t)offsetof(struct memo, word) + p->n_words * 8 : LIST_BYTES;
	e->maps->cache = bpf_object_map(e->o, "connections", BPF_MAP_TYPE_LRU_HASH, p->key_len, p->key_len + pad8(p->memo_len), CACHE_SIZE);
}

/* What the rules do is too much to be remembered: more than the counters that there is room for. */
bool emit_memo_may_fail(const struct plan *p)
{
	return !p->cached || !p->pure || p->n_counts > MEMO_COUNTERS;
}

static void put_key(struct emit *e, const struct plan *p)
{
	uint32_t at = 0;

	for (uint32_t i = 0, len; i < sizeof(p->key_bytes); i += len ? len : 1) {
		for (len = 0; i + len < sizeof(p->key_bytes) && p->key_bytes[i + len]; )
			len++;
		if (!len)
			continue;
		emit_copy(e->a, R7, (int16_t)(S(key) + (int)at), R7, (int16_t)i, len);
		at += len;
	}
	emit_zero(e->a, R7, (int16_t)(S(key) + (int)at), p->key_len - at);
}

/* ---------------------------------------------------------------- the table */
static void call_table(struct emit *e, int32_t helper)
{
	struct asm_buf *a = e->a;

	asm_map(a, R1, e->maps->cache);
	asm_mov(a, R2, R7);
	asm_alui(a, BPF_ADD, R2, S(key));
	if (helper == BPF_FUNC_map_update_elem) {
		asm_mov(a, R3, R7);
		asm_alui(a, BPF_ADD, R3, S(key_again));
		asm_movi(a, R4, BPF_ANY);
	}
	asm_call(a, helper);
}

void emit_memo_keep(struct emit *e, const struct plan *p)
{
	emit_copy(e->a, R7, S(key_again), R7, S(key), p->key_len);
	emit_copy(e->a, R7, (int16_t)(S(key_again) + (int)p->key_len), R7, S(memo), pad8(p->memo_len));
	call_table(e, BPF_FUNC_map_update_elem);
}

/* The kernel may give the place to another connection while it is read here: a value begins with its key, which is the first to be
 * written and the last to be read. */
void emit_memo_recall(struct emit *e, const struct plan *p, label miss)
{
	struct asm_buf *a = e->a;
	int16_t memo = (int16_t)p->key_len;
	label whole = asm_label(a);

	put_key(e, p);
	call_table(e, BPF_FUNC_map_lookup_elem);
	asm_ifi(a, BPF_JEQ, R0, 0, miss);
	asm_mov(a, R8, R0);
	if (p->pure) {
		emit_copy(a, R7, S(memo), R8, memo, 8);
		if (e->p->counters.n)
			emit_copy(a, R7, S(memo.counter), R8, (int16_t)(memo + (int)offsetof(struct memo, counter)), sizeof(uint16_t) * MEMO_COUNTERS);
		emit_copy(a, R7, S(memo.word), R8, (int16_t)(memo + (int)offsetof(struct memo, word)), p->n_words * 8);
	} else {
		emit_copy(a, R7, S(list), R8, memo, 2 * LIST_SHORT);
		asm_load(a, W16, R1, R7, S(list) + 2 * (LIST_SHORT - 1));
		asm_ifi(a, BPF_JEQ, R1, (int32_t)p->inst.n, whole);
		emit_copy(a, R7, S(list) + 2 * LIST_SHORT, R8, (int16_t)(memo + 2 * LIST_SHORT), LIST_BYTES - 2 * LIST_SHORT);
		asm_place(a, whole);
	}
	for (uint32_t i = 0; i < p->key_len; i += 8) {
		asm_load(a, W64, R1, R8, (int16_t)i);
		asm_load(a, W64, R2, R7, (int16_t)(S(key) + (int)i));
		asm_if(a, BPF_JNE, R1, R2, miss);
	}
}

/* ---------------------------------------------------------------- lists of rules */
void emit_list_begin(struct emit *e, const struct plan *p)
{
	struct asm_buf *a = e->a;

	for (int i = 0; i < LIST_SHORT; i++)
		asm_storei(a, W16, R7, (int16_t)(S(list) + 2 * i), (int32_t)p->inst.n);
	asm_storei(a, W32, R7, S(n_list), 0);
	asm_storei(a, W32, R7, S(overflow), 0);
}

/* The end of the list is a position behind all. */
void emit_list_end(struct emit *e, const struct plan *p)
{
	struct asm_buf *a = e->a;
	label fits = asm_label(a), on = asm_label(a);

	asm_load(a, W32, R1, R7, S(overflow));
	asm_ifi(a, BPF_JEQ, R1, 0, fits);
	asm_storei(a, W16, R7, S(list), LIST_ALL);
	asm_jump(a, on);
	asm_place(a, fits);
	asm_load(a, W32, R1, R7, S(n_list));
	asm_alui(a, BPF_AND, R1, LIST_MAX - 1);
	asm_alui(a, BPF_LSH, R1, 1);
	asm_alu(a, BPF_ADD, R1, R7);
	asm_storei(a, W16, R1, S(list), (int32_t)p->inst.n);
	asm_place(a, on);
}

/* ---------------------------------------------------------------- all that rules do */
static void add_counter(struct emit *e, uint32_t counter)
{
	struct asm_buf *a = e->a;
	label full = asm_label(a), on = asm_label(a);

	asm_load(a, W16, R1, R7, S(memo.n_counters));
	asm_ifi(a, BPF_JGE, R1, MEMO_COUNTERS, full);
	asm_mov(a, R2, R1);
	asm_alui(a, BPF_ADD, R1, 1);
	asm_store(a, W16, R7, S(memo.n_counters), R1);
	asm_alui(a, BPF_LSH, R2, 1);
	asm_alu(a, BPF_ADD, R2, R7);
	asm_storei(a, W16, R2, S(memo.counter), (int32_t)counter);
	asm_jump(a, on);
	asm_place(a, full);
	asm_storei(a, W8, R7, S(memo.all), 1);
	asm_place(a, on);
}

/* Byte by byte: it is done once for a connection. */
static void add_write(struct emit *e, const struct ff_insn *in)
{
	struct asm_buf *a = e->a;

	asm_load(a, W32, R0, R7, S(memo.touched));
	asm_alui(a, BPF_OR, R0, in->csum | TOUCHED_ANY);
	asm_store(a, W32, R7, S(memo.touched), R0);
	for (uint32_t i = 0; i < in->len; i++) {
		uint32_t byte = in->offset + i + (ff_headers[in->header].transport ? 4 * NH_WORDS : 0), word = 0;
		uint8_t keeps = in->data ? in->data[i] : 0;
		int16_t at;

		while (word < e->plan->n_words && e->plan->word[word] != byte / 4)
			word++;
		at = (int16_t)(S(memo.word) + (int)(8 * word + byte % 4));
		asm_load(a, W8, R0, R7, at);
		asm_alui(a, BPF_AND, R0, keeps);
		asm_store(a, W8, R7, at, R0);
		asm_load(a, W8, R0, R7, at + 4);
		asm_alui(a, BPF_AND, R0, keeps);
		if (in->op == FF_mangle) {
			asm_alui(a, BPF_OR, R0, in->data_end[i]);
		} else {
			asm_load(a, W8, R1, R7, (int16_t)(S_REG(in->sreg) + (int)i));
			asm_alu(a, BPF_OR, R0, R1);
		}
		asm_store(a, W8, R7, at + 4, R0);
	}
}

void emit_effect(struct emit *e, const struct ff_insn *in)
{
	if (in->op == FF_counter)
		add_counter(e, in->counter);
	else
		add_write(e, in);
}

void emit_memo_drop(struct emit *e)
{
	asm_storei(e->a, W8, R7, S(memo.drop), 1);
}

void emit_memo_begin(struct emit *e, const struct plan *p)
{
	struct asm_buf *a = e->a;

	emit_zero(a, R7, S(memo), 8);
	for (uint32_t i = 0; i < p->n_words; i++) {
		asm_storei(a, W32, R7, (int16_t)(S(memo.word) + 8 * (int)i), -1);
		asm_storei(a, W32, R7, (int16_t)(S(memo.word) + 8 * (int)i + 4), 0);
	}
}

static void count_all(struct emit *e)
{
	struct asm_buf *a = e->a;
	label done = asm_label(a);

	for (int i = 0; i < MEMO_COUNTERS; i++) {
		asm_load(a, W16, R1, R7, S(memo.n_counters));
		asm_ifi(a, BPF_JLE, R1, i, done);
		asm_load(a, W16, R1, R7, (int16_t)(S(memo.counter) + 2 * i));
		asm_store(a, W32, FP, -4, R1);
		emit_count(e);
	}
	asm_place(a, done);
}

static void write_word(struct emit *e, const struct plan *p, uint32_t i)
{
	struct asm_buf *a = e->a;
	int16_t to = (int16_t)(p->word[i] == NH_WORDS ? S(th) : S(nh) + 4 * p->word[i]), from = (int16_t)(S(memo.word) + 8 * (int)i);

	asm_load(a, W32, R0, R7, to);
	asm_load(a, W32, R1, R7, from);
	asm_alu(a, BPF_AND, R0, R1);
	asm_load(a, W32, R1, R7, (int16_t)(from + 4));
	asm_alu(a, BPF_OR, R0, R1);
	asm_store(a, W32, R7, to, R0);
}

/* Words that only one family has written. */
static void write_words(struct emit *e, const struct plan *p, bool six)
{
	for (uint32_t i = 0; i < p->n_words; i++)
		if (p->word[i] == NH_WORDS || e->use.write_nh[six] >> (4 * p->word[i]) & 15)
			write_word(e, p, i);
}

void emit_memo_do(struct emit *e, const struct plan *p, label done)
{
	struct asm_buf *a = e->a;
	label six = asm_label(a);

	if (e->p->counters.n)
		count_all(e);
	asm_load(a, W8, R1, R7, S(memo.drop));
	asm_ifi(a, BPF_JNE, R1, 0, e->drop);
	if (!p->n_words)
		return;
	asm_load(a, W32, R1, R7, S(memo.touched));
	asm_ifi(a, BPF_JEQ, R1, 0, done);
	asm_store(a, W32, R7, S(touched), R1);
	asm_load(a, W32, R1, R7, S(is6));
	asm_ifi(a, BPF_JNE, R1, 0, six);
	write_words(e, p, false);
	asm_jump(a, done);
	asm_place(a, six);
	write_words(e, p, true);
}
