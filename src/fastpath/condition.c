/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a set of connections asks for, in words of nft: a union of products, variable by variable. */
#include "fastpath/symbolic.h"

#include <stdlib.h>

#include "base/wide.h"

#define MAX_TERMS 8		/* of the union that are told */
#define MAX_RANGES 2048		/* of one variable */
#define MAX_ROOTS 64		/* ways that one variable leads on */
#define MAX_VISITS 100000	/* to find out which bits of it are asked for */
#define MAX_WORDS 16		/* ranges that are told */

/* A variable, or one bit of it. */
struct block { const char *name; const struct dtype *type; unsigned level, bits; enum sym_var var; };
struct range { uint8_t lo[16], hi[16]; set_t root; };
struct values { struct range *v; uint32_t n; uint8_t mask[16]; bool masked, too_many; };
struct teller {
	struct sym *y;
	struct strbuf out;
	const char *family;		/* said in each term, or "" */
	const char *l4;			/* protocol of the term at hand that was not told yet, or NULL */
	const char *l4_ports;		/* protocol whose ports the term may ask for: "tcp", "udp", "th" */
	struct block blocks[64];
	unsigned n;
	unsigned terms;
};

/* ---------------------------------------------------------------- variables */
static void add(struct teller *t, const char *name, const struct dtype *type, enum sym_var var, unsigned first, unsigned bits)
{
	if (bits)
		t->blocks[t->n++] = (struct block){ name, type, t->y->place[var].level + first, bits, var };
}

static void add_whole(struct teller *t, const char *name, const struct dtype *type, enum sym_var var)
{
	add(t, name, type, var, 0, t->y->place[var].bits);
}

static void list_blocks(struct teller *t)
{
	bool six = t->y->six;
	const struct dtype *addr = six ? &ipv6_addr_type : &ipv4_addr_type;

	add_whole(t, "", NULL, SYM_UDP);
	add_whole(t, "iifname", NULL, SYM_IIF);
	add_whole(t, "oifname", NULL, SYM_OIF);
	add_whole(t, "ct mark", &mark_type, SYM_CT_MARK);
	for (unsigned i = 0; i < 32; i++)
		add(t, "ct status", &ct_status_type, SYM_CT_STATUS, i, 1);
	add_whole(t, "ct zone", &integer_type, SYM_CT_ZONE);
	add_whole(t, " dport", &inet_service_type, SYM_DPORT);
	add_whole(t, " sport", &inet_service_type, SYM_SPORT);
	add_whole(t, six ? "ip6 daddr" : "ip daddr", addr, SYM_DADDR);
	add_whole(t, six ? "ip6 saddr" : "ip saddr", addr, SYM_SADDR);
	add_whole(t, "ct original proto-dst", &inet_service_type, SYM_ASKED_PORT);
	add_whole(t, six ? "ct original ip6 daddr" : "ct original ip daddr", addr, SYM_ASKED_ADDR);
	add_whole(t, "ct reply proto-dst", &inet_service_type, SYM_SHOWN_PORT);
	add_whole(t, six ? "ct reply ip6 daddr" : "ct reply ip daddr", addr, SYM_SHOWN_ADDR);
}

/* ---------------------------------------------------------------- values of one variable, by what is asked behind it */
static void support(struct sym *y, set_t a, const struct block *b, uint8_t *mask, uint32_t *visits)
{
	unsigned level = set_level(&y->s, a), bit = level - b->level;

	if (level >= b->level + b->bits || ++*visits > MAX_VISITS)
		return;
	bit += (unsigned)sizeof(((struct values *)0)->mask) * 8 - b->bits;
	mask[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	support(y, set_no(&y->s, a), b, mask, visits);
	support(y, set_yes(&y->s, a), b, mask, visits);
}

/* Bits that are asked for, below which some higher one is not. */
static bool has_gap(const uint8_t *mask, unsigned bits)
{
	bool asked = false;

	for (unsigned i = 128; i-- > 128 - bits;) {
		bool bit = mask[i / 8] & (0x80 >> i % 8);

		if (asked && !bit)
			return true;
		asked |= bit;
	}
	return false;
}

static void push(struct values *v, const uint8_t *lo, const uint8_t *hi, set_t root)
{
	struct range *last = v->n ? &v->v[v->n - 1] : NULL;
	uint8_t next[16];

	if (last && last->root == root && !v->masked) {
		memcpy(next, last->hi, 16);
		wide_increment(next, 16);
		if (!memcmp(next, lo, 16)) {
			memcpy(last->hi, hi, 16);
			return;
		}
	}
	if (v->n == MAX_RANGES) {
		v->too_many = true;
		return;
	}
	memcpy(v->v[v->n].lo, lo, 16);
	memcpy(v->v[v->n].hi, hi, 16);
	v->v[v->n++].root = root;
}

static void walk(struct sym *y, set_t a, const struct block *b, unsigned i, uint8_t *prefix, struct values *v)
{
	unsigned bit = 128 - b->bits + i;
	uint8_t hi[16];

	if (v->too_many)
		return;
	if (i == b->bits || (!v->masked && set_level(&y->s, a) >= b->level + b->bits)) {
		memcpy(hi, prefix, 16);
		for (unsigned k = bit; k < 128 && !v->masked; k++)
			hi[k / 8] |= (uint8_t)(0x80 >> k % 8);
		push(v, prefix, hi, a);
		return;
	}
	if (v->masked && !(v->mask[bit / 8] & (0x80 >> bit % 8))) {
		walk(y, a, b, i + 1, prefix, v);
		return;
	}
	walk(y, set_level(&y->s, a) == b->level + i ? set_no(&y->s, a) : a, b, i + 1, prefix, v);
	prefix[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	walk(y, set_level(&y->s, a) == b->level + i ? set_yes(&y->s, a) : a, b, i + 1, prefix, v);
	prefix[bit / 8] &= (uint8_t)~(0x80 >> bit % 8);
}

static void values_of(struct teller *t, set_t a, const struct block *b, struct values *v)
{
	uint8_t prefix[16] = { 0 };
	uint32_t visits = 0;

	memset(v, 0, sizeof(*v));
	/* not in the region: sets grow there while they are walked, so it cannot be taken back */
	v->v = calloc(MAX_RANGES, sizeof(*v->v));
	if (!v->v) {
		v->too_many = true;
		return;
	}
	support(t->y, a, b, v->mask, &visits);
	v->masked = visits <= MAX_VISITS && has_gap(v->mask, b->bits);
	walk(t->y, a, b, 0, prefix, v);
}

/* ---------------------------------------------------------------- text */
static void one_value(struct strbuf *out, const struct block *b, const uint8_t *v)
{
	static const struct value_style style;
	unsigned bytes = (b->bits + 7) / 8;

	if (b->type == &integer_type)
		strbuf_printf(out, "%llu", (unsigned long long)wide_get_u64(v, 16));
	else
		dtype_print(out, b->type, v + 16 - bytes, b->bits, &style);
}

static void one_range(struct strbuf *out, const struct block *b, const struct range *r)
{
	uint8_t diff[16];
	int len;

	one_value(out, b, r->lo);
	if (!memcmp(r->lo, r->hi, 16))
		return;
	for (unsigned i = 0; i < 16; i++)
		diff[i] = (uint8_t)~(r->lo[i] ^ r->hi[i]);
	for (unsigned i = 0; i < 16 - b->bits / 8; i++)
		diff[i] = 0;
	len = b->bits >= 32 && b->type != &mark_type ? wide_mask_prefix(diff, 16, b->bits) : -1;
	for (unsigned i = 0; i < 16; i++)
		if (r->lo[i] & (uint8_t)~diff[i] && i >= 16 - b->bits / 8)
			len = -1;
	if (len >= 0) {
		strbuf_printf(out, "/%d", len);
		return;
	}
	strbuf_add(out, "-");
	one_value(out, b, r->hi);
}

static void tell_devices(struct teller *t, const struct block *b, const struct values *v, set_t root, struct strbuf *out)
{
	unsigned told = 0, all = 0;
	struct strbuf names = { 0 };

	for (uint32_t d = 0; d < t->y->n_devices; d++)
		for (uint32_t i = 0; i < v->n; i++)
			if (v->v[i].root == root && d >= wide_get_u64(v->v[i].lo, 16) && d <= wide_get_u64(v->v[i].hi, 16)) {
				strbuf_printf(&names, "%s\"%s\"", told++ ? ", " : "", t->y->devices[d].name);
				break;
			}
	all = t->y->n_devices;
	if (told != all)
		strbuf_printf(out, told == 1 ? " %s %s" : " %s { %s }", b->name, strbuf_str(&names));
	strbuf_free(&names);
}

static void tell_ranges(struct teller *t, const struct block *b, const struct values *v, set_t root, bool others, struct strbuf *out)
{
	struct strbuf mask = { 0 };
	uint32_t n = 0, told = 0;

	for (uint32_t i = 0; i < v->n; i++)
		n += (v->v[i].root == root) != others;
	if (b->var == SYM_DPORT || b->var == SYM_SPORT) {
		strbuf_printf(out, " %s%s ", t->l4_ports, b->name);
		t->l4 = NULL;
	} else {
		strbuf_printf(out, " %s ", b->name);
	}
	if (v->masked) {
		wide_print_hex(&mask, v->mask, 16);
		strbuf_printf(out, "& %s %s", strbuf_str(&mask), others ? "!= " : n == 1 ? "== " : "");
		strbuf_free(&mask);
	} else if (others) {
		strbuf_add(out, "!= ");
	}
	strbuf_add(out, n > 1 ? "{ " : "");
	for (uint32_t i = 0; i < v->n; i++) {
		if ((v->v[i].root == root) == others)
			continue;
		if (told == MAX_WORDS) {
			strbuf_printf(out, v->too_many ? ", ..." : ", ... (%u in all)", n);
			break;
		}
		strbuf_add(out, told++ ? ", " : "");
		one_range(out, b, &v->v[i]);
	}
	strbuf_add(out, n > 1 ? " }" : "");
}

static void tell_values(struct teller *t, const struct block *b, const struct values *v, set_t root, struct strbuf *out)
{
	uint32_t mine = 0;

	for (uint32_t i = 0; i < v->n; i++)
		mine += v->v[i].root == root;
	if (b->var == SYM_IIF || b->var == SYM_OIF) {
		tell_devices(t, b, v, root, out);
		return;
	}
	if (b->var == SYM_UDP)
		t->l4 = t->l4_ports = v->v[0].root == root ? "tcp" : "udp";
	else if (b->var == SYM_CT_STATUS) {
		uint64_t bit = 1ull << (31 - (b->level - t->y->place[SYM_CT_STATUS].level));
		bool set = v->v[v->n - 1].root == root;
		const char *name = symtab_name(&ct_status_symtab, bit);

		strbuf_printf(out, " %s %s", b->name, set ? "" : "! ");
		if (name)
			strbuf_add(out, name);
		else
			strbuf_printf(out, "0x%llx", (unsigned long long)bit);
	} else
		tell_ranges(t, b, v, root, !v->too_many && v->n - mine < mine, out);
}

/* ---------------------------------------------------------------- the union */
static void tell(struct teller *t, set_t a, unsigned from, const char *before);

static void tell_block(struct teller *t, set_t a, unsigned at, const char *before)
{
	const struct block *b = &t->blocks[at];
	set_t roots[MAX_ROOTS];
	struct values v;
	unsigned n = 0;

	values_of(t, a, b, &v);
	for (uint32_t i = 0; i < v.n && n < MAX_ROOTS; i++) {
		bool known = v.v[i].root == SET_NONE;

		for (unsigned k = 0; k < n && !known; k++)
			known = roots[k] == v.v[i].root;
		if (!known)
			roots[n++] = v.v[i].root;
	}
	for (unsigned k = 0; k < n; k++) {
		const char *l4 = t->l4, *l4_ports = t->l4_ports;
		struct strbuf text = { 0 };

		strbuf_add(&text, before);
		tell_values(t, b, &v, roots[k], &text);
		tell(t, roots[k], at + 1, strbuf_str(&text));
		strbuf_free(&text);
		t->l4 = l4;
		t->l4_ports = l4_ports;
	}
	free(v.v);
}

static void tell(struct teller *t, set_t a, unsigned from, const char *before)
{
	if (a == SET_NONE)
		return;
	while (from < t->n && set_level(&t->y->s, a) >= t->blocks[from].level + t->blocks[from].bits)
		from++;
	if (from < t->n && t->terms <= MAX_TERMS) {
		tell_block(t, a, from, before);
		return;
	}
	if (t->terms++ >= MAX_TERMS)
		return;
	strbuf_printf(&t->out, "%s%s", t->out.len ? " or" : "", t->family);
	if (t->l4)
		strbuf_printf(&t->out, " meta l4proto %s", t->l4);
	strbuf_add(&t->out, *before || t->l4 || *t->family ? before : " any connection");
}

const char *sym_condition(struct sym *y, set_t connections)
{
	bool both = y->p->flowtable->table->family == FAM_INET;
	struct teller t = { .y = y, .l4_ports = "th", .family = !both ? "" : y->six ? " meta nfproto ipv6" : " meta nfproto ipv4" };
	char *text;

	list_blocks(&t);
	tell(&t, connections, 0, "");
	text = region_printf(y->r, "%s%s", t.out.len ? strbuf_str(&t.out) + 1 : "some connections", t.terms > MAX_TERMS ? " or more" : "");
	strbuf_free(&t.out);
	return text;
}
