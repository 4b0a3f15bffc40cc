/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks every row of the catalog. */
#include "config.h"

#include <stdlib.h>
#include <time.h>
#include "base/wide.h"
#include "catalog/catalog.h"

#include "test.h"

static struct region *r;
static const char *why;

/* Text to value and back. */
static const char *again(const struct dtype *t, const char *text, unsigned bits)
{
	static struct strbuf b;
	uint8_t v[WIDE_MAX];

	strbuf_reset(&b);
	why = NULL;
	bits = bits ? bits : t->bits;
	if (dtype_parse(r, NULL, t, text, false, bits, v, &why))
		return region_printf(r, "refused: %s", why ? why : "(no reason)");
	dtype_print(&b, t, v, bits, NULL);
	return region_strdup(r, strbuf_str(&b));
}

static bool refused(const struct dtype *t, const char *text, unsigned bits)
{
	uint8_t v[WIDE_MAX];

	why = NULL;
	return dtype_parse(r, NULL, t, text, false, bits ? bits : t->bits, v, &why) < 0 && why && *why;
}

static uint64_t value(const struct dtype *t, const char *text, unsigned bits)
{
	uint8_t v[WIDE_MAX];

	bits = bits ? bits : t->bits;
	if (dtype_parse(r, NULL, t, text, false, bits, v, &why))
		return UINT64_MAX;
	return wide_get_u64(v, (bits + 7) / 8);
}

#define HOLD(type, text, want) CHECK_STR(again(&type##_type, text, 0), want)

TEST(types_are_whole)
{
	unsigned n = 0;

	r = region_create();
	for (unsigned i = 0; i < n_dtypes; i++) {
		const struct dtype *t = dtypes[i];

		if (!t)
			continue;
		n++;
		CHECK_INT(t->id, i);
		CHECK(t->name && *t->name && t->desc && *t->desc);
		CHECK(dtype_by_id(i) == t);
		if (strcmp(t->name, "time") && i)
			CHECK(dtype_by_name(t->name) == t);
		CHECK(t->cls == DT_INTEGER || t->cls == DT_STRING || t->cls == DT_VERDICT || t->cls == DT_INVALID || t->base);
	}
	CHECK_INT(n, 47);
	CHECK(dtype_by_name("time") == &time_type);
	CHECK(!dtype_by_name("nonsense") && !dtype_by_id(200));
	CHECK(dtype_is(&tcp_flag_type, &bitmask_type) && dtype_is(&tcp_flag_type, &integer_type));
	CHECK(!dtype_is(&ifname_type, &integer_type));
}

static void walk_symbols(const struct dtype *t)
{
	if (!t->symtab)
		return;
	for (const struct symbol *s = t->symtab->syms; s->name; s++) {
		const char *first = symtab_name(t->symtab, s->value), *got = again(t, s->name, 0);
		char want[64];

		if (t->cls == DT_CODE)
			snprintf(want, sizeof(want), "%llu", (unsigned long long)s->value);
		else
			snprintf(want, sizeof(want), t->cls == DT_DAY ? "\"%s\"" : "%s", first);
		CHECK_STR(got, want);
		CHECK_INT(value(t, s->name, 0), (long long)s->value);
	}
}

TEST(symbols_hold)
{
#define DTYPE(ident, ...) walk_symbols(&ident##_type);
#define SUBTYPE DTYPE
#include "catalog/types.def"
#undef DTYPE
#undef SUBTYPE
}

static void symtab_is_whole(const struct symtab *t)
{
	CHECK(t->syms[0].name);
	for (const struct symbol *s = t->syms; s->name; s++)
		CHECK(symtab_find(t, s->name) == s);	/* names are unique */
}

TEST(symbol_tables_are_whole)
{
#define SYMTAB(ident, hex, print_hex) symtab_is_whole(&ident##_symtab);
#define SYM(...)
#define ENDSYMTAB(ident)
#include "catalog/symbols.def"
#undef SYMTAB
#undef SYM
#undef ENDSYMTAB
}

static void field_is_whole(const char *header, const struct field_row *f)
{
	const struct dtype *t = f->sel.type;

	CHECK(f->sel.name && f->sel.doc && t && f->sel.bits);
	if (t->bits && t->bits != f->sel.bits)
		TEST_WRONG("%s %s has %u bits, its type %u", header, f->sel.name, f->sel.bits, t->bits);
	CHECK_INT(f->sel.order, ORDER_NET);
	CHECK(f->sel.variance != VAR_UNKNOWN);
}

TEST(headers_are_whole)
{
	CHECK(N_HEADERS > 0);
	for (unsigned i = 0; i < N_HEADERS; i++) {
		const struct header_row *h = &headers[i];

		CHECK_INT(h->id, i);
		CHECK(header_by_name(h->name) == h);
		CHECK(h->key < (int)h->n_fields);
		CHECK(!h->has_csum || h->csum_offset * 8 + 16 <= h->bits);
		for (unsigned j = 0; j < h->n_fields; j++) {
			const struct field_row *f = &h->fields[j];
			uint64_t values[8];

			field_is_whole(h->name, f);
			if (f->offset + f->sel.bits > h->bits && h->id != HDR_arp && !(f->flags & FIELD_MULTI))
				TEST_WRONG("%s %s lies outside of its header", h->name, f->sel.name);
			CHECK(header_field(h, f->sel.name) == f);
			CHECK(!!(f->flags & FIELD_MULTI) == (header_field_values(h, j, values, 8) > 0));
		}
	}
	CHECK(!header_by_name("nonsense") && !header_field(&headers[HDR_ip], "nonsense"));
	CHECK_INT(header_field_index(&headers[HDR_tcp], "dport"), FLD_tcp_dport);
}

TEST(headers_are_linked)
{
	uint64_t v = 0;

	CHECK(header_next(&headers[HDR_ether], 0x0800) == &headers[HDR_ip]);
	CHECK(header_next(&headers[HDR_vlan], 0x86dd) == &headers[HDR_ip6]);
	CHECK(header_next(&headers[HDR_ip], 6) == &headers[HDR_tcp]);
	CHECK(header_next(&headers[HDR_ip6], 58) == &headers[HDR_icmpv6]);
	CHECK(!header_next(&headers[HDR_ip], 253) && !header_next(&headers[HDR_tcp], 1) && !header_next(&headers[HDR_icmp], 8));
	CHECK(!header_value(&headers[HDR_ip6], &headers[HDR_udp], &v) && v == 17);
	CHECK(header_value(&headers[HDR_ip], &headers[HDR_arp], &v) < 0);
	CHECK(header_by_number(&nf_proto_type, 2) == &headers[HDR_ip]);
	CHECK(!header_number(&ether_type_type, &headers[HDR_vlan], &v) && v == 0x8100);
	for (unsigned i = 0; i < n_tunnels; i++) {
		CHECK(header_tunnel(&headers[tunnels[i].header]) == &tunnels[i]);
		CHECK(tunnel_by_type(tunnels[i].type) == &tunnels[i]);
	}
	CHECK(!header_tunnel(&headers[HDR_ip]));
}

TEST(options_are_whole)
{
	const struct exthdr_row *row;

	CHECK(N_EXTHDRS > 0);
	for (unsigned i = 0; i < N_EXTHDRS; i++) {
		const struct exthdr_row *x = &exthdrs[i];

		CHECK(exthdr_by_name(x->cls, x->name) == x);
		CHECK(exthdr_by_number(x->cls, x->number));
		CHECK(x->doc);
		for (unsigned j = 0; j < x->n_fields; j++) {
			field_is_whole(x->name, &x->fields[j]);
			CHECK(exthdr_field(x, x->fields[j].sel.name) == &x->fields[j]);
			CHECK(exthdr_field_at(x->cls, x->number, x->fields[j].offset, x->fields[j].sel.bits, &row));
		}
	}
	CHECK(exthdr_by_name(XH_TCP, "sack0") == &exthdrs[EXTHDR_tcp_sack]);
	CHECK(exthdr_field_at(XH_TCP, 5, 80, 32, &row) && row == &exthdrs[EXTHDR_tcp_sack1]);
	CHECK(!exthdr_by_name(XH_IP6, "sack"));
}

static void keys_are_whole(const struct key_row *rows, unsigned n)
{
	CHECK(n > 0);
	for (unsigned i = 0; i < n; i++) {
		const struct key_row *k = &rows[i];

		CHECK(k->sel.name && k->sel.type && k->sel.doc && k->vm);
		CHECK(key_by_name(rows, n, k->sel.name) == k);
		CHECK(k->sel.bits || k->sel.type == &invalid_type);
		CHECK(k->sel.order == ORDER_HOST || k->sel.order == ORDER_NET);
		if (!(k->flags & KEY_ALIAS))
			CHECK(key_by_id(rows, n, k->id) == k);
	}
	CHECK(!key_by_name(rows, n, "nonsense"));
}

TEST(keys_are_whole)
{
	keys_are_whole(meta_keys, n_meta_keys);
	keys_are_whole(ct_keys, n_ct_keys);
	keys_are_whole(rt_keys, n_rt_keys);
	keys_are_whole(socket_keys, n_socket_keys);
	keys_are_whole(xfrm_keys, n_xfrm_keys);
	keys_are_whole(tunnel_keys, n_tunnel_keys);
	keys_are_whole(fib_keys, n_fib_keys);
}

TEST(statements_are_whole)
{
	CHECK(N_STROWS > 0);
	for (unsigned i = 0; i < N_STROWS; i++) {
		const struct stmt_row *s = &stmt_rows[i];

		CHECK(s->name && *s->name && s->doc && *s->doc);
		CHECK(s->reason && strlen(s->reason) > 10 && s->reason[strlen(s->reason) - 1] == '.');
		CHECK(s->offload <= OFC_UNKNOWN);
	}
}

TEST(families_hooks_priorities)
{
	struct strbuf b = { 0 };
	char hook[32];

	CHECK(n_hooks > 0 && n_prios > 0 && n_chain_types > 0);
	for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++) {
		CHECK(family_by_name(family_name(f)) == f);
		CHECK(family_by_nfproto(family_nfproto(f)) == f);
	}
	for (unsigned i = 0; i < n_hooks; i++) {
		CHECK(hook_find(hooks[i].family, hooks[i].name) == &hooks[i]);
		CHECK_STR(hook_name(hooks[i].family, hooks[i].num), hooks[i].name);
	}
	for (unsigned i = 0; i < n_prios; i++) {
		const struct prio_row *p = &prios[i];

		for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++) {
			if (!(p->families & 1 << f))
				continue;
			snprintf(hook, sizeof(hook), "%.*s", (int)strcspn(p->hook ? p->hook : "input", " "), p->hook ? p->hook : "input");
			CHECK(prio_find(f, hook, p->name) == p);
			strbuf_reset(&b);
			prio_print(&b, f, hook, p->value - 10, false);
			CHECK(!strncmp(strbuf_str(&b), p->name, strlen(p->name)) && strstr(strbuf_str(&b), " - 10"));
			strbuf_reset(&b);
			prio_print(&b, f, hook, p->value, false);
			CHECK_STR(strbuf_str(&b), p->name);
		}
	}
	strbuf_reset(&b);
	prio_print(&b, FAM_IP, "input", 11, false);
	CHECK_STR(strbuf_str(&b), "11");
	strbuf_reset(&b);
	prio_print(&b, FAM_IP, "input", 0, true);
	CHECK_STR(strbuf_str(&b), "0");
	CHECK(prio_find(FAM_IP, "input", "srcnat") && !prio_find(FAM_IP, "input", "dstnat") && !prio_find(FAM_ARP, "input", "raw"));
	CHECK(chain_type_find(FAM_IP, "input", "nat") && !chain_type_find(FAM_IP, "forward", "nat"));
	CHECK(!chain_type_find(FAM_BRIDGE, "input", "nat") && chain_type_find(FAM_NETDEV, "ingress", "filter"));
	strbuf_free(&b);
}

static void flags_are_whole(const struct flag_row *rows)
{
	CHECK(rows->name);
	for (const struct flag_row *f = rows; f->name; f++) {
		CHECK_INT(flag_find(rows, f->name), f->value);
		CHECK_STR(flag_name(rows, f->value), f->name);
	}
	CHECK(!flag_find(rows, "nonsense") && !flag_name(rows, 0x40000000));
}

TEST(flags_hold)
{
#define FLAGS(ident) flags_are_whole(ident);
#define FLAG(name, value)
#define ENDFLAGS(ident)
#include "catalog/flags.def"
#undef FLAGS
#undef FLAG
#undef ENDFLAGS
}

TEST(numbers)
{
	HOLD(mark, "0x32", "0x00000032");
	HOLD(mark, "4294967295", "0xffffffff");
	CHECK(refused(&mark_type, "4294967296", 0) && refused(&mark_type, "-1", 0) && refused(&mark_type, "", 0));
	CHECK_STR(again(&integer_type, "0777", 16), "511");
	CHECK_STR(again(&integer_type, "4095", 12), "4095");
	CHECK(refused(&integer_type, "4096", 12));
	CHECK_STR(why, "Value 4096 exceeds valid range 0-4095");
	CHECK_STR(again(&bitmask_type, "5", 8), "0x5");
	HOLD(ct_state, "8", "new");
	HOLD(ct_event, "0x0", "0x0");
	HOLD(dscp, "0x38", "cs7");
	HOLD(dscp, "63", "0x3f");
	HOLD(ether_type, "0x88cc", "0x88cc");
	HOLD(iface_type, "999", "999");
	HOLD(arp_op, "77", "77");
	HOLD(icmp_code, "frag-needed", "4");
	HOLD(reject_icmp_code, "4", "frag-needed");
	CHECK(refused(&ct_state_type, "establishde", 0));
	CHECK(strstr(why, "established"));
	CHECK(refused(&ct_dir_type, "sideways", 0));
	CHECK(strstr(why, "original, reply"));
}

TEST(names_of_the_network)
{
	HOLD(inet_proto, "tcp", "tcp");
	HOLD(inet_proto, "comp", "ipcomp");
	HOLD(inet_proto, "icmpv6", "ipv6-icmp");
	HOLD(inet_proto, "253", "253");
	CHECK(refused(&inet_proto_type, "nonsense", 0) && refused(&inet_proto_type, "256", 0));
	HOLD(inet_service, "22", "22");
	CHECK(refused(&inet_service_type, "65536", 0) && refused(&inet_service_type, "no-such-service", 0));
	HOLD(ipv4_addr, "10.0.0.1", "10.0.0.1");
	HOLD(ipv4_addr, "0xffff0000", "255.255.0.0");
	CHECK(refused(&ipv4_addr_type, "10.0.0.256", 0));
	CHECK(refused(&ipv4_addr_type, "2001:db8::1", 0));
	CHECK(strstr(why, "is an IPv6 address"));
	HOLD(ipv6_addr, "::1234:1234", "::18.52.18.52");
	HOLD(ipv6_addr, "2001:0db8::0001", "2001:db8::1");
	CHECK(refused(&ipv6_addr_type, "10.0.0.1", 0));
	CHECK(strstr(why, "is an IPv4 address"));
	CHECK(refused(&ipv6_addr_type, "fe80::g", 0));
	HOLD(ether_addr, "0:f:54:0c:11:4", "00:0f:54:0c:11:04");
	CHECK(refused(&ether_addr_type, "0:1:2:3:4", 0) && refused(&ether_addr_type, "0:1:2:3:4:5:6", 0));
	CHECK(refused(&ether_addr_type, "00:11:22:33:44:555", 0) && refused(&ether_addr_type, "00:11:22:33:44:", 0));
	CHECK(refused(&ether_addr_type, "a.b", 0));
	HOLD(ifname, "eth0", "\"eth0\"");
	HOLD(ifname, "dummy*", "\"dummy\\*\"");
	CHECK(refused(&ifname_type, "", 0) && refused(&ifname_type, "a234567890123456", 0));
	CHECK_STR(again(&string_type, "123456789012345", 128), "\"123456789012345\"");
	CHECK(refused(&string_type, "1234567890123456", 128));
	HOLD(classid, "root", "root");
	HOLD(classid, "none", "none");
	HOLD(classid, "aabb:0", "aabb:0");
	HOLD(classid, "0x87654321", "8765:4321");
	CHECK(refused(&classid_type, "aabb:", 0) && refused(&classid_type, "1:12345", 0));
	HOLD(devgroup, "0", "\"default\"");
	HOLD(devgroup, "default", "\"default\"");
	HOLD(devgroup, "11", "11");
	HOLD(realm, "cosmos", "\"cosmos\"");
	HOLD(uid, "root", "0");
	HOLD(ct_label, "127", "127");
	CHECK(refused(&ct_label_type, "128", 0));
	CHECK(refused(&iface_index_type, "no-such-if", 0));
	CHECK(refused(&cgroupsv2_type, "no/such/group", 0));
	HOLD(boolean, "1", "exists");
	CHECK(refused(&boolean_type, "2", 0));
}

TEST(numeric_styles)
{
	static const struct { const struct dtype *t; const char *text, *want; } cases[] = {
		{ &devgroup_type, "default", "0" }, { &ct_state_type, "new", "0x8" }, { &dscp_type, "cs1", "0x08" },
		{ &day_type, "Monday", "1" }, { &ether_type_type, "ip", "0x0800" }, { &classid_type, "root", "root" },
		{ &ecn_type, "ect1", "0x1" }, { &inet_proto_type, "tcp", "6" }, { &boolean_type, "exists", "1" }, { &time_type, "1m40s", "100s" },
		{ &date_type, "2022-07-01", "\"2022-07-01 00:00:00\"" }, { &pkt_type_type, "host", "0" },
	};
	struct value_style style = { .numeric_proto = true, .numeric_symbol = true, .numeric_time = true };
	struct strbuf b = { 0 };
	uint8_t v[WIDE_MAX];

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		strbuf_reset(&b);
		REQUIRE(!dtype_parse(r, NULL, cases[i].t, cases[i].text, false, 0, v, &why));
		dtype_print(&b, cases[i].t, v, cases[i].t->bits, &style);
		CHECK_STR(strbuf_str(&b), cases[i].want);
	}
	strbuf_free(&b);
}

TEST(names_of_another_machine)
{
	struct value_env env = { .offline = true, .region = r };
	struct value_style style = { .env = &env };
	static const struct dtype *const types[] = { &iface_index_type, &uid_type, &gid_type, &devgroup_type, &realm_type };
	struct strbuf b = { 0 };
	uint8_t v[4], w[4];

	for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++) {
		REQUIRE(!dtype_parse(r, &env, types[i], "elsewhere", false, 32, v, &why));
		REQUIRE(!dtype_parse(r, &env, types[i], "nowhere", false, 32, w, &why));
		CHECK(memcmp(v, w, 4));
		strbuf_reset(&b);
		dtype_print(&b, types[i], v, 32, &style);
		CHECK_STR(strbuf_str(&b), "\"elsewhere\"");
	}
	CHECK(dtype_parse(r, &env, &ipv4_addr_type, "www.example.com", false, 32, v, &why) < 0);
	strbuf_free(&b);
}

TEST(times)
{
	uint64_t ms = 0;

	setenv("TZ", "UTC-2", 1);
	tzset();
	CHECK(!time_parse("1d2h3m4s5ms", &ms) && ms == 93784005);
	CHECK(!time_parse("33", &ms) && ms == 33000);
	CHECK(time_parse("", &ms) && time_parse("1x", &ms) && time_parse("1h2d", &ms) && time_parse("1d2", &ms));
	CHECK(time_parse("99999999999999999999s", &ms) && time_parse("999999999999999999d", &ms));
	CHECK_STR(again(&time_type, "30000ms", 32), "30s");
	CHECK_STR(again(&time_type, "3903s", 64), "1h5m3s");
	CHECK_STR(again(&time_type, "0", 64), "0s");
	HOLD(date, "1970-05-23 21:07:14", "\"1970-05-23 21:07:14\"");
	HOLD(date, "12341234", "\"1970-05-23 22:07:14\"");
	CHECK_INT(value(&date_type, "1970-05-23 21:07:14", 0), 0x002bd50343f05400LL);
	HOLD(date, "2022-07-01", "\"2022-07-01 00:00:00\"");
	CHECK(refused(&date_type, "2022-13-01", 0) && refused(&date_type, "yesterday", 0));
	HOLD(hour, "17:00:01", "\"17:00:01\"");
	CHECK_INT(value(&hour_type, "17:00:01", 0), 0xd2f1);
	HOLD(hour, "00:00", "\"00:00\"");
	CHECK_INT(value(&hour_type, "00:00", 0), 0x13560);
	HOLD(hour, "23:59:60", "\"00:00\"");
	CHECK(refused(&hour_type, "24:00", 0) && refused(&hour_type, "10:60", 0) && refused(&hour_type, "10:00:", 0));
	HOLD(day, "6", "\"Saturday\"");
	CHECK(refused(&day_type, "Satturday", 0) && refused(&day_type, "7", 0));
}

TEST(describe)
{
	struct strbuf b = { 0 };

	dtype_describe(&b, &ct_dir_type, 0);
	CHECK_STR(strbuf_str(&b), "ct_dir (conntrack direction) (basetype integer), 8 bits\n\n"
		  "pre-defined symbolic constants (in decimal):\n"
		  "\toriginal                      \t                   0\n"
		  "\treply                         \t                   1\n");
	strbuf_reset(&b);
	dtype_describe(&b, &ifname_type, 128);
	CHECK_STR(strbuf_str(&b), "ifname (network interface name) (basetype string), 16 characters\n");
	strbuf_reset(&b);
	dtype_describe(&b, &tcp_flag_type, 0);
	CHECK(!strncmp(strbuf_str(&b), "tcp_flag (TCP flag) (basetype bitmask, integer), 8 bits\n\n", 57));
	CHECK(strstr(strbuf_str(&b), "\tcwr                           \t0x80\n"));
	strbuf_free(&b);
}

TEST_MAIN()
