/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checked rules, built by hand, must become these ops. */
#include "model/gen.h"
#include "model/uapi.h"
#include "test.h"

static struct region *r;
static struct diag_sink sink;
static struct table table = { .family = FAM_IP, .name = "t" };
static struct chain chain = { .table = &table, .name = "c" };
static struct rule rule;
static const struct loc nowhere;

static void begin(enum family family)
{
	if (r)
		region_free(r);
	r = region_create();
	table.family = family;
	rule = (struct rule){ .table = &table, .chain = &chain };
	sink = (struct diag_sink){ .region = r };
}

static struct expr *field(const char *header, const char *name)
{
	struct expr *e = expr_new(r, E_PAYLOAD, nowhere);

	e->payload.header = header_by_name(header);
	e->payload.field = header_field(e->payload.header, name);
	e->payload.base = e->payload.header->base;
	e->payload.offset = e->payload.field->offset;
	e->bits = e->payload.field->sel.bits;
	e->type = e->payload.field->sel.type;
	e->order = ORDER_NET;
	return e;
}

static struct expr *key(enum expr_id id, const struct key_row *rows, unsigned n, const char *name)
{
	struct expr *e = expr_new(r, id, nowhere);
	const struct key_row *row = key_by_name(rows, n, name);

	if (id == E_CT) {
		e->ct.row = row;
		e->ct.dir = -1;
	} else {
		e->meta.row = row;
	}
	e->bits = row->sel.bits;
	e->type = row->sel.type;
	e->order = row->sel.order;
	return e;
}

static struct expr *meta(const char *name)
{
	return key(E_META, meta_keys, n_meta_keys, name);
}

static struct expr *ct(const char *name)
{
	return key(E_CT, ct_keys, n_ct_keys, name);
}

/* A number for what @left is. */
static struct expr *number(const struct expr *left, uint64_t v)
{
	return expr_value_u64(r, nowhere, left->type, left->order, left->bits, v);
}

static struct expr *text(const struct expr *left, const char *s)
{
	return expr_value(r, nowhere, left->type, left->order, s, (unsigned)strlen(s) * 8);
}

static struct expr *range(struct expr *from, struct expr *to)
{
	struct expr *e = expr_new(r, E_RANGE, nowhere);

	e->range.from = from;
	e->range.to = to;
	e->type = from->type;
	e->bits = from->bits;
	e->order = from->order;
	return e;
}

static struct expr *prefix(struct expr *base, unsigned len)
{
	struct expr *e = expr_new(r, E_PREFIX, nowhere);

	e->prefix.base = base;
	e->prefix.len = len;
	e->type = base->type;
	e->bits = base->bits;
	e->order = base->order;
	return e;
}

static struct expr *binop(enum binop op, struct expr *left, struct expr *right, unsigned bits, enum byte_order order)
{
	struct expr *e = expr_new(r, E_BINOP, nowhere);

	e->binop.op = op;
	e->binop.left = left;
	e->binop.right = right;
	e->type = left->type;
	e->bits = bits;
	e->order = order;
	return e;
}

static struct expr *concat(struct expr *a, struct expr *b)
{
	struct expr *e = expr_new(r, E_CONCAT, nowhere);

	vec_push(r, &e->list.items, a);
	vec_push(r, &e->list.items, b);
	e->bits = (expr_bytes(a) + 3) / 4 * 32 + (expr_bytes(b) + 3) / 4 * 32;
	return e;
}

static struct set *set_of(const char *name, const struct expr *left, uint32_t flags)
{
	struct set *s = set_new(r);

	s->name = name;
	s->flags = flags;
	s->anonymous = flags & NFT_SET_ANONYMOUS;
	s->key.n = left->id == E_CONCAT ? left->list.items.n : 1;
	s->key.bits = left->bits;
	for (unsigned i = 0; i < s->key.n; i++) {
		const struct expr *part = left->id == E_CONCAT ? left->list.items.v[i] : left;

		s->key.part[i] = (struct key_part){ .type = part->type, .bits = part->bits, .order = part->order };
	}
	return s;
}

static struct expr *setref(struct set *s)
{
	struct expr *e = expr_new(r, E_SETREF, nowhere);

	e->setref.name = s->name;
	e->setref.set = s;
	return e;
}

static struct expr *map(struct expr *arg, struct set *s)
{
	struct expr *e = expr_new(r, E_MAP, nowhere);

	e->map.arg = arg;
	e->map.mappings = setref(s);
	e->bits = 32;
	e->order = ORDER_HOST;
	return e;
}

static struct stmt *add(enum stmt_id id)
{
	struct stmt *s = stmt_new(r, id, nowhere);

	vec_push(r, &rule.stmts, s);
	return s;
}

static void match(struct expr *left, enum rel_op op, struct expr *right)
{
	struct stmt *s = add(S_MATCH);

	s->match.left = left;
	s->match.op = op;
	s->match.right = right;
}

static void assign(struct expr *target, struct expr *value)
{
	struct stmt *s = add(S_SET);

	s->set.target = target;
	s->set.value = value;
}

/* The ops of the rule, one a line without brackets and blanks around it. */
static const char *ops_text(void)
{
	static struct strbuf out;
	struct strbuf b = { 0 };
	struct ops ops = { 0 };

	strbuf_reset(&out);
	if (gen_rule(r, &rule, &ops, &sink))
		return sink.diags.n ? sink.diags.v[0]->message : "failed";
	ops_print(&b, &ops);
	for (const char *p = b.s; p && *p; p++) {
		if (!strncmp(p, "  [ ", 4))
			p += 4;
		if (!strncmp(p, " ]\n", 3)) {
			strbuf_add(&out, p[3] ? "; " : "");
			p += 2;
		} else {
			strbuf_addc(&out, *p);
		}
	}
	strbuf_free(&b);
	return strbuf_str(&out);
}

TEST(values_and_orders)
{
	begin(FAM_IP);
	match(field("ip", "saddr"), REL_EQ, number(field("ip", "saddr"), 0x0a000001));
	CHECK_STR(ops_text(), "payload load 4b @ network header + 12 => reg 1; cmp eq reg 1 0x0a000001");
	begin(FAM_IP);
	match(meta("mark"), REL_NEQ, number(meta("mark"), 0x32));
	CHECK_STR(ops_text(), "meta load mark => reg 1; cmp neq reg 1 0x00000032");
	begin(FAM_IP);
	match(meta("skuid"), REL_LT, number(meta("skuid"), 3000));
	CHECK_STR(ops_text(), "meta load skuid => reg 1; byteorder reg 1 = hton(reg 1, 4, 4); cmp lt reg 1 0x00000bb8");
	begin(FAM_IP);
	match(meta("iifname"), REL_IMPLICIT, text(meta("iifname"), "dummy0"));
	CHECK_STR(ops_text(), "meta load iifname => reg 1; cmp eq reg 1 0x64756d6d 0x79300000 0x00000000 0x00000000");
	begin(FAM_IP);
	match(meta("iifname"), REL_EQ, text(meta("iifname"), "dummy"));
	rule.stmts.v[0]->match.right->flags |= EXPR_WILDCARD;
	CHECK_STR(ops_text(), "meta load iifname => reg 1; cmp eq reg 1 0x64756d6d 0x79");
}

TEST(flags)
{
	begin(FAM_IP);
	match(ct("state"), REL_IMPLICIT, number(ct("state"), 0xa));
	CHECK_STR(ops_text(), "ct load state => reg 1; bitwise reg 1 = ( reg 1 & 0x0000000a ) ^ 0x00000000; cmp neq reg 1 0x00000000");
	begin(FAM_IP);
	match(ct("status"), REL_NEG, number(ct("status"), 0x20));
	CHECK_STR(ops_text(), "ct load status => reg 1; bitwise reg 1 = ( reg 1 & 0x00000020 ) ^ 0x00000000; cmp eq reg 1 0x00000000");
	begin(FAM_IP);
	match(ct("state"), REL_NEQ, number(ct("state"), 4));
	CHECK_STR(ops_text(), "ct load state => reg 1; cmp neq reg 1 0x00000004");
}

TEST(prefixes)
{
	struct expr *saddr;

	begin(FAM_IP);
	saddr = field("ip", "saddr");
	match(saddr, REL_EQ, prefix(number(saddr, 0x0a000000), 24));
	CHECK_STR(ops_text(), "payload load 3b @ network header + 12 => reg 1; cmp eq reg 1 0x0a0000");
	begin(FAM_IP);
	saddr = field("ip", "saddr");
	match(saddr, REL_EQ, prefix(number(saddr, 0x0a000000), 23));
	CHECK_STR(ops_text(), "payload load 4b @ network header + 12 => reg 1; bitwise reg 1 = ( reg 1 & 0xfffffe00 ) ^ 0x00000000; "
		  "cmp eq reg 1 0x0a000000");
	begin(FAM_IP);
	match(meta("mark"), REL_EQ, prefix(number(meta("mark"), 0xffffff00), 24));
	CHECK_STR(ops_text(), "meta load mark => reg 1; bitwise reg 1 = ( reg 1 & 0xffffff00 ) ^ 0x00000000; cmp eq reg 1 0xffffff00");
}

TEST(sub_byte_fields)
{
	begin(FAM_IP);
	match(field("ip", "dscp"), REL_EQ, number(field("ip", "dscp"), 8));
	CHECK_STR(ops_text(), "payload load 1b @ network header + 1 => reg 1; bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00; cmp eq reg 1 0x20");
	begin(FAM_IP6);
	match(field("ip6", "dscp"), REL_EQ, range(number(field("ip6", "dscp"), 4), number(field("ip6", "dscp"), 8)));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000; "
		  "range eq reg 1 0x0100 0x0200");
	begin(FAM_IP6);
	assign(ct("mark"), binop(BINOP_OR, binop(BINOP_SHL, field("ip6", "dscp"), number(meta("mark"), 2), 32, ORDER_HOST),
				 number(meta("mark"), 0x10), 32, ORDER_HOST));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000; "
		  "byteorder reg 1 = ntoh(reg 1, 2, 2); bitwise reg 1 = ( reg 1 >> 0x00000006 ); bitwise reg 1 = ( reg 1 << 0x00000002 ); "
		  "bitwise reg 1 = ( reg 1 & 0xffffffef ) ^ 0x00000010; ct set mark with reg 1");
	begin(FAM_IP6);
	assign(meta("mark"), field("ip6", "flowlabel"));
	CHECK_STR(ops_text(), "payload load 4b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0x00000000; "
		  "byteorder reg 1 = ntoh(reg 1, 4, 4); meta set mark with reg 1");
}

TEST(lookups)
{
	struct expr *dscp, *pair;

	begin(FAM_IP6);
	dscp = field("ip6", "dscp");
	match(dscp, REL_EQ, setref(set_of("named", dscp, 0)));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000; "
		  "byteorder reg 1 = ntoh(reg 1, 2, 2); bitwise reg 1 = ( reg 1 >> 0x00000006 ); lookup reg 1 set named");
	begin(FAM_IP6);
	dscp = field("ip6", "dscp");
	match(dscp, REL_NEQ, setref(set_of("__set%d", dscp, NFT_SET_ANONYMOUS | NFT_SET_CONSTANT)));
	rule.stmts.v[0]->match.right->setref.set->key.part[0].shift = 6;
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000; "
		  "lookup reg 1 set __set%d 0x1");
	begin(FAM_IP);
	pair = concat(meta("mark"), field("tcp", "dport"));
	match(pair, REL_EQ, setref(set_of("s", pair, NFT_SET_INTERVAL)));
	CHECK_STR(ops_text(), "meta load mark => reg 1; byteorder reg 1 = hton(reg 1, 4, 4); payload load 2b @ transport header + 2 => reg 9; "
		  "lookup reg 1 set s");
	begin(FAM_IP);
	pair = concat(meta("mark"), field("tcp", "dport"));
	add(S_VERDICT)->verdict.expr = map(pair, set_of("m", pair, NFT_SET_MAP));
	CHECK_STR(ops_text(), "meta load mark => reg 1; payload load 2b @ transport header + 2 => reg 9; lookup reg 1 set m dreg 0");
}

TEST(neighbours)
{
	begin(FAM_IP);
	match(field("tcp", "sport"), REL_EQ, number(field("tcp", "sport"), 1));
	match(meta("mark"), REL_EQ, number(meta("mark"), 1));
	match(field("tcp", "dport"), REL_EQ, number(field("tcp", "dport"), 2));
	CHECK_STR(ops_text(), "payload load 4b @ transport header + 0 => reg 1; cmp eq reg 1 0x00010002; meta load mark => reg 1; "
		  "cmp eq reg 1 0x00000001");
	begin(FAM_IP);
	match(field("ip", "daddr"), REL_EQ, number(field("ip", "daddr"), 2));
	match(field("ip", "saddr"), REL_EQ, number(field("ip", "saddr"), 1));
	CHECK_STR(ops_text(), "payload load 4b @ network header + 16 => reg 1; cmp eq reg 1 0x00000002; "
		  "payload load 4b @ network header + 12 => reg 1; cmp eq reg 1 0x00000001");
	begin(FAM_IP);
	match(field("tcp", "dport"), REL_EQ, number(field("tcp", "dport"), 2));
	add(S_COUNTER);
	match(field("tcp", "sport"), REL_EQ, number(field("tcp", "sport"), 1));
	CHECK_STR(ops_text(), "payload load 2b @ transport header + 2 => reg 1; cmp eq reg 1 0x0002; counter pkts 0 bytes 0; "
		  "payload load 2b @ transport header + 0 => reg 1; cmp eq reg 1 0x0001");
}

TEST(writes)
{
	begin(FAM_IP);
	assign(field("ip", "ttl"), number(field("ip", "ttl"), 5));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 8 => reg 1; bitwise reg 1 = ( reg 1 & 0x00ff ) ^ 0x0500; "
		  "payload write reg 1 => 2b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0");
	begin(FAM_IP);
	assign(field("ip", "ecn"), binop(BINOP_AND, field("ip", "ecn"), number(field("ip", "ecn"), 1), 2, ORDER_NET));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0xfffd ) ^ 0x0000; "
		  "payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0");
	begin(FAM_IP);
	assign(field("udp", "dport"), number(field("udp", "dport"), 53));
	CHECK_STR(ops_text(), "immediate reg 1 0x0035; payload write reg 1 => 2b @ transport header + 2 csum_type 0 csum_off 0 csum_flags 0x1");
	begin(FAM_IP);
	assign(field("ip", "dscp"), meta("mark"));
	CHECK_STR(ops_text(), "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0xff03 ) ^ 0x0000; meta load mark => reg 2; "
		  "bitwise reg 2 = ( reg 2 << 0x00000002 ); byteorder reg 2 = hton(reg 2, 2, 2); "
		  "bitwise reg 2 = ( reg 2 & 0x00fc ) ^ 0x0000; bitwise reg 1 = ( reg 1 | reg 2 ); "
		  "payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0");
}

TEST(nat_registers)
{
	struct expr *port, *addr;
	struct stmt *s;

	begin(FAM_IP);
	addr = field("ip", "daddr");
	port = field("tcp", "dport");
	s = add(S_NAT);
	s->nat.kind = NAT_DNAT;
	s->nat.family = FAM_IP;
	s->nat.addr = number(addr, 0xc0a80302);
	s->nat.proto = range(number(port, 8080), number(port, 8999));
	CHECK_STR(ops_text(), "immediate reg 1 0xc0a80302; immediate reg 2 0x1f90; immediate reg 3 0x2327; "
		  "nat dnat ip addr_min reg 1 proto_min reg 2 proto_max reg 3 flags 0x2");
	begin(FAM_IP);
	addr = field("ip", "daddr");
	s = add(S_NAT);
	s->nat.kind = NAT_SNAT;
	s->nat.family = FAM_IP;
	s->nat.addr = prefix(number(addr, 0xc0a80300), 24);
	CHECK_STR(ops_text(), "immediate reg 1 0xc0a80300; immediate reg 2 0xc0a803ff; nat snat ip addr_min reg 1 addr_max reg 2");
	begin(FAM_IP);
	s = add(S_NAT);
	s->nat.kind = NAT_MASQ;
	s->nat.flags = NF_NAT_RANGE_PROTO_RANDOM;
	CHECK_STR(ops_text(), "masq flags 0x4");
}

TEST(dynamic_sets)
{
	struct elem_info *info;
	struct expr *pair;
	struct stmt *s, *counter;

	begin(FAM_IP);
	pair = concat(field("ip", "saddr"), field("ip", "daddr"));
	info = region_new(r, struct elem_info);
	info->has_timeout = true;
	info->timeout = 60000;
	counter = stmt_new(r, S_COUNTER, nowhere);
	vec_push(r, &info->stmts, counter);
	s = add(S_DYNSET);
	s->dynset.set = setref(set_of("m", pair, NFT_SET_MAP));
	s->dynset.key = pair;
	s->dynset.data = meta("mark");
	s->dynset.info = info;
	s->dynset.op = NFT_DYNSET_OP_UPDATE;
	CHECK_STR(ops_text(), "payload load 4b @ network header + 12 => reg 1; payload load 4b @ network header + 16 => reg 9; "
		  "meta load mark => reg 10; dynset update reg_key 1 set m sreg_data 10 timeout 60000ms expr [ counter pkts 0 bytes 0 ]");
}

TEST(what_has_no_form_is_refused)
{
	begin(FAM_IP);
	match(meta("mark"), REL_EQ, ct("mark"));
	CHECK_STR(ops_text(), "the kernel compares with constants and sets only");
	begin(FAM_IP);
	assign(meta("mark"), binop(BINOP_SHL, meta("mark"), ct("mark"), 32, ORDER_HOST));
	CHECK_STR(ops_text(), "the kernel shifts by constants only");
}

TEST(debug_output_of_sets)
{
	struct strbuf b = { 0 };
	struct ops ops = { 0 };
	struct expr *port;
	struct set *s;

	begin(FAM_IP);
	port = field("tcp", "dport");
	s = set_of("__set%d", port, NFT_SET_ANONYMOUS | NFT_SET_CONSTANT);
	s->elems.key_len = 2;
	elems_add(r, &s->elems, (const uint8_t[]){ 0, 22 }, NULL, NULL, NULL, (struct elem){ 0 });
	elems_add(r, &s->elems, (const uint8_t[]){ 0, 80 }, NULL, NULL, NULL, (struct elem){ 0 });
	vec_push(r, &rule.anon_sets, s);
	match(port, REL_EQ, setref(s));
	CHECK_INT(gen_rule(r, &rule, &ops, &sink), 0);
	gen_debug_rule(&b, &rule, &ops);
	CHECK_STR(strbuf_str(&b), "__set%d t 3 size 2\n__set%d t 0\n\telement 0016\telement 0050\nip t c\n"
		  "  [ payload load 2b @ transport header + 2 => reg 1 ]\n  [ lookup reg 1 set __set%d ]\n\n");
	strbuf_free(&b);
}

TEST_MAIN()
