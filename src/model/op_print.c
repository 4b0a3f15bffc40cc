/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops as --debug=netlink prints them. */
#include <string.h>

#include "catalog/catalog.h"
#include "model/op.h"
#include "model/uapi.h"
#include <linux/netfilter/nf_tables_compat.h>

static void op_print(struct strbuf *b, const struct op *op);

static unsigned num(const struct op *op, unsigned attr)
{
	return (unsigned)op_get(op, attr);
}

static const char *name_of(const char *const *names, unsigned n, unsigned i)
{
	return i < n && names[i] ? names[i] : "unknown";
}
#define NAME_OF(names, i) name_of((names), sizeof(names) / sizeof(*(names)), (i))

/* Groups of four bytes, most significant first; what is in host order prints as the number it is. */
void op_print_data(struct strbuf *b, const uint8_t *data, uint32_t len, uint8_t order)
{
	bool swap = order == ORDER_HOST && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

	for (uint32_t i = 0; i < len; i++) {
		if (i % 4 == 0)
			strbuf_add(b, i ? " 0x" : "0x");
		strbuf_printf(b, "%02x", data[swap ? len - 1 - i : i]);
	}
}

static void data(struct strbuf *b, const struct op *op, unsigned attr)
{
	const struct op_val *v = &op->a[attr];

	if (v->set)
		op_print_data(b, v->data, v->len, v->order);
}

const char *op_verdict_name(int32_t code)
{
	static const struct { int32_t code; const char *name; } names[] = {
		{ NF_ACCEPT, "accept" }, { NF_DROP, "drop" }, { NF_QUEUE, "queue" }, { NF_STOLEN, "stolen" },
		{ NFT_CONTINUE, "continue" }, { NFT_BREAK, "break" }, { NFT_JUMP, "jump" }, { NFT_GOTO, "goto" },
		{ NFT_RETURN, "return" },
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].code == code)
			return names[i].name;
	return "unknown";
}

static void print_immediate(struct strbuf *b, const struct op *op)
{
	const struct op_val *v = &op->a[NFTA_IMMEDIATE_DATA];

	strbuf_printf(b, "reg %u ", num(op, NFTA_IMMEDIATE_DREG));
	if (!v->is_verdict) {
		data(b, op, NFTA_IMMEDIATE_DATA);
		return;
	}
	strbuf_add(b, op_verdict_name((int32_t)v->num));
	if (v->chain && !v->binding)
		strbuf_printf(b, " -> %s", v->chain);
}

static const char *const cmp_names[] = {
	[NFT_CMP_EQ] = "eq", [NFT_CMP_NEQ] = "neq", [NFT_CMP_LT] = "lt", [NFT_CMP_LTE] = "lte", [NFT_CMP_GT] = "gt", [NFT_CMP_GTE] = "gte",
};

static void print_cmp(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "%s reg %u ", NAME_OF(cmp_names, num(op, NFTA_CMP_OP)), num(op, NFTA_CMP_SREG));
	data(b, op, NFTA_CMP_DATA);
}

static void print_range(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "%s reg %u ", NAME_OF(cmp_names, num(op, NFTA_RANGE_OP)), num(op, NFTA_RANGE_SREG));
	data(b, op, NFTA_RANGE_FROM_DATA);
	strbuf_addc(b, ' ');
	data(b, op, NFTA_RANGE_TO_DATA);
}

static void print_bitwise(struct strbuf *b, const struct op *op)
{
	static const char *const signs[] = {
		[NFT_BITWISE_LSHIFT] = "<<", [NFT_BITWISE_RSHIFT] = ">>",
		[NFT_BITWISE_AND] = "&", [NFT_BITWISE_OR] = "|", [NFT_BITWISE_XOR] = "^",
	};
	unsigned code = num(op, NFTA_BITWISE_OP);

	strbuf_printf(b, "reg %u = ( reg %u ", num(op, NFTA_BITWISE_DREG), num(op, NFTA_BITWISE_SREG));
	if (code == NFT_BITWISE_BOOL) {
		strbuf_add(b, "& ");
		data(b, op, NFTA_BITWISE_MASK);
		strbuf_add(b, " ) ^ ");
		data(b, op, NFTA_BITWISE_XOR);
		return;
	}
	strbuf_printf(b, "%s ", NAME_OF(signs, code));
	if (op_has(op, NFTA_BITWISE_DATA))
		data(b, op, NFTA_BITWISE_DATA);
	else
		strbuf_printf(b, "reg %u", num(op, NFTA_BITWISE_SREG2));
	strbuf_add(b, " )");
}

static void print_byteorder(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "reg %u = %s(reg %u, %u, %u)", num(op, NFTA_BYTEORDER_DREG),
		      num(op, NFTA_BYTEORDER_OP) == NFT_BYTEORDER_HTON ? "hton" : "ntoh", num(op, NFTA_BYTEORDER_SREG),
		      num(op, NFTA_BYTEORDER_SIZE), num(op, NFTA_BYTEORDER_LEN));
}

static void print_payload(struct strbuf *b, const struct op *op)
{
	static const char *const bases[] = {
		[NFT_PAYLOAD_LL_HEADER] = "link", [NFT_PAYLOAD_NETWORK_HEADER] = "network",
		[NFT_PAYLOAD_TRANSPORT_HEADER] = "transport", [NFT_PAYLOAD_INNER_HEADER] = "inner", [NFT_PAYLOAD_TUN_HEADER] = "tunnel",
	};
	const char *base = NAME_OF(bases, num(op, NFTA_PAYLOAD_BASE));
	unsigned len = num(op, NFTA_PAYLOAD_LEN), offset = num(op, NFTA_PAYLOAD_OFFSET);

	if (op_has(op, NFTA_PAYLOAD_SREG))
		strbuf_printf(b, "write reg %u => %ub @ %s header + %u csum_type %u csum_off %u csum_flags 0x%x",
			      num(op, NFTA_PAYLOAD_SREG), len, base, offset, num(op, NFTA_PAYLOAD_CSUM_TYPE),
			      num(op, NFTA_PAYLOAD_CSUM_OFFSET), num(op, NFTA_PAYLOAD_CSUM_FLAGS));
	else
		strbuf_printf(b, "load %ub @ %s header + %u => reg %u", len, base, offset, num(op, NFTA_PAYLOAD_DREG));
}

static void print_exthdr(struct strbuf *b, const struct op *op)
{
	static const char *const kinds[] = {
		[NFT_EXTHDR_OP_IPV6] = "ipv6 ", [NFT_EXTHDR_OP_TCPOPT] = "tcpopt ", [NFT_EXTHDR_OP_IPV4] = "ipv4 ",
		[NFT_EXTHDR_OP_SCTP] = "", [NFT_EXTHDR_OP_DCCP] = "",
	};
	const char *kind = NAME_OF(kinds, num(op, NFTA_EXTHDR_OP));
	unsigned type = num(op, NFTA_EXTHDR_TYPE), len = num(op, NFTA_EXTHDR_LEN), offset = num(op, NFTA_EXTHDR_OFFSET);

	if (op_has(op, NFTA_EXTHDR_DREG))
		strbuf_printf(b, "load %s%ub @ %u + %u%s => reg %u", kind, len, type, offset,
			      num(op, NFTA_EXTHDR_FLAGS) & NFT_EXTHDR_F_PRESENT ? " present" : "", num(op, NFTA_EXTHDR_DREG));
	else if (op_has(op, NFTA_EXTHDR_SREG))
		strbuf_printf(b, "write %sreg %u => %ub @ %u + %u", kind, num(op, NFTA_EXTHDR_SREG), len, type, offset);
	else
		strbuf_printf(b, "reset %s%u", kind, type);
}

/* The name of a key in bytecode. */
static const char *key_name(const struct key_row *rows, unsigned n, uint32_t id)
{
	const struct key_row *k = key_by_id(rows, n, id);

	return k && k->vm ? k->vm : "unknown";
}

static void print_meta(struct strbuf *b, const struct op *op)
{
	const char *key = key_name(meta_keys, n_meta_keys, num(op, NFTA_META_KEY));

	if (op_has(op, NFTA_META_SREG))
		strbuf_printf(b, "set %s with reg %u", key, num(op, NFTA_META_SREG));
	else
		strbuf_printf(b, "load %s => reg %u", key, num(op, NFTA_META_DREG));
}

static void print_ct(struct strbuf *b, const struct op *op)
{
	const char *key = key_name(ct_keys, n_ct_keys, num(op, NFTA_CT_KEY));

	if (op_has(op, NFTA_CT_SREG))
		strbuf_printf(b, "set %s with reg %u", key, num(op, NFTA_CT_SREG));
	else
		strbuf_printf(b, "load %s => reg %u", key, num(op, NFTA_CT_DREG));
	if (op_has(op, NFTA_CT_DIRECTION))
		strbuf_printf(b, " , dir %s", num(op, NFTA_CT_DIRECTION) ? "reply" : "original");
}

static void print_rt(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "load %s => reg %u", key_name(rt_keys, n_rt_keys, num(op, NFTA_RT_KEY)), num(op, NFTA_RT_DREG));
}

static void print_socket(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "load %s => reg %u", key_name(socket_keys, n_socket_keys, num(op, NFTA_SOCKET_KEY)), num(op, NFTA_SOCKET_DREG));
	if (op_has(op, NFTA_SOCKET_LEVEL))
		strbuf_printf(b, " level %u", num(op, NFTA_SOCKET_LEVEL));
}

static void print_fib(struct strbuf *b, const struct op *op)
{
	static const char *const keys[] = { "saddr", "daddr", "mark", "iif", "oif" };
	unsigned flags = num(op, NFTA_FIB_FLAGS);
	const char *sep = "";

	for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!(flags & 1u << i))
			continue;
		strbuf_printf(b, "%s%s", sep, keys[i]);
		sep = " . ";
	}
	strbuf_printf(b, " %s%s => reg %u", key_name(fib_keys, n_fib_keys, num(op, NFTA_FIB_RESULT)),
		      flags & NFTA_FIB_F_PRESENT ? " present" : "", num(op, NFTA_FIB_DREG));
}

static void print_hash(struct strbuf *b, const struct op *op)
{
	if (num(op, NFTA_HASH_TYPE) == NFT_HASH_SYM)
		strbuf_printf(b, "reg %u = symhash() %% mod %u", num(op, NFTA_HASH_DREG), num(op, NFTA_HASH_MODULUS));
	else
		strbuf_printf(b, "reg %u = jhash(reg %u, %u, 0x%x) %% mod %u", num(op, NFTA_HASH_DREG), num(op, NFTA_HASH_SREG),
			      num(op, NFTA_HASH_LEN), num(op, NFTA_HASH_SEED), num(op, NFTA_HASH_MODULUS));
	if (num(op, NFTA_HASH_OFFSET))
		strbuf_printf(b, " offset %u", num(op, NFTA_HASH_OFFSET));
}

static void print_numgen(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "reg %u = %s mod %u", num(op, NFTA_NG_DREG), num(op, NFTA_NG_TYPE) == NFT_NG_RANDOM ? "random" : "inc",
		      num(op, NFTA_NG_MODULUS));
	if (num(op, NFTA_NG_OFFSET))
		strbuf_printf(b, " offset %u", num(op, NFTA_NG_OFFSET));
}

static void print_osf(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "dreg %u", num(op, NFTA_OSF_DREG));
}

static void print_xfrm(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "load %s %u %s => reg %u", num(op, NFTA_XFRM_DIR) ? "out" : "in", num(op, NFTA_XFRM_SPNUM),
		      key_name(xfrm_keys, n_xfrm_keys, num(op, NFTA_XFRM_KEY)), num(op, NFTA_XFRM_DREG));
}

static void print_tunnel(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "load %s => reg %u", key_name(tunnel_keys, n_tunnel_keys, num(op, NFTA_TUNNEL_KEY)), num(op, NFTA_TUNNEL_DREG));
}

static void print_lookup(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "reg %u set %s", num(op, NFTA_LOOKUP_SREG), (const char *)op->a[NFTA_LOOKUP_SET].data);
	if (op_has(op, NFTA_LOOKUP_DREG))
		strbuf_printf(b, " dreg %u", num(op, NFTA_LOOKUP_DREG));
	if (num(op, NFTA_LOOKUP_FLAGS))
		strbuf_printf(b, " 0x%x", num(op, NFTA_LOOKUP_FLAGS));
}

static void print_nested(struct strbuf *b, const struct op *op, unsigned attr, const char *before)
{
	const struct ops *nest = op->a[attr].set ? op->a[attr].nest : NULL;

	for (uint32_t i = 0; nest && i < nest->v.n; i++) {
		strbuf_printf(b, "%s[ ", before);
		op_print(b, nest->v.v[i]);
		strbuf_add(b, " ]");
	}
}

static void print_dynset(struct strbuf *b, const struct op *op)
{
	static const char *const names[] = { [NFT_DYNSET_OP_ADD] = "add", [NFT_DYNSET_OP_UPDATE] = "update", [NFT_DYNSET_OP_DELETE] = "delete" };

	strbuf_printf(b, "%s reg_key %u set %s", NAME_OF(names, num(op, NFTA_DYNSET_OP)), num(op, NFTA_DYNSET_SREG_KEY),
		      (const char *)op->a[NFTA_DYNSET_SET_NAME].data);
	if (op_has(op, NFTA_DYNSET_SREG_DATA))
		strbuf_printf(b, " sreg_data %u", num(op, NFTA_DYNSET_SREG_DATA));
	if (op_has(op, NFTA_DYNSET_TIMEOUT))
		strbuf_printf(b, " timeout %llums", (unsigned long long)op_get(op, NFTA_DYNSET_TIMEOUT));
	print_nested(b, op, NFTA_DYNSET_EXPR, " expr ");
	print_nested(b, op, NFTA_DYNSET_EXPRESSIONS, " expr ");
}

static void print_inner(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "type %u hdrsize %u flags %x ", num(op, NFTA_INNER_TYPE), num(op, NFTA_INNER_HDRSIZE), num(op, NFTA_INNER_FLAGS));
	print_nested(b, op, NFTA_INNER_EXPR, "");
}

static void print_objref(struct strbuf *b, const struct op *op)
{
	if (op_has(op, NFTA_OBJREF_SET_SREG))
		strbuf_printf(b, "sreg %u set %s", num(op, NFTA_OBJREF_SET_SREG), (const char *)op->a[NFTA_OBJREF_SET_NAME].data);
	else
		strbuf_printf(b, "type %u name %s", num(op, NFTA_OBJREF_IMM_TYPE), (const char *)op->a[NFTA_OBJREF_IMM_NAME].data);
}

static void print_counter(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "pkts %llu bytes %llu", (unsigned long long)op_get(op, NFTA_COUNTER_PACKETS),
		      (unsigned long long)op_get(op, NFTA_COUNTER_BYTES));
}

static void print_limit(struct strbuf *b, const struct op *op)
{
	static const struct { uint64_t seconds; const char *name; } units[] = {
		{ 1, "second" }, { 60, "minute" }, { 3600, "hour" }, { 86400, "day" }, { 604800, "week" },
	};
	const char *unit = "error";

	for (unsigned i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].seconds == op_get(op, NFTA_LIMIT_UNIT))
			unit = units[i].name;
	strbuf_printf(b, "rate %llu/%s burst %u type %s flags 0x%x", (unsigned long long)op_get(op, NFTA_LIMIT_RATE), unit,
		      num(op, NFTA_LIMIT_BURST), num(op, NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES ? "bytes" : "packets",
		      num(op, NFTA_LIMIT_FLAGS));
}

static void print_connlimit(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "count %u flags %x", num(op, NFTA_CONNLIMIT_COUNT), num(op, NFTA_CONNLIMIT_FLAGS));
}

static void print_quota(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "bytes %llu consumed %llu flags %u", (unsigned long long)op_get(op, NFTA_QUOTA_BYTES),
		      (unsigned long long)op_get(op, NFTA_QUOTA_CONSUMED), num(op, NFTA_QUOTA_FLAGS));
}

static void print_last(struct strbuf *b, const struct op *op)
{
	if (num(op, NFTA_LAST_SET))
		strbuf_printf(b, "%llu", (unsigned long long)op_get(op, NFTA_LAST_MSECS));
	else
		strbuf_add(b, "never");
}

static void print_log(struct strbuf *b, const struct op *op)
{
	static const struct { unsigned bit; const char *name; } flags[] = {
		{ 0x01, " tcpseq" }, { 0x02, " tcpopt" }, { 0x04, " ipopt" }, { 0x08, " uid" }, { 0x20, " macdecode" },
	};
	size_t from = b->len;

	if (op_has(op, NFTA_LOG_PREFIX))
		strbuf_printf(b, " prefix %s", (const char *)op->a[NFTA_LOG_PREFIX].data);
	if (op_has(op, NFTA_LOG_GROUP))
		strbuf_printf(b, " group %u snaplen %u qthreshold %u", num(op, NFTA_LOG_GROUP), num(op, NFTA_LOG_SNAPLEN),
			      num(op, NFTA_LOG_QTHRESHOLD));
	if (op_has(op, NFTA_LOG_LEVEL))
		strbuf_printf(b, " level %u", num(op, NFTA_LOG_LEVEL));
	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (num(op, NFTA_LOG_FLAGS) & flags[i].bit)
			strbuf_add(b, flags[i].name);
	if (b->len > from && !b->failed) {	/* the blank before the first word is there already */
		memmove(b->s + from, b->s + from + 1, b->len - from);
		b->len--;
	}
}

static void print_queue(struct strbuf *b, const struct op *op)
{
	unsigned first = num(op, NFTA_QUEUE_NUM), total = num(op, NFTA_QUEUE_TOTAL);

	if (op_has(op, NFTA_QUEUE_SREG_QNUM))
		strbuf_printf(b, "sreg_qnum %u", num(op, NFTA_QUEUE_SREG_QNUM));
	else if (total > 1)
		strbuf_printf(b, "num %u-%u", first, first + total - 1);
	else
		strbuf_printf(b, "num %u", first);
	if (num(op, NFTA_QUEUE_FLAGS) & NFT_QUEUE_FLAG_BYPASS)
		strbuf_add(b, " bypass");
	if (num(op, NFTA_QUEUE_FLAGS) & NFT_QUEUE_FLAG_CPU_FANOUT)
		strbuf_add(b, " fanout");
}

static void print_reject(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "type %u code %u", num(op, NFTA_REJECT_TYPE), num(op, NFTA_REJECT_ICMP_CODE));
}

static const char *nfproto_name(unsigned nfproto)
{
	enum family f = family_by_nfproto((uint8_t)nfproto);

	return f == FAM_UNSPEC ? "unspec" : family_name(f);
}

static void print_nat(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "%s %s", num(op, NFTA_NAT_TYPE) == NFT_NAT_SNAT ? "snat" : "dnat", nfproto_name(num(op, NFTA_NAT_FAMILY)));
	if (op_has(op, NFTA_NAT_REG_ADDR_MIN))
		strbuf_printf(b, " addr_min reg %u", num(op, NFTA_NAT_REG_ADDR_MIN));
	if (op_has(op, NFTA_NAT_REG_ADDR_MAX))
		strbuf_printf(b, " addr_max reg %u", num(op, NFTA_NAT_REG_ADDR_MAX));
	if (op_has(op, NFTA_NAT_REG_PROTO_MIN))
		strbuf_printf(b, " proto_min reg %u", num(op, NFTA_NAT_REG_PROTO_MIN));
	if (op_has(op, NFTA_NAT_REG_PROTO_MAX))
		strbuf_printf(b, " proto_max reg %u", num(op, NFTA_NAT_REG_PROTO_MAX));
	if (num(op, NFTA_NAT_FLAGS))
		strbuf_printf(b, " flags 0x%x", num(op, NFTA_NAT_FLAGS));
}

/* What masquerade and redirect have in common; a blank goes before each word but the first. */
static void print_ports(struct strbuf *b, const struct op *op, unsigned min, unsigned max, unsigned flags)
{
	const char *sep = "";

	if (op_has(op, min)) {
		strbuf_printf(b, "proto_min reg %u", num(op, min));
		sep = " ";
	}
	if (op_has(op, max))
		strbuf_printf(b, "%sproto_max reg %u", sep, num(op, max));
	if (num(op, flags))
		strbuf_printf(b, "%sflags 0x%x", sep, num(op, flags));
}

static void print_masq(struct strbuf *b, const struct op *op)
{
	print_ports(b, op, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX, NFTA_MASQ_FLAGS);
}

static void print_redir(struct strbuf *b, const struct op *op)
{
	print_ports(b, op, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX, NFTA_REDIR_FLAGS);
}

static void print_tproxy(struct strbuf *b, const struct op *op)
{
	unsigned nfproto = num(op, NFTA_TPROXY_FAMILY);

	if (nfproto)
		strbuf_printf(b, "%s ", nfproto_name(nfproto));
	if (op_has(op, NFTA_TPROXY_REG_ADDR))
		strbuf_printf(b, "addr reg %u%s", num(op, NFTA_TPROXY_REG_ADDR), op_has(op, NFTA_TPROXY_REG_PORT) ? " " : "");
	if (op_has(op, NFTA_TPROXY_REG_PORT))
		strbuf_printf(b, "port reg %u", num(op, NFTA_TPROXY_REG_PORT));
}

static void print_synproxy(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "mss %u wscale %u", num(op, NFTA_SYNPROXY_MSS), num(op, NFTA_SYNPROXY_WSCALE));
}

static void print_dup(struct strbuf *b, const struct op *op)
{
	if (op_has(op, NFTA_DUP_SREG_ADDR))
		strbuf_printf(b, "sreg_addr %u%s", num(op, NFTA_DUP_SREG_ADDR), op_has(op, NFTA_DUP_SREG_DEV) ? " " : "");
	if (op_has(op, NFTA_DUP_SREG_DEV))
		strbuf_printf(b, "sreg_dev %u", num(op, NFTA_DUP_SREG_DEV));
}

static void print_fwd(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "sreg_dev %u", num(op, NFTA_FWD_SREG_DEV));
	if (op_has(op, NFTA_FWD_SREG_ADDR))
		strbuf_printf(b, " sreg_addr %u", num(op, NFTA_FWD_SREG_ADDR));
	if (op_has(op, NFTA_FWD_NFPROTO))
		strbuf_printf(b, " nfproto %u", num(op, NFTA_FWD_NFPROTO));
}

static void print_flow_offload(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "flowtable %s", (const char *)op->a[NFTA_FLOW_TABLE_NAME].data);
}

static void print_notrack(struct strbuf *b, const struct op *op)
{
	(void)b;
	(void)op;
}

static void print_match(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "name %s rev %u", op_has(op, NFTA_MATCH_NAME) ? (const char *)op->a[NFTA_MATCH_NAME].data : "",
		      num(op, NFTA_MATCH_REV));
}

static void print_target(struct strbuf *b, const struct op *op)
{
	strbuf_printf(b, "name %s rev %u", op_has(op, NFTA_TARGET_NAME) ? (const char *)op->a[NFTA_TARGET_NAME].data : "",
		      num(op, NFTA_TARGET_REV));
}

/* ---------------------------------------------------------------- the rows */
#define OP(ident, text) static const struct op_attr_row ident##_attrs[] = {
#define ATTR(op, ident, number, type, from) { .name = #ident, .num = number, .kind = OPA_##type, .since = from },
#define ENDOP(ident) };
#include "catalog/ops.def"
#undef OP
#undef ATTR
#undef ENDOP

/* As large as the greatest attribute number of the op, and one more. */
#define OP(ident, text) union ident##_room { char none[1];
#define ATTR(op, ident, number, type, from) char ident##_room[(number) + 1];
#define ENDOP(ident) };
#include "catalog/ops.def"
#undef OP
#undef ATTR
#undef ENDOP

const struct op_row op_rows[N_OPS] = {
#define OP(ident, text) [OP_##ident] = { .name = text, .attrs = ident##_attrs, .print = print_##ident, \
	.n_attrs = sizeof(ident##_attrs) / sizeof(*ident##_attrs), .max_attr = sizeof(union ident##_room) - 1 },
#define ATTR(...)
#define ENDOP(...)
#include "catalog/ops.def"
#undef OP
#undef ATTR
#undef ENDOP
};

static void op_print(struct strbuf *b, const struct op *op)
{
	size_t before;

	strbuf_add(b, op->row ? op->row->name : op->unknown);
	if (!op->row)
		return;
	strbuf_addc(b, ' ');
	before = b->len;
	op->row->print(b, op);
	if (b->len == before && b->len && !b->failed)	/* nothing to tell: no blank */
		b->s[--b->len] = '\0';
}

void ops_print(struct strbuf *b, const struct ops *ops)
{
	for (uint32_t i = 0; i < ops->v.n; i++) {
		strbuf_add(b, "  [ ");
		op_print(b, ops->v.v[i]);
		strbuf_add(b, " ]\n");
	}
}
