/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: what traced packets meet. A packet is shown as the matches that it would pass. */
#include <inttypes.h>
#include <linux/if_arp.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/list.h"
#include "lang/list_priv.h"
#include "model/print.h"

/* Fields that are worth a look, in this order. The one that names the next header is left out where that one is shown. */
static const struct { uint8_t header, field; } shown[] = {
	{ HDR_ether, FLD_ether_saddr }, { HDR_ether, FLD_ether_daddr }, { HDR_ether, FLD_ether_type },
	{ HDR_vlan, FLD_vlan_pcp }, { HDR_vlan, FLD_vlan_dei }, { HDR_vlan, FLD_vlan_id }, { HDR_vlan, FLD_vlan_type },
	{ HDR_arp, FLD_arp_operation },
	{ HDR_ip, FLD_ip_saddr }, { HDR_ip, FLD_ip_daddr }, { HDR_ip, FLD_ip_dscp }, { HDR_ip, FLD_ip_ecn }, { HDR_ip, FLD_ip_ttl },
	{ HDR_ip, FLD_ip_id }, { HDR_ip, FLD_ip_protocol }, { HDR_ip, FLD_ip_length },
	{ HDR_ip6, FLD_ip6_saddr }, { HDR_ip6, FLD_ip6_daddr }, { HDR_ip6, FLD_ip6_dscp }, { HDR_ip6, FLD_ip6_ecn }, { HDR_ip6, FLD_ip6_hoplimit },
	{ HDR_ip6, FLD_ip6_flowlabel }, { HDR_ip6, FLD_ip6_nexthdr }, { HDR_ip6, FLD_ip6_length },
	{ HDR_icmp, FLD_icmp_type }, { HDR_icmp, FLD_icmp_code }, { HDR_icmp, FLD_icmp_id }, { HDR_icmp, FLD_icmp_sequence },
	{ HDR_icmpv6, FLD_icmpv6_type }, { HDR_icmpv6, FLD_icmpv6_code }, { HDR_icmpv6, FLD_icmpv6_parameter_problem },
	{ HDR_igmp, FLD_igmp_type }, { HDR_igmp, FLD_igmp_mrt },
	{ HDR_tcp, FLD_tcp_sport }, { HDR_tcp, FLD_tcp_dport }, { HDR_tcp, FLD_tcp_flags }, { HDR_tcp, FLD_tcp_window },
	{ HDR_udp, FLD_udp_sport }, { HDR_udp, FLD_udp_dport }, { HDR_udp, FLD_udp_length }, { HDR_udp, FLD_udp_checksum },
	{ HDR_udplite, FLD_udplite_sport }, { HDR_udplite, FLD_udplite_dport }, { HDR_udplite, FLD_udplite_csumcov }, { HDR_udplite, FLD_udplite_checksum },
	{ HDR_sctp, FLD_sctp_sport }, { HDR_sctp, FLD_sctp_dport }, { HDR_sctp, FLD_sctp_vtag },
	{ HDR_dccp, FLD_dccp_sport }, { HDR_dccp, FLD_dccp_dport },
	{ HDR_esp, FLD_esp_spi }, { HDR_esp, FLD_esp_sequence },
	{ HDR_ah, FLD_ah_nexthdr }, { HDR_ah, FLD_ah_hdrlength }, { HDR_ah, FLD_ah_spi }, { HDR_ah, FLD_ah_sequence },
	{ HDR_comp, FLD_comp_nexthdr }, { HDR_comp, FLD_comp_cpi },
	{ HDR_gre, FLD_gre_flags },
};

/* ------------------------------------------------------------------ matches */

static void print_match(struct printer *p, const struct expr *left, const uint8_t *value, uint8_t op)
{
	struct expr right = { .ops = expr_kinds[E_VALUE], .id = E_VALUE, .order = left->order, .bits = left->bits, .type = left->type };
	struct stmt match = { .ops = stmt_kinds[S_MATCH], .id = S_MATCH };

	right.value.data = value;
	match.match.left = (struct expr *)left;
	match.match.right = &right;
	match.match.op = op;
	print_stmt(p, &match);
	prs(p, " ");
}

static struct expr selector_expr(enum expr_id id, const struct selector *sel)
{
	return (struct expr){ .ops = expr_kinds[id], .id = (uint8_t)id, .order = sel->order, .bits = sel->bits, .type = sel->type };
}

static void big_endian(uint8_t *to, unsigned bytes, uint64_t v)
{
	for (unsigned i = bytes; i-- > 0; v >>= 8)
		to[i] = (uint8_t)v;
}

static void print_meta(struct printer *p, uint32_t key, uint64_t value)
{
	const struct key_row *row = key_by_id(meta_keys, n_meta_keys, key);
	struct expr e = selector_expr(E_META, &row->sel);
	uint8_t bytes[8];

	e.meta.row = row;
	big_endian(bytes, expr_bytes(&e), value);
	print_match(p, &e, bytes, REL_IMPLICIT);
}

static void print_ct(struct printer *p, uint32_t key, uint64_t value)
{
	const struct key_row *row = key_by_id(ct_keys, n_ct_keys, key);
	struct expr e = selector_expr(E_CT, &row->sel);
	uint8_t bytes[8];

	e.ct.row = row;
	e.ct.dir = -1;
	big_endian(bytes, expr_bytes(&e), value);
	print_match(p, &e, bytes, REL_IMPLICIT);
}

/* ------------------------------------------------------------------ headers of a packet */

struct layer { const struct header_row *header; const uint8_t *data; unsigned len; };

static bool field_value(const struct layer *l, const struct field_row *f, uint8_t *out)
{
	unsigned bytes = (f->sel.bits + 7) / 8, last = f->offset + f->sel.bits - 1;
	uint64_t v = 0;

	if (last / 8 >= l->len)
		return false;
	if (f->offset % 8 == 0 && f->sel.bits % 8 == 0) {
		memcpy(out, l->data + f->offset / 8, bytes);
		return true;
	}
	for (unsigned i = f->offset / 8; i <= last / 8; i++)
		v = v << 8 | l->data[i];
	v >>= 7 - last % 8;
	big_endian(out, bytes, v & ((UINT64_C(1) << f->sel.bits) - 1));
	return true;
}

/* What the header says comes next; NULL: nothing that is known by just that number. */
static const struct header_row *next_header(const struct layer *l)
{
	const struct field_row *key = l->header && l->header->key >= 0 ? &l->header->fields[l->header->key] : NULL;
	const struct header_row *next;
	uint64_t number = 0, usual;
	uint8_t value[16];

	if (!key || key->sel.bits > 16 || !field_value(l, key, value))
		return NULL;
	for (unsigned i = 0; i < (key->sel.bits + 7u) / 8; i++)
		number = number << 8 | value[i];
	next = header_next(l->header, number);
	if (!next || header_value(l->header, next, &usual))
		return NULL;
	return usual == number || next->base != BASE_LL ? next : NULL;
}

static void print_layer(struct printer *p, const struct layer *l, bool hide_key)
{
	for (unsigned i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		const struct field_row *f = &headers[shown[i].header].fields[shown[i].field];
		struct expr e = selector_expr(E_PAYLOAD, &f->sel);
		uint8_t value[16];

		if (!l->header || shown[i].header != l->header->id || (hide_key && shown[i].field == l->header->key) || !field_value(l, f, value))
			continue;
		e.payload.header = l->header;
		e.payload.field = f;
		e.payload.base = l->header->base;
		e.payload.offset = f->offset;
		print_match(p, &e, value, type_is_flags(f->sel.type) ? REL_EQ : REL_IMPLICIT);
	}
}

/* The frame's header, and its tags: they stand in its place for the protocol, so that a tag begins where that one would. */
static const struct header_row *print_ll(struct printer *p, const struct trace *t)
{
	uint16_t type = t->iif ? t->iiftype : t->oiftype;
	struct layer l = { NULL, t->ll.data, t->ll.len };
	const struct header_row *next;
	bool tag, carried;

	if (!t->ll.data || type != ARPHRD_ETHER)
		return NULL;
	l.header = &headers[HDR_ether];
	for (;;) {
		unsigned bytes = l.header->bits / 8;

		next = next_header(&l);
		tag = next && next->base == BASE_LL && l.len > bytes;
		carried = next && next->base == BASE_NH && t->network.data;
		print_layer(p, &l, tag || carried);
		if (!tag) {
			/* an unusual number of a tag still says that one follows */
			if (!next && l.len > bytes && l.header->id == HDR_ether)
				next = &headers[HDR_vlan];
			else
				return carried ? next : NULL;
		}
		l = (struct layer){ next, l.data + bytes, l.len - bytes };
	}
}

static const struct header_row *network_header(const struct trace *t, const struct header_row *told)
{
	if (told || !t->network.data)
		return told;
	if (t->has_nfproto && t->nfproto == NFPROTO_IPV4)
		return &headers[HDR_ip];
	if (t->has_nfproto && t->nfproto == NFPROTO_IPV6)
		return &headers[HDR_ip6];
	return t->has_nfproto && t->nfproto == NFPROTO_ARP ? &headers[HDR_arp] : NULL;
}

static void print_packet(struct printer *p, const struct trace *t)
{
	struct layer network = { NULL, t->network.data, t->network.len }, transport = { NULL, t->transport.data, t->transport.len };

	if (t->iif)
		print_meta(p, NFT_META_IIF, t->iif);
	if (t->oif)
		print_meta(p, NFT_META_OIF, t->oif);
	network.header = network_header(t, print_ll(p, t));
	transport.header = t->transport.data ? next_header(&network) : NULL;
	print_layer(p, &network, transport.header && (t->family == FAM_IP || t->family == FAM_IP6));
	print_layer(p, &transport, false);
}

/* ------------------------------------------------------------------ lines */

static void print_place(struct printer *p, const struct trace *t)
{
	pr(p, "trace id %08x %s %s %s ", t->id, family_name(t->family), t->table, t->chain);
}

static void print_conntrack_line(struct printer *p, const struct trace *t)
{
	print_place(p, t);
	prs(p, "conntrack: ");
	print_ct(p, NFT_CT_DIRECTION, t->ct_direction);
	print_ct(p, NFT_CT_STATE, t->ct_state);
	if (t->has_ct_status)
		print_ct(p, NFT_CT_STATUS, t->ct_status);
	if (t->has_ct_id)
		print_ct(p, NFT_CT_ID, t->ct_id);
	prs(p, "\n");
}

static void print_verdict(struct printer *p, int32_t code, const char *chain)
{
	struct expr e = { .ops = expr_kinds[E_VERDICT], .id = E_VERDICT, .type = &verdict_type };

	e.verdict.code = code < 0 ? code : code & NF_VERDICT_MASK;	/* behind it: which queue */
	e.verdict.chain = chain;
	print_expr(p, &e);
}

static void print_rule_line(struct printer *p, const struct trace *t)
{
	print_place(p, t);
	prs(p, t->rule ? "rule " : "unknown rule ");
	if (t->rule) {
		p->indent = 2;
		print_rule(p, t->rule);
		p->indent = 0;
		list_handle(p, t->rule->handle);
		prs(p, " ");
	} else {
		pr(p, "handle %" PRIu64 " ", t->rule_handle);
	}
	prs(p, "(verdict ");
	if (t->has_verdict)
		print_verdict(p, t->verdict, t->verdict_chain);
	else
		prs(p, "unknown");
	prs(p, ")\n");
}

static void print_end_line(struct printer *p, const struct trace *t)
{
	print_place(p, t);
	if (t->type == NFT_TRACETYPE_POLICY && t->has_policy) {
		prs(p, "policy ");
		print_verdict(p, t->policy, NULL);
		prs(p, " ");
	} else if (t->has_verdict) {
		prs(p, "verdict ");
		print_verdict(p, t->verdict, t->verdict_chain);
		prs(p, " ");
	}
	if (t->has_mark)
		print_meta(p, NFT_META_MARK, t->mark);
	prs(p, "\n");
}

void list_trace(struct printer *p, const struct trace *t)
{
	p->family = t->family;
	if (t->has_ct)
		print_conntrack_line(p, t);
	if (t->network.data || t->ll.data) {
		print_place(p, t);
		prs(p, "packet: ");
		print_packet(p, t);
		prs(p, "\n");
	}
	if (t->type == NFT_TRACETYPE_RULE && t->rule_handle)	/* without: the end of the chain, which the policy tells */
		print_rule_line(p, t);
	else if (t->type != NFT_TRACETYPE_RULE)
		print_end_line(p, t);
}
