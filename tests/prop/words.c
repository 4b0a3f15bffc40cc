/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What rules can be made of, out of the rows of the catalog, with random values.
 *
 * usage: words SEED
 *
 * Lines of fields with tabs between them:
 *	selector KIND TEXT TYPE BITS TRAITS VALUE...	KIND: header, exthdr, meta, ct ...; TRAITS: words of trait_words();
 *							values are in ascending order
 *	statement FAMILY BODY HOOK TEXT			a sample, as in tests/unit/samples.h
 *	row KIND NAME					what else the catalog has: statements, options, objects, hooks, types ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"
#include "catalog/catalog.h"
#include "../unit/samples.h"

#define N_VALUES 8

static uint64_t state;

static uint64_t random_u64(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dULL;
}

static uint64_t random_below(uint64_t n)
{
	return (random_u64() >> 16) % n;
}

/* ---------------------------------------------------------------- values */

static void random_bytes(uint8_t *bytes, unsigned len, unsigned bits)
{
	unsigned width = random_below(2) ? bits : 1 + (unsigned)random_below(bits);	/* small numbers as often as any */

	memset(bytes, 0, len);
	for (unsigned i = 0; i < width; i++)
		if (random_below(2))
			bytes[len - 1 - i / 8] |= (uint8_t)(1 << i % 8);
}

static uint64_t random_symbol(const struct symtab *t)
{
	unsigned n = 0;

	while (t->syms[n].name)
		n++;
	return t->syms[random_below(n)].value;
}

/* False: values of this type are not numbers that could be made up. */
static bool random_value(const struct dtype *t, unsigned bits, uint8_t *bytes, unsigned len)
{
	switch (t->cls) {
	case DT_INVALID: case DT_VERDICT: case DT_CTLABEL: case DT_CGROUP:	/* names of this machine only */
		return false;
	case DT_IFINDEX:
		wide_set_u64(bytes, len, 1);
		return true;
	case DT_BOOLEAN:
		wide_set_u64(bytes, len, random_below(2));
		return true;
	case DT_HOUR:
		wide_set_u64(bytes, len, random_below(24 * 60) * 60);
		return true;
	case DT_TIME:
		wide_set_u64(bytes, len, random_below(1000000) * 1000);
		return true;
	case DT_DATE:
		wide_set_u64(bytes, len, (1500000000 + random_below(200000000)) * 1000000000ULL);
		return true;
	case DT_UID: case DT_GID:
		wide_set_u64(bytes, len, random_below(65534));
		return true;
	default:
		break;
	}
	if (t->symtab && (dtype_is(t, &bitmask_type) || t->cls == DT_DAY || random_below(2)))
		wide_set_u64(bytes, len, random_symbol(t->symtab));
	else
		random_bytes(bytes, len, bits);
	return true;
}

static int by_value(const void *a, const void *b)
{
	return memcmp(a, b, WIDE_MAX);
}

static void say_values(const struct dtype *t, unsigned bits)
{
	static uint8_t values[N_VALUES][WIDE_MAX];
	unsigned len = (bits + 7) / 8, n = 0;

	memset(values, 0, sizeof(values));
	while (n < N_VALUES && random_value(t, bits, values[n] + WIDE_MAX - len, len))
		n++;
	qsort(values, n, WIDE_MAX, by_value);
	for (unsigned i = 0; i < n; i++) {
		struct strbuf b = { 0 };

		if (i && !by_value(values[i - 1], values[i]))
			continue;
		dtype_print(&b, t, values[i] + WIDE_MAX - len, bits, &(struct value_style){ 0 });
		printf("\t%s", strbuf_str(&b));
		strbuf_free(&b);
	}
}

static bool is_string(const struct dtype *t)
{
	return dtype_is(t, &string_type) || t->cls == DT_IFNAME;
}

/* ordered: has ranges; address: has prefixes; flags; string; settable: can be written. */
static void say_selector(const char *kind, const char *text, const struct selector *sel, bool settable)
{
	const struct dtype *t = sel->type;
	bool bits = dtype_is(t, &bitmask_type), address = t->cls == DT_IPADDR || t->cls == DT_IP6ADDR;
	bool ordered = !bits && !is_string(t) && t->cls != DT_BOOLEAN && t->cls != DT_IFINDEX;

	printf("selector\t%s\t%s\t%s\t%u\t%s%s%s%s%s", kind, text, t->name, sel->bits ? sel->bits : t->bits, ordered ? "ordered " : "",
	       address ? "address " : "", bits ? "flags " : "", is_string(t) ? "string " : "", settable ? "settable " : "");
	if (is_string(t))
		printf("\t\"lo\"\t\"a%u\"\t\"wan%u\"", (unsigned)random_below(100), (unsigned)random_below(100));
	else
		say_values(t, sel->bits ? sel->bits : t->bits);
	printf("\n");
}

/* ---------------------------------------------------------------- rows */

static void say_headers(void)
{
	char text[128];

	for (unsigned h = 0; h < N_HEADERS; h++)
		for (unsigned f = 0; f < headers[h].n_fields; f++) {
			const struct field_row *field = &headers[h].fields[f];
			const char *kind = headers[h].base == BASE_LL || h == HDR_arp ? "link" : headers[h].base == BASE_INNER ? "inner" : "header";

			if (field->flags & (FIELD_NOLIST | FIELD_ALIAS))
				continue;
			snprintf(text, sizeof(text), "%s %s", headers[h].name, field->sel.name);
			say_selector(kind, text, &field->sel, headers[h].base != BASE_INNER && !(field->flags & FIELD_MULTI));
		}
}

static void say_extensions(void)
{
	static const char *const before[] = { [XH_IP6] = "", [XH_TCP] = "tcp option ", [XH_IP4] = "ip option ", [XH_SCTP] = "sctp chunk ",
					      [XH_DCCP] = "dccp option " };
	char text[128];

	for (unsigned x = 0; x < N_EXTHDRS; x++)
		for (unsigned f = 0; f < exthdrs[x].n_fields; f++) {
			const struct field_row *field = &exthdrs[x].fields[f];

			if (field->flags & (FIELD_NOLIST | FIELD_ALIAS) || exthdrs[x].cls == XH_DCCP)
				continue;
			snprintf(text, sizeof(text), "%s%s %s", before[exthdrs[x].cls], exthdrs[x].name, field->sel.name);
			say_selector("exthdr", text, &field->sel, false);
		}
}

static void say_keys(const char *kind, const char *before, const struct key_row *rows, unsigned n)
{
	char text[128];

	for (unsigned i = 0; i < n; i++) {
		const struct key_row *k = &rows[i];

		if (k->flags & (KEY_ALIAS | KEY_WRITE_ONLY | KEY_LEVEL) || k->id == KEY_BY_FAMILY || k->sel.type == &invalid_type)
			continue;
		snprintf(text, sizeof(text), "%s%s%s", k->flags & KEY_LIST_BARE ? "" : before, k->flags & KEY_DIR_REQ ? "original " : "", k->sel.name);
		say_selector(kind, text, &k->sel, k->flags & KEY_SETTABLE);
	}
}

static void say_statements(void)
{
	for (unsigned i = 0; i < N_STROWS; i++)
		if (samples[i].text)
			printf("statement\t%s\t%s\t%s\t%s\n", samples[i].family, samples[i].body, samples[i].hook, samples[i].text);
}

static void say_row(const char *kind, const char *name)
{
	printf("row\t%s\t%s\n", kind, name);
}

static void say_flags(void)
{
#define FLAGS(ident) { const char *kind = #ident;
#define FLAG(name, value) say_row(kind, name);
#define ENDFLAGS(ident) }
#include "catalog/flags.def"
#undef FLAGS
#undef FLAG
#undef ENDFLAGS
}

static void say_rows(void)
{
	static const char *const there[] = { [XH_IP6] = "exthdr", [XH_TCP] = "tcp option", [XH_IP4] = "ip option", [XH_SCTP] = "sctp chunk",
					     [XH_DCCP] = "dccp option" };
	char text[128];

	for (unsigned i = 0; i < N_STROWS; i++)
		say_row("statement", stmt_rows[i].name);
	for (const struct symbol *s = object_type_symtab.syms; s->name; s++)
		say_row("object", s->name);
	for (unsigned i = 0; i < n_hooks; i++) {
		snprintf(text, sizeof(text), "%s %s", family_name(hooks[i].family), hooks[i].name);
		say_row("hook", text);
	}
	for (unsigned i = 0; i < n_prios; i++)
		say_row("priority", prios[i].name);
	for (unsigned i = 0; i < n_chain_types; i++)
		say_row("chain type", chain_types[i].name);
	for (unsigned i = 0; i < N_EXTHDRS; i++) {
		snprintf(text, sizeof(text), "%s %s", there[exthdrs[i].cls], exthdrs[i].name);
		say_row("there", text);
	}
	for (unsigned i = 0; i < n_dtypes; i++)
		if (dtypes[i] && dtypes[i]->cls != DT_INVALID && dtypes[i]->cls != DT_VERDICT)
			say_row("datatype", dtypes[i]->name);
	say_flags();
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: words SEED\n");
		return 1;
	}
	state = strtoull(argv[1], NULL, 0) * 2 + 0x9e3779b97f4a7c15ULL;
	state |= 1;
	for (unsigned i = 0; i < 16; i++)
		random_u64();
	say_headers();
	say_extensions();
	say_keys("meta", "meta ", meta_keys, n_meta_keys);
	say_keys("ct", "ct ", ct_keys, n_ct_keys);
	say_keys("rt", "rt ", rt_keys, n_rt_keys);
	say_keys("fib", "fib saddr . iif ", fib_keys, n_fib_keys);
	say_keys("socket", "socket ", socket_keys, n_socket_keys);
	say_keys("tunnel", "tunnel ", tunnel_keys, n_tunnel_keys);
	say_keys("ipsec", "ipsec in ", xfrm_keys, n_xfrm_keys);
	say_statements();
	say_rows();
	return 0;
}
