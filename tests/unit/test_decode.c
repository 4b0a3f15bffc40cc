/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops as the kernel hands them out must list as these rules; and ops made from a rule that was read back, as the same rule again. */
#include "model/decode.h"
#include "model/gen.h"
#include "model/print.h"
#include "model/uapi.h"
#include "test.h"

static struct region *r;
static struct ruleset rs;
static struct table *table;
static struct rule *rule;
static struct ops ops;

static void begin(enum family family)
{
	if (r)
		region_free(r);
	r = region_create();
	memset(&rs, 0, sizeof(rs));
	rs.region = r;
	memset(&ops, 0, sizeof(ops));
	table = table_new(r);
	table->family = family;
	table->name = "t";
	ruleset_add_table(&rs, table);
	rule = rule_new(r);
	rule->table = table;
}

/* ------------------------------------------------------------------ ops */

static void meta_load(unsigned key)
{
	struct op *op = op_new(r, &ops, OP_meta);

	op_set(op, NFTA_META_KEY, key);
	op_set(op, NFTA_META_DREG, NFT_REG_1);
}

static void meta_set(unsigned key)
{
	struct op *op = op_new(r, &ops, OP_meta);

	op_set(op, NFTA_META_KEY, key);
	op_set(op, NFTA_META_SREG, NFT_REG_1);
}

static void payload(unsigned base, unsigned offset, unsigned len)
{
	struct op *op = op_new(r, &ops, OP_payload);

	op_set(op, NFTA_PAYLOAD_DREG, NFT_REG_1);
	op_set(op, NFTA_PAYLOAD_BASE, base);
	op_set(op, NFTA_PAYLOAD_OFFSET, offset);
	op_set(op, NFTA_PAYLOAD_LEN, len);
}

static void payload_write(unsigned base, unsigned offset, unsigned len)
{
	struct op *op = op_new(r, &ops, OP_payload);

	op_set(op, NFTA_PAYLOAD_SREG, NFT_REG_1);
	op_set(op, NFTA_PAYLOAD_BASE, base);
	op_set(op, NFTA_PAYLOAD_OFFSET, offset);
	op_set(op, NFTA_PAYLOAD_LEN, len);
}

#define BYTES(...) (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })

static void cmp(unsigned code, const uint8_t *data, unsigned len)
{
	struct op *op = op_new(r, &ops, OP_cmp);

	op_set(op, NFTA_CMP_SREG, NFT_REG_1);
	op_set(op, NFTA_CMP_OP, code);
	op_set_data(r, op, NFTA_CMP_DATA, data, len);
}

static void cmp_host(unsigned code, uint32_t v)
{
	cmp(code, (const uint8_t *)&v, sizeof(v));
}

static void mask(const uint8_t *data, unsigned len, const uint8_t *xor)
{
	static const uint8_t zero[16];
	struct op *op = op_new(r, &ops, OP_bitwise);

	op_set(op, NFTA_BITWISE_SREG, NFT_REG_1);
	op_set(op, NFTA_BITWISE_DREG, NFT_REG_1);
	op_set(op, NFTA_BITWISE_LEN, len);
	op_set(op, NFTA_BITWISE_OP, NFT_BITWISE_BOOL);
	op_set_data(r, op, NFTA_BITWISE_MASK, data, len);
	op_set_data(r, op, NFTA_BITWISE_XOR, xor ? xor : zero, len);
}

static void shift_right(uint32_t bits)
{
	struct op *op = op_new(r, &ops, OP_bitwise);

	op_set(op, NFTA_BITWISE_SREG, NFT_REG_1);
	op_set(op, NFTA_BITWISE_DREG, NFT_REG_1);
	op_set(op, NFTA_BITWISE_LEN, 4);
	op_set(op, NFTA_BITWISE_OP, NFT_BITWISE_RSHIFT);
	op_set_data(r, op, NFTA_BITWISE_DATA, &bits, sizeof(bits));
}

static void verdict(int code)
{
	struct op *op = op_new(r, &ops, OP_immediate);

	op_set(op, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	op_set_verdict(r, op, NFTA_IMMEDIATE_DATA, code, NULL);
}

static void lookup(const char *set, int dreg)
{
	struct op *op = op_new(r, &ops, OP_lookup);

	op_set_str(r, op, NFTA_LOOKUP_SET, set);
	op_set(op, NFTA_LOOKUP_SREG, NFT_REG_1);
	if (dreg >= 0)
		op_set(op, NFTA_LOOKUP_DREG, (unsigned)dreg);
}

static struct set *anonymous(const char *name, unsigned key_bits, unsigned data_bits)
{
	struct set *s = set_new(r);

	s->table = table;
	s->name = name;
	s->flags = NFT_SET_ANONYMOUS | NFT_SET_CONSTANT;
	s->key.n = 1;
	s->key.bits = s->key.part[0].bits = key_bits;
	s->key.part[0].type = &integer_type;
	s->elems.key_len = (uint16_t)(key_bits / 8);
	if (data_bits) {
		s->is_map = true;
		s->data.n = 1;
		s->data.bits = s->data.part[0].bits = data_bits;
		s->data.part[0].type = &integer_type;
		s->data.part[0].order = ORDER_HOST;
		s->elems.data_len = (uint16_t)(data_bits / 8);
	}
	table_add_set(&rs, table, s);
	return s;
}

static void tcp(void)
{
	meta_load(NFT_META_L4PROTO);
	cmp(NFT_CMP_EQ, BYTES(6));
}

/* ------------------------------------------------------------------ what it lists as */

static const char *listing(void)
{
	struct strbuf out = { 0 };
	struct printer p = { .out = &out, .family = table->family };
	const char *text;

	print_rule(&p, rule);
	text = region_strdup(r, strbuf_str(&out));
	strbuf_free(&out);
	return text;
}

static void lists(const char *want)
{
	struct diag_sink sink = { .region = r };
	struct ops again = { 0 };

	CHECK(decode_rule(r, &rs, rule, &ops) == 0);
	CHECK_STR(listing(), want);
	CHECK(gen_rule(r, rule, &again, &sink) == 0);
	rule->stmts.n = 0;
	CHECK(decode_rule(r, &rs, rule, &again) == 0);
	CHECK_STR(listing(), want);
}

TEST(fields)
{
	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 12, 3);
	cmp(NFT_CMP_EQ, BYTES(192, 168, 2));
	lists("ip saddr 192.168.2.0/24");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 16, 4);
	mask(BYTES(255, 255, 254, 0), NULL);
	cmp(NFT_CMP_NEQ, BYTES(10, 1, 2, 0));
	lists("ip daddr != 10.1.2.0/23");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 1, 1);
	mask(BYTES(0xfc), NULL);
	cmp(NFT_CMP_EQ, BYTES(0x20));
	lists("ip dscp cs1");

	begin(FAM_IP6);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 0, 2);
	mask(BYTES(0x0f, 0xc0), NULL);
	cmp(NFT_CMP_NEQ, BYTES(0x02, 0));
	lists("ip6 dscp != cs1");
}

TEST(unknown_headers)
{
	begin(FAM_INET);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 1, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 7));
	lists("@nh,8,16 0x7");

	begin(FAM_INET);
	meta_load(NFT_META_L4PROTO);
	cmp(NFT_CMP_EQ, BYTES(91));
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 7));
	lists("meta l4proto 91 @th,0,16 0x7");

	begin(FAM_INET);
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 22));
	lists("th dport 22");
}

TEST(implied)
{
	begin(FAM_INET);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 22));
	verdict(NF_ACCEPT);
	lists("tcp dport 22 accept");

	begin(FAM_INET);
	tcp();
	verdict(NF_ACCEPT);
	lists("meta l4proto tcp accept");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 9, 1);
	cmp(NFT_CMP_EQ, BYTES(6));
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 22));
	lists("tcp dport 22");

	/* in a family of more than one network protocol that match says which */
	begin(FAM_BRIDGE);
	meta_load(NFT_META_PROTOCOL);
	cmp(NFT_CMP_EQ, BYTES(8, 0));
	payload(NFT_PAYLOAD_NETWORK_HEADER, 9, 1);
	cmp(NFT_CMP_EQ, BYTES(6));
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	cmp(NFT_CMP_EQ, BYTES(0, 22));
	lists("ip protocol tcp tcp dport 22");

	/* what a statement comes between is shown */
	begin(FAM_INET);
	meta_load(NFT_META_NFPROTO);
	cmp(NFT_CMP_EQ, BYTES(NFPROTO_IPV4));
	op_new(r, &ops, OP_notrack);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 12, 4);
	cmp(NFT_CMP_EQ, BYTES(1, 2, 3, 4));
	lists("meta nfproto ipv4 notrack ip saddr 1.2.3.4");
}

TEST(merged)
{
	begin(FAM_IP);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 4);
	cmp(NFT_CMP_EQ, BYTES(4, 0, 0, 22));
	lists("tcp sport 1024 tcp dport 22");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 0, 1);
	cmp(NFT_CMP_EQ, BYTES(0x45));
	lists("ip version 4 ip hdrlength 5");

	/* two ends of older rules */
	begin(FAM_IP);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	cmp(NFT_CMP_GTE, BYTES(0, 22));
	cmp(NFT_CMP_LTE, BYTES(0, 33));
	lists("tcp dport 22-33");
}

TEST(flags)
{
	begin(FAM_IP);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	mask(BYTES(0x12), NULL);
	cmp(NFT_CMP_NEQ, BYTES(0));
	lists("tcp flags syn,ack");

	begin(FAM_IP);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	mask(BYTES(0x12), NULL);
	cmp(NFT_CMP_EQ, BYTES(0));
	lists("tcp flags ! syn,ack");

	begin(FAM_IP);
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	mask(BYTES(0x12), NULL);
	cmp(NFT_CMP_EQ, BYTES(0x02));
	lists("tcp flags & (syn | ack) == syn");
}

TEST(names_and_marks)
{
	begin(FAM_IP);
	meta_load(NFT_META_IIFNAME);
	cmp(NFT_CMP_EQ, BYTES('e', 't', 'h'));
	lists("iifname \"eth*\"");

	begin(FAM_IP);
	meta_load(NFT_META_IIFNAME);
	cmp(NFT_CMP_EQ, BYTES('e', 't', 'h', '0', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	lists("iifname \"eth0\"");

	begin(FAM_IP);
	meta_load(NFT_META_MARK);
	cmp_host(NFT_CMP_EQ, 0x10);
	lists("meta mark 0x00000010");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 1, 1);
	mask(BYTES(0xfc), NULL);
	shift_right(2);
	meta_set(NFT_META_MARK);
	lists("meta mark set ip dscp");
}

TEST(writes)
{
	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 0, 2);
	mask(BYTES(0xff, 0x03), (const uint8_t[]){ 0, 0x60 });
	payload_write(NFT_PAYLOAD_NETWORK_HEADER, 0, 2);
	lists("ip dscp set cs3");

	begin(FAM_IP);
	payload(NFT_PAYLOAD_NETWORK_HEADER, 0, 2);
	mask(BYTES(0xff, 0xfd), (const uint8_t[]){ 0, 0x02 });
	payload_write(NFT_PAYLOAD_NETWORK_HEADER, 0, 2);
	lists("ip ecn set ip ecn | ect0");
}

TEST(sets)
{
	struct set *s;

	begin(FAM_IP);
	s = anonymous("__set0", 16, 0);
	elems_add(r, &s->elems, (const uint8_t[]){ 0, 22 }, NULL, NULL, NULL, (struct elem){ 0 });
	elems_add(r, &s->elems, (const uint8_t[]){ 0, 80 }, NULL, NULL, NULL, (struct elem){ 0 });
	tcp();
	payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
	lookup("__set0", -1);
	lists("tcp dport { 22, 80 }");

	/* elements of a field within a byte stand where the field does */
	begin(FAM_IP);
	s = anonymous("__set0", 8, 0);
	elems_add(r, &s->elems, (const uint8_t[]){ 0x20 }, NULL, NULL, NULL, (struct elem){ 0 });
	payload(NFT_PAYLOAD_NETWORK_HEADER, 1, 1);
	mask(BYTES(0xfc), NULL);
	lookup("__set0", -1);
	lists("ip dscp { cs1 }");

	begin(FAM_IP);
	s = anonymous("__map0", 32, 32);
	elems_add(r, &s->elems, (const uint8_t[]){ 1, 2, 3, 4 }, NULL, (const uint8_t[]){ 0, 0, 0, 7 }, NULL, (struct elem){ 0 });
	payload(NFT_PAYLOAD_NETWORK_HEADER, 12, 4);
	lookup("__map0", NFT_REG_1);
	meta_set(NFT_META_MARK);
	lists("meta mark set ip saddr map { 1.2.3.4 : 0x00000007 }");
}

/* What is not understood is shown, and nothing is guessed from it. */
TEST(unknown)
{
	struct op *op;

	begin(FAM_IP);
	op = region_new(r, struct op);
	op->unknown = "newfangled";
	vec_push(r, &ops.v, op);
	verdict(NF_DROP);
	CHECK(decode_rule(r, &rs, rule, &ops) == 0);
	CHECK_STR(listing(), "unknown [ newfangled ] drop");

	begin(FAM_IP);
	op_new(r, &ops, OP_notrack)->extra = true;	/* an attribute of a later kernel */
	CHECK(decode_rule(r, &rs, rule, &ops) == 0);
	CHECK(rule->stmts.n == 1 && rule->stmts.v[0]->id == S_UNKNOWN);

	begin(FAM_IP);
	cmp(NFT_CMP_EQ, BYTES(1));	/* of a register that nothing was loaded into */
	CHECK(decode_rule(r, &rs, rule, &ops) == 0);
	CHECK(rule->stmts.n == 1 && rule->stmts.v[0]->id == S_UNKNOWN);
}

TEST_MAIN()
