/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of the manual page, out of the rows that the program itself reads.
 *
 * usage: lists NAME, which prints the list of that name as AsciiDoc.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <nftables/libnftables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "catalog/catalog.h"
#include "fastpath/actions.h"
#include "model/faces.h"
#include "model/uapi.h"
#include "offload/offload.h"

/* ---------------------------------------------------------------- options */

struct option_item { const char *group; int letter; const char *name, *arg, *help; };

static const struct option_item options[] = {
#define GROUP(title) { .group = title },
#define OPTION(letter, name, arg, action, value, help) { NULL, letter, name, arg, help },
#include "cli/options.def"
#undef GROUP
#undef OPTION
};

static void list_options(void)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct option_item *o = &options[i];

		if (o->group) {
			printf("\n=== Options: %s\n\n", o->group);
			continue;
		}
		if (o->letter)
			printf("*-%c*%s", o->letter, o->name ? ", " : "");
		if (o->name)
			printf("*--%s*", o->name);
		if (o->arg)
			printf(" _%s_", o->arg);
		printf("::\n+%s+\n", o->help);
	}
}

/* ---------------------------------------------------------------- tables, chains */

static void list_hooks(void)
{
	for (int f = FAM_IP; f < N_FAMILIES; f++) {
		const char *sep = "";

		printf("*%s*:: ", family_name((enum family)f));
		for (unsigned i = 0; i < n_hooks; i++)
			if (hooks[i].family == f) {
				printf("%s%s", sep, hooks[i].name);
				sep = ", ";
			}
		printf("\n");
	}
}

static void list_families_of(unsigned families)
{
	const char *sep = "";

	for (int f = FAM_IP; f < N_FAMILIES; f++)
		if (families & 1u << f) {
			printf("%s%s", sep, family_name((enum family)f));
			sep = ", ";
		}
}

static void list_chain_types(void)
{
	for (unsigned i = 0; i < n_chain_types; i++) {
		printf("*%s*:: in ", chain_types[i].name);
		list_families_of(chain_types[i].families);
		printf("; at %s\n", chain_types[i].hooks ? chain_types[i].hooks : "every hook");
	}
}

static void list_priorities(void)
{
	for (unsigned i = 0; i < n_prios; i++) {
		printf("*%s* (%d):: in ", prios[i].name, prios[i].value);
		list_families_of(prios[i].families);
		printf("%s%s\n", prios[i].hook ? "; at " : "", prios[i].hook ? prios[i].hook : "");
	}
}

/* ---------------------------------------------------------------- types */

static void list_type_names(const struct symtab *t)
{
	const char *sep = "";

	for (const struct symbol *s = t->syms; s->name; s++) {
		printf("%s`%s`", sep, s->name);
		sep = ", ";
	}
}

static void list_datatypes(void)
{
	for (unsigned i = 0; i < n_dtypes; i++) {
		const struct dtype *t = dtypes[i];

		if (!t || t->cls == DT_INVALID)
			continue;
		printf("*%s*:: %s", t->name, t->desc);
		if (t->bits)
			printf(", %u bits", t->bits);
		if (t->base)
			printf("; a kind of %s", t->base->name);
		if (t->symtab && t->symtab->syms && t->symtab->syms[0].name) {
			printf(". Names: ");
			list_type_names(t->symtab);
		}
		printf("\n");
	}
}

/* ---------------------------------------------------------------- what a match reads */

static void list_selector(const char *before, const struct selector *s, const char *more)
{
	printf("*%s%s%s*", before, *before ? " " : "", s->name);
	if (s->type && s->type->cls != DT_INVALID)
		printf(" (_%s_)", s->type->name);
	printf(":: %s%s\n", s->doc, more);
}

static void list_fields(const char *before, const struct field_row *fields, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!(fields[i].flags & FIELD_NOLIST))
			list_selector(before, &fields[i].sel, "");
}

static void list_headers(void)
{
	for (int i = 0; i < N_HEADERS; i++) {
		if (!headers[i].n_fields)
			continue;
		printf("\n==== %s\n\n", headers[i].name);
		list_fields(headers[i].name, headers[i].fields, headers[i].n_fields);
	}
}

/* ---------------------------------------------------------------- fast_fwd chains */

static void list_fast_fwd_reads(void)
{
	printf("*headers of IPv4, IPv6, TCP, UDP*:: every field but checksums; of other transport protocols the ports\n");
	for (unsigned i = 0; i < FF_N_INPUTS; i++)
		printf("*%s*:: %s%s\n", ff_inputs[i].name, ff_inputs[i].doc, ff_inputs[i].packet ? " (differs between packets)" : "");
}

static const char *key_name(const struct key_row *rows, unsigned n, uint32_t key)
{
	const struct key_row *row = key_by_id(rows, n, key);

	return row ? row->sel.name : "?";
}

static void refusal(const char *before, const char *name, const char *why, const char *instead)
{
	printf("*%s%s*:: %s%s%s\n", before, name, why, instead ? "; what works: " : "", instead ? instead : "");
}

static void list_fast_fwd_refuses(void)
{
#define BAD_STMT(key, why, instead) refusal("", stmt_kinds[key]->name, why, instead);
#define BAD_META(key, why, instead) refusal("meta ", key_name(meta_keys, n_meta_keys, key), why, instead);
#define BAD_CT(key, why, instead) refusal("ct ", key_name(ct_keys, n_ct_keys, key), why, instead);
#define BAD_EXPR(key, why, instead) refusal("", expr_kinds[key]->name, why, instead);
#define BAD(ident, why, instead)
#include "fastpath/refusals.def"
#undef BAD_STMT
#undef BAD_META
#undef BAD_CT
#undef BAD_EXPR
#undef BAD
}

static void list_actions(void)
{
	for (unsigned i = 0; i < N_ACTIONS; i++)
		printf("*%s*:: %s%s%s\n", action_rows[i].name, action_rows[i].doc, *action_rows[i].since ? "; since kernel " : "", action_rows[i].since);
}

static void list_hardware(void)
{
#define HW_FAMILY(ident, name, needs, refuses) printf("*%s*:: %s; %s\n", name, needs, refuses);
#define HW_MANGLE(...)
#define HW_ACTION(...)
#define HW_LIMIT(...)
#include "fastpath/hardware.def"
#undef HW_FAMILY
#undef HW_MANGLE
#undef HW_ACTION
#undef HW_LIMIT
}

static const struct { const char *before; enum exthdr_class cls; } option_lists[] = {
	{ "", XH_IP6 }, { "tcp option ", XH_TCP }, { "ip option ", XH_IP4 }, { "sctp chunk ", XH_SCTP }, { "dccp option ", XH_DCCP },
};

static void list_options_of_headers(void)
{
	for (size_t l = 0; l < sizeof(option_lists) / sizeof(option_lists[0]); l++)
		for (int i = 0; i < N_EXTHDRS; i++) {
			const char *sep = " Fields: ";

			if (exthdrs[i].cls != option_lists[l].cls)
				continue;
			printf("*%s%s*:: %s.", option_lists[l].before, exthdrs[i].name, exthdrs[i].doc);
			for (unsigned f = 0; f < exthdrs[i].n_fields; f++) {
				printf("%s`%s`", sep, exthdrs[i].fields[f].sel.name);
				sep = ", ";
			}
			printf("\n");
		}
}

static void list_keys(const char *before, const struct key_row *rows, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const char *more = rows[i].flags & KEY_WRITE_ONLY ? "; can be set only" :
				   rows[i].flags & KEY_SETTABLE ? "; can be set" : "";

		if (!(rows[i].flags & KEY_ALIAS))
			list_selector(before, &rows[i].sel, more);
	}
}

static void list_meta(void)
{
	list_keys("meta", meta_keys, n_meta_keys);
}

static void list_ct(void)
{
	list_keys("ct", ct_keys, n_ct_keys);
}

static void list_rt(void)
{
	list_keys("rt", rt_keys, n_rt_keys);
}

static void list_socket(void)
{
	list_keys("socket", socket_keys, n_socket_keys);
}

static void list_fib(void)
{
	list_keys("fib", fib_keys, n_fib_keys);
}

static void list_ipsec(void)
{
	list_keys("ipsec in", xfrm_keys, n_xfrm_keys);
}

/* ---------------------------------------------------------------- JSON */

static void list_json_name(const struct selector *s, const char **sep)
{
	printf("%s`%s`", *sep, s->json ? s->json : s->name);
	*sep = ", ";
}

static void list_json_fields(void)
{
	for (int i = 0; i < N_HEADERS; i++) {
		const char *sep = "";

		if (!headers[i].n_fields)
			continue;
		printf("*%s*:: ", headers[i].name);
		for (unsigned f = 0; f < headers[i].n_fields; f++)
			if (!(headers[i].fields[f].flags & (FIELD_NOLIST | FIELD_ALIAS)))
				list_json_name(&headers[i].fields[f].sel, &sep);
		printf("\n");
	}
}

static void list_json_options(enum exthdr_class cls)
{
	for (int i = 0; i < N_EXTHDRS; i++) {
		const char *sep = ": ";

		if (exthdrs[i].cls != cls)
			continue;
		printf("*%s*:: %s", exthdrs[i].name, exthdrs[i].doc);
		for (unsigned f = 0; f < exthdrs[i].n_fields; f++)
			list_json_name(&exthdrs[i].fields[f].sel, &sep);
		printf("\n");
	}
}

static void list_json_exthdr(void) { list_json_options(XH_IP6); }
static void list_json_tcp_option(void) { list_json_options(XH_TCP); }
static void list_json_ip_option(void) { list_json_options(XH_IP4); }
static void list_json_sctp_chunk(void) { list_json_options(XH_SCTP); }

static void list_json_keys(const struct key_row *rows, unsigned n, uint32_t without)
{
	const char *sep = "";

	for (unsigned i = 0; i < n; i++)
		if (!(rows[i].flags & (KEY_ALIAS | without)))
			list_json_name(&rows[i].sel, &sep);
	printf("\n");
}

static void list_json_meta(void) { list_json_keys(meta_keys, n_meta_keys, 0); }
static void list_json_ct(void) { list_json_keys(ct_keys, n_ct_keys, 0); }
static void list_json_rt(void) { list_json_keys(rt_keys, n_rt_keys, 0); }
static void list_json_socket(void) { list_json_keys(socket_keys, n_socket_keys, 0); }
static void list_json_ipsec(void) { list_json_keys(xfrm_keys, n_xfrm_keys, 0); }
static void list_json_fib(void) { list_json_keys(fib_keys, n_fib_keys, 0); }

/* ---------------------------------------------------------------- flags */

static void list_flags(const struct flag_row *rows)
{
	const char *sep = "";

	for (; rows->name; rows++) {
		printf("%s`%s`", sep, rows->name);
		sep = ", ";
	}
	printf("\n");
}

static void list_fib_flags(void)
{
	list_flags(fib_flags);
}

static void list_nat_flags(void)
{
	list_flags(nat_flags);
}

static void list_set_flags(void)
{
	list_flags(set_flags);
}

static void list_table_flags(void)
{
	list_flags(table_flags);
}

static void list_queue_flags(void)
{
	list_flags(queue_flags);
}

static void list_log_flags(void)
{
	list_flags(log_flags);
}

/* ---------------------------------------------------------------- the offload check */

static void list_statements(void)
{
	for (int i = 0; i < N_STROWS; i++)
		if (stmt_rows[i].offload != OFC_NONE && stmt_rows[i].offload != OFC_UNKNOWN)
			printf("*%s*:: %s\n", stmt_rows[i].name, stmt_rows[i].reason);
}

static const char *const severities[] = { [SEV_INFO] = "info", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };

static void list_findings(void)
{
	for (int i = 0; i < N_FINDINGS; i++)
		printf("*%s* (%s):: %s\n", finding_rows[i].name, severities[finding_rows[i].severity], finding_rows[i].summary);
}

static void list_ruleset(const char *title, const char *text)
{
	printf("\n%s:\n\n----\n%s----\n", title, text);
}

static void list_finding_pages(void)
{
	for (int i = 0; i < N_FINDINGS; i++) {
		const struct finding_row *row = &finding_rows[i];

		printf("\n=== %s\n*%s*: %s.\n\n%s", row->name, severities[row->severity], row->summary, row->why);
		list_ruleset("Bad", row->bad);
		list_ruleset("Good", row->good);
		printf("\nKernel: %s", row->kernel);
	}
}

/* What the fast path makes of a value, by the variance of its row. */
static const struct { enum variance variance; const char *what; } variances[] = {
	{ VAR_CONST, "the same in all packets of a connection and direction: decided once, by the first packets" },
	{ VAR_STATE, "`established` on the fast path, never `new` but for UDP without an answer, never `invalid`, `related`, `untracked`" },
	{ VAR_FACT, "the same in all packets of the fast path" },
	{ VAR_PACKET, "differs from packet to packet: nothing looks at it on the fast path" },
	{ VAR_SHARED, "depends on what other packets did" },
	{ VAR_TIME, "changes with time" },
	{ VAR_FROZEN, "decided once, when the connection was offloaded, by what only the kernel knows" },
	{ VAR_NEVER, "never there in packets that are forwarded" },
};

static void list_if(enum variance v, const char *before, const struct selector *s, const char **sep)
{
	if (s->variance != (uint8_t)v)
		return;
	printf("%s`%s%s%s`", *sep, before, *before ? " " : "", s->name);
	*sep = ", ";
}

static void list_matches(void)
{
	for (size_t k = 0; k < sizeof(variances) / sizeof(variances[0]); k++) {
		enum variance v = variances[k].variance;
		const char *sep = "";

		printf("%s:: ", variances[k].what);
		for (int i = 0; i < N_HEADERS; i++)
			for (unsigned f = 0; f < headers[i].n_fields; f++)
				if (!(headers[i].fields[f].flags & (FIELD_NOLIST | FIELD_ALIAS)))
					list_if(v, headers[i].name, &headers[i].fields[f].sel, &sep);
		for (unsigned i = 0; i < n_meta_keys; i++)
			if (!(meta_keys[i].flags & (KEY_ALIAS | KEY_WRITE_ONLY)))
				list_if(v, "meta", &meta_keys[i].sel, &sep);
		for (unsigned i = 0; i < n_ct_keys; i++)
			if (!(ct_keys[i].flags & (KEY_ALIAS | KEY_WRITE_ONLY)))
				list_if(v, "ct", &ct_keys[i].sel, &sep);
		printf("\n");
	}
}

/* ---------------------------------------------------------------- */

static const struct { const char *name; void (*print)(void); } lists[] = {
	{ "options", list_options }, { "hooks", list_hooks }, { "chain-types", list_chain_types }, { "priorities", list_priorities },
	{ "datatypes", list_datatypes }, { "headers", list_headers }, { "header-options", list_options_of_headers },
	{ "meta", list_meta }, { "ct", list_ct }, { "rt", list_rt }, { "socket", list_socket }, { "fib", list_fib },
	{ "ipsec", list_ipsec }, { "fib-flags", list_fib_flags }, { "nat-flags", list_nat_flags }, { "log-flags", list_log_flags },
	{ "statements", list_statements }, { "findings", list_findings },
	{ "finding-pages", list_finding_pages }, { "offload-matches", list_matches },
	{ "json-fields", list_json_fields }, { "json-exthdr", list_json_exthdr }, { "json-tcp-option", list_json_tcp_option },
	{ "json-ip-option", list_json_ip_option }, { "json-sctp-chunk", list_json_sctp_chunk }, { "json-meta", list_json_meta },
	{ "json-ct", list_json_ct }, { "json-rt", list_json_rt }, { "json-socket", list_json_socket }, { "json-ipsec", list_json_ipsec },
	{ "json-fib", list_json_fib }, { "set-flags", list_set_flags }, { "table-flags", list_table_flags }, { "queue-flags", list_queue_flags },
	{ "fast-fwd-reads", list_fast_fwd_reads }, { "fast-fwd-refuses", list_fast_fwd_refuses },
	{ "actions", list_actions }, { "hardware", list_hardware },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(argv[1], lists[i].name)) {
			lists[i].print();
			return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
		}
	fprintf(stderr, "usage: lists NAME\n");
	return EXIT_FAILURE;
}
